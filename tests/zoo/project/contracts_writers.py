"""What is promised of the connectors that write?"""

import pytest

import writers
from tables import KEYED, RECS


@pytest.mark.connector("writer-by-name", writes=RECS)
def test_writer_by_name(connector, postgres):
    connector(writers.by_name, postgres.url, postgres.payloads)


@pytest.mark.connector("writer-row-by-row", writes=RECS, without="several-changed")
def test_writer_row_by_row(connector, postgres):
    connector(writers.row_by_row, postgres.url, postgres.payloads)


@pytest.mark.connector("writer-by-position", writes=RECS)
def test_writer_by_position(connector, postgres):
    connector(writers.by_position, postgres.url, postgres.payloads)


@pytest.mark.connector("writer-by-copy", writes=RECS, without="several-changed")
def test_writer_by_copy(connector, postgres):
    connector(writers.by_copy, postgres.url, postgres.payloads)


@pytest.mark.connector("upserting", writes=KEYED, without="several-changed")
def test_upserting(connector, postgres):
    connector(writers.upserting, postgres.url, postgres.payloads)


@pytest.mark.connector("writer-sqlalchemy-core", writes=RECS, without="several-changed")
def test_writer_sqlalchemy_core(connector, postgres):
    connector(writers.with_sqlalchemy_core, postgres.url, postgres.payloads)


@pytest.mark.connector("writer-pandas", writes=RECS, without="several-changed")
def test_writer_pandas(connector, postgres):
    connector(writers.with_pandas, postgres.url, postgres.payloads)


@pytest.mark.connector("writer-asyncpg", writes=RECS, without="several-changed")
def test_writer_asyncpg(connector, postgres):
    connector(writers.with_asyncpg, postgres.url, postgres.payloads)


@pytest.mark.connector("writer-swallowing", writes=RECS)
def test_writer_swallowing(connector, postgres):
    connector(writers.swallowing, postgres.url, postgres.payloads)


@pytest.mark.connector(
    "writer-status-heard", writes=RECS, failed=lambda result: result is False, without="several-changed"
)
def test_writer_status_heard(connector, postgres):
    connector(writers.telling_by_status, postgres.url, postgres.payloads)


@pytest.mark.connector("writer-status-unheard", writes=RECS, without="several-changed")
def test_writer_status_unheard(connector, postgres):
    connector(writers.telling_by_status, postgres.url, postgres.payloads)


@pytest.mark.connector("writer-skipping", writes=RECS, without="several-changed")
def test_writer_skipping(connector, postgres):
    connector(writers.skipping_bad_rows, postgres.url, postgres.payloads)
