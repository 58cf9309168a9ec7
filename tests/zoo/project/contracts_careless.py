"""What is promised of the connectors that swallow, guess, remember or show nothing?"""

import pytest

import careless
import waiting
from tables import PURCHASES


@pytest.mark.connector("swallowing", reads=PURCHASES)
def test_swallowing(connector, postgres):
    connector(careless.swallowing, postgres.url)


@pytest.mark.connector("getting", reads=PURCHASES, without="several-changed")
def test_getting(connector, postgres):
    connector(careless.getting, postgres.url)


@pytest.mark.connector("filling", reads=PURCHASES, without="several-changed")
def test_filling(connector, postgres):
    connector(careless.filling, postgres.url)


@pytest.mark.connector("cached", reads=PURCHASES)
def test_cached(connector, postgres):
    connector(careless.cached, postgres.url)


@pytest.mark.connector("filtering", reads=PURCHASES)
def test_filtering(connector, postgres):
    connector(careless.filtering, postgres.url)


@pytest.mark.connector("showing-nothing", reads=PURCHASES)
def test_showing_nothing(connector, postgres):
    connector(careless.showing_nothing, postgres.url)


@pytest.mark.connector("status", reads=PURCHASES)
def test_status(connector, postgres):
    connector(careless.status, postgres.url)


@pytest.mark.connector("leaking-password", reads=PURCHASES)
def test_leaking_password(connector, postgres):
    connector(careless.leaking_password, postgres.url)


@pytest.mark.connector("checking-values", reads=PURCHASES, without="several-changed")
def test_checking_values(connector, postgres):
    connector(careless.checking_values, postgres.url)


@pytest.mark.connector("checking-columns", reads=PURCHASES, without="several-changed")
def test_checking_columns(connector, postgres):
    connector(careless.checking_columns, postgres.url)


@pytest.mark.connector(
    "retrying-for-ever", reads=PURCHASES, timeout=1, only=("column-dropped", "column-added", "password-rotated")
)
def test_retrying_for_ever(connector, postgres):
    connector(waiting.retrying_for_ever, postgres.url)


@pytest.mark.connector("waiting-in-the-server", reads=PURCHASES, timeout=1, only=("column-renamed", "password-rotated"))
def test_waiting_in_the_server(connector, postgres):
    connector(waiting.waiting_in_the_server, postgres.url)


@pytest.mark.connector("slow-to-give-up", reads=PURCHASES, timeout=0.5, only="column-renamed")
def test_slow_to_give_up(connector, postgres):
    connector(waiting.slow_to_give_up, postgres.url)
