"""How is a CHECK constraint put together? The server's own wording, as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Const:
    """A value as it is written, a text where it stood in quotes."""

    value: object


@dataclass(frozen=True)
class Name:
    """A column, or VALUE in a domain."""

    name: str


@dataclass(frozen=True)
class Cast:
    """A value as another type."""

    part: Node
    type: str


@dataclass(frozen=True)
class Call:
    """A function of some values."""

    name: str
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Op:
    """Two values with a sign between them."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Quantified:
    """A value compared with any or all of an array's."""

    sign: str
    left: Node
    right: Node
    every: bool


@dataclass(frozen=True)
class Array:
    """Values in a row."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class And:
    """All of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """Any of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """The opposite."""

    part: Node


@dataclass(frozen=True)
class IsNull:
    """Whether there is no value."""

    part: Node


@dataclass(frozen=True)
class Unknown:
    """What is not understood here; the server decides."""


Node = Const | Name | Cast | Call | Op | Quantified | Array | And | Or | Not | IsNull | Unknown


def names_in(node: Node) -> tuple[str, ...]:
    """The columns that a condition speaks of, each once."""
    if isinstance(node, Name):
        return (node.name,)
    return tuple(dict.fromkeys(name for part in parts_of(node) for name in names_in(part)))


def parts_of(node: Node) -> Iterator[Node]:
    """What stands directly in a node."""
    for one in fields(node):
        value = getattr(node, one.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield part
