"""Which rows lie in objects, whoever wrote them?"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from decimal import InvalidOperation
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.schema import Row, Rows
from pytest_connectors.systems.s3.files.jsonl import jsonl_rows
from pytest_connectors.systems.s3.files.keys import partition_texts
from pytest_connectors.systems.s3.files.manner import GZIP
from pytest_connectors.systems.s3.files.separated import separated_rows
from pytest_connectors.systems.s3.files.texts import parsed
from pytest_connectors.systems.s3.files.values import ERRORS, from_arrow, kept

_PARQUET = b"PAR1"
_UNNAMED_INDEX = "__index_level_0__"
_UNREADABLE = (*ERRORS, EOFError, OSError, zlib.error, UnicodeError, InvalidOperation, KeyError)


def rows_in(dataset: Dataset, objects: Mapping[str, bytes]) -> Rows:
    """The rows that lie in objects, in declared names and kinds as far as they are of these.

    What marks a success, or is hidden, is a row `{"marker": name}`; what cannot be read is a row
    `{"unreadable": format}`, without the object's name, which may be another in each run.

    Args:
        dataset: As it was declared.
        objects: By their keys, without the bucket.
    """
    found: list[Row] = []
    for key in sorted(objects):
        name = key.rpartition("/")[2]
        if not name:
            continue
        if name.startswith(("_", ".")):
            found.append({"marker": name})
            continue
        try:
            found += _rows(dataset, key, objects[key])
        except _UNREADABLE:
            found.append({"unreadable": str(dataset.format)})
    return tuple(found)


def _rows(dataset: Dataset, key: str, data: bytes) -> list[Row]:
    if data.startswith(GZIP):
        data = gzip.decompress(data)
    texts = partition_texts(dataset, key)
    rows = _content(dataset, data)
    return [_declared(dataset, row, texts) for row in rows]


def _content(dataset: Dataset, data: bytes) -> list[Row]:
    if data.startswith(_PARQUET):
        return parquet_rows(data)
    kinds = {one.name: one.type for one in dataset.fields.arrow if one.name not in dataset.partitioned_by}
    match dataset.format:
        case "csv":
            return separated_rows(data, dataset.fields.dialect, kinds)
        case "jsonl":
            return jsonl_rows(data, kinds)
        case _:
            msg = "no Parquet"
            raise ValueError(msg)


def parquet_rows(data: bytes) -> list[Row]:
    """The rows of a Parquet file."""
    table = pq.read_table(pa.BufferReader(data))
    names = table.column_names
    columns = [from_arrow(table.column(name).combine_chunks()) for name in names]
    if not columns:
        return [{} for _ in range(table.num_rows)]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _declared(dataset: Dataset, row: Row, texts: Mapping[str, str | None]) -> Row:
    """The row with its declared columns first, in their declared kinds where they are of these."""
    schema = dataset.fields.arrow
    said: Row = {}
    for field in schema:
        if field.name in row:
            said[field.name] = _kind(row[field.name], field.type)
        elif field.name in texts:
            said[field.name] = _kind(parsed(texts[field.name], field.type), field.type)
        elif field.name in dataset.partitioned_by:
            said[field.name] = None
    return said | {name: value for name, value in row.items() if name not in said and name != _UNNAMED_INDEX}


def _kind(value: Any, kind: pa.DataType) -> Any:
    try:
        return kept(value, kind)
    except ERRORS:
        return value
