"""Which fields does a result have, and what stands in them? A path is `user` or `user.id`."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_connectors.verdicts.kinds import NULL, Cell, Listing, Node, Record


def paths_of(node: Node, prefix: str = "") -> frozenset[str]:
    """The paths of all fields below the node: `user`, `user.id`; listings add nothing to a path."""
    found: set[str] = set()
    match node:
        case Record(fields):
            for name, value in fields:
                path = f"{prefix}{name}"
                found.add(path)
                if not isinstance(value, Cell):
                    found |= paths_of(value, f"{path}.")
        case Listing(items, columns):
            found.update(f"{prefix}{column}" for column in columns)
            for item in items:
                if not isinstance(item, Cell):
                    found |= paths_of(item, prefix)
        case _:
            pass
    return frozenset(found)


def told_paths(node: Node, prefix: str = "") -> frozenset[str]:
    """The paths of all fields below the node that hold something else than null somewhere."""
    found: set[str] = set()
    match node:
        case Record(fields):
            for name, value in fields:
                if value != NULL:
                    found.add(f"{prefix}{name}")
                if not isinstance(value, Cell):
                    found |= told_paths(value, f"{prefix}{name}.")
        case Listing(items):
            for item in items:
                if not isinstance(item, Cell):
                    found |= told_paths(item, prefix)
        case _:
            pass
    return frozenset(found)


def without(node: Node, paths: Iterable[str], prefix: str = "") -> Node:
    """The node without the fields at these paths."""
    paths = frozenset(paths)
    if not paths:
        return node
    match node:
        case Record(fields, positional):
            kept = tuple((n, without(v, paths, f"{prefix}{n}.")) for n, v in fields if f"{prefix}{n}" not in paths)
            return Record(kept, positional)
        case Listing(items, columns, pairs):
            columns = tuple(column for column in columns if f"{prefix}{column}" not in paths)
            return Listing(tuple(without(item, paths, prefix) for item in items), columns, pairs)
        case _:
            return node


def at(node: Node, path: str) -> list[Node]:
    """Every node at a path."""
    match node:
        case Listing(items):
            return [found for item in items for found in at(item, path)]
        case Record(fields):
            found = []
            for name, value in fields:
                if name == path:
                    found.append(value)
                elif path.startswith(f"{name}."):
                    found += at(value, path.removeprefix(f"{name}."))
            return found
        case _:
            return []
