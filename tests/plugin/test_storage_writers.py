"""Are the clients that people write objects with judged as the catalogue asks? Each over a socket, as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from .project import Project, Result

WRITERS = """{STORAGE}
import pandas, polars
from pyarrow import fs

def with_pandas(uri, rows):
    pandas.DataFrame(rows).to_parquet(uri)

def with_pyarrow(uri, rows):
    files, path = fs.FileSystem.from_uri(uri)
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=SCHEMA), path, filesystem=files)

def with_polars(uri, rows):
    polars.from_arrow(pyarrow.Table.from_pylist(rows, schema=SCHEMA)).write_parquet(uri)

def swallowing(bucket, rows):
    try:
        push(bucket, rows)
    except Exception as error:
        print(error)

def writes(name):
    return pytest.mark.connector(name, writes=SCORES)

@writes("boto3")
def test_boto3(connector, s3):
    connector(push, s3.bucket, s3.payloads)

@writes("pandas")
def test_pandas(connector, s3):
    connector(with_pandas, s3.uri() + "out.parquet", s3.payloads)

@writes("pyarrow")
def test_pyarrow(connector, s3):
    connector(with_pyarrow, s3.uri() + "out.parquet", s3.payloads)

@writes("polars")
def test_polars(connector, s3):
    connector(with_polars, s3.uri() + "out.parquet", s3.payloads)

@writes("swallowing")
def test_swallowing(connector, s3):
    connector(swallowing, s3.bucket, s3.payloads)

@writes("anew")
def test_anew(connector, s3):
    connector(push, s3.bucket, s3.payloads, f"{time.time_ns()}.parquet")
"""
# One key for one run's rows: who writes it again leaves what was there.
WRITES = {"put-denied": "loud", "object-exists": "survives"}
WRITTEN: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(("boto3", "pandas", "pyarrow", "polars"), WRITES),
    "swallowing": {**WRITES, "put-denied": "silent"},
    # A new key for each run: what was there already lies there twice.
    "anew": {**WRITES, "object-exists": "damaged"},
}


@pytest.fixture(scope="module")
def written(module_project: Callable[..., Project]) -> Result:
    """What came of all writers in one run."""
    return module_project({"test_it.py": WRITERS}).run(f"--connector-scenarios={','.join(WRITES)}")


@pytest.mark.parametrize("name", WRITTEN)
def test_a_writer(written: Result, name: str) -> None:
    """What may not be put is heard; what is written again lies there once, unless it has another name each time."""
    assert written.outcomes(f"test_{name}[")[f"test_{name}[baseline]"] == "passed", written.out
    assert written.worst_of(name) == WRITTEN[name], written.out
