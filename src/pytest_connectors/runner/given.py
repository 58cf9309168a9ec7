"""Which rows did the user give? Read from what `rows=` holds, or drawn from a strategy, the same each time."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis.strategies import SearchStrategy

from pytest_connectors.contract import Declaration
from pytest_connectors.drift.rows import unique_rows
from pytest_connectors.drift.schema import Row, Rows, TableSchema
from pytest_connectors.errors import BadContract, near
from pytest_connectors.runner.searching import drawn
from pytest_connectors.systems.protocol import Accepted, Refused


@dataclass(frozen=True, eq=False)
class Given:
    """The rows that the user gave for one table: one set, or one for each of the fixed sets where they are drawn."""

    sets: tuple[Rows, ...]
    drawn: bool = False

    def rows(self, number: int) -> Rows:
        """What is proposed for a fixed set."""
        return self.sets[number] if self.drawn else self.sets[0]

    def part(self, accepted: Rows, number: int) -> Rows:
        """The rows of a fixed set, out of those that the server kept."""
        if self.drawn:
            return accepted
        half = len(accepted) // 2
        return (accepted, accepted[: max(half, min(len(accepted) - 1, 1))], accepted[half:])[number]

    def check(self, table: TableSchema, accepted: Accepted, number: int) -> None:
        """Hold what the server kept against what was proposed: all of what was read, half of what was drawn.

        Raises:
            BadContract: It refused too much; with its own words.
        """
        proposed, kept, refused = len(self.rows(number)), len(accepted.rows[table.name]), accepted.refused
        if kept == proposed or refused is None:
            return
        if not self.drawn:
            raise BadContract(_does_not_fit(table, refused))
        if kept == 0 or proposed - kept > proposed // 2:
            raise BadContract(_refused_too_often(table, proposed - kept, proposed, refused))


def given_of(table: Declaration, schema: TableSchema, sizes: Sequence[int]) -> Given | None:
    """What the user gave for a table; None where rows are to be generated.

    Args:
        table: The declaration.
        schema: The table as the server sees it.
        sizes: How many rows each fixed set has, where they are drawn.

    Raises:
        BadContract: `rows=` is nothing that holds rows, a file that cannot be read, or does not fit the table.
    """
    if table.rows is None:
        return None
    if isinstance(table.rows, SearchStrategy):
        found = Given(tuple(_rows_drawn(table, schema, size, number) for number, size in enumerate(sizes)), drawn=True)
    else:
        found = Given((tuple(_read(table)),))
    for rows in found.sets:
        _check_columns(schema, rows)
    return found


def _rows_drawn(table: Declaration, schema: TableSchema, size: int, number: int) -> Rows:
    """Rows out of a strategy: as many as wanted of single rows, or the list whose size comes nearest."""
    seed = zlib.crc32(table.name.encode()) + number
    try:
        examples = drawn(table.rows, 2 * size, seed)
    except Exception as error:
        what = f"{type(error).__name__}: {error}".partition("\n")[0]
        msg = f"{table.said}: nothing can be drawn from the strategy in rows=: {what}"
        raise BadContract(msg) from error
    if not examples:
        msg = f"{table.said}: nothing can be drawn from the strategy in rows=: its filters let nothing through."
        raise BadContract(msg)
    if all(isinstance(one, Mapping) for one in examples):
        return unique_rows(schema, [dict(one) for one in examples])[:size]
    for one in examples:
        if not isinstance(one, list | tuple) or not all(isinstance(row, Mapping) for row in one):
            msg = (
                f"{table.said}: the strategy in rows= draws {one!r}; it is to draw one row, as a dict, or a "
                "list of rows."
            )
            raise BadContract(msg)
    nearest = min(examples, key=lambda rows: abs(len(rows) - size))
    return tuple(dict(row) for row in nearest)


def _read(table: Declaration) -> list[Row]:
    """The rows that the user gave, as dicts."""
    value: Any = table.rows
    if isinstance(value, str | Path):
        return _from_file(table.said, Path(value))
    if hasattr(value, "to_pylist"):
        return list(value.to_pylist())
    if hasattr(value, "to_dicts"):
        return list(value.to_dicts())
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        clean = value.astype(object).where(value.notna(), None)
        return list(clean.to_dict("records"))
    if isinstance(value, list | tuple) and all(isinstance(row, Mapping) for row in value):
        return [dict(row) for row in value]
    msg = (
        f"{table.said}: rows= takes a list of dicts, an Arrow table, a DataFrame, the path of a CSV or "
        f"Parquet file, or a strategy of hypothesis; it is {value!r}."
    )
    raise BadContract(msg)


def _from_file(said: str, path: Path) -> list[Row]:
    import csv

    try:
        if path.suffix == ".csv":
            with path.open(newline="", encoding="utf-8") as file:
                # What is empty in a CSV file is NULL, as COPY ... CSV has it.
                return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]
        if path.suffix in (".parquet", ".pq"):
            import pyarrow.parquet as pq

            return list(pq.read_table(path).to_pylist())
    except (OSError, ValueError) as error:
        msg = f"{said}: rows= names a file that cannot be read: {path} ({error})."
        raise BadContract(msg) from None
    msg = f"{said}: rows= takes a file that ends in .csv or .parquet; it is {str(path)!r}."
    raise BadContract(msg)


def _check_columns(schema: TableSchema, rows: Sequence[Row]) -> None:
    """Say so where given rows have a column that the table has not, with the nearest."""
    for row in rows:
        for name in row:
            if name not in schema.column_names:
                msg = (
                    f"{schema.said}: rows= has a column {name!r}, and the {schema.noun} has none."
                    f"{near(str(name), schema.column_names)} It has {', '.join(schema.column_names)}."
                )
                raise BadContract(msg)


def _does_not_fit(table: TableSchema, refused: Refused) -> str:
    return (
        f"{table.said}: rows= do not fit the {table.noun}. The server says: {refused.reason}\n"
        "Mend the rows, or leave rows= out to have them generated."
    )


def _refused_too_often(table: TableSchema, refusals: int, drawn: int, refused: Refused) -> str:
    constraint = "" if refused.constraint is None else f" by the constraint {refused.constraint!r}"
    return (
        f"{table.said}: of {drawn} rows that were drawn from the strategy in rows=, the server refuses {refusals}, "
        f"the first{constraint}. It says: {refused.reason}\n"
        f"Narrow the strategy, so that more of its rows fit the {table.noun}."
    )
