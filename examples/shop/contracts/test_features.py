"""Features: a frame that is added up from many rows, so that one wrong value hides in a sum."""

from pathlib import Path

import pytest
from connectors import features, features_hardened
from connectors.features_hardened import Features

from pytest_connectors import Table

PURCHASES = Table("purchases", ddl=Path(__file__).parents[1] / "schema.sql")


@pytest.mark.connector(
    "features", reads=PURCHASES, returns=Features, owner="data-platform", version="1.0.0", sunset="2030-06-30"
)
def test_as_written(connector, postgres):
    """Every purchase and every piece is counted."""
    frame = connector(features.load_features, postgres.url)
    assert frame["purchases"].sum() == len(postgres.rows)
    assert frame["pieces"].sum() == sum(row["quantity"] or 0 for row in postgres.rows)


@pytest.mark.connector("features-hardened", reads=PURCHASES, returns=Features, owner="growth-ml", version="2.0.0")
def test_hardened(connector, postgres):
    """Every purchase and every piece is counted."""
    frame = connector(features_hardened.load_features, postgres.url)
    assert frame["purchases"].sum() == len(postgres.rows)
    assert frame["pieces"].sum() == sum(row["quantity"] or 0 for row in postgres.rows)
