"""Recommendations for the web platform: what its API is sent tonight is what customers see tomorrow."""

from pathlib import Path

import pytest
from connectors import push, push_hardened

from pytest_connectors import Operation

PUSH = Operation("postRecommendation", openapi=Path(__file__).parents[1] / "openapi.yaml")


@pytest.mark.connector("push", writes=PUSH, owner="data-platform", version="1.0.0", sunset="2030-06-30")
def test_as_written(connector, rest):
    """All of them arrive."""
    connector(push.push_recommendations, rest.payloads, rest.api_key)


@pytest.mark.connector("push-hardened", writes=PUSH, owner="growth-ml", version="2.0.0")
def test_hardened(connector, rest):
    """All of them arrive."""
    connector(push_hardened.push_recommendations, rest.payloads, rest.token)
