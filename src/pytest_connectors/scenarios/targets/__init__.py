"""What can a scenario happen to in a table? For each target a few variants of the change, the plainest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pytest_connectors.drift.changes import (
    Change,
    ColumnAdded,
    ColumnDropped,
    ColumnPutLast,
    ColumnRenamed,
    ColumnRetyped,
    RightRevoked,
    SystemChange,
    TableMoved,
    TableRenamed,
)
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.scenarios.owed import Owed


@dataclass(frozen=True)
class Target:
    """What one change can happen to, with a few variants of the change: another type, other rows touched.

    Attributes:
        name: A column, a table, a role.
        variants: The changes of each, the plainest first.
        owed: What a connector owes here, where that is another thing than in the scenario's other targets.
        impossible: Why no connector can survive it here, where none can.
    """

    name: str
    variants: tuple[tuple[Change, ...], ...]
    owed: Owed | None = None
    impossible: str | None = None


Targets = Callable[[TableSchema], Iterable[Target]]


def free_name(table: TableSchema, name: str) -> str:
    """A column name that the table has not, near to this one."""
    while name in table.column_names:
        name += "_"
    return name


def of_view(targets: Iterable[Target]) -> list[Target]:
    """The targets whose change can happen to a view: its columns and name change, its rows lie elsewhere."""
    kept = ((target, tuple(one for one in target.variants if all(map(_happens_to_views, one)))) for target in targets)
    return [Target(target.name, variants) for target, variants in kept if variants]


def _happens_to_views(one: Change) -> bool:
    match one:
        case ColumnRetyped(limit=limit, way=way):
            return limit is None and way in ("cast", "nested")
        case ColumnAdded(made_from=made_from, required=required):
            return made_from is None and not required
        case ColumnDropped() | ColumnRenamed() | ColumnPutLast() | TableRenamed() | TableMoved() | RightRevoked():
            return True
        case _:
            return isinstance(one, SystemChange)
