"""Generated rows are the same each time, fit their keys and have teeth."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_connectors.drift.rows import generate, unique_rows
from pytest_connectors.drift.schema import Column, ForeignKey, TableSchema, Type
from pytest_connectors.drift.strategies import rows as rows_strategy
from pytest_connectors.drift.values import Hint, distinct, teeth
from pytest_connectors.errors import BadContract

TYPES = {
    "n2": Type("smallint", "int2"),
    "n4": Type("integer", "int4"),
    "n8": Type("bigint", "int8"),
    "money": Type("numeric(8,2)", "numeric", precision=8, scale=2),
    "f": Type("double precision", "float8"),
    "t": Type("text", "text"),
    "code": Type("character varying(3)", "varchar", length=3),
    "b": Type("boolean", "bool"),
    "d": Type("date", "date"),
    "ts": Type("timestamp without time zone", "timestamp"),
    "tz": Type("timestamp with time zone", "timestamptz"),
    "u": Type("uuid", "uuid"),
    "j": Type("jsonb", "jsonb"),
    "e": Type("mood", "mood", labels=("sad", "ok", "happy")),
}
WIDE = TableSchema(
    "wide", "public", "wide",
    (Column("id", TYPES["n8"], nullable=False), *(Column(name, kind) for name, kind in TYPES.items())),
    primary_key=("id",), unique=(("id",),),
)  # fmt: skip
USERS = TableSchema("users", "public", "users", (Column("id", TYPES["n4"], nullable=False),), ("id",), (("id",),))
ORDERS = TableSchema(
    "orders", "public", "orders",
    (Column("id", TYPES["n4"], nullable=False), Column("user_id", TYPES["n4"], nullable=False)),
    ("id",), (("id",),), (ForeignKey(("user_id",), "public.users", ("id",)),),
)  # fmt: skip


def test_the_same_seed_gives_the_same_rows() -> None:
    """A verdict can be had again."""
    assert generate([WIDE], 50, 7) == generate([WIDE], 50, 7)
    assert generate([WIDE], 50, 7) != generate([WIDE], 50, 8)


@pytest.mark.parametrize("name", TYPES)
def test_every_tooth_is_in_the_rows(name: str) -> None:
    """In 50 rows each value with teeth occurs, and NULL where it may."""
    values = [repr(row[name]) for row in generate([WIDE], 50, 1)["wide"]]
    nulls = values.count("None")
    assert 5 <= nulls <= 20
    for tooth in teeth(TYPES[name]):
        assert repr(tooth) in [repr(row[name]) for seed in range(6) for row in generate([WIDE], 50, seed)["wide"]]


def test_there_are_ties_and_more_than_one_row_a_key() -> None:
    """A column that is no key holds each ordinary value more than once."""
    values = [row["n4"] for row in generate([WIDE], 50, 1)["wide"] if row["n4"] is not None]
    assert len(set(values)) <= len(values) * 2 / 3


def test_keys_are_unique_and_reach_beyond_32_bits() -> None:
    """A bigint key holds a value above 2^31."""
    ids = [row["id"] for row in generate([WIDE], 50, 1)["wide"]]
    assert len(set(ids)) == 50
    assert max(ids) > 2**31  # type: ignore[type-var]


def test_a_key_that_a_sequence_continues_leaves_it_room() -> None:
    """No generated id stands at the end of the type."""
    import random

    assert max(distinct(TYPES["n4"], random.Random(1), 50, continued=True)) < 1000  # type: ignore[type-var]


def test_parents_are_drawn_first() -> None:
    """Each child refers to a parent that is there."""
    rows = generate([ORDERS, USERS], 30, 3)
    assert {row["user_id"] for row in rows["orders"]} <= {row["id"] for row in rows["users"]}


def test_a_circle_of_references_asks_for_rows() -> None:
    """Two tables that refer to each other cannot be drawn."""
    import dataclasses

    back = dataclasses.replace(USERS, foreign_keys=(ForeignKey(("id",), "public.orders", ("id",)),))
    with pytest.raises(BadContract, match="in a circle"):
        generate([back, ORDERS], 5, 1)


def test_a_type_that_is_not_known_asks_for_rows() -> None:
    """The message names the column, the type and `rows=`."""
    odd = TableSchema("odd", "public", "odd", (Column("shape", Type("geometry", "geometry")),))
    with pytest.raises(BadContract, match=r"column 'shape' of type geometry.*rows="):
        generate([odd], 5, 1)


def test_hints_are_kept() -> None:
    """What `returns=` promises of a column holds in the rows."""
    hints = {"wide": {"money": Hint(minimum=10, maximum=20, required=True), "t": Hint(allowed=("x", "y"))}}
    rows = generate([WIDE], 50, 1, hints)["wide"]
    assert all(10 <= row["money"] <= 20 for row in rows)  # type: ignore[operator]
    assert {row["t"] for row in rows} <= {"x", "y", None}


def test_texts_fit_their_length() -> None:
    """varchar(3) is never given more."""
    assert all(len(str(row["code"])) <= 3 for row in generate([WIDE], 50, 1)["wide"] if row["code"] is not None)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_drawn_rows_keep_keys_and_references(data: st.DataObject) -> None:
    """What hypothesis draws is unique in its keys and refers to what is there."""
    rows = data.draw(rows_strategy([ORDERS, USERS], {}, {}, {}))
    assert {row["user_id"] for row in rows["orders"]} <= {row["id"] for row in rows["users"]}
    assert unique_rows(ORDERS, rows["orders"]) == tuple(rows["orders"])
    assert rows["users"]
