"""What can happen to a system? Each change is a value that prints as a sentence and knows which rows it touches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

from pytest_connectors.drift.changes.answers import (
    AnswerChanged,
    FieldAdded,
    FieldEmptied,
    FieldNullable,
    FieldOptional,
    FieldRemoved,
    FieldRenamed,
    FieldRetyped,
    OffsetChanged,
    PagesOverlap,
    PrecisionChanged,
    RowsLeftOut,
    VariantAdded,
)
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
    LinesBroken,
    NullAppeared,
    NumbersGrew,
    RowsSoftDeleted,
    SentinelAppeared,
    TextWidened,
    UnitChanged,
    ZerosLost,
)
from pytest_connectors.drift.changes.documents import DocumentReplaced
from pytest_connectors.drift.changes.files import (
    FilesChanged,
    FilesEmptied,
    Placed,
    StorageFault,
    plain,
)
from pytest_connectors.drift.changes.proposals import FoundOtherwise, Migrated
from pytest_connectors.drift.changes.requests import ApiFault, RequestChanged
from pytest_connectors.drift.changes.samples import SampleReplaced
from pytest_connectors.drift.changes.system import (
    ANOTHER_PLAN,
    YET_ANOTHER_PLAN,
    CreateRevoked,
    DatabaseSet,
    PasswordRotated,
    PasswordStoredAsMd5,
    PlannedOtherwise,
    ServerReplaced,
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
    "AnswerChanged",
    "ApiFault",
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
    "CreateRevoked",
    "CursorLate",
    "DatabaseSet",
    "DefaultChanged",
    "DocumentReplaced",
    "FieldAdded",
    "FieldEmptied",
    "FieldNullable",
    "FieldOptional",
    "FieldRemoved",
    "FieldRenamed",
    "FieldRetyped",
    "FilesChanged",
    "FilesEmptied",
    "FoundOtherwise",
    "KeyDuplicated",
    "LabelAdded",
    "LabelRenamed",
    "LinesBroken",
    "Migrated",
    "NewRowsDropped",
    "NullAppeared",
    "NumbersGrew",
    "OffsetChanged",
    "PagesOverlap",
    "PasswordRotated",
    "PasswordStoredAsMd5",
    "Placed",
    "PlannedOtherwise",
    "PrecisionChanged",
    "RequestChanged",
    "RightRevoked",
    "RowsChanged",
    "RowsHidden",
    "RowsLeftOut",
    "RowsSoftDeleted",
    "SampleReplaced",
    "SentinelAppeared",
    "SequenceGapped",
    "ServerReplaced",
    "StorageFault",
    "SystemChange",
    "TableMoved",
    "TableRenamed",
    "TableReplaced",
    "TextWidened",
    "Touching",
    "UnitChanged",
    "VariantAdded",
    "ZerosLost",
    "amounts_to",
    "changed_rows",
    "gone_columns",
    "is_touching",
    "kept_rows",
    "plain",
    "target_of",
    "touching",
]

Touching = (
    NullAppeared
    | NumbersGrew
    | TextWidened
    | SentinelAppeared
    | ZerosLost
    | UnitChanged
    | LabelAdded
    | LabelRenamed
    | CursorLate
    | RowsSoftDeleted
    | RowsChanged
    | KeyDuplicated
    | RowsHidden
    | LinesBroken
    | FieldEmptied
    | PrecisionChanged
    | OffsetChanged
    | VariantAdded
    | PagesOverlap
)
"""Other rows are put than before."""
SystemChange = (
    PasswordRotated
    | PasswordStoredAsMd5
    | CreateRevoked
    | DatabaseSet
    | PlannedOtherwise
    | ServerReplaced
    | StorageFault
    | ApiFault
)
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
    | FilesChanged
    | SampleReplaced
    | AnswerChanged
    | RequestChanged
    | DocumentReplaced
    | Placed
    | Migrated
    | FoundOtherwise
    | Touching
    | SystemChange
)


def target_of(change: Change) -> str:
    """What the change happens to: a column, the place of a new column, a table, the database, a role, the storage."""
    match change:
        case Placed(change=inner):
            return target_of(inner)
        case ColumnAdded(before=str() as before):
            return before
        case ColumnAdded():
            return change.table
        case DatabaseSet():
            return "database"
        case StorageFault():
            return "storage"
        case ApiFault():
            return "token"
        case PasswordRotated() | PasswordStoredAsMd5() | PlannedOtherwise() | CreateRevoked():
            return "role"
        case ServerReplaced():
            return "server"
        case _:
            return getattr(change, "column", None) or change.table


def amounts_to(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes, and in place of a migration those to which it comes."""
    return tuple(other for one in changes for other in (one.amounts_to if isinstance(one, Migrated) else (one,)))


def gone_columns(changes: Iterable[Change], table: TableSchema) -> frozenset[str]:
    """The columns of a table that the changes take away, generated columns that were made from them included."""
    gone = {
        change.column
        for change in map(plain, changes)
        if isinstance(change, ColumnDropped | ColumnMoved) and change.table == table.name
    }
    return frozenset(gone | {column.name for column in table.columns if gone & set(column.made_from)})


def is_touching(change: Change) -> TypeGuard[Touching | FilesEmptied | Placed]:
    """Whether the change is one to values or rows, wherever it is placed, and even if the same rows are put."""
    return isinstance(plain(change), Touching | FilesEmptied)


def touching(changes: Iterable[Change], table: str) -> tuple[Touching | FilesEmptied | Placed, ...]:
    """The changes that touch values or rows of a table."""
    return tuple(change for change in changes if is_touching(change) and change.table == table)


def changed_rows(changes: tuple[Change, ...], table: str, rows: Rows) -> Rows:
    """The rows of `table` that are there to be read after the changes, in the declaration's names and kinds."""
    for change in touching(changes, table):
        rows = change.apply(rows)
    return rows


def kept_rows(changes: tuple[Change, ...], table: str, rows: Rows) -> Rows:
    """The rows that lie in `table` after the changes, those that are hidden from the connector included."""
    return changed_rows(tuple(one for one in changes if not isinstance(plain(one), RowsHidden)), table, rows)
