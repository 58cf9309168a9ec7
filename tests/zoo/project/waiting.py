"""Which connectors do not come back? They try again without end, or wait in the server."""

from __future__ import annotations

import time

import psycopg
from psycopg.rows import dict_row

from readers import Row, rows
from tables import NAMED


def retrying_for_ever(url: str) -> list[Row]:
    while True:
        try:
            return rows(url)
        except Exception:
            time.sleep(0.05)
            continue


def retrying_past_everything(url: str) -> list[Row]:
    """Not even an interruption gets out of it, wherever it arrives."""
    while True:
        try:
            while True:
                try:
                    return rows(url)
                except BaseException:
                    time.sleep(0.05)
        except BaseException:
            continue


def waiting_in_the_server(url: str) -> list[Row]:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        try:
            return connection.execute(NAMED).fetchall()
        except psycopg.Error:
            connection.rollback()
            connection.execute("SELECT pg_sleep(30)")
            return connection.execute(NAMED).fetchall()


def slow_to_give_up(url: str) -> list[Row]:
    """Comes back by itself, long after its deadline."""
    try:
        return rows(url)
    except psycopg.Error:
        time.sleep(2.5)
        raise
