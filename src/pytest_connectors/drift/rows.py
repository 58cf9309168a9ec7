"""Which rows lie in the tables? Rows from types and keys, the same for the same seed; the server decides on them."""

from __future__ import annotations

import dataclasses
import random
import zlib
from collections.abc import Iterable, Mapping, Sequence

from pytest_connectors.drift.checks import hints_for, joined
from pytest_connectors.drift.conditions import conditions
from pytest_connectors.drift.mending import Mender
from pytest_connectors.drift.order import parents_first
from pytest_connectors.drift.references import References
from pytest_connectors.drift.schema import Column, Row, Rows, TableSchema
from pytest_connectors.drift.values import NO_HINT, Hint, can_generate, distinct, ordinary, teeth
from pytest_connectors.drift.values.nested import spans
from pytest_connectors.errors import BadContract

__all__ = [
    "Hints", "check_can_generate", "generate", "known_hints", "parents_first", "unique_rows", "written_columns",
]  # fmt: skip

Hints = Mapping[str, Hint]
ROWS_A_KEY = 3
_TRIES = 20
_NULL_EVERY = 10


def check_can_generate(table: TableSchema) -> None:
    """Say clearly what rows cannot be generated for.

    Raises:
        BadContract: A column has a type that is not known here.
    """
    for column in table.columns:
        if not column.generated and not can_generate(column):
            msg = (
                f"{table.said}: no rows can be generated for column {column.name!r} of type "
                f"{column.type.text} yet. Give the rows: {table.said[:-1]}, ..., rows=[{{{column.name!r}: ...}}])."
            )
            raise BadContract(msg)


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
    names = {table.full_name: table.name for table in tables}
    # Rows that are given are there before all others, whatever refers to them.
    for table in parents_first([table for table in tables if table.name not in result]):
        check_can_generate(table)
        rng = random.Random(seed ^ zlib.crc32(table.name.encode()))  # noqa: S311 - rows, not secrets
        parents = {key.parent: result.get(names[key.parent]) for key in table.foreign_keys if key.parent in names}
        known = known_hints(table, (hints or {}).get(table.name, {}))
        result[table.name] = _Proposal(table, count, rng, known, parents).rows()
    return {table.name: result[table.name] for table in tables}


def known_hints(table: TableSchema, hints: Hints) -> dict[str, Hint]:
    """What is promised of the columns, and what the table's constraints say of them."""
    found = joined(hints_for(table), hints)
    for _, apart in table.exclusions:
        for name in apart:
            found[name] = dataclasses.replace(found.get(name, NO_HINT), apart=True)
    return found


def is_kept(table: TableSchema, row: Row) -> bool:
    """Whether a row keeps the table's conditions, as far as they are understood."""
    return all(one.read(row) is not False for one in conditions(table))


