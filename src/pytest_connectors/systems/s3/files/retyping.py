"""What becomes of a column that has another type, or of its values?"""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa

from pytest_connectors.drift.changes import ColumnRetyped
from pytest_connectors.errors import CannotHappen
from pytest_connectors.systems.s3.files.sheet import Cells
from pytest_connectors.systems.s3.files.types import named_type
from pytest_connectors.systems.s3.files.values import ERRORS, array_of, from_arrow

_FIRST = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MILLISECOND = datetime.timedelta(milliseconds=1)
# Ways of which the new type follows from the old one; of others the change names it.
_KINDS: dict[str, Callable[[pa.DataType], pa.DataType]] = {
    "text": lambda _: pa.string(),
    "nested": lambda kind: pa.struct([("value", kind)]),
    "null": lambda _: pa.null(),
    "dictionary": lambda kind: named_type("dictionary", kind),
}


def retyped(cells: Cells, change: ColumnRetyped) -> Cells:
    """The column in its new type.

    Raises:
        CannotHappen: The type cannot hold the values.
    """
    try:
        kind = _KINDS[change.way](cells.kind) if change.way in _KINDS else named_type(change.type, cells.kind)
    except ValueError as error:
        raise CannotHappen(str(error)) from None
    values: list[Any]
    match change.way:
        case "text":
            values = [None if value is None else written(value) for value in cells.values]
        case "epoch":
            values = [None if value is None else _epoch(value, kind) for value in cells.values]
        case "nested":
            values = [None if value is None else {"value": value} for value in cells.values]
        case "null":
            values = [None] * len(cells.values)
        case "dictionary":
            values = list(cells.values)
        case _:
            values = _cast(cells, kind)
    return dataclasses.replace(cells, kind=kind, values=values, required=cells.required and change.way != "null")


def written(value: Any) -> str:
    """A value as a text that says all of it."""
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case datetime.date() | datetime.time():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case bytes():
            return value.hex()
        case list() | tuple() | dict():
            return json.dumps(value, ensure_ascii=False, default=written)
        case _:
            return str(value)


def _epoch(value: Any, kind: pa.DataType) -> Any:
    """Milliseconds since 1970 as a whole number, or seconds with a fraction."""
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time())
    since = (value if value.tzinfo is not None else value.replace(tzinfo=datetime.UTC)) - _FIRST
    return since.total_seconds() if pa.types.is_floating(kind) else since // _MILLISECOND


def _cast(cells: Cells, kind: pa.DataType) -> list[Any]:
    before = array_of(cells.values, cells.kind)
    if pa.types.is_string(kind):
        return [None if value is None else written(value) for value in cells.values]
    try:
        return from_arrow(before.cast(kind, safe=False))
    except ERRORS as error:
        msg = f"column {cells.name!r} does not become {kind}: {str(error).splitlines()[0]}"
        raise CannotHappen(msg) from None
