"""How does a sheet become the bytes of an object?"""

from __future__ import annotations

from pytest_connectors.systems.s3.files.jsonl import jsonl_bytes
from pytest_connectors.systems.s3.files.manner import Manner, compressed
from pytest_connectors.systems.s3.files.parquet import parquet_bytes
from pytest_connectors.systems.s3.files.separated import separated_bytes
from pytest_connectors.systems.s3.files.sheet import Sheet


def encoded(sheet: Sheet, manner: Manner) -> bytes:
    """The bytes of an object that holds the sheet."""
    match manner.format:
        case "parquet":
            data = parquet_bytes(sheet, manner.dialect)
        case "csv":
            data = separated_bytes(sheet, manner)
        case _:
            data = jsonl_bytes(sheet, manner)
    return compressed(data) if manner.gzipped else data
