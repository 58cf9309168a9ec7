"""What must a far end be able to do, so that a scenario can happen to it?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pytest_connectors.contract import Contract
from pytest_connectors.contract.proposal import Proposal
from pytest_connectors.drift.changes import Change, ColumnRetyped
from pytest_connectors.drift.schema import Row, Rows, TableSchema


@dataclass(frozen=True)
class Scene:
    """What a far end is to look like.

    Attributes:
        rows: By declared name.
        changes: What has changed since they were put.
        left: What an earlier run left, as `System.left` gave it, in place of rows.
        budget: How many requests the connector may make, where the far end counts them; None for any number.
    """

    rows: Mapping[str, Rows] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    left: Mapping[str, object] = field(default_factory=dict)
    budget: int | None = None


@dataclass(frozen=True)
class Traffic:
    """What the far end saw of the connector since the scene was set.

    Attributes:
        statements: What the connector asked, in its own words; None where the far end cannot tell.
        refusals: What was refused: the code and the far end's words.
        over_budget: It made more requests than the scene allows.
        page: The most rows that it asked for at once, where it reads in pages of a size of its own.
        outside: Whom else it asked, and was refused: the host, and the line of code.
    """

    statements: tuple[str, ...] | None = ()
    refusals: tuple[str, ...] = ()
    over_budget: bool = False
    page: int = 0
    outside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """How changes show in what is declared, where that is a document, and what the far end knows of them besides.

    Attributes:
        difference: What is other in the document, as lines of a diff.
        judgement: What a comparison of the two documents would have said of it: `INFO response-property-removed`.
        sentence: The changes in words, where the far end knows better ones than they have by themselves.
    """

    difference: tuple[str, ...] = ()
    judgement: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Refused:
    """A row that the far end did not take, and why: the constraint's name where there is one."""

    table: str
    reason: str
    constraint: str | None = None


@dataclass(frozen=True)
class Accepted:
    """Rows as the far end keeps them, by declared name, and the first that it did not take."""

    rows: Mapping[str, Rows]
    refused: Refused | None = None


class System(Protocol):
    """A far end that we own, or a part of one that is ours alone."""

    name: str

    @property
    def secrets(self) -> Mapping[str, str]:
        """What must not appear in an error, by what it is called: `the connector's password`."""

    def describe(self) -> str:
        """What it is and where it is from, for people: `PostgreSQL 16.14, the wheel ...`."""

    def declare(self, contract: Contract) -> tuple[TableSchema, ...]:
        """Build what the contract declares and say how it looks; BadContract where that cannot be done."""

    def parents(self) -> tuple[TableSchema, ...]:
        """The tables that are not declared and to which declared ones refer."""

    def accept(self, rows: Mapping[str, Sequence[Row]], *, as_said: Collection[str] = ()) -> Accepted:
        """The rows as the far end keeps them, parents first in the mapping, without those that it does not take.

        Drawn rows may become others that fit; those of the tables in `as_said` are a user's own, and must not.
        """

    def set_scene(self, scene: Scene) -> None:
        """Make the far end look like this, whatever it looked like before; connections that idle are left alone."""

    def read(self, table: str) -> Rows:
        """What lies in a table now, in declared names and kinds."""

    def left(self) -> Mapping[str, object]:
        """What lies in the written declarations now, as it lies there, where that is more than rows."""

    def values_became(self, change: ColumnRetyped, rows: Rows) -> Sequence[tuple[object, object]]:
        """What the values of these rows became in a retyped column: each as it was declared and as it is now."""

    def told(self, changes: Sequence[Change]) -> Told:
        """How these changes show in a declared document; nothing where there is none."""

    def proposed(self, proposal: Proposal, placement: str = "") -> tuple[Change, ...]:
        """What a proposal changes in the declaration that it names.

        Raises:
            BadContract: The source cannot be used: it is of another format, or does not hold what is declared.
        """

    def traffic(self) -> Traffic:
        """What was seen of the connector since the scene was set."""

    def end_connections(self, *, idle: bool = True) -> int:
        """End every connection of the connector, or all but the idle ones; how many did not end by themselves."""

    def sever(self) -> None:
        """Cut the connector off and refuse it, from any thread, until the next scene."""

    def revive(self) -> None:
        """Come back after a death, at the same address and with the same credentials."""

    def is_alive(self) -> bool:
        """Whether the far end answers."""
