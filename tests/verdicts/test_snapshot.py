"""Every result becomes cells of (kind, value), with nothing coerced."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import decimal
import uuid
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_connectors.verdicts.kinds import NULL, Cell, Listing, Record, canonical, is_empty, opaque_types
from pytest_connectors.verdicts.snapshot import node_of

MOMENT = dt.datetime(2026, 3, 29, 1, 30)  # noqa: DTZ001 - a naive time is what is meant
AWARE = MOMENT.replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "boolean"),
        (1, "integer"),
        (np.int16(1), "integer"),
        (1.0, "float"),
        (np.float32(1), "float"),
        (decimal.Decimal(1), "decimal"),
        ("1", "text"),
        (b"1", "bytes"),
        (memoryview(b"1"), "bytes"),
        (MOMENT.date(), "date"),
        (MOMENT, "naive time"),
        (AWARE, "instant"),
        (pd.Timestamp(MOMENT), "naive time"),
        (np.datetime64(MOMENT), "naive time"),
        (pd.Timestamp(AWARE), "instant"),
        (pd.NaT, "null"),
        (pd.NA, "null"),
        (dt.timedelta(1), "duration"),
        (pd.Timedelta(1, "D"), "duration"),
        (uuid.UUID(int=1), "uuid"),
    ],
)
def test_each_value_has_its_kind(value: object, kind: str) -> None:
    """A value's kind is what it is, not what a data frame would make of it."""
    node = node_of(value)
    assert isinstance(node, Cell)
    assert node.kind == kind


def test_numbers_of_other_kinds_differ() -> None:
    """1, 1.0, Decimal(1), True and "1" are five things."""
    assert len({node_of(value) for value in (1, 1.0, decimal.Decimal(1), True, "1")}) == 5


def test_moments_are_equal_by_what_they_mean() -> None:
    """One instant in two zones is one instant; a naive time is none."""
    elsewhere = AWARE.astimezone(dt.timezone(dt.timedelta(hours=5)))
    assert node_of(AWARE) == node_of(elsewhere) == node_of(pd.Timestamp(elsewhere))
    assert node_of(AWARE) != node_of(MOMENT)


def test_nan_equals_nan_and_decimals_are_equal_by_number() -> None:
    """NaN equals itself, and 1.0 is 1.00, but only within a kind."""
    assert node_of(float("nan")) == node_of(np.nan)
    assert node_of(decimal.Decimal("1.0")) == node_of(decimal.Decimal("1.00"))
    assert node_of(pd.Timestamp(1, unit="ns")) != node_of(pd.Timestamp(2, unit="ns"))


Point = collections.namedtuple("Point", "id name")  # noqa: PYI024 - the kind that has no types


@dataclasses.dataclass
class Data:
    """A record."""

    id: int
    name: str


class Model(pydantic.BaseModel):
    """A record."""

    id: int
    name: str


class Keyed:
    """A record as asyncpg gives it: by key, and iterating values."""

    def keys(self) -> list[str]:
        """The columns."""
        return ["id", "name"]

    def __getitem__(self, key: str) -> object:
        return {"id": 1, "name": "a"}[key]

    def __iter__(self) -> Any:
        return iter((1, "a"))


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": 1, "name": "a"}],
        [Point(1, "a")],
        [Data(1, "a")],
        [Model(id=1, name="a")],
        [Keyed()],
        pd.DataFrame({"id": [1], "name": ["a"]}),
        pd.DataFrame({"name": ["a"]}, index=pd.Index([1], name="id")),
        pl.DataFrame({"id": [1], "name": ["a"]}),
        pa.table({"id": [1], "name": ["a"]}),
        pa.RecordBatch.from_pylist([{"id": 1, "name": "a"}]),
        np.array([(1, "a")], dtype=[("id", "i8"), ("name", "U1")]),
    ],
)
def test_rows_are_the_same_in_every_shape(rows: object) -> None:
    """Dicts, named tuples, dataclasses, models, records and frames of the same rows are the same."""
    expected = canonical(node_of([{"id": 1, "name": "a"}]), ordered=True)
    assert canonical(node_of(rows), ordered=True) == expected


