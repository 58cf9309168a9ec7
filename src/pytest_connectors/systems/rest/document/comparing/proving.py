"""Does one schema take every value that another takes? Proven by containment, where that can be proven."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.errors import NoServer
from pytest_connectors.systems import NEEDS_EXTRA
from pytest_connectors.systems.rest.document.rewriting import at

COMPATIBLE, INCOMPATIBLE, UNKNOWN = "compatible", "incompatible", "unknown"
_DEPTH = 8
_MOST_NODES = 5_000
"""A schema with more parts than this is not tried: it would cost more than the answer is worth."""
_NO_WORDS = frozenset(
    ["description", "title", "example", "examples", "default", "externalDocs", "xml", "discriminator"]
)
_VALUES = frozenset(["enum", "const", "required", "type", "$ref"])
_NAMES = frozenset(["properties", "patternProperties", "dependentSchemas", "$defs"])


def covered(one: tuple[Mapping[str, Json], Json], other: tuple[Mapping[str, Json], Json]) -> str:
    """Whether a document's schema takes every value of another document's: `unknown` proves nothing either way."""
    packed = [packed_up(root, schema) for root, schema in (one, other)]
    if None in packed:
        return UNKNOWN
    return _covers(packed[0], packed[1], _DEPTH)


def _covers(larger: Json, smaller: Json, depth: int) -> str:
    """Whether a schema without `$ref`s takes all that another takes; asked of their parts where that is not known."""
    canonicalize, draft, problem = _library()
    try:
        proven = canonicalize(larger, draft=draft).covers(canonicalize(smaller, draft=draft)).value
    except (problem, ValueError):
        return UNKNOWN
    known = {"yes": COMPATIBLE, "no": INCOMPATIBLE}.get(proven)
    if known is not None or depth == 0 or not (isinstance(larger, Mapping) and isinstance(smaller, Mapping)):
        return known or UNKNOWN
    other = [word for word in larger.keys() | smaller.keys() if larger.get(word) != smaller.get(word)]
    if other == ["items"]:
        return _covers(larger.get("items", True), smaller.get("items", True), depth - 1)
    if other == ["properties"]:
        return _of_fields(larger.get("properties", {}), smaller.get("properties", {}), depth)
    return UNKNOWN


def _of_fields(larger: Mapping[str, Json], smaller: Mapping[str, Json], depth: int) -> str:
    """Objects that differ in nothing but what their fields hold: each field by itself."""
    names = [name for name in larger.keys() | smaller.keys() if larger.get(name, True) != smaller.get(name, True)]
    proofs = {_covers(larger.get(name, True), smaller.get(name, True), depth - 1) for name in names}
    return next((one for one in (INCOMPATIBLE, UNKNOWN) if one in proofs), COMPATIBLE)


def _library() -> tuple[Any, int, type[Exception]]:
    try:
        import jsonschema_rs
    except ImportError as missing:
        raise NoServer(NEEDS_EXTRA.format("jsonschema_rs", "rest")) from missing
    return jsonschema_rs.canonicalize, jsonschema_rs.Draft202012, jsonschema_rs.canonical.CanonicalizationError


def packed_up(root: Mapping[str, Json], schema: Json) -> Json | None:
    """A schema in one piece, with what its `$ref`s lead to in their place; None where it contains itself, or is vast.

    The library does not look behind `$ref`s of the same name in two documents, so that none are left.
    """
    try:
        return _Packing(root).of(schema, ())[0]
    except _NotFinite:
        return None


class _NotFinite(Exception):
    """A schema that contains itself, or that would be too large."""


class _Packing:
    """Schemas of one document without `$ref`s; what is named several times is written once and shared."""

    def __init__(self, root: Mapping[str, Json]) -> None:
        self._root = root
        self._known: dict[str, tuple[Json, int]] = {}

    def of(self, node: Json, within: tuple[str, ...]) -> tuple[Json, int]:
        """A node without `$ref`s, and how many nodes it has."""
        if isinstance(node, list):
            parts = [self.of(one, within) for one in node]
            return [part for part, _ in parts], self._counted(1 + sum(size for _, size in parts))
        if not isinstance(node, Mapping):
            return node, 1
        held = {key: self._word(key, one, within) for key, one in node.items() if key not in _NO_WORDS}
        size = self._counted(1 + sum(one for _, one in held.values()))
        found = {key: one for key, (one, _) in held.items() if key != "$ref"}
        name = node.get("$ref")
        if not isinstance(name, str):
            return found, size
        target, more = self._named(name, within)
        return ({**found, "allOf": [*found.get("allOf", ()), target]} if found else target), self._counted(size + more)

    def _word(self, key: str, value: Json, within: tuple[str, ...]) -> tuple[Json, int]:
        """What stands under a word of a schema: a value, schemas by a user's own names, or a schema."""
        if key in _VALUES or key[:2] == "x-":
            return value, 1
        if key in _NAMES and isinstance(value, Mapping):
            named = {name: self.of(one, within) for name, one in value.items()}
            return {name: one for name, (one, _) in named.items()}, self._counted(
                sum(size for _, size in named.values())
            )
        return self.of(value, within)

    def _named(self, name: str, within: tuple[str, ...]) -> tuple[Json, int]:
        if name in within:
            raise _NotFinite
        if name not in self._known:
            self._known[name] = self.of(at(self._root, name, otherwise=True), (*within, name))
        return self._known[name]

    def _counted(self, size: int) -> int:
        if size > _MOST_NODES:
            raise _NotFinite
        return size
