"""What of a module that makes its client when it is imported? It is as old as the module."""

import io

import boto3
import pandas as pd

from datasets import BUCKET

CLIENT = boto3.client("s3")


def load():
    pages = CLIENT.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix="events/")
    keys = [one["Key"] for page in pages for one in page["Contents"]]
    bodies = [CLIENT.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys]
    return pd.concat([pd.read_parquet(io.BytesIO(body)) for body in bodies], ignore_index=True)