def unique_rows(table: TableSchema, rows: Iterable[Row]) -> Rows:
    """The rows, without those whose keys have occurred before."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for row in rows:
        keys = _keys(table, row)
        if seen.isdisjoint(keys):
            seen.update(keys)
            kept.append(row)
    return tuple(kept)


def written_columns(table: TableSchema) -> tuple[Column, ...]:
    """The columns into which a value can be put."""
    return tuple(column for column in table.columns if not column.generated)


def _keys(table: TableSchema, row: Row) -> list[tuple[object, ...]]:
    return [
        (key, *(repr(row[name]) for name in key))
        for key in table.unique
        if all(row.get(name) is not None for name in key)
    ]


class _Proposal:
    """Rows for one table: drawn by columns, then put in order one by one."""

    def __init__(
        self, table: TableSchema, count: int, rng: random.Random, hints: Hints, parents: Mapping[str, Rows | None]
    ) -> None:
        self.table, self.count, self.rng, self.hints = table, count, rng, hints
        required = [name for name, hint in hints.items() if hint.required]
        self.references = References(table, parents, rng, required)
        self.all_keys = (
            *table.unique,
            *table.nearly_unique,
            *(equal for equal, apart in table.exclusions if not apart),
        )
        self.keys = frozenset(name for key in self.all_keys for name in key)
        self.mender = Mender(table, rng, self._draw, self.references.columns)
        self.done: list[Row] = []
        self.seen: set[tuple[object, ...]] = set()

    def rows(self) -> Rows:
        """The rows, without those that find no parent or no free key."""
        columns = {column.name: self._values(column) for column in written_columns(self.table)}
        self._set_apart(columns)
        size = min((len(values) for values in columns.values()), default=0)
        doubtful = []
        for i in range(size):
            row = {name: values[i] for name, values in columns.items()}
            if not self.references.fill(row, self.done):
                continue
            if not self.mender.mend(row):
                doubtful.append(row)
            elif self._free(row):
                self.seen.update(self._keys(row))
                self.done.append(row)
        # Where no row keeps the conditions, the server is to say which of them is in the way.
        return tuple(self.done or unique_rows(self.table, doubtful))

    def _keys(self, row: Row) -> list[tuple[object, ...]]:
        """The row's keys; where a key is not quite one, NULL is taken for a value."""
        nearly = [(key, *(repr(row[name]) for name in key)) for key in self.all_keys[len(self.table.unique) :]]
        return [*_keys(self.table, row), *nearly]

    def _free(self, row: Row) -> bool:
        """Whether the row's keys are free, after some tries to find others."""
        for _ in range(_TRIES):
            taken = [key for key in self._keys(row) if key in self.seen]
            if not taken:
                return True
            for key in taken:
                names: tuple[str, ...] = key[0]  # type: ignore[assignment]  # a key begins with its columns
                for name in names:
                    self._draw(row, name)
            if not self.mender.mend(row):
                return False
        return False

    def _draw(self, row: Row, name: str) -> None:
        """Another value for one column; for one that refers to a parent, other parents."""
        if name in self.references.columns:
            self.references.fill(row, self.done)
        else:
            column, hint = self.table.column(name), self.hints.get(name, NO_HINT)
            sharp = teeth(column.type, hint)
            pick = sharp and self.rng.randrange(4) == 0
            row[name] = self.rng.choice(sharp) if pick else ordinary(column.type, self.rng, hint)

    def _sole_keys(self) -> frozenset[str]:
        return frozenset(key[0] for key in self.all_keys if len(key) == 1)

    def _values(self, column: Column) -> list[object]:
        hint = self.hints.get(column.name, NO_HINT)
        if column.name in self._sole_keys() or hint.unique or hint.apart:
            values = distinct(column.type, self.rng, self.count, hint, continued=column.fills_itself)
            if values and (len(values) == self.count or not hint.apart):
                self.rng.shuffle(values)
                if column.nullable and not hint.required and (column.name,) in self.table.unique:
                    values[::_NULL_EVERY] = [None] * len(values[::_NULL_EVERY])
                return values
        sharp = teeth(column.type, hint)
        optional = column.nullable and not hint.required and column.name not in self.keys
        values = [None] * max(1, self.count // 4) if optional else []
        values += sharp[: self.count - len(values)]
        pool = [ordinary(column.type, self.rng, hint) for _ in range(max(1, self.count // ROWS_A_KEY))]
        values += [self.rng.choice(pool) for _ in range(self.count - len(values))]
        self.rng.shuffle(values)
        return values

    def _set_apart(self, columns: dict[str, list[object]]) -> None:
        """Where two columns are the ends of what must not overlap, let each row's ends lie behind the row's before."""
        for _, apart in self.table.exclusions:
            ends = [name for name in apart if name in columns and not self.table.column(name).type.parts]
            if len(ends) == 2:  # noqa: PLR2004 - a beginning and an end
                pairs = spans(self.table.column(ends[0]).type, self.count)
                columns.update({name: [pair[i] for pair in pairs] for i, name in enumerate(ends) if pairs})
