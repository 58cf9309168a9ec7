"""Does the oracle say of connectors of S3 what its rules demand? `expected_objects.py` is the table, made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from .expected_objects import expectations
from .running import TWO_WORKERS, Answers, ask, disagreements

PROJECT = Path(__file__).with_name("objects")
# The second tier and the samples are asked by themselves.
FILES = sorted({file.name for file in PROJECT.glob("contracts_*.py")} - {"contracts_second.py", "contracts_samples.py"})
EXPECTED = expectations()


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the oracle says of the whole wing, in the core tier."""
    report = Path(tmp_path_factory.mktemp("objects")) / "objects.json"
    return ask(report, FILES, options=TWO_WORKERS, project=PROJECT)


@pytest.mark.parametrize("connector", EXPECTED)
def test_each_scenario_comes_to_what_is_expected(connector: str, answers: Answers) -> None:
    """In each scenario a connector comes to the letter that stands in the table."""
    wrong = disagreements(EXPECTED[connector], answers)
    assert not wrong, f"{connector} ({EXPECTED[connector].why})\n  " + "\n  ".join(wrong)
