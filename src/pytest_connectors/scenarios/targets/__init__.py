"""What can a scenario happen to in a table? For each target a few variants of the change, the plainest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pytest_connectors.drift.changes import Change
from pytest_connectors.drift.schema import TableSchema


@dataclass(frozen=True)
class Target:
    """What one change can happen to, with a few variants of the change: another type, other rows touched."""

    name: str
    variants: tuple[tuple[Change, ...], ...]


Targets = Callable[[TableSchema], Iterable[Target]]


def free_name(table: TableSchema, name: str) -> str:
    """A column name that the table has not, near to this one."""
    while name in table.column_names:
        name += "_"
    return name
