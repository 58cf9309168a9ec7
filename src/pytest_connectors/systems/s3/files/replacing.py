"""What becomes of an object's rows when they stand in the columns and types of a sample?"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from pytest_connectors.drift.changes.samples import SampleColumn, SampleReplaced
from pytest_connectors.systems.s3.files.manner import Manner
from pytest_connectors.systems.s3.files.retyping import written
from pytest_connectors.systems.s3.files.sheet import Cells, Sheet
from pytest_connectors.systems.s3.files.texts import parsed
from pytest_connectors.systems.s3.files.values import ERRORS, kept

# What stands in a column that holds no null, and of which the sample shows no value.
_ANY: tuple[Any, ...] = ("a", 7, False, datetime.date(2026, 1, 1), datetime.time(), b"a", datetime.timedelta(1), [], {})
_NONE = object()


def like_the_sample(change: SampleReplaced, sheet: Sheet) -> Sheet:
    """The same rows in the sample's columns."""
    return Sheet(tuple(_column(one, sheet) for one in change.columns), sheet.count)


def manner_of_sample(change: SampleReplaced, manner: Manner) -> Manner:
    """In the sample's dialect."""
    return dataclasses.replace(
        manner,
        dialect=dict(change.dialect),
        gzipped=change.gzipped,
        decimal=change.decimal,
        day_first=change.day_first,
    )


def converted(value: Any, was: pa.DataType, kind: pa.DataType) -> Any:
    """A value that is not null in another type, as its values are told in Python.

    Raises:
        ValueError: It does not become one.
    """
    if is_text(kind):
        return written(value)
    ways: tuple[Callable[[], Any], ...] = (
        lambda: kept(parsed(value, kind) if isinstance(value, str) else value, kind),
        lambda: kept(pa.scalar(value, was).cast(kind).as_py(), kind),
        lambda: kept(_lossily(value, kind), kind),
    )
    for way in ways:
        try:
            return way()
        except ERRORS:
            continue
    msg = f"{value!r} does not become {kind}"
    raise ValueError(msg)


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of the type holds texts."""
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _column(column: SampleColumn, sheet: Sheet) -> Cells:
    place = sheet.place(column.of) if column.of else None
    if place is None:
        values = _filled(column, [_NONE] * sheet.count)
    else:
        cells = sheet.columns[place]
        values = _filled(column, [_value(value, cells.kind, column) for value in cells.values])
    gone = frozenset(i for i, value in enumerate(values) if value is None) if column.omitted else frozenset()
    required = column.required and None not in values
    return Cells(column.name, column.kind, values, required=required, of=column.of or column.name, absent=gone)


def _value(value: Any, was: pa.DataType, column: SampleColumn) -> Any:
    """The value in the sample's type; `_NONE` where it does not become one."""
    if value is None:
        return _NONE if column.required else None
    if was == column.kind:
        return value
    if column.filled:
        return _NONE
    try:
        return converted(value, was, column.kind)
    except ERRORS:
        return _NONE


def _filled(column: SampleColumn, values: Sequence[Any]) -> list[Any]:
    """The values, the sample's own where there is none."""
    own = [one for one in column.own if one is not None or not column.required]
    if not own:
        own = [_any_of(column.kind) if column.required else None]
    return [own[i % len(own)] if value is _NONE else value for i, value in enumerate(values)]


def _any_of(kind: pa.DataType) -> Any:
    for one in _ANY:
        try:
            return kept(one, kind)
        except (*ERRORS, AttributeError):
            continue
    return None


def _lossily(value: Any, kind: pa.DataType) -> Any:
    """The value without what the type has no room for: a fraction, a time of day, a zone."""
    if isinstance(value, float | Decimal) and pa.types.is_integer(kind):
        return int(value)
    if isinstance(value, datetime.datetime):
        if pa.types.is_date(kind):
            return value.date()
        if pa.types.is_timestamp(kind) and kind.tz is None:
            return value.replace(tzinfo=None)
    msg = f"{value!r} does not become {kind}"
    raise ValueError(msg)