def test_plain_tuples_are_rows_by_position() -> None:
    """A list of tuples or of lists has columns by position."""
    assert node_of([(1, "a")]) == node_of([[1, "a"]])
    assert str(node_of((1, "a"))) == "(1, 'a')"


def test_a_missing_key_is_null_and_order_counts_only_where_asked() -> None:
    """{} is {"a": None}; a listing is a multiset unless it is ordered."""
    assert canonical(node_of([{}]), ordered=True) == canonical(node_of([{"a": None}]), ordered=True)
    one, other = node_of([{"a": 1}, {"a": 2}]), node_of([{"a": 2}, {"a": 1}])
    assert canonical(one, ordered=False) == canonical(other, ordered=False)
    assert canonical(one, ordered=True) != canonical(other, ordered=True)
    twice = node_of([{"a": 1}, {"a": 1}, {"a": 2}])
    assert canonical(twice, ordered=False) != canonical(one, ordered=False)


def test_a_null_makes_a_pandas_column_of_integers_another_kind() -> None:
    """The very change to be seen: an integer column with one NULL in it comes as floats."""
    whole = node_of(pd.DataFrame({"n": [1, 2]}))
    holed = node_of(pd.DataFrame({"n": [1, None]}))
    assert isinstance(whole, Listing)
    assert isinstance(holed, Listing)
    assert dict(whole.items[0].fields)["n"] == Cell("integer", 1)  # type: ignore[union-attr]
    assert dict(holed.items[0].fields)["n"] == Cell("float", 1.0)  # type: ignore[union-attr]
    assert dict(holed.items[1].fields)["n"] == NULL  # type: ignore[union-attr]


def test_mappings_with_keys_that_are_data() -> None:
    """A mapping by number is pairs of key and value, with the key's own kind."""
    pair = Record((("key", Cell("integer", 1)), ("value", Cell("integer", 2))))
    assert node_of({1: 2}) == Listing((pair,), pairs=True)


@pytest.mark.parametrize("value", [None, [], {}, "", pd.DataFrame(), pd.DataFrame({"a": []}), [None], (), [[]]])
def test_nothing_is_nothing_in_every_shape(value: object) -> None:
    """None, an empty list, an empty frame: nothing was returned."""
    assert is_empty(node_of(value))


@pytest.mark.parametrize("value", [0, False, [0], {"a": 0}, "x"])
def test_zero_is_not_nothing(value: object) -> None:
    """A count of zero is a result."""
    assert not is_empty(node_of(value))


class Plain:
    """An object that equals nothing but itself."""


def test_what_is_of_no_known_kind_compares_by_type_and_equality() -> None:
    """A time of day equals another; an object that equals only itself is named."""
    assert node_of(dt.time(1)) == node_of(dt.time(1))
    assert node_of(dt.time(1)) != node_of(dt.time(2))
    assert opaque_types(node_of([{"a": Plain()}])) == {"Plain"}
    assert opaque_types(node_of([{"a": dt.time(1)}])) == set()


def test_a_snapshot_does_not_change_with_what_it_was_taken_of() -> None:
    """What the test does to a result afterwards is not seen."""
    rows = [{"a": 1}]
    node = node_of(rows)
    rows[0]["a"] = 2
    assert node == node_of([{"a": 1}])


plain = st.sampled_from([None, True, 1, 1.0, float("nan"), decimal.Decimal(1), "1", "", MOMENT, AWARE])
rows_and_shuffled = st.lists(st.dictionaries(st.sampled_from("abc"), plain, max_size=3), max_size=4).flatmap(
    lambda rows: st.tuples(st.just(rows), st.permutations(rows))
)


@given(rows_and_shuffled)
def test_shuffled_rows_are_the_same_multiset(both: tuple[list[dict[str, object]], list[dict[str, object]]]) -> None:
    """The order of rows and of keys is no difference where nothing is ordered."""
    rows, shuffled = both
    turned = [dict(reversed(row.items())) for row in shuffled]
    assert canonical(node_of(rows), ordered=False) == canonical(node_of(turned), ordered=False)
