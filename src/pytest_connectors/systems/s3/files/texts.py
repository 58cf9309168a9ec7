"""How is a value written as text, and which value does a text say?"""

from __future__ import annotations

import datetime
import re
import uuid
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa

_TRUTH = {"true": True, "false": False, "t": True, "f": False, "1": True, "0": False}
_WHOLE = re.compile(r"[+-]?\d+")


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
