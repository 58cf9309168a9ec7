"""Does the oracle say of an API's next document what its rules demand? The letters were made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from .expected import agrees
from .running import TWO_WORKERS, Answers, ask, table_of

PROJECT = Path(__file__).with_name("documents")
NEXTS = table_of(PROJECT / "nexts.py")
EXPECTED = {
    f"{connector}[change-{change}]": letter
    for connectors, table in NEXTS.LETTERS.values()
    for change, letters in table.items()
    for connector, letter in zip(connectors, letters.split(), strict=True)
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the oracle says of every connector under every next document of its operation."""
    room = Path(tmp_path_factory.mktemp("documents"))
    declared = (PROJECT / "library.yaml").read_text(encoding="utf-8")
    options = [*TWO_WORKERS, "-k", "baseline or change-"]
    for operation, changes in NEXTS.NEXTS.items():
        for change, edits in changes.items():
            path = room / operation / f"{change}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(NEXTS.edited(declared, edits), encoding="utf-8")
            options.append(f"--connector-change={operation}={path}")
    return ask(room / "report.json", options=options, project=PROJECT)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_connector_comes_to_its_letter(name: str, answers: Answers) -> None:
    """A difference that a connector does not survive fails it, loud or silent; words alone change nothing."""
    connector, _, scenario = name.rstrip("]").partition("[")
    baseline, cell = answers.cells[connector, "baseline"], answers.cells[connector, scenario]
    assert baseline.letter == "S", baseline.told
    assert agrees(EXPECTED[name], cell.letter), f"expected {EXPECTED[name]}, found {cell.letter} {cell.told}"


def test_each_difference_is_survived_by_none_or_noticed() -> None:
    """Every next document has a letter for each connector of its operation."""
    assert {name: set(table) for name, (_, table) in NEXTS.LETTERS.items()} == {
        name: set(changes) for name, changes in NEXTS.NEXTS.items()
    }
