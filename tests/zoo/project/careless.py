"""What do connectors do wrong? They swallow, guess, remember, and show nothing; a few look before they read."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import Any

import psycopg

from readers import Row, rows
from tables import EVERYTHING, NAMED


def swallowing(url: str) -> list[Row]:
    try:
        return rows(url)
    except Exception:
        return []


def getting(url: str) -> list[Row]:
    return [{name: row.get(name) for name in ("id", "user_id", "amount")} for row in rows(url, EVERYTHING)]


def filling(url: str) -> list[Row]:
    defaults = {"id": 0, "user_id": 0, "amount": Decimal(0), "note": ""}
    return [{name: row.get(name, default) for name, default in defaults.items()} for row in rows(url, EVERYTHING)]


@functools.lru_cache
def cached(url: str) -> list[Row]:
    return rows(url)


def filtering(url: str) -> list[Row]:
    return rows(url, NAMED + " WHERE note = 'returned by carrier pigeon'")


def showing_nothing(url: str) -> None:
    rows(url)


def status(url: str) -> str:
    rows(url)
    return "ok"


def leaking_password(url: str) -> list[Row]:
    try:
        return rows(url)
    except psycopg.Error as error:
        raise RuntimeError(f"cannot read purchases from {url}") from error


def checking_values(url: str) -> list[Row]:
    found = rows(url)
    for row in found:
        for name, kind in (("id", int), ("user_id", int), ("amount", Decimal)):
            if not isinstance(row[name], kind):
                raise TypeError(f"{name} is {row[name]!r}, which is no {kind.__name__}")
    return found


EXPECTED = {"id": "bigint", "user_id": "integer", "amount": "numeric", "note": "text"}


def checking_columns(url: str) -> list[Row]:
    query = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'purchases'"
    found: dict[str, Any] = {row["column_name"]: row["data_type"] for row in rows(url, query)}
    if found != EXPECTED:
        raise RuntimeError(f"purchases has {found}, expected {EXPECTED}")
    return rows(url, EVERYTHING)
