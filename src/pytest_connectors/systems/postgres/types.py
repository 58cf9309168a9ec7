"""What is a type made of? Domains, arrays, ranges, enums and composites, read from the server's catalogue."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg.rows import dict_row

from pytest_connectors.drift.schema import Type

# What only newer servers have (multiranges) is asked for by way of JSON, so that older ones do not mind.
_TYPES = """
SELECT t.oid::bigint AS oid, t.typname AS name, format_type(t.oid, NULL) AS text, t.typtype::text AS sort,
       t.typcategory::text AS category, t.typelem::bigint AS element, t.typbasetype::bigint AS underlying,
       t.typtypmod AS modifier, t.typndims AS dimensions, t.typnotnull AS required, r.rngsubtype::bigint AS subtype,
       (SELECT m.rngtypid::bigint FROM pg_range m
        WHERE (to_jsonb(m) ->> 'rngmultitypid')::bigint = t.oid::bigint) AS range,
       (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e
        WHERE e.enumtypid = t.oid) AS labels,
       (SELECT array_agg(pg_get_constraintdef(c.oid) ORDER BY c.conname) FROM pg_constraint c
        WHERE c.contypid = t.oid AND c.contype = 'c') AS checks,
       (SELECT array_agg(a.atttypid::bigint ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS fields,
       (SELECT array_agg(a.atttypmod ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS field_modifiers
FROM pg_type t LEFT JOIN pg_range r ON r.rngtypid = t.oid WHERE t.oid = ANY(%s)
"""
_HEADER = 4
_LENGTHS = ("varchar", "bpchar")
_PLAIN_LENGTHS = ("bit", "varbit", "vector", "halfvec")
_TIMES = ("time", "timetz", "timestamp", "timestamptz", "interval")
_NO_DIGITS_GIVEN = 0xFFFF


class Types:
    """The types of some columns, and those that these are made of, asked for a level at a time."""

    def __init__(self, connection: psycopg.Connection[Any], wanted: Iterable[int]) -> None:
        """Read what is wanted from the catalogue."""
        self._rows: dict[int, dict[str, Any]] = {}
        missing = set(wanted)
        with connection.cursor(row_factory=dict_row) as cursor:
            while missing:
                found = cursor.execute(_TYPES.encode(), (sorted(missing),)).fetchall()
                self._rows |= {row["oid"]: row for row in found}
                missing = {part for row in found for part in _parts(row)} - set(self._rows)

    def type(self, oid: int, modifier: int, dimensions: int = 0, text: str | None = None) -> Type:
        """The type as a value; a domain is its base type with what the domain asks."""
        row = self._rows[oid]
        text = text or row["text"]
        if row["sort"] == "d":
            inner = self.type(row["underlying"], row["modifier"], row["dimensions"], text)
            checks = (*inner.checks, *(row["checks"] or ()))
            return dataclasses.replace(inner, checks=checks, required=inner.required or row["required"])
        plain = Type(text, row["name"], labels=tuple(row["labels"] or ()))
        if row["category"] == "A" and row["element"]:
            element = self.type(row["element"], modifier)
            return dataclasses.replace(plain, form="array", parts=(element,), dimensions=max(dimensions, 1))
        if row["subtype"]:
            return dataclasses.replace(plain, form="range", parts=(self.type(row["subtype"], -1),))
        if row["range"]:
            return dataclasses.replace(plain, form="multirange", parts=(self.type(row["range"], -1),))
        if row["sort"] == "c" and row["fields"]:
            fields = zip(row["fields"], row["field_modifiers"], strict=True)
            return dataclasses.replace(plain, form="composite", parts=tuple(self.type(*field) for field in fields))
        return _modified(plain, modifier)


def _parts(row: dict[str, Any]) -> list[int]:
    element = row["element"] if row["category"] == "A" else 0
    candidates = (element, row["underlying"], row["subtype"], row["range"], *(row["fields"] or ()))
    return [oid for oid in candidates if oid]


def _modified(kind: Type, modifier: int) -> Type:
    """The type with its length or its digits, as the modifier holds them."""
    if modifier < 0:
        return kind
    if kind.base in _LENGTHS:
        return dataclasses.replace(kind, length=modifier - _HEADER)
    if kind.base in _PLAIN_LENGTHS:
        return dataclasses.replace(kind, length=modifier)
    if kind.base == "numeric":
        digits = modifier - _HEADER
        # The scale is a signed number of 11 bits.
        return dataclasses.replace(kind, precision=(digits >> 16) & 0xFFFF, scale=((digits & 0x7FF) ^ 0x400) - 0x400)
    if kind.base in _TIMES and modifier & 0xFFFF != _NO_DIGITS_GIVEN:
        return dataclasses.replace(kind, precision=modifier & 0xFFFF)
    return kind
