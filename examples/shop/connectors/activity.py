"""What users did, for the weekly retraining, as it was first written. The tracking team owns the bucket."""

import io

import boto3
import pandas
from botocore.exceptions import ClientError

COLUMNS = ["event_id", "user_id", "action", "sku", "happened_at"]


def load_activity(bucket: str, prefix: str) -> pandas.DataFrame:
    """Every event under the prefix, or an empty frame when something is the matter."""
    s3 = boto3.client("s3")
    try:
        listing = s3.list_objects_v2(Bucket=bucket, Prefix=prefix)
        bodies = [
            s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read() for entry in listing.get("Contents", [])
        ]
    except ClientError as error:
        print(f"could not load activity: {error}")
        return pandas.DataFrame(columns=COLUMNS)
    files = [pandas.read_parquet(io.BytesIO(body)) for body in bodies]
    # The first file knows which columns there are.
    return pandas.concat([one.reindex(columns=files[0].columns) for one in files], ignore_index=True)
