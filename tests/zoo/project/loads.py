"""What do connectors leave when they fail half way? Whole loads, halves, doubles; and jobs that copy."""

from __future__ import annotations

import psycopg
from psycopg.rows import dict_row

from readers import Row
from writers import INSERT


def reload_at_once(url: str, payloads: list[Row]) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE recs")
        cursor.executemany(INSERT, payloads)


def reload_in_steps(url: str, payloads: list[Row]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("TRUNCATE recs")
        for payload in payloads:
            connection.execute(INSERT, payload)


def in_two_halves(url: str, payloads: list[Row]) -> None:
    """Rows without a score first, in a transaction of their own."""
    with psycopg.connect(url) as connection:
        for row in payloads:
            if row["score"] is None:
                connection.execute("INSERT INTO recs (user_id, item) VALUES (%(user_id)s, %(item)s)", row)
        connection.commit()
        for row in payloads:
            if row["score"] is not None:
                connection.execute(INSERT, row)


_UPSERT = "INSERT INTO keyed (id, user_id, item{0}) VALUES (%(id)s, %(user_id)s, %(item)s{1}) "
_ON_CONFLICT = "ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, item = excluded.item"


def upserting_in_two_halves(url: str, payloads: list[Row]) -> None:
    """As above, and another run makes good what is missing."""
    without = _UPSERT.format("", "") + _ON_CONFLICT
    whole = _UPSERT.format(", score", ", %(score)s") + _ON_CONFLICT + ", score = excluded.score"
    with psycopg.connect(url) as connection:
        for row in payloads:
            if row["score"] is None:
                connection.execute(without, row)
        connection.commit()
        for row in payloads:
            if row["score"] is not None:
                connection.execute(whole, row)


def trying_twice(url: str, payloads: list[Row]) -> None:
    """Writes again when only its look at what it wrote has failed."""
    last: psycopg.Error | None = None
    for _ in range(2):
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                with connection.transaction():
                    for row in payloads:
                        connection.execute("INSERT INTO recs (user_id, item) VALUES (%(user_id)s, %(item)s)", row)
                connection.execute("SELECT count(score) FROM recs").fetchone()
                return
        except psycopg.Error as error:
            last = error
    assert last is not None
    raise last


def trying_twice_in_silence(url: str, payloads: list[Row]) -> str:
    try:
        trying_twice(url, payloads)
    except psycopg.Error as error:
        return f"gave up: {type(error).__name__}"
    return "written"


def copying_in_python(url: str) -> None:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        found = connection.execute("SELECT user_id, amount FROM purchases").fetchall()
        recs = [{"user_id": r["user_id"], "item": "any", "score": float(r["amount"])} for r in found]
        connection.cursor().executemany(INSERT, recs)


def copying_in_sql(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO recs (user_id, item, score) SELECT user_id, 'any', amount FROM purchases")
