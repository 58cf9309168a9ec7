"""What can happen to a system? Each change is a value that prints as a sentence and knows which rows it touches."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_connectors.drift.changes.columns import (
    ColumnAdded,
    ColumnConstrained,
    ColumnDropped,
    ColumnMoved,
    ColumnPutLast,
    ColumnRecollated,
    ColumnRenamed,
    ColumnRequired,
    ColumnRetyped,
    DefaultChanged,
)
from pytest_connectors.drift.changes.contents import (
    CursorLate,
    LabelAdded,
    LabelRenamed,
    NullAppeared,
    NumbersGrew,
    RowsSoftDeleted,
    SentinelAppeared,
    TextWidened,
    UnitChanged,
)
from pytest_connectors.drift.changes.system import (
    ANOTHER_PLAN,
    YET_ANOTHER_PLAN,
    DatabaseSet,
    PasswordRotated,
    PlannedOtherwise,
)
from pytest_connectors.drift.changes.tables import (
    NewRowsDropped,
    RightRevoked,
    SequenceGapped,
    TableMoved,
    TableRenamed,
    TableReplaced,
)
from pytest_connectors.drift.changes.volume import KeyDuplicated, RowsChanged, RowsHidden
from pytest_connectors.drift.schema import Rows, TableSchema

__all__ = [
    "ANOTHER_PLAN",
    "YET_ANOTHER_PLAN",
    "Change",
    "ColumnAdded",
    "ColumnConstrained",
    "ColumnDropped",
    "ColumnMoved",
    "ColumnPutLast",
    "ColumnRecollated",
    "ColumnRenamed",
    "ColumnRequired",
    "ColumnRetyped",
    "CursorLate",
    "DatabaseSet",
    "DefaultChanged",
    "KeyDuplicated",
    "LabelAdded",
    "LabelRenamed",
    "NewRowsDropped",
    "NullAppeared",
    "NumbersGrew",
    "PasswordRotated",
    "PlannedOtherwise",
    "RightRevoked",
    "RowsChanged",
    "RowsHidden",
    "RowsSoftDeleted",
    "SentinelAppeared",
    "SequenceGapped",
    "SystemChange",
    "TableMoved",
    "TableRenamed",
    "TableReplaced",
    "TextWidened",
    "Touching",
    "UnitChanged",
    "changed_rows",
    "gone_columns",
    "kept_rows",
    "target_of",
    "touching",
]

Touching = (
    NullAppeared
    | NumbersGrew
    | TextWidened
    | SentinelAppeared
    | UnitChanged
    | LabelAdded
    | LabelRenamed
    | CursorLate
    | RowsSoftDeleted
    | RowsChanged
    | KeyDuplicated
    | RowsHidden
)
SystemChange = PasswordRotated | DatabaseSet | PlannedOtherwise
Change = (
    ColumnDropped
    | ColumnRenamed
    | ColumnMoved
    | ColumnAdded
    | ColumnPutLast
    | ColumnRetyped
    | ColumnRequired
    | DefaultChanged
    | ColumnConstrained
    | ColumnRecollated
    | TableRenamed
    | TableMoved
    | TableReplaced
    | SequenceGapped
    | NewRowsDropped
    | RightRevoked
    | Touching
    | SystemChange
)


def target_of(change: Change) -> str:
    """What the change happens to: a column, the place of a new column, a table, the database, a role."""
    match change:
        case ColumnAdded(before=str() as before):
            return before
        case ColumnAdded():
            return change.table
        case DatabaseSet():
            return "database"
        case PasswordRotated() | PlannedOtherwise():
            return "role"
        case _:
            return getattr(change, "column", None) or change.table


def gone_columns(changes: Iterable[Change], table: TableSchema) -> frozenset[str]:
    """The columns of a table that the changes take away, generated columns that were made from them included."""
    gone = {
        change.column
        for change in changes
        if isinstance(change, ColumnDropped | ColumnMoved) and change.table == table.name
    }
    return frozenset(gone | {column.name for column in table.columns if gone & set(column.made_from)})


def touching(changes: Iterable[Change], table: str) -> tuple[Touching, ...]:
    """The changes that touch values or rows of a table."""
    return tuple(change for change in changes if isinstance(change, Touching) and change.table == table)


def changed_rows(changes: tuple[Change, ...], table: str, rows: Rows) -> Rows:
    """The rows of `table` that are there to be read after the changes, in the declaration's names and kinds."""
    for change in touching(changes, table):
        rows = change.apply(rows)
    return rows


def kept_rows(changes: tuple[Change, ...], table: str, rows: Rows) -> Rows:
    """The rows that lie in `table` after the changes, those that are hidden from the connector included."""
    return changed_rows(tuple(one for one in changes if not isinstance(one, RowsHidden)), table, rows)
