"""How is a Python value said in JSON?"""

from __future__ import annotations

import base64
import datetime as dt
import enum
import math
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pytest_connectors.contract.openapi.model import Json

_EXACT = 2**53


class UnsayableError(Exception):
    """JSON has no such value; the text says why."""


def said(value: Any, form: str = "", kinds: tuple[str, ...] = ()) -> Json:  # noqa: C901 - one case a type
    """The value as JSON says it; UnsayableError where it cannot.

    Args:
        value: As it was drawn, or as a user gave it.
        form: The format that its schema names.
        kinds: The types that its schema names.
    """
    match value:
        case None | bool() | str():
            return value.value if isinstance(value, enum.Enum) else value
        case enum.Enum():
            return said(value.value, form, kinds)
        case int():
            return int(value)
        case float():
            return _finite(float(value))
        case Decimal():
            return _decimal(value, kinds)
        case dt.date() | dt.time():
            return _moment(value, form)
        case dt.timedelta():
            return f"PT{value.total_seconds():g}S"
        case uuid.UUID():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case Mapping():
            return {str(name): said(one) for name, one in value.items()}
        case list() | tuple():
            return [said(one) for one in value]
    if hasattr(value, "dtype") and hasattr(value, "tolist"):
        return said(value.tolist(), form, kinds)
    msg = f"JSON has no {type(value).__name__}: {value!r}"
    raise UnsayableError(msg)


def _finite(value: float) -> float:
    if not math.isfinite(value):
        msg = f"JSON has no {value}"
        raise UnsayableError(msg)
    return value


def _decimal(value: Decimal, kinds: tuple[str, ...]) -> Json:
    """A whole number where the schema asks for one, or where a binary one would be another."""
    if not value.is_finite():
        msg = f"JSON has no {value}"
        raise UnsayableError(msg)
    if "string" in kinds and "number" not in kinds:
        return str(value)
    whole = value == value.to_integral_value()
    if whole and (abs(value) > _EXACT or ("integer" in kinds and "number" not in kinds)):
        return int(value)
    return float(value)


def _moment(value: dt.date | dt.time, form: str) -> str:
    """RFC 3339: what has no offset is in UTC, whose offset is written `Z`."""
    if isinstance(value, dt.datetime):
        if value != value:  # noqa: PLR0124 - what is not a time, as pandas has it, differs from itself
            msg = "JSON has no NaT"
            raise UnsayableError(msg)
        if form == "date":
            return value.date().isoformat()
        known = value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
        return known.replace(tzinfo=None).isoformat() + "Z"
    if isinstance(value, dt.time):
        known_time = value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value
        return known_time.isoformat().removesuffix("+00:00") + ("Z" if not known_time.utcoffset() else "")
    return f"{value.isoformat()}T00:00:00Z" if form == "date-time" else value.isoformat()
