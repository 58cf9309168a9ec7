"""Which columns has an object after changes to columns?"""

from __future__ import annotations

import dataclasses
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa

from pytest_connectors.contract.columns import arrow_of
from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.changes import (
    Change,
    ColumnAdded,
    ColumnDropped,
    ColumnPutLast,
    ColumnRenamed,
    ColumnRetyped,
)
from pytest_connectors.errors import CannotHappen
from pytest_connectors.systems.s3.files.retyping import retyped
from pytest_connectors.systems.s3.files.sheet import Cells, Sheet

ColumnChange = ColumnDropped | ColumnRenamed | ColumnAdded | ColumnPutLast | ColumnRetyped


def column_changed(dataset: Dataset, change: Change, sheet: Sheet) -> Sheet:
    """The object's columns after one change to them; the same after any other.

    Raises:
        CannotHappen: The column stands in the keys, or is the only one.
    """
    if isinstance(change, ColumnAdded):
        return sheet.inserted(_added(change, sheet), change.before)
    if not isinstance(change, ColumnChange):
        return sheet
    if change.column in dataset.partitioned_by:
        msg = f"column {change.column!r} stands in the keys of {dataset.name}, not in its objects"
        raise CannotHappen(msg)
    place = sheet.place(change.column)
    if place is None:
        # Another change took it away before.
        return sheet
    cells = sheet.columns[place]
    match change:
        case ColumnDropped():
            if len(sheet.columns) == 1:
                msg = f"column {change.column!r} is the only one in objects of {dataset.name}"
                raise CannotHappen(msg)
            return sheet.put(place)
        case ColumnRenamed():
            return sheet.put(place, dataclasses.replace(cells, name=change.to))
        case ColumnPutLast():
            return sheet.put(place).inserted(cells, None)
        case ColumnRetyped():
            return sheet.put(place, retyped(cells, change))


def _added(change: ColumnAdded, sheet: Sheet) -> Cells:
    kind = arrow_of(change.type) or pa.string()
    source = None if change.made_from is None else sheet.place(change.made_from)
    if source is not None:
        values: list[Any] = [value is not None for value in sheet.columns[source].values]
        return Cells(change.column, pa.bool_(), values, of=change.column)
    value = _value(change.value, kind)
    return Cells(change.column, kind, [value] * sheet.count, of=change.column)


def _value(text: str, kind: pa.DataType) -> Any:
    """The value that a text of SQL says; null where it says none of the type."""
    try:
        if pa.types.is_string(kind):
            return text
        if pa.types.is_boolean(kind):
            return {"true": True, "t": True, "false": False, "f": False}.get(text.lower())
        if pa.types.is_integer(kind):
            return int(text)
        if pa.types.is_floating(kind):
            return float(text)
        if pa.types.is_decimal(kind):
            return Decimal(text)
        return pa.scalar(text).cast(kind).as_py()
    except (ValueError, InvalidOperation, pa.ArrowException):
        return None
