"""The nightly push: a script that cron runs, and that finds the platform by its environment."""

import json
import sys
from pathlib import Path

import pytest

from pytest_connectors import Operation

HERE = Path(__file__).parents[1]
PUSH = Operation("postRecommendation", openapi=HERE / "openapi.yaml")


def pushed(connector, rest, script):
    """A night's run."""
    (connector.workdir / "recs.json").write_text(json.dumps(rest.payloads))
    connector.run([sys.executable, HERE / "connectors" / script], env={"SHOP_URL": rest.url, "SHOP_TOKEN": rest.token})


@pytest.mark.connector(
    "cron-push",
    writes=PUSH,
    owner="data-platform",
    known_breaks={"token-expired: silent": "SHOP-41: errors are only printed, until 2030-01-31"},
)
def test_as_written(connector, rest):
    """All of them arrive."""
    pushed(connector, rest, "cron_push.py")


@pytest.mark.connector("cron-push-hardened", writes=PUSH, owner="growth-ml")
def test_hardened(connector, rest):
    """All of them arrive."""
    pushed(connector, rest, "cron_push_hardened.py")
