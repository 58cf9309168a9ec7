"""Changes to files: where they are placed, which rows they touch, and which rows they need."""

from __future__ import annotations

import pytest

from pytest_connectors.drift.changes import (
    Change,
    ColumnDropped,
    ColumnRetyped,
    FilesChanged,
    FilesEmptied,
    LinesBroken,
    NullAppeared,
    Placed,
    RowsChanged,
    StorageFault,
    Touching,
    UnitChanged,
    ZerosLost,
    changed_rows,
    gone_columns,
    is_touching,
    kept_rows,
    plain,
    target_of,
    touching,
)
from pytest_connectors.drift.changes.files import NEW_ONLY
from pytest_connectors.drift.fitting import asks_of_rows, fitted
from pytest_connectors.drift.schema import Column, Rows, TableSchema, Type

NAMES = ("ant", "Zoé", "猫", "犬", "007", None, "", "b,c", "naïve")
ROWS: Rows = tuple(
    {"id": i, "day": f"2026-05-{1 + i // 3:02}", "name": name, "score": i / 2} for i, name in enumerate(NAMES)
)
NEW = (6, 7, 8)
ALL_NULL = ColumnRetyped("a", "score", "double", "null", way="null")


def new_only(one: Change) -> Placed:
    """The change in the last day's objects alone."""
    return Placed(one, NEW_ONLY, ("day",))


def differing(before: Rows, after: Rows) -> set[int]:
    """The places at which two lists of rows differ."""
    return {i for i, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]}


def test_what_is_placed_touches_rows_where_its_change_does() -> None:
    """A unit in new objects touches new rows; a column that is gone touches none, wherever it is gone."""
    units, dropped = new_only(UnitChanged("a", "score")), new_only(ColumnDropped("a", "score"))
    assert is_touching(units)
    assert not is_touching(dropped)
    assert touching((units, dropped), "a") == (units,)
    assert touching((units,), "b") == ()
    assert units.touched(ROWS) == set(NEW)
    assert units.needs_promise
    after = changed_rows((units, dropped), "a", ROWS)
    assert differing(ROWS, after) == set(NEW)
    assert after[6]["score"] == 300
    assert kept_rows((units,), "a", ROWS) == after


def test_what_is_placed_is_seen_through() -> None:
    """Whatever asks for a kind of change."""
    dropped = ColumnDropped("a", "score")
    table = TableSchema("a", "acme", "a/", (Column("id", Type("int64", "int8")), Column("score", Type("double", "f"))))
    assert plain(new_only(dropped)) is plain(dropped) is dropped
    assert gone_columns([new_only(dropped)], table) == {"score"}
    assert target_of(new_only(dropped)) == "score"
    assert target_of(StorageFault("keys-expired")) == "storage"
    assert target_of(FilesChanged("a", "csv-bom")) == "a"
    assert target_of(FilesChanged("a", "jsonl-nan", column="score")) == "score"
    assert new_only(ALL_NULL).reached(ROWS) == ROWS[6:]
    assert Placed(ALL_NULL, "mid-run", ("day",)).reached(ROWS) == ROWS


def test_empty_objects_lose_their_rows() -> None:
    """All, or those of new objects; it is a change of files like others."""
    emptied = FilesEmptied("a")
    # Who writes objects writes them without rows: the rows themselves are put as they were.
    assert isinstance(emptied, FilesChanged)
    assert not isinstance(emptied, Touching)
    assert is_touching(emptied)
    assert (emptied.way, emptied.sentence) == ("file-empty", "objects of a hold no rows")
    assert emptied.needs_promise
    assert changed_rows((emptied,), "a", ROWS) == ()
    assert new_only(emptied).touched(ROWS) == set(NEW)
    assert changed_rows((new_only(emptied),), "a", ROWS) == ROWS[:6]
    assert new_only(RowsChanged("a", "doubled")).apply(ROWS) == (*ROWS, *ROWS[6:])
    assert not is_touching(FilesChanged("a", "file-corrupt"))


def test_a_line_break_is_a_change_to_texts() -> None:
    """In every third row that holds a text; texts that were different still are."""
    broken = LinesBroken("a", "name")
    after = changed_rows((broken,), "a", ROWS)
    assert not broken.needs_promise
    assert differing(ROWS, after) == broken.touched(ROWS) == {0, 3, 6}
    assert [row["name"] for row in after[::3]] == ["a\nnt", "\n犬", "\n"]


def test_zeros_are_lost_from_digits_alone() -> None:
    """'007' is '7', and only a promise knows."""
    lost = ZerosLost("a", "name")
    assert [lost.value(old, 0) for old in ("007", "0", "000", "0x7", "7", None, 7)] == [
        "7", "0", "0", "0x7", "7", None, 7
    ]  # fmt: skip
    assert lost.touched(ROWS) == {4}
    assert lost.needs_promise
    assert fitted(lost, ROWS) is ROWS
    assert new_only(lost).touched(ROWS) == frozenset()
    assert differing(ROWS, fitted(new_only(lost), ROWS)) == new_only(lost).touched(fitted(new_only(lost), ROWS)) == {6}


def test_a_column_of_type_null_holds_null_before_as_well() -> None:
    """In the objects that are changed, and nowhere else."""
    assert all(row["score"] is None for row in fitted(ALL_NULL, ROWS))
    assert differing(ROWS, fitted(new_only(ALL_NULL), ROWS)) == set(NEW)
    assert asks_of_rows([ALL_NULL, new_only(ALL_NULL), ColumnDropped("a", "id")]) == (ALL_NULL, new_only(ALL_NULL))


@pytest.mark.parametrize("way", ["jsonl-key-missing", "jsonl-nan"])
def test_how_null_is_written_needs_rows_with_null(way: str) -> None:
    """Every third row holds one, before and after."""
    one = FilesChanged("a", way, column="score")
    assert [i for i, row in enumerate(fitted(one, ROWS)) if row["score"] is None] == [0, 3, 6]
    assert differing(ROWS, fitted(new_only(one), ROWS)) == {6}
    assert asks_of_rows([one]) == (one,)


def test_latin1_has_letters_of_its_own_and_no_others() -> None:
    """Texts that were different still are; where no text has such a letter, one gets it."""
    one = FilesChanged("a", "csv-latin1", column="name")
    assert [row["name"] for row in fitted(one, ROWS)] == ["ant", "Zoé", "?", "??", "007", None, "", "b,c", "naïve"]
    assert fitted(one, ROWS[:1])[0]["name"] == "Zoë"
    assert differing(ROWS, fitted(new_only(one), ROWS)) == set()
    assert asks_of_rows([new_only(one)])


def test_other_changes_take_the_rows_as_they_are() -> None:
    """The very same rows."""
    for one in (NullAppeared("a", "id"), FilesChanged("a", "csv-bom"), new_only(FilesChanged("a", "csv-bom"))):
        assert fitted(one, ROWS) is ROWS
        assert asks_of_rows([one]) == ()


def test_a_fault_knows_its_code() -> None:
    """Which an error that names its cause holds."""
    assert StorageFault("keys-expired").codes == ("400", "ExpiredToken")
    assert all(len(StorageFault(kind).codes) == 2 for kind in StorageFault._SENTENCES)
