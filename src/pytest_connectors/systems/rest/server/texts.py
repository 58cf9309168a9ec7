"""Which JSON does a text stand for? Parameters and forms carry texts; their schemas say what these mean."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.contract.openapi.references import flattened
from pytest_connectors.systems.rest.document.demands.keywords import contradicts

INTEGER = re.compile(r"[-+]?\d{1,400}")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,4})?")
ALL = frozenset(("null", "boolean", "integer", "number", "string", "array", "object"))
DEPTH = 20
ANY: Schema = True
UNIONS = ("anyOf", "oneOf")
BRACKETS = re.compile(r"\[([^\[\]]*)\]")

Fits = Callable[[Schema, Json], bool]


def types(root: Mapping[str, Json], schema: Schema, depth: int = DEPTH) -> frozenset[str]:
    """The types of JSON that a schema may allow; all where it says nothing of them."""
    found = flat(root, schema)
    # Of a type that none of the listed values is of, nothing is asked.
    said = None if contradicts(found) else found.get("type")
    if isinstance(said, str):
        return frozenset((said,))
    if isinstance(said, list) and said:
        return frozenset(said)
    if "const" in found or "enum" in found:
        values = [found["const"]] if "const" in found else found["enum"]
        return frozenset(type_of(value) for value in values) if isinstance(values, list) else ALL
    for word in UNIONS:
        if isinstance(found.get(word), list) and depth:
            return frozenset().union(*(types(root, one, depth - 1) for one in found[word]))
    if "properties" in found:
        return frozenset(("object",))
    return frozenset(("array",)) if "items" in found else ALL


def flat(root: Mapping[str, Json], schema: Schema) -> Mapping[str, Any]:
    """The schema without `$ref` and `allOf` at its top, as a map: an empty one where it allows everything."""
    found = flattened(root, schema) if isinstance(schema, Mapping) else schema
    return found if isinstance(found, Mapping) else {}


def type_of(value: Json) -> str:
    """The type of a value in JSON's words."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def value(root: Mapping[str, Json], schema: Schema, text: str, fits: Fits) -> Json:
    """The value that a text stands for: the first reading that the schema takes, else the first of all."""
    found = types(root, schema)
    if found == {"string"}:
        return text
    readings = list(_readings(found, text))
    if len(readings) > 1:
        for one in readings:
            if fits(schema, one):
                return one
    return readings[0] if readings else text


def _readings(found: frozenset[str], text: str) -> list[Json]:
    readings: list[Json] = []
    if found & {"integer", "number"} and INTEGER.fullmatch(text):
        readings.append(int(text))
    elif "number" in found and NUMBER.fullmatch(text):
        readings.append(float(text))
    if "boolean" in found and text.lower() in {"true", "false"}:
        readings.append(text.lower() == "true")
    if "null" in found and text in {"", "null"}:
        readings.append(None)
    if found & {"object", "array"} and text[:1] in {"{", "["}:
        try:
            readings.append(json.loads(text))
        except (ValueError, RecursionError):
            readings.append(text)
    if "string" in found:
        readings.append(text)
    return readings


def below(root: Mapping[str, Json], schema: Schema, key: str) -> Schema:
    """The schema of a property; True where the document does not speak of it."""
    found = flat(root, schema)
    properties = found.get("properties")
    if isinstance(properties, Mapping) and key in properties:
        return _schema(properties[key])
    for word in UNIONS:
        for one in found.get(word) or ():
            inner = flat(root, one).get("properties")
            if isinstance(inner, Mapping) and key in inner:
                return _schema(inner[key])
    more = found.get("additionalProperties", True)
    return _schema(more) if more is not False else True


def each(root: Mapping[str, Json], schema: Schema) -> Schema:
    """The schema of an array's items; True where the document does not speak of them."""
    found = flat(root, schema)
    if "items" not in found:
        for word in UNIONS:
            for one in found.get(word) or ():
                if "items" in flat(root, one):
                    return _schema(flat(root, one)["items"])
    return _schema(found.get("items", True))


def _schema(found: Json) -> Schema:
    return found if isinstance(found, Mapping | bool) else True


def told(root: Mapping[str, Json], schema: Schema, raw: Any, fits: Fits) -> Json:
    """What a form holds as JSON: texts, lists and maps of texts by the schema."""
    match raw:
        case str():
            if types(root, schema) == {"array"} and not raw.startswith("["):
                return [value(root, each(root, schema), raw, fits)]
            return value(root, schema, raw, fits)
        case list():
            if "array" in types(root, schema):
                inner = each(root, schema)
                return [told(root, inner, one, fits) for one in raw]
            return told(root, schema, raw[-1], fits) if len(raw) == 1 else [told(root, ANY, one, fits) for one in raw]
        case Mapping():
            if raw and "array" in types(root, schema) and all(key.isdecimal() for key in raw):
                inner = each(root, schema)
                return [told(root, inner, raw[key], fits) for key in sorted(raw, key=int)]
            return {key: told(root, below(root, schema, key), one, fits) for key, one in raw.items()}
        case _:
            return raw


def nested(pairs: Sequence[tuple[str, Any]], known: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A form's pairs as maps and lists: `a[b]=1&c[]=2&d=3&d=4` is `{"a": {"b": "1"}, "c": ["2"], "d": ["3", "4"]}`."""
    made: dict[str, Any] = {}
    for name, text in pairs:
        if name.endswith("[]") and name[:-2] in known:
            _put(made, [name[:-2], ""], text)
            continue
        head, bracket, rest = name.partition("[")
        keys = BRACKETS.findall(bracket + rest) if bracket and head and name not in known else []
        if keys and "[" + "][".join(keys) + "]" != bracket + rest:
            keys = []
        _put(made, [head, *keys] if keys else [name], text)
    return made


def _put(made: dict[str, Any], keys: list[str], text: Any) -> None:
    node = made
    *way, last = keys
    if last == "" and way:
        *way, last = way
        for key in way:
            node = _inside(node, key)
        held = node.get(last)
        node[last] = [*held, text] if isinstance(held, list) else [text] if held is None else [held, text]
        return
    for key in way:
        node = _inside(node, key)
    if last not in node:
        node[last] = text
    else:
        held = node[last]
        node[last] = [*held, text] if isinstance(held, list) else [held, text]


def _inside(node: dict[str, Any], key: str) -> dict[str, Any]:
    if not isinstance(node.get(key), dict):
        node[key] = {}
    inner: dict[str, Any] = node[key]
    return inner
