"""Rows refer to rows that are there: by keys of several columns, in trees, in circles that can be broken."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from pytest_connectors.drift.rows import generate, parents_first
from pytest_connectors.drift.schema import Column, ForeignKey, TableSchema, Type
from pytest_connectors.errors import BadContract

INT, DATE = Type("integer", "int4"), Type("date", "date")


def table(
    name: str, *columns: str, keys: tuple[ForeignKey, ...] = (), unique: tuple[tuple[str, ...], ...] = ()
) -> TableSchema:
    """A table whose first column is its key where nothing else is said; a column with a ? may be NULL."""
    made = tuple(Column(column.rstrip("?"), INT, nullable=column.endswith("?")) for column in columns)
    known = unique or ((made[0].name,),)
    return TableSchema(name, "public", name, made, known[0], known, keys)


def to(parent: str, *columns: str, refers: tuple[str, ...] = ("id",), name: str = "") -> ForeignKey:
    """A foreign key to a table of this schema."""
    return ForeignKey(columns, f"public.{parent}", refers, name)


A, B = table("a", "id"), table("b", "id")


def test_a_table_of_pairs_has_no_pair_twice() -> None:
    """The primary key of two foreign keys is kept, and both sides come from their parents."""
    pairs = table("pairs", "a_id", "b_id", keys=(to("a", "a_id"), to("b", "b_id")), unique=(("a_id", "b_id"),))
    rows = generate([pairs, A, B], 30, 1)
    found = [(row["a_id"], row["b_id"]) for row in rows["pairs"]]
    assert len(found) == len(set(found)) >= 28
    assert {one for one, _ in found} <= {row["id"] for row in rows["a"]}
    assert len({one for one, _ in found}) < len(found)


def test_two_keys_that_share_a_column_agree_on_it() -> None:
    """As in TPC-C, where both lie in the same warehouse."""
    site = table("site", "id")
    left = table("l", "site", "id", keys=(to("site", "site"),), unique=(("site", "id"),))
    right = table("r", "site", "id", keys=(to("site", "site"),), unique=(("site", "id"),))
    both = table(
        "both", "n", "site", "l", "r",
        keys=(to("l", "site", "l", refers=("site", "id")), to("r", "site", "r", refers=("site", "id"))),
    )  # fmt: skip
    rows = generate([both, right, left, site], 40, 1)
    assert len(rows["both"]) >= 30
    for one in ("l", "r"):
        known = {(row["site"], row["id"]) for row in rows[one]}
        assert {(row["site"], row[one]) for row in rows["both"]} <= known


def test_one_to_one_takes_each_parent_once() -> None:
    """A unique foreign key has as many rows as there are parents."""
    detail = table("detail", "id", "a_id", keys=(to("a", "a_id"),), unique=(("id",), ("a_id",)))
    rows = generate([detail, A], 20, 1)["detail"]
    assert len(rows) == len({row["a_id"] for row in rows}) == 20


def test_a_tree_that_must_have_a_root_is_its_own_parent() -> None:
    """A NOT NULL reference to the same table begins with a row that refers to itself."""
    tree = table("tree", "id", "up", keys=(to("tree", "up"),))
    rows = generate([tree], 20, 1)["tree"]
    assert rows[0]["up"] == rows[0]["id"]
    known = set[object]()
    for row in rows:
        known.add(row["id"])
        assert row["up"] in known
    assert sum(row["up"] != row["id"] for row in rows) > 15


def test_a_circle_is_broken_where_a_key_may_be_null() -> None:
    """The table whose key may be NULL comes first, with NULL in it; the other refers to it."""
    staff = table("staff", "id", "store", keys=(to("store", "store"),))
    store = table("store", "id", "manager?", keys=(to("staff", "manager"),))
    assert [one.name for one in parents_first([staff, store])] == ["store", "staff"]
    rows = generate([staff, store], 10, 1)
    assert {row["manager"] for row in rows["store"]} == {None}
    assert {row["store"] for row in rows["staff"]} <= {row["id"] for row in rows["store"]}


def test_a_circle_without_any_null_names_its_tables_and_keys() -> None:
    """The message leaves out a table that only depends on the circle."""
    one = table("one", "id", "other", keys=(to("other", "other", name="one_other_fkey"),))
    other = table("other", "id", "one", keys=(to("one", "one", name="other_one_fkey"),))
    child = table("child", "id", "one", keys=(to("one", "one"),))
    with pytest.raises(BadContract, match="in a circle") as raised:
        generate([child, one, other], 5, 1)
    text = str(raised.value)
    assert "one (other) refers to public.other, key 'one_other_fkey'" in text
    assert "other (one) refers to public.one, key 'other_one_fkey'" in text
    assert "rows=" in text
    assert "child" not in text


def test_rows_that_are_given_break_a_circle() -> None:
    """With the rows of one table given, the rows of the other refer to them."""
    one = table("one", "id", "other", keys=(to("other", "other"),))
    other = table("other", "id", "one", keys=(to("one", "one"),))
    rows = generate([one, other], 5, 1, given={"one": ({"id": 3, "other": 1},)})
    assert {row["one"] for row in rows["other"]} == {3}


def test_a_key_that_is_full_is_null_in_all_columns_or_in_none() -> None:
    """MATCH FULL takes no row with half a key."""
    key = dataclasses.replace(to("p", "x", "y", refers=("x", "y")), full=True)
    parent = table("p", "x", "y", unique=(("x", "y"),))
    child = table("c", "id", "x?", "y?", keys=(key,))
    rows = generate([child, parent], 40, 1)["c"]
    assert {(row["x"] is None, row["y"] is None) for row in rows} == {(True, True), (False, False)}


def test_a_full_key_of_which_one_column_must_be_there_breaks_no_circle() -> None:
    """Half a key is not NULL."""
    parent = table("p", "x", "y", keys=(to("c", "x"),), unique=(("x", "y"),))
    child = table("c", "id", "x", "y?", keys=(to("p", "x", "y", refers=("x", "y")),))
    assert [one.name for one in parents_first([parent, child])] == ["c", "p"]
    full = dataclasses.replace(child, foreign_keys=(dataclasses.replace(child.foreign_keys[0], full=True),))
    with pytest.raises(BadContract, match="in a circle"):
        parents_first([parent, full])


def test_what_must_not_overlap_is_drawn_apart() -> None:
    """Ranges, and the two columns that are the ends of a range."""
    ranged = Type("int4range", "int4range", form="range", parts=(INT,))
    columns = (Column("seats", ranged, nullable=False), Column("starts", DATE), Column("ends", DATE))
    rooms = TableSchema(
        "rooms", "public", "rooms", columns, exclusions=(((), ("seats",)), ((), ("starts", "ends")))
    )  # fmt: skip
    rows = generate([rooms], 50, 1)["rooms"]
    assert len(rows) == 50
    days = sorted((row["starts"], row["ends"]) for row in rows)  # type: ignore[type-var]
    assert all(one[0] < one[1] <= other[0] for one, other in itertools.pairwise(days))  # type: ignore[operator]
    seats = sorted(tuple(map(int, str(row["seats"]).strip("[)").split(","))) for row in rows)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(seats))
