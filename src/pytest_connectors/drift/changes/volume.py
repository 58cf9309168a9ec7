"""What can happen to the rows of a table as a whole? There are fewer, more, or some that the connector cannot see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pytest_connectors.drift.schema import Row, Rows

_EVERY = 3


@dataclass(frozen=True)
class RowsChanged:
    """The table holds another number of rows: it is `empty`, `truncated` to its first half, or `doubled`."""

    needs_promise: ClassVar[bool] = True
    table: str
    way: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        words = {
            "empty": "holds no rows",
            "truncated": "holds the first half of its rows",
            "doubled": "holds each row twice",
        }
        return f"{self.table} {words[self.way]}"

    def touched(self, rows: Rows) -> frozenset[int]:
        """The places of rows that are gone."""
        return frozenset(range(self._left(rows), len(rows)))

    def apply(self, rows: Rows) -> Rows:
        """The rows as they are after the change."""
        return (*rows, *rows) if self.way == "doubled" else rows[: self._left(rows)]

    def _left(self, rows: Rows) -> int:
        return {"empty": 0, "truncated": len(rows) // 2}.get(self.way, len(rows))


@dataclass(frozen=True)
class KeyDuplicated:
    """The keys of a table are no longer unique, and every third row occurs twice."""

    needs_promise: ClassVar[bool] = True
    table: str
    key: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"the key ({', '.join(self.key)}) of {self.table} is no longer unique, and rows occur twice"

    def touched(self, rows: Rows) -> frozenset[int]:  # noqa: ARG002 - one signature for all
        """None: all rows are there."""
        return frozenset()

    def apply(self, rows: Rows) -> Rows:
        """The rows as they are after the change."""
        return (*rows, *rows[::_EVERY])


@dataclass(frozen=True)
class RowsHidden:
    """Row level security hides every second row, or all, from the connector's role, with no error."""

    needs_promise: ClassVar[bool] = True
    table: str
    key: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The change in words."""
        which = "every second row" if self.key else "all rows"
        return f"row level security hides {which} of {self.table} from the connector's role"

    def touched(self, rows: Rows) -> frozenset[int]:
        """The places of rows that are hidden."""
        return frozenset(range(1, len(rows), 2)) if self.key else frozenset(range(len(rows)))

    def apply(self, rows: Rows) -> Rows:
        """The rows that can be seen."""
        return rows[::2] if self.key else ()

    def keys(self, rows: Rows) -> tuple[Row, ...]:
        """The keys of the rows that can be seen."""
        return tuple({name: row[name] for name in self.key} for row in self.apply(rows))
