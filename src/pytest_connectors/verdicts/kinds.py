"""What kinds of things are there? Every result is made of cells of (kind, value), records and listings."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """One value with its kind: null, boolean, integer, float, decimal, text, bytes, date, naive time, instant, ..."""

    kind: str
    value: Any

    def __str__(self) -> str:
        """The value as a person would write it in Python."""
        if self.kind == "null":
            return "None"
        if isinstance(self.value, dt.datetime | dt.date | dt.timedelta | uuid.UUID | Decimal):
            return str(self.value)
        return repr(self.value)


class Record(NamedTuple):
    """Named nodes in their order; where `keyed`, the names are data and no columns."""

    fields: tuple[tuple[str, Node], ...]
    positional: bool = False

    def __str__(self) -> str:
        """The record as a dict, or as a tuple where its names are positions."""
        if self.positional:
            return f"({', '.join(str(node) for _, node in self.fields)})"
        return "{" + ", ".join(f"{name!r}: {node}" for name, node in self.fields) + "}"


class Listing(NamedTuple):
    """Nodes in their order; a frame is a listing of records and keeps its column names, also when it has no rows."""

    items: tuple[Node, ...]
    columns: tuple[str, ...] = ()
    pairs: bool = False

    def __str__(self) -> str:
        """The items as a list."""
        return "[" + ", ".join(str(item) for item in self.items) + "]"


Node = Cell | Record | Listing
NULL = Cell("null", None)
NAN = "NaN"


class Opaque:
    """A value of no known kind: equal to another of the same type that says so."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        """Hold the value."""
        self.value = value

    def __eq__(self, other: object) -> bool:
        """Same type, and equal in the values' own words."""
        return isinstance(other, Opaque) and type(self.value) is type(other.value) and bool(self.value == other.value)

    def __hash__(self) -> int:
        """Of the type alone, since the value may have none."""
        return hash(type(self.value))

    def __repr__(self) -> str:
        """The value's own."""
        return repr(self.value)

    @property
    def by_identity(self) -> bool:
        """Whether the value equals nothing but itself."""
        return type(self.value).__eq__ is object.__eq__


def rows_of(node: Node) -> tuple[Node, ...]:
    """The node as rows: a listing's items, else the node alone."""
    return node.items if isinstance(node, Listing) else (node,)


def is_empty(node: Node) -> bool:
    """Whether nothing was returned: None, no rows, an empty text."""
    match node:
        case Cell(kind, value):
            return kind == "null" or (kind in ("text", "bytes") and not value)
        case Record(fields):
            return all(is_empty(field) for _, field in fields)
        case Listing(items):
            return all(is_empty(item) for item in items)


def opaque_types(node: Node) -> set[str]:
    """The names of types in the node that compare by identity, so that no two runs can be compared."""
    match node:
        case Cell(_, Opaque() as held):
            return {type(held.value).__qualname__} if held.by_identity else set()
        case Record(fields):
            return set().union(*(opaque_types(field) for _, field in fields))
        case Listing(items):
            return set().union(*(opaque_types(item) for item in items))
        case _:
            return set()


def canonical(node: Node, *, ordered: bool) -> object:
    """A hashable form that is equal for equal nodes: a missing key is null, listings are multisets unless ordered."""
    match node:
        case Cell():
            return node
        case Record(fields):
            named = ((name, canonical(field, ordered=ordered)) for name, field in fields)
            return frozenset((name, field) for name, field in named if field != NULL)
        case Listing(items):
            forms = [canonical(item, ordered=ordered) for item in items]
            if ordered and not node.pairs:
                return ("listing", tuple(forms))
            counts: dict[object, int] = {}
            for form in forms:
                counts[form] = counts.get(form, 0) + 1
            return ("listing", frozenset(counts.items()))
