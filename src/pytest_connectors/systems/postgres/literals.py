"""How is a value written in SQL? Rows as one INSERT, names quoted, by the driver's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from psycopg import sql
from psycopg.types.json import Json, Jsonb

from pytest_connectors.drift.schema import Column, Row, TableSchema


def quoted(*names: str) -> str:
    """Names as SQL: `"shop"."purchases"`."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def columns_list(names: Iterable[str]) -> str:
    """Column names as SQL, separated by commas."""
    return ", ".join(quoted(name) for name in names)


def text_literal(value: str) -> str:
    """A text as SQL."""
    return sql.Literal(value).as_string()


def insert_statement(table: TableSchema, rows: Sequence[Row]) -> str:
    """One INSERT of all rows; what a row lacks is the column's default. Empty where there are no rows."""
    names = [column for column in table.columns if any(column.name in row for row in rows)]
    if not rows or not names:
        return ""
    values = ",\n".join("(" + ", ".join(insert_cell(row, column) for column in names) + ")" for row in rows)
    into = f"{quoted(table.schema, table.table)} ({columns_list(column.name for column in names)})"
    return f"INSERT INTO {into} OVERRIDING SYSTEM VALUE VALUES\n{values};\n"


def continue_sequence(table: TableSchema, column: str) -> str:
    """SQL that lets the column's own sequence go on behind the rows that are there."""
    name = quoted(table.schema, table.table)
    sequence = f"pg_get_serial_sequence({text_literal(name)}, {text_literal(column)})"
    last = f"SELECT max({quoted(column)}) AS value FROM {name}"
    return f"SELECT setval({sequence}, last.value) FROM ({last}) last WHERE last.value > 0;"


def insert_cell(row: Row, column: Column) -> str:
    """One value as SQL, for its column; DEFAULT where the row has none."""
    if column.name not in row or column.generated:
        return "DEFAULT"
    value = row[column.name]
    if value is not None and column.type.base in ("json", "jsonb") and not isinstance(value, str):
        value = Jsonb(value) if column.type.base == "jsonb" else Json(value)
    return sql.Literal(value).as_string()
