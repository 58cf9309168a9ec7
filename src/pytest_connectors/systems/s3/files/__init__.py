"""What lies in a dataset's objects? Rows become bytes, changes become other bytes and keys, and bytes rows again."""

from pytest_connectors.systems.s3.files.became import values_became
from pytest_connectors.systems.s3.files.described import schema_of
from pytest_connectors.systems.s3.files.reading import rows_in
from pytest_connectors.systems.s3.files.settling import settled
from pytest_connectors.systems.s3.files.writing import Objects, objects_of

__all__ = ["Objects", "objects_of", "rows_in", "schema_of", "settled", "values_became"]
