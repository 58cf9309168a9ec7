"""What do tests all over the suite share? A container engine, where there is one."""

from __future__ import annotations

import os

import pytest

from pytest_connectors.systems.postgres.engine import engine_answers


@pytest.fixture(scope="session")
def engine() -> None:
    """A container engine that answers; with PYTEST_CONNECTORS_ENGINE=required it is a failure that none does."""
    why = engine_answers()
    if why is not None and os.environ.get("PYTEST_CONNECTORS_ENGINE") == "required":
        pytest.fail(f"no container engine, and PYTEST_CONNECTORS_ENGINE=required: {why}", pytrace=False)
    if why is not None:
        pytest.skip(f"no container engine: {why}")
