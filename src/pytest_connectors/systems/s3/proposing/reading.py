"""What stands in a sample? Its columns and its dialect, and its values as the file says them, or in types."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pytest_connectors.contract.dataset import SUFFIXES, Dataset
from pytest_connectors.contract.fields import FORMAT_NAMES, Fields, read_sample
from pytest_connectors.contract.proposal import Proposal
from pytest_connectors.drift.schema import Row
from pytest_connectors.errors import BadContract
from pytest_connectors.systems.s3.files.jsonl import jsonl_rows
from pytest_connectors.systems.s3.files.reading import parquet_rows
from pytest_connectors.systems.s3.files.separated import separated_rows


@dataclass(frozen=True)
class Sample:
    """A sample that was read.

    Attributes:
        fields: Its columns and its dialect.
        form: `parquet`, `csv` or `jsonl`.
        rows: Its rows as the file says them: in CSV all values are texts, in JSON what JSON has.
        data: The file's bytes, unpacked.
        called_gz: Its name ends in `.gz`.
    """

    fields: Fields
    form: str
    rows: tuple[Row, ...]
    data: bytes
    called_gz: bool

    def values(self, name: str) -> list[Any]:
        """What stands in a column as the file says it; None where nothing does."""
        return [row.get(name) for row in self.rows]

    def typed(self, kinds: Mapping[str, Any]) -> list[Row]:
        """The rows in these types."""
        return _rows(self.form, self.fields, self.data, kinds)


def read(dataset: Dataset, proposal: Proposal) -> Sample:
    """The sample that is proposed for a dataset.

    Raises:
        BadContract: It cannot be read, or is of another format than the dataset.
    """
    path, form = proposal.path, str(dataset.format)
    called_gz = path.name.lower().endswith(".gz")
    where = f"--connector-change {proposal.declared}: the sample"
    own = SUFFIXES[Path(path.name.lower().removesuffix(".gz")).suffix]
    advice = (
        f"Objects of {dataset.said} are {FORMAT_NAMES[form]}: give a sample of that format; where they are of another "
        f"one already, declare it: Dataset({dataset.prefix!r}, ..., format=...)."
    )
    if own != form:
        msg = f"{where} {str(path)!r} is {FORMAT_NAMES[own]}, to judge by its name. {advice}"
        raise BadContract(msg)
    fields, data = read_sample(where, path, form, advice)
    if form == "csv" and data.isascii():
        # Which encoding letters have that do not occur is not to be seen.
        fields = dataclasses.replace(fields, dialect={k: v for k, v in fields.dialect.items() if k != "encoding"})
    if form == "jsonl":
        kinds: dict[str, Any] = {}
    else:
        kinds = {one.name: pa.string() for one in fields.arrow}
    return Sample(fields, form, tuple(_rows(form, fields, data, kinds)), data, called_gz)


def untyped(sample: Sample) -> frozenset[str]:
    """The columns of which the sample says no type, since no value stands in them."""
    empty = {name for name in sample.fields.arrow.names if all(one is None for one in sample.values(name))}
    if sample.form == "parquet":
        schema = pq.read_schema(io.BytesIO(sample.data))
        empty = {name for name in empty if pa.types.is_null(schema.field(name).type)}
    return frozenset(empty)


def _rows(form: str, fields: Fields, data: bytes, kinds: Mapping[str, Any]) -> list[Row]:
    match form:
        case "parquet":
            return parquet_rows(data)
        case "csv":
            return separated_rows(data, fields.dialect, kinds)
        case _:
            return jsonl_rows(data, kinds)
