"""What does `pytest-connectors impact` take, and with which status does it end?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_connectors.command.answer import Answer, answers
from pytest_connectors.command.report import read_report
from pytest_connectors.command.status import NO_ANSWER, NONE_BREAKS, SOME_BREAK

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse names it nowhere else

_TEXT = "Say who breaks if a column changes, from the report of a run."
_EPILOG = f"""\
example:
  pytest --connector-contracts --connector-report=connectors.json
  pytest-connectors impact connectors.json --column purchases.note

exit status:
  {NONE_BREAKS}  no connector breaks
  {SOME_BREAK}  at least one connector breaks, loudly or silently
  {NO_ANSWER}  there is no answer: bad use, or the report has no judged case of it
"""


def add(commands: Commands) -> None:
    """Let the command line know `impact`."""
    parser = commands.add_parser(
        "impact",
        help="say who breaks if a column changes, from the report of a run",
        description=_TEXT,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(parser=parser, run=run)
    parser.add_argument("file", type=Path, metavar="FILE.json", help="what --connector-report wrote")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="TABLE.COLUMN",
        help="a column, with the table as contracts name it; may be given again",
    )
    parser.add_argument(
        "--table", action="append", default=[], metavar="TABLE", help="every column of a table; may be given again"
    )


def run(said: argparse.Namespace) -> int:
    """Say who breaks, and give the exit status.

    Raises:
        ConnectorError: There is no such report, or it has no such column or table.
    """
    if not (said.column or said.table):
        said.parser.error("name what is to change: --column purchases.note, or --table purchases")
    found = answers(read_report(said.file), said.column, said.table)
    print("\n\n".join("\n".join(one.lines) for one in found))  # noqa: T201 - a command talks
    return _status(found)


def _status(found: Sequence[Answer]) -> int:
    if any(one.breaks for one in found):
        return SOME_BREAK
    return NONE_BREAKS if all(one.is_known for one in found) else NO_ANSWER
