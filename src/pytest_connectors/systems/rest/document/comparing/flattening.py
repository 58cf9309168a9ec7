"""What does a schema say at its top, once `$ref` and `allOf` are followed, and null is told apart?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_connectors.contract.openapi.merging import is_null
from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import reference
from pytest_connectors.systems.rest.document.rewriting import at, without
from pytest_connectors.systems.rest.document.standing import VARIANTS, takes_null

_DEPTH = 12


@dataclass(frozen=True, eq=False)
class Flat:
    """A schema's words at its top.

    Attributes:
        kinds: The types that are valid, null aside; nothing where all are.
        null: Null is valid.
        properties: By name; where several parts of an `allOf` speak of one, they stand together in one.
        required: The names that may not be left out.
        variants: What `oneOf` or `anyOf` lists, null aside.
        word: Which of the two it is; empty where there are none.
        words: All other words.
    """

    kinds: frozenset[str]
    null: bool
    properties: Mapping[str, Json] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    variants: tuple[Json, ...] = ()
    word: str = ""
    words: Mapping[str, Json] = field(default_factory=dict)


def flat(root: Mapping[str, Json], schema: Json) -> Flat:
    """What a schema says at its top."""
    merged = _merged(root, schema, _DEPTH)
    word = next((one for one in VARIANTS if isinstance(merged.get(one), list)), "")
    variants = [one for one in merged.get(word) or () if not _is_null(root, one)] if word else []
    null = takes_null(root, schema)
    if len(variants) == 1 and len(merged[word]) > 1:
        inner = _merged(root, variants[0], _DEPTH)
        merged = _both(without(merged, word), inner)
        word = next((one for one in VARIANTS if isinstance(merged.get(one), list)), "")
        variants = list(merged.get(word) or ()) if word else []
    kind = merged.get("type")
    kinds = frozenset(kind if isinstance(kind, list) else [] if kind is None else [kind]) - {"null"}
    properties = merged.get("properties")
    return Flat(
        kinds,
        null,
        properties if isinstance(properties, Mapping) else {},
        frozenset(one for one in merged.get("required") or () if isinstance(one, str)),
        tuple(variants),
        word,
        without(merged, "type", "properties", "required", *((word,) if word else ())),
    )


def _is_null(root: Mapping[str, Json], schema: Json) -> bool:
    to = reference(schema)
    return is_null(schema if to is None else at(root, to))


def _merged(root: Mapping[str, Json], schema: Json, depth: int) -> dict[str, Json]:
    if schema is False:
        return {"not": {}}
    if not isinstance(schema, Mapping) or depth == 0:
        return {}
    own = without(schema, "$ref", "allOf")
    parts = []
    if (to := reference(schema)) is not None:
        parts.append(_merged(root, at(root, to), depth - 1))
    parts += [_merged(root, part, depth - 1) for part in schema.get("allOf") or ()]
    merged: dict[str, Json] = {}
    for part in parts:
        merged = _both(merged, part)
    return _both(merged, own)


def _both(one: dict[str, Json], other: Mapping[str, Json]) -> dict[str, Json]:
    """Two schemas that hold together; where they say the same word of different things, the later one is believed."""
    if not one:
        return dict(other)
    merged = {**one, **other}
    if isinstance(one.get("properties"), Mapping) and isinstance(other.get("properties"), Mapping):
        merged["properties"] = {
            name: _together(one["properties"].get(name), other["properties"].get(name))
            for name in dict.fromkeys((*one["properties"], *other["properties"]))
        }
    if one.get("required") and other.get("required"):
        merged["required"] = [*one["required"], *other["required"]]
    for word in VARIANTS:
        if isinstance(one.get(word), list) and isinstance(other.get(word), list) and one[word] is not other[word]:
            merged[word] = one[word] if len(one[word]) >= len(other[word]) else other[word]
    return merged


def _together(one: Json, other: Json) -> Json:
    if one is None or other is None or one is other:
        return other if one is None else one
    return {"allOf": [one, other]}
