"""Do rows come back from the objects that they became, in every format and type?"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.rows import generate
from pytest_connectors.drift.schema import Rows
from pytest_connectors.systems.s3.files import objects_of, rows_in, schema_of, settled

TODAY = dt.date(2026, 5, 6)
FLAT = {
    "i8": pa.int8(), "i16": pa.int16(), "i32": pa.int32(), "i64": pa.int64(),
    "u8": pa.uint8(), "u16": pa.uint16(), "u32": pa.uint32(), "u64": pa.uint64(),
    "half": pa.float16(), "single": pa.float32(), "double": pa.float64(),
    "exact": pa.decimal128(12, 2), "fine": pa.decimal256(50, 6), "small": pa.decimal32(5, 1),
    "text": pa.string(), "large": pa.large_string(), "code": pa.dictionary(pa.int8(), pa.string()),
    "truth": pa.bool_(), "day": pa.date32(), "day64": pa.date64(),
    "s": pa.timestamp("s"), "ms": pa.timestamp("ms"), "us": pa.timestamp("us"), "ns": pa.timestamp("ns"),
    "utc": pa.timestamp("us", "UTC"), "berlin": pa.timestamp("ms", "Europe/Berlin"),
    "hour": pa.time32("s"), "hour_us": pa.time64("us"), "key": pa.uuid(),
}  # fmt: skip
NESTED = {
    "list": pa.list_(pa.int32()), "large_list": pa.large_list(pa.string()), "pair": pa.list_(pa.int16(), 2),
    "struct": pa.struct({"a": pa.int8(), "b": pa.string(), "c": pa.timestamp("ms"), "d": pa.decimal128(5, 2)}),
    "map": pa.map_(pa.string(), pa.int8()), "structs": pa.list_(pa.struct({"z": pa.date32()})),
}  # fmt: skip
BINARY = {
    "binary": pa.binary(), "large_binary": pa.large_binary(), "four": pa.binary(4), "sixteen": pa.binary(16),
    "span": pa.duration("ms"), "span_ns": pa.duration("ns"), "json": pa.json_(), "byte_truth": pa.bool8(),
    "view": pa.string_view(),
}  # fmt: skip
HELD = {"parquet": FLAT | NESTED | BINARY, "csv": FLAT, "jsonl": FLAT | NESTED}


def dataset(form: str, types: dict[str, pa.DataType], prefix: str = "activity/", **given: Any) -> Dataset:
    """A dataset of the schema."""
    return Dataset(prefix, bucket="acme-activity", schema=pa.schema(types), format=form, **given)


def rows_for(one: Dataset, seed: int = 1, count: int = 20) -> Rows:
    """Generated rows."""
    table = schema_of(one, TODAY)
    return generate([table], count, seed)[table.name]


def multiset(rows: Rows) -> list[str]:
    """The rows without their order."""
    return sorted(repr(sorted(row.items())) for row in rows)


@pytest.mark.parametrize(("form", "name"), [(form, name) for form, types in HELD.items() for name in types])
def test_generated_values_of_every_type_are_kept_and_come_back(form: str, name: str) -> None:
    """Generated values of every type are kept and come back."""
    one = dataset(form, {"n": pa.int64(), name: HELD[form][name]})
    rows = rows_for(one)
    done, reasons = settled(one, rows)
    assert not reasons
    assert len(done) == len(rows)
    assert any(row[name] is not None for row in done)
    assert multiset(rows_in(one, objects_of(one, done, (), TODAY).now)) == multiset(done)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**16), form=st.sampled_from(sorted(HELD)), gzipped=st.booleans(), count=st.integers(1, 30))
def test_rows_of_all_types_together_come_back(seed: int, form: str, gzipped: bool, count: int) -> None:
    """Rows of all types together come back."""
    keys = f"day={{day}}/{{n}}.{form}" + (".gz" if gzipped else "")
    one = dataset(form, HELD[form], keys=keys)
    done, reasons = settled(one, rows_for(one, seed, count))
    assert not reasons
    assert multiset(rows_in(one, objects_of(one, done, (), TODAY).now)) == multiset(done)


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=6)), min_size=1),
    form=st.sampled_from(sorted(HELD)),
    delimiter=st.sampled_from([",", ";", "\t"]),
    quoting=st.sampled_from(["minimal", "all", "nonnumeric"]),
)
def test_every_text_comes_back_and_null_is_no_empty_text(
    texts: list[str | None], form: str, delimiter: str, quoting: str
) -> None:
    """Every text comes back and null is no empty text."""
    one = dataset(form, {"n": pa.int64(), "text": pa.string()})
    one.fields.dialect.update(delimiter=delimiter, quoting=quoting)  # type: ignore[attr-defined]
    done, reasons = settled(one, tuple({"n": i, "text": text} for i, text in enumerate(texts)))
    assert not reasons
    assert multiset(rows_in(one, objects_of(one, done, (), TODAY).now)) == multiset(done)


@pytest.mark.parametrize("kind", [*(FLAT[name] for name in ("i16", "u64", "text", "truth", "day", "utc", "us"))])
def test_partitions_come_back_from_the_keys(kind: pa.DataType) -> None:
    """Partitions come back from the keys."""
    for keys in (None, "{part}/x-{n:03d}.parquet"):
        one = dataset("parquet", {"a": pa.int64(), "part": kind}, partitioned_by=["part"], keys=keys)
        done, reasons = settled(one, rows_for(one))
        assert not reasons
        made = objects_of(one, done, (), TODAY).now
        assert 1 < len(made) <= 3
        assert multiset(rows_in(one, made)) == multiset(done)


@pytest.mark.parametrize(
    ("kind", "given_value", "value"),
    [
        (pa.timestamp("ms"), dt.datetime(2026, 1, 1, 0, 0, 0, 1999), dt.datetime(2026, 1, 1, 0, 0, 0, 1000)),  # noqa: DTZ001 - without zone
        (pa.float32(), 0.1, 0.10000000149011612),
        (pa.decimal128(5, 1), Decimal("1.25"), Decimal("1.3")),
        (pa.decimal128(5, 2), 7, Decimal("7.00")),
        (pa.date32(), "2026-05-05", dt.date(2026, 5, 5)),
        (pa.binary(4), b"ab", b"ab\0\0"),
        (pa.struct({"a": pa.int8(), "b": pa.string()}), (1, "x"), {"a": 1, "b": "x"}),
        (pa.uint64(), Decimal(2**64 - 1), 2**64 - 1),
        (pa.uuid(), "00000000-0000-0000-0000-000000000007", uuid.UUID(int=7)),
        (pa.timestamp("us", "Europe/Berlin"), dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),  # noqa: DTZ001 - as above
    ],
)
def test_rows_are_settled_as_the_type_keeps_them(kind: pa.DataType, given_value: object, value: object) -> None:
    """Rows are settled as the type keeps them."""
    done, reasons = settled(dataset("parquet", {"a": kind}), ({"a": given_value},))
    assert not reasons
    assert done == ({"a": value},)
    assert type(done[0]["a"]) is type(value)


@pytest.mark.parametrize(
    ("form", "kind", "value", "reason"),
    [
        ("parquet", pa.uint8(), 300, "column 'a' (uint8): Value 300 too large to fit in C integer type"),
        ("parquet", pa.int8(), 1.5, "column 'a' (int8): 1.5 is not a whole number"),
        ("parquet", pa.string(), 7, "column 'a' (string): 7 is not a text"),
        ("parquet", pa.decimal128(3, 1), Decimal("100.1"), "column 'a' (decimal128(3, 1)): "),
        ("parquet", pa.bool_(), 1, "column 'a' (bool): 1 is not true or false"),
        ("parquet", pa.float32(), 1e300, "column 'a' (float): 1e+300 is too large"),
        ("parquet", pa.timestamp("us"), dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "is not a moment without zone"),
        ("jsonl", pa.float64(), float("nan"), "column 'a' (double): JSON has no nan"),
        ("csv", pa.string(), None, "column 'a' is the only one in a line of CSV"),
    ],
)
def test_a_row_that_does_not_fit_is_left_out_with_a_reason(
    form: str, kind: pa.DataType, value: object, reason: str
) -> None:
    """A row that does not fit is left out with a reason."""
    done, reasons = settled(dataset(form, {"a": kind}), ({"a": value},))
    assert done == ()
    assert len(reasons) == 1
    assert reason in reasons[0]


def test_a_null_in_a_required_column_and_a_stray_column_do_not_fit() -> None:
    """A null in a required column and a stray column do not fit."""
    one = Dataset("a/", bucket="acme", schema=pa.schema([pa.field("user", pa.int64(), nullable=False)]))
    done, reasons = settled(one, ({"user": None}, {"usr": 1}, {"user": 2}))
    assert done == ({"user": 2},)
    assert reasons == (
        "column 'user' (int64) holds no null",
        "column 'usr' is no column of the schema. Did you mean 'user'?",
    )


def test_the_same_input_gives_the_same_bytes() -> None:
    """The same input gives the same bytes."""
    for form, types in HELD.items():
        one, other = (dataset(form, types, keys=f"{{n}}.{form}.gz") for _ in range(2))
        done, _ = settled(one, rows_for(one))
        assert objects_of(one, done, (), TODAY).now == objects_of(other, tuple(map(dict, done)), (), TODAY).now


def test_three_objects_are_written_fast() -> None:
    """Three objects are written fast."""
    types = dict(list(FLAT.items())[:8])
    one = dataset("parquet", types)
    done, _ = settled(one, rows_for(one))
    fastest = 1.0
    for _ in range(20):
        again = tuple(map(dict, done))
        start = time.perf_counter()
        assert len(objects_of(one, again, (), TODAY).now) == 3
        fastest = min(fastest, time.perf_counter() - start)
    assert fastest < 0.02


def test_no_rows_are_no_objects() -> None:
    """No rows are no objects."""
    assert objects_of(dataset("csv", {"a": pa.int64()}), (), (), TODAY).now == {}


def test_a_single_object_holds_all_rows() -> None:
    """A single object holds all rows."""
    one = dataset("csv", {"a": pa.int64()}, prefix="exports/users.csv")
    made = objects_of(one, ({"a": 1}, {"a": 2}), (), TODAY).now
    assert made == {"exports/users.csv": b"a\n1\n2\n"}


def test_keys_are_named_by_the_template() -> None:
    """Keys are named by the template."""
    rows = tuple({"a": i} for i in range(6))
    one = dataset("jsonl", {"a": pa.int64()}, keys="{day:%Y/%m/%d}/x-{n}.jsonl")
    assert list(objects_of(one, rows, (), TODAY).now) == [
        "activity/2026/05/04/x-0.jsonl",
        "activity/2026/05/05/x-0.jsonl",
        "activity/2026/05/05/x-1.jsonl",
    ]
    one = dataset("jsonl", {"a": pa.int64()})
    assert list(objects_of(one, rows, (), TODAY).now) == [f"activity/part-0000{n}.jsonl" for n in range(3)]


def test_partition_values_are_escaped_as_hive_does() -> None:
    """Partition values are escaped as hive does."""
    one = dataset("jsonl", {"a": pa.int64(), "p": pa.string()}, partitioned_by=["p"])
    rows = ({"a": 1, "p": "x/y=z"}, {"a": 2, "p": "é ü"}, {"a": 3, "p": None})
    made = objects_of(one, rows, (), TODAY).now
    assert [key.split("/")[1] for key in made] == ["p=__HIVE_DEFAULT_PARTITION__", "p=x%2Fy%3Dz", "p=é ü"]
    assert multiset(rows_in(one, made)) == multiset(rows)


def test_a_sample_gives_its_own_dialect_back(tmp_path: Path) -> None:
    """A sample gives its own dialect back."""
    text = b'\xef\xbb\xbfid;name;ok;at\r\n1;"Zo\xc3\xab";True;2026-05-05 01:02:03Z\r\n2;"";False;\r\n'
    (tmp_path / "users.csv").write_bytes(text)
    one = Dataset("exports/users.csv", bucket="acme", sample=tmp_path / "users.csv")
    rows = rows_in(one, {"exports/users.csv": text})
    assert rows == (
        {"id": 1, "name": "Zoë", "ok": True, "at": dt.datetime(2026, 5, 5, 1, 2, 3, tzinfo=dt.UTC)},
        {"id": 2, "name": "", "ok": False, "at": None},
    )
    assert objects_of(one, rows, (), TODAY).now == {"exports/users.csv": text}


def test_what_pandas_quotes_is_quoted_again(tmp_path: Path) -> None:
    """Texts and days between quotes, numbers not, and a header without a name for the index."""
    text = b',id,name,day\n0,7,"a","2026-05-05"\n1,8,"b","2026-05-06"\n'
    (tmp_path / "a.csv").write_bytes(text)
    one = Dataset("a.csv", bucket="acme", sample=tmp_path / "a.csv")
    rows = rows_in(one, {"a.csv": text})
    assert rows[1] == {"": 1, "id": 8, "name": "b", "day": dt.date(2026, 5, 6)}
    assert objects_of(one, rows, (), TODAY).now == {"a.csv": text}
