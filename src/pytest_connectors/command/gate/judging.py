"""May it go? Who breaks, who is accepted, of whom nothing is known, and who survives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_connectors.command.gate.asking import Asked, answerable
from pytest_connectors.command.report import Connector, Rehearsals
from pytest_connectors.command.status import NO_ANSWER, NONE_BREAKS, SOME_BREAK
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import NOTHING_TO_REHEARSE, Outcome

WORDS = {NONE_BREAKS: "may go", SOME_BREAK: "must not go", NO_ANSWER: "unknown"}
# What is rehearsed is on its way: every difference counts, also a loud one, also one that is only passed on.
_BREAKING = (Outcome.HANGS, Outcome.DAMAGED, Outcome.SILENT, Outcome.LOUD)
_UNKNOWN = (Outcome.VOID, Outcome.UNGUARDED, Outcome.NOT_RUN)


@dataclass(frozen=True)
class Broken:
    """A connector that breaks: its worst case, and how many more there are."""

    connector: Connector
    case: Case
    more: int


@dataclass(frozen=True)
class Unknown:
    """A connector of which nothing is known, and why."""

    connector: Connector
    why: str


@dataclass(frozen=True)
class Answer:
    """What the report says of one thing that is to come.

    Attributes:
        asked: What is to come.
        breaks: Who breaks, the worst first.
        accepted: Whose breaks are accepted by `known_breaks=`; of one who breaks otherwise too.
        unknown: Of whom nothing is known, of those that do not break.
        survive: Who survives.
        unchanged: For whom nothing changes.
        absent: Why nothing is known at all; empty where something is.
        happens: What changes, in words, each once.
        instead: What the report can answer, where it has no case of this.
    """

    asked: Asked
    breaks: tuple[Broken, ...]
    accepted: tuple[Broken, ...]
    unknown: tuple[Unknown, ...]
    survive: tuple[Connector, ...]
    unchanged: tuple[Connector, ...]
    absent: str
    happens: tuple[str, ...]
    instead: tuple[str, ...]

    @property
    def status(self) -> int:
        """Whether it may go: a break says no, whatever is not known."""
        if self.breaks:
            return SOME_BREAK
        return NO_ANSWER if self.unknown or self.absent else NONE_BREAKS

    @property
    def names(self) -> tuple[str, ...]:
        """Every connector that counts."""
        groups = (self.breaks, self.accepted, self.unknown)
        listed = [one.connector.name for group in groups for one in group]
        return tuple(dict.fromkeys([*listed, *(one.name for one in (*self.survive, *self.unchanged))]))


def answer(asked: Asked, found: Rehearsals) -> Answer:
    """What the report says of one thing."""
    cases = [case for case in found.cases if asked.covers(case)]
    breaks: list[Broken] = []
    accepted: list[Broken] = []
    unknown: list[Unknown] = []
    survive: list[Connector] = []
    unchanged: list[Connector] = []
    for connector in found.connectors:
        mine = [case for case in cases if case.connector == connector.name]
        broken = [case for case in mine if case.outcome in _BREAKING]
        breaks += _broken(connector, [case for case in broken if not case.known])
        accepted += _broken(connector, [case for case in broken if case.known])
        if any(not case.known for case in broken):
            continue
        why = _why_unknown(asked, mine) if mine else asked.concerns(connector)
        if why is not None:
            unknown.append(Unknown(connector, why))
        elif mine and not broken:
            (survive if any(case.outcome is Outcome.SURVIVES for case in mine) else unchanged).append(connector)
    listed = breaks or accepted or unknown or survive or unchanged
    return Answer(
        asked=asked,
        breaks=tuple(sorted(breaks, key=lambda one: (one.case.outcome.rank, one.connector.name))),
        accepted=tuple(accepted),
        unknown=tuple(unknown),
        survive=tuple(survive),
        unchanged=tuple(unchanged),
        absent="" if listed else asked.absent(found),
        happens=tuple(dict.fromkeys(case.change for case in cases if case.change)),
        instead=() if cases else tuple(answerable(found)),
    )


def status_of(answers: Sequence[Answer]) -> int:
    """The status of several answers: one that says no decides, then one that is unknown."""
    found = {one.status for one in answers}
    return next(status for status in (SOME_BREAK, NO_ANSWER, NONE_BREAKS) if status in found)


def _broken(connector: Connector, cases: Sequence[Case]) -> list[Broken]:
    if not cases:
        return []
    return [Broken(connector, min(cases, key=lambda case: case.outcome.rank), len(cases) - 1)]


def _why_unknown(asked: Asked, cases: Sequence[Case]) -> str | None:
    outcomes = {case.outcome for case in cases}
    # That a major is the one of today, or a sample like the ones before, says that nothing changes; else of a change it
    # says that it could not be tried.
    nothing = asked.may_be_in_place or all(case.reason.startswith(NOTHING_TO_REHEARSE) for case in cases)
    not_tried = outcomes == {Outcome.NOT_APPLICABLE} and not nothing
    unjudged = [case for case in cases if case.outcome in _UNKNOWN or not_tried]
    if not unjudged:
        return None
    first = min(unjudged, key=lambda case: case.outcome.rank)
    word = first.outcome.value
    return first.reason if first.reason.startswith(word) else f"{word}: {first.reason}".removesuffix(": ")
