"""How does the server see the declared tables? DDL run by the server itself, then read from its catalogue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

from pytest_connectors.contract import Table
from pytest_connectors.drift.schema import Column, ForeignKey, TableSchema
from pytest_connectors.errors import BadContract, near
from pytest_connectors.systems.postgres.dump import as_run
from pytest_connectors.systems.postgres.literals import quoted
from pytest_connectors.systems.postgres.types import Types

_TABLES = """
SELECT n.nspname AS schema, c.relname AS name, c.oid::bigint AS oid
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT c.relispartition ORDER BY 1, 2
"""
# A table comes before a view of the same name in another schema.
_RELATIONS = """
SELECT n.nspname AS schema, c.relname AS name, c.oid::bigint AS oid, c.relkind IN ('v', 'm') AS view
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT c.relispartition ORDER BY 4, 1, 2
"""
# The tables of which a view is made, through other views.
_BEHIND = b"""
WITH RECURSIVE behind AS (
    SELECT %s::oid AS oid
    UNION
    SELECT d.refobjid FROM behind b JOIN pg_rewrite r ON r.ev_class = b.oid
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
    WHERE d.refobjid <> b.oid)
SELECT n.nspname || '.' || c.relname FROM behind b JOIN pg_class c ON c.oid = b.oid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') ORDER BY 1
"""
_TABLE = b"""
SELECT c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN ('r', 'p')
"""
# Before 15 what a generated column is made of hangs on the column, and not on its expression.
_COLUMNS = """
SELECT a.attname AS name, NOT a.attnotnull AS nullable,
       a.attidentity <> '' AS identity, a.attgenerated <> '' AS generated,
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS "default",
       format_type(a.atttypid, a.atttypmod) AS text, a.atttypid::bigint AS oid, a.atttypmod AS modifier,
       a.attndims AS dimensions,
       (SELECT array_agg(b.attname::text) FROM pg_depend p
        JOIN pg_attribute b ON b.attrelid = p.refobjid AND b.attnum = p.refobjsubid
        WHERE a.attgenerated <> '' AND p.refobjid = a.attrelid AND p.refobjsubid <> a.attnum
          AND (p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid
            OR p.classid = 'pg_class'::regclass AND p.objid = a.attrelid AND p.objsubid = a.attnum)) AS made_from
FROM pg_attribute a
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_KEYS = """
SELECT i.indisprimary AS is_primary,
       (SELECT array_agg(a.attname::text ORDER BY k.place)
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(number, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
        WHERE k.place <= i.indnkeyatts) AS columns
FROM pg_index i
WHERE i.indrelid = %s AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
  AND coalesce(to_jsonb(i) ->> 'indnullsnotdistinct', 'false') = 'false' ORDER BY i.indisprimary DESC, 2
"""
# Older servers do not know of keys in which NULL equals NULL, and do not mind the question in this form.
_NEARLY = b"""
SELECT (SELECT array_agg(pg_get_indexdef(i.indexrelid, k, false) ORDER BY k) FROM generate_series(1, i.indnkeyatts) k)
  AS members
FROM pg_index i WHERE i.indrelid = %s AND i.indisunique
  AND (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL OR (to_jsonb(i) ->> 'indnullsnotdistinct')::boolean)
ORDER BY i.indexrelid::regclass::text
"""
# Keys stand on a partitioned table, or on its partitions only. What PostgreSQL itself derives from them has a parent.
_FOREIGN = """
SELECT n.nspname AS schema, p.relname AS name, c.conname AS key, c.confmatchtype = 'f' AS "full",
       (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY k(number, place)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number) AS columns,
       (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(c.confkey) WITH ORDINALITY k(number, place)
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number) AS parent_columns
FROM pg_constraint c JOIN pg_class p ON p.oid = c.confrelid JOIN pg_namespace n ON n.oid = p.relnamespace
WHERE (c.conrelid = %(oid)s OR c.conrelid IN (SELECT relid FROM pg_partition_tree(%(oid)s::bigint::regclass)))
  AND c.contype = 'f' AND c.conparentid = 0 ORDER BY c.conname
"""
_CHECKS = b"""
SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conrelid = %s AND contype = 'c' ORDER BY conname
"""
# What a row must be like to have a partition; nothing where there is a default one.
_PARTITIONS = b"""
SELECT CASE WHEN bool_or(pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT') THEN NULL
       ELSE 'CHECK (' || string_agg('(' || d.text || ')', ' OR ' ORDER BY c.relname) || ')' END AS text
FROM pg_partition_tree(%s::bigint::regclass) p JOIN pg_class c ON c.oid = p.relid,
LATERAL (SELECT pg_get_partition_constraintdef(c.oid) AS text) d WHERE p.isleaf AND p.level > 0
"""
_EXCLUSIONS = b"""
SELECT array_agg(o.oprname::text ORDER BY k.place) AS operators,
       array_agg(pg_get_indexdef(c.conindid, k.place::int, false) ORDER BY k.place) AS members
FROM pg_constraint c, unnest(c.conexclop) WITH ORDINALITY k(operator, place) JOIN pg_operator o ON o.oid = k.operator
WHERE c.conrelid = %s AND c.contype = 'x' GROUP BY c.oid, c.conname ORDER BY c.conname
"""

