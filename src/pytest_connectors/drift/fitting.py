"""Which rows fit a change? A shorter text, a smaller number or a new constraint is tried on rows that allow it."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_connectors.drift.changes import Change, ColumnConstrained, ColumnRequired, ColumnRetyped
from pytest_connectors.drift.schema import Rows

_NEAR_THE_END = 1000


def asks_of_rows(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that not every row allows."""
    return tuple(one for one in changes if _asks(one))


def fitting_places(change: Change, rows: Rows) -> list[int]:
    """The places of rows that the change allows; all where it would allow none."""
    match change:
        case ColumnRequired(column=column):
            places = [i for i, row in enumerate(rows) if row.get(column) is not None]
        case ColumnConstrained(kind="unique", column=column):
            seen: set[str] = set()
            places = []
            for i, row in enumerate(rows):
                value = row.get(column)
                if value is None or repr(value) not in seen:
                    seen.add(repr(value))
                    places.append(i)
        case _:
            return list(range(len(rows)))
    return places or list(range(len(rows)))


def fitted(change: Change, rows: Rows) -> Rows:
    """The rows with values that the change allows: texts cut, numbers made smaller."""
    if not isinstance(change, ColumnRetyped) or change.limit is None:
        return rows
    column, limit = change.column, change.limit
    return tuple({**row, column: _cut(row.get(column), limit)} for row in rows)


def _asks(change: Change) -> bool:
    if isinstance(change, ColumnRetyped):
        return change.limit is not None
    return isinstance(change, ColumnRequired) or (isinstance(change, ColumnConstrained) and change.kind == "unique")


def _cut(value: object, limit: int) -> object:
    match value:
        case str():
            return value[:limit].rstrip()
        case bool():
            return value
        case int() if abs(value) > limit:
            return limit - abs(value) % _NEAR_THE_END
        case _:
            return value
