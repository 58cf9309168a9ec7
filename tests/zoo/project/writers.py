"""How do connectors write? By name, by position, in bulk, idempotently, and with a word about failure or none."""

from __future__ import annotations

from typing import Any

import asyncpg
import pandas as pd
import psycopg
import sqlalchemy as sa

from drivers import engine_for
from readers import Row

INSERT = "INSERT INTO recs (user_id, item, score) VALUES (%(user_id)s, %(item)s, %(score)s)"


def by_name(url: str, payloads: list[Row]) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.executemany(INSERT, payloads)


def row_by_row(url: str, payloads: list[Row]) -> int:
    with psycopg.connect(url) as connection:
        for payload in payloads:
            connection.execute(INSERT, payload)
    return len(payloads)


def by_position(url: str, payloads: list[Row]) -> None:
    values = [(row["user_id"], row["item"], row["score"]) for row in payloads]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.executemany("INSERT INTO recs VALUES (%s, %s, %s)", values)


def by_copy(url: str, payloads: list[Row]) -> None:
    with (
        psycopg.connect(url) as connection,
        connection.cursor() as cursor,
        cursor.copy("COPY recs (user_id, item, score) FROM STDIN") as copy,
    ):
        for row in payloads:
            copy.write_row((row["user_id"], row["item"], row["score"]))


def upserting(url: str, payloads: list[Row]) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.executemany(
            """INSERT INTO keyed (id, user_id, item, score) VALUES (%(id)s, %(user_id)s, %(item)s, %(score)s)
            ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, item = excluded.item, score = excluded.score""",
            payloads,
        )


recs = sa.table("recs", sa.column("user_id", sa.Integer), sa.column("item", sa.Text), sa.column("score", sa.Double))


def with_sqlalchemy_core(url: str, payloads: list[Row]) -> None:
    with engine_for(url, "psycopg").begin() as connection:
        connection.execute(sa.insert(recs), payloads)


def with_pandas(url: str, payloads: list[Row]) -> None:
    with engine_for(url).begin() as connection:
        pd.DataFrame(payloads).to_sql("recs", connection, if_exists="append", index=False)


async def with_asyncpg(url: str, payloads: list[Row]) -> None:
    connection = await asyncpg.connect(url)
    try:
        values = [(row["user_id"], row["item"], row["score"]) for row in payloads]
        await connection.executemany("INSERT INTO recs (user_id, item, score) VALUES ($1, $2, $3)", values)
    finally:
        await connection.close()


def swallowing(url: str, payloads: list[Row]) -> str:
    try:
        by_name(url, payloads)
    except Exception:
        pass
    return "done"


def telling_by_status(url: str, payloads: list[Row]) -> bool:
    try:
        by_name(url, payloads)
    except psycopg.Error:
        return False
    return True


def skipping_bad_rows(url: str, payloads: list[Row]) -> dict[str, Any]:
    """Tells how many rows it tried, and not how many it wrote."""
    with psycopg.connect(url) as connection:
        for payload in payloads:
            try:
                with connection.transaction():
                    connection.execute(INSERT, payload)
            except psycopg.Error:
                continue
    return {"rows": len(payloads)}
