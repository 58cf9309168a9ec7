"""Which part of a schema says what a value must be? A copy of that alone, which can be compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.contract.openapi.references import escaped
from pytest_connectors.systems.rest.document.demands.keywords import (
    LISTS,
    MAPS,
    ONE,
    TAKES,
    contradicts,
    is_json,
    labels_of,
    sense,
    shortened,
)

LeftOut = tuple[str, str]
"""Where something stands that is not heeded, and why."""

_WHOLE = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
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
            self._leave(pointer, f"a schema is an object, and not {shortened(schema)}")
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
        if "const" in schema and is_json(schema["const"]):
            found["const"] = schema["const"]
        if found.get("additionalProperties") is False:
            # The library names what is too much only beside the names of what is not.
            found.setdefault("properties", {})
        self._bound_whole_numbers(schema, found)
        self._loosen(schema, pointer, found)
        for key in ("oneOf", "anyOf"):
            if key in found and (told := labels_of(schema, key)):
                self._tell_apart(schema, key, told, found)
        return found

    def _loosen(self, schema: Mapping[str, Any], pointer: str, found: dict[str, Any]) -> None:
        """Leave out what no value can keep, and who wrote it did not mean so."""
        if contradicts(schema):
            self._leave(f"{pointer}/type", f"none of the listed values is of the type {shortened(schema['type'])}")
            found.pop("type", None)
        if "oneOf" in found and "anyOf" not in found and self._are_alike(schema["oneOf"]):
            self._leave(f"{pointer}/oneOf", "two of its variants ask the same, so that none fits alone: any may fit")
            found["anyOf"] = found.pop("oneOf")

    def _are_alike(self, variants: list[Any]) -> bool:
        """Whether two variants ask the same of a value."""
        asked = [sense(self.around.node(one)) for one in variants]
        return any(one in asked[:i] for i, one in enumerate(asked))

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
            self._leave(f"{pointer}/$ref", f"$ref {shortened(ref)} is nowhere")
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
        for key in ONE:
            if key in schema:
                yield (
                    key,
                    self.clean(schema[key], f"{pointer}/{key}", spared if key in ("then", "else") else frozenset()),
                )
        for key in LISTS:
            value = schema.get(key)
            if isinstance(value, list) and value:
                inherited = spared if key != "prefixItems" else frozenset()
                yield key, [self.clean(one, f"{pointer}/{key}/{i}", inherited) for i, one in enumerate(value)]
            elif key in schema and value != []:
                self._leave(f"{pointer}/{key}", f"{key} takes a list of schemas")
        for key in MAPS:
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
            taken = TAKES.get(key)
            if taken is None:
                continue
            kept = taken(value)
            if key == "required" and kept is not None:
                kept = [name for name in kept if name not in spared]
            if kept is None:
                self._leave(f"{pointer}/{key}", f"{key} does not take {shortened(value)}")
            elif key != "pattern" or self._fits(kept, f"{pointer}/pattern"):
                yield key, kept

    def _fits(self, pattern: Any, pointer: str) -> bool:
        if isinstance(pattern, str) and self.around.fits(pattern):
            return True
        self._leave(pointer, f"the pattern {shortened(pattern)} cannot be compiled")
        return False

    def _bound_whole_numbers(self, schema: Mapping[str, Any], found: dict[str, Any]) -> None:
        """The formats int32 and int64 are ranges."""
        bounds = _WHOLE.get(str(schema.get("format")))
        if bounds is not None:
            found["minimum"] = max(found.get("minimum", bounds[0]), bounds[0])
            found["maximum"] = min(found.get("maximum", bounds[1]), bounds[1])
