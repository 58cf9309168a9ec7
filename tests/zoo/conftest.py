"""What do the tests of the zoo share? One run of the whole of it, by two workers: the verdicts are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from .running import TWO_WORKERS, Answers, ask


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the oracle says of the whole zoo."""
    return ask(Path(tmp_path_factory.mktemp("zoo")) / "zoo.json", options=TWO_WORKERS)
