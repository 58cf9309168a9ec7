"""Would the zoo notice if the oracle were wrong? A fault is seeded into it, and the table must turn red."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from .expected import VOID, agrees, expectations
from .faults import FAULTS
from .running import Answers, ask

EXPECTED = expectations()
HERE = Path(__file__).parent

NOTICED_BY = {
    "differences-unseen": {
        "readers::by-position[column-added-first]": "S",
        "readers::everything-by-name[column-dropped]": "S",
    },
    "kinds-ignored": {"readers::named[int-to-text]": "S", "frames::pandas[null-appeared]": "S"},
    "missing-rows-ignored": {
        "careless::swallowing[password-rotated]": "V",
        "careless::swallowing[column-dropped]": "S",
    },
    "order-ignored": {"orders::sorted-by-first-column[column-added-first]": "S"},
    "never-interrupted": {"careless::slow-to-give-up[column-renamed]": "L"},
    "void-passes": {"orders::through-a-function[select-revoked]": "S"},
    "repeats-skipped": {"orders::with-now[column-added]": "X", "orders::with-uuid[column-added]": "X"},
    "sinks-unread": {"writers::writer-swallowing[insert-revoked]": "V", "loads::in-two-halves[column-renamed]": "L"},
    "caught-is-not-loud": {"readers::caught-in-the-body[select-revoked]": "X"},
    "password-kept": {"readers::named[password-rotated]": "V", "writers::writer-by-name[password-rotated]": "V"},
    "connections-kept": {"kept::from-engine[password-rotated]": "V"},
    "liveness-skipped": {"careless::filtering[column-added]": "S", "careless::showing-nothing[null-appeared]": "S"},
    "untouched-rows-not-compared": {"frames::pandas[null-appeared]": "S"},
    "healing-always-fine": {"loads::in-two-halves[column-renamed]": "L", "loads::trying-twice[column-dropped]": "L"},
    "assertions-ignored": {"readers::named-asserted[int-to-text]": "P"},
    "promises-ignored": {"frames::arrow-as-it-comes[null-appeared]": "S"},
    "status-ignored": {"writers::writer-status-heard[insert-revoked]": "X"},
    "secrets-ignored": {"careless::leaking-password[select-revoked]": "L"},
}
"""For each fault, cells that it turns into something else than the table says, and into what."""


def node(cell: str) -> str:
    """The node id of a cell: `readers::named[int-to-text]`."""
    file, _, rest = cell.partition("::")
    connector, _, scenario = rest.partition("[")
    return f"contracts_{file}.py::test_{connector.replace('-', '_')}[{scenario}"


def letters(cells: Iterable[str], answers: Answers) -> dict[str, str]:
    """What the oracle says of some cells."""
    return {cell: answers.cells[connector_and_scenario(cell)].letter for cell in cells}


def expected(cell: str) -> str:
    """What the table says of a cell."""
    connector, scenario = connector_and_scenario(cell)
    return "V" if connector in VOID else EXPECTED[connector].letters[scenario]


def connector_and_scenario(cell: str) -> tuple[str, str]:
    """The key of a cell in a report."""
    connector, _, scenario = cell.partition("::")[2].rstrip("]").partition("[")
    return connector, scenario


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the oracle says of all these cells without a fault."""
    cells = dict.fromkeys(cell for cells in NOTICED_BY.values() for cell in cells)
    return ask(Path(tmp_path_factory.mktemp("sound")) / "zoo.json", [node(cell) for cell in cells])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_oracle_is_noticed(fault: str, sound: Answers, tmp_path: Path) -> None:
    """Without the fault the cells are as in the table, and with it every one of them differs."""
    turned = NOTICED_BY[fault]
    table = {cell: expected(cell) for cell in turned}
    assert letters(turned, sound) == table
    faulty = ask(
        tmp_path / "zoo.json",
        [node(cell) for cell in turned],
        options=["-p", "faults"],
        env={"ZOO_FAULT": fault},
    )
    assert letters(turned, faulty) == turned
    assert not any(agrees(table[cell], letter) for cell, letter in turned.items())


def test_every_fault_has_cells_that_notice_it() -> None:
    """No fault is listed without being seeded, and none is seeded without being looked for."""
    assert NOTICED_BY.keys() == FAULTS.keys()
