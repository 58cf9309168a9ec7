"""What does a reader find where a column has another type: which values, and in text formats which words?"""

from __future__ import annotations

import json
from typing import Any

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.changes import ColumnRetyped
from pytest_connectors.drift.schema import Rows
from pytest_connectors.systems.s3.files.jsonl import json_of
from pytest_connectors.systems.s3.files.manner import Manner
from pytest_connectors.systems.s3.files.retyping import retyped
from pytest_connectors.systems.s3.files.separated import field_text
from pytest_connectors.systems.s3.files.sheet import Cells
from pytest_connectors.systems.s3.files.values import array_of, from_arrow

Pairs = list[tuple[object, object]]


def values_became(dataset: Dataset, change: ColumnRetyped, rows: Rows) -> Pairs:
    """What the values of a retyped column became: each as it was declared, and as a reader now finds it.

    In text formats also as the file says it: who hands a file's words on has never seen the declared value.
    """
    declared = [row.get(change.column) for row in rows]
    before = Cells(change.column, dataset.fields.arrow.field(change.column).type, declared)
    after = retyped(before, change)
    now = from_arrow(array_of(after.values, after.kind))
    became: Pairs = list(zip(declared, now, strict=True))
    if dataset.format == "parquet":
        return became
    manner = Manner.of(dataset)
    said, said_now = _said(before, manner), _said(after, manner)
    became += zip(said, said_now, strict=True)
    if change.way != "nested":
        # A reader may take for a value what another takes for words, before the change or after it.
        became += [*zip(said, now, strict=True), *zip(declared, said_now, strict=True)]
    return became


def _said(cells: Cells, manner: Manner) -> list[Any]:
    """The values as they are read by who knows the format and no types: texts, or whatever JSON has for them."""
    if manner.format == "csv":
        return [None if value is None else field_text(value, cells.kind, manner) for value in cells.values]
    return [json.loads(json_of(value, cells.kind, manner.dialect)) for value in cells.values]
