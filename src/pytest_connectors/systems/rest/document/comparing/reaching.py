"""Which `$ref`s lead to something that is different in two documents? Only there need two schemas be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.systems.rest.document.rewriting import at, named_below

_KEPT = 20_000
_KNOWN: dict[int, tuple[Json, frozenset[str]]] = {}
_GRAPHS: dict[tuple[int, int], Graph] = {}
_MOST_GRAPHS = 256


@dataclass(frozen=True, eq=False)
class Graph:
    """What an operation reaches in a document: every `$ref` with what stands there, and which lead to it.

    `root` and `start` are kept, so that no other objects get their ids while the graph is known by these.
    """

    root: Mapping[str, Json]
    start: Json
    nodes: Mapping[str, Json]
    leading: Mapping[str, list[str]]


def named_in(node: Json) -> frozenset[str]:
    """The `$ref`s below a node; kept by the node itself, since changed documents share nearly all of theirs."""
    known = _KNOWN.get(id(node))
    if known is not None and known[0] is node:
        return known[1]
    found = frozenset(named_below(node))
    if len(_KNOWN) >= _KEPT:
        _KNOWN.clear()
    _KNOWN[id(node)] = (node, found)
    return found


def differing(before: Mapping[str, Json], after: Mapping[str, Json], start: Json) -> frozenset[str]:
    """The `$ref`s, among those to which a node of `before` leads, whose targets differ, or lead to what differs."""
    graph = _graph(before, start)
    tables: dict[str, Json] = {}
    hot: set[str] = set()
    for name, old in graph.nodes.items():
        parent, _, key = name.rpartition("/")
        if parent not in tables:
            tables[parent] = at(after, parent)
        table = tables[parent]
        new = table[key] if isinstance(table, Mapping) and key in table else at(after, name)
        if old is not new and old != new:
            hot.add(name)
    waiting = list(hot)
    while waiting:
        for one in graph.leading.get(waiting.pop(), ()):
            if one not in hot:
                hot.add(one)
                waiting.append(one)
    return frozenset(hot)


def _graph(root: Mapping[str, Json], start: Json) -> Graph:
    """What is reached from a node; known of the operations that were asked for last."""
    known = _GRAPHS.get((id(root), id(start)))
    if known is not None:
        return known
    nodes: dict[str, Json] = {}
    leading: dict[str, list[str]] = {}
    waiting = list(named_in(start))
    while waiting:
        name = waiting.pop()
        if name in nodes:
            continue
        nodes[name] = at(root, name)
        for one in named_in(nodes[name]):
            leading.setdefault(one, []).append(name)
            waiting.append(one)
    if len(_GRAPHS) >= _MOST_GRAPHS:
        _GRAPHS.pop(next(iter(_GRAPHS)), None)
    graph = _GRAPHS[id(root), id(start)] = Graph(root, start, nodes, leading)
    return graph
