"""Where does a field stand in a document? Behind `$ref`, in parts of an `allOf`, in each of several variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import reference
from pytest_connectors.systems.rest.document.rewriting import at, followed, under

TOGETHER = "allOf"
VARIANTS = ("oneOf", "anyOf")
_PARTS = (TOGETHER, *VARIANTS)
_BRANCHES = ("then", "else")


def nodes(root: Mapping[str, Json], pointer: str) -> Iterator[str]:
    """The places of all objects of which a schema is put together, itself first; each once, so that it ends."""
    seen: set[str] = set()
    waiting = [pointer]
    while waiting:
        place = followed(root, waiting.pop(0))
        if place in seen:
            continue
        seen.add(place)
        node = at(root, place)
        if not isinstance(node, Mapping):
            continue
        yield place
        if (to := reference(node)) is not None:
            waiting.append(to)
        for word in _PARTS:
            if isinstance(node.get(word), list):
                waiting += [under(place, word, i) for i in range(len(node[word]))]
        waiting += [under(place, word) for word in _BRANCHES if isinstance(node.get(word), Mapping)]


def holders(root: Mapping[str, Json], pointer: str, name: str) -> list[str]:
    """The places of the objects that name a field, in `properties` or in `required`."""
    return [place for place in nodes(root, pointer) if _names(at(root, place), name)]


def _names(node: Mapping[str, Json], name: str) -> bool:
    properties, required = node.get("properties"), node.get("required")
    return (isinstance(properties, Mapping) and name in properties) or (isinstance(required, list) and name in required)


def values(root: Mapping[str, Json], pointer: str, name: str) -> list[str]:
    """The places of a field's own schemas."""
    return [
        under(place, "properties", name)
        for place in holders(root, pointer, name)
        if isinstance(at(root, place).get("properties"), Mapping) and name in at(root, place)["properties"]
    ]


def adding(root: Mapping[str, Json], pointer: str) -> list[str]:
    """The places of the objects that must name a new field, so that rows which have it are valid."""
    return list(dict.fromkeys(_adding(root, pointer, set())))


def _adding(root: Mapping[str, Json], pointer: str, seen: set[str]) -> list[str]:
    place = followed(root, pointer)
    node = at(root, place)
    if place in seen or not isinstance(node, Mapping):
        return []
    seen.add(place)
    parts = [_adding(root, under(place, TOGETHER, i), seen) for i in range(len(node.get(TOGETHER) or ()))]
    if (to := reference(node)) is not None:
        parts.insert(0, _adding(root, to, seen))
    variants = [
        one
        for word in VARIANTS
        for i in range(len(node.get(word) or ()))
        for one in _adding(root, under(place, word, i), seen)
    ]
    below = [one for part in parts for one in part]
    if isinstance(node.get("properties"), Mapping) or not (below or variants):
        if not _holds_fields(node):
            return []
        return [place, *(one for one in (*below, *variants) if is_closed(at(root, one)))]
    last = next((part for part in reversed(parts) if part), [])
    return [*last, *(one for one in below if one not in last and is_closed(at(root, one))), *variants]


def _holds_fields(node: Mapping[str, Json]) -> bool:
    """Whether a schema says anything of objects: `{"type": "null"}`, as a variant, does not."""
    kind = node.get("type")
    return kind is None or kind == "object" or (isinstance(kind, list) and "object" in kind)


def is_closed(node: Json) -> bool:
    """Whether a schema takes no other fields than it names."""
    return isinstance(node, Mapping) and False in (node.get("additionalProperties"), node.get("unevaluatedProperties"))


def inner(root: Mapping[str, Json], pointer: str, keys: tuple[str, ...]) -> str | None:
    """The place of the schema to which keys lead from a body's schema; None where no field of that name is declared."""
    place = pointer
    for key in keys:
        found = values(root, place, key)
        if not found:
            return None
        place = found[0]
    return place


def rows_at(root: Mapping[str, Json], pointer: str, keys: tuple[str, ...], *, many: bool) -> str | None:
    """The place of the schema of one row, `$ref`s followed; None where the document does not name it."""
    place = inner(root, pointer, keys)
    if place is None or not many:
        return None if place is None else followed(root, place)
    for one in nodes(root, place):
        if isinstance(at(root, one).get("items"), Mapping | bool):
            return followed(root, under(one, "items"))
    return None


def takes_null(root: Mapping[str, Json], schema: Json, depth: int = 8) -> bool:
    """Whether null is valid, as far as the words for it go."""
    if isinstance(schema, bool):
        return schema
    if not isinstance(schema, Mapping) or depth == 0:
        return True  # nothing is known of it
    kind = schema.get("type")
    if kind is not None and kind != "null" and not (isinstance(kind, list) and "null" in kind):
        return False
    if "const" in schema and schema["const"] is not None:
        return False
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        return False
    if (to := reference(schema)) is not None and not takes_null(root, at(root, to), depth - 1):
        return False
    if not all(takes_null(root, one, depth - 1) for one in schema.get(TOGETHER) or ()):
        return False
    return all(any(takes_null(root, one, depth - 1) for one in schema[word]) for word in VARIANTS if schema.get(word))
