"""Purchase history: one contract, and the two connectors that are held to it."""

from pathlib import Path

import pytest
from connectors import purchases, purchases_hardened
from connectors.purchases_hardened import PurchaseHistory

from pytest_connectors import Table

PURCHASES = Table("purchases", ddl=Path(__file__).parents[1] / "schema.sql")


@pytest.mark.connector(
    "purchases", reads=PURCHASES, returns=PurchaseHistory, owner="data-platform", version="1.0.0", sunset="2030-06-30"
)
def test_as_written(connector, postgres):
    """Every purchase is read."""
    history = connector(purchases.load_purchases, postgres.url)
    assert len(history) == len(postgres.rows)


@pytest.mark.connector(
    "purchases-hardened", reads=PURCHASES, returns=PurchaseHistory, owner="growth-ml", version="2.0.0"
)
def test_hardened(connector, postgres):
    """Every purchase is read."""
    history = connector(purchases_hardened.load_purchases, postgres.url)
    assert len(history) == len(postgres.rows)
