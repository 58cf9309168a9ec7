"""Does each change of the second tier of REST come to what it must, for who notices it and for who does not?"""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_connectors.scenarios.of_apis import CREDENTIALS, DRIFT

from .expected import agrees
from .faults_in_apis import IN_APIS
from .running import TWO_WORKERS, Answers, ask, table_of

PROJECT = Path(__file__).with_name("apis")
FILE = "contracts_second.py"


SECOND = table_of(PROJECT / "second.py")
EXPECTED = {
    f"{connector}[{scenario}]": letter
    for scenario, letters in SECOND.LETTERS.items()
    for connector, letter in letters.items()
}
NOTICED_BY = {
    "refusals-unseen": {"acknowledging[field-to-text]": "P"},
    "budget-uncounted": {"asking-often[path-moved]": "L"},
    "keys-forgotten": {"with-keys[token-expired-mid-run]": "D"},
    "ignored-fields-compared": {"putting[field-ignored]": "X", "posting[field-ignored]": "X"},
    "unheeded-counts-as-heeded": {"putting[field-ignored]": "S", "through-a-channel[parameter-renamed]": "S"},
    "every-field-sent": {"marking[field-ignored]": "U"},
    "overlaps-touch-nothing": {"named[page-overlapping]": "X"},
    "nobody-need-promise": {"named[page-overlapping]": "S", "seen-all[empty-200]": "S"},
    "names-say-all": {"loosely[precision-changed]": "S", "loosely[timezone-changed]": "S"},
    "new-shapes-unknown": {"named[field-to-object]": "X", "named[field-to-number]": "X"},
    "numbers-by-kind": {"as-floats[field-id-huge]": "S"},
    "impossible-survived": {"open-instead[token-expired-bare]": "S"},
}
"""For each fault, cells that come to something else than their letter, and to what."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the oracle says of all of them."""
    report = Path(tmp_path_factory.mktemp("second")) / "second.json"
    return ask(report, [FILE], options=TWO_WORKERS, project=PROJECT)


def _letter(answers: Answers, name: str) -> str:
    connector, _, scenario = name.rstrip("]").partition("[")
    return answers.cells[connector, scenario].letter


@pytest.mark.parametrize("name", EXPECTED)
def test_a_connector_comes_to_its_letter(name: str, answers: Answers) -> None:
    """Loud, silent, passed on, damaged, unguarded, void or surviving, as its habit has it."""
    connector, _, scenario = name.rstrip("]").partition("[")
    baseline, cell = answers.cells[connector, "baseline"], answers.cells[connector, scenario]
    assert baseline.letter == "S", baseline.told
    assert agrees(EXPECTED[name], cell.letter), f"expected {EXPECTED[name]}, found {cell.letter} {cell.told}"


def test_each_change_is_noticed_by_a_connector_and_compatible_with_another() -> None:
    """No scenario of the second tier is without both, where anybody can survive it."""
    ids = [one.id for one in (*DRIFT, *CREDENTIALS) if not one.core]
    letters = {one: set(SECOND.LETTERS.get(one, {}).values()) for one in ids}
    unnoticed = {one for one, found in letters.items() if not found & set("LBPXUDH")}
    alone = {one for one, found in letters.items() if "S" not in found}
    assert (unnoticed, alone) == (set(), SECOND.NOBODY.keys())


@pytest.mark.parametrize("fault", IN_APIS)
def test_a_fault_in_the_oracle_is_noticed(fault: str, tmp_path: Path) -> None:
    """Each rule that came with REST is held by a connector that comes to another letter without it."""
    turned = NOTICED_BY[fault]
    items = [f"{FILE}::test_{name.replace('-', '_', name.partition('[')[0].count('-'))}" for name in turned]
    options = ["-p", "faults_in_apis"]
    faulty = ask(tmp_path / "second.json", items, options=options, env={"ZOO_FAULT": fault}, project=PROJECT)
    assert {name: _letter(faulty, name) for name in turned} == turned
    assert not any(agrees(EXPECTED[name], letter) for name, letter in turned.items())


def test_every_fault_has_a_connector_that_notices_it() -> None:
    """No fault is listed without being seeded, and none is seeded without being looked for."""
    assert NOTICED_BY.keys() == IN_APIS.keys()
