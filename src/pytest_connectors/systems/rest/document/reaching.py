"""Which `$ref`s lead to something that is different in two documents? Only there need two schemas be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.systems.rest.document.rewriting import at, named_below

_KEPT = 20_000
_KNOWN: dict[int, tuple[Json, frozenset[str]]] = {}


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


def differing(before: Mapping[str, Json], after: Mapping[str, Json], starts: Iterable[Json]) -> frozenset[str]:
    """The `$ref`s, among those to which these nodes lead, whose targets differ, or lead to what differs."""
    names: dict[str, frozenset[str]] = {}
    hot: set[str] = set()
    waiting = [name for start in starts for name in named_in(start)]
    while waiting:
        name = waiting.pop()
        if name in names:
            continue
        old, new = at(before, name), at(after, name)
        names[name] = named_in(old) if old is new else named_in(old) | named_in(new)
        if old is not new and old != new:
            hot.add(name)
        waiting.extend(names[name])
    return frozenset(_closed(names, hot))


def _closed(names: Mapping[str, frozenset[str]], hot: set[str]) -> set[str]:
    """All that lead to one of these, however far."""
    if not hot:
        return hot
    leading: dict[str, list[str]] = {}
    for name, those in names.items():
        for one in those:
            leading.setdefault(one, []).append(name)
    waiting = list(hot)
    while waiting:
        for one in leading.get(waiting.pop(), ()):
            if one not in hot:
                hot.add(one)
                waiting.append(one)
    return hot
