"""What do the connectors of the S3 wing read and write? Small datasets, so that every column can be tried quickly."""

import pyarrow as pa
from pytest_connectors import Dataset

BUCKET = "acme"
_ROWS = pa.schema(
    [
        pa.field("id", pa.int64(), nullable=False),
        pa.field("user_id", pa.int32(), nullable=False),
        pa.field("amount", pa.float64(), nullable=False),
        pa.field("note", pa.string()),
    ]
)
COLUMNS = {field.name: field.type for field in _ROWS}
SCHEMA = _ROWS

EVENTS = Dataset("events/", bucket=BUCKET, schema=_ROWS)
BY_DAY = Dataset("events/", bucket=BUCKET, schema=_ROWS, keys="dt={day}/part-{n}.parquet")
PARTITIONED = Dataset(
    "visits/",
    bucket=BUCKET,
    schema=pa.schema([*_ROWS, pa.field("country", pa.string(), nullable=False)]),
    partitioned_by="country",
)
SHEETS = Dataset("sheets/", bucket=BUCKET, schema=_ROWS, format="csv")
LINES = Dataset("lines/", bucket=BUCKET, schema=_ROWS, format="jsonl")

RECS = Dataset(
    "recs/",
    bucket=BUCKET,
    schema=pa.schema(
        [
            pa.field("user_id", pa.int64(), nullable=False),
            pa.field("item", pa.string(), nullable=False),
            pa.field("score", pa.float64()),
        ]
    ),
)

FEW = (
    "column-dropped", "column-dropped-new-only", "column-added-new-only", "int-to-text-new-only",
    "file-empty-new-only", "prefix-moved", "listing-paged", "bucket-gone", "list-only", "keys-expired",
)  # fmt: skip
"""Scenarios for connectors that differ from others in one way."""
