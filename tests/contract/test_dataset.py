"""Is a dataset what was declared, and is what cannot be declared refused in plain words?"""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.errors import BadContract

SCHEMA = pa.schema({"id": pa.int64(), "day": pa.date32(), "country": pa.string()})


def dataset(prefix: str = "raw/activity/", **given: Any) -> Dataset:
    """A dataset of the schema."""
    return Dataset(prefix, **{"bucket": "acme-activity", "schema": SCHEMA, **given})


@pytest.mark.parametrize(
    ("prefix", "given", "said"),
    [
        ("raw/activity", {}, ("raw-activity", "parquet", "raw/activity/part-{n:05d}.parquet", False)),
        ("x/", {"format": "csv"}, ("x", "csv", "x/part-{n:05d}.csv", False)),
        ("x/", {"keys": "{n}.jsonl.gz"}, ("x", "jsonl", "x/{n}.jsonl.gz", True)),
        ("x/a.tsv", {}, ("x-a.tsv", "csv", "x/a.tsv", False)),
        ("x/a.csv.gz", {}, ("x-a.csv.gz", "csv", "x/a.csv.gz", True)),
        ("", {"partitioned_by": "day"}, ("acme-activity", "parquet", "day={day}/part-{n:05d}.parquet", False)),
        ("a{b}/", {}, ("a{b}", "parquet", "a{{b}}/part-{n:05d}.parquet", False)),
    ],
)
def test_name_format_and_keys_follow_from_what_is_said(
    prefix: str, given: dict[str, Any], said: tuple[str, str, str, bool]
) -> None:
    """Name format and keys follow from what is said."""
    one = dataset(prefix, **given)
    assert (one.name, one.format, one.template, one.fields.gzipped) == said


def test_columns_in_keys_are_partitions() -> None:
    """Columns in keys are partitions."""
    assert dataset(keys="{country}/{day:%Y}/{n}.parquet").partitioned_by == ("country", "day")
    assert dataset(partitioned_by=["day"], keys="{day}/{n}.parquet").partitioned_by == ("day",)
    assert dataset(schema=pa.schema({"id": pa.int8()}), keys="{day}/{n}.parquet").partitioned_by == ()


def test_a_sample_says_the_format_and_the_compression(tmp_path: Path) -> None:
    """A sample says the format and the compression."""
    (tmp_path / "users.csv.gz").write_bytes(gzip.compress(b"id;name\n1;a\n"))
    one = Dataset("exports/", bucket="acme", sample=str(tmp_path / "users.csv.gz"))
    assert (one.format, one.fields.gzipped, one.suffix) == ("csv", True, ".csv.gz")
    assert one.fields.dialect["delimiter"] == ";"


def test_two_that_say_the_same_agree() -> None:
    """Two that say the same agree."""
    assert dataset().agrees_with(dataset())
    assert not dataset().agrees_with(dataset(schema=SCHEMA.remove(0)))
    assert not dataset().agrees_with(dataset(rows=[{"id": 1}]))
    assert not dataset().agrees_with(object())


@pytest.mark.parametrize(
    ("prefix", "given", "said"),
    [
        (7, {}, "needs the prefix as its first argument"),
        ("s3://acme/raw/", {}, "Write Dataset('raw/', bucket='acme', ...)."),
        ("/raw/", {}, "begins without a slash. Write Dataset('raw/', ...)."),
        ("x/", {"bucket": "A_B"}, "bucket= takes the bucket's name as the connector knows it"),
        ("x/", {"schema": None}, "takes either schema= (a pyarrow schema, or a pandera model or schema) or sample="),
        ("x/", {"sample": "a.csv"}, "both are given."),
        ("x/", {"format": "parket"}, "format= takes parquet, csv, jsonl; it is 'parket'. Did you mean 'parquet'?"),
        ("x/", {"partitioned_by": ["dya"]}, "partitioned_by= names 'dya', which is no column of the schema. Did you"),
        ("x/", {"partitioned_by": ["id", "day", "country"]}, "every column is named in partitioned_by= or keys="),
        ("x/", {"keys": "{dya}/{n}.csv"}, "keys= names 'dya', which is no column of the schema."),
        ("x/", {"keys": "{day}.csv"}, "keys= needs {n}, which counts the objects"),
        ("x/", {"keys": "{n"}, "keys= is no template: '{n'"),
        ("x/a.csv", {"keys": "{n}.csv"}, "the prefix is one object's key already"),
        ("x/a.csv", {"partitioned_by": ["day"]}, "the prefix is one object's key, in which no partition stands"),
        ("x/", {"partitioned_by": ["day"], "keys": "{n}.csv"}, "keys= does not name the partition 'day'"),
        ("x/", {"keys": "{day:%Q!}{id:d}{n:x.csv"}, "keys= is no template"),
        (
            "x/",
            {"schema": pa.schema({"n": pa.int8(), "a": pa.int8()}), "partitioned_by": "n"},
            "{n} counts the objects, so that no partition can be called 'n'.",
        ),
        ("x/", {"keys": "{n:%Y}.csv"}, "keys= cannot name an object"),
    ],
)
def test_what_cannot_be_declared_is_refused(prefix: Any, given: dict[str, Any], said: str) -> None:
    """What cannot be declared is refused."""
    with pytest.raises(BadContract) as caught:
        dataset(prefix, **given)
    assert said in str(caught.value)
