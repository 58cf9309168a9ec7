"""Who reads and writes a table while migrations of it are on their way?"""

import contextlib
import json

import psycopg
import pytest
from psycopg.rows import dict_row
from pytest_connectors import Table

PURCHASES = Table(
    "purchases",
    ddl="""CREATE TABLE purchases (
        id bigint PRIMARY KEY, user_id int NOT NULL, amount numeric(10,2) NOT NULL, note text)""",
)
EVERYTHING = "SELECT * FROM purchases"


def dicts(url, query, *args):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(query, args or None).fetchall()


def named(url):
    return dicts(url, "SELECT id, user_id, amount, note FROM purchases")


def everything(url):
    return dicts(url, EVERYTHING)


def by_position(url):
    with psycopg.connect(url) as connection:
        return [{"id": row[0], "amount": row[2]} for row in connection.execute(EVERYTHING)]


def getting(url):
    return [{"id": row["id"], "amount": row.get("amount"), "note": row.get("note")} for row in dicts(url, EVERYTHING)]


def amounts(url):
    return dicts(url, "SELECT id, amount FROM purchases")


def swallowing(url):
    try:
        return named(url)
    except psycopg.Error:
        return []


def keeping(url, state):
    path = state / "last.json"
    last = json.loads(path.read_text()) if path.exists() else -(2**63)
    rows = dicts(url, "SELECT id, amount FROM purchases WHERE id > %s ORDER BY id", last)
    path.write_text(json.dumps(max((row["id"] for row in rows), default=last)))
    return rows


def write(url, statement, rows):
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def write_one_by_one(url, statement, rows):
    with psycopg.connect(url, autocommit=True) as connection:
        for row in rows:
            with contextlib.suppress(psycopg.Error):
                connection.execute(statement, row)


BY_NAME = "INSERT INTO purchases (id, user_id, amount, note) VALUES (%(id)s, %(user_id)s, %(amount)s, %(note)s)"
BY_POSITION = "INSERT INTO purchases VALUES (%(id)s, %(user_id)s, %(amount)s, %(note)s)"
WITHOUT_NOTE = "INSERT INTO purchases (id, user_id, amount) VALUES (%(id)s, %(user_id)s, %(amount)s)"


@pytest.mark.connector("named", reads=PURCHASES)
def test_named(connector, postgres):
    connector(named, postgres.url)


@pytest.mark.connector("everything", reads=PURCHASES)
def test_everything(connector, postgres):
    connector(everything, postgres.url)


@pytest.mark.connector("by-position", reads=PURCHASES)
def test_by_position(connector, postgres):
    connector(by_position, postgres.url)


@pytest.mark.connector("getting", reads=PURCHASES)
def test_getting(connector, postgres):
    connector(getting, postgres.url)


@pytest.mark.connector("asserting", reads=PURCHASES)
def test_asserting(connector, postgres):
    found = connector(amounts, postgres.url)
    key = [(row["id"], row["amount"]) for row in postgres.rows]
    assert sorted((row["id"], row["amount"]) for row in found) == sorted(key)


@pytest.mark.connector("swallowing", reads=PURCHASES)
def test_swallowing(connector, postgres):
    connector(swallowing, postgres.url)


@pytest.mark.connector("keeping", reads=PURCHASES)
def test_keeping(connector, postgres):
    connector(keeping, postgres.url, connector.state)


@pytest.mark.connector("writes-by-name", writes=PURCHASES)
def test_writes_by_name(connector, postgres):
    connector(write, postgres.url, BY_NAME, postgres.payloads)


@pytest.mark.connector("writes-by-position", writes=PURCHASES)
def test_writes_by_position(connector, postgres):
    connector(write, postgres.url, BY_POSITION, postgres.payloads)


@pytest.mark.connector("writes-without-note", writes=PURCHASES)
def test_writes_without_note(connector, postgres):
    connector(write, postgres.url, WITHOUT_NOTE, postgres.payloads)


@pytest.mark.connector("writes-swallowing", writes=PURCHASES)
def test_writes_swallowing(connector, postgres):
    connector(write_one_by_one, postgres.url, BY_NAME, postgres.payloads)
