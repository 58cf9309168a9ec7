"""What is promised of the connectors that read with psycopg 3?"""

import contextlib

import psycopg
import pytest

import readers
from tables import PURCHASES, READ_FEW


@pytest.mark.connector("by-position", reads=PURCHASES)
def test_by_position(connector, postgres):
    connector(readers.by_position, postgres.url)


@pytest.mark.connector("everything-by-name", reads=PURCHASES)
def test_everything_by_name(connector, postgres):
    connector(readers.everything_by_name, postgres.url)


@pytest.mark.connector("picked-by-name", reads=PURCHASES, without="several-changed")
def test_picked_by_name(connector, postgres):
    connector(readers.picked_by_name, postgres.url)


@pytest.mark.connector("named", reads=PURCHASES)
def test_named(connector, postgres):
    connector(readers.rows, postgres.url)


@pytest.mark.connector("named-asserted", reads=PURCHASES, without="several-changed")
def test_named_asserted(connector, postgres):
    found = connector(readers.rows, postgres.url)
    assert sorted(row["id"] for row in found) == sorted(row["id"] for row in postgres.rows)


@pytest.mark.connector("caught-in-the-body", reads=PURCHASES, without="several-changed")
def test_caught_in_the_body(connector, postgres):
    with contextlib.suppress(psycopg.Error):
        connector(readers.rows, postgres.url)


@pytest.mark.connector("called-twice", reads=PURCHASES, without="several-changed")
def test_called_twice(connector, postgres):
    connector(readers.rows, postgres.url, "SELECT id FROM purchases")
    connector(readers.rows, postgres.url, "SELECT id, user_id, amount FROM purchases")


@pytest.mark.connector("by-key", reads=PURCHASES, without="several-changed")
def test_by_key(connector, postgres):
    connector(readers.by_key, postgres.url)


@pytest.mark.connector("lazily", reads=PURCHASES, without="several-changed")
def test_lazily(connector, postgres):
    connector(readers.lazily, postgres.url)


@pytest.mark.connector("amounts-later", reads=PURCHASES, without="several-changed")
def test_amounts_later(connector, postgres):
    connector(readers.amounts_later, postgres.url)


@pytest.mark.connector("a-cursor", reads=PURCHASES, only=READ_FEW)
def test_a_cursor(connector, postgres):
    connector(readers.a_cursor, postgres.url)


@pytest.mark.connector("dataclasses-named", reads=PURCHASES, only=READ_FEW)
def test_dataclasses_named(connector, postgres):
    connector(readers.dataclasses_named, postgres.url)


@pytest.mark.connector("dataclasses-everything", reads=PURCHASES, without="several-changed")
def test_dataclasses_everything(connector, postgres):
    connector(readers.dataclasses_everything, postgres.url)


@pytest.mark.connector("namedtuples-everything", reads=PURCHASES, without="several-changed")
def test_namedtuples_everything(connector, postgres):
    connector(readers.namedtuples_everything, postgres.url)


@pytest.mark.connector("namedtuples-by-position", reads=PURCHASES, without="several-changed")
def test_namedtuples_by_position(connector, postgres):
    connector(readers.namedtuples_by_position, postgres.url)


@pytest.mark.connector("pydantic-models", reads=PURCHASES)
def test_pydantic_models(connector, postgres):
    connector(readers.pydantic_models, postgres.url)


@pytest.mark.connector("as-int", reads=PURCHASES, without="several-changed")
def test_as_int(connector, postgres):
    connector(readers.as_int, postgres.url)


@pytest.mark.connector("as-str", reads=PURCHASES, without="several-changed")
def test_as_str(connector, postgres):
    connector(readers.as_str, postgres.url)
