"""What do connectors keep between two calls? Pools, engines, connections, cursors and files."""

from __future__ import annotations

import functools
import json
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import psycopg
import psycopg2
import psycopg_pool
import sqlalchemy as sa
from psycopg.rows import dict_row

from readers import Row, rows
from tables import NAMED

_left_open: Any = None
_connection: Any = None
_last_seen = 0


def leaving_open(url: str) -> list[Row]:
    """Leaves its transaction idle, and its connection in a global."""
    global _left_open
    _left_open = psycopg.connect(url, row_factory=dict_row)
    return _left_open.execute(NAMED).fetchall()


def on_one_connection(url: str) -> list[Row]:
    """Never connects again."""
    global _connection
    if _connection is None:
        _connection = psycopg.connect(url, row_factory=dict_row, autocommit=True)
    return _connection.execute(NAMED).fetchall()


@functools.cache
def _pool(url: str) -> psycopg_pool.ConnectionPool[Any]:
    kwargs = {"row_factory": dict_row}
    return psycopg_pool.ConnectionPool(url, kwargs=kwargs, min_size=1, max_size=2, timeout=5, open=True)


def from_pool(url: str) -> list[Row]:
    with _pool(url).connection() as connection:
        return connection.execute(NAMED).fetchall()


@functools.cache
def _engine(url: str, driver: str, pre_ping: bool) -> sa.Engine:
    return sa.create_engine(url.replace("postgresql", f"postgresql+{driver}", 1), pool_pre_ping=pre_ping)


def from_engine(url: str) -> list[Any]:
    with _engine(url, "psycopg2", False).connect() as connection:
        return list(connection.execute(sa.text(NAMED)).all())


def from_engine_with_ping(url: str) -> list[Any]:
    with _engine(url, "psycopg", True).connect() as connection:
        return list(connection.execute(sa.text(NAMED)).all())


def since_cursor(url: str, state: MutableMapping[str, Any]) -> list[Row]:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        found = connection.execute(NAMED + " WHERE id > %s ORDER BY id", (state.get("cursor", 0),)).fetchall()
    state["cursor"] = max((row["id"] for row in found), default=state.get("cursor", 0))
    return found


def since_cursor_in_file(url: str, file: Path) -> list[tuple[Any, ...]]:
    last = json.loads(file.read_text())["last"] if file.exists() else 0
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(NAMED + " WHERE id > %s ORDER BY id", (last,))
            found = cursor.fetchall()
    finally:
        connection.close()
    file.write_text(json.dumps({"last": found[-1][0] if found else last}))
    return found


def since_cursor_in_global(url: str) -> list[Row]:
    """Forgets nothing as long as the process lives, so that no second run is like the first."""
    global _last_seen
    found = [row for row in rows(url) if row["id"] > _last_seen]
    _last_seen = max((row["id"] for row in found), default=_last_seen)
    return found
