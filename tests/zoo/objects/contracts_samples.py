"""What is promised of the connectors on which a supplier's samples are tried?"""

import pytest

import readers
import texts
from datasets import EVENTS, SHEETS

ALONE = "baseline"


@pytest.mark.connector("like-the-first", reads=EVENTS, only=ALONE)
def test_like_the_first(connector, s3):
    connector(readers.like_the_first)


@pytest.mark.connector("checking-the-schema", reads=EVENTS, only=ALONE)
def test_checking_the_schema(connector, s3):
    connector(readers.checking_the_schema)


@pytest.mark.connector("arrow-dataset", reads=EVENTS, only=ALONE)
def test_arrow_dataset(connector, s3):
    connector(readers.arrow_dataset, s3)


@pytest.mark.connector("arrow-dataset-of-own-schema", reads=EVENTS, only=ALONE)
def test_arrow_dataset_of_own_schema(connector, s3):
    connector(readers.arrow_dataset_of_own_schema, s3)


@pytest.mark.connector("polars-glob", reads=EVENTS, only=ALONE)
def test_polars_glob(connector, s3):
    connector(readers.polars_glob, s3.uri())


@pytest.mark.connector("spent-by-user", reads=EVENTS, only=ALONE)
def test_spent_by_user(connector, s3):
    connector(readers.spent_by_user)


@pytest.mark.connector("csv-by-name", reads=SHEETS, only=ALONE)
def test_csv_by_name(connector, s3):
    connector(texts.csv_by_name)


@pytest.mark.connector("csv-by-position", reads=SHEETS, only=ALONE)
def test_csv_by_position(connector, s3):
    connector(texts.csv_by_position)


@pytest.mark.connector("csv-with-pandas", reads=SHEETS, only=ALONE)
def test_csv_with_pandas(connector, s3):
    connector(texts.csv_with_pandas)


@pytest.mark.connector("csv-checking-the-header", reads=SHEETS, only=ALONE)
def test_csv_checking_the_header(connector, s3):
    connector(texts.csv_checking_the_header)
