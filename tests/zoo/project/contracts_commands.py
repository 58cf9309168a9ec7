"""What is promised of the connectors that are commands?"""

import json
import sys

import pytest

from tables import PURCHASES, READ_FEW


def printed(done):
    return json.loads(done.stdout)


def exported(done):
    file = done.cwd / "purchases.json"
    return json.loads(file.read_text()) if file.exists() else []


@pytest.mark.connector("command-printing", reads=PURCHASES, observe=printed, only=READ_FEW)
def test_command_printing(connector, postgres):
    connector.run([sys.executable, "scripts/print_purchases.py"], env=postgres.env)


@pytest.mark.connector("command-unobserved", reads=PURCHASES)
def test_command_unobserved(connector, postgres):
    connector.run([sys.executable, "scripts/print_purchases.py"], env=postgres.env)


@pytest.mark.connector("cron", reads=PURCHASES, observe=exported, without="several-changed")
def test_cron(connector, postgres):
    connector.run([sys.executable, "scripts/cron_export.py"], env=postgres.env)


@pytest.mark.connector(
    "command-exiting", reads=PURCHASES, observe=exported, only=("column-renamed", "password-rotated")
)
def test_command_exiting(connector, postgres):
    connector.run([sys.executable, "scripts/export_or_exit.py"], env=postgres.env)


@pytest.mark.connector("command-retrying", reads=PURCHASES, observe=printed, timeout=3, only="column-renamed")
def test_command_retrying(connector, postgres):
    connector.run([sys.executable, "scripts/retry_export.py"], env=postgres.env)
