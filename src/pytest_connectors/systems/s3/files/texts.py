"""How is a value written as text, and which value does a text say?"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa

from pytest_connectors.systems.s3.files.retyping import written

_TRUTH = {"true": True, "false": False, "t": True, "f": False, "1": True, "0": False}
_WHOLE = re.compile(r"[+-]?\d+")


_DIGITS = {"s": "seconds", "ms": "milliseconds"}
_UTC = "+00:00"


def text_of(value: Any, kind: pa.DataType, dialect: Mapping[str, Any]) -> str:
    """The value as it stands in a text file; moments have as many digits as their type, so that all look alike."""
    match value:
        case bool():
            text = str(value).lower()
            return str(dialect.get(text, text))
        case float():
            return repr(value)
        case datetime.datetime():
            digits = _DIGITS.get(getattr(kind, "unit", ""), "microseconds")
            text = value.isoformat(str(dialect.get("between", "T")), digits)
            return text.replace(_UTC, str(dialect.get("zone", _UTC)))
        case datetime.time():
            return value.isoformat(_DIGITS.get(getattr(kind, "unit", ""), "microseconds"))
        case _:
            return written(value)


def parsed(text: str | None, kind: pa.DataType) -> Any:
    """The value that a text says of a type; the text itself where it says none of it."""
    if text is None:
        return None
    if pa.types.is_dictionary(kind):
        return parsed(text, kind.value_type)
    try:
        return _parsed(text, kind)
    except (ValueError, InvalidOperation):
        return text


def _parsed(text: str, kind: pa.DataType) -> Any:
    types = pa.types
    if types.is_integer(kind):
        return int(text) if _WHOLE.fullmatch(text) else text
    if types.is_floating(kind):
        return float(text)
    if types.is_decimal(kind):
        return Decimal(text)
    if types.is_boolean(kind):
        return _TRUTH.get(text.lower(), text)
    if types.is_date(kind):
        return datetime.date.fromisoformat(text)
    if types.is_timestamp(kind):
        moment = datetime.datetime.fromisoformat(text)
        return moment.replace(tzinfo=datetime.UTC) if kind.tz is not None and moment.tzinfo is None else moment
    if types.is_time(kind):
        return datetime.time.fromisoformat(text)
    if getattr(kind, "extension_name", "") == "arrow.uuid":
        return uuid.UUID(text)
    return text
