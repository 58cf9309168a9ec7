"""What can happen to a column? It goes, comes, moves, or has another name, type, default or constraint."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ColumnDropped:
    """A column is gone."""

    table: str
    column: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"column {self.column!r} dropped from {self.table}"


@dataclass(frozen=True)
class ColumnRenamed:
    """A column has another name."""

    table: str
    column: str
    to: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"column {self.column!r} of {self.table} renamed to {self.to!r}"


@dataclass(frozen=True)
class ColumnMoved:
    """A column stands in a new table, which is joined by the key of the old one."""

    table: str
    column: str
    to: str
    key: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"column {self.column!r} moved from {self.table} to {self.to}, joined by {', '.join(self.key)}"


@dataclass(frozen=True)
class ColumnAdded:
    """A new column stands before another one, or at the end; the rows that are there hold `value` in it.

    Attributes:
        table: The table's declared name.
        column: The new column's name.
        type: Its type, as SQL.
        value: What the rows that are there hold in it.
        before: The column before which it stands; None is the end.
        required: It is NOT NULL.
        default: New rows get the value too, where they give none.
        made_from: The column of which it is generated; then it has no value of its own.
    """

    table: str
    column: str
    type: str
    value: str
    before: str | None = None
    required: bool = False
    default: bool = False
    made_from: str | None = None

    @property
    def sentence(self) -> str:
        """The change in words."""
        place = "" if self.before is None else f" before {self.before!r}"
        if self.made_from is not None:
            return f"column {self.column!r} ({self.type}), generated from {self.made_from!r}, added to {self.table}"
        required = " NOT NULL, without default," if self.required else ""
        if self.default:
            required = f" NOT NULL DEFAULT {self.value!r}"
        return f"column {self.column!r} ({self.type}){required} added to {self.table}{place}"


@dataclass(frozen=True)
class ColumnPutLast:
    """A column stands at the end; the table has the same columns as before."""

    table: str
    column: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"column {self.column!r} moved to the end of {self.table}"


@dataclass(frozen=True)
class ColumnRetyped:
    """A column holds the same values in another type, or in another form.

    Attributes:
        table: The table's declared name.
        column: The column.
        was: Its type, as SQL.
        type: Its type after the change, as SQL.
        way: How a value becomes one of the new type: `cast`, `enum` (a new type with the values that are there),
            `nested` (a JSON value inside an object), `uuid` (a number as the last digits of one); in files `text`,
            `epoch` (a time as a number), `nested` (a value inside a struct), `null` (a column of type null, all of
            whose rows are NULL before the change too), `dictionary`. Types of files are in Arrow's words.
        limit: The largest number or length that the new type takes, where it takes less than the old one.
        lossy: The new type cannot hold every value exactly.
        alike: The new type holds the same kind of values, so that keys and constraints on it go on.
    """

    table: str
    column: str
    was: str
    type: str
    way: str = "cast"
    limit: int | None = None
    lossy: bool = False
    alike: bool = False

    @property
    def sentence(self) -> str:
        """The change in words."""
        match self.way:
            case "nested":
                return f"values of {self.column!r} of {self.table} nested in an object: {{'value': ...}}"
            case "null":
                return f"column {self.column!r} of {self.table}, all NULL, changed from {self.was} to null"
            case "enum":
                return f"column {self.column!r} of {self.table} changed from {self.was} to an enum of its values"
            case _:
                return f"column {self.column!r} of {self.table} changed from {self.was} to {self.type}"


@dataclass(frozen=True)
class ColumnRequired:
    """A column that could be NULL is NOT NULL; no row holds NULL in it."""

    table: str
    column: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"column {self.column!r} of {self.table} is NOT NULL"


@dataclass(frozen=True)
class DefaultChanged:
    """A column has another default, or none."""

    table: str
    column: str
    to: str | None = None

    @property
    def sentence(self) -> str:
        """The change in words."""
        end = "has no default any more" if self.to is None else f"has the default {self.to!r}"
        return f"column {self.column!r} of {self.table} {end}"


@dataclass(frozen=True)
class ColumnConstrained:
    """A constraint is added: `unique`, `foreign key` (to a table of the values that are there) or `check`."""

    table: str
    column: str
    kind: str
    check: str = ""

    @property
    def sentence(self) -> str:
        """The change in words."""
        match self.kind:
            case "unique":
                return f"column {self.column!r} of {self.table} is UNIQUE"
            case "foreign key":
                return f"column {self.column!r} of {self.table} refers to a table of known values"
            case _:
                return f"new rows of {self.table} must fulfil CHECK ({self.check})"


@dataclass(frozen=True)
class ColumnRecollated:
    """A column's texts are put into order by another collation.

    Attributes:
        provided: It is one of another provider, such as ICU for the C library: order and letters may be others.
    """

    table: str
    column: str
    provided: bool = False

    @property
    def sentence(self) -> str:
        """The change in words."""
        if self.provided:
            return f"column {self.column!r} of {self.table} has a collation of another provider"
        return f"column {self.column!r} of {self.table} has another collation, and so another order"
