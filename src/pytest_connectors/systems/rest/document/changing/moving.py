"""How does a document change when an operation moves: to another path, another method, or away?"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.systems.rest.document.changing.scenery import Scenery
from pytest_connectors.systems.rest.document.rewriting import at, edited, followed, put, renamed, under, without


def path_moved(scenery: Scenery, to: str) -> Scenery:
    """Everything under the operation's path stands under another one."""
    old, paths = scenery.path, scenery.root.get("paths") or {}
    if old not in paths or to == old:
        return scenery
    there = {**paths[to], **paths[old]} if to in paths else paths[old]
    root = put(scenery.root, "#", paths={**renamed(paths, old, to), to: there})
    moved = scenery.moved(under("#/paths", old), under("#/paths", to))
    return dataclasses.replace(moved, root=root, path=to)


def path_removed(scenery: Scenery, version: str) -> Scenery:
    """Every path of a version is gone; the operation's own, where the version stands in no path."""
    paths: Mapping[str, Json] = scenery.root.get("paths") or {}
    part = f"/{version.strip('/')}/"
    version_in_paths = bool(version.strip("/")) and part in f"{scenery.path}/"
    gone = [path for path in paths if (part in f"{path}/" if version_in_paths else path == scenery.path)]
    return dataclasses.replace(scenery, root=put(scenery.root, "#", paths=without(paths, *gone)))


def method_changed(scenery: Scenery, to: str) -> Scenery:
    """The operation is called by another method; what was called so at this path is no more."""
    old, new = scenery.method.lower(), to.lower()
    if old == new or not isinstance(at(scenery.root, scenery.way), Mapping):
        return scenery
    item = scenery.way
    root = edited(scenery.root, item, lambda node: renamed(node, old, new))
    moved = scenery.moved(under(item, old), under(item, new))
    return dataclasses.replace(moved, root=root, method=to.upper())


def parameters(scenery: Scenery) -> list[str]:
    """The places of the operation's parameters, its own ones and its path's, `$ref`s followed."""
    found: list[str] = []
    for owner in (scenery.operation, scenery.way):
        listed = at(scenery.root, under(owner, "parameters"))
        count = len(listed) if isinstance(listed, list) else 0
        found += [followed(scenery.root, under(owner, "parameters", i)) for i in range(count)]
    return found


def parameter_at(scenery: Scenery, name: str, place: str | None = None) -> str | None:
    """The place of one parameter; None where the operation has none of that name."""
    for one in parameters(scenery):
        node = at(scenery.root, one)
        if isinstance(node, Mapping) and node.get("name") == name and place in (None, node.get("in")):
            return one
    return None


def parameter_renamed(scenery: Scenery, old: str, new: str) -> Scenery:
    """A parameter of the query has another name."""
    place = parameter_at(scenery, old, "query")
    return scenery if place is None else dataclasses.replace(scenery, root=put(scenery.root, place, name=new))


def parameter_asked(scenery: Scenery, name: str, place: str) -> Scenery:
    """A new parameter must be given: in the `query`, or as a `header`."""
    new = {"name": name, "in": place, "required": True, "schema": {"type": "string"}}

    def asking(node: Json) -> Json:
        return {**node, "parameters": [*(node.get("parameters") or ()), new]} if isinstance(node, Mapping) else node

    return scenery.edited(scenery.operation, asking)
