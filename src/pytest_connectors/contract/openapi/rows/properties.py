"""Which properties has an object by its schema, through `$ref`, `allOf`, `oneOf` and `anyOf`?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.contract.openapi.references import flattened, joined
from pytest_connectors.contract.openapi.rows.spots import Spot, beside_reference, kinds, parts, spot


@dataclass(frozen=True, eq=False)
class Property:
    """One property of an object: its name, its schema (it may be a `$ref`), and whether it may not be left out."""

    name: str
    schema: Schema
    required: bool
    marks: frozenset[str] = frozenset()

    def only_for(self, side: str) -> bool:
        """Whether it stands only in `answers` (readOnly) or only in `requests` (writeOnly)."""
        return {"answers": "readOnly", "requests": "writeOnly"}[side] in self.marks


def properties(root: Json, at: Spot) -> tuple[Property, ...]:
    """The properties in the document's order: all of `allOf`; of `oneOf` and `anyOf` what any of them knows.

    Required is what every variant requires. A recursive schema is entered once.
    """
    found, required = _gathered(root, at.schema, at.pointer, frozenset())
    return tuple(
        Property(name, schema, name in required, _marks(root, schema))
        for name, schema in found.items()
        if schema is not False
    )


def is_closed(root: Json, at: Spot) -> bool:
    """Whether an object may have no properties but the named ones."""
    said = [
        part.schema.get("additionalProperties", part.schema.get("unevaluatedProperties")) for part in _own(root, at)
    ]
    return False in said


def nullable(root: Json, schema: Schema) -> bool:
    """Whether a schema says that null may lie there."""
    if not isinstance(schema, Mapping):
        return False
    said = schema.get("type")
    if said is not None and said != "null" and not (isinstance(said, list) and "null" in said):
        return False
    if isinstance(schema.get("enum"), list):
        return None in schema["enum"]
    if "const" in schema:
        return schema["const"] is None
    if said is not None:
        return True
    for word in ("oneOf", "anyOf"):
        members = schema.get(word)
        if isinstance(members, list):
            return any(nullable(root, flattened(root, member)) for member in members if member != schema)
    return False


_Gathered = tuple[dict[str, Schema], frozenset[str]]


def _gathered(root: Json, schema: Json, pointer: str, seen: frozenset[str]) -> _Gathered:
    if beside_reference(schema):
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        aside = _gathered(root, {"$ref": schema["$ref"]}, pointer, seen)
        return _all_of([aside, _gathered(root, rest, f"{pointer}/-", seen)])
    here = spot(root, schema, pointer)
    if here.pointer in seen:
        return {}, frozenset()
    seen |= {here.pointer}
    named, needed = here.schema.get("properties"), here.schema.get("required")
    gathered = [
        _gathered(root, member, joined(here.pointer, "allOf", place), seen)
        for place, member in enumerate(_members(here.schema, "allOf"))
    ]
    gathered.append(
        (
            dict(named) if isinstance(named, Mapping) else {},
            frozenset(map(str, needed)) if isinstance(needed, list) else frozenset(),
        )
    )
    for word in ("oneOf", "anyOf"):
        variants = [
            _gathered(root, member, joined(here.pointer, word, place), seen)
            for place, member in enumerate(_members(here.schema, word))
            if kinds(root, member, joined(here.pointer, word, place)) != {"null"}
        ]
        if variants:
            gathered.append(_any_of(variants))
    return _all_of(gathered)


def _members(schema: Mapping[str, Any], word: str) -> list[Any]:
    members = schema.get(word)
    return members if isinstance(members, list) else []


def _all_of(several: Iterable[_Gathered]) -> _Gathered:
    found: dict[str, list[Schema]] = {}
    required: frozenset[str] = frozenset()
    for named, needed in several:
        required |= needed
        for name, schema in named.items():
            found.setdefault(name, []).append(schema)
    return {name: _joined("allOf", schemas) for name, schemas in found.items()}, required


def _any_of(several: Iterable[_Gathered]) -> _Gathered:
    found: dict[str, list[Schema]] = {}
    required: list[frozenset[str]] = []
    for named, needed in several:
        required.append(needed)
        for name, schema in named.items():
            found.setdefault(name, []).append(schema)
    joined = {name: _joined("anyOf", schemas) for name, schemas in found.items()}
    return joined, frozenset.intersection(*required)


def _joined(word: str, schemas: list[Schema]) -> Schema:
    different: list[Schema] = []
    for schema in schemas:
        if schema not in different and not (word == "allOf" and schema in (True, {})):
            different.append(schema)
    return different[0] if len(different) == 1 else {word: different} if different else True


def _own(root: Json, at: Spot) -> list[Spot]:
    """The schema and what it is composed of, variants left out."""
    return [
        part for part in parts(root, at.schema, at.pointer) if not {"oneOf", "anyOf"} & set(part.pointer.split("/"))
    ]


def _marks(root: Json, schema: Json) -> frozenset[str]:
    flat = flattened(root, schema)
    return frozenset(mark for mark in ("readOnly", "writeOnly") if isinstance(flat, Mapping) and flat.get(mark) is True)
