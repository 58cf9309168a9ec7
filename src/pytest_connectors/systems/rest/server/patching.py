"""What does a patch make of a row? As JSON merge patch (RFC 7386) and JSON patch (RFC 6902) say."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import unescaped
from pytest_connectors.systems.rest.server import lying


def merged(row: Mapping[str, Json], change: Mapping[str, Json]) -> dict[str, Json]:
    """A row with what is sent merged into it: objects within it too, as a JSON merge patch does."""
    made = dict(row)
    for name, value in change.items():
        held = made.get(name)
        made[name] = merged(held, value) if isinstance(held, Mapping) and isinstance(value, Mapping) else value
    return made


def patched(row: Mapping[str, Json], operations: Json) -> dict[str, Json]:
    """A row after a JSON patch: what is added, replaced and removed at its members."""
    made: dict[str, Json] = dict(row)
    for one in operations if isinstance(operations, list) else ():
        keys = [unescaped(key) for key in str(one.get("path", "")).split("/")[1:]]
        if not keys:
            continue
        match one.get("op"):
            case "add" | "replace":
                made = lying.put(made, keys, one.get("value"))
            case "remove":
                made = lying.without(made, keys)
    return made
