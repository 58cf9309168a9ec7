"""What was one run of a connector seen to do?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_connectors.drift.schema import Rows
from pytest_connectors.verdicts.kinds import NULL, Listing, Node


@dataclass(frozen=True)
class Fault:
    """Something that was raised or reported, as plain text.

    Attributes:
        kind: The exception's class, or what else spoke: `exit status 1`, `failed=`.
        message: Its words.
        where: `file.py:24`, the innermost line of the user's own code, where there is one.
        chain: What caused it, or all that a command wrote.
    """

    kind: str
    message: str
    where: str | None = None
    chain: str = ""

    def __str__(self) -> str:
        """The class and the first line of its words."""
        first = self.message.strip().partition("\n")[0]
        return f"{self.kind}: {first}" if first else self.kind


@dataclass(frozen=True)
class Observation:
    """One run of a test body on one state of the far ends.

    Attributes:
        calls: How often the body called its connector.
        result: What the calls returned, or what `observe=` made of it.
        loud: What the connector said of a failure.
        early: What was raised before the first call.
        assertion: What the body raised after a call that had returned.
        asserted: The tables and columns of which the body looked at the rows after its call, and was content.
        promise: How `returns=` is broken.
        hung: The call did not come back in time.
        over_budget: How many requests it was allowed, where it made more.
        there: What lay in each declared table before the call, where only the far end can say what changes made of it.
        sinks: What lies in each written table after the run, in declared names and kinds.
        left: What lies in written declarations as it lies there, where a far end holds more than rows.
        statements: How many statements the far end saw of the connector; None where it cannot tell.
        refusals: What the far end refused, in its own words.
        outside: Which hosts it asked that are none of the far ends', and was refused, with the lines of code.
        where: The line of the user's code that is under test.
        seconds: How long the calls took.
        asked: What the connector asked, in its own words.
    """

    calls: int = 0
    result: Node = NULL
    loud: Fault | None = None
    early: Fault | None = None
    assertion: Fault | None = None
    asserted: frozenset[tuple[str, str]] = frozenset()
    promise: str | None = None
    hung: bool = False
    over_budget: int | None = None
    there: Mapping[str, Rows] = field(default_factory=dict)
    sinks: Mapping[str, Listing] = field(default_factory=dict)
    left: Mapping[str, object] = field(default_factory=dict)
    statements: int | None = None
    refusals: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    where: str | None = None
    seconds: float = 0.0
    asked: tuple[str, ...] = ()

    @property
    def complaint(self) -> str | None:
        """Why this run, on an unchanged system, would be no basis for anything; None where it is sound."""
        if self.hung:
            return "the call does not come back in time (timeout= sets the limit)"
        if self.over_budget is not None:
            return f"it made more than {self.over_budget} requests"
        if self.early is not None:
            return f"the test raised before it called its connector: {self.early}"
        if self.calls == 0:
            return "the test never called its connector. Write connector(load, ...) in its body"
        if self.loud is not None:
            return f"the connector fails: {self.loud}"
        if self.promise is not None:
            return f"returns= is broken: {self.promise}"
        return None if self.assertion is None else f"the test's own assertion fails: {self.assertion}"
