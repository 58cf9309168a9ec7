"""What does `pytest-connectors` do at a shell? It answers questions without running a connector."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from pytest_connectors.command.answer import Answer, answers
from pytest_connectors.command.postgres import add_postgres, run_postgres
from pytest_connectors.command.report import read_report
from pytest_connectors.errors import ConnectorError

NONE_BREAKS, SOME_BREAK, NO_ANSWER = 0, 1, 2
_EPILOG = f"""\
example:
  pytest --connector-contracts --connector-report=connectors.json
  pytest-connectors impact connectors.json --column purchases.note

exit status:
  {NONE_BREAKS}  no connector breaks
  {SOME_BREAK}  at least one connector breaks, loudly or silently
  {NO_ANSWER}  there is no answer: bad use, or the report has no judged case of it
"""


def main(args: Sequence[str] | None = None) -> int:
    """Answer what the command line asks, and give the exit status."""
    parser = _parser()
    said = parser.parse_args(args)
    if said.command is None:
        parser.print_help()
        return NONE_BREAKS
    if said.command == "postgres":
        return run_postgres(said)
    if not (said.column or said.table):
        said.parser.error("name what is to change: --column purchases.note, or --table purchases")
    try:
        found = answers(read_report(said.file), said.column, said.table)
    except ConnectorError as error:
        print(f"pytest-connectors: {error}", file=sys.stderr)  # noqa: T201 - a command talks
        return NO_ANSWER
    print("\n\n".join("\n".join(one.lines) for one in found))  # noqa: T201 - a command talks
    return _status(found)


def _status(found: Sequence[Answer]) -> int:
    if any(one.breaks for one in found):
        return SOME_BREAK
    return NONE_BREAKS if all(one.is_known for one in found) else NO_ANSWER


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pytest-connectors",
        description="Which connectors break if a column is dropped, renamed, retyped or nullable?",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"pytest-connectors {version('pytest-connectors')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    impact = commands.add_parser(
        "impact",
        help="say who breaks if a column changes, from the report of a run",
        description="Say who breaks if a column changes, from the report of a run.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    impact.set_defaults(parser=impact)
    impact.add_argument("file", type=Path, metavar="FILE.json", help="what --connector-report wrote")
    impact.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="TABLE.COLUMN",
        help="a column, with the table as contracts name it; may be given again",
    )
    impact.add_argument(
        "--table", action="append", default=[], metavar="TABLE", help="every column of a table; may be given again"
    )
    add_postgres(commands)
    return parser
