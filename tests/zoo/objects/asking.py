"""How do the connectors ask S3 for keys and bodies?"""

import boto3
import botocore.loaders
import botocore.session

from datasets import BUCKET

# What botocore knows of S3 is read once, and not in each of many runs.
KNOWN = botocore.loaders.create_loader()


def s3_client():
    session = botocore.session.get_session()
    session.register_component("data_loader", KNOWN)
    return boto3.Session(botocore_session=session).client("s3")


def keys_below(client, prefix):
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    return [one["Key"] for page in pages for one in page.get("Contents", ())]


def body_of(client, key):
    return client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
