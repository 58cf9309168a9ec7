"""What is a schema made of, and where does each part of it stand?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import followed, joined

_COMPOSED = ("allOf", "oneOf", "anyOf")
_KINDS = {"array": "array", "object": "object", "null": "null"}
_ANNOTATIONS = frozenset({"$ref", "description", "summary", "title", "example", "examples", "deprecated"})


@dataclass(frozen=True, eq=False)
class Spot:
    """A schema, and where it stands in the document: `#/components/schemas/User`."""

    schema: Mapping[str, Any]
    pointer: str


def spot(root: Json, schema: Json, pointer: str) -> Spot:
    """The schema that stands there, `$ref`s followed but for one that has more beside it; `true` says nothing.

    Raises:
        NotThere: A `$ref` on the way leads nowhere, or in a circle.
    """
    node, stands = (schema, pointer) if beside_reference(schema) else followed(root, schema, pointer)
    return Spot(node if isinstance(node, Mapping) else {}, stands)


def beside_reference(schema: Json) -> bool:
    """Whether a schema says more than its `$ref`, which 3.1 allows."""
    return isinstance(schema, Mapping) and "$ref" in schema and not _ANNOTATIONS.issuperset(schema)


def parts(root: Json, schema: Json, pointer: str, seen: set[str] | None = None) -> Iterator[Spot]:
    """The schema and all that it is composed of by `$ref`, `allOf`, `oneOf` and `anyOf`, each once, outer first."""
    seen = set() if seen is None else seen
    if beside_reference(schema):
        yield Spot({key: value for key, value in schema.items() if key != "$ref"}, pointer)
        schema = {"$ref": schema["$ref"]}
    whole = spot(root, schema, pointer)
    if whole.pointer in seen:
        return
    seen.add(whole.pointer)
    yield whole
    for word in _COMPOSED:
        members = whole.schema.get(word)
        for place, member in enumerate(members if isinstance(members, list) else ()):
            yield from parts(root, member, joined(whole.pointer, word, place), seen)


def kinds(root: Json, schema: Json, pointer: str) -> frozenset[str]:
    """What the schema lets a value be: `array`, `object`, `scalar`, `null`; nothing where it does not say."""
    found: set[str] = set()
    for part in parts(root, schema, pointer):
        said = part.schema.get("type")
        for kind in [said] if isinstance(said, str) else said if isinstance(said, list) else ():
            found.add(_KINDS.get(str(kind), "scalar"))
        if said is None:
            found.update(_implied(part.schema))
    return frozenset(found)


def _implied(schema: Mapping[str, Any]) -> Iterator[str]:
    if "properties" in schema or "additionalProperties" in schema:
        yield "object"
    elif "items" in schema:
        yield "array"
    elif "enum" in schema or "const" in schema or "format" in schema or "pattern" in schema:
        yield "scalar"


def is_array(root: Json, at: Spot) -> bool:
    """Whether a list may lie there."""
    return "array" in kinds(root, at.schema, at.pointer)


def is_object(root: Json, at: Spot) -> bool:
    """Whether an object may lie there, and no list."""
    found = kinds(root, at.schema, at.pointer)
    return "object" in found and "array" not in found


def element(root: Json, at: Spot) -> Spot | None:
    """What a list that lies there holds, None where the schema does not say; the part that says most of it counts."""
    found = [
        spot(root, part.schema["items"], joined(part.pointer, "items"))
        for part in parts(root, at.schema, at.pointer)
        if "items" in part.schema
    ]
    return max(found, key=lambda one: _telling(root, one), default=None)


def children(root: Json, at: Spot) -> dict[str, Spot]:
    """The properties of an object that lies there; of a name that several parts know, the one that says most."""
    found: dict[str, Spot] = {}
    for part in parts(root, at.schema, at.pointer):
        named = part.schema.get("properties")
        for name, schema in named.items() if isinstance(named, Mapping) else ():
            if schema is False:
                continue
            one = spot(root, schema, joined(part.pointer, "properties", name))
            if name not in found or _telling(root, one) > _telling(root, found[name]):
                found[name] = one
    return found


def _telling(root: Json, at: Spot) -> int:
    """How much a schema says of what lies there."""
    here = kinds(root, at.schema, at.pointer)
    every = [part.schema for part in parts(root, at.schema, at.pointer)]
    if "array" in here:
        inner = [schema["items"] for schema in every if "items" in schema]
        return 4 if any(isinstance(one, Mapping) and len(one) for one in inner) else 2
    if "object" in here:
        return 3 if any(schema.get("properties") for schema in every) else 1
    return 1 if here else 0
