"""Which changes lead from the declared table to the one that is there? Those that can be carried out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_connectors.drift.changes import (
    Change,
    ColumnAdded,
    ColumnConstrained,
    ColumnDropped,
    ColumnPutLast,
    ColumnRequired,
    ColumnRetyped,
    DefaultChanged,
)
from pytest_connectors.drift.schema import Column, TableSchema, Type
from pytest_connectors.systems.postgres.proposals.comparing import column_line, default_of

_LARGEST = {"int2": 2**15 - 1, "int4": 2**31 - 1, "int8": 2**63 - 1}
_NUMBERS = (*_LARGEST, "numeric", "float4", "float8")
_TEXTS = ("text", "varchar", "bpchar")
_TIMES = ("timestamp", "timestamptz", "date")
_DOCUMENTS = ("json", "jsonb")
_CHECK = re.compile(r"CHECK \((?P<said>.*)\)(?: NOT VALID)?(?: NO INHERIT)?", re.DOTALL)
_QUOTED = re.compile(r"^'(?P<value>(?:[^']|'')*)'(?:::[\w .\"()\[\]]+)?$")
_PLAIN = re.compile(r"^\(?(?P<value>-?\d+(?:\.\d+)?|true|false)\)?(?:::[\w .()]+)?$")
# A value that is there in a new column, by its type; text where a type takes any.
_VALUES = {
    **dict.fromkeys(_NUMBERS, "7"),
    "bool": "true",
    "date": "2026-05-05",
    "timestamp": "2026-05-05 05:05:05",
    "timestamptz": "2026-05-05 05:05:05+00",
    "time": "05:05:05",
    "timetz": "05:05:05+00",
    "interval": "5 days",
    "uuid": "55555555-5555-5555-5555-555555555555",
    **dict.fromkeys(_DOCUMENTS, "{}"),
    **dict.fromkeys(_TEXTS, "a"),
    "bytea": "\\x61",
    "inet": "10.0.0.5",
    "cidr": "10.0.0.0/8",
}


@dataclass(frozen=True)
class Differences:
    """How a table differs from another.

    Attributes:
        changes: The changes that make the one of the other, in an order in which each finds what it needs.
        left_out: What else differs, in words.
    """

    changes: tuple[Change, ...] = ()
    left_out: tuple[str, ...] = ()


def differences(declared: TableSchema, live: TableSchema) -> Differences:
    """The changes that lead from a declared table to a live one of the same name, and what they leave out."""
    changes: list[Change] = []
    left: list[str] = []
    for change in (
        *_of_columns(declared, live),
        *_of_new_columns(declared, live),
        *_of_order(declared, live),
        *_of_constraints(declared, live),
    ):
        if isinstance(change, str):
            left.append(change)
        else:
            changes.append(change)
    return Differences(tuple(changes), tuple(left))


def _of_columns(declared: TableSchema, live: TableSchema) -> Iterator[Change | str]:
    now = {column.name: column for column in live.columns}
    for column in declared.columns:
        if column.name not in now:
            yield ColumnDropped(declared.name, column.name)
            continue
        new = now[column.name]
        yield from _of_type(declared, column, new)
        if column.generated != new.generated or column.identity != new.identity:
            yield f"{column_line(column)} is {column_line(new)}"
            continue
        if column.nullable and not new.nullable and not live.view:
            yield ColumnRequired(declared.name, column.name)
        if not column.nullable and new.nullable and not live.view:
            yield f"{column.name} may be NULL"
        if default_of(column) != default_of(new):
            yield from _of_default(declared, new)


def _of_type(declared: TableSchema, column: Column, new: Column) -> Iterator[Change | str]:
    was, now = column.type, new.type
    if was.text == now.text and was.base == now.base:
        if was.labels != now.labels:
            yield f"the labels of {was.text} are {', '.join(now.labels)}"
        return
    change = None if column.generated else _retyped(declared.name, column.name, was, now)
    yield change or f"{column.name} is {now.text} and not {was.text}"


def _retyped(table: str, name: str, was: Type, now: Type) -> ColumnRetyped | None:
    """The change of a type, where every value, or every one that is small enough, has one of the new type."""

    def to(limit: int | None = None, *, lossy: bool = False, alike: bool = False, way: str = "cast") -> ColumnRetyped:
        return ColumnRetyped(table, name, was.text, now.text, way=way, limit=limit, lossy=lossy, alike=alike)

    if was.form != "plain" or now.form != "plain":
        return to() if now.base == "text" and not now.labels else None
    if now.labels:
        known = was.base in _TEXTS and not was.labels
        return ColumnRetyped(table, name, was.text, f'"{name[:50]}_kind"', way="enum", limit=20) if known else None
    if now.base in _TEXTS:
        return to(now.length, alike=was.base in _TEXTS and not was.labels)
    if was.base in _NUMBERS and now.base in _NUMBERS:
        exact = (was.base in _LARGEST) == (now.base in _LARGEST) and "float4" not in (was.base, now.base)
        return to(_limit(was, now), lossy=not exact or now.base in ("float4", "float8"), alike=_kind(was) == _kind(now))
    if was.base in _TIMES and now.base in _TIMES:
        return to(lossy=now.base == "date", alike=was.base == now.base)
    if was.base in _DOCUMENTS and now.base in _DOCUMENTS:
        return to()
    if was.base in _LARGEST and now.base == "uuid":
        return to(way="uuid")
    return to() if (was.base, now.base) == ("bool", "int4") else None


def _kind(kind: Type) -> str:
    return "integer" if kind.base in _LARGEST else kind.base


def _limit(was: Type, now: Type) -> int | None:
    """The largest number that the new type takes, where the old one takes larger ones."""
    known, largest = (_largest(one) for one in (was, now))
    return largest if largest is not None and (known is None or known > largest) else None


def _largest(kind: Type) -> int | None:
    if kind.base == "numeric" and kind.precision is not None:
        return int(10 ** (kind.precision - (kind.scale or 0))) - 1
    return _LARGEST.get(kind.base)


def _of_default(declared: TableSchema, new: Column) -> Iterator[Change | str]:
    if new.default is None:
        yield DefaultChanged(declared.name, new.name, None)
    elif (value := _value(new.default)) is not None:
        yield DefaultChanged(declared.name, new.name, value)
    else:
        yield f"the default of {new.name} is {new.default}"


def _value(default: str) -> str | None:
    """The value of a default that is one."""
    if (text := _QUOTED.match(default)) is not None:
        return text["value"].replace("''", "'")
    plain = _PLAIN.match(default)
    return None if plain is None else plain["value"]


def _of_new_columns(declared: TableSchema, live: TableSchema) -> Iterator[Change | str]:
    known = set(declared.column_names)
    for i, column in enumerate(live.columns):
        if column.name in known:
            continue
        value = _sample(column)
        if column.generated or column.identity or value is None:
            yield f"{column_line(column)} is new"
            continue
        default = column.default is not None
        yield ColumnAdded(
            declared.name,
            column.name,
            column.type.text if not column.type.labels else "text",
            value,
            before=next((one.name for one in live.columns[i + 1 :] if one.name in known), None),
            required=not column.nullable,
            default=default,
        )


def _sample(column: Column) -> str | None:
    """What the rows that are there hold in a new column: its default where that is a value."""
    if column.default is not None and (value := _value(column.default)) is not None:
        return value
    if column.type.labels:
        return column.type.labels[0]
    return _VALUES.get(column.type.base) if column.type.form == "plain" else None


def _of_order(declared: TableSchema, live: TableSchema) -> Iterator[Change | str]:
    here = set(live.column_names)
    common = [name for name in declared.column_names if name in here]
    order = [name for name in live.column_names if name in set(common)]
    if common == order:
        return
    # What stands at the end, in the order in which it stood: the fewest that make the new order.
    for i in range(len(order)):
        last = order[i:]
        if order == sorted(common, key=lambda name: name in last):
            yield from (ColumnPutLast(declared.name, name) for name in last)
            return
    yield f"the columns stand in the order {', '.join(order)}"


def _of_constraints(declared: TableSchema, live: TableSchema) -> Iterator[Change | str]:
    known = set(declared.column_names)
    if declared.view != live.view:
        yield f"it is a {'view' if live.view else 'table'}"
    for key in live.unique:
        if key not in declared.unique and set(key) <= known:
            one = ColumnConstrained(declared.name, key[0], "unique")
            yield one if len(key) == 1 else f"UNIQUE ({', '.join(key)})"
    for check in live.checks:
        if check not in declared.checks:
            said = _CHECK.fullmatch(check)
            named = [name for name in declared.column_names if re.search(rf"\b{re.escape(name)}\b", check)]
            if named and said:
                yield ColumnConstrained(declared.name, named[0], "check", said["said"])
            else:
                yield check
    for foreign in live.foreign_keys:
        if foreign.columns not in {one.columns for one in declared.foreign_keys} and set(foreign.columns) <= known:
            if len(foreign.columns) == 1:
                yield ColumnConstrained(declared.name, foreign.columns[0], "foreign key")
            else:
                yield f"FOREIGN KEY ({', '.join(foreign.columns)})"
