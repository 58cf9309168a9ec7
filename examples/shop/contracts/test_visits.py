"""Visits: a polars frame that comes by ADBC, without a row of Python."""

from pathlib import Path

import pytest
from connectors import visits, visits_hardened

from pytest_connectors import Table

VISITS = Table("visits", ddl=Path(__file__).parents[1] / "schema.sql")


@pytest.mark.connector("visits", reads=VISITS, owner="data-platform", version="1.0.0", sunset="2030-06-30")
def test_as_written(connector, postgres):
    """Every visit is read."""
    frame = connector(visits.load_visits, postgres.url)
    assert len(frame) == len(postgres.rows)


@pytest.mark.connector("visits-hardened", reads=VISITS, owner="growth-ml", version="2.0.0")
def test_hardened(connector, postgres):
    """Every visit is read."""
    frame = connector(visits_hardened.load_visits, postgres.url)
    assert len(frame) == len(postgres.rows)
