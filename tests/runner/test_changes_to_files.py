"""What the runner asks of a change, wherever the change is placed."""

from __future__ import annotations

import pytest

from pytest_connectors.drift.changes import (
    Change,
    ColumnRetyped,
    FilesChanged,
    FilesEmptied,
    LinesBroken,
    Placed,
    RowsChanged,
    StorageFault,
    UnitChanged,
    ZerosLost,
)
from pytest_connectors.drift.hints import Hint
from pytest_connectors.runner.judging import _causes, _kind, _retyped
from pytest_connectors.runner.rowsets import Rowset
from pytest_connectors.runner.touching import is_promised, touched_places, unseen_writes

ROWS = tuple({"id": i, "day": str(i // 4), "note": f"{i:03}", "amount": 1 + i} for i in range(12))


def new_only(one: Change) -> Placed:
    """The change in the last day's objects alone."""
    return Placed(one, "new-only", ("day",))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("int32", "integer"), ("uint64", "integer"), ("double", "float"), ("float", "float"), ("string", "text"),
        ("large_string", "text"), ("decimal128(12, 2)", "decimal"), ("bool", "boolean"), ("date32[day]", "date"),
        ("timestamp[us]", "naive time"), ("timestamp[ns, tz=Europe/Berlin]", "instant"), ("null", "null"),
        ("dictionary<values=string, indices=int32, ordered=0>", "text"),
        ("integer", "integer"), ("numeric(10,2)", "decimal"), ("integer[]", "integer[]"), ("real", "float"),
    ],
)  # fmt: skip
def test_kinds_of_values(text: str, kind: str) -> None:
    """In the server's words and in Arrow's."""
    assert _kind(text) == kind


def test_a_retyped_column_is_seen_wherever_it_is() -> None:
    """In new objects as in all."""
    retyped = ColumnRetyped("a", "amount", "int64", "string", way="text")
    assert _retyped([retyped]) == _retyped([new_only(retyped)]) == {("integer", "text")}


def test_what_is_touched_in_new_objects() -> None:
    """The places of their rows; a row that is gone is touched."""
    rowset = Rowset({"a": ROWS})
    assert touched_places((new_only(UnitChanged("a", "amount")),), rowset, ["a"]) == {"a": frozenset(range(8, 12))}
    assert touched_places((new_only(FilesEmptied("a")),), rowset, ["a"]) == {"a": frozenset(range(8, 12))}
    assert touched_places((new_only(RowsChanged("a", "doubled")),), rowset, ["a"]) == {"a": frozenset()}
    assert touched_places((new_only(FilesChanged("a", "csv-bom")),), rowset, ["a"]) == {}


@pytest.mark.parametrize(
    ("change", "hints", "names", "promised"),
    [
        (UnitChanged("a", "amount"), {"amount": Hint(maximum=9)}, {"amount"}, True),
        (UnitChanged("a", "amount"), {}, {"amount"}, False),
        (FilesEmptied("a"), {"amount": Hint(maximum=9)}, {"amount", ""}, False),
        (ZerosLost("a", "note"), {"note": Hint(shortest=3)}, {"note"}, True),
        (ZerosLost("a", "note"), {}, {"note"}, False),
        (LinesBroken("a", column="note"), {}, {"note"}, True),
        (LinesBroken("a", column="note"), {}, {"amount"}, False),
        (FilesChanged("a", "csv-bom"), {}, {"note"}, False),
    ],
)
def test_what_a_promise_speaks_of(change: Change, hints: dict[str, Hint], names: set[str], promised: bool) -> None:
    """The same for a change in new objects."""
    assert is_promised((change,), frozenset(names), hints) is promised
    assert is_promised((new_only(change),), frozenset(names), hints) is promised


def test_an_assertion_on_rows_speaks_of_new_objects_too() -> None:
    """Of what needs no promise; and no far end can tell in which unit is written, wherever it is."""
    assert is_promised((new_only(LinesBroken("a", column="note")),), None, {}, frozenset({("a", "note")}))
    assert not is_promised((new_only(UnitChanged("a", "amount")),), None, {}, frozenset({("a", "amount")}))
    assert "amount" in (unseen_writes((new_only(UnitChanged("a", "amount")),), ["a"]) or "")


def test_words_that_name_a_cause() -> None:
    """A column, what is other about the objects, or S3's own code; the name of the format alone says nothing."""
    assert _causes([new_only(FilesChanged("a", "csv-delimiter", ";"))]) == ("a", "delimiter")
    assert _causes([FilesChanged("a", "jsonl-nan", column="amount")]) == ("amount",)
    assert {"400", "ExpiredToken", "expired"} <= set(_causes([StorageFault("keys-expired")]))
