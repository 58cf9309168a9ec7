"""Recommendations: what the shop shows tomorrow is what was pushed tonight."""

from pathlib import Path

import pytest
from connectors import recommendations, recommendations_hardened

from pytest_connectors import Table

RECOMMENDATIONS = Table("recommendations", ddl=Path(__file__).parents[1] / "schema.sql")


@pytest.mark.connector(
    "recommendations", writes=RECOMMENDATIONS, owner="data-platform", version="1.0.0", sunset="2030-06-30"
)
def test_as_written(connector, postgres):
    """All of them are pushed."""
    connector(recommendations.push_recommendations, postgres.url, postgres.payloads)


@pytest.mark.connector("recommendations-hardened", writes=RECOMMENDATIONS, owner="growth-ml", version="2.0.0")
def test_hardened(connector, postgres):
    """All of them are pushed."""
    connector(recommendations_hardened.push_recommendations, postgres.url, postgres.payloads)
