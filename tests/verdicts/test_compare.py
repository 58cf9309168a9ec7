"""What differs between two results is lost, altered or passed on, and is told by its column."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_connectors.verdicts.compare import compare, contained, varying
from pytest_connectors.verdicts.outcome import Silence
from pytest_connectors.verdicts.scope import Scope
from pytest_connectors.verdicts.snapshot import node_of

ROWS = [{"id": 1, "amount": Decimal("0.10"), "note": "a"}, {"id": 2, "amount": Decimal("0.20"), "note": None}]
TEXT = Scope(retyped=frozenset({("integer", "text")}))


def changed(**new: object) -> list[dict[str, object]]:
    """The rows, with a column changed."""
    return [{**row, **{name: value(row) if callable(value) else value for name, value in new.items()}} for row in ROWS]


def found(before: object, after: object, scope: Scope = Scope()) -> list[tuple[str, str]]:  # noqa: B008 - frozen
    """Classes and places of what differs."""
    return [(d.silence.value, d.place) for d in compare(node_of(before), node_of(after), scope).differences]


def test_the_same_is_the_same() -> None:
    """Equal rows in another order do not differ, unless their order counts."""
    assert found(ROWS, ROWS) == []
    assert found(ROWS, ROWS[::-1]) == []
    assert found(ROWS, ROWS[::-1], Scope(ordered=True)) == [("altered", "order of rows")]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([{"id": 1, "note": "a"}, {"id": 2, "note": None}], [("lost", "amount")]),
        (ROWS[:1], [("lost", "rows")]),
        ([], [("lost", "rows")]),
        (None, [("lost", "value")]),
        ([*ROWS, ROWS[0]], [("altered", "rows")]),
        (changed(amount=Decimal("0.30")), [("altered", "amount")]),
        (changed(amount=lambda row: float(row["amount"])), [("altered", "amount")]),
        (changed(id=lambda row: float(row["id"])), [("altered", "id")]),
        (changed(note=None), [("lost", "note")]),
    ],
)
def test_each_way_of_going_wrong_has_its_class(after: object, expected: list[tuple[str, str]]) -> None:
    """A column or rows are lost; a value or its kind is altered."""
    assert found(ROWS, after) == expected


def test_a_value_in_another_column_is_altered() -> None:
    """The reader by position, after a column was put before the first."""
    before = [(1, Decimal("0.10"), "a"), (2, Decimal("0.20"), "b")]
    after = [("x", 1, Decimal("0.10")), ("x", 2, Decimal("0.20"))]
    assert {silence for silence, _ in found(before, after)} == {"altered"}


def test_the_sources_new_kind_handed_on_as_it_came_is_passed_on() -> None:
    """'1' in the place of 1 is passed on only where the source went that way, and only if it is the same number."""
    as_text = changed(id=lambda row: str(row["id"]))
    assert found(ROWS, as_text, TEXT) == [("passed on", "id")]
    assert found(ROWS, as_text) == [("altered", "id")]
    assert found(ROWS, changed(id="7"), TEXT)[0] == ("altered", "id")
    assert found({1: "a"}, {"1": "a"}, TEXT) == [("passed on", "key")]


def test_a_new_column_is_noted_and_not_judged() -> None:
    """A column that comes through is not a difference, in rows, in nested rows and in the last place of a tuple."""
    comparison = compare(node_of(ROWS), node_of(changed(extra=1)))
    assert (comparison.differences, comparison.added) == ((), ("extra",))
    assert found({"rows": ROWS}, {"rows": changed(extra=1)}) == []
    assert found([(1, "a")], [(1, "a", "new")]) == []


def test_only_what_is_promised_is_compared() -> None:
    """With `returns=`, columns that it does not name are left out."""
    assert found(ROWS, changed(note="other"), Scope(named=frozenset({"id", "amount"}))) == []
    assert found(ROWS, changed(note="other"), Scope(named=frozenset({"note"}))) == [("altered", "note")]


def test_fields_that_vary_by_themselves_are_found_and_left_out() -> None:
    """Two runs of the same name the fields that vary; a result of another size varies as a whole."""
    again = changed(note="later")
    assert varying(node_of(ROWS), node_of(again), Scope()) == {"note"}
    assert found(ROWS, changed(note="much later"), Scope(ignored=frozenset({"note"}))) == []
    assert varying(node_of(ROWS), node_of(ROWS[:1]), Scope()) is None
    assert varying(node_of(1.5), node_of(1.6), Scope()) is None


def test_mappings_whose_names_are_data_lose_rows_and_not_columns() -> None:
    """A total by country that loses a country, and one that gains one, both differ."""
    scope = Scope(keyed=True)
    assert found({"DE": 1, "NA": 2}, {"DE": 1}, scope) == [("lost", "rows")]
    assert found({"DE": 1}, {"DE": 1, "NA": 2}, scope) == [("altered", "rows")]


def test_a_part_is_contained_as_often_as_it_occurs() -> None:
    """Containment counts: two equal rows are not contained in one."""
    assert contained(node_of(ROWS[:1]), node_of(ROWS), Scope())
    assert not contained(node_of([ROWS[0], ROWS[0]]), node_of(ROWS), Scope())
    assert contained(node_of(ROWS[:1]), node_of(changed(extra=1)), Scope())


rows = st.lists(st.fixed_dictionaries({"a": st.integers(0, 3), "b": st.sampled_from(["x", "y", None])}), max_size=6)


@given(rows, rows)
def test_no_difference_means_the_same_rows(one: list[dict[str, object]], other: list[dict[str, object]]) -> None:
    """Nothing is found exactly where the rows are the same multiset."""
    same = sorted(repr(sorted(row.items())) for row in one) == sorted(repr(sorted(row.items())) for row in other)
    assert (found(one, other) == []) == same


@given(rows, st.integers(0, 5))
def test_taking_rows_away_is_lost(one: list[dict[str, object]], count: int) -> None:
    """Fewer rows, and nothing else, is `lost` and only that."""
    left = one[count:]
    expected = set() if len(left) == len(one) else {Silence.LOST.value}
    assert {silence for silence, _ in found(one, left)} == expected


def test_what_the_source_became_is_passed_on() -> None:
    """As it is, in the words of a driver that does not know the type, or inside a record; another value is altered."""
    old, new = uuid.UUID(int=7), 7
    scope = Scope(became=frozenset({(node_of(new), node_of(old))}))
    for after in (old, str(old)):
        (found,) = compare(node_of([{"id": new}]), node_of([{"id": after}]), scope).differences
        assert found.silence is Silence.PASSED_ON
    (found,) = compare(node_of([{"id": new}]), node_of([{"id": uuid.UUID(int=8)}]), scope).differences
    assert found.silence is Silence.ALTERED
    nested = Scope(became=frozenset({(node_of({"n": 1}), node_of({"value": {"n": 1}}))}))
    (found,) = compare(node_of([{"x": {"n": 1}}]), node_of([{"x": {"value": {"n": 1}}}]), nested).differences
    assert (found.silence, found.place) == (Silence.PASSED_ON, "x")


def test_a_sum_in_another_kind_is_passed_on_where_only_its_last_digits_differ() -> None:
    """Sums of floats for sums of decimals; a number that is another one is altered."""
    scope = Scope(retyped=frozenset({("decimal", "float")}))
    for total, silence in ((0.1 + 0.2, Silence.PASSED_ON), (0.31, Silence.ALTERED)):
        (found,) = compare(node_of([{"total": Decimal("0.30")}]), node_of([{"total": total}]), scope).differences
        assert found.silence is silence
    (found,) = compare(node_of([{"n": 1}]), node_of([{"n": 1.0}]), scope).differences
    assert found.silence is Silence.ALTERED
