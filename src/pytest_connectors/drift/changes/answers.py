"""What can happen to what an API answers? Fields, envelopes, pages and statuses; each change prints as a sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from pytest_connectors.drift.changes.columns import ColumnAdded, ColumnDropped, ColumnRenamed, ColumnRetyped
from pytest_connectors.drift.changes.contents import EVERY, NullAppeared, _Values
from pytest_connectors.drift.changes.volume import RowsChanged
from pytest_connectors.drift.schema import Rows

_SENTENCES = {
    "keys-reordered": "{column!r} stands last in answers of {table}",
    "header-added": "answers of {table} have another header, {detail}",
    "envelope-renamed": "the rows of {table} lie under {detail!r}",
    "envelope-added": "answers of {table} stand inside {{{detail!r}: ...}}",
    "envelope-removed": "answers of {table} are the rows alone, without an envelope",
    "page-cursor-renamed": "what leads to the next page of {table} is called {detail!r}",
    "page-cursor-to-link": "the next page of {table} is told in the header Link, and no longer in the body",
    "page-ignored": "{table} does not heed which page is asked for, and answers with the first",
    "page-looping": "the last page of {table} leads back to the first",
    "page-total-missing": "{table} no longer tells how many rows there are",
    "page-smaller": "pages of {table} hold fewer rows than are asked for",
    "page-larger": "pages of {table} hold more rows than are asked for",
    "page-overlapping": "each page of {table} begins with the last row of the page before",
    "status-204": "{table} answers 204, with no body",
    "status-202": "{table} answers 202: not yet, come back later",
    "status-207": "{table} answers 207, with a status for each row",
    "redirected-301": "{table} answers 301: it has moved to {detail}",
    "redirected-308": "{table} answers 308: it has moved to {detail}",
    "gone-410": "{table} answers 410: it is gone",
    "error-in-200": "{table} answers 200, and an error in the body",
    "login-page": "{table} answers 302, to a login page of HTML",
    "body-truncated": "answers of {table} are cut off in the middle",
    "body-empty": "answers of {table} have no body",
    "media-type-changed": "answers of {table} are XML",
    "path-moved": "{table} has moved to {detail}; the old path answers 404",
    "version-removed": "{detail} of the API is gone, and {table} with it: 404",
    "rate-limited": "{table} answers 429 to the first request and to the fourth, with Retry-After: 1",
    "unavailable": "{table} answers 503 to the first two requests, with Retry-After: 1, and then is well",
    "server-error": "{table} answers 500",
    "sunset-announced": "answers of {table} announce its end, in the header Sunset",
}


@dataclass(frozen=True)
class AnswerChanged:
    """An operation answers in another way; the rows are the same.

    Attributes:
        table: The operation's declared name.
        way: What is other about it: the scenario's id.
        detail: To what: a name, a path.
        column: The field that it is about, where it is about one.
    """

    table: str
    way: str
    detail: str = ""
    column: str = ""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return _SENTENCES[self.way].format(table=self.table, detail=self.detail, column=self.column)


@dataclass(frozen=True)
class PagesOverlap(AnswerChanged):
    """Pages share rows: `AnswerChanged(table, "page-overlapping")` that knows it is one to all rows."""

    needs_promise: ClassVar[bool] = True
    way: str = "page-overlapping"

    def touched(self, rows: Rows) -> frozenset[int]:
        """Every place: which rows come twice depends on how many a page is asked to hold."""
        return frozenset(range(len(rows)))

    def apply(self, rows: Rows) -> Rows:
        """The rows: none is another one."""
        return rows


@dataclass(frozen=True)
class RowsLeftOut(RowsChanged):
    """The connector may no longer see the rows, and they are left out without a word."""

    way: str = "empty"

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"what the connector may no longer see is left out: answers of {self.table} hold no rows (200)"


@dataclass(frozen=True)
class FieldRemoved(ColumnDropped):
    """A field is no longer in the answers."""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"field {self.column!r} removed from answers of {self.table}"


@dataclass(frozen=True)
class FieldRenamed(ColumnRenamed):
    """A field of the answers has another name."""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"field {self.column!r} in answers of {self.table} renamed to {self.to!r}"


@dataclass(frozen=True)
class FieldRetyped(ColumnRetyped):
    """A field of the answers holds the same values as another type: `way` is `text`, `number`, `object` or `array`."""

    way: str = "text"

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"field {self.column!r} in answers of {self.table} changed from {self.was} to {self.type}"


@dataclass(frozen=True)
class FieldAdded(ColumnAdded):
    """The answers have another field, at the end."""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"field {self.column!r} ({self.type}) added to answers of {self.table}"


@dataclass(frozen=True)
class FieldNullable(NullAppeared):
    """A field that was never null is null in every third row."""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"field {self.column!r} in answers of {self.table} may be null, and is in some rows"


@dataclass(frozen=True)
class FieldOptional(NullAppeared):
    """A field that was always there is left out in every third row."""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"field {self.column!r} in answers of {self.table} may be left out, and is in some rows"


@dataclass(frozen=True)
class FieldEmptied(_Values):
    """A text, list or object is empty in every third row."""

    table: str
    column: str

    _EMPTY: ClassVar[dict[type, object]] = {str: "", list: [], dict: {}}

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"field {self.column!r} in answers of {self.table} is empty in some rows"

    def value(self, old: object, place: int) -> object:
        """Nothing of its kind in every third row."""
        return old if place % EVERY or not old else self._EMPTY.get(type(old), old)


@dataclass(frozen=True)
class PrecisionChanged(_Values):
    """Numbers are rounded to whole ones."""

    needs_promise: ClassVar[bool] = True
    table: str
    column: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"numbers in field {self.column!r} of {self.table} are rounded"

    def value(self, old: object, place: int) -> object:  # noqa: ARG002 - one signature for all
        """The number without what stands behind the point."""
        return float(round(old)) if isinstance(old, float) and old != round(old) else old


@dataclass(frozen=True)
class OffsetChanged(_Values):
    """Moments are told without their offset from UTC, and so in another time zone for who assumes one."""

    needs_promise: ClassVar[bool] = True
    table: str
    column: str
    hours: int = 2

    @property
    def sentence(self) -> str:
        """The change in words."""
        return (
            f"times in field {self.column!r} of {self.table} are local ones, {self.hours} hours ahead, without offset"
        )

    def value(self, old: object, place: int) -> object:  # noqa: ARG002 - one signature for all
        """The same moment, told by a clock that is some hours ahead, without saying so."""
        try:
            moment = dt.datetime.fromisoformat(str(old))
        except ValueError:
            return old
        return (moment + dt.timedelta(hours=self.hours)).replace(tzinfo=None).isoformat()


@dataclass(frozen=True)
class VariantAdded(_Values):
    """Every third row is of a kind that was not there before: other fields, another label.

    Attributes:
        table: The operation's declared name.
        column: The field that tells the variants apart.
        label: What it holds in rows of the new one.
        keeps: The fields that these rows have still.
    """

    needs_promise: ClassVar[bool] = False
    table: str
    column: str
    label: str
    keeps: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"rows of another kind occur in answers of {self.table}: {self.column!r} is {self.label!r}"

    def touched(self, rows: Rows) -> frozenset[int]:
        """Every third place."""
        return frozenset(range(0, len(rows), EVERY))

    def apply(self, rows: Rows) -> Rows:
        """The rows as they are after the change, the new ones with what they keep."""
        kept = {self.column, *self.keeps}
        return tuple(
            row if i % EVERY else {n: self.label if n == self.column else v for n, v in row.items() if n in kept}
            for i, row in enumerate(rows)
        )
