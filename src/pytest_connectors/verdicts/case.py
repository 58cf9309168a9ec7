"""What is known of one case when it is over? A plain record, from which every report is made."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any

from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.verdicts.outcome import Outcome, Silence


@dataclass(frozen=True)
class Case:
    """One change on one set of rows, and what it came to; of plain data, so that it can be sent and kept.

    Attributes:
        connector: The contract's name.
        scenario: The item's id: `column-dropped`, `purchases-column-dropped`.
        family: The scenario's family.
        target: What the change happened to: a column, a table, a role; empty for the baseline.
        table: The declared name of the one table to which the scenario happens; empty where there is no one table.
        change: The change in words; several are separated by semicolons.
        outcome: What it came to.
        silence: The class, where it was silent.
        owed: What the connector owed.
        hypothetical: The change is one that may come, not one that is on its way.
        reason: Why, in a sentence.
        fails: Whether the gate holds it against the connector.
        known: The reason why it is accepted, where it is.
        finding: Something that is wrong apart from the outcome, such as a leaked secret.
        broke_promise: `returns=` or an assertion of the test's own is broken.
        recovers: It was loud, left half its work, and another run mended it.
        names_cause: Whether the error names what is at fault.
        where: The line of the user's code, as `file.py:24`.
        error: What was raised, in its own words.
        differences: What differs, as (place, before, after).
        rows: The rows in the far end on which it failed, as text.
        payloads: The rows that were to be written, as text.
        not_compared: Fields that vary by themselves.
        document: What is other in a declared document, as lines of a diff.
        judgement: What a comparison of the two documents would have said of the change.
        added: New columns that came through.
        nodeid: The test, as pytest names it.
        system: The system in which it happens: `postgres`, `s3`, `rest`; empty where it is about none.
        option: What has to be said on the command line besides, so that the item is there: the upgrade, the change.
    """

    connector: str
    scenario: str
    family: str
    target: str = ""
    table: str = ""
    change: str = ""
    outcome: Outcome = Outcome.SURVIVES
    silence: Silence | None = None
    owed: Owed | None = None
    hypothetical: bool = True
    reason: str = ""
    fails: bool = False
    known: str | None = None
    finding: str | None = None
    broke_promise: bool = False
    recovers: bool = False
    names_cause: bool | None = None
    where: str | None = None
    error: str | None = None
    differences: tuple[tuple[str, str, str], ...] = ()
    rows: tuple[str, ...] = ()
    payloads: tuple[str, ...] = ()
    not_compared: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    judgement: str = ""
    added: tuple[str, ...] = ()
    nodeid: str = ""
    system: str = ""
    option: str = ""

    def to_json(self) -> str:
        """The case as JSON."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Case:
        """The case that `to_json` wrote."""
        known: dict[str, Any] = json.loads(text)
        silence, owed = known["silence"], known["owed"]
        return cls(
            **{
                **known,
                "outcome": Outcome(known["outcome"]),
                "silence": None if silence is None else Silence(silence),
                "owed": None if owed is None else Owed(owed),
                "differences": tuple(tuple(difference) for difference in known["differences"]),
                **{name: tuple(known[name]) for name in ("rows", "payloads", "not_compared", "document", "added")},
            }
        )


@dataclass(frozen=True)
class Gate:
    """Which cases fail a run: the outcome is a fact, the gate is a policy.

    Attributes:
        fails_on: What fails: `broken` is a compatible change that is not survived, and any finding.
    """

    fails_on: frozenset[str] = field(
        default=frozenset({"hangs", "damaged", "silent", "void", "broken"}),
    )

    def holds(self, case: Case) -> bool:
        """Whether the case fails the run."""
        if case.finding is not None and "broken" in self.fails_on:
            return True
        match case.outcome:
            case Outcome.LOUD:
                return case.owed is Owed.SURVIVE and "broken" in self.fails_on
            case Outcome.SILENT if case.silence is Silence.PASSED_ON and case.hypothetical and not case.broke_promise:
                return "passed-on" in self.fails_on
            case Outcome.SILENT if case.owed is Owed.SURVIVE:
                return bool({"silent", "broken"} & self.fails_on)
            case Outcome.UNGUARDED:
                return "unguarded" in self.fails_on
            case Outcome.NOT_APPLICABLE | Outcome.NOT_RUN | Outcome.SURVIVES:
                return False
            case outcome:
                return outcome.value in self.fails_on


GATE_WORDS = ("none", "silent", "passed-on", "damaged", "hangs", "void", "broken", "unguarded")


def worst(cases: list[Case]) -> Case:
    """The case by which an item is known: one that fails before one that does not, then the worst outcome."""
    return min(cases, key=lambda case: (not (case.fails and not case.known), not case.fails, case.outcome.rank))
