"""What do the connectors of the S3 wing read and write? Small datasets, so that every column can be tried quickly."""

import pandera.pandas as pandera
import pyarrow as pa
from pytest_connectors import Dataset, Table

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

COPIES = Dataset(
    "copies/",
    bucket=BUCKET,
    schema=pa.schema(
        [
            pa.field("id", pa.int64(), nullable=False),
            pa.field("user_id", pa.int64()),
            pa.field("amount", pa.decimal128(10, 2)),
            pa.field("bought_at", pa.timestamp("us")),
        ]
    ),
)
PURCHASES = Table(
    "purchases",
    ddl="""CREATE TABLE purchases (
        id bigint PRIMARY KEY, user_id int NOT NULL, amount numeric(10,2) NOT NULL, bought_at timestamp NOT NULL
    )""",
)

# The second tier: one of each type, and what else a change asks for.
ORDERS = Dataset(
    "orders/",
    bucket=BUCKET,
    schema=pa.schema(
        [
            pa.field("id", pa.int64(), nullable=False),
            pa.field("amount", pa.decimal128(10, 2), nullable=False),
            pa.field("price", pa.float64(), nullable=False),
            pa.field("at", pa.timestamp("us"), nullable=False),
            pa.field("note", pa.string()),
        ]
    ),
)
STATES = Dataset(
    "states/",
    bucket=BUCKET,
    schema=pandera.DataFrameSchema(
        {"id": pandera.Column(int), "state": pandera.Column(str, pandera.Check.isin(["new", "paid"]))}
    ),
)
DAYS = Dataset(
    "days/",
    bucket=BUCKET,
    schema=pa.schema([pa.field("id", pa.int64(), nullable=False), pa.field("day", pa.string(), nullable=False)]),
    partitioned_by="day",
)
FACTS = Dataset(
    "facts/",
    bucket=BUCKET,
    format="csv",
    schema=pa.schema(
        [
            pa.field("id", pa.int64(), nullable=False),
            pa.field("amount", pa.float64(), nullable=False),
            pa.field("day", pa.date32(), nullable=False),
            pa.field("note", pa.string()),
        ]
    ),
)
MEASURES = Dataset(
    "measures/",
    bucket=BUCKET,
    format="jsonl",
    schema=pa.schema(
        [pa.field("id", pa.int64(), nullable=False), pa.field("weight", pa.float64()), pa.field("note", pa.string())]
    ),
)
BOOKINGS = Dataset(
    "bookings/",
    bucket=BUCKET,
    format="csv",
    schema=pa.schema(
        [
            pa.field("id", pa.int64(), nullable=False),
            pa.field("at", pa.timestamp("us"), nullable=False),
            pa.field("amount", pa.decimal128(10, 2), nullable=False),
        ]
    ),
)
CALLS = Dataset(
    "calls/",
    bucket=BUCKET,
    format="jsonl",
    schema=pa.schema(
        [
            pa.field("id", pa.int64(), nullable=False),
            pa.field("at", pa.timestamp("us"), nullable=False),
            pa.field("units", pa.decimal128(6, 0), nullable=False),
        ]
    ),
)
GUESSES = Dataset(
    "guesses/",
    bucket=BUCKET,
    schema=pa.schema([pa.field("id", pa.int64(), nullable=False), pa.field("guess", pa.int64())]),
)
TURNS = Dataset(
    "turns/",
    bucket=BUCKET,
    schema=pa.schema([pa.field("id", pa.int64(), nullable=False), pa.field("day", pa.string(), nullable=False)]),
    partitioned_by="day",
    rows=[{"id": i, "day": f"2026-05-0{1 + i % 2}"} for i in range(24)],
)
"""Two days of many rows each, so that half of the rows have both of them as well."""

FEW = (
    "column-dropped", "column-dropped-new-only", "column-added-new-only", "int-to-text-new-only",
    "file-empty-new-only", "prefix-moved", "listing-paged", "bucket-gone", "list-only", "keys-expired",
)  # fmt: skip
"""Scenarios for connectors that differ from others in one way."""
