"""How do two documents differ in one operation, and what does a comparison of them say of it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.systems.protocol import Told
from pytest_connectors.systems.rest.document.comparing import compared, difference, said
from pytest_connectors.systems.rest.document.rewriting import at, followed, keys_of, named_below, under
from pytest_connectors.systems.rest.proposing.finding import Successor

Root = Mapping[str, Json]
# What tells people, and no program.
_PROSE = frozenset(("description", "summary", "title", "externalDocs", "example", "examples", "tags"))
# Below these stand names, none of which is prose.
_NAMED = frozenset(("properties", "patternProperties", "schemas", "parameters", "headers", "responses", "$defs"))


def told_of(successor: Successor) -> Told:
    """The difference of the two documents in an operation, and what a comparison says of it, the worst first."""
    declared, endpoint = successor.declared, successor.declared.endpoint
    if not declared.documented:
        return Told()
    before, after = declared.api.document.root, successor.api.document.root
    now = successor.endpoint
    if now is None:
        gone = ("#/paths", f"- {endpoint.method} {endpoint.path}")
        return Told(gone, said(compared(before, after, endpoint.method, endpoint.path)))
    moved = (now.method, now.path) != (endpoint.method, endpoint.path)
    aligned = _aligned(after, (now.method, now.path), (endpoint.method, endpoint.path)) if moved else after
    findings = compared(before, after, endpoint.method, endpoint.path) if moved else ()
    findings = (*findings, *compared(before, aligned, endpoint.method, endpoint.path))
    lines = ("#/paths", f"- {endpoint.method} {endpoint.path}", f"+ {now.method} {now.path}") if moved else ()
    was, becomes = (_part(root, endpoint.method, endpoint.path) for root in (before, aligned))
    return Told((*lines, *difference(was, becomes)), said(findings))


def _aligned(root: Root, now: tuple[str, str], before: tuple[str, str]) -> Root:
    """The document in which an operation stands where it stood before."""
    way = _item(root, now[1])
    kept = {key: one for key, one in way.items() if key == "parameters"}
    item = {**kept, before[0].lower(): way.get(now[0].lower())}
    paths = at(root, "#/paths")
    return {**root, "paths": {**(paths if isinstance(paths, Mapping) else {}), before[1]: item}}


def _item(root: Root, path: str) -> Mapping[str, Json]:
    node = at(root, followed(root, under("#/paths", path)))
    return node if isinstance(node, Mapping) else {}


def _part(root: Root, method: str, path: str) -> Root:
    """What a document says of one operation, with all that it reaches, and without prose."""
    item = _item(root, path)
    operation = item.get(method.lower())
    kept = {"parameters": item["parameters"]} if "parameters" in item else {}
    security = operation.get("security", root.get("security")) if isinstance(operation, Mapping) else None
    start = {**kept, method.lower(): operation}
    part: dict[str, Any] = {key: root[key] for key in ("servers", "security") if key in root}
    part["paths"] = {path: start}
    for pointer in (*_reached(root, start), *_schemes(security)):
        _put(part, keys_of(pointer), at(root, pointer))
    plain: Root = _without_prose(part)
    return plain


def _reached(root: Root, start: Json) -> list[str]:
    """Every place to which a `$ref` leads, from here on."""
    found: dict[str, None] = {}
    waiting = [start]
    while waiting:
        for pointer in named_below(waiting.pop()):
            if pointer not in found:
                found[pointer] = None
                waiting.append(at(root, pointer))
    return sorted(found)


def _schemes(security: Json) -> Iterator[str]:
    for way in security if isinstance(security, list) else ():
        for name in way if isinstance(way, Mapping) else ():
            yield under("#/components/securitySchemes", name)


def _put(part: dict[str, Any], keys: list[str], node: Json) -> None:
    """Lay down what stands there; what lies in something that is there already is there."""
    held = part
    for key in keys[:-1]:
        inner = held.get(key, {})
        if not isinstance(inner, dict):
            return
        # A copy: what was laid down before is the document's own.
        held[key] = held = dict(inner)
    if keys and node is not None:
        held.setdefault(keys[-1], node)


def _without_prose(node: Json, *, names: bool = False) -> Any:
    if isinstance(node, Mapping):
        return {
            key: _without_prose(one, names=key in _NAMED and not names)
            for key, one in node.items()
            if names or (key not in _PROSE and not str(key).startswith("x-"))
        }
    return [_without_prose(one) for one in node] if isinstance(node, list) else node
