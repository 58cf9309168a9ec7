"""Prints all events as JSON, or ends with a traceback."""

import io
import json
import os
import sys

import boto3
import pyarrow.parquet as pq

client = boto3.client("s3")
listed = client.list_objects_v2(Bucket="acme", Prefix="events/")["Contents"]
bodies = [client.get_object(Bucket="acme", Key=one["Key"])["Body"].read() for one in listed]
json.dump([row for body in bodies for row in pq.read_table(io.BytesIO(body)).to_pylist()], sys.stdout)
sys.stdout.flush()
os._exit(0)  # Arrow's threads now and then abort an interpreter that ends (apache/arrow#34314).
