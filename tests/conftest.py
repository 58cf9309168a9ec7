"""What do tests all over the suite share? A container engine, where there is one, and the order in which they run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_connectors.systems.postgres.engine import engine_answers

_HERE = Path(__file__).parent
_LONG = ("zoo", "test_examples.py", "test_readme.py", "plugin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes runs first, so that no worker is alone with it at the end."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    top = item.path.relative_to(_HERE).parts[0]
    return _LONG.index(top) if top in _LONG else len(_LONG)


@pytest.fixture(scope="session")
def engine() -> None:
    """A container engine that answers; with PYTEST_CONNECTORS_ENGINE=required it is a failure that none does."""
    why = engine_answers()
    if why is not None and os.environ.get("PYTEST_CONNECTORS_ENGINE") == "required":
        pytest.fail(f"no container engine, and PYTEST_CONNECTORS_ENGINE=required: {why}", pytrace=False)
    if why is not None:
        pytest.skip(f"no container engine: {why}")
