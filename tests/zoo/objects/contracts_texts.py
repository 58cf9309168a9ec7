"""What is promised of the connectors that read CSV and JSON Lines?"""

import pytest

import texts
from datasets import FEW, LINES, SHEETS

FEW_OF_SHEETS = (*FEW, "csv-delimiter", "csv-delimiter-new-only", "csv-header-missing", "csv-header-missing-new-only")
FEW_OF_LINES = (*FEW, "int-to-text")


@pytest.mark.connector("csv-by-name", reads=SHEETS)
def test_csv_by_name(connector, s3):
    connector(texts.csv_by_name)


@pytest.mark.connector("csv-by-position", reads=SHEETS, only=FEW_OF_SHEETS)
def test_csv_by_position(connector, s3):
    connector(texts.csv_by_position)


@pytest.mark.connector("csv-with-pandas", reads=SHEETS, only=FEW_OF_SHEETS)
def test_csv_with_pandas(connector, s3):
    connector(texts.csv_with_pandas)


@pytest.mark.connector("csv-checking-the-header", reads=SHEETS, only=FEW_OF_SHEETS)
def test_csv_checking_the_header(connector, s3):
    connector(texts.csv_checking_the_header)


@pytest.mark.connector("lines-indexed", reads=LINES)
def test_lines_indexed(connector, s3):
    connector(texts.lines_indexed)


@pytest.mark.connector("lines-getting", reads=LINES, only=FEW_OF_LINES)
def test_lines_getting(connector, s3):
    connector(texts.lines_getting)


@pytest.mark.connector("lines-with-pandas", reads=LINES, only=FEW_OF_LINES)
def test_lines_with_pandas(connector, s3):
    connector(texts.lines_with_pandas)


@pytest.mark.connector("lines-skipping", reads=LINES, only=FEW_OF_LINES)
def test_lines_skipping(connector, s3):
    connector(texts.lines_skipping)
