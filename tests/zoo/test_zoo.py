"""Does the oracle say of each connector what its rules demand? `expected.py` is the table, derived by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from .expected import CLASSES, NOT_COMPARED, RECOVERS, VOID, agrees, expectations
from .running import Answers, ask

EXPECTED = expectations()


@pytest.mark.parametrize("connector", EXPECTED)
def test_each_scenario_comes_to_what_is_expected(connector: str, answers: Answers) -> None:
    """In each scenario a connector comes to the letter that stands in the table."""
    expected, found = EXPECTED[connector], answers.of(connector)
    assert found.keys() == expected.letters.keys()
    wrong = [
        f"{scenario}: expected {letter}, found {found[scenario].letter} {found[scenario].told}"
        for scenario, letter in expected.letters.items()
        if not agrees(letter, found[scenario].letter)
    ]
    assert not wrong, f"{connector} ({expected.why})\n  " + "\n  ".join(wrong)


@pytest.mark.parametrize("connector", EXPECTED)
def test_the_baseline_of_what_is_judged_is_sound(connector: str, answers: Answers) -> None:
    """Nothing is held against a connector while nothing is changed."""
    baseline = answers.cells[connector, "baseline"]
    assert baseline.letter == "S", baseline.told


@pytest.mark.parametrize("connector", VOID)
def test_what_proves_nothing_is_void_and_says_why(connector: str, answers: Answers) -> None:
    """A dead contract fails once, in its baseline, with the reason; its other scenarios are void, never a pass."""
    baseline = answers.cells[connector, "baseline"]
    assert (baseline.letter, baseline.worst.fails) == ("V", True), baseline.told
    assert VOID[connector] in baseline.worst.reason
    assert {scenario: cell.letter for scenario, cell in answers.of(connector).items() if cell.letter != "V"} == {}
    assert not any(cell.worst.fails for cell in answers.of(connector).values())


@pytest.mark.parametrize(("connector", "scenario"), CLASSES, ids=["-".join(key) for key in CLASSES])
def test_silence_has_the_right_class(connector: str, scenario: str, answers: Answers) -> None:
    """What was lost, altered, swallowed or only passed on is called so."""
    cell = answers.cells[connector, scenario]
    assert cell.worst.silence == CLASSES[connector, scenario], cell.told


def test_what_another_run_mends_is_said_to_recover(answers: Answers) -> None:
    """A loud run that left something counts as recovering exactly where another run makes it good."""
    certain = {(connector, scenario) for connector, scenario in RECOVERS if scenario != "several-changed"}
    found = {key for key, cell in answers.cells.items() if any(case.recovers for case in cell.cases)}
    assert certain <= found <= RECOVERS


@pytest.mark.parametrize("connector", EXPECTED)
def test_only_what_varies_by_itself_is_left_out(connector: str, answers: Answers) -> None:
    """Fields that differ from run to run are not compared, and no others."""
    left_out = {field for cell in answers.of(connector).values() for case in cell.cases for field in case.not_compared}
    assert left_out == NOT_COMPARED.get(connector, set())


def test_every_target_is_run(answers: Answers) -> None:
    """No column is left untried, except after a hang, of which one is enough."""
    unrun = {
        (connector, scenario)
        for (connector, scenario), cell in answers.cells.items()
        if cell.letter != "H" and any(case.outcome in ("not run", "not applicable") for case in cell.cases)
    }
    assert unrun == set()


def test_the_table_and_the_project_have_the_same_connectors(answers: Answers) -> None:
    """No connector is run without being expected, or expected without being run; and there are enough of them."""
    assert answers.connectors == {*EXPECTED, *VOID}
    assert len(answers.connectors) >= 40


def test_what_cannot_be_interrupted_ends_the_process_with_its_verdict(tmp_path: Path) -> None:
    """A connector that swallows even an interruption ends the process, and the report that is written says why."""
    answers = ask(tmp_path / "zoo.json", ["endless.py"], options=["-o", "python_files=endless.py"])
    assert answers.status == 1
    found = answers.of("retrying-past-everything")
    assert [cell.letter for cell in found.values()] == ["H"]
    assert "the process was ended" in found["column-renamed"].worst.reason
