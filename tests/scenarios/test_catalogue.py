"""The catalogue: ids for ever, what is owed, and which items a contract has."""

from __future__ import annotations

import re

import pytest

from pytest_connectors.contract import Table, connector
from pytest_connectors.errors import BadContract
from pytest_connectors.reporting.catalogue_text import catalogue_text
from pytest_connectors.scenarios.catalogue import CATALOGUE, IDS, items_of
from pytest_connectors.scenarios.owed import Owed

A, B = Table("a", ddl="CREATE TABLE a ()"), Table("b", ddl="CREATE TABLE b ()")
E, S = Owed.SPEAK, Owed.SURVIVE


def ids(*globs: str, **declared: object) -> list[str]:
    """The ids of a contract's items."""
    return [item.id for item in items_of(connector("c", **declared), globs)]  # type: ignore[arg-type]


def test_ids_can_be_said_on_a_command_line() -> None:
    """Lower case, digits, dots and dashes; each once."""
    assert all(re.fullmatch(r"[a-z0-9.-]+", one) for one in IDS)
    assert len(set(IDS)) == len(IDS)
    assert set(IDS) == {one.id for one in CATALOGUE}


@pytest.mark.parametrize(
    ("scenario", "reader", "writer"),
    [
        ("column-dropped", E, E),
        ("column-renamed", E, E),
        ("column-added", S, S),
        ("column-added-first", S, E),
        ("column-added-required", S, E),
        ("int-to-text", E, E),
        ("null-appeared", E, S),
        ("password-rotated", E, E),
        ("select-revoked", E, None),
        ("insert-revoked", None, E),
    ],
)
def test_what_is_owed(scenario: str, reader: Owed | None, writer: Owed | None) -> None:
    """The letters of the catalogue."""
    known = next(one for one in CATALOGUE if one.id == scenario)
    assert (known.reader, known.writer) == (reader, writer)


def test_a_reader_and_a_writer_have_their_items_the_baseline_first() -> None:
    """Each direction has its own fault of rights."""
    assert ids(reads=A)[0] == ids(writes=A)[0] == "baseline"
    assert "select-revoked" in ids(reads=A)
    assert "insert-revoked" not in ids(reads=A)
    assert "insert-revoked" in ids(writes=A)
    assert "select-revoked" not in ids(writes=A)


def test_of_two_debts_the_one_that_asks_less_counts_for_a_table_that_is_read_and_written() -> None:
    """A new column before another may break the writing half, loudly."""
    owed = {item.id: item.owed for item in items_of(connector("c", reads=A, writes=A))}
    assert (owed["column-added"], owed["column-added-first"], owed["null-appeared"]) == (S, E, E)


def test_with_several_declarations_ids_begin_with_the_declarations_name() -> None:
    """What happens to the system as a whole has no prefix."""
    found = ids(reads=[A, B])
    assert {"a-column-dropped", "b-column-dropped", "several-changed", "password-rotated"} <= set(found)
    assert "column-dropped" not in found


def test_scenarios_are_chosen_by_globs_and_by_the_marker() -> None:
    """The baseline is always there."""
    assert ids("column-a*", reads=A) == [
        "baseline",
        "column-added",
        "column-added-first",
        "column-added-required",
        "column-added-default",
    ]
    assert ids(reads=A, only="column-recased") == ["baseline", "column-recased"]
    assert "column-recased" not in ids(reads=A)
    assert "column-recased" in ids("all", reads=A)
    assert ids(reads=A, only="int-t*") == ["baseline", "int-to-text"]
    assert "int-to-text" not in ids(reads=A, without=["int-to-text"])
    with pytest.raises(BadContract, match="Did you mean 'column-dropped'"):
        ids(reads=A, only="column-droped")


def test_the_listing_is_printed_from_the_catalogue() -> None:
    """Every scenario has its line in its system's section; what is there in new objects as well has a mark."""
    text = "\n".join(catalogue_text())
    shown = [one for one in IDS if not one.endswith("-new-only")]
    assert all(re.search(rf"^{re.escape(one)} ", text, re.MULTILINE) for one in shown)
    marked = {f"{one}-new-only" for one in re.findall(r"^(\S+) .*[-A-Z] \+  (?!what)", text, re.MULTILINE)}
    assert marked == set(IDS) - set(shown)
    tables, files = text.split("\nfiles on S3:\n")
    assert len(re.findall(r"^column-dropped ", tables, re.MULTILINE)) == 1
    assert len(re.findall(r"^column-dropped ", files, re.MULTILINE)) == 1
    assert "table-renamed" not in files
    assert max(map(len, text.splitlines())) <= 100
