"""Products: an API of the web platform's team, which answers in pages."""

from pathlib import Path

import pytest
from connectors import products, products_hardened

from pytest_connectors import Operation

PRODUCTS = Operation("listProducts", openapi=Path(__file__).parents[1] / "openapi.yaml")


@pytest.mark.connector("products", reads=PRODUCTS, owner="data-platform", version="1.0.0", sunset="2030-06-30")
def test_as_written(connector, rest):
    """Every product is read."""
    found = connector(products.load_products, rest.url, rest.token)
    assert len(found) == len(rest.rows)


@pytest.mark.connector("products-hardened", reads=PRODUCTS, owner="growth-ml", version="2.0.0")
def test_hardened(connector, rest):
    """Every product is read."""
    found = connector(products_hardened.load_products, rest.url, rest.token)
    assert len(found) == len(rest.rows)
