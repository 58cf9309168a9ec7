"""Does each migration come to what it must, for readers and writers of a table? Derived from their code by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from .expected import Expectation, line_of
from .running import TWO_WORKERS, Answers, ask, disagreements

PROJECT = Path(__file__).with_name("migrations")
MIGRATIONS = ("rename", "drop", "cents", "filled", "strict", "first", "split", "view", "index", "gone")
# Every difference of a real change counts, and who fails loudly fails: B.
LETTERS = """
#                     ren drop cents fill strict first split view index gone
named                  B   B    X     X    S      S     S     S    S     B   NULL becomes '' where it is filled
everything             X   X    X     X    S      S     S     S    S     B   a column more is no difference
by-position            S   S    X     S    S      X     S     S    S     B   another column stands in each place
getting                X   X    X     X    S      S     S     S    S     B   None for what is gone
asserting              B   S    X     S    S      S     S     S    S     B   its rows are read through the migration
swallowing             X   X    X     X    S      S     S     S    S     X
keeping                B   S    X     S    S      S     S     S    S     B   the migration comes between two runs
writes-by-name         B   B    X     B    B      S     B     S    S     B   410.68 is then 411; the view takes no rows
writes-by-position     S   B    B     B    B      B     B     S    S     B   the columns stand in another order
writes-without-note    B   S    X     B    B      S     B     S    S     B   nothing for what is NOT NULL
writes-swallowing      X   X    X     D    D      S     X     S    S     X   of several rows some are refused
"""
EXPECTED = {
    one.connector: one
    for line in LETTERS.strip().splitlines()
    if not line.startswith("#")
    for one in [line_of(line.split(None, 1)[0], line.split()[1:], tuple(f"change-{one}" for one in MIGRATIONS))]
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the oracle says of all of them."""
    report = Path(tmp_path_factory.mktemp("migrations")) / "migrations.json"
    proposed = [f"--connector-change=purchases=sql/{name}.sql" for name in MIGRATIONS]
    return ask(report, options=(*TWO_WORKERS, *proposed, "-k", "baseline or change-"), project=PROJECT)


@pytest.mark.parametrize("expected", EXPECTED.values(), ids=list(EXPECTED))
def test_each_migration_comes_to_its_letter(expected: Expectation, answers: Answers) -> None:
    """Loud, silent, damaged or surviving, as the code has it."""
    assert disagreements(expected, answers) == []


def test_beside_each_verdict_stands_what_schemas_say(answers: Answers) -> None:
    """The judgement is the same whoever is judged, and an index is nothing that a reader sees."""
    said = {
        scenario: {cells.worst.judgement for (_, other), cells in answers.cells.items() if other == scenario}
        for scenario in (f"change-{name}" for name in MIGRATIONS)
    }
    assert all(len(one) == 1 for one in said.values()), said
    assert said["change-index"] == {"INFO nothing a reader sees"}
    assert said["change-gone"] == {"ERR table-dropped"}
    assert said["change-cents"] == {"ERR column-retyped, WARN columns-reordered"}
