"""What does `pytest-connectors` do at a shell? It answers questions without running a connector."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

from pytest_connectors.command import gate, impact, postgres
from pytest_connectors.command.status import NO_ANSWER, NONE_BREAKS, SOME_BREAK
from pytest_connectors.errors import ConnectorError

_EPILOG = f"""\
example:
  pytest --connector-contracts --connector-report=connectors.json
  pytest-connectors impact connectors.json --column purchases.note
  pytest-connectors gate connectors.json --upgrade postgres=18

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
    try:
        return int(said.run(said))
    except ConnectorError as error:
        print(f"pytest-connectors: {error}", file=sys.stderr)  # noqa: T201 - a command talks
        return NO_ANSWER


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pytest-connectors",
        description="Which connectors break if a column, a server's major or an API changes?",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"pytest-connectors {version('pytest-connectors')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    impact.add(commands)
    gate.add(commands)
    postgres.add_postgres(commands)
    return parser
