"""What do a schema's keywords take, and what do they say by themselves?"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from typing import Any

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import reference

KINDS = ("null", "boolean", "integer", "number", "string", "array", "object")
CHECKED = frozenset(
    [
        "date-time",
        "date",
        "time",
        "duration",
        "uuid",
        "email",
        "idn-email",
        "hostname",
        "idn-hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uri-reference",
        "iri",
        "iri-reference",
        "uri-template",
        "json-pointer",
        "relative-json-pointer",
        "regex",
        "int32",
        "int64",
    ]
)
"""The formats that are checked."""
ONE = ("not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames",
        "unevaluatedItems", "unevaluatedProperties")  # fmt: skip
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
MAPS = ("properties", "patternProperties", "dependentSchemas")
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
           "maxContains")  # fmt: skip
_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


def labels_of(schema: Mapping[str, Any], key: str) -> list[list[str]]:
    """By which labels a discriminator names each variant; nothing where there is none.

    Args:
        schema: With `oneOf` or `anyOf`.
        key: Which of them.
    """
    told = schema.get("discriminator")
    variants = schema.get(key)
    if not isinstance(told, Mapping) or not isinstance(told.get("propertyName"), str) or not isinstance(variants, list):
        return []
    mapping = told.get("mapping")
    mapping = mapping if isinstance(mapping, Mapping) else {}
    found = []
    for variant in variants:
        ref = reference(variant)
        name = None if ref is None else ref.rpartition("/")[2]
        labels = [str(label) for label, to in mapping.items() if name is not None and to in (ref, name)]
        found.append(list(dict.fromkeys(labels or ([] if name is None else [name]))))
    return found


def sense(schema: Any, deep: int = 4) -> Any:
    """What a schema asks, without what only tells people something."""
    if not isinstance(schema, Mapping) or not deep:
        return schema
    found: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ONE:
            found[key] = sense(value, deep - 1)
        elif key in LISTS and isinstance(value, list):
            found[key] = [sense(one, deep - 1) for one in value]
        elif key in MAPS and isinstance(value, Mapping):
            found[key] = {name: sense(one, deep - 1) for name, one in value.items()}
        elif key in ("$ref", "const") or (key in TAKES and (key != "format" or value in CHECKED)):
            found[key] = value
    return found


def contradicts(schema: Mapping[str, Any]) -> bool:
    """Whether a schema lists values, and names a type that none of them is of."""
    values, kinds = schema.get("enum"), listed(schema.get("type"))
    if not isinstance(values, list) or not values or not any(kind in KINDS for kind in kinds):
        return False
    return not any(is_kind(value, kind) for value in values for kind in kinds if value is not None or len(values) == 1)


def is_kind(value: Json, kind: str) -> bool:
    """Whether a value is of a type."""
    match kind:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            is_whole = isinstance(value, float) and value.is_integer()
            return is_whole or (isinstance(value, int) and not isinstance(value, bool))
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case "array":
            return isinstance(value, list)
        case _:
            return kind == "object" and isinstance(value, Mapping)


def listed(value: Any) -> list[Any]:
    """What may be one or several, as a list."""
    return value if isinstance(value, list) else [value]


def _types(value: Any) -> Any:
    known = [one for one in listed(value) if one in KINDS]
    if not known:
        return None
    return list(dict.fromkeys(known)) if isinstance(value, list) else known[0]


def _count(value: Any) -> int | None:
    whole = (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and value.is_integer()
    )
    return int(value) if whole and value >= 0 else None


def _number(value: Any, *, positive: bool = False) -> Any:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return value if is_number and (value > 0 or not positive) else None


def _names(value: Any) -> list[str] | None:
    if not isinstance(value, list):
        return None
    return list(dict.fromkeys(one for one in value if isinstance(one, str)))


def _dependent(value: Any) -> dict[str, list[str]] | None:
    if not isinstance(value, Mapping):
        return None
    return {str(name): found for name, names in value.items() if (found := _names(names)) is not None}


def _values(value: Any) -> list[Any] | None:
    return [one for one in value if is_json(one)] or None if isinstance(value, list) else None


def is_json(value: Any) -> bool:
    """Whether JSON can say it."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return all(is_json(one) for one in value)
    if isinstance(value, Mapping):
        return all(isinstance(name, str) and is_json(one) for name, one in value.items())
    return value is None or isinstance(value, str | int)


def shortened(value: Any) -> str:
    """A value as it is written, cut where it is long."""
    said = repr(value)
    return said if len(said) <= 60 else f"{said[:57]}..."  # noqa: PLR2004 - what fits a line beside a pointer


TAKES: dict[str, Callable[[Any], Any]] = {
    "type": _types,
    "enum": _values,
    "required": _names,
    "dependentRequired": _dependent,
    "pattern": lambda value: value if isinstance(value, str) else None,
    "format": lambda value: value if isinstance(value, str) else None,
    "uniqueItems": lambda value: value if isinstance(value, bool) else None,
    **dict.fromkeys(_COUNTS, _count),
    **dict.fromkeys(_NUMBERS, _number),
    "multipleOf": functools.partial(_number, positive=True),
}


def is_same(one: Json, other: Json) -> bool:
    """Whether JSON says both alike: 1 is 1.0, and no true."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
