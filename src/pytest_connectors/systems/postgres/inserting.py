"""Which rows does the server take? They are put, and what it says of those that it refuses is kept."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from pytest_connectors.drift.schema import Row, TableSchema
from pytest_connectors.systems.postgres.introspection import Connection
from pytest_connectors.systems.postgres.literals import insert_statement
from pytest_connectors.systems.protocol import Refused


def insert(connection: Connection, table: TableSchema, rows: Sequence[Row]) -> Refused | None:
    """Put the rows, all of them or none; why they were refused, where they were."""
    try:
        if text := insert_statement(table, rows):
            connection.execute(text.encode(), prepare=False)
    except psycopg.errors.DiskFull:
        raise
    except (psycopg.Error, TypeError, ValueError) as error:
        diag = error.diag if isinstance(error, psycopg.Error) else None
        if diag is not None and connection.closed:
            raise
        words = str(diag.message_primary) if diag and diag.message_primary else str(error)
        detail = f" ({diag.message_detail})" if diag and diag.message_detail else ""
        return Refused(table.name, words + detail, diag.constraint_name if diag else None)
    return None
