"""Are rows generated that a dataset's types and partitions take?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandera.pandas as pandera
import pyarrow as pa
import pytest

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.rows import generate
from pytest_connectors.drift.schema import Type
from pytest_connectors.systems.s3.files import schema_of, settled

TODAY = dt.date(2026, 5, 6)


def dataset(schema: Any, prefix: str = "raw/activity/", **given: Any) -> Dataset:
    """A dataset of a schema."""
    return Dataset(prefix, bucket="acme-activity", schema=schema, **given)


def test_a_dataset_is_described_as_a_table() -> None:
    """The bucket stands for the schema, and columns have Arrow's types by their texts."""
    schema = pa.schema([pa.field("id", pa.int64(), nullable=False), pa.field("at", pa.timestamp("ms", "UTC"))])
    found = schema_of(dataset(schema, format="csv", keys="{day}/{n}.csv.gz"), TODAY)
    assert (found.name, found.full_name) == ("raw-activity", "acme-activity.raw-activity")
    assert (found.format, found.partitions, found.single, found.gzipped, found.headed, found.extension) == (
        "csv", (), False, True, True, ".csv.gz",
    )  # fmt: skip
    assert [(one.name, one.nullable, one.type) for one in found.columns] == [
        ("id", False, Type("int64", "int8")),
        ("at", True, Type("timestamp[ms, tz=UTC]", "timestamptz", precision=3)),
    ]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (pa.int8(), Type("int8", "int2", checks=("CHECK (((VALUE >= -128) AND (VALUE <= 127)))",))),
        (pa.uint8(), Type("uint8", "int2", checks=("CHECK (((VALUE >= 0) AND (VALUE <= 255)))",))),
        (pa.uint16(), Type("uint16", "int4", checks=("CHECK (((VALUE >= 0) AND (VALUE <= 65535)))",))),
        (pa.int32(), Type("int32", "int4")),
        (pa.decimal128(12, 2), Type("decimal128(12, 2)", "numeric", precision=12, scale=2)),
        (pa.large_string(), Type("large_string", "text")),
        (
            pa.list_(pa.bool_()),
            Type("list<item: bool>", "array", form="array", parts=(Type("bool", "bool"),), dimensions=1),
        ),
        (pa.time32("s"), Type("time32[s]", "time", precision=0)),
    ],
)
def test_a_type_of_arrow_is_one_by_which_values_are_generated(kind: pa.DataType, found: Type) -> None:
    """What PostgreSQL's type takes beyond Arrow's is ruled out by a check."""
    assert schema_of(dataset(pa.schema({"a": kind})), TODAY).column("a").type == found


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        ("day", pa.date32(), {dt.date(2026, 5, 3), dt.date(2026, 5, 4), dt.date(2026, 5, 5)}),
        ("event_date", pa.string(), {"2026-05-03", "2026-05-04", "2026-05-05"}),
        ("at", pa.timestamp("us", "UTC"), {dt.datetime(2026, 5, n, tzinfo=dt.UTC) for n in (3, 4, 5)}),
        ("year", pa.int32(), {2026}),
        ("month", pa.int8(), {5}),
        ("Day", pa.uint8(), {3, 4, 5}),
        ("shard", pa.int64(), {1, 2, 3}),
        ("open", pa.bool_(), {True, False}),
        ("country", pa.string(), {"alpha", "beta", "gamma"}),
        ("country", pa.dictionary(pa.int8(), pa.string()), {"alpha", "beta", "gamma"}),
    ],
)
def test_a_partition_has_a_few_values(name: str, kind: pa.DataType, values: set[object]) -> None:
    """Days are the last ones before today; nothing is null."""
    one = dataset(pa.schema({"n": pa.int64(), name: kind}), partitioned_by=[name])
    table = schema_of(one, TODAY)
    done, reasons = settled(one, generate([table], 30, 1)[table.name])
    assert not reasons
    assert {row[name] for row in done} == values


def test_numbers_of_a_day_are_those_of_a_day_that_has_been() -> None:
    """On the first of a month there is no other day of the month of yesterday than the last ones."""
    one = dataset(pa.schema({"n": pa.int8(), "day": pa.int8(), "month": pa.int8()}), partitioned_by=["month", "day"])
    checks = [schema_of(one, dt.date(2026, 3, 1)).column(name).type.checks[-1] for name in ("month", "day")]
    assert checks == ["CHECK ((VALUE = ANY (ARRAY[2])))", "CHECK ((VALUE = ANY (ARRAY[26, 27, 28])))"]


def test_what_pandera_promises_is_kept_by_generated_rows() -> None:
    """Labels, bounds, forbidden values, lengths, days and unique columns."""
    schema = pandera.DataFrameSchema({
        "id": pandera.Column("int64", unique=True),
        "state": pandera.Column(str, pandera.Check.isin(["new", "it's"])),
        "level": pandera.Column(int, pandera.Check.in_range(3, 5)),
        "code": pandera.Column(str, [pandera.Check.notin(["NA"]), pandera.Check.str_length(2, 4)]),
        "at": pandera.Column("datetime64[ns]", pandera.Check.ge(dt.datetime(2026, 6, 1))),  # noqa: DTZ001 - naive
    })  # fmt: skip
    one = dataset(schema)
    table = schema_of(one, TODAY)
    done, reasons = settled(one, generate([table], 20, 1)[table.name])
    assert not reasons
    assert len(done) > 5
    assert len({row["id"] for row in done}) == len(done)
    assert {row["state"] for row in done} == {"new", "it's"}
    assert {row["level"] for row in done} <= {3, 4, 5}
    assert all(2 <= len(str(row["code"])) <= 4 and row["code"] != "NA" for row in done)
    assert all(row["at"] >= dt.datetime(2026, 6, 1) for row in done)  # type: ignore[operator]  # noqa: DTZ001 - as above


def test_a_sample_without_header_is_described_so(tmp_path: Path) -> None:
    """Its columns are f0, f1 and so on."""
    (tmp_path / "a.csv").write_text("1,a\n")
    found = schema_of(Dataset("x/a.csv", bucket="acme", sample=tmp_path / "a.csv"), TODAY)
    assert (found.headed, found.single, found.column_names) == (False, True, ("f0", "f1"))
