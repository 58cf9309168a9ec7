"""How do connectors read with psycopg 3? By position, by name, lazily, typed, ordered and summed."""

from __future__ import annotations

import collections
import dataclasses
import random
import time
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
import pydantic
from psycopg.rows import class_row, dict_row, namedtuple_row

from tables import EVERYTHING, NAMED

Row = dict[str, Any]


def rows(url: str, query: str = NAMED) -> list[Row]:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(query).fetchall()


def by_position(url: str) -> list[Row]:
    with psycopg.connect(url) as connection:
        found = connection.execute(EVERYTHING).fetchall()
    return [{"id": row[0], "user_id": row[1], "amount": row[2]} for row in found]


def everything_by_name(url: str) -> list[Row]:
    return rows(url, EVERYTHING)


def picked_by_name(url: str) -> list[Row]:
    return [{name: row[name] for name in ("id", "user_id", "amount")} for row in rows(url, EVERYTHING)]


def by_key(url: str) -> dict[int, Row]:
    return {row["id"]: row for row in rows(url)}


def lazily(url: str) -> Iterator[Row]:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        yield from connection.execute(NAMED)


def amounts_later(url: str) -> Iterator[Row]:
    """Yields half of what it has before it asks for the rest."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        yield from connection.execute("SELECT id, user_id FROM purchases").fetchall()
        yield from connection.execute("SELECT id, amount FROM purchases").fetchall()


def a_cursor(url: str) -> Any:
    return psycopg.connect(url).execute(NAMED)


@dataclasses.dataclass
class Purchase:
    id: int
    user_id: int
    amount: Decimal


@dataclasses.dataclass
class WholePurchase(Purchase):
    note: str | None


class PurchaseModel(pydantic.BaseModel):
    id: int
    user_id: int
    amount: Decimal


class Total(NamedTuple):
    id: int
    amount: Decimal


def dataclasses_named(url: str) -> list[Purchase]:
    with psycopg.connect(url, row_factory=class_row(Purchase)) as connection:
        return connection.execute(NAMED).fetchall()


def dataclasses_everything(url: str) -> list[WholePurchase]:
    with psycopg.connect(url, row_factory=class_row(WholePurchase)) as connection:
        return connection.execute(EVERYTHING).fetchall()


def namedtuples_everything(url: str) -> list[Any]:
    with psycopg.connect(url, row_factory=namedtuple_row) as connection:
        return connection.execute(EVERYTHING).fetchall()


def namedtuples_by_position(url: str) -> list[Total]:
    with psycopg.connect(url) as connection:
        return [Total(row[0], row[2]) for row in connection.execute(EVERYTHING)]


def pydantic_models(url: str) -> list[PurchaseModel]:
    return [PurchaseModel(**row) for row in rows(url, EVERYTHING)]


def as_int(url: str) -> list[Row]:
    return [{"id": int(r["id"]), "user_id": int(r["user_id"]), "amount": r["amount"]} for r in rows(url)]


def as_str(url: str) -> list[Row]:
    return [{"id": str(r["id"]), "user_id": str(r["user_id"]), "amount": str(r["amount"])} for r in rows(url)]


def sorted_in_sql(url: str) -> list[Row]:
    return rows(url, NAMED + " ORDER BY id")


def sorted_by_first_column(url: str) -> list[Row]:
    found = rows(url, EVERYTHING + " ORDER BY 1")
    return [{name: row[name] for name in ("id", "user_id", "amount")} for row in found]


def sorted_in_python(url: str) -> list[Row]:
    return sorted(rows(url), key=lambda row: (row["user_id"], row["id"]))


def shuffled_in_sql(url: str) -> list[Row]:
    return rows(url, NAMED + " ORDER BY random()")


def summed_in_sql(url: str) -> list[Row]:
    return rows(url, "SELECT user_id, sum(amount) AS total FROM purchases GROUP BY user_id")


def summed_in_python(url: str) -> dict[int, Decimal]:
    totals: dict[int, Decimal] = collections.defaultdict(Decimal)
    for row in rows(url):
        totals[row["user_id"]] += row["amount"]
    return dict(totals)


def through_a_function(url: str) -> list[Row]:
    """Reads with the rights of the function's owner, which nobody revokes."""
    return rows(url, "SELECT * FROM all_purchases()")


def counted(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM purchases").fetchone()[0]


def with_now(url: str) -> list[Row]:
    return rows(url, "SELECT id, user_id, amount, clock_timestamp() AS loaded_at FROM purchases")


def with_time(url: str) -> list[Row]:
    return [{**row, "loaded_at": time.time()} for row in rows(url)]


def with_uuid(url: str) -> list[Row]:
    run = uuid.uuid4()
    return [{**row, "run_id": run} for row in rows(url)]


def by_uuid(url: str) -> dict[str, Row]:
    return {str(uuid.uuid4()): row for row in rows(url)}


def with_random_batch(url: str) -> list[Row]:
    batch = random.random()
    return [{**row, "batch": batch} for row in rows(url)]


def sampled(url: str) -> list[Row]:
    return random.sample(rows(url), 5)


def sampled_anew(url: str) -> list[Row]:
    return random.SystemRandom().sample(rows(url), 5)
