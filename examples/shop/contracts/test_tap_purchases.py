"""A Singer tap: a command with a config file and a state file, whose result is what it prints."""

import json
import sys
from pathlib import Path

import pytest

from pytest_connectors import Table

HERE = Path(__file__).parents[1]
PURCHASES = Table("purchases", ddl=HERE / "schema.sql")


def messages(done, kind):
    """The messages of one kind that a tap printed."""
    return [message for message in map(json.loads, done.stdout.splitlines()) if message["type"] == kind]


def records(done):
    """The rows that a tap printed."""
    return [message["record"] for message in messages(done, "RECORD")]


def sync(connector, postgres, script):
    """Run a tap as Meltano would: with the state that its last run printed."""
    names = ("host", "port", "user", "password", "dbname")
    config, state = connector.workdir / "config.json", connector.state / "state.json"
    config.write_text(json.dumps({name: getattr(postgres, name) for name in names}))
    argv = [sys.executable, HERE / "connectors" / script, "--config", config]
    done = connector.run([*argv, "--state", state] if state.exists() else argv)
    for message in messages(done, "STATE"):
        state.write_text(json.dumps(message["value"]))


@pytest.mark.connector("tap-purchases", reads=PURCHASES, observe=records, owner="data-platform", version="1.0.0")
def test_as_written(connector, postgres):
    """What is new is printed."""
    sync(connector, postgres, "tap_purchases.py")


@pytest.mark.connector("tap-purchases-hardened", reads=PURCHASES, observe=records, owner="growth-ml", version="2.0.0")
def test_hardened(connector, postgres):
    """What is new is printed."""
    sync(connector, postgres, "tap_purchases_hardened.py")
