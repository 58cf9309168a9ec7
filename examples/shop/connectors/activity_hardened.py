"""What users did, for the weekly retraining, hardened: every page, every file's own schema, and it raises."""

import io

import boto3
import pandas
import pyarrow
from pyarrow import parquet

SCHEMA = pyarrow.schema(
    {
        "event_id": pyarrow.int64(),
        "user_id": pyarrow.int64(),
        "action": pyarrow.string(),
        "sku": pyarrow.string(),
        "happened_at": pyarrow.timestamp("us", tz="UTC"),
    }
)


def load_activity(bucket: str, prefix: str) -> pandas.DataFrame:
    """Every event under the prefix; raises where there is none, or where a file is not what it should be."""
    s3 = boto3.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", []) if _is_data(entry["Key"])]
    if not keys:
        message = f"no objects under s3://{bucket}/{prefix}"
        raise LookupError(message)
    tables = [_events(key, s3.get_object(Bucket=bucket, Key=key)["Body"].read()) for key in keys]
    return pyarrow.concat_tables(tables).to_pandas()


def _is_data(key: str) -> bool:
    return not key.rpartition("/")[2].startswith(("_", "."))


def _events(key: str, body: bytes) -> pyarrow.Table:
    table = parquet.read_table(io.BytesIO(body))
    missing = [name for name in SCHEMA.names if name not in table.column_names]
    if missing:
        message = f"{key} has no column {', '.join(missing)}"
        raise LookupError(message)
    for field in SCHEMA:
        found = table.schema.field(field.name).type
        if _family(found) != _family(field.type):
            message = f"{key}: column {field.name} holds {found}, not {field.type}"
            raise TypeError(message)
    # How a file stores values of a kind is its own affair; one that does not fit is an error.
    return table.select(SCHEMA.names).cast(SCHEMA)


def _family(kind: pyarrow.DataType) -> tuple[bool, ...]:
    """What kind of values a type holds; a number of seconds is no moment, and a moment has a time zone or none."""
    kind = kind.value_type if pyarrow.types.is_dictionary(kind) else kind
    text = pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)
    zoned = getattr(kind, "tz", None) is not None
    return pyarrow.types.is_integer(kind), pyarrow.types.is_timestamp(kind), zoned, text
