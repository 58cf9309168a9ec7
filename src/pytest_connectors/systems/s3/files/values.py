"""Which values does a column keep? Each as its Arrow type holds it; what does not fit is said."""

from __future__ import annotations

import datetime
import json
import math
import uuid
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import pyarrow as pa

_DIGITS = Context(prec=100)
ERRORS = (TypeError, ValueError, ArithmeticError, pa.ArrowException)
_MIDNIGHT = datetime.time()


def kept(value: Any, kind: pa.DataType) -> Any:
    """The value as a file keeps it and as it is read again.

    Raises:
        TypeError: It is of another kind.
        ValueError: It is of this kind, and the type has no room for it.
    """
    return None if value is None else kept_together([value], kind)[0]


def kept_together(values: Iterable[Any], kind: pa.DataType) -> list[Any]:
    """The same for all values of a column, which costs little more than for one."""
    return from_arrow(pa.array([_taken(value, kind) for value in values], kind))


def from_arrow(column: Any) -> list[Any]:
    """The values of an array or a chunked array as Python has them: moments to the microsecond, instants in UTC."""
    return [_plain(value) for value in _plain_array(column).to_pylist()] if _is_odd(column.type) else column.to_pylist()


def array_of(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """The values in the type; in one that has room for them, where this one has not."""
    for wider in (kind, *_wider(kind)):
        try:
            return pa.array(values, wider)
        except ERRORS:
            continue
    try:
        found = pa.array(values)
    except ERRORS:
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    return found


def _wider(kind: pa.DataType) -> list[pa.DataType]:
    if pa.types.is_integer(kind):
        return [pa.int64(), pa.uint64(), pa.decimal128(38, 0)]
    if pa.types.is_decimal(kind):
        return [pa.decimal128(38, kind.scale), pa.decimal256(76, kind.scale)]
    return []


def _is_odd(kind: pa.DataType) -> bool:
    """Whether Arrow's own way to Python is not ours."""
    text = str(kind)
    return "[ns" in text or "tz=" in text


def _plain_array(column: Any) -> Any:
    """The array without nanoseconds, for which Python has no type."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return column.cast(pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_duration(kind) and kind.unit == "ns":
        return column.cast(pa.duration("us"), safe=False)
    return column


def _plain(value: Any) -> Any:
    match value:
        case datetime.datetime():
            moment = value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else value
            return moment if moment.tzinfo is None else moment.astimezone(datetime.UTC)
        case datetime.timedelta() if hasattr(value, "to_pytimedelta"):
            return value.to_pytimedelta()
        case list():
            return [_plain(one) for one in value]
        case tuple():
            return tuple(_plain(one) for one in value)
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case _:
            return value


def _taken(value: Any, kind: pa.DataType) -> Any:  # noqa: C901, PLR0912 - one case a kind of type
    """The value in the form in which Arrow takes it for this type without loss."""
    types = pa.types
    if value is None:
        return None
    if types.is_dictionary(kind):
        return _taken(value, kind.value_type)
    if types.is_integer(kind):
        return _whole(value)
    if types.is_floating(kind):
        return _number(value, kind)
    if types.is_decimal(kind):
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise TypeError(_other(value, "a number"))
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        return exact.quantize(Decimal(1).scaleb(-kind.scale), ROUND_HALF_UP, _DIGITS)
    if types.is_boolean(kind):
        if not isinstance(value, bool):
            raise TypeError(_other(value, "true or false"))
        return value
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        if not isinstance(value, str):
            raise TypeError(_other(value, "a text"))
        return value
    if types.is_date(kind):
        return _day(value)
    if types.is_timestamp(kind):
        return _moment(value, kind)
    if types.is_fixed_size_binary(kind):
        data = value.bytes if isinstance(value, uuid.UUID) else bytes(value)
        return data[: kind.byte_width].ljust(kind.byte_width, b"\0")
    if types.is_nested(kind):
        return _parts(value, kind)
    return _extended(value, getattr(kind, "extension_name", ""))


def _parts(value: Any, kind: pa.DataType) -> Any:
    """The value of a type that is made of others; what was drawn as a tuple gets the names of its parts."""
    types = pa.types
    if types.is_map(kind):
        # A key stands once in a map: the last one counts, as in JSON.
        pairs = dict(value).items()
        return [(_taken(key, kind.key_type), _taken(one, kind.item_type)) for key, one in pairs]
    if types.is_struct(kind):
        named = value if isinstance(value, dict) else {one.name: part for one, part in zip(kind, value, strict=True)}
        return {one.name: _taken(named.get(one.name), one.type) for one in kind}
    if hasattr(kind, "value_field"):
        if not isinstance(value, list | tuple):
            raise TypeError(_other(value, "a list"))
        return [_taken(one, kind.value_type) for one in value]
    return value


def _extended(value: Any, extension: str) -> Any:
    """The value as an extension type stores it."""
    match extension:
        case "arrow.uuid":
            return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
        case "arrow.json" if not isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        case "arrow.bool8":
            return int(value)
        case _:
            return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError(_other(value, "a whole number"))
    if value != int(value):
        raise ValueError(_other(value, "a whole number"))
    return int(value)


def _number(value: Any, kind: pa.DataType) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError(_other(value, "a number"))
    found = float(value)
    if math.isfinite(found) and not math.isfinite(pa.scalar(found, pa.float64()).cast(kind, safe=False).as_py()):
        msg = f"{value!r} is too large"
        raise ValueError(msg)
    return found


def _day(value: Any) -> datetime.date:
    if isinstance(value, str):
        return datetime.date.fromisoformat(value)
    if isinstance(value, datetime.datetime) and value.time() == _MIDNIGHT and value.tzinfo is None:
        return value.date()
    if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date):
        raise TypeError(_other(value, "a day"))
    return value


def _moment(value: Any, kind: pa.DataType) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime.datetime):
        if not isinstance(moment, datetime.date):
            raise TypeError(_other(value, "a moment"))
        moment = datetime.datetime.combine(moment, _MIDNIGHT)
    if kind.tz is None and moment.tzinfo is not None:
        raise TypeError(_other(value, "a moment without zone"))
    return moment.replace(tzinfo=datetime.UTC) if kind.tz is not None and moment.tzinfo is None else moment


def _other(value: Any, wanted: str) -> str:
    return f"{value!r} is not {wanted}"
