"""What is promised of the connectors that keep something between two calls?"""

import pytest

import kept
from tables import PURCHASES


@pytest.mark.connector("leaving-open", reads=PURCHASES, only=("column-dropped", "column-added", "password-rotated"))
def test_leaving_open(connector, postgres):
    connector(kept.leaving_open, postgres.url)


@pytest.mark.connector("on-one-connection", reads=PURCHASES)
def test_on_one_connection(connector, postgres):
    connector(kept.on_one_connection, postgres.url)


@pytest.mark.connector(
    "from-pool", reads=PURCHASES, only=("column-dropped", "int-to-text", "password-rotated", "select-revoked")
)
def test_from_pool(connector, postgres):
    connector(kept.from_pool, postgres.url)


@pytest.mark.connector(
    "from-engine", reads=PURCHASES, only=("column-dropped", "column-added", "password-rotated", "select-revoked")
)
def test_from_engine(connector, postgres):
    connector(kept.from_engine, postgres.url)


@pytest.mark.connector(
    "from-engine-with-ping",
    reads=PURCHASES,
    only=("column-dropped", "int-to-text", "password-rotated", "select-revoked"),
)
def test_from_engine_with_ping(connector, postgres):
    connector(kept.from_engine_with_ping, postgres.url)


@pytest.mark.connector("since-cursor", reads=PURCHASES)
def test_since_cursor(connector, postgres):
    connector(kept.since_cursor, postgres.url, connector.state)


@pytest.mark.connector("since-cursor-in-file", reads=PURCHASES, without="several-changed")
def test_since_cursor_in_file(connector, postgres):
    connector(kept.since_cursor_in_file, postgres.url, connector.state / "cursor.json")


@pytest.mark.connector("since-cursor-in-global", reads=PURCHASES)
def test_since_cursor_in_global(connector, postgres):
    connector(kept.since_cursor_in_global, postgres.url)
