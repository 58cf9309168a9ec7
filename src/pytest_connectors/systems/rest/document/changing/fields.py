"""How does the schema of a row change when one of its fields does?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.systems.rest.document.changing.retyping import nullable, retyped_schema
from pytest_connectors.systems.rest.document.rewriting import at, edited, put, renamed, without
from pytest_connectors.systems.rest.document.standing import VARIANTS, adding, holders, is_closed, nodes, values

Root = Mapping[str, Json]
_COMPOSED = frozenset({"$ref", "allOf", "oneOf", "anyOf", "const", "enum", "not", "if"})
_NOT_EMPTY = frozenset(
    {
        "minLength",
        "pattern",
        "format",
        "minItems",
        "contains",
        "minContains",
        "minProperties",
        "required",
        "enum",
        "const",
    }
)
_EMPTY = {
    "string": {"type": "string", "maxLength": 0},
    "array": {"type": "array", "maxItems": 0},
    "object": {"type": "object", "maxProperties": 0},
}


@dataclass(frozen=True)
class NewField:
    """A field that a row did not have: `before` is the one before which it stands, and None the end."""

    name: str
    schema: Json
    required: bool = False
    before: str | None = None


def removed(root: Root, row: str, name: str) -> Root:
    """The document whose rows do not have a field."""
    for place in holders(root, row, name):
        root = edited(root, place, lambda node: _removed(node, name))
    return root


def _removed(node: Mapping[str, Json], name: str) -> dict[str, Json]:
    changed = dict(node)
    if isinstance(node.get("properties"), Mapping):
        changed["properties"] = without(node["properties"], name)
    return _with_required(changed, [one for one in node.get("required") or () if one != name])


def _with_required(node: dict[str, Json], required: list[str]) -> dict[str, Json]:
    if required:
        return {**node, "required": required}
    return without(node, "required")


def renamed_field(root: Root, row: str, old: str, new: str) -> Root:
    """The document whose rows call a field otherwise."""
    for place in holders(root, row, old):
        root = edited(root, place, lambda node: _renamed(node, old, new))
    for place in list(nodes(root, row)):
        told = at(root, place).get("discriminator")
        if isinstance(told, Mapping) and told.get("propertyName") == old:
            root = put(root, place, discriminator={**told, "propertyName": new})
    return root


def _renamed(node: Mapping[str, Json], old: str, new: str) -> dict[str, Json]:
    changed = dict(node)
    if isinstance(node.get("properties"), Mapping):
        changed["properties"] = renamed(node["properties"], old, new)
    if isinstance(node.get("required"), list):
        changed["required"] = [new if one == old else one for one in node["required"]]
    return changed


def retyped(root: Root, row: str, name: str, way: str) -> Root:
    """The document whose rows hold a field as another type."""
    for place in values(root, row, name):
        root = edited(root, place, partial(retyped_schema, root, way=way))
    return root


def added(root: Root, row: str, new: NewField) -> Root:
    """The document whose rows have a new field; rows that do not, stay valid unless it is required."""
    for place in adding(root, row):
        root = edited(root, place, lambda node: _added(node, new))
    return root


def _added(node: Mapping[str, Json], new: NewField) -> Json:
    name, schema = new.name, new.schema
    properties: dict[str, Any] = {}
    for key, value in (node.get("properties") or {}).items():
        if key == new.before:
            properties[name] = schema
        properties[key] = value
    properties.setdefault(name, schema)
    changed = {**node, "properties": properties}
    asked = list(node.get("required") or ())
    return _with_required(changed, [*asked, name]) if new.required and name not in asked else changed


def made_nullable(root: Root, row: str, name: str) -> Root:
    """The document whose rows may hold null in a field."""
    for place in values(root, row, name):
        root = edited(root, place, partial(nullable, root))
    return root


def made_optional(root: Root, row: str, name: str) -> Root:
    """The document whose rows may leave a field out."""
    for place in holders(root, row, name):
        root = edited(
            root, place, lambda node: _with_required(dict(node), [x for x in node.get("required") or () if x != name])
        )
    return root


def made_required(root: Root, row: str, name: str) -> Root:
    """The document whose rows may not leave a field out."""
    for place in holders(root, row, name):
        node = at(root, place)
        if isinstance(node.get("properties"), Mapping) and name not in (node.get("required") or ()):
            root = put(root, place, required=[*(node.get("required") or ()), name])
    return root


def made_emptiable(root: Root, row: str, name: str) -> Root:
    """The document whose rows may hold an empty text, list or object in a field, of the kinds that it holds."""
    for place in values(root, row, name):
        parts = [at(root, one) for one in nodes(root, place)]
        kinds = {kind for part in parts for kind in kinds_of(part) if kind in _EMPTY}
        if any(part.keys() & _NOT_EMPTY for part in parts):
            root = edited(root, place, partial(_emptiable, kinds=sorted(kinds)))
    return root


def _emptiable(schema: Json, kinds: list[str]) -> Json:
    if not isinstance(schema, Mapping):
        return schema
    if schema.keys() & _COMPOSED:
        return {"anyOf": [schema, *(_EMPTY[kind] for kind in kinds)]} if kinds else schema
    return without(schema, *_NOT_EMPTY)


def kinds_of(schema: Mapping[str, Json]) -> list[str]:
    """The types that a schema names; nothing where it names none."""
    kind = schema.get("type")
    return list(kind) if isinstance(kind, list) else [] if kind is None else [kind]


def made_larger(root: Root, row: str, name: str, beyond: int) -> Root:
    """The document whose rows may hold numbers beyond what a field's type took."""
    top = 2**63 - 1

    def widened(schema: Json) -> Json:
        if not isinstance(schema, Mapping):
            return schema
        changed = without(schema, "maximum", "exclusiveMaximum", "multipleOf")
        if schema.get("format") in ("int8", "int16", "int32", "uint8", "uint16", "uint32", "int64"):
            changed["format"] = "int64"
            if beyond >= top // 2:
                del changed["format"]
        return changed if changed != schema else schema

    for place in [one for value in values(root, row, name) for one in nodes(root, value)]:
        root = edited(root, place, widened)
    return root


