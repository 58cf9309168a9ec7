"""What did the connector return? An immutable snapshot as cells of (kind, value), with nothing coerced.

Going through one data frame library would unify int and float, naive and aware times, missing and null: the very
changes to be seen. So frames enter by column, records by value, and what is of no known kind compares by type and ==.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import math
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from pytest_connectors.verdicts.frames import Columns, Precise, plain_of
from pytest_connectors.verdicts.kinds import NAN, NULL, Cell, Listing, Node, Opaque, Record


def node_of(value: object) -> Node:
    """The value as cells, records and listings: an immutable snapshot."""
    maker = _BY_TYPE.get(type(value))
    return maker(value) if maker is not None else _node_of_other(value)


def rows_node(rows: Iterable[Mapping[str, object]]) -> Listing:
    """Rows of a table as a listing of records."""
    return Listing(tuple(_mapping(row) for row in rows))


def _float(value: float) -> Cell:
    return Cell("float", NAN if math.isnan(value) else value)


def _decimal(value: Decimal) -> Cell:
    return Cell("decimal", NAN if value.is_nan() else value)


def _moment(value: dt.datetime) -> Cell:
    if value.tzinfo is None:
        return Cell("naive time", value)
    return Cell("instant", value.astimezone(dt.UTC))


def _mapping(value: Mapping[Any, object]) -> Node:
    if all(type(key) is str for key in value):
        return Record(tuple((key, node_of(item)) for key, item in value.items()))
    pairs = (Record((("key", node_of(key)), ("value", node_of(item)))) for key, item in value.items())
    return Listing(tuple(pairs), pairs=True)


def _tuple(value: tuple[object, ...]) -> Node:
    nodes = tuple(node_of(item) for item in value)
    if any(isinstance(node, Cell) for node in nodes):
        return _by_position(nodes)
    return Listing(nodes)


def _list(value: Iterable[object]) -> Listing:
    nodes = tuple(node_of(item) for item in value)
    return Listing(tuple(_row(node) for node in nodes))


def _row(node: Node) -> Node:
    """A list of plain values inside a list is a row by position, like a tuple."""
    if isinstance(node, Listing) and node.items and all(isinstance(item, Cell) for item in node.items):
        return _by_position(node.items)
    return node


def _by_position(nodes: Iterable[Node]) -> Record:
    return Record(tuple((f"[{i}]", node) for i, node in enumerate(nodes)), positional=True)


def _set(value: Iterable[object]) -> Listing:
    return Listing(tuple(sorted((node_of(item) for item in value), key=repr)))


def _node_of_other(value: Any) -> Node:
    plain = plain_of(value)
    if plain is value:
        return _node_of_object(value)
    return node_of(plain)


def _node_of_object(value: Any) -> Node:  # noqa: C901 - one line a kind
    kind = type(value)
    if isinstance(value, enum.Enum):
        return Cell(f"enum {kind.__qualname__}", value.name)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return Record(tuple((f.name, node_of(getattr(value, f.name))) for f in dataclasses.fields(value)))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return Record(tuple((name, node_of(item)) for name, item in zip(value._fields, value, strict=True)))
    if hasattr(kind, "model_fields") and hasattr(value, "model_dump"):
        return _mapping(value.model_dump())
    if hasattr(kind, "__attrs_attrs__"):
        return Record(tuple((a.name, node_of(getattr(value, a.name))) for a in kind.__attrs_attrs__))
    if hasattr(value, "_mapping") and isinstance(value._mapping, Mapping):  # noqa: SLF001 - SQLAlchemy's public name
        return _mapping(dict(value._mapping))  # noqa: SLF001 - as above
    if isinstance(value, Mapping) or (hasattr(value, "keys") and hasattr(value, "__getitem__")):
        return _mapping({key: value[key] for key in value.keys()})  # noqa: SIM118 - an asyncpg Record iterates values
    for base, maker in _BY_TYPE.items():
        if isinstance(value, base):
            return maker(value)
    if isinstance(value, Iterable) and hasattr(value, "__len__"):
        return _list(value)
    return Cell(f"{kind.__module__}.{kind.__qualname__}", Opaque(value))


def _columns(frame: Columns) -> Listing:
    nodes = {name: [node_of(item) for item in values] for name, values in frame.items()}
    rows = zip(*nodes.values(), strict=True)
    return Listing(tuple(Record(tuple(zip(nodes, row, strict=True))) for row in rows), columns=tuple(nodes))


def _precise(value: Precise) -> Cell:
    whole = node_of(value.whole)
    return Cell(whole.kind if isinstance(whole, Cell) else "", (value.whole, value.nanoseconds))


_BY_TYPE: dict[type, Callable[[Any], Node]] = {
    type(None): lambda _: NULL,
    bool: lambda value: Cell("boolean", value),
    int: lambda value: Cell("integer", value),
    float: _float,
    Decimal: _decimal,
    str: lambda value: Cell("text", value),
    bytes: lambda value: Cell("bytes", value),
    bytearray: lambda value: Cell("bytes", bytes(value)),
    memoryview: lambda value: Cell("bytes", bytes(value)),
    dt.datetime: _moment,
    dt.date: lambda value: Cell("date", value),
    dt.timedelta: lambda value: Cell("duration", value),
    uuid.UUID: lambda value: Cell("uuid", value),
    dict: _mapping,
    tuple: _tuple,
    list: _list,
    set: _set,
    frozenset: _set,
    Columns: _columns,
    Precise: _precise,
    **dict.fromkeys((Cell, Record, Listing), lambda node: node),
}
