"""How does a document become another one without being touched? What is changed is copied, and all else is shared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pytest_connectors.contract.openapi import references
from pytest_connectors.contract.openapi.model import Json

Edit = Callable[[Json], Json]
"""Gives what stands there instead; it must not touch what it is given."""
_MISSING = object()
_HOPS = 64


def keys_of(pointer: str) -> list[str]:
    """The keys that lead to a place: `["paths", "/users"]` of `#/paths/~1users`."""
    return [references.unescaped(part) for part in _parts(pointer)]


def _parts(pointer: str) -> list[str]:
    return [] if pointer in ("#", "") else pointer.removeprefix("#/").split("/")


def under(pointer: str, *keys: str | int) -> str:
    """The pointer of what stands under these keys."""
    return references.joined(pointer, *keys)


def at(root: Mapping[str, Json], pointer: str, otherwise: Json = None) -> Json:
    """What stands there, or `otherwise`."""
    try:
        return references.at(root, pointer)
    except KeyError:
        return otherwise


def followed(root: Mapping[str, Json], pointer: str) -> str:
    """Where a place leads whose node is nothing but a `$ref`, and its summary; the place itself where it leads nowhere.

    Where a `$ref` stands on the way to the place, that is followed too.
    """
    for _ in range(_HOPS):
        node = at(root, pointer)
        to = references.reference(node)
        if to is None or not to.startswith("#") or at(root, to, _MISSING) is _MISSING:
            return pointer
        if not node.keys() <= {"$ref", "description", "summary"}:
            return pointer
        pointer = to
    return pointer


def edited(root: Mapping[str, Json], pointer: str, edit: Edit) -> Mapping[str, Json]:
    """The document with something else at a place; itself where there is no such place, or where nothing changed."""
    changed = _edited(root, _parts(pointer), edit)
    return changed if isinstance(changed, Mapping) else root


def _edited(node: Json, parts: list[str], edit: Edit) -> Json:
    if not parts:
        new = edit(node)
        return node if new == node and type(new) is type(node) else new
    own = references.key_in(node, parts[0])
    if own is None:
        return node
    old = node[own]
    new = _edited(old, parts[1:], edit)
    if new is old:
        return node
    if isinstance(node, Mapping):
        return {**node, own: new}
    return [*node[:own], new, *node[own + 1 :]]


def put(root: Mapping[str, Json], pointer: str, **members: Json) -> Mapping[str, Json]:
    """The document with these members in the object that stands there."""
    return edited(root, pointer, lambda node: {**node, **members} if isinstance(node, Mapping) else node)


def without(node: Mapping[str, Json], *keys: str) -> dict[str, Json]:
    """An object without some of its members."""
    return {key: value for key, value in node.items() if key not in keys}


def renamed(node: Mapping[str, Json], old: str, new: str) -> dict[str, Json]:
    """An object of which one member has another name, at the same place."""
    return {new if key == old else key: value for key, value in node.items() if key == old or key != new}


def named_below(node: Json) -> Iterator[str]:
    """Every `$ref` below, to places of this document."""
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, Mapping):
            to = one.get("$ref")
            if isinstance(to, str) and to.startswith("#"):
                yield to
            stack.extend(value for value in one.values() if isinstance(value, dict | list))
        elif isinstance(one, list):
            stack.extend(value for value in one if isinstance(value, dict | list))
