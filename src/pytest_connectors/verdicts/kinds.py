"""What kind of thing did the connector return? Every result as cells of (kind, value), with nothing coerced.

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
from typing import Any, NamedTuple, cast

_MICRO = 1000


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


def node_of(value: object) -> Node:
    """The value as cells, records and listings: an immutable snapshot."""
    maker = _BY_TYPE.get(type(value))
    return maker(value) if maker is not None else _node_of_other(value)


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
    **dict.fromkeys((Cell, Record, Listing), lambda node: node),
}


def _node_of_other(value: Any) -> Node:
    library = type(value).__module__.partition(".")[0]
    frame = _FRAMES.get(library)
    node = frame(value) if frame is not None else None
    if node is None and hasattr(value, "__arrow_c_stream__"):
        import pyarrow as pa

        node = _arrow(pa.table(value))
    return node if node is not None else _node_of_object(value)


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


def _frame(columns: Mapping[str, Iterable[object]]) -> Listing:
    nodes = {name: [node_of(item) for item in values] for name, values in columns.items()}
    rows = zip(*nodes.values(), strict=True)
    return Listing(tuple(Record(tuple(zip(nodes, row, strict=True))) for row in rows), columns=tuple(nodes))


def _pandas(value: Any) -> Node | None:
    match type(value).__name__:
        case "DataFrame":
            named = _index(value.index) | {str(value.columns[i]): value.iloc[:, i] for i in range(value.shape[1])}
            return _frame({name: _pandas_values(column) for name, column in named.items()})
        case "Series":
            if not (index := _index(value.index)):
                return Listing(tuple(node_of(item) for item in _pandas_values(value)))
            name = "value" if value.name is None else str(value.name)
            return _frame({k: _pandas_values(v) for k, v in (*index.items(), (name, value))})
        case "Timestamp":
            whole = _moment(value.to_pydatetime(warn=False))
            return Cell(whole.kind, (whole.value, value.nanosecond)) if value.nanosecond else whole
        case "Timedelta":
            return Cell("duration", value.to_pytimedelta() if value.value % _MICRO == 0 else (value.value, "ns"))
        case "NaTType" | "NAType":
            return NULL
        case _:
            return _list(_pandas_values(value)) if hasattr(value, "to_numpy") else None


def _pandas_values(column: Any) -> list[object]:
    """The values as Python objects; what pandas holds to be missing is null, since it knows no other way."""
    missing = column.isna() if hasattr(column, "isna") else [False] * len(column)
    return [None if gone else item for item, gone in zip(column.tolist(), missing, strict=True)]


def _index(index: Any) -> dict[str, Any]:
    """The index's levels as columns where they carry data: where they are named, or are no integers."""
    if index.nlevels > 1:
        return {str(name or f"index {i}"): index.get_level_values(i) for i, name in enumerate(index.names)}
    if index.name is not None:
        return {str(index.name): index}
    return {} if index.dtype.kind in "iu" or len(index) == 0 else {"index": index}


def _numpy(value: Any) -> Node | None:
    if not hasattr(value, "dtype"):
        return None
    if value.dtype.kind in "mM":
        value = value.astype(f"{'datetime64' if value.dtype.kind == 'M' else 'timedelta64'}[us]")
    if value.dtype.names and getattr(value, "ndim", 0) == 1:
        return _frame({name: value[name].tolist() for name in value.dtype.names})
    return node_of(value.tolist())


def _polars(value: Any) -> Node | None:
    match type(value).__name__:
        case "DataFrame":
            return _frame({column.name: column.to_list() for column in value.get_columns()})
        case "Series":
            return Listing(tuple(node_of(item) for item in value.to_list()))
        case _:
            return None


def _arrow(value: Any) -> Node | None:
    match type(value).__name__:
        case "Table" | "RecordBatch":
            return _frame({name: value.column(i).to_pylist() for i, name in enumerate(value.schema.names)})
        case _ if hasattr(value, "to_pylist"):
            return _list(value.to_pylist())
        case _ if hasattr(value, "as_py"):
            return node_of(value.as_py())
        case _:
            return None


_FRAMES: dict[str, Callable[[Any], Node | None]] = {
    "pandas": _pandas,
    "numpy": _numpy,
    "polars": _polars,
    "pyarrow": _arrow,
}


def rows_node(rows: Iterable[Mapping[str, object]]) -> Listing:
    """Rows of a table as a listing of records."""
    return Listing(tuple(cast("Record", _mapping(row)) for row in rows))
