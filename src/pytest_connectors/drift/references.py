"""Which parent does a row refer to? Keys of several columns, keys that share columns, trees within one table."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence

from pytest_connectors.drift.order import can_be_null, nullable_columns
from pytest_connectors.drift.schema import ForeignKey, Row, Rows, TableSchema

_NULL_EVERY, _ROOT_EVERY = 8, 3
_TRIES = 12


class References:
    """Fills a table's foreign keys, row by row."""

    def __init__(
        self, table: TableSchema, parents: Mapping[str, Rows | None], rng: random.Random, required: Collection[str]
    ) -> None:
        """For one table.

        Args:
            table: The table.
            parents: The rows to refer to, by the server's name; None where they come later.
            rng: The source of chance.
            required: Columns that a promise keeps from being NULL.
        """
        self.table, self.rng, self.required = table, rng, frozenset(required)
        own = table.full_name
        # The widest first: what a narrower one shares with it is decided by then. A tree comes last, with all known.
        keys = [key for key in table.foreign_keys if key.parent in parents or key.parent == own]
        self.keys = sorted(keys, key=lambda key: (key.parent == own, -len(key.columns)))
        self.columns = frozenset(name for key in self.keys for name in key.columns)
        self.parents = {
            key: [row for row in parents.get(key.parent) or () if all(row[n] is not None for n in key.parent_columns)]
            for key in self.keys
            if key.parent != own
        }
        self.unused: dict[ForeignKey, list[Row]] = {}
        for key, rows in self.parents.items():
            if any(set(unique) <= set(key.columns) for unique in table.unique):
                self.unused[key] = rng.sample(rows, len(rows))

    def fill(self, row: Row, earlier: Sequence[Row]) -> bool:
        """Let a row refer to parents; whether there are any for all of its keys."""
        return any(self._fill(row, earlier) for _ in range(_TRIES))

    def _fill(self, row: Row, earlier: Sequence[Row]) -> bool:
        decided = set[str]()
        for key in self.keys:
            chosen = self._choose(key, row, earlier, decided)
            free = [name for name in nullable_columns(self.table, key) if name not in decided]
            optional = can_be_null(self.table, key) and free and self.required.isdisjoint(free)
            # With few roots, all rows of a tree would hang on its first.
            often = _NULL_EVERY if key in self.parents else _ROOT_EVERY
            if optional and (chosen is None or self.rng.randrange(often) == 0):
                row.update(dict.fromkeys(free))
            elif chosen is not None:
                row.update(zip(key.columns, (chosen[name] for name in key.parent_columns), strict=True))
            elif not any(row[name] is None for name in key.columns if name in decided):
                return False
            decided.update(key.columns)
        return True

    def _choose(self, key: ForeignKey, row: Row, earlier: Sequence[Row], decided: set[str]) -> Row | None:
        if key not in self.parents:
            found = self._fitting(key, row, earlier, decided)
            # The first row of a tree is its own parent where it must have one.
            return self.rng.choice(found) if found else None if can_be_null(self.table, key) else row
        if key in self.unused:
            return self.unused[key].pop() if self.unused[key] else None
        found = self._fitting(key, row, self.parents[key], decided)
        return self.rng.choice(found) if found else None

    @staticmethod
    def _fitting(key: ForeignKey, row: Row, rows: Sequence[Row], decided: set[str]) -> Sequence[Row]:
        shared = [(n, p) for n, p in zip(key.columns, key.parent_columns, strict=True) if n in decided]
        return [one for one in rows if all(one[p] == row[n] for n, p in shared)] if shared else rows
