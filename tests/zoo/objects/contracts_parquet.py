"""What is promised of the connectors that read Parquet?"""

import json
import sys

import pytest

import readers
from datasets import BY_DAY, EVENTS, FEW, PARTITIONED


@pytest.mark.connector("like-the-first", reads=EVENTS)
def test_like_the_first(connector, s3):
    connector(readers.like_the_first)


@pytest.mark.connector("concatenated", reads=EVENTS, only=FEW)
def test_concatenated(connector, s3):
    connector(readers.concatenated)


@pytest.mark.connector("swallowing", reads=EVENTS, without="several-changed")
def test_swallowing(connector, s3):
    connector(readers.swallowing)


@pytest.mark.connector("checking-the-schema", reads=EVENTS, without="several-changed")
def test_checking_the_schema(connector, s3):
    connector(readers.checking_the_schema)


@pytest.mark.connector("first-page", reads=EVENTS, only=FEW)
def test_first_page(connector, s3):
    connector(readers.first_page)


@pytest.mark.connector("arrow-dataset", reads=EVENTS, without="several-changed")
def test_arrow_dataset(connector, s3):
    connector(readers.arrow_dataset, s3)


@pytest.mark.connector("arrow-dataset-of-own-schema", reads=EVENTS, only=(*FEW, "int-to-text"))
def test_arrow_dataset_of_own_schema(connector, s3):
    connector(readers.arrow_dataset_of_own_schema, s3)


@pytest.mark.connector("of-partitions", reads=PARTITIONED, only=FEW)
def test_of_partitions(connector, s3):
    connector(readers.of_partitions, s3)


@pytest.mark.connector("pandas-of-prefix", reads=EVENTS, only=FEW)
def test_pandas_of_prefix(connector, s3):
    connector(readers.pandas_of_prefix, s3.uri(), s3.storage_options)


@pytest.mark.connector("no-data", reads=EVENTS, only=FEW)
def test_no_data(connector, s3):
    connector(readers.no_data, s3.uri(), s3.storage_options)


@pytest.mark.connector("polars-glob", reads=EVENTS, without="several-changed")
def test_polars_glob(connector, s3):
    connector(readers.polars_glob, s3.uri())


@pytest.mark.connector("polars-inserting", reads=EVENTS, only=FEW)
def test_polars_inserting(connector, s3):
    connector(readers.polars_glob, s3.uri(), missing_columns="insert")


@pytest.mark.connector("globbed", reads=EVENTS, only=FEW)
def test_globbed(connector, s3):
    connector(readers.globbed, s3.storage_options)


@pytest.mark.connector("spent-by-user", reads=EVENTS, without="several-changed")
def test_spent_by_user(connector, s3):
    connector(readers.spent_by_user)


@pytest.mark.connector("yesterdays", reads=BY_DAY, only=FEW)
def test_yesterdays(connector, s3):
    connector(readers.yesterdays)


@pytest.mark.connector("fetched", reads=EVENTS, only=FEW)
def test_fetched(connector, s3):
    client = s3.client()
    urls = [client.generate_presigned_url("get_object", Params={"Bucket": s3.bucket, "Key": key}) for key in s3.objects]
    connector(readers.fetched, urls)


@pytest.mark.connector("client-at-import", reads=EVENTS, only=("column-dropped", "prefix-moved", "keys-expired"))
def test_client_at_import(connector, s3):
    connector(connector.fresh("client_at_import").load)


def printed(done):
    return json.loads(done.stdout)


@pytest.mark.connector(
    "command", reads=EVENTS, observe=printed, only=("column-dropped-new-only", "listing-paged", "keys-expired")
)
def test_command(connector, s3):
    connector.run([sys.executable, "scripts/print_events.py"], env=s3.env)
