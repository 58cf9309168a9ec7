"""How are columns said in SQL? Names, types, and what a CHECK can say of values."""

from __future__ import annotations

import datetime
import enum
import math
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column as it is to be made.

    Attributes:
        name: Its name.
        type: The type in PostgreSQL's words; None where there is none.
        was: The type as it was written, for people.
        nullable: Whether it may hold NULL.
        unique: Whether no value occurs twice.
        checks: What a CHECK says of it, as SQL.
    """

    name: str
    type: str | None
    was: str
    nullable: bool = True
    unique: bool = False
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """The columns of a table, and those that are unique together."""

    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()


def create_table(name: str, columns: Columns) -> str:
    """The statements that make the table, and the schema that it lies in."""
    schema, _, table = name.rpartition(".")
    parts = [_column(column) for column in columns.columns]
    parts += [f"UNIQUE ({', '.join(map(quoted, names))})" for names in columns.unique]
    lines = ",\n    ".join(parts)
    made = f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)};\n" if schema not in ("", "public") else ""
    place = f"{quoted(schema)}." if schema else ""
    return f"{made}CREATE TABLE {place}{quoted(table)} (\n    {lines}\n);\n"


def quoted(name: str) -> str:
    """A name as SQL, whatever letters it has."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str | None:
    """A value as SQL; None where there is no way to say it."""
    if hasattr(value, "item") and hasattr(value, "dtype"):
        value = value.item()
    match value:
        case enum.Enum():
            return literal(value.value)
        case bool():
            return str(value).lower()
        case float() if not math.isfinite(value):
            return None
        case int() | float() | Decimal():
            return str(value)
        case datetime.date() | datetime.time():
            return _text(value.isoformat())
        case datetime.timedelta():
            return _text(f"{value.total_seconds()} seconds")
        case str() | uuid.UUID():
            return _text(str(value))
        case _:
            return None


def compared(name: str, sign: str, value: Any) -> tuple[str, ...]:
    """The CHECK that a column's values stand so to a value; none where the value cannot be said."""
    said = None if value is None else literal(value)
    return () if said is None else (f"{quoted(name)} {sign} {said}",)


def one_of(name: str, values: Iterable[Any]) -> tuple[str, ...]:
    """The CHECK that a column holds one of some values."""
    said = [literal(value) for value in values if value is not None]
    known = [one for one in said if one is not None]
    return (f"{quoted(name)} = ANY (ARRAY[{', '.join(known)}])",) if known and len(known) == len(said) else ()


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _column(column: Column) -> str:
    words = [quoted(column.name), str(column.type)]
    words += [] if column.nullable else ["NOT NULL"]
    words += ["UNIQUE"] if column.unique else []
    return " ".join([*words, *(f"CHECK ({check})" for check in column.checks)])
