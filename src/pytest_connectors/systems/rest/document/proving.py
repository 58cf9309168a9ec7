"""Does one schema take every value that another takes? Proven by containment, where that can be proven."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.errors import NoServer
from pytest_connectors.systems import NEEDS_EXTRA
from pytest_connectors.systems.rest.document.reaching import named_in
from pytest_connectors.systems.rest.document.rewriting import at, keys_of

COMPATIBLE, INCOMPATIBLE, UNKNOWN = "compatible", "incompatible", "unknown"
_MOST_PARTS = 400
"""A schema that leads to more parts than this is not tried: it would cost more than the answer is worth."""


def covered(one: tuple[Mapping[str, Json], Json], other: tuple[Mapping[str, Json], Json]) -> str:
    """Whether a document's schema takes every value of another document's: `unknown` proves nothing either way."""
    packed = [packed_up(root, schema) for root, schema in (one, other)]
    if None in packed:
        return UNKNOWN
    canonicalize, draft, problem = _library()
    try:
        larger, smaller = (canonicalize(schema, draft=draft) for schema in packed)
        proven = larger.covers(smaller).value
    except (problem, ValueError):
        return UNKNOWN
    return {"yes": COMPATIBLE, "no": INCOMPATIBLE}.get(proven, UNKNOWN)


def _library() -> tuple[Any, int, type[Exception]]:
    try:
        import jsonschema_rs
    except ImportError as missing:
        raise NoServer(NEEDS_EXTRA.format("jsonschema_rs", "rest")) from missing
    return jsonschema_rs.canonicalize, jsonschema_rs.Draft202012, jsonschema_rs.canonical.CanonicalizationError


def packed_up(root: Mapping[str, Json], schema: Json) -> Json | None:
    """A schema in one piece with all parts to which it leads, at their own places; None where these are too many."""
    if not isinstance(schema, Mapping):
        return schema
    parts: dict[str, Json] = {}
    waiting = list(named_in(schema))
    while waiting:
        name = waiting.pop()
        if name not in parts:
            parts[name] = at(root, name)
            waiting.extend(named_in(parts[name]))
        if len(parts) > _MOST_PARTS:
            return None
    whole: dict[str, Json] = {}
    for name in sorted(parts, key=lambda one: -one.count("/")):
        _put(whole, keys_of(name), parts[name])
    return {**whole, **schema} if not whole.keys() & schema.keys() else {**whole, "allOf": [schema]}


def _put(whole: dict[str, Json], keys: list[str], part: Json) -> None:
    """Put a part at its place; what contains others is put last, and holds them."""
    node = whole
    for key in keys[:-1]:
        node = node.setdefault(key, {})
    if keys:
        node[keys[-1]] = part
