"""The weekly export: out of the database, into the finance team's bucket."""

from pathlib import Path

import pytest
from connectors import export, export_hardened
from connectors.export_hardened import SCHEMA

from pytest_connectors import Dataset, Table

PURCHASES = Table("purchases", ddl=Path(__file__).parents[1] / "schema.sql")
EXPORT = Dataset("purchases-weekly/", bucket="acme-finance", schema=SCHEMA)


@pytest.mark.connector(
    "export", reads=PURCHASES, writes=EXPORT, owner="data-platform", version="1.0.0", sunset="2030-06-30"
)
def test_as_written(connector, postgres, s3):
    """Every purchase is exported."""
    connector(export.export_purchases, postgres.url, s3.bucket, "purchases-weekly/")


@pytest.mark.connector("export-hardened", reads=PURCHASES, writes=EXPORT, owner="growth-ml", version="2.0.0")
def test_hardened(connector, postgres, s3):
    """Every purchase is exported."""
    connector(export_hardened.export_purchases, postgres.url, s3.bucket, "purchases-weekly/", "2026-W47")
