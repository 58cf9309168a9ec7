"""User activity: a bucket that another team fills, week after week."""

import pytest
from connectors import activity, activity_hardened
from connectors.activity_hardened import SCHEMA

from pytest_connectors import Dataset

ACTIVITY = Dataset(
    "activity/", bucket="acme-activity", schema=SCHEMA, format="parquet", keys="dt={day}/part-{n}.parquet"
)


@pytest.mark.connector("activity", reads=ACTIVITY, owner="data-platform", version="1.0.0", sunset="2030-06-30")
def test_as_written(connector, s3):
    """Every event is read."""
    frame = connector(activity.load_activity, s3.bucket, "activity/")
    assert len(frame) == len(s3.rows)


@pytest.mark.connector("activity-hardened", reads=ACTIVITY, owner="growth-ml", version="2.0.0")
def test_hardened(connector, s3):
    """Every event is read."""
    frame = connector(activity_hardened.load_activity, s3.bucket, "activity/")
    assert len(frame) == len(s3.rows)
