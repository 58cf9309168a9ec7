"""How does the server see the declared tables? DDL run by the server itself, then read from its catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

from pytest_connectors.contract import Table
from pytest_connectors.drift.schema import Column, ForeignKey, TableSchema, Type
from pytest_connectors.errors import BadContract, near

_TABLES = """
SELECT n.nspname AS schema, c.relname AS name, c.oid::bigint AS oid
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT c.relispartition ORDER BY 1, 2
"""
_COLUMNS = """
SELECT a.attname AS name, NOT a.attnotnull AS nullable,
       a.attidentity <> '' AS identity, a.attgenerated <> '' AS generated,
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS "default",
       format_type(a.atttypid, a.atttypmod) AS text, coalesce(b.typname, t.typname) AS base,
       CASE WHEN t.typbasetype = 0 THEN a.atttypmod ELSE t.typtypmod END AS typmod,
       t.typtype = 'd' AND t.typnotnull AS domain_required,
       (SELECT array_agg(b.attname::text) FROM pg_depend p
        JOIN pg_attribute b ON b.attrelid = p.refobjid AND b.attnum = p.refobjsubid
        WHERE a.attgenerated <> '' AND p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid
          AND p.refobjid = a.attrelid AND p.refobjsubid <> a.attnum) AS made_from,
       (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_KEYS = """
SELECT i.indisprimary AS is_primary,
       (SELECT array_agg(a.attname::text ORDER BY k.place)
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(number, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number) AS columns
FROM pg_index i
WHERE i.indrelid = %s AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL ORDER BY i.indisprimary DESC, 2
"""
_FOREIGN = """
SELECT n.nspname AS schema, p.relname AS name,
       (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY k(number, place)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number) AS columns,
       (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(c.confkey) WITH ORDINALITY k(number, place)
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number) AS parent_columns
FROM pg_constraint c JOIN pg_class p ON p.oid = c.confrelid JOIN pg_namespace n ON n.oid = p.relnamespace
WHERE c.conrelid = %s AND c.contype = 'f' ORDER BY c.conname
"""
_CHECKS = b"""
SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conrelid = %s AND contype = 'c' ORDER BY conname
"""
_HEADER = 4

Connection = psycopg.Connection[Any]


def run_ddl(connection: Connection, ddl: str, name: str) -> None:
    """Run the DDL of a declaration as it is.

    Raises:
        BadContract: The server refuses it; with its own words, the line and the place.
    """
    try:
        connection.execute(ddl.encode(), prepare=False)
    except psycopg.errors.DiskFull:
        raise
    except psycopg.Error as error:
        if connection.broken or connection.closed:
            raise
        msg = (
            f"Table({name!r}): the server does not take the DDL.\n\n{_words(error, ddl)}\n\nMend the DDL at that place."
        )
        raise BadContract(msg) from None


def table_names(connection: Connection) -> list[str]:
    """The names of all tables that are there, with their schema where it is not `public`."""
    rows = connection.execute(_TABLES.encode()).fetchall()
    return [name if schema == "public" else f"{schema}.{name}" for schema, name, _ in rows]


def introspect(connection: Connection, table: Table) -> TableSchema:
    """The declared table as the server sees it.

    Raises:
        BadContract: The DDL did not create it.
    """
    found = _find(connection, table.name)
    if found is None:
        names = table_names(connection)
        msg = (
            f"Table({table.name!r}): the DDL creates no table of that name.{near(table.name, names)} "
            f"It creates {', '.join(names) if names else 'no table at all'}."
        )
        raise BadContract(msg)
    return _described(connection, table.name, *found)


def introspect_all(connection: Connection, known: Sequence[TableSchema]) -> tuple[TableSchema, ...]:
    """The tables to which the known ones refer, and those to which these refer, under their server's names."""
    tables = {table.full_name: table for table in known}
    waiting = [key.parent for table in known for key in table.foreign_keys]
    while waiting:
        name = waiting.pop()
        if name not in tables:
            schema, _, plain = name.partition(".")
            (oid,) = next(row[2:] for row in connection.execute(_TABLES.encode()) if row[:2] == (schema, plain))
            tables[name] = _described(connection, name, schema, plain, oid)
            waiting += [key.parent for key in tables[name].foreign_keys]
    return tuple(table for name, table in tables.items() if table not in known)


def _find(connection: Connection, name: str) -> tuple[str, str, int] | None:
    for schema, table, oid in connection.execute(_TABLES.encode()).fetchall():
        if name in (f"{schema}.{table}", table if schema == "public" else None):
            return schema, table, oid
    others = [row for row in connection.execute(_TABLES.encode()).fetchall() if row[1] == name]
    return others[0] if len(others) == 1 else None


def _described(connection: Connection, name: str, schema: str, table: str, oid: int) -> TableSchema:
    with connection.cursor(row_factory=dict_row) as cursor:
        columns = tuple(_column(row) for row in cursor.execute(_COLUMNS.encode(), (oid,)).fetchall())
        keys = cursor.execute(_KEYS.encode(), (oid,)).fetchall()
        checks = cursor.execute(_CHECKS, (oid,)).fetchall()
        foreign = cursor.execute(_FOREIGN.encode(), (oid,)).fetchall()
    unique = tuple(dict.fromkeys(tuple(key["columns"]) for key in keys if key["columns"]))
    return TableSchema(
        name=name,
        schema=schema,
        table=table,
        columns=columns,
        primary_key=next((tuple(key["columns"]) for key in keys if key["is_primary"]), ()),
        unique=unique,
        checks=tuple(check["text"] for check in checks),
        foreign_keys=tuple(
            ForeignKey(tuple(f["columns"]), f"{f['schema']}.{f['name']}", tuple(f["parent_columns"])) for f in foreign
        ),
    )


def _column(row: dict[str, Any]) -> Column:
    base, typmod = row["base"], row["typmod"]
    length = typmod - _HEADER if base in ("varchar", "bpchar") and typmod >= _HEADER else None
    precision = scale = None
    if base == "numeric" and typmod >= _HEADER:
        precision, scale = (typmod - _HEADER) >> 16, (typmod - _HEADER) & 0x7FF
    kind = Type(row["text"], base, length, precision, scale, tuple(row["labels"] or ()))
    made_from = tuple(row["made_from"] or ())
    nullable = row["nullable"] and not row["domain_required"]
    return Column(row["name"], kind, nullable, row["default"], row["identity"], row["generated"], made_from)


def _words(error: psycopg.Error, ddl: str) -> str:
    diag = error.diag
    lines = [f"  {diag.severity or 'ERROR'}: {diag.message_primary or error}"]
    lines += [
        f"  {label}: {text}" for label, text in (("DETAIL", diag.message_detail), ("HINT", diag.message_hint)) if text
    ]
    if diag.statement_position:
        before = ddl[: int(diag.statement_position) - 1]
        number, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1)
        line = ddl.splitlines()[number - 1] if ddl.splitlines() else ""
        lines += [f"  LINE {number}: {line}", f"  {' ' * (len(f'LINE {number}: ') + column)}^"]
    return "\n".join(lines)
