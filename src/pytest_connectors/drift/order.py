"""In which order do tables get their rows? Parents first; a circle is broken where a reference may be NULL."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_connectors.drift.schema import ForeignKey, TableSchema
from pytest_connectors.errors import BadContract


def parents_first(tables: Sequence[TableSchema]) -> list[TableSchema]:
    """The tables in an order in which each follows those that it refers to, but for references that may be NULL.

    Raises:
        BadContract: They refer to each other in a circle of references that are all NOT NULL.
    """
    waiting, done = list(tables), list[TableSchema]()
    while waiting:
        names = {table.full_name for table in waiting}
        ready = [table for table in waiting if not _unmet(table, names)]
        if not ready:
            # No more than one: the next round may find the others in order.
            ready = [t for t in waiting if all(can_be_null(t, key) for key in _unmet(t, names))][:1]
        if not ready:
            raise BadContract(_circle(waiting, names))
        done += ready
        waiting = [table for table in waiting if table not in ready]
    return done


def can_be_null(table: TableSchema, key: ForeignKey) -> bool:
    """Whether a row may do without a parent."""
    free = nullable_columns(table, key)
    return len(free) == len(key.columns) if key.full else bool(free)


def nullable_columns(table: TableSchema, key: ForeignKey) -> list[str]:
    """The key's columns that may be NULL."""
    return [name for name in key.columns if table.column(name).nullable and name not in table.primary_key]


def _unmet(table: TableSchema, waiting: set[str]) -> list[ForeignKey]:
    return [key for key in table.foreign_keys if key.parent in waiting and key.parent != table.full_name]


def _circle(waiting: Sequence[TableSchema], names: set[str]) -> str:
    """Name the tables of the circle, without those that only depend on it, and the keys that hold it together."""
    inside, before = list(waiting), 0
    while len(inside) != before:
        before = len(inside)
        referred = {key.parent for table in inside for key in _unmet(table, names)}
        inside = [table for table in inside if table.full_name in referred]
    keys = [
        f"  {table.name} ({', '.join(key.columns)}) refers to {key.parent}"
        + (f", key {key.name!r}" if key.name else "")
        for table in inside
        for key in _unmet(table, {one.full_name for one in inside})
    ]
    listed = ", ".join(table.name for table in inside)
    rows = " and ".join(f"Table({table.name!r}, ..., rows=[{{...}}])" for table in inside[:1])
    return (
        f"the tables {listed} refer to each other in a circle, and none of the keys may be NULL, so that rows for them "
        f"cannot be drawn:\n" + "\n".join(keys) + f"\nGive the rows of one of them, {rows}, or let a key be NULL."
    )
