"""What stands in one object? Columns in their order, each with its type and its values."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.schema import Rows


@dataclass(frozen=True)
class Cells:
    """One column.

    Attributes:
        name: The column's name, as a reader finds it.
        kind: Its Arrow type.
        values: A value a row.
        required: It holds no null, and says so.
        of: The declared name; empty where none was declared.
        absent: Places whose key a JSON object lacks.
    """

    name: str
    kind: pa.DataType
    values: Sequence[Any]
    required: bool = False
    of: str = ""
    absent: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """The columns of an object, and how many rows they have."""

    columns: tuple[Cells, ...]
    count: int

    def place(self, name: str) -> int | None:
        """Where the column of that declared name stands; None where there is none."""
        return next((i for i, one in enumerate(self.columns) if one.of == name), None)

    def put(self, place: int, *columns: Cells) -> Sheet:
        """The sheet with others, or none, in place of one column."""
        return dataclasses.replace(self, columns=(*self.columns[:place], *columns, *self.columns[place + 1 :]))

    def inserted(self, column: Cells, before: str | None) -> Sheet:
        """The sheet with one more column; at the end where the other one is not there."""
        place = None if before is None else self.place(before)
        place = len(self.columns) if place is None else place
        return dataclasses.replace(self, columns=(*self.columns[:place], column, *self.columns[place:]))


def sheet_of(dataset: Dataset, rows: Rows) -> Sheet:
    """What the object of these rows holds, before anything changes."""
    columns = tuple(
        Cells(
            field.name,
            field.type,
            values := [row.get(field.name) for row in rows],
            required=not field.nullable and None not in values,
            of=field.name,
        )
        for field in dataset.fields.arrow
        if field.name not in dataset.partitioned_by
    )
    return Sheet(columns, len(rows))
