"""What each connector reads, and who owns it."""

from pathlib import Path

import connectors
import pytest

from pytest_connectors import Table

PURCHASES = Table("purchases", ddl=Path(__file__).with_name("schema.sql"))


@pytest.mark.connector("purchases", reads=PURCHASES, owner="recommender")
def test_purchases(connector, postgres):
    """Every purchase is there."""
    found = connector(connectors.load_purchases, postgres.url)
    assert len(found) == len(postgres.rows)


@pytest.mark.connector("revenue", reads=PURCHASES, owner="board")
def test_revenue(connector, postgres):
    """Every user is there."""
    found = connector(connectors.load_revenue, postgres.url)
    assert len(found) == len({row["user_id"] for row in postgres.rows})


@pytest.mark.connector("rules", reads=PURCHASES, owner="data-catalogue")
def test_rules(connector, postgres):
    """The key and the check are there."""
    assert len(connector(connectors.load_rules, postgres.url)) >= 2


@pytest.mark.connector("vitals", reads=PURCHASES, owner="platform")
def test_vitals(connector, postgres):
    """The server says how it is."""
    connector(connectors.load_vitals, postgres.url)
