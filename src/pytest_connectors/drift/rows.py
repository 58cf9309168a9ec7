"""Which rows lie in the tables? Rows from types and keys, the same for the same seed; the server decides on them."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Mapping, Sequence

from pytest_connectors.drift.schema import Column, ForeignKey, Row, Rows, TableSchema
from pytest_connectors.drift.values import NO_HINT, Hint, can_generate, distinct, ordinary, teeth
from pytest_connectors.errors import BadContract

Hints = Mapping[str, Hint]
ROWS_A_KEY = 3


def check_can_generate(table: TableSchema) -> None:
    """Say clearly what rows cannot be generated for.

    Raises:
        BadContract: A column has a type that is not known here.
    """
    for column in table.columns:
        if not column.generated and not can_generate(column):
            msg = (
                f"Table({table.name!r}): no rows can be generated for column {column.name!r} of type "
                f"{column.type.text} yet. Give the rows: Table({table.name!r}, ..., rows=[{{{column.name!r}: ...}}])."
            )
            raise BadContract(msg)


def parents_first(tables: Sequence[TableSchema]) -> list[TableSchema]:
    """The tables in an order in which each follows the tables that it refers to.

    Raises:
        BadContract: They refer to each other in a circle.
    """
    waiting, done = list(tables), list[TableSchema]()
    names = {table.full_name for table in tables}
    while waiting:
        ready = [t for t in waiting if _parents(t) & names <= {d.full_name for d in done} | {t.full_name}]
        if not ready:
            circle = ", ".join(table.name for table in waiting)
            msg = f"the tables {circle} refer to each other in a circle; rows for them cannot be drawn. Give rows=."
            raise BadContract(msg)
        done += ready
        waiting = [table for table in waiting if table not in ready]
    return done


def generate(
    tables: Sequence[TableSchema],
    count: int,
    seed: int,
    hints: Mapping[str, Hints] | None = None,
    given: Mapping[str, Rows] | None = None,
) -> dict[str, Rows]:
    """Up to `count` rows for each table, parents before children, by the tables' declared names.

    Args:
        tables: The tables, in any order.
        count: How many rows each table is to have, where its keys allow it.
        seed: The same seed gives the same rows.
        hints: What is promised of columns, by table and column.
        given: Rows that are there already, by table: they are kept as they are.
    """
    result: dict[str, Rows] = dict(given or {})
    by_server_name = {table.full_name: table.name for table in tables}
    for table in parents_first(tables):
        if table.name in result:
            continue
        check_can_generate(table)
        rng = random.Random(seed ^ zlib.crc32(table.name.encode()))  # noqa: S311 - rows, not secrets
        parents = {key.parent: result.get(by_server_name.get(key.parent, ""), ()) for key in table.foreign_keys}
        result[table.name] = _rows(table, count, rng, (hints or {}).get(table.name, {}), parents)
    return {table.name: result[table.name] for table in tables}


def unique_rows(table: TableSchema, rows: Iterable[Row]) -> Rows:
    """The rows, without those whose keys have occurred before."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for row in rows:
        keys = [
            (key, *(repr(row[name]) for name in key))
            for key in table.unique
            if all(row.get(name) is not None for name in key)
        ]
        if seen.isdisjoint(keys):
            seen.update(keys)
            kept.append(row)
    return tuple(kept)


def written_columns(table: TableSchema) -> tuple[Column, ...]:
    """The columns into which a value can be put."""
    return tuple(column for column in table.columns if not column.generated)


def _parents(table: TableSchema) -> set[str]:
    return {key.parent for key in table.foreign_keys}


def _rows(table: TableSchema, count: int, rng: random.Random, hints: Hints, parents: Mapping[str, Rows]) -> Rows:
    columns = {c.name: _values(table, c, count, rng, hints.get(c.name, NO_HINT)) for c in written_columns(table)}
    for key in table.foreign_keys:
        _refer(columns, key, table, rng, count, parents[key.parent])
    size = min((len(values) for values in columns.values()), default=0)
    drawn = [
        dict(zip(columns, values, strict=True)) for values in zip(*(v[:size] for v in columns.values()), strict=True)
    ]
    return unique_rows(table, drawn)


def _values(table: TableSchema, column: Column, count: int, rng: random.Random, hint: Hint) -> list[object]:
    if (column.name,) in table.unique or hint.unique:
        values = distinct(column.type, rng, count, hint, continued=column.fills_itself)
        rng.shuffle(values)
        return values
    pool = [ordinary(column.type, rng, hint) for _ in range(max(1, count // ROWS_A_KEY))]
    values = [*teeth(column.type, hint)[:count]]
    values += [rng.choice(pool) for _ in range(count - len(values))]
    rng.shuffle(values)
    if column.nullable and not hint.required and column.name not in {n for key in table.unique for n in key}:
        for place in range(rng.randrange(4), count, 4):
            values[place] = None
    return values


def _refer(  # noqa: PLR0913, PLR0917 - one part of the table's state each
    columns: dict[str, list[object]],
    key: ForeignKey,
    table: TableSchema,
    rng: random.Random,
    count: int,
    parents: Rows,
) -> None:
    if key.parent == table.full_name:
        # A table that refers to itself: the first row is its own parent, or has none.
        first = {name: columns[parent][0] for name, parent in zip(key.columns, key.parent_columns, strict=True)}
        for name in key.columns:
            columns[name] = [None if table.column(name).nullable else first[name]] * len(columns[name])
        return
    if not parents:
        return
    alone = key.columns in table.unique
    chosen = rng.sample(parents, min(count, len(parents))) if alone else [rng.choice(parents) for _ in range(count)]
    for name, parent_name in zip(key.columns, key.parent_columns, strict=True):
        columns[name] = [row[parent_name] for row in chosen]
