"""Orders: a repository over three tables that are joined; each table has its turn."""

from pathlib import Path

import pytest
from connectors import orders, orders_hardened

from pytest_connectors import Table

SCHEMA = Path(__file__).parents[1] / "schema.sql"
USERS, ORDERS, ITEMS = (Table(name, ddl=SCHEMA) for name in ("users", "orders", "order_items"))


def worth(items):
    """What order items come to."""
    return sum((item["quantity"] or 0) * (item["price"] or 0) for item in items)


@pytest.mark.connector("orders", reads=[USERS, ORDERS, ITEMS], owner="data-platform", version="1.0.0")
def test_as_written(connector, postgres):
    """Every order is read, and nothing of what it came to is lost."""
    baskets = connector(orders.Orders(postgres.url).baskets)
    assert len(baskets) == len(postgres.rows_of(ORDERS))
    assert sum(basket["total"] for basket in baskets) == pytest.approx(float(worth(postgres.rows_of(ITEMS))))


@pytest.mark.connector("orders-hardened", reads=[USERS, ORDERS, ITEMS], owner="growth-ml", version="2.0.0")
def test_hardened(connector, postgres):
    """Every order is read, and nothing of what it came to is lost."""
    baskets = connector(orders_hardened.Orders(postgres.url).baskets)
    assert len(baskets) == len(postgres.rows_of(ORDERS))
    assert sum(basket.total for basket in baskets) == worth(postgres.rows_of(ITEMS))
