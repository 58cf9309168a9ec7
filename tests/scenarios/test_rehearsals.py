"""Which scenarios does a run get that rehearses an upgrade or a change?"""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_connectors import Operation, Table
from pytest_connectors.contract import Contract, Dataset
from pytest_connectors.contract.proposal import Kind, Proposal
from pytest_connectors.errors import BadContract
from pytest_connectors.scenarios.catalogue import check_globs, items_of
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.rehearsals import scenarios_of, upgrades_of
from pytest_connectors.scenarios.scenario import Family

PURCHASES = Table("purchases", ddl="CREATE TABLE purchases (id int)")
USERS = Table("users", ddl="CREATE TABLE users (id int)")
LIST = Operation("GET /users", openapi={"openapi": "3.1.0", "paths": {"/users": {"get": {}}}})


def ids(contract: Contract, *upgrades: str, proposals: tuple[Proposal, ...] = ()) -> list[str]:
    """The ids of what is rehearsed, after the baseline."""
    found = items_of(contract, ("none-such",), scenarios_of(upgrades_of(upgrades), proposals))
    return [item.id for item in found][1:]


def migration(declared: str, name: str = "0042") -> Proposal:
    """A migration of that table."""
    return Proposal(declared, Kind.MIGRATION, f"/{declared}/{name}.sql", f"change-{name}")


@pytest.mark.parametrize(
    ("said", "majors"),
    [
        (["postgres=18"], [18]),
        (["postgres=15..18"], [15, 16, 17, 18]),
        (["postgres=18", "postgres=13"], [13, 18]),
        (["postgres=12..18"], [12, 13, 14, 15, 16, 17, 18]),
        (["postgres=18@container", "postgres=16"], [16, 18]),
        ([" postgres = 17 "], [17]),
    ],
)
def test_upgrades_are_asked_for(said: list[str], majors: list[int]) -> None:
    """Each major once, in ascending order, so that the first that breaks is met first."""
    assert [one.major for one in upgrades_of(said)] == majors


def test_what_is_named_by_itself_is_no_part_of_a_range() -> None:
    """Where today's own major is named by itself, it proves nothing; in a range it is left out."""
    assert [one.ranged for one in upgrades_of(["postgres=16..17", "postgres=16"])] == [False, True]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("18", "names no upgrade"),
        ("postgre=18", "Did you mean 'postgres'?"),
        ("mysql=8", "names no upgrade"),
        ("postgres=eighteen", "'eighteen' is no major"),
        ("postgres=11", "PostgreSQL 11 cannot be rehearsed: known are 12 to 18"),
        ("postgres=17..19", "PostgreSQL 19 cannot be rehearsed"),
        ("postgres=18..15", "write 15..18"),
        ("postgres=18@docker", "'docker' is no place of a server"),
    ],
)
def test_what_names_no_upgrade(said: str, words: str) -> None:
    """The message holds what was said, and what can be."""
    with pytest.raises(BadContract) as error:
        upgrades_of([said])
    assert words in str(error.value)


def test_one_major_from_two_places() -> None:
    """Nobody can tell which of them is meant."""
    with pytest.raises(BadContract, match="asked for twice"):
        upgrades_of(["postgres=18", "postgres=18@container"])


def test_each_contract_that_touches_postgresql_gets_the_items() -> None:
    """Whatever its `only=` says; `without=` leaves them out; what does not touch PostgreSQL gets none."""
    reads = Contract(name="c", reads=(PURCHASES,), only=("column-dropped",))
    assert ids(reads, "postgres=17..18") == ["postgres-17", "postgres-18"]
    assert ids(Contract(name="c", reads=(PURCHASES,), without=("postgres-17",)), "postgres=17..18") == ["postgres-18"]
    assert ids(Contract(name="c", reads=(LIST,)), "postgres=18") == []
    assert ids(Contract(name="c", reads=(LIST,), writes=(PURCHASES,)), "postgres=18") == ["postgres-18"]


def test_a_proposal_is_an_item_of_what_it_names() -> None:
    """Of no other declaration, and without its name, as it is said on the command line already."""
    both = Contract(name="c", reads=(PURCHASES, USERS))
    assert ids(both, proposals=(migration("users"),)) == ["change-0042"]
    assert ids(Contract(name="c", reads=(PURCHASES,)), proposals=(migration("users"),)) == []


def test_two_proposals_of_one_name_are_told_apart() -> None:
    """By the declarations that they name."""
    both = Contract(name="c", reads=(PURCHASES, USERS))
    asked = (migration("purchases"), migration("users"), migration("users", "0043"))
    assert ids(both, proposals=asked) == ["purchases-change-0042", "users-change-0042", "change-0043"]


def test_a_sample_has_placements() -> None:
    """Everywhere, in new objects alone, and from one moment on."""
    dataset = Dataset("activity/", bucket="acme", schema=__import__("pyarrow").schema({"id": "int64"}))
    sample = Proposal("activity", Kind.SAMPLE, "/new.csv", "change-new")
    found = ids(Contract(name="c", reads=(dataset,)), proposals=(sample,))
    assert found == ["change-new", "change-new-new-only", "change-new-mid-run"]


def test_what_cannot_be_changed_so() -> None:
    """A migration is none for an API: said with what would be one."""
    with pytest.raises(BadContract, match="An operation takes an OpenAPI document"):
        ids(Contract(name="c", reads=(LIST,)), proposals=(migration("get-users"),))


def test_what_is_rehearsed_is_real() -> None:
    """It must be survived, and every difference counts, also where a source's value is only passed on."""
    (_, upgrade, change) = items_of(
        Contract(name="c", reads=(PURCHASES,)),
        ("none-such",),
        scenarios_of(upgrades_of(["postgres=18"]), (migration("purchases"),)),
    )
    for item, family in ((upgrade, Family.UPGRADE), (change, Family.CHANGE)):
        assert (item.scenario.real, item.owed, item.scenario.family) == (True, Owed.SURVIVE, family)
    assert upgrade.scenario.option == "--connector-upgrade postgres=18"
    assert change.scenario.option.startswith("--connector-change ")


@pytest.mark.parametrize("glob", ["postgres-18", "postgres-*", "change-0042", "change-*"])
def test_rehearsals_can_be_named_in_a_run_that_has_none(glob: str) -> None:
    """`without=` and `known_breaks=` stay in the contract when nothing is rehearsed."""
    check_globs([glob], "only=")


def test_a_misspelt_rehearsal_is_no_scenario() -> None:
    """Only what can be one is taken."""
    with pytest.raises(BadContract, match="no scenario"):
        check_globs(["postgers-18"], "only=")


def test_a_path_is_told_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what is to be run again can be copied."""
    monkeypatch.chdir(tmp_path)
    said = Proposal("purchases", Kind.MIGRATION, str(tmp_path / "mi grations" / "0042.sql"), "change-0042").option
    assert said == "--connector-change 'purchases=mi grations/0042.sql'"
