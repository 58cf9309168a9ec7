"""What can happen to the values in a table? Each change knows which rows it touches, and what they become.

`touched` are the places of rows that are no longer what they were; `apply` gives the rows as they are after the change.
What only a promise can notice has `needs_promise`: no connector can know that cents are not euros.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from pytest_connectors.drift.schema import Rows

EVERY = 3
_PADDED = re.compile(r"0+[0-9]+")


class _Values:
    """A change to single values of a row."""

    needs_promise: ClassVar[bool] = False
    table: str
    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose values change."""
        return (self.column,)

    def value(self, old: object, place: int) -> object:  # noqa: ARG002 - one signature for all
        """What becomes of one value: itself, where a change says no more."""
        return old

    def touched(self, rows: Rows) -> frozenset[int]:
        """The places of rows of which a value is another one."""
        return frozenset(
            i
            for i, row in enumerate(rows)
            for name in self.columns
            if name in row and self.value(row[name], i) is not row[name]
        )

    def apply(self, rows: Rows) -> Rows:
        """The rows as they are after the change."""
        return tuple(
            {n: self.value(v, i) if n in self.columns else v for n, v in row.items()} for i, row in enumerate(rows)
        )


@dataclass(frozen=True)
class NullAppeared(_Values):
    """A column that was NOT NULL holds NULL in every `every`-th row."""

    table: str
    column: str
    every: int = EVERY

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"NULL appears in column {self.column!r} of {self.table}"

    def touched(self, rows: Rows) -> frozenset[int]:
        """The places that hold NULL: one at least, and not all where there are two."""
        return frozenset(range(0, len(rows), max(self.every, 2)))

    def value(self, old: object, place: int) -> object:
        """NULL in every so many rows."""
        return old if place % max(self.every, 2) else None


@dataclass(frozen=True)
class NumbersGrew(_Values):
    """Every third number of a column is larger than its type was."""

    table: str
    column: str
    beyond: int

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"numbers beyond {self.beyond} occur in column {self.column!r} of {self.table}"

    def value(self, old: object, place: int) -> object:
        """A larger number in every third row."""
        return old if old is None or place % EVERY else self.beyond + 7 + place


@dataclass(frozen=True)
class TextWidened(_Values):
    """Every third text of a column holds emoji, other alphabets, or is long."""

    table: str
    column: str
    width: int | None = None

    _TEXTS: ClassVar[tuple[str, ...]] = ("🛒👩🏽‍💻", "Ελλάδα", "ﷺ العربية", "नमस्ते", "a, \"b\"; 'c'\t|", "long " * 60)

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"emoji, other alphabets and long texts occur in column {self.column!r} of {self.table}"

    def value(self, old: object, place: int) -> object:
        """Another text in every third row; no two of them alike."""
        if not isinstance(old, str) or place % EVERY:
            return old
        number = place // EVERY
        text = f"{number} {self._TEXTS[number % len(self._TEXTS)]}"
        return text[: self.width]


@dataclass(frozen=True)
class LinesBroken(_Values):
    """Every third text of a column holds a line break, which CSV knows inside of quotes."""

    table: str
    column: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"texts in column {self.column!r} of {self.table} hold a line break"

    def value(self, old: object, place: int) -> object:
        """The text with a line break in its middle; texts that were different still are."""
        if not isinstance(old, str) or place % EVERY:
            return old
        middle = len(old) // 2
        return f"{old[:middle]}\n{old[middle:]}"


@dataclass(frozen=True)
class SentinelAppeared(_Values):
    """What was NULL is a text that stands for it."""

    needs_promise: ClassVar[bool] = True
    table: str
    column: str
    sentinel: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"{self.sentinel!r} in place of NULL in column {self.column!r} of {self.table}"

    def value(self, old: object, place: int) -> object:  # noqa: ARG002 - one signature for all
        """The sentinel for NULL."""
        return self.sentinel if old is None else old


@dataclass(frozen=True)
class ZerosLost(_Values):
    """Digits lost their leading zeros: '007' is '7', as a spreadsheet writes it."""

    needs_promise: ClassVar[bool] = True
    table: str
    column: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"leading zeros are lost in column {self.column!r} of {self.table}: '7' for '007'"

    def value(self, old: object, place: int) -> object:  # noqa: ARG002 - one signature for all
        """The digits alone."""
        return str(int(old)) if isinstance(old, str) and _PADDED.fullmatch(old) else old


@dataclass(frozen=True)
class UnitChanged(_Values):
    """All numbers of a column are a hundred times what they were: cents for euros; `top` is the largest it takes."""

    needs_promise: ClassVar[bool] = True
    table: str
    column: str
    top: Decimal | None = None
    factor: int = 100

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"column {self.column!r} of {self.table} holds cents for euros: {self.factor} times what it held"

    def value(self, old: object, place: int) -> object:  # noqa: ARG002 - one signature for all
        """A hundred times as much, as far as the type goes; zero stays."""
        if not isinstance(old, int | float | Decimal) or isinstance(old, bool) or old == 0:
            return old
        return old if self.top is not None and abs(Decimal(old)) * self.factor > self.top else old * self.factor


@dataclass(frozen=True)
class LabelAdded(_Values):
    """An enum has a new label, and every third row holds it."""

    table: str
    column: str
    type: str
    label: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"a new label {self.label!r} of {self.type} occurs in column {self.column!r} of {self.table}"

    def value(self, old: object, place: int) -> object:
        """The new label in every third row."""
        return old if place % EVERY else self.label


@dataclass(frozen=True)
class LabelRenamed(_Values):
    """A label of an enum has another name, in every row that held it."""

    table: str
    column: str
    type: str
    label: str
    to: str
    also: tuple[str, ...] = ()
    """Other columns of the table with the same type."""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"label {self.label!r} of {self.type} in column {self.column!r} of {self.table} is now {self.to!r}"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the type."""
        return (self.column, *self.also)

    def value(self, old: object, place: int) -> object:  # noqa: ARG002 - one signature for all
        """The new name for the old one."""
        return self.to if old == self.label else old


@dataclass(frozen=True)
class CursorLate(_Values):
    """Every third row came late: the column by which new rows are told from old ones holds its lowest value."""

    needs_promise: ClassVar[bool] = True
    table: str
    column: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"late rows: column {self.column!r} of {self.table} holds old values in new rows"

    def touched(self, rows: Rows) -> frozenset[int]:
        """Every third place."""
        return frozenset(range(0, len(rows), EVERY)) if rows else frozenset()

    def apply(self, rows: Rows) -> Rows:
        """The rows as they are after the change."""
        known = [row[self.column] for row in rows if row.get(self.column) is not None]
        if not known:
            return rows
        lowest = min(known)  # type: ignore[type-var]  # values of one column
        late = self.touched(rows)
        return tuple({**row, self.column: lowest} if i in late else row for i, row in enumerate(rows))


@dataclass(frozen=True)
class RowsSoftDeleted(_Values):
    """Every third row is marked as deleted, by a column that was there for it."""

    needs_promise: ClassVar[bool] = True
    table: str
    column: str
    mark: object

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"rows of {self.table} are marked as deleted: {self.column!r} is {self.mark}"

    def value(self, old: object, place: int) -> object:
        """The mark in every third row."""
        return old if place % EVERY or old == self.mark else self.mark