# Servers before 16 name the file that they miss.
_EXTENSION = re.compile(r"extension \"(?P<name>[^\"]+)\" is not available|/(?P<file>[^/]+)\.control\"")

_MOST_LINES = 6

Connection = psycopg.Connection[Any]
# Schema, name, oid, and whether it is a view.
Relation = tuple[str, str, int, bool]


def run_ddl(connection: Connection, ddl: str, name: str) -> None:
    """Run the DDL of a declaration, without what a dump holds for others.

    Raises:
        BadContract: The server refuses it; with its own words, the line and the place.
    """
    try:
        connection.execute(as_run(ddl).encode(), prepare=False)
    except psycopg.errors.DiskFull:
        raise
    except psycopg.Error as error:
        if connection.broken or connection.closed:
            raise
        missing = _EXTENSION.search(error.diag.message_primary or "")
        if missing is not None:
            raise BadContract(_no_extension(connection, missing["name"] or missing["file"], name)) from None
        msg = (
            f"Table({name!r}): the server does not take the DDL.\n\n{words(error, ddl)}\n\nMend the DDL at that place."
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
    found = described(connection, table.name)
    if found is None:
        names = table_names(connection)
        msg = (
            f"Table({table.name!r}): the DDL creates no table of that name.{near(table.name, names)} "
            f"It creates {', '.join(names) if names else 'no table at all'}."
        )
        raise BadContract(msg)
    return found


def described(connection: Connection, name: str) -> TableSchema | None:
    """The table of that name, with its schema where it has one, as a server describes it; None where it has none."""
    found = _find(connection, name)
    return None if found is None else described_as(connection, name, found)


def introspect_all(connection: Connection, known: Sequence[TableSchema]) -> tuple[TableSchema, ...]:
    """The tables behind the known ones: those to which they refer, of which views are made, and so on.

    They have their server's names.
    """
    tables = {table.full_name: table for table in known}
    waiting = [key.parent for table in known for key in table.foreign_keys]
    for view in (table for table in known if table.view):
        (oid,) = connection.execute(b"SELECT %s::regclass::oid::bigint", (quoted(view.schema, view.table),)).fetchone()  # type: ignore[misc]  # regclass gives a row, or fails
        waiting += [row[0] for row in connection.execute(_BEHIND, (oid,)).fetchall()]
    while waiting:
        name = waiting.pop()
        if name not in tables:
            schema, _, plain = name.partition(".")
            found = connection.execute(_TABLE, (schema, plain)).fetchone()
            (oid,) = found or (0,)
            tables[name] = described_as(connection, name, (schema, plain, oid, False))
            waiting += [key.parent for key in tables[name].foreign_keys]
    return tuple(table for name, table in tables.items() if table not in known)


def _find(connection: Connection, name: str) -> Relation | None:
    found = connection.execute(_RELATIONS.encode()).fetchall()
    for row in found:
        if name in (f"{row[0]}.{row[1]}", row[1] if row[0] == "public" else None):
            return row  # type: ignore[no-any-return]  # a row of the query above
    others = [row for row in found if row[1] == name]
    return others[0] if len(others) == 1 else None


def described_as(connection: Connection, name: str, relation: Relation) -> TableSchema:
    """A relation that was found, under the name by which it was declared."""
    schema, table, oid, view = relation
    with connection.cursor(row_factory=dict_row) as cursor:
        columns = cursor.execute(_COLUMNS.encode(), (oid,)).fetchall()
        keys = cursor.execute(_KEYS.encode(), (oid,)).fetchall()
        checks = [row["text"] for query in (_CHECKS, _PARTITIONS) for row in cursor.execute(query, (oid,)).fetchall()]
        nearly = cursor.execute(_NEARLY, (oid,)).fetchall()
        exclusions = cursor.execute(_EXCLUSIONS, (oid,)).fetchall()
        foreign = cursor.execute(_FOREIGN.encode(), {"oid": oid}).fetchall()
    types = Types(connection, (row["oid"] for row in columns))
    names = [row["name"] for row in columns]
    return TableSchema(
        name=name,
        schema=schema,
        table=table,
        view=view,
        columns=tuple(_column(row, types) for row in columns),
        primary_key=next((tuple(key["columns"]) for key in keys if key["is_primary"]), ()),
        unique=tuple(dict.fromkeys(tuple(key["columns"]) for key in keys if key["columns"])),
        checks=tuple(check for check in checks if check),
        foreign_keys=tuple(dict.fromkeys(_foreign_key(row) for row in foreign)),
        exclusions=tuple(_exclusion(row, names) for row in exclusions),
        nearly_unique=tuple(_mentioned(" ".join(row["members"]), names) for row in nearly),
    )


def _foreign_key(row: dict[str, Any]) -> ForeignKey:
    parent = f"{row['schema']}.{row['name']}"
    return ForeignKey(tuple(row["columns"]), parent, tuple(row["parent_columns"]), row["key"], row["full"])


def _exclusion(row: dict[str, Any], names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that are compared for equality, and those of what must not overlap, in the constraint's order."""
    equal, apart = list[str](), list[str]()
    for operator, member in zip(row["operators"], row["members"], strict=True):
        (equal if operator == "=" else apart).extend(_mentioned(member, names))
    return tuple(equal), tuple(apart)


def _mentioned(expression: str, names: Sequence[str]) -> tuple[str, ...]:
    """The columns that occur in an expression, in its order."""
    return tuple(dict.fromkeys(word for word in re.findall(r"\w+", expression) if word in names))


def _column(row: dict[str, Any], types: Types) -> Column:
    kind = types.type(row["oid"], row["modifier"], row["dimensions"], row["text"])
    made_from = tuple(row["made_from"] or ())
    nullable = row["nullable"] and not kind.required
    return Column(row["name"], kind, nullable, row["default"], row["identity"], row["generated"], made_from)


def _no_extension(connection: Connection, missing: str, name: str) -> str:
    rows = connection.execute(b"SELECT name::text FROM pg_available_extensions ORDER BY 1").fetchall()
    names = [row[0] for row in rows]
    return (
        f'Table({name!r}): the DDL needs the extension "{missing}", which this server has not; it has '
        f"{', '.join(names) or 'none'}.\nPoint --connector-postgres at a server that has it."
    )


def words(error: psycopg.Error, text: str, part: tuple[int, int] | None = None) -> str:
    """The server's words, the line of the text, and the place in it where the server names one.

    Args:
        error: What the server said.
        text: All that was to be run.
        part: Where that part of it begins and ends which the server was given; it is shown where the server names
            no place in it.
    """
    diag = error.diag
    lines = [f"  {diag.severity or 'ERROR'}: {diag.message_primary or error}"]
    lines += [
        f"  {label}: {said}" for label, said in (("DETAIL", diag.message_detail), ("HINT", diag.message_hint)) if said
    ]
    if diag.statement_position:
        place = (part[0] if part else 0) + int(diag.statement_position) - 1
        before = text[:place]
        number, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1)
        line = text.splitlines()[number - 1] if text.splitlines() else ""
        lines += [f"  LINE {number}: {line}", f"  {' ' * (len(f'LINE {number}: ') + column)}^"]
    elif part is not None:
        first = f"  LINE {text.count(chr(10), 0, part[0]) + 1}: "
        shown = text[slice(*part)].splitlines()
        lines += [f"{first if i == 0 else ' ' * len(first)}{line}" for i, line in enumerate(shown[:_MOST_LINES])]
        lines += [f"{' ' * len(first)}..."] if len(shown) > _MOST_LINES else []
    return "\n".join(lines)
