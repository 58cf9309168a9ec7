"""Does each change of the second tier of S3 come to what it must, for who notices it and for who does not?"""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_connectors.scenarios.of_files import CREDENTIALS, DRIFT

from .expected import agrees
from .faults import IN_OBJECTS
from .running import TWO_WORKERS, Answers, Cell, ask, table_of

PROJECT = Path(__file__).with_name("objects")
FILE = "contracts_second.py"


SECOND = table_of(PROJECT / "second.py")
EXPECTED = {
    f"{connector}[{scenario}]": letter
    for scenario, letters in SECOND.LETTERS.items()
    for connector, letter in letters.items()
}
NOTICED_BY = {
    "requests-uncounted": {"asking-often[prefix-moved]": "L"},
    "other-runs-forgotten": {"under-a-new-key[object-exists]": "S", "under-a-new-key[second-writer]": "S"},
    "loud-runs-not-repeated": {"looking-afterwards[list-denied]": "D"},
    "what-was-left-put-anew": {"looking-afterwards[list-denied]": "D"},
    "parts-of-no-whole": {"newest-day[file-empty-new-only]": "X"},
    "sources-unknown": {"copied[timestamp-rescaled]": "X"},
    "floats-never-whole": {"with-pandas[int-to-text]": "X"},
    "words-unread": {"csv-as-it-is[timestamp-rescaled]": "X", "lines-as-they-are[timestamp-to-epoch]": "X"},
}
"""For each fault, cells that come to something else than their letter, and to what."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the oracle says of all of them."""
    report = Path(tmp_path_factory.mktemp("second")) / "second.json"
    return ask(report, [FILE], options=TWO_WORKERS, project=PROJECT)


def _cell(answers: Answers, name: str) -> Cell:
    connector, _, scenario = name.rstrip("]").partition("[")
    found = answers.of(connector)
    return found.get(scenario) or found[f"purchases-{scenario}"]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_connector_comes_to_its_letter(name: str, answers: Answers) -> None:
    """Loud, silent, passed on, damaged, unguarded or surviving, as its habit has it."""
    baseline = answers.cells[name.partition("[")[0], "baseline"]
    assert baseline.letter == "S", baseline.told
    cell = _cell(answers, name)
    assert agrees(EXPECTED[name], cell.letter), f"expected {EXPECTED[name]}, found {cell.letter} {cell.told}"


def test_each_change_is_noticed_by_a_connector_and_compatible_with_another() -> None:
    """No scenario of the second tier is without both, where anybody can survive it."""
    ids = [one.id for one in (*DRIFT, *CREDENTIALS) if not one.core and not one.placement]
    letters = {one: set(SECOND.LETTERS.get(one, {}).values()) for one in ids}
    unnoticed = {one for one, found in letters.items() if not found & set("LBPXUDH")}
    alone = {one for one, found in letters.items() if "S" not in found}
    assert (unnoticed, alone) == (set(), SECOND.NOBODY.keys())


@pytest.mark.parametrize("fault", IN_OBJECTS)
def test_a_fault_in_the_oracle_is_noticed(fault: str, tmp_path: Path) -> None:
    """Each rule that came with S3 is held by a connector that comes to another letter without it."""
    turned = NOTICED_BY[fault]
    items = [f"{FILE}::{_item(name)}" for name in turned]
    options = ["-p", "faults"]
    faulty = ask(tmp_path / "second.json", items, options=options, env={"ZOO_FAULT": fault}, project=PROJECT)
    assert {name: _cell(faulty, name).letter for name in turned} == turned
    assert not any(agrees(EXPECTED[name], letter) for name, letter in turned.items())


def test_every_fault_has_a_connector_that_notices_it() -> None:
    """No fault is listed without being seeded, and none is seeded without being looked for."""
    assert NOTICED_BY.keys() == IN_OBJECTS.keys()


def _item(name: str) -> str:
    """The test of a cell; of a contract with several declarations, with the one that changes."""
    connector, _, scenario = name.partition("[")
    several = "purchases-" if connector == "copied" else ""
    return f"test_{connector.replace('-', '_')}[{several}{scenario}"
