"""What is a scenario? A named kind of happening: what it does to a declaration, and what a connector owes in it."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from pytest_connectors.contract.proposal import Proposal
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.targets import Target, Targets, of_view


class Direction(enum.StrEnum):
    """Whether a connector reads a declaration, writes it, or both."""

    READS = "reads"
    WRITES = "writes"
    BOTH = "reads and writes"


class Family(enum.StrEnum):
    """The families of scenarios: the matrix's columns and, behind `connector_`, pytest marks."""

    BASELINE = "baseline"
    DRIFT = "drift"
    CREDENTIALS = "credentials"
    UPGRADE = "upgrade"
    CHANGE = "change"


class Reach(enum.Enum):
    """Whether a scenario happens to one declaration or to the system as a whole."""

    DECLARATION = "declaration"
    SYSTEM = "system"


@dataclass(frozen=True)
class Scenario:
    """One row of the catalogue.

    Attributes:
        id: CATALOGUE's id, stable for ever.
        family: What kind of happening it is.
        text: The change in a line.
        reader: What a reading connector owes; None where it does not apply.
        writer: What a writing connector owes; None where it does not apply.
        targets: Every target of a table; None for the baseline and for combinations.
        core: Whether it runs by default.
        reach: What it happens to.
        impossible: Why no connector that asked the far end can survive it, where none can.
        of_cursor: It happens to the column by which a connector that keeps a state tells new rows from old ones.
        system: To which system's declarations it can happen; empty is any.
        placement: Where or when it happens, where that is not everywhere from the start: `new-only`, `mid-run`; the id
            ends in it.
        proposal: The change that is on the table, where it is one: the system says what it does to a declaration.
        real: It is on its way, and no mere possibility: every difference counts.
        option: What has to be said on the command line, so that it is there.
    """

    id: str
    family: Family
    text: str
    reader: Owed | None
    writer: Owed | None
    targets: Targets | None
    core: bool = True
    reach: Reach = Reach.DECLARATION
    impossible: str | None = None
    of_cursor: bool = False
    system: str = "postgres"
    placement: str = ""
    proposal: Proposal | None = None
    real: bool = False
    option: str = ""

    def targets_in(self, schema: TableSchema) -> list[Target]:
        """Every target of one table, view or dataset."""
        if self.targets is None or not self.happens_in(schema.system):
            return []
        return of_view(self.targets(schema)) if schema.view else list(self.targets(schema))

    def happens_in(self, system: str) -> bool:
        """Whether it can happen to declarations of that system."""
        return self.system in ("", system)

    def owed(self, direction: Direction) -> Owed | None:
        """What a connector owes that reads, writes or does both; of two, the one that asks less."""
        match direction:
            case Direction.READS:
                return self.reader
            case Direction.WRITES:
                return self.writer
            case Direction.BOTH:
                both = [owed for owed in (self.reader, self.writer) if owed is not None]
                return max(both, key=list(Owed).index, default=None)


@dataclass(frozen=True)
class Item:
    """One scenario of one contract: what becomes one pytest item.

    Attributes:
        id: The scenario's id, behind the declaration's name where the contract has several.
        tables: The declared names of the tables that it happens to.
        owed: What the connector owes in it; None for the baseline.
    """

    id: str
    scenario: Scenario
    tables: tuple[str, ...]
    owed: Owed | None

    @property
    def table(self) -> str:
        """The declared name of the one table that it happens to; empty where it is not about one table."""
        what = self.scenario.targets or self.scenario.proposal
        about_one = what is not None and self.scenario.reach is Reach.DECLARATION
        return self.tables[0] if about_one and len(self.tables) == 1 else ""

    def targets(self, schemas: Sequence[TableSchema]) -> list[Target]:
        """Every target that the scenario has in these tables."""
        found = [
            target for schema in schemas if schema.name in self.tables for target in self.scenario.targets_in(schema)
        ]
        return found[:1] if self.scenario.reach is Reach.SYSTEM else found
