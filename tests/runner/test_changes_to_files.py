"""What the runner asks of a change, wherever the change is placed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pytest_connectors.contract import Contract, Table
from pytest_connectors.drift.changes import (
    Change,
    ColumnAdded,
    ColumnDropped,
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
from pytest_connectors.drift.schema import Column, DatasetSchema, TableSchema, Type
from pytest_connectors.runner.causes import causes
from pytest_connectors.runner.combinations import Combinations
from pytest_connectors.runner.item import ItemRun
from pytest_connectors.runner.judging import Trialled, _kind, _retyped
from pytest_connectors.runner.rowsets import Rowset
from pytest_connectors.runner.touching import is_promised, touched_places, unseen_writes
from pytest_connectors.scenarios.catalogue import CATALOGUE, SEVERAL
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.scenario import Item
from pytest_connectors.systems.together import Together
from pytest_connectors.verdicts.judge import Verdict
from pytest_connectors.verdicts.observation import Observation
from pytest_connectors.verdicts.outcome import Outcome
from pytest_connectors.verdicts.scope import Scope

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
        (LinesBroken("a", "note"), {}, {"note"}, True),
        (LinesBroken("a", "note"), {}, {"amount"}, False),
        (FilesChanged("a", "csv-bom"), {}, {"note"}, False),
    ],
)
def test_what_a_promise_speaks_of(change: Change, hints: dict[str, Hint], names: set[str], promised: bool) -> None:
    """The same for a change in new objects."""
    assert is_promised((change,), frozenset(names), hints) is promised
    assert is_promised((new_only(change),), frozenset(names), hints) is promised


def test_an_assertion_on_rows_speaks_of_new_objects_too() -> None:
    """Of what needs no promise; and no far end can tell in which unit is written, wherever it is."""
    assert is_promised((new_only(LinesBroken("a", "note")),), None, {}, frozenset({("a", "note")}))
    assert not is_promised((new_only(UnitChanged("a", "amount")),), None, {}, frozenset({("a", "amount")}))
    assert "amount" in (unseen_writes((new_only(UnitChanged("a", "amount")),), ["a"]) or "")


def test_words_that_name_a_cause() -> None:
    """A column, what is other about the objects, or S3's own code; the name of the format alone says nothing."""
    assert causes([new_only(FilesChanged("a", "csv-delimiter", ";"))]) == ("a", "delimiter")
    assert causes([FilesChanged("a", "jsonl-nan", column="amount")]) == ("amount",)
    assert {"400", "ExpiredToken", "expired"} <= set(causes([StorageFault("keys-expired")]))


COLUMNS = (Column("id", Type("int64", "int8")), Column("note", Type("string", "text")))
TABLE, FILES = TableSchema("t", "public", "t", COLUMNS), DatasetSchema("a", "acme", "a/", COLUMNS)


DECLARED = tuple(Table(name, ddl=f"CREATE TABLE {name} ()") for name in "ta")


def study(**directions: tuple[Table, ...]) -> Any:
    """What is known of a contract on a table and a dataset."""
    bench = SimpleNamespace(contract=Contract(name="c", **directions), system=Together([]))
    trials = SimpleNamespace(bench=bench, is_command=True)
    return SimpleNamespace(schemas=(TABLE, FILES), trials=trials, scope=Scope())


def test_each_declaration_is_combined_with_the_changes_of_its_system() -> None:
    """A dataset has no defaults, and a table no dictionaries; what is owed is the system's own."""
    judge: Any = SimpleNamespace(study=study(reads=DECLARED))
    combined = Combinations(judge, Item("several-changed", SEVERAL, ("t", "a"), Owed.SPEAK), lambda *_: False)
    found: list[Any] = [one for changes in combined._parts.values() for one in changes]
    types = {name: {type(one).__name__ for one in found if one.table == name} for name in "ta"}
    assert "ColumnDropped" in types["t"] & types["a"]
    assert "ColumnMoved" not in types["a"]
    ways = {name: {one.way for one in found if isinstance(one, ColumnRetyped) and one.table == name} for name in "ta"}
    assert ("dictionary" in ways["t"], "dictionary" in ways["a"]) == (False, True)
    assert combined.owed([one for one in found if isinstance(one, ColumnAdded) and one.table == "a"]) is Owed.SURVIVE
    assert combined.owed([ColumnDropped("a", "id")]) is Owed.SPEAK


def test_what_does_not_apply_to_a_writer_is_not_combined() -> None:
    """Objects that it does not read are none of its concern."""
    judge: Any = SimpleNamespace(study=study(writes=DECLARED))
    combined = Combinations(judge, Item("several-changed", SEVERAL, ("t", "a"), Owed.SPEAK), lambda *_: False)
    found: list[Any] = [one for changes in combined._parts.values() for one in changes]
    assert {one.table for one in found} == {"t"}


def test_a_target_owes_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory object may be refused loudly, a marker must be survived; both are one item."""
    scenario = next(one for one in CATALOGUE if one.id == "marker-files")
    item = Item("marker-files", scenario, ("a",), scenario.reader)
    loud = Trialled((), Rowset({}), Verdict(Outcome.LOUD, "KeyError"), Observation())
    monkeypatch.setattr(ItemRun, "_tried", lambda *_: loud)
    told = ItemRun(study(reads=DECLARED), item)._enumerated(item.targets((FILES,)))
    owed = {case.target: (case.owed, case.fails) for case, _ in told}
    assert owed["directory objects"] == (Owed.SPEAK, False)
    assert owed["_SUCCESS"] == (Owed.SURVIVE, True)
