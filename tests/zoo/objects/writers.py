"""How do people write objects? One function a habit."""

import io
import time
import uuid

import boto3
import pandas
import psycopg
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
from botocore.exceptions import ClientError
from psycopg.rows import dict_row

from datasets import BUCKET, COPIES, RECS

PREFIX = RECS.prefix


def body(rows):
    made = io.BytesIO()
    pandas.DataFrame(rows).to_parquet(made, index=False)
    return made.getvalue()


def put(key, data):
    boto3.client("s3").put_object(Bucket=BUCKET, Key=PREFIX + key, Body=data)


def under_one_key(rows):
    put("week.parquet", body(rows))


def under_the_time(rows):
    put(f"{time.time_ns()}.parquet", body(rows))


def swallowing(rows):
    try:
        put("week.parquet", body(rows))
    except ClientError as error:
        print(error)


def deleting_first(rows):
    s3 = boto3.client("s3")
    for entry in s3.list_objects_v2(Bucket=BUCKET, Prefix=PREFIX).get("Contents", []):
        s3.delete_object(Bucket=BUCKET, Key=entry["Key"])
    put("all.parquet", body(rows))


def success_last(rows):
    half = len(rows) // 2
    put("part-1.parquet", body(rows[:half]))
    put("part-2.parquet", body(rows[half:]))
    put("_SUCCESS", b"")


def only_once(rows):
    boto3.client("s3").put_object(Bucket=BUCKET, Key=f"{PREFIX}week.parquet", Body=body(rows), IfNoneMatch="*")


def under_new_keys(rows):
    for attempt in range(3):
        try:
            return put(f"{uuid.uuid4()}.parquet", body(rows))
        except ClientError:
            if attempt == 2:
                raise
    return None


def half_of_it_where_it_is_there_already(rows):
    """As a job that goes on from where it was: what is there, it takes for whole."""
    s3 = boto3.client("s3")
    names = {entry["Key"] for entry in s3.list_objects_v2(Bucket=BUCKET, Prefix=PREFIX).get("Contents", [])}
    half = len(rows) // 2
    for number, part in enumerate((rows[:half], rows[half:])):
        key = f"part-{number}.parquet"
        if PREFIX + key in names:
            s3.delete_object(Bucket=BUCKET, Key=PREFIX + key)
        else:
            put(key, body(part))


def as_dataset(rows):
    pa.dataset.write_dataset(
        pa.Table.from_pylist(rows, schema=RECS.schema), f"s3://{BUCKET}/{PREFIX}", format="parquet",
        basename_template="week-{i}.parquet", existing_data_behavior="overwrite_or_ignore",
    )  # fmt: skip


def by_uri(rows):
    pandas.DataFrame(rows).to_parquet(f"s3://{BUCKET}/{PREFIX}week.parquet", index=False)


def _encrypted(key, data):
    boto3.client("s3").put_object(Bucket=BUCKET, Key=PREFIX + key, Body=data, ServerSideEncryption="AES256")


def encrypted(rows):
    _encrypted("week.parquet", body(rows))


def marked_first(rows):
    """Says that it is done before it is, and hears no refusal."""
    _encrypted("_SUCCESS", b"")
    swallowing(rows)


def marked_last(rows):
    """As its rows are encrypted, and its mark is not, nobody finds that it is done."""
    _encrypted("week.parquet", body(rows))
    try:
        put("_SUCCESS", b"")
    except ClientError as error:
        print(error)


def looking_afterwards(rows):
    put("week.parquet", body(rows))
    if not boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=f"{PREFIX}week").get("Contents"):
        raise RuntimeError("it is not there")


def looking_and_trying_again(rows):
    for attempt in range(3):
        key = f"{uuid.uuid4()}.parquet"
        try:
            put(key, body(rows))
            boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=PREFIX + key)
        except ClientError:
            if attempt == 2:
                raise
        else:
            return


def copied(url):
    """From PostgreSQL to S3."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        rows = connection.execute("SELECT id, user_id, amount, bought_at FROM purchases").fetchall()
    made = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=COPIES.schema), made)
    boto3.client("s3").put_object(Bucket=BUCKET, Key=f"{COPIES.prefix}all.parquet", Body=made.getvalue())
