"""How is a value written in SQL? Rows as one INSERT, names quoted, by the driver's own rules.

A value that was read back is written so that it is read back as the same again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from psycopg import sql
from psycopg.types.json import Json, Jsonb
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from pytest_connectors.drift.schema import Column, Row, TableSchema, Type

_DOCUMENTS = {"json": Json, "jsonb": Jsonb}


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
    value, kind = row[column.name], column.type
    if value is None:
        return "NULL"
    if kind.base in _DOCUMENTS and not _is_document(value):
        return sql.Literal(_DOCUMENTS[kind.base](value)).as_string()
    if kind.parts or kind.base == "hstore":
        return text_literal(_text(value, kind))
    return sql.Literal(value).as_string()


def _is_document(value: object) -> bool:
    """Whether a text is JSON itself, as files hold it, and no text that was read from JSON."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


def _text(value: Any, kind: Type) -> str:
    """A value in the server's own syntax; what is a text already has that syntax."""
    if kind.base in _DOCUMENTS:
        return value if _is_document(value) else json.dumps(value, ensure_ascii=False)
    match value:
        case str():
            return value
        case bytes() | bytearray() | memoryview():
            return "\\x" + bytes(value).hex()
        case dt.datetime():
            return value.isoformat(sep=" ")
        case Range():
            return _range(value, kind)
        case Multirange():
            return "{" + ",".join(_range(one, kind.parts[0]) for one in value) + "}"
        case Mapping() if kind.base == "hstore":
            return ", ".join(f"{_in_quotes(str(key))}=>{_or_null(one)}" for key, one in value.items())
    if kind.form == "composite" and isinstance(value, list | tuple):
        parts = zip(value, kind.parts, strict=True)
        return "(" + ",".join("" if one is None else _in_quotes(_text(one, part)) for one, part in parts) + ")"
    if kind.form == "array" and hasattr(value, "__iter__"):
        return _array(value, kind.parts[0])
    return str(value)


def _array(values: Iterable[Any], element: Type) -> str:
    parts = []
    for one in values:
        if one is None:
            parts.append("NULL")
        elif isinstance(one, list) and element.base not in _DOCUMENTS:
            parts.append(_array(one, element))
        else:
            parts.append(_in_quotes(_text(one, element)))
    return "{" + (";" if element.base == "box" else ",").join(parts) + "}"


def _range(value: Range[Any], kind: Type) -> str:
    if value.isempty:
        return "empty"
    below, above = ("" if b is None else _in_quotes(_text(b, kind.parts[0])) for b in (value.lower, value.upper))
    return f"{value.bounds[0]}{below},{above}{value.bounds[1]}"


def _or_null(value: object) -> str:
    return "NULL" if value is None else _in_quotes(str(value))


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
