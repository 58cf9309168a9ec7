"""What can happen to a system? Each change is a value that prints as a sentence and knows which rows it touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pytest_connectors.drift.schema import Rows, TableSchema


@dataclass(frozen=True)
class ColumnDropped:
    """A column is gone."""

    table: str
    column: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"column {self.column!r} dropped from {self.table}"


@dataclass(frozen=True)
class ColumnRenamed:
    """A column has another name."""

    table: str
    column: str
    to: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"column {self.column!r} of {self.table} renamed to {self.to!r}"


@dataclass(frozen=True)
class ColumnAdded:
    """A new column stands before another one, or at the end; the rows that are there hold `value` in it."""

    table: str
    column: str
    type: str
    value: str
    before: str | None = None
    required: bool = False

    @property
    def sentence(self) -> str:
        """The change in words."""
        place = "" if self.before is None else f" before {self.before!r}"
        required = " NOT NULL, without default," if self.required else ""
        return f"column {self.column!r} ({self.type}){required} added to {self.table}{place}"


@dataclass(frozen=True)
class ColumnRetyped:
    """A column holds the same values in another type."""

    table: str
    column: str
    was: str
    type: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"column {self.column!r} of {self.table} changed from {self.was} to {self.type}"


@dataclass(frozen=True)
class NullAppeared:
    """A column that was NOT NULL holds NULL in every `every`-th row."""

    table: str
    column: str
    every: int = 3

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"NULL appears in column {self.column!r} of {self.table}"

    def touched(self, count: int) -> frozenset[int]:
        """The places, among `count` rows, that hold NULL: one at least, and not all where there are two."""
        return frozenset(range(0, count, max(self.every, 2)))

    def apply(self, rows: Rows) -> Rows:
        """The rows as they are after the change."""
        places = self.touched(len(rows))
        return tuple({**row, self.column: None} if i in places else row for i, row in enumerate(rows))


@dataclass(frozen=True)
class PasswordRotated:
    """The role that the connector logs in as has another password."""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return "the password of the connector's role is rotated"


@dataclass(frozen=True)
class RightRevoked:
    """The connector's role lost a right on a table."""

    table: str
    right: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"{self.right} on {self.table} is revoked from the connector's role"


@dataclass(frozen=True)
class PlannedOtherwise:
    """The server finds the same rows by another way, and so in another order where none was asked for."""

    without: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"the server plans queries without {', '.join(self.without)}"


ANOTHER_PLAN = PlannedOtherwise(("hashagg", "hashjoin"))
YET_ANOTHER_PLAN = PlannedOtherwise(("sort", "mergejoin", "nestloop"))
Change = (
    ColumnDropped
    | ColumnRenamed
    | ColumnAdded
    | ColumnRetyped
    | NullAppeared
    | PasswordRotated
    | RightRevoked
    | PlannedOtherwise
)


def target_of(change: Change) -> str:
    """What the change happens to: a column, the place of a new column, a table, a role."""
    match change:
        case ColumnAdded(before=None) | RightRevoked():
            return change.table
        case ColumnAdded(before=str() as before):
            return before
        case PasswordRotated() | PlannedOtherwise():
            return "role"
        case _:
            return change.column


def gone_columns(changes: Iterable[Change], table: TableSchema) -> frozenset[str]:
    """The columns of a table that the changes take away, generated columns that were made from them included."""
    gone = {change.column for change in changes if isinstance(change, ColumnDropped) and change.table == table.name}
    return frozenset(gone | {column.name for column in table.columns if gone & set(column.made_from)})


def touched_rows(changes: tuple[Change, ...], table: str, count: int) -> frozenset[int]:
    """The places of the rows of `table` whose values the changes touch."""
    touched: frozenset[int] = frozenset()
    for change in changes:
        if isinstance(change, NullAppeared) and change.table == table:
            touched |= change.touched(count)
    return touched


def changed_rows(changes: tuple[Change, ...], table: str, rows: Rows) -> Rows:
    """The rows of `table` after the changes, in the declaration's names and kinds."""
    for change in changes:
        if isinstance(change, NullAppeared) and change.table == table:
            rows = change.apply(rows)
    return rows
