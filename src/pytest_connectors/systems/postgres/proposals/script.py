"""What does the file of a migration say is to be run? Its statements, as the tool that it is written for takes them."""

from __future__ import annotations

import functools
import gzip
import re
from dataclasses import dataclass
from pathlib import Path

from pytest_connectors.errors import BadProposal
from pytest_connectors.systems.postgres.dump import statements
from pytest_connectors.systems.postgres.pruning.statements import split

# The marks of dbmate, goose, sql-migrate, node-pg-migrate, rambler and tern: what undoes a migration is not run.
_MARK = re.compile(
    r"^[ \t]*-{2,}[ \t]*(?:(?:migrate:|\+goose[ \t]+|\+migrate[ \t]+|rambler[ \t]+)(?P<way>up|down)\b[^\n]*|"
    r"(?P<plain>up|down)[ \t]+migration[ \t]*|create above / drop below[ -]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_NO_TRANSACTION = re.compile(
    r"^[ \t]*--[^\n]*(?:transaction:[ \t]*false|no[ _-]?transaction\b|executeInTransaction[ \t]*=[ \t]*false|"
    r"txmode[ \t]+none|runInTransaction:[ \t]*false)",
    re.IGNORECASE | re.MULTILINE,
)
_TRANSACTION = re.compile(
    r"(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ABORT|ROLLBACK(?!\s+TO))\b(?!\s+PREPARED)", re.IGNORECASE
)
_COPY = re.compile(r"COPY\b.*\bFROM\s+STDIN\b", re.IGNORECASE | re.DOTALL)
_COPIED = re.compile(r";[^\n]*\n(?P<data>.*?)^\\\.[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_BLANK = re.compile(r"[^\n]")
# Of what is said to psql, this does nothing to a database.
_HARMLESS = re.compile(
    r"\\(?:set|unset|echo|qecho|warn|timing|pset|x|a|t|errverbose|restrict|unrestrict|d\S*|l\+?|\.)(?:\s|$)"
)


@dataclass(frozen=True)
class Step:
    """A statement, where it begins in the file, and the data that follow it where it is a COPY."""

    text: str
    start: int
    data: str | None = None


@dataclass(frozen=True)
class Script:
    """What is to be run.

    Attributes:
        where: By what it was proposed, for messages.
        text: The file.
        steps: Its statements.
        alone: Each statement is a transaction of its own, unless the file says otherwise; else all are one.
    """

    where: str
    text: str
    steps: tuple[Step, ...]
    alone: bool

    def line(self, step: Step) -> int:
        """The line at which a statement begins."""
        return self.text.count("\n", 0, step.start) + 1


def text_of(path: Path) -> str:
    """What the file says.

    Raises:
        BadProposal: It cannot be read.
    """
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if path.suffix.lower() == ".gz" else raw).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        msg = f"--connector-change: {path.name} cannot be read: {error}. It takes SQL in UTF-8."
        raise BadProposal(msg) from None


@functools.lru_cache(maxsize=16)
def script_of(where: str, text: str) -> Script:
    r"""The statements of a migration.

    Args:
        where: By what it was proposed, for messages.
        text: What the file says.

    Raises:
        BadProposal: There is none, or psql is told to do something that only psql can.

    Example:
        >>> [one.text for one in script_of("1.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;").steps]
        ['SELECT 1;']
    """
    blanked, data = _for_the_server(where, _up(text))
    found = _steps(blanked, data)
    if not found:
        msg = f"{where}: the migration holds no statement that could be run."
        raise BadProposal(msg)
    alone = _NO_TRANSACTION.search(text) is not None or any(_TRANSACTION.match(step.text) for step in found)
    return Script(where, text, found, alone)


def _up(text: str) -> str:
    """The file with blanks in place of what undoes the migration."""
    parts, place, kept = list[str](), 0, True
    for mark in _MARK.finditer(text):
        part = text[place : mark.end()]
        parts.append(part if kept else _blanks(part))
        place, kept = mark.end(), (mark["way"] or mark["plain"] or "down").lower() == "up"
    return "".join([*parts, text[place:] if kept else _blanks(text[place:])])


def _for_the_server(where: str, text: str) -> tuple[str, dict[int, str]]:
    """The text with blanks in place of what is for psql, and the data of each COPY by where it begins."""
    parts, place, data = list[str](), 0, dict[int, str]()
    for start, end in statements(text):
        said = text[start:end]
        if said.startswith("\\"):
            if not _HARMLESS.match(said):
                line = text.count("\n", 0, start) + 1
                msg = (
                    f"{where}: line {line} of the migration, {said.strip()!r}, is said to psql, which is not here. "
                    "Put the SQL itself into the file."
                )
                raise BadProposal(msg)
            parts += [text[place:start], _blanks(said)]
            place = end
        elif _COPY.match(said) and (copied := _COPIED.search(said)) is not None:
            data[start] = copied["data"]
            parts += [text[place : start + copied.start() + 1], _blanks(said[copied.start() + 1 :])]
            place = end
    return "".join([*parts, text[place:]]), data


def _steps(text: str, data: dict[int, str]) -> tuple[Step, ...]:
    sure = split(text)
    if sure is None:
        # Where a statement ends in doubt, the server says what it makes of it.
        spans = list(statements(text))
    else:
        spans, place = [], 0
        for one in sure:
            begun = place + len(one.before)
            place = begun + len(one.text)
            spans.append((begun, place))
    return tuple(
        Step(text[start:end].rstrip(), start, data.get(start))
        for start, end in spans
        if text[start:end].strip("; \n\t\r")
    )


def _blanks(text: str) -> str:
    return _BLANK.sub(" ", text)