def without_format(root: Root, row: str, name: str, *formats: str) -> Root:
    """The document that no longer says of a field's texts that they are of one of these formats."""
    for place in [one for value in values(root, row, name) for one in nodes(root, value)]:
        if at(root, place).get("format") in formats:
            root = edited(root, place, lambda schema: without(schema, "format", "pattern"))
    return root


def labels_at(root: Root, row: str, name: str) -> list[str]:
    """The places where a field's labels are listed, behind `$ref` too."""
    found = [one for value in values(root, row, name) for one in nodes(root, value)]
    return [one for one in dict.fromkeys(found) if at(root, one).keys() & {"enum", "const"}]


def relabelled(root: Root, places: list[str], old: Json, new: Json) -> Root:
    """The document that has a new label in place of an old one; beside the others, where `old` is None."""

    def changed(node: Json) -> Json:
        labels = node["enum"] if isinstance(node.get("enum"), list) else [node.get("const")]
        if old is not None and old not in labels:
            return node
        if old is None and all(one is None for one in labels):
            return node
        kept = [one for one in labels if one != new]
        others = [new if one == old else one for one in kept] if old is not None else [*kept, new]
        return {**without(node, "const"), "enum": others}

    for place in dict.fromkeys(places):
        root = edited(root, place, changed)
    return root


def variant_added(root: Root, row: str, name: str, label: str, keeps: tuple[str, ...]) -> Root:
    """The document whose rows may be of another kind, which is told by a field's label."""
    node = at(root, row)
    if not isinstance(node, Mapping):
        return root
    kept = {one: at(root, places[0]) for one in keeps if one != name and (places := values(root, row, one))}
    kind = {"type": "object", "properties": {**kept, name: {"type": "string", "const": label}}, "required": [name]}
    word = next((one for one in VARIANTS if isinstance(node.get(one), list)), None)
    alone = word is not None and not node.keys() & {"properties", "required", "allOf", "$ref"} and not is_closed(node)
    if alone and (word == "anyOf" or _apart(root, row, name, label)):
        return put(root, row, **{str(word): [*node[str(word)], kind]})
    return edited(root, row, lambda one: {"anyOf": [one, kind]})


def _apart(root: Root, row: str, name: str, label: str) -> bool:
    """Whether no variant that is there takes this label, so that a row is of one kind only."""
    word = next(one for one in VARIANTS if isinstance(at(root, row).get(one), list))
    for i in range(len(at(root, row)[word])):
        places = labels_at(root, f"{row}/{word}/{i}", name)
        listed = [at(root, one)["enum"] if "enum" in at(root, one) else [at(root, one)["const"]] for one in places]
        if not listed or all(label in labels for labels in listed):
            return False
    return True
