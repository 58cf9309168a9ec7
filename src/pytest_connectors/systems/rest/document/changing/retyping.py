"""What becomes of a value, and of its schema, when a field is of another type?"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import lone_reference
from pytest_connectors.systems.rest.document.rewriting import at, edited, put, without
from pytest_connectors.systems.rest.document.standing import VARIANTS, nodes, takes_null

NULL = {"type": "null"}
_SAYS_NO_TYPE = ("title", "description", "readOnly", "writeOnly", "deprecated")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
_DIGITS = 12
_WORDS = {"text": "string", "bigint": "integer", "int": "integer", "double precision": "number", "json": "object"}
"""What SQL calls them, where a change comes in its words."""
_TYPES = ("string", "integer", "number", "boolean", "array", "object")


def json_type(text: str) -> str:
    """JSON's word for a type: `string` of `text` and of `string(date-time)`."""
    word = text.partition("(")[0].strip()
    word = _WORDS.get(word, word)
    return word if word in _TYPES else "string"


def json_value(text: str, kind: str) -> Json:
    """A value of a JSON type, from its text; the text itself where it is none."""
    if kind == "string":
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return float(value) if kind == "number" and isinstance(value, int) and not isinstance(value, bool) else value


def retyped_value(value: Json, way: str) -> Json:
    """A value as another type: `text`, `number`, `object` or `array`; null stays null."""
    if value is None:
        return None
    match way:
        case "text":
            return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        case "number":
            return _number(value)
        case "object":
            return {"value": value}
        case _:
            return [value]


def _number(value: Json) -> Json:
    """The number that a text is; else one that is the same wherever the text is the same."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    if _NUMBER.fullmatch(text):
        return json.loads(text)
    return int(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS], 16)


def retyped_schema(root: Mapping[str, Json], schema: Json, way: str) -> Json:
    """The schema of such values; null is valid where it was."""
    told = {key: schema[key] for key in _SAYS_NO_TYPE if key in schema} if isinstance(schema, Mapping) else {}
    null = takes_null(root, schema)
    match way:
        case "text" | "number":
            return typed(root, schema, "string" if way == "text" else "number")
        case "object":
            kind = _with_null("object", null=null)
            return {"type": kind, "properties": {"value": schema}, "required": ["value"], **told}
        case _:
            return {"type": _with_null("array", null=null), "items": schema, **told}


def typed(root: Mapping[str, Json], schema: Json, kind: str) -> Json:
    """A schema of one type of JSON, in place of one of another; null is valid where it was."""
    to = lone_reference(schema)
    said = schema if to is None else at(root, to)
    if isinstance(said, Mapping) and said.get("type") in (kind, [kind, "null"], ["null", kind]):
        return schema
    told = {key: schema[key] for key in _SAYS_NO_TYPE if key in schema} if isinstance(schema, Mapping) else {}
    return {"type": _with_null(kind, null=takes_null(root, schema)), **told}


def _with_null(kind: str, *, null: bool) -> Json:
    return [kind, "null"] if null else kind


def nullable(root: Mapping[str, Json], schema: Json) -> Json:
    """The schema which takes null too."""
    if takes_null(root, schema) or not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema or "allOf" in schema or "const" in schema:
        return {"anyOf": [schema, NULL]}
    word = next((word for word in VARIANTS if word in schema), None)
    if word is not None:
        alone = not schema.keys() - {*_SAYS_NO_TYPE, word, "discriminator", "example", "examples", "default"}
        return {**schema, word: [*schema[word], NULL]} if alone else {"anyOf": [schema, NULL]}
    kinds = schema["type"] if isinstance(schema.get("type"), list) else [schema["type"]] if "type" in schema else None
    changed = dict(schema)
    if kinds is not None and "null" not in kinds:
        changed["type"] = [*kinds, "null"]
    if "enum" in schema and None not in schema["enum"]:
        changed["enum"] = [*schema["enum"], None]
    return changed


def without_null(root: Mapping[str, Json], pointer: str) -> Mapping[str, Json]:
    """The document in which null is not valid at a place: what says that it is, says so no longer."""
    for place in list(nodes(root, pointer)):
        node = at(root, place)
        if takes_null(root, node):
            root = put(root, place, **_narrowed(node))
            root = _single(root, place)
    return root if not takes_null(root, at(root, pointer)) else _refusing(root, pointer)


def _narrowed(node: Mapping[str, Json]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    if isinstance(node.get("type"), list):
        kinds = [one for one in node["type"] if one != "null"]
        found["type"] = kinds[0] if len(kinds) == 1 else kinds
    if isinstance(node.get("enum"), list):
        found["enum"] = [one for one in node["enum"] if one is not None]
    for word in VARIANTS:
        if isinstance(node.get(word), list):
            kept = [one for one in node[word] if not (isinstance(one, Mapping) and one.get("type") == "null")]
            found[word] = kept or node[word]
    return found


def _single(root: Mapping[str, Json], place: str) -> Mapping[str, Json]:
    """`anyOf` of one schema is that schema, where nothing stands beside it."""
    node = at(root, place)
    for word in VARIANTS:
        if isinstance(node, Mapping) and len(node.get(word) or ()) == 1 and isinstance(node[word][0], Mapping):
            rest = without(node, word)
            if not rest.keys() & node[word][0].keys():
                flat = {**node[word][0], **rest}
                return edited(root, place, lambda _: flat)  # noqa: B023 - called at once
    return root


def _refusing(root: Mapping[str, Json], pointer: str) -> Mapping[str, Json]:
    """Where no word of the schema says that null is valid, one that says that it is not."""

    def refused(node: Json) -> Json:
        if isinstance(node, Mapping) and "type" not in node:
            return {**node, "type": list(_TYPES)}
        return {"type": list(_TYPES)} if node is True else node

    return edited(root, pointer, refused)
