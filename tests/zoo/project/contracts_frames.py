"""What is promised of the connectors that read into frames?"""

import pytest

import frames
from tables import PURCHASES


@pytest.mark.connector("pandas", reads=PURCHASES, without="several-changed")
def test_pandas(connector, postgres):
    connector(frames.with_pandas, postgres.url)


@pytest.mark.connector("pandas-promised", reads=PURCHASES, returns=frames.History, without="several-changed")
def test_pandas_promised(connector, postgres):
    connector(frames.with_pandas, postgres.url)


@pytest.mark.connector(
    "pandas-promised-coerced", reads=PURCHASES, returns=frames.CoercedHistory, without="several-changed"
)
def test_pandas_promised_coerced(connector, postgres):
    connector(frames.with_pandas, postgres.url)


@pytest.mark.connector("pandas-validated", reads=PURCHASES, without="several-changed")
def test_pandas_validated(connector, postgres):
    connector(frames.validated, postgres.url)


@pytest.mark.connector("polars", reads=PURCHASES, without="several-changed")
def test_polars(connector, postgres):
    connector(frames.with_polars, postgres.url)


@pytest.mark.connector("arrow-of-a-schema", reads=PURCHASES, returns=frames.LENIENT_ARROW, without="several-changed")
def test_arrow_of_a_schema(connector, postgres):
    connector(frames.arrow_of_a_schema, postgres.url)


@pytest.mark.connector("arrow-as-it-comes", reads=PURCHASES, returns=frames.ARROW)
def test_arrow_as_it_comes(connector, postgres):
    connector(frames.arrow_as_it_comes, postgres.url)
