"""Which schema have values that were seen?"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pytest_connectors.contract.openapi.model import Json

_TYPES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}
_EXAMPLES = 3
_LONGEST = 200
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
_URI = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.ASCII)

_DAY = r"(19[7-9]\d|20\d\d)-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])"
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
# What no format knows and connectors parse all the same: a moment without offset, a number as text.
_PATTERNS = tuple(
    f"^{pattern}$"
    for pattern in (
        rf"{_DAY}T{_CLOCK}",
        rf"{_DAY} {_CLOCK}",
        rf"{_DAY}T{_CLOCK}\.\d{{6}}",
        r"\d{1,9}",
        r"\d{1,7}\.\d{2}",
    )
)


def inferred(values: Sequence[Json], *, strict: bool = True) -> dict[str, Any]:
    """The schema that all of these values have: types, properties, and formats that every text has.

    Args:
        values: At least one; from one place of several bodies, or from the rows of a list.
        strict: Whether texts that look alike are given a pattern; not for what a server is to take.
    """
    seen = {_TYPES[type(value)] for value in values}
    types = [name for name in _TYPES.values() if name in seen and not (name == "integer" and "number" in seen)]
    types.sort(key=lambda name: name == "null")
    schema: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
    objects = [value for value in values if isinstance(value, dict)]
    if objects:
        schema |= _object(objects, strict=strict)
    lists = [value for value in values if isinstance(value, list)]
    if lists:
        within = [one for value in lists for one in value]
        schema["items"] = inferred(within, strict=strict) if within else {}
    texts = [value for value in values if isinstance(value, str)]
    if texts:
        schema |= _text(texts, strict=strict)
    examples = _examples(values)
    return {**schema, "examples": examples} if examples else schema


def _object(values: Sequence[Mapping[str, Json]], *, strict: bool) -> dict[str, Any]:
    names = dict.fromkeys(name for value in values for name in value)
    properties = {name: inferred([value[name] for value in values if name in value], strict=strict) for name in names}
    required = [name for name in names if all(name in value for value in values)]
    return {"properties": properties, **({"required": required} if required else {})}


def _text(texts: Sequence[str], *, strict: bool) -> dict[str, str]:
    for name, fits in _FORMATS.items():
        if all(map(fits, texts)):
            return {"format": name}
    if strict:
        for pattern in _PATTERNS:
            if all(re.search(pattern, text, re.ASCII) for text in texts):
                return {"pattern": pattern}
    return {}


def _parses(parse: Callable[[str], object]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        try:
            parse(text)
        except ValueError:
            return False
        return True

    return fits


def _is_instant(text: str) -> bool:
    return _INSTANT.fullmatch(text) is not None and _parses(datetime.datetime.fromisoformat)(text.upper())


def _is_date(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is not None and _parses(datetime.date.fromisoformat)(text)


def _is_uuid(text: str) -> bool:
    return re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text) is not None and _parses(uuid.UUID)(
        text
    )


_FORMATS: dict[str, Callable[[str], bool]] = {
    "date-time": _is_instant,
    "date": _is_date,
    "uuid": _is_uuid,
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
    "uri": lambda text: _URI.fullmatch(text) is not None,
}


def _examples(values: Sequence[Json]) -> list[Json]:
    """A few of the values that are single ones."""
    single = [value for value in values if isinstance(value, str | int | float) and not isinstance(value, bool)]
    short = [value for value in single if not isinstance(value, str) or 0 < len(value) <= _LONGEST]
    return list(dict.fromkeys(short))[:_EXAMPLES]
