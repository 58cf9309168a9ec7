"""What is promised of the connectors that load whole tables, and of those that copy?"""

import pytest

import loads
from tables import KEYED, PURCHASES, RECS, RECS_CHECKED, RECS_EMPTIED


@pytest.mark.connector("reload-at-once", writes=RECS_EMPTIED, without="several-changed")
def test_reload_at_once(connector, postgres):
    connector(loads.reload_at_once, postgres.url, postgres.payloads)


@pytest.mark.connector("reload-in-steps", writes=RECS_EMPTIED)
def test_reload_in_steps(connector, postgres):
    connector(loads.reload_in_steps, postgres.url, postgres.payloads)


@pytest.mark.connector("in-two-halves", writes=RECS, without="several-changed")
def test_in_two_halves(connector, postgres):
    connector(loads.in_two_halves, postgres.url, postgres.payloads)


@pytest.mark.connector("upserting-in-two-halves", writes=KEYED, without="several-changed")
def test_upserting_in_two_halves(connector, postgres):
    connector(loads.upserting_in_two_halves, postgres.url, postgres.payloads)


@pytest.mark.connector("trying-twice", writes=RECS_CHECKED, without="several-changed")
def test_trying_twice(connector, postgres):
    connector(loads.trying_twice, postgres.url, postgres.payloads)


@pytest.mark.connector("trying-twice-in-silence", writes=RECS_CHECKED, without="several-changed")
def test_trying_twice_in_silence(connector, postgres):
    connector(loads.trying_twice_in_silence, postgres.url, postgres.payloads)


@pytest.mark.connector("copying-in-python", reads=PURCHASES, writes=RECS)
def test_copying_in_python(connector, postgres):
    connector(loads.copying_in_python, postgres.url)


@pytest.mark.connector("copying-in-sql", reads=PURCHASES, writes=RECS, without="several-changed")
def test_copying_in_sql(connector, postgres):
    connector(loads.copying_in_sql, postgres.url)
