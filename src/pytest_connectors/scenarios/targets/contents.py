"""Which values and rows of a table can change, and to what?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.schema import Column, TableSchema
from pytest_connectors.scenarios.targets import Target
from pytest_connectors.scenarios.targets.columns import is_in_key

_TEXTS = ("text", "varchar")
_NUMBERS = ("int2", "int4", "int8", "numeric", "float4", "float8")
_LARGEST = {"int2": 2**15 - 1, "int4": 2**31 - 1, "int8": 2**63 - 1}
_DELETED = re.compile(
    r"(is_?)?(soft_?)?(deleted|removed|archived|discarded|trashed)(_?(at|on|date|time|flag))?", re.IGNORECASE
)
_ALIVE = re.compile(r"(is_?)?(active|enabled|alive|live|current|valid)", re.IGNORECASE)
_LATE = dt.datetime(2026, 10, 1, 12, 0)  # noqa: DTZ001 - a zone is put where the column has one
_SHORTEST = 3


def null_appeared(table: TableSchema) -> Iterator[Target]:
    """Every column that is NOT NULL and no key."""
    for column in table.columns:
        if not (column.nullable or column.generated or column.identity or column.name in table.primary_key):
            nulls = [change.NullAppeared(table.name, column.name, every) for every in (3, 2, 4)]
            yield Target(column.name, tuple((one,) for one in nulls))


def sentinel(table: TableSchema) -> Iterator[Target]:
    """Every column of text that may be NULL: an empty text, and N/A."""
    for column in table.columns:
        if column.nullable and _is_text(column):
            texts = ("", "N/A") if (column.type.length or _SHORTEST) >= _SHORTEST else ("",)
            yield Target(
                column.name, tuple((change.SentinelAppeared(table.name, column.name, text),) for text in texts)
            )


def text_widened(table: TableSchema) -> Iterator[Target]:
    """Every column of text that is no foreign key."""
    for column in table.columns:
        free = (column.name,) in table.unique or not is_in_key(table, column)
        if _is_text(column) and free and (column.type.length or _SHORTEST) >= _SHORTEST:
            yield Target(column.name, ((change.TextWidened(table.name, column.name, column.type.length),),))


def unit_changed(table: TableSchema) -> Iterator[Target]:
    """Every column of numbers that is no key."""
    for column in table.columns:
        if column.type.base in _NUMBERS and not (column.generated or column.identity or is_in_key(table, column)):
            yield Target(column.name, ((change.UnitChanged(table.name, column.name, _top(column)),),))


def label_added(table: TableSchema) -> Iterator[Target]:
    """Every column of an enum."""
    for column in _enums(table):
        label = _free_label(column, "added_upstream")
        yield Target(column.name, ((change.LabelAdded(table.name, column.name, column.type.text, label),),))


def label_renamed(table: TableSchema) -> Iterator[Target]:
    """Every column of an enum; the first labels in turn."""
    for column in _enums(table):
        yield Target(
            column.name,
            tuple((_renamed(table, column, label, f"{label[:50]}_renamed"),) for label in column.type.labels[:3]),
        )


def label_recased(table: TableSchema) -> Iterator[Target]:
    """Every column of an enum whose labels have letters; the first labels in turn."""
    for column in _enums(table):
        other = [(label, label.lower() if label.isupper() else label.upper()) for label in column.type.labels]
        known = [(label, to) for label, to in other if to != label and to not in column.type.labels][:3]
        if known:
            yield Target(column.name, tuple((_renamed(table, column, label, to),) for label, to in known))


def key_duplicated(table: TableSchema) -> Iterator[Target]:
    """A table with a key."""
    if table.unique:
        yield Target(table.name, ((change.KeyDuplicated(table.name, table.primary_key or table.unique[0]),),))


def emptied(table: TableSchema) -> Iterator[Target]:
    """The table."""
    yield Target(table.name, ((change.RowsChanged(table.name, "empty"),),))


def doubled(table: TableSchema) -> Iterator[Target]:
    """The table."""
    yield Target(table.name, ((change.RowsChanged(table.name, "doubled"),),))


def truncated(table: TableSchema) -> Iterator[Target]:
    """The table."""
    yield Target(table.name, ((change.RowsChanged(table.name, "truncated"),),))


def soft_deleted(table: TableSchema) -> Iterator[Target]:
    """Every column that was made to mark rows as deleted: `deleted_at`, `is_deleted`, `active`."""
    for column in table.columns:
        if (mark := _mark(column)) is not None and not column.generated:
            yield Target(column.name, ((change.RowsSoftDeleted(table.name, column.name, mark),),))


def hidden(table: TableSchema) -> Iterator[Target]:
    """Every second row, where rows have a key, and all."""
    half = [(change.RowsHidden(table.name, table.primary_key),)] if table.primary_key else []
    yield Target(table.name, (*half, (change.RowsHidden(table.name),)))


def cursor_late(table: TableSchema) -> Iterator[Target]:
    """Every column by which new rows may be told from old ones, and that may hold a value twice."""
    for column in table.columns:
        known = column.type.base in ("int2", "int4", "int8", "numeric", "date", "timestamp", "timestamptz")
        if known and not column.generated and not is_in_key(table, column):
            yield Target(column.name, ((change.CursorLate(table.name, column.name),),))


def _top(column: Column) -> Decimal | None:
    """The largest number that the column takes."""
    if column.type.base in _LARGEST:
        return Decimal(_LARGEST[column.type.base])
    if column.type.precision is None:
        return None
    return Decimal(10) ** (column.type.precision - (column.type.scale or 0)) - 1


def _is_text(column: Column) -> bool:
    return column.type.base in _TEXTS and not column.type.labels and not column.generated


def _enums(table: TableSchema) -> list[Column]:
    return [c for c in table.columns if c.type.labels and not c.type.text.endswith("[]") and not c.generated]


def _free_label(column: Column, label: str) -> str:
    while label in column.type.labels:
        label += "_"
    return label


def _renamed(table: TableSchema, column: Column, label: str, to: str) -> change.LabelRenamed:
    also = tuple(c.name for c in _enums(table) if c.type.text == column.type.text and c.name != column.name)
    return change.LabelRenamed(table.name, column.name, column.type.text, label, to, also)


def _mark(column: Column) -> object:
    if column.type.base == "bool":
        if _DELETED.fullmatch(column.name):
            return True
        return False if _ALIVE.fullmatch(column.name) else None
    if not _DELETED.fullmatch(column.name):
        return None
    return {"timestamp": _LATE, "timestamptz": _LATE.replace(tzinfo=dt.UTC), "date": _LATE.date()}.get(column.type.base)
