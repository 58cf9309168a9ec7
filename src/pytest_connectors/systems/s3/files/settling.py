"""Which rows does a dataset's format keep, and as what?"""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.schema import Row, Rows
from pytest_connectors.errors import near
from pytest_connectors.systems.s3.files.values import ERRORS, kept, kept_together


def settled(dataset: Dataset, rows: Rows) -> tuple[Rows, tuple[str, ...]]:
    """The rows as the format keeps them, and of each that does not fit why not."""
    try:
        return _together(dataset, rows), ()
    except (*ERRORS, _UnfitError):
        # One at least does not fit: which one, and why?
        pass
    done: list[Row] = []
    reasons: list[str] = []
    for row in rows:
        try:
            done.append(_settled(dataset, row))
        except _UnfitError as error:
            reasons.append(str(error))
    return tuple(done), tuple(reasons)


class _UnfitError(Exception):
    """A row does not fit; the text says why."""


def _together(dataset: Dataset, rows: Rows) -> Rows:
    """All rows at once, where all of them fit."""
    schema = dataset.fields.arrow
    columns = []
    for field in schema:
        values = [row.get(field.name) for row in rows]
        if not field.nullable and None in values:
            raise _UnfitError
        columns.append(kept_together(values, field.type))
    done = tuple(dict(zip(schema.names, values, strict=True)) for values in zip(*columns, strict=True))
    if any(row.keys() - schema.names for row in rows):
        raise _UnfitError
    for row in done:
        for field in schema:
            _check_text(dataset, field, row[field.name])
        _check_line(dataset, row)
    return done


def _settled(dataset: Dataset, row: Row) -> Row:
    schema = dataset.fields.arrow
    stray = next((name for name in row if name not in schema.names), None)
    if stray is not None:
        msg = f"column {stray!r} is no column of the schema.{near(stray, schema.names)}"
        raise _UnfitError(msg)
    found: Row = {}
    for field in schema:
        value = row.get(field.name)
        if value is None and not field.nullable:
            msg = f"column {field.name!r} ({field.type}) holds no null"
            raise _UnfitError(msg)
        try:
            found[field.name] = kept(value, field.type)
        except ERRORS as error:
            msg = f"column {field.name!r} ({field.type}): {str(error).splitlines()[0]}"
            raise _UnfitError(msg) from None
        _check_text(dataset, field, found[field.name])
    _check_line(dataset, found)
    return found


def _check_text(dataset: Dataset, field: pa.Field, value: Any) -> None:
    """What a text format cannot say."""
    if dataset.format == "jsonl" and isinstance(value, float) and not math.isfinite(value):
        msg = f"column {field.name!r} ({field.type}): JSON has no {value}"
        raise _UnfitError(msg)
    if dataset.format == "csv" and isinstance(value, str):
        try:
            value.encode(str(dataset.fields.dialect.get("encoding", "utf-8")))
        except UnicodeEncodeError as error:
            msg = f"column {field.name!r}: {error.object[error.start : error.end]!r} is no letter of {error.encoding}"
            raise _UnfitError(msg) from None


def _check_line(dataset: Dataset, row: Row) -> None:
    """A line of one empty field is no line to most readers."""
    inside = [name for name in row if name not in dataset.partitioned_by]
    if dataset.format == "csv" and len(inside) == 1 and row[inside[0]] in (None, ""):
        msg = f"column {inside[0]!r} is the only one in a line of CSV, and nothing in it leaves the line empty"
        raise _UnfitError(msg)
