"""Four connectors of one company. Each has worked for years, on the server that was there when it was written."""

from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row

Rows = list[dict[str, Any]]


def load_purchases(url: str) -> Rows:
    """The purchases, for the recommender."""
    return _rows(url, "SELECT id, user_id, sku, amount FROM purchases ORDER BY id")


def load_revenue(url: str) -> Rows:
    """What each user has spent, for the board."""
    return _rows(url, "SELECT user_id, sum(amount) AS revenue FROM purchases GROUP BY user_id ORDER BY user_id")


def load_rules(url: str) -> Rows:
    """The rules that the table keeps, and over how many rows, for the data catalogue."""
    counted = "SELECT conname, (SELECT count(*) FROM purchases) AS rows"
    return _rows(url, f"{counted} FROM pg_constraint WHERE conrelid = 'purchases'::regclass ORDER BY conname")


def load_vitals(url: str) -> Rows:
    """Whether the server takes checkpoints, and how much it holds, for the dashboard."""
    counted = "SELECT checkpoints_timed >= 0 AS alive, (SELECT count(*) FROM purchases) AS rows"
    return _rows(url, f"{counted} FROM pg_stat_bgwriter")


def _rows(url: str, query: LiteralString) -> Rows:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(query).fetchall()
