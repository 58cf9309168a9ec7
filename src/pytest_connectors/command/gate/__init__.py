"""What does `pytest-connectors gate` take? It says whether an upgrade or a change may go, from the report of a run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_connectors.command.gate.asking import answerable, asked_of
from pytest_connectors.command.gate.judging import answer, status_of
from pytest_connectors.command.gate.telling import as_json, told
from pytest_connectors.command.report import Rehearsals, read_rehearsals
from pytest_connectors.command.status import NO_ANSWER, NONE_BREAKS, SOME_BREAK

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse names it nowhere else

_TEXT = "Say whether an upgrade or a proposed change may go, from the report of a run that rehearsed it."
_EPILOG = f"""\
example:
  pytest --connector-contracts --connector-upgrade postgres=18 \\
         --connector-report=connectors.json
  pytest-connectors gate connectors.json --upgrade postgres=18

exit status:
  {NONE_BREAKS}  it may go: no connector breaks
  {SOME_BREAK}  it must not: at least one connector breaks, loudly or silently
  {NO_ANSWER}  unknown: bad use, or nothing in the report tells
"""


def add(commands: Commands) -> None:
    """Let the command line know `gate`."""
    parser = commands.add_parser(
        "gate",
        help="say whether an upgrade or a change may go, from the report of a run",
        description=_TEXT,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(parser=parser, run=run)
    parser.add_argument("file", type=Path, metavar="FILE.json", help="what --connector-report wrote")
    parser.add_argument(
        "--upgrade",
        action="append",
        default=[],
        metavar="SYSTEM=MAJOR",
        help="another major, postgres=18, or each of a range, postgres=16..18; may be given again",
    )
    parser.add_argument(
        "--change",
        action="append",
        default=[],
        metavar="NAME",
        help="a proposed change, 0042, as its scenarios name it: [change-0042]; may be given again",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(said: argparse.Namespace) -> int:
    """Say whether it may go, and give the exit status.

    Raises:
        ConnectorError: There is no such report, or what is asked for cannot be asked.
    """
    found = read_rehearsals(said.file)
    asked = asked_of(said.upgrade, said.change, found)
    if not asked:
        said.parser.error(f"name what is to come: --upgrade postgres=18, or --change 0042. {_can(said.file, found)}")
    answers = [answer(one, found) for one in asked]
    print(as_json(answers) if said.json else told(answers, said.file))  # noqa: T201 - a command talks
    return status_of(answers)


def _can(file: Path, found: Rehearsals) -> str:
    known = answerable(found)
    return f"{file} can answer: {', '.join(known) if known else 'neither, it has no case of an upgrade or a change'}"
