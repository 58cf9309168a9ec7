"""What if a connector touches several systems? Their far ends are one, which hands on to each what is its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from pytest_connectors.contract import Contract
from pytest_connectors.contract.proposal import Proposal
from pytest_connectors.drift.changes import Change, ColumnRetyped
from pytest_connectors.drift.schema import Row, Rows, TableSchema
from pytest_connectors.systems.protocol import Accepted, Scene, System, Told, Traffic

T = TypeVar("T")


class Together:
    """Several far ends as one; each is asked for what it declared."""

    def __init__(self, parts: Sequence[System]) -> None:
        """These far ends, in this order."""
        self.parts = tuple(parts)
        self.name = "+".join(part.name for part in self.parts)
        self._of: dict[str, System] = {}

    @property
    def secrets(self) -> Mapping[str, str]:
        """What must not appear in an error: every far end's secrets."""
        return {name: secret for part in self.parts for name, secret in part.secrets.items()}

    def describe(self) -> str:
        """Every far end, for people."""
        return "; ".join(part.describe() for part in self.parts)

    def declare(self, contract: Contract) -> tuple[TableSchema, ...]:
        """Build what the contract declares, each part of it on its own far end."""
        found: list[TableSchema] = []
        self._of = {}
        for part in self.parts:
            mine = dataclasses.replace(
                contract,
                reads=tuple(one for one in contract.reads if one.system == part.name),
                writes=tuple(one for one in contract.writes if one.system == part.name),
            )
            schemas = part.declare(mine)
            self._of |= dict.fromkeys((schema.name for schema in (*schemas, *part.parents())), part)
            found += schemas
        order = [declared.name for declared in contract.declarations]
        return tuple(sorted(found, key=lambda schema: order.index(schema.name)))

    def parents(self) -> tuple[TableSchema, ...]:
        """The tables that are not declared and to which declared ones refer."""
        return tuple(parent for part in self.parts for parent in part.parents())

    def accept(self, rows: Mapping[str, Sequence[Row]], *, as_said: Collection[str] = ()) -> Accepted:
        """The rows as each far end keeps them."""
        answers = [part.accept(self._own(part, rows), as_said=as_said) for part in self.parts]
        kept = {name: those for answer in answers for name, those in answer.rows.items()}
        return Accepted(kept, next((answer.refused for answer in answers if answer.refused is not None), None))

    def set_scene(self, scene: Scene) -> None:
        """Make every far end look like its part of this."""
        for part in self.parts:
            changes = tuple(one for one in scene.changes if self._concerns(part, one))
            rows, left = self._own(part, scene.rows), self._own(part, scene.left)
            part.set_scene(dataclasses.replace(scene, rows=rows, changes=changes, left=left))

    def read(self, table: str) -> Rows:
        """What lies in a declaration now."""
        return self._of[table].read(table)

    def left(self) -> Mapping[str, object]:
        """What lies in the written declarations now, where that is more than rows."""
        return {name: one for part in self.parts for name, one in part.left().items()}

    def values_became(self, change: ColumnRetyped, rows: Rows) -> Sequence[tuple[object, object]]:
        """What the values of these rows became in a retyped column."""
        return self._of[change.table].values_became(change, rows)

    def told(self, changes: Sequence[Change]) -> Told:
        """How these changes show in declared documents."""
        told = [part.told(tuple(one for one in changes if self._concerns(part, one))) for part in self.parts]
        lines = tuple(line for one in told for line in one.difference)
        judgements = "; ".join(one.judgement for one in told if one.judgement)
        return Told(lines, judgements, "; ".join(one.sentence for one in told if one.sentence))

    def proposed(self, proposal: Proposal, placement: str = "") -> tuple[Change, ...]:
        """What a proposal changes, as the far end of its declaration says."""
        return self._of[proposal.declared].proposed(proposal, placement)

    def traffic(self) -> Traffic:
        """What all far ends saw of the connector since the scene was set."""
        seen = [part.traffic() for part in self.parts]
        told = [one.statements for one in seen]
        return Traffic(
            None if None in told else tuple(statement for one in told for statement in one or ()),
            tuple(refusal for one in seen for refusal in one.refusals),
            any(one.over_budget for one in seen),
            max((one.page for one in seen), default=0),
            tuple(asked for one in seen for asked in one.outside),
        )

    def end_connections(self, *, idle: bool = True) -> int:
        """End every connection of the connector; how many did not end by themselves."""
        return sum(part.end_connections(idle=idle) for part in self.parts)

    def sever(self) -> None:
        """Cut the connector off from all, from any thread."""
        for part in self.parts:
            part.sever()

    def revive(self) -> None:
        """Let those come back that are dead."""
        for part in self.parts:
            if not part.is_alive():
                part.revive()

    def is_alive(self) -> bool:
        """Whether all answer."""
        return all(part.is_alive() for part in self.parts)

    def _own(self, part: System, by_name: Mapping[str, T]) -> dict[str, T]:
        return {name: value for name, value in by_name.items() if self._of.get(name) is part}

    def _concerns(self, part: System, change: Change) -> bool:
        """Whether a change happens to this far end; what happens to a system as a whole, each knows by itself."""
        table = getattr(change, "table", None)
        return table is None or self._of.get(table) is part
