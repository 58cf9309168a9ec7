"""What may be asked of the gate: an upgrade of a system, and a proposed change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import ClassVar, Protocol

from pytest_connectors.command.report import Connector, Rehearsals
from pytest_connectors.errors import ConnectorError, near
from pytest_connectors.verdicts.case import Case

SYSTEMS = {"postgres": "PostgreSQL"}
"""The systems that have upgrades, with their names in a sentence."""
_MOST_MAJORS = 20
_PLACEMENTS = ("-new-only", "-mid-run")


class BadQuestion(ConnectorError):
    """What is asked for cannot be asked."""


class Asked(Protocol):
    """One thing that is to come, of which the gate says whether it may."""

    @property
    def title(self) -> str:
        """What it is called in a sentence: `PostgreSQL 18`."""

    @property
    def given(self) -> str:
        """How it is asked for: `--upgrade postgres=18`."""

    @property
    def option(self) -> str:
        """The option of a run that rehearses it."""

    @property
    def may_be_in_place(self) -> bool:
        """Whether "not applicable" says that it is there already."""

    def covers(self, case: Case) -> bool:
        """Whether the case is one of it."""

    def concerns(self, connector: Connector) -> str | None:
        """Why a connector without any case of it is unknown; None where it has nothing to do with it."""

    def absent(self, found: Rehearsals) -> str:
        """Why nothing is known where the report has no connector that it concerns."""


@dataclass(frozen=True)
class Upgrade:
    """Another major of a system."""

    system: str
    major: int
    may_be_in_place: ClassVar[bool] = True

    @property
    def title(self) -> str:
        """`PostgreSQL 18`."""
        return f"{SYSTEMS[self.system]} {self.major}"

    @property
    def given(self) -> str:
        """`--upgrade postgres=18`."""
        return f"--upgrade {self.system}={self.major}"

    @property
    def option(self) -> str:
        """`--connector-upgrade postgres=18`."""
        return f"--connector-upgrade {self.system}={self.major}"

    def covers(self, case: Case) -> bool:
        """Whether the case is one of this major."""
        return case.family == "upgrade" and case.scenario == f"{self.system}-{self.major}"

    def concerns(self, connector: Connector) -> str | None:
        """That it was not rehearsed, where the connector uses the system or may use it."""
        if not connector.systems:
            return f"was not rehearsed on {self.title}, and the report does not say which systems it uses"
        return f"was not rehearsed on {self.title}" if self.system in connector.systems else None

    def absent(self, found: Rehearsals) -> str:
        """That nobody uses the system, or that the report is empty."""
        if not found.connectors:
            return "the report has no connector."
        return f"no connector of the report uses {SYSTEMS[self.system]}."


@dataclass(frozen=True)
class Change:
    """A proposed change, by the name of its file."""

    name: str
    may_be_in_place: ClassVar[bool] = False

    @property
    def title(self) -> str:
        """`change 0042`."""
        return f"change {self.name}"

    @property
    def given(self) -> str:
        """`--change 0042`."""
        return f"--change {self.name}"

    @property
    def option(self) -> str:
        """`--connector-change`, in which declaration and path are to be filled in: the report does not know them."""
        return f"--connector-change DECLARATION=PATH/{self.name}"

    def covers(self, case: Case) -> bool:
        """Whether the case is one of this change, in whatever placement and of whatever declaration."""
        return case.family == "change" and self.name in _names(case)

    def concerns(self, connector: Connector) -> str | None:  # noqa: ARG002 - of an upgrade the connector counts
        """Nothing: only who has a case of a change is touched by it."""
        return None

    def absent(self, found: Rehearsals) -> str:
        """That the report has no such change, and which may have been meant."""
        return f"the report has no change {self.name!r}.{near(PurePath(self.name).stem, changes_of(found.cases))}"


def asked_of(upgrades: Iterable[str], changes: Iterable[str], found: Rehearsals) -> list[Asked]:
    """Everything that is asked for: upgrades, then changes, each once.

    Raises:
        BadQuestion: An upgrade is none.
    """
    majors = [one for text in upgrades for one in _upgrades(text)]
    asked: list[Asked] = [*majors, *(_change(text, found) for text in changes)]
    return list(dict.fromkeys(asked))


def answerable(found: Rehearsals) -> list[str]:
    """What a report can answer, as options."""
    majors = {(major[1], int(major[2])) for case in found.cases if (major := _major(case))}
    return [
        *(Upgrade(system, number).given for system, number in sorted(majors) if system in SYSTEMS),
        *(Change(name).given for name in changes_of(found.cases)),
    ]


def changes_of(cases: Sequence[Case]) -> list[str]:
    """The changes of which a report has a case."""
    return sorted({_names(case)[-1] for case in cases if case.family == "change"})


def _major(case: Case) -> re.Match[str] | None:
    return re.fullmatch(r"(\w+)-(\d{1,3})", case.scenario) if case.family == "upgrade" else None


def _names(case: Case) -> tuple[str, ...]:
    """What a case's change may be called: in full, and without its placement, which is the likelier one."""
    item = case.scenario.removeprefix(f"{case.table}-")
    name = item.removeprefix("change-") if item.startswith("change-") else item.partition("-change-")[2]
    placement = next((one for one in _PLACEMENTS if name.endswith(one)), "")
    return tuple(dict.fromkeys((name, name.removesuffix(placement))))


def _change(text: str, found: Rehearsals) -> Change:
    # Also as the items call it, where no change is called so by itself.
    known = changes_of(found.cases)
    return Change(text if text in known else text.removeprefix("change-"))


def _upgrades(text: str) -> list[Upgrade]:
    system, equals, wanted = text.partition("=")
    if system not in SYSTEMS:
        known = f"{near(system, SYSTEMS)} Known: {', '.join(SYSTEMS)}."
        msg = f"--upgrade {text!r}: no upgrade of {system!r} is known.{known}"
        raise BadQuestion(msg)
    parts = re.fullmatch(r"(\d{1,3})(?:\.\.(\d{1,3}))?", wanted)
    first, last = (int(parts[1]), int(parts[2] or parts[1])) if parts else (0, -1)
    if not equals or not 0 <= last - first < _MOST_MAJORS:
        msg = (
            f"--upgrade {text!r} names no major. Give one, {system}=18, or a range from the lower one, {system}=16..18."
        )
        raise BadQuestion(msg)
    return [Upgrade(system, major) for major in range(first, last + 1)]
