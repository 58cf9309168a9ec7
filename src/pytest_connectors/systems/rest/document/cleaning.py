"""Which part of a schema says what a value must be? A copy of that alone, which can be compiled."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.contract.openapi.references import escaped

LeftOut = tuple[str, str]
"""Where something stands that is not heeded, and why."""

KINDS = ("null", "boolean", "integer", "number", "string", "array", "object")
_WHOLE = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_ONE = ("not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames",
        "unevaluatedItems", "unevaluatedProperties")  # fmt: skip
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS = ("properties", "patternProperties", "dependentSchemas")
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
           "maxContains")  # fmt: skip
_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_NOT_HEEDED = ("$dynamicRef", "$recursiveRef")


@dataclass
class Cleaned:
    """A schema without what does not count.

    Attributes:
        schema: It; a `$ref` names a place in `refs` by its number among all: `#/$defs/3`.
        refs: The pointers to which it refers.
        left_out: What of it is not heeded, and why.
    """

    schema: Any
    refs: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass(frozen=True)
class Around:
    """What there is to know of the document in which a schema stands.

    Attributes:
        number: Of what a `$ref` points to, the number by which it is called; None where it is nowhere.
        node: What stands there, `$ref` after `$ref`; None where that is nothing.
        unneeded: Whether a property need not be there though it is required, of its schema.
        fits: Whether a pattern can be compiled.
    """

    number: Callable[[str], int | None]
    node: Callable[[Json], Json]
    unneeded: Callable[[Json], bool]
    fits: Callable[[str], bool]


def cleaned(schema: Schema, pointer: str, around: Around) -> Cleaned:
    """A copy of the schema at a pointer that can be compiled."""
    work = _Cleaning(around)
    work.result.schema = work.clean(schema, pointer, frozenset())
    return work.result


class _Cleaning:
    def __init__(self, around: Around) -> None:
        self.around = around
        self.result = Cleaned({})

    def clean(self, schema: Any, pointer: str, spared: frozenset[str]) -> Any:
        """The copy; `spared` are properties that need not be there, whoever requires them."""
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, Mapping):
            self._leave(pointer, f"a schema is an object, and not {_short(schema)}")
            return True
        found: dict[str, Any] = {}
        spared |= self._spared(schema)
        for key in _NOT_HEEDED:
            if key in schema:
                self._leave(f"{pointer}/{key}", f"{key} is not followed")
        if "$ref" in schema:
            self._refer(schema["$ref"], pointer, found)
        found.update(self._inner(schema, pointer, spared))
        found.update(self._plain(schema, pointer, spared))
        if contradicts(schema):
            self._leave(f"{pointer}/type", f"none of the listed values is of the type {_short(schema['type'])}")
            found.pop("type", None)
        if "const" in schema and is_json(schema["const"]):
            found["const"] = schema["const"]
        self._bound_whole_numbers(schema, found)
        for key in ("oneOf", "anyOf"):
            if key in found and (told := labels_of(schema, key)):
                self._tell_apart(schema, key, told, found)
        return found

    def _tell_apart(self, schema: Mapping[str, Any], key: str, told: list[list[str]], found: dict[str, Any]) -> None:
        """Let the discriminator's labels choose the variant, where the variants do not do so themselves."""
        name = schema["discriminator"]["propertyName"]
        for i, labels in enumerate(told):
            if labels and not self._is_told(schema[key][i], name):
                found[key][i] = {"allOf": [found[key][i], {"properties": {name: {"enum": labels}}}]}
        places = {label: i for i, labels in enumerate(told) for label in labels}
        found["discriminator"] = {"propertyName": name, "places": places}

    def _is_told(self, variant: Json, name: str, deep: int = 4) -> bool:
        """Whether a variant says itself what its label is."""
        variant = self.around.node(variant)
        if not isinstance(variant, Mapping) or not deep:
            return False
        properties = variant.get("properties")
        label = self.around.node(properties.get(name)) if isinstance(properties, Mapping) else None
        if isinstance(label, Mapping) and ("enum" in label or "const" in label):
            return True
        parts = variant.get("allOf")
        return isinstance(parts, list) and any(self._is_told(part, name, deep - 1) for part in parts)

    def _leave(self, pointer: str, why: str) -> None:
        self.result.left_out.append((pointer, why))

    def _refer(self, ref: Any, pointer: str, found: dict[str, Any]) -> None:
        number = self.around.number(ref) if isinstance(ref, str) else None
        if number is None:
            self._leave(f"{pointer}/$ref", f"$ref {_short(ref)} is nowhere")
            return
        self.result.refs.append(ref)
        found["$ref"] = f"#/$defs/{number}"

    def _spared(self, schema: Mapping[str, Any]) -> frozenset[str]:
        properties = schema.get("properties")
        if not isinstance(properties, Mapping):
            return frozenset()
        return frozenset(str(name) for name, one in properties.items() if self.around.unneeded(one))

    def _inner(self, schema: Mapping[str, Any], pointer: str, spared: frozenset[str]) -> Iterator[tuple[str, Any]]:
        """The keywords that hold schemas."""
        for key in _ONE:
            if key in schema:
                yield (
                    key,
                    self.clean(schema[key], f"{pointer}/{key}", spared if key in ("then", "else") else frozenset()),
                )
        for key in _LISTS:
            value = schema.get(key)
            if isinstance(value, list) and value:
                inherited = spared if key != "prefixItems" else frozenset()
                yield key, [self.clean(one, f"{pointer}/{key}/{i}", inherited) for i, one in enumerate(value)]
            elif key in schema and value != []:
                self._leave(f"{pointer}/{key}", f"{key} takes a list of schemas")
        for key in _MAPS:
            value = schema.get(key)
            if isinstance(value, Mapping):
                names = {
                    name: one for name, one in value.items() if key != "patternProperties" or self._fits(name, pointer)
                }
                yield (
                    key,
                    {
                        str(n): self.clean(one, f"{pointer}/{key}/{escaped(str(n))}", frozenset())
                        for n, one in names.items()
                    },
                )
            elif key in schema:
                self._leave(f"{pointer}/{key}", f"{key} takes an object of schemas")

    def _plain(self, schema: Mapping[str, Any], pointer: str, spared: frozenset[str]) -> Iterator[tuple[str, Any]]:
        """The keywords that hold values, as far as they are such that mean something."""
        for key, value in schema.items():
            taken = _TAKES.get(key)
            if taken is None:
                continue
            kept = taken(value)
            if key == "required" and kept is not None:
                kept = [name for name in kept if name not in spared]
            if kept is None:
                self._leave(f"{pointer}/{key}", f"{key} does not take {_short(value)}")
            elif key != "pattern" or self._fits(kept, f"{pointer}/pattern"):
                yield key, kept

    def _fits(self, pattern: Any, pointer: str) -> bool:
        if isinstance(pattern, str) and self.around.fits(pattern):
            return True
        self._leave(pointer, f"the pattern {_short(pattern)} cannot be compiled")
        return False

    def _bound_whole_numbers(self, schema: Mapping[str, Any], found: dict[str, Any]) -> None:
        """The formats int32 and int64 are ranges."""
        bounds = _WHOLE.get(str(schema.get("format")))
        if bounds is not None:
            found["minimum"] = max(found.get("minimum", bounds[0]), bounds[0])
            found["maximum"] = min(found.get("maximum", bounds[1]), bounds[1])


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
        ref = variant.get("$ref") if isinstance(variant, Mapping) else None
        name = ref.rpartition("/")[2] if isinstance(ref, str) else None
        labels = [str(label) for label, to in mapping.items() if name is not None and to in (ref, name)]
        found.append(list(dict.fromkeys(labels or ([] if name is None else [name]))))
    return found


def contradicts(schema: Mapping[str, Any]) -> bool:
    """Whether a schema lists values, and names a type that none of them is of."""
    listed, kinds = schema.get("enum"), _list(schema.get("type"))
    if not isinstance(listed, list) or not listed or not any(kind in KINDS for kind in kinds):
        return False
    return not any(is_kind(value, kind) for value in listed for kind in kinds if value is not None or len(listed) == 1)


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


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _types(value: Any) -> Any:
    known = [one for one in (value if isinstance(value, list) else [value]) if one in KINDS]
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


def _short(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= 60 else f"{said[:57]}..."  # noqa: PLR2004 - what fits a line beside a pointer


_TAKES: dict[str, Callable[[Any], Any]] = {
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
