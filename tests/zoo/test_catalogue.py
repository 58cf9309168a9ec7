"""Does each change of the catalogue come to what it must, for a connector that notices it and for one that does not?"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pytest_connectors.scenarios.catalogue import CATALOGUE

from .faults import IN_THE_CATALOGUE
from .running import TWO_WORKERS, Answers, ask

PROJECT = Path(__file__).with_name("catalogue")


def _habits() -> ModuleType:
    """The project's table of connectors; its modules are found beside it, for as long as it is read."""
    spec = importlib.util.spec_from_file_location("zoo_habits", PROJECT / "habits.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(PROJECT))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(PROJECT))
        for name in ("reading", "writing"):
            sys.modules.pop(name, None)
    return module


HABITS = _habits()
EXPECTED = {
    (f"{scenario} {prefix}{name}", scenario): letter
    for table, prefix in ((HABITS.READERS, ""), (HABITS.STATEFUL, ""), (HABITS.WRITERS, "writing "))
    for scenario, habits in table.items()
    for name, (_, letter) in habits.items()
}
# What is tried on the zoo's own connectors, or is a combination.
ELSEWHERE = {"baseline", "several-changed", "password-rotated", "select-revoked", "insert-revoked"}
# Who is not let in has no way to go on.
NOBODY = {"password-md5"}


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the oracle says of all of them."""
    report = Path(tmp_path_factory.mktemp("catalogue")) / "catalogue.json"
    return ask(report, options=TWO_WORKERS, project=PROJECT)


@pytest.mark.parametrize(("connector", "scenario"), EXPECTED, ids=[name for name, _ in EXPECTED])
def test_a_connector_comes_to_its_letter(connector: str, scenario: str, answers: Answers) -> None:
    """Loud, silent, passed on, unguarded or surviving, as its one habit has it."""
    cells = answers.of(connector)
    cell = cells.get(scenario) or cells[f"purchases-{scenario}"]
    assert answers.cells[connector, "baseline"].letter == "S", answers.cells[connector, "baseline"].told
    if scenario == "collation-changed" and cell.letter == "N":
        pytest.skip("the server knows no collation with another order")
    assert cell.letter == EXPECTED[connector, scenario], cell.told


NOTICED_BY = {
    "new-values-not-looked-for": {"int-widened overflowing": "S", "text-widened cut": "S"},
    "promises-assumed": {"rows-empty named": "S", "null-to-sentinel named": "S"},
    "new-forms-unknown": {"key-to-uuid named": "X", "array-to-text named": "X", "json-nested named": "X"},
    "rows-not-fitted": {"column-required named": "N"},
    "units-seen": {"unit-changed writing by name": "S"},
    "rows-never-touched": {"enum-value-added named": "X", "rows-truncated named": "X"},
}
"""For each fault, connectors that come to something else than their letter, and to what."""


@pytest.mark.parametrize("fault", IN_THE_CATALOGUE)
def test_a_fault_in_the_oracle_is_noticed(fault: str, tmp_path: Path) -> None:
    """Each rule that the catalogue needs is held by a connector that comes to another letter without it."""
    turned = NOTICED_BY[fault]
    items = [
        f"contracts_catalogue.py::test_{name.replace(' ', '_').replace('-', '_')}[{name.partition(' ')[0]}]"
        for name in turned
    ]
    env = {"ZOO_FAULT": fault}
    answers = ask(tmp_path / "catalogue.json", items, options=["-p", "faults"], env=env, project=PROJECT)
    found = {name: answers.cells[name, name.partition(" ")[0]].letter for name in turned}
    assert found == turned
    assert not any(EXPECTED[name, name.partition(" ")[0]] == letter for name, letter in turned.items())


def test_every_fault_has_a_connector_that_notices_it() -> None:
    """No fault is listed without being seeded, and none is seeded without being looked for."""
    assert NOTICED_BY.keys() == IN_THE_CATALOGUE.keys()


def test_each_change_is_noticed_by_a_connector_and_compatible_with_another() -> None:
    """No scenario of the catalogue is without both."""
    ids = [one.id for one in CATALOGUE if one.happens_in("postgres")]
    letters = {one: {letter for (_, s), letter in EXPECTED.items() if s == one} for one in ids}
    unnoticed = {one for one, found in letters.items() if one not in ELSEWHERE and not found & set("LBPXU")}
    alone = {one for one, found in letters.items() if one not in ELSEWHERE and "S" not in found}
    assert (unnoticed, alone) == (set(), NOBODY)
