"""Stock: counts are added or updated, so that pushing them twice is as good as once."""

from pathlib import Path

import pytest
from connectors import stock, stock_hardened

from pytest_connectors import Table

# An upsert looks at what is there before it writes.
STOCK = Table("stock", ddl=Path(__file__).parents[1] / "schema.sql", grants=("SELECT",))


@pytest.mark.connector("stock", writes=STOCK, owner="data-platform", version="1.0.0", sunset="2030-06-30")
def test_as_written(connector, postgres):
    """A count that comes twice stands there once."""
    connector(stock.push_stock, postgres.url, postgres.payloads)
    connector(stock.push_stock, postgres.url, postgres.payloads)


@pytest.mark.connector("stock-hardened", writes=STOCK, owner="growth-ml", version="2.0.0")
def test_hardened(connector, postgres):
    """A count that comes twice stands there once."""
    connector(stock_hardened.push_stock, postgres.url, postgres.payloads)
    connector(stock_hardened.push_stock, postgres.url, postgres.payloads)
