"""Where is a declared table after a migration, and what are its columns called? Known by their numbers, then names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pytest_connectors.drift.schema import Rows, TableSchema
from pytest_connectors.systems.postgres.alteration import Alteration
from pytest_connectors.systems.postgres.introspection import Connection, Relation
from pytest_connectors.systems.postgres.literals import quoted

_ALL = b"SELECT array_agg(oid::bigint) FROM pg_class"
_OF_NAME = b"""
SELECT c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
_OF_OID = b"""
SELECT n.nspname::text, c.relname::text, c.oid::bigint, c.relkind IN ('v', 'm')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = %s
"""
_COLUMNS = b"""
SELECT a.attnum::int, a.attname::text, a.atttypid::bigint, t.typname::text, t.typcategory::text,
       format_type(a.atttypid, NULL)
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_TYPE = b"SELECT FROM pg_type WHERE oid = %s"
# Values of these come out alike, whichever of them holds them.
_ALIKE = (
    {"int2", "int4", "int8"},
    {"text", "varchar", "bpchar", "citext", "name"},
    {"json", "jsonb"},
)
_TEXTS = ("S", "E")


@dataclass(frozen=True)
class Held:
    """A column as the server has it."""

    number: int
    name: str
    type: int
    base: str
    category: str
    text: str


@dataclass(frozen=True)
class Trace:
    """By what a table is known again.

    Attributes:
        table: The table as it was declared.
        oid: The server's number of it.
        columns: Its columns.
    """

    table: TableSchema
    oid: int
    columns: tuple[Held, ...]


@dataclass(frozen=True)
class Traces:
    """The declared tables before a migration, and the numbers of all that there is."""

    tables: tuple[Trace, ...]
    known: frozenset[int]

    @classmethod
    def of(cls, connection: Connection, tables: Iterable[TableSchema]) -> Traces:
        """What is there now."""
        (known,) = connection.execute(_ALL).fetchone() or ((),)
        traces = []
        for table in tables:
            (oid,) = connection.execute(_OF_NAME, (table.schema, table.table)).fetchone() or (0,)
            traces.append(Trace(table, oid, _held(connection, oid)))
        return cls(tuple(traces), frozenset(known or ()))

    def now(self, connection: Connection, trace: Trace) -> Relation | None:
        """What stands for a table now: what was made under its name, or itself; None where it is gone."""
        table = trace.table
        (named,) = connection.execute(_OF_NAME, (table.schema, table.table)).fetchone() or (0,)
        # A table that was there before is another one, even if it has our table's name now.
        oid = named if named not in self.known else trace.oid
        found = connection.execute(_OF_OID, (oid or trace.oid,)).fetchone()
        return None if found is None else (found[0], found[1], found[2], found[3])


def follow(connection: Connection, trace: Trace, relation: Relation | None) -> Alteration:
    """How the table is read now in declared names and types."""
    table = trace.table
    if relation is None:
        return Alteration(table, "", columns=dict.fromkeys(table.column_names))
    schema, name, oid, _ = relation
    now = _held(connection, oid)
    found = Alteration(table, quoted(schema, name))
    for was in trace.columns:
        held = _held_now(was, trace, now, same=oid == trace.oid)
        found.columns[was.name] = None if held is None else held.name
        if held is not None and (cast := _cast(connection, was, held)) is not None:
            found.backwards[was.name] = cast
    return found


def in_order(rows: Rows, put: Rows, key: Sequence[str]) -> Rows:
    """The rows in the order in which they were put, known by their key; those that nobody put come last."""
    if not key or not rows or not all(name in rows[0] for name in key):
        return rows
    places = {repr([row.get(name) for name in key]): i for i, row in enumerate(put)}
    return tuple(sorted(rows, key=lambda row: places.get(repr([row[name] for name in key]), len(places))))


def _held(connection: Connection, oid: int) -> tuple[Held, ...]:
    return tuple(Held(*row) for row in connection.execute(_COLUMNS, (oid,)).fetchall())


def _held_now(was: Held, trace: Trace, now: Sequence[Held], *, same: bool) -> Held | None:
    """The column that holds a declared column's values: the one that was made under its name, or itself."""
    named = next((one for one in now if one.name == was.name), None)
    if not same:
        return named
    # As above: a column that was there before, and has its name now, is another one.
    if named is not None and named.number not in {one.number for one in trace.columns}:
        return named
    return next((one for one in now if one.number == was.number), None)


def _cast(connection: Connection, was: Held, now: Held) -> str | None:
    """An expression that gives a retyped column's values in the declared type, without its length or its digits."""
    if was.type == now.type or any({was.base, now.base} <= alike for alike in _ALIKE):
        return None
    if was.category in _TEXTS and now.category in _TEXTS:
        return None
    # A type that is gone is nothing that a value could be made of again.
    if connection.execute(_TYPE, (was.type,)).fetchone() is None:
        return None
    return f"{{}}::text::{was.text}"
