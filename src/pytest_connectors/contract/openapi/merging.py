"""Which one schema says what several say together?

Not every pair can be said as one: what cannot stays beside it in `allOf`, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from pytest_connectors.contract.openapi.model import Json, Schema

_TELLS = frozenset(
    [
        *("title", "description", "default", "deprecated", "readOnly", "writeOnly", "externalDocs", "xml"),
        *("discriminator", "unevaluatedProperties", "$comment", "$schema", "$id", "$anchor", "$defs", "definitions"),
    ]
)
_LARGER = frozenset(["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"])
_SMALLER = frozenset(["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"])


def merged(parts: list[Schema]) -> Schema:
    """The schema that takes what all parts take; of what only tells people, the last part's words count."""
    found = reduce(_both, parts)
    return found if found is not True else {}


def with_null(schema: Schema) -> Schema:
    """The schema that takes null as well."""
    if isinstance(schema, bool):
        return schema or {"type": "null"}
    found = dict(schema)
    kinds = found.get("type", "object" if "properties" in found else None)
    if kinds is not None:
        several = _listed(kinds)
        found["type"] = several if "null" in several else [*several, "null"]
    if "const" in found:
        found["enum"] = [found.pop("const")]
    if isinstance(found.get("enum"), list) and None not in found["enum"]:
        found["enum"] = [*found["enum"], None]
    return found


def is_null(schema: Json) -> bool:
    """Whether a schema takes null and nothing else."""
    if not isinstance(schema, Mapping):
        return False
    return schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None] or schema.get("const", "") is None


def _both(one: Schema, other: Schema) -> Schema:
    if isinstance(one, bool) or isinstance(other, bool):
        return False if one is False or other is False else other if one is True else one
    found = dict(one)
    left: list[Json] = []
    for key, value in other.items():
        if key not in found or key in _TELLS or key[:2] == "x-" or found[key] == value:
            found[key] = value
        elif key == "allOf":
            left += value if isinstance(value, list) else [value]
        elif key in _MERGES:
            found[key] = _MERGES[key](found[key], value)
        else:
            left.append({key: found[key]})
            found[key] = value
    _examples(found, one, other)
    if left:
        before = found.get("allOf")
        found["allOf"] = [*(before if isinstance(before, list) else ()), *left]
    return found


def _examples(found: dict[str, Json], one: Mapping[str, Json], other: Mapping[str, Json]) -> None:
    """Of two parts of an object, an example of each makes one of the whole; that of one part alone is none."""
    if not ("properties" in one and "properties" in other):
        return
    given = [
        part["examples"][0] for part in (one, other) if isinstance(part.get("examples"), list) and part["examples"]
    ]
    found.pop("examples", None)
    if len(given) > 1 and all(isinstance(example, Mapping) for example in given):
        found["examples"] = [{**given[0], **given[1]}]


def _each(one: Json, other: Json) -> Json:
    """Two mappings of schemas, name by name."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return other
    return {**one, **{name: _together(one[name], schema) if name in one else schema for name, schema in other.items()}}


def _together(one: Json, other: Json) -> Json:
    if one == other or one is True or one == {}:
        return other
    return one if other is True or other == {} else {"allOf": [one, other]}


def _beyond(one: Json, other: Json) -> Json:
    """`additionalProperties` of both: what one part forbids is forbidden."""
    return False if one is False or other is False else _together(one, other)


def _kinds(one: Json, other: Json) -> Json:
    several = [_listed(kinds) for kinds in (one, other)]
    numbers = [set(kinds) | ({"integer"} if "number" in kinds else set()) for kinds in several]
    # Of two that have nothing in common the later counts: nothing at all would help nobody.
    found = [kind for kind in several[1] if kind in numbers[0]] or [kind for kind in several[0] if kind in numbers[1]]
    found = found or several[1]
    if "number" in several[1] and "number" not in several[0] and "integer" in several[0]:
        found = [kind for kind in several[0] if kind in numbers[1]]
    return found[0] if len(found) == 1 else found


def _listed(kinds: Json) -> list[str]:
    """What `type` says, as a list; what is no kind is left out."""
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _chosen(one: Json, other: Json) -> Json:
    if not isinstance(one, list) or not isinstance(other, list):
        return other
    return [value for value in one if value in other] or other


def _required(one: Json, other: Json) -> Json:
    lists = [names for names in (one, other) if isinstance(names, list)]
    return list(dict.fromkeys(name for names in lists for name in names if isinstance(name, str)))


def _bound(choose: Callable[..., Any]) -> Callable[[Json, Json], Json]:
    def chosen(one: Json, other: Json) -> Json:
        try:
            return choose(one, other)
        except TypeError:
            return other

    return chosen


_MERGES: dict[str, Callable[[Json, Json], Json]] = {
    "properties": _each,
    "patternProperties": _each,
    "required": _required,
    "type": _kinds,
    "enum": _chosen,
    "items": _together,
    "additionalProperties": _beyond,
    "examples": lambda _, other: other,
    "example": lambda _, other: other,
    **dict.fromkeys(_LARGER, _bound(max)),
    **dict.fromkeys(_SMALLER, _bound(min)),
}
