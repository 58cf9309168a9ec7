"""How do people read Parquet from S3? With boto3 and pandas, pyarrow, polars or s3fs, a prefix or a key at a time."""

from __future__ import annotations

import datetime
import io
import urllib.request

import boto3
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import s3fs
from botocore.exceptions import ClientError
from pyarrow import fs

from asking import body_of, keys_below
from datasets import BUCKET, COLUMNS, SCHEMA

PREFIX = "events/"


def frames(client, keys):
    return [pd.read_parquet(io.BytesIO(body_of(client, key))) for key in keys]


def like_the_first():
    client = boto3.client("s3")
    found = frames(client, keys_below(client, PREFIX))
    return pd.concat(found, ignore_index=True).reindex(columns=found[0].columns)


def concatenated():
    client = boto3.client("s3")
    return pd.concat(frames(client, keys_below(client, PREFIX)), ignore_index=True)


def swallowing():
    try:
        return concatenated()
    except ClientError:
        return pd.DataFrame()


def checking_the_schema():
    client = boto3.client("s3")
    tables = []
    for key in keys_below(client, PREFIX):
        table = pq.read_table(io.BytesIO(body_of(client, key)))
        if {field.name: field.type for field in table.schema} != COLUMNS:
            raise TypeError(f"{key} has another schema: {table.schema.names}")
        tables.append(table.select(list(COLUMNS)))
    return pa.concat_tables(tables)


def first_page():
    client = boto3.client("s3")
    listed = client.list_objects_v2(Bucket=BUCKET, Prefix=PREFIX)["Contents"]
    return pd.concat(frames(client, [one["Key"] for one in listed]), ignore_index=True)


def _arrow_s3(s3):
    return fs.S3FileSystem(
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        session_token=s3.session_token,
        endpoint_override=s3.endpoint_url,
        region=s3.region,
    )


def arrow_dataset(s3, schema=None):
    return ds.dataset(f"{BUCKET}/{PREFIX}", filesystem=_arrow_s3(s3), format="parquet", schema=schema).to_table()


def arrow_dataset_of_own_schema(s3):
    return arrow_dataset(s3, SCHEMA)


def pandas_of_prefix(uri, storage_options):
    return pd.read_parquet(uri, storage_options=storage_options)


def no_data(uri, storage_options):
    try:
        return pd.read_parquet(uri, storage_options=storage_options)
    except FileNotFoundError:
        return []


def polars_glob(uri, **how):
    return pl.scan_parquet(f"{uri}*.parquet", **how).collect()


def globbed(storage_options):
    there = s3fs.S3FileSystem(**storage_options)
    found = []
    for key in there.glob(f"{BUCKET}/{PREFIX}*.parquet"):
        with there.open(key) as file:
            found.append(pd.read_parquet(file))
    return pd.concat(found, ignore_index=True)


def spent_by_user():
    spent = concatenated().groupby("user_id")["amount"].sum()
    return {user: float(amount) for user, amount in spent.items()}


def yesterdays():
    client = boto3.client("s3")
    day = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1)
    found = []
    while True:
        try:
            found.append(body_of(client, f"{PREFIX}dt={day}/part-{len(found)}.parquet"))
        except client.exceptions.NoSuchKey:
            break
    return pd.concat([pd.read_parquet(io.BytesIO(body)) for body in found], ignore_index=True)


def of_partitions(s3):
    there = _arrow_s3(s3)
    return ds.dataset(f"{BUCKET}/visits/", filesystem=there, partitioning="hive").to_table()


def fetched(urls):
    found = []
    for url in urls:
        with urllib.request.urlopen(url) as answer:
            found.append(pd.read_parquet(io.BytesIO(answer.read())))
    return pd.concat(found, ignore_index=True)
