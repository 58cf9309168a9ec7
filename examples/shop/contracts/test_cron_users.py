"""The nightly export of users: a script that cron runs, whose result is a file."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_connectors import Table

HERE = Path(__file__).parents[1]
USERS = Table("users", ddl=HERE / "schema.sql")


def exported(done: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    """The rows of users.csv; none where the script wrote none."""
    path = Path(done.cwd, "users.csv")
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.connector(
    "cron-users",
    reads=USERS,
    observe=exported,
    owner="data-platform",
    known_breaks={"password-rotated: silent": "SHOP-41: nobody reads the output of cron, until 2030-01-31"},
)
def test_as_written(connector, postgres):
    """A night's run."""
    connector.run([sys.executable, HERE / "connectors/cron_users.py"], env=postgres.env)


@pytest.mark.connector("cron-users-hardened", reads=USERS, observe=exported, owner="growth-ml")
def test_hardened(connector, postgres):
    """A night's run."""
    connector.run([sys.executable, HERE / "connectors/cron_users_hardened.py"], env=postgres.env)
