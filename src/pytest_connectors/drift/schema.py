"""What does a table look like? The server's answer about a declared table, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

Row = dict[str, object]
Rows = tuple[Row, ...]
RowsByTable = Mapping[str, Rows]

INTEGERS = ("int2", "int4", "int8")


@dataclass(frozen=True)
class Type:
    """A column's type: `base` is the server's short name, a domain's base type included.

    `form` says how it is put together: "plain", "array", "range", "multirange" or "composite"; `parts` are the types
    that it is made of: an array's element, what a range goes over, a multirange's range, a composite's fields.
    `checks` and `required` are what its domains ask, of `VALUE`.
    """

    text: str
    base: str
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    labels: tuple[str, ...] = ()
    form: str = "plain"
    parts: tuple[Type, ...] = ()
    dimensions: int = 0
    checks: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Column:
    """One column, as the DDL made it; `made_from` are the columns of which a generated one is made."""

    name: str
    type: Type
    nullable: bool = True
    default: str | None = None
    identity: bool = False
    generated: bool = False
    made_from: tuple[str, ...] = ()

    @property
    def fills_itself(self) -> bool:
        """Whether the server puts a value where a writer gives none."""
        return self.default is not None or self.identity or self.generated


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must occur in the parent's columns; a `full` key takes NULL in all of them or in none."""

    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]
    name: str = field(default="", compare=False)
    full: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class TableSchema:
    """A table as the server sees it, under the name by which it was declared.

    `name` is the declared name, `schema` and `table` are the server's. `unique` holds the primary key and every other
    unique key; `checks` are CHECK constraints in the server's words, and what the partitions ask. `exclusions` are the
    columns of each exclusion constraint: those that are compared for equality, and those that must not overlap.
    `nearly_unique` are the columns of unique indexes over expressions, over some rows, or where NULL equals NULL.
    A `view` holds no rows of its own.
    """

    system: ClassVar[str] = "postgres"
    noun: ClassVar[str] = "table"

    name: str
    schema: str
    table: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[str, ...] = ()
    exclusions: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    view: bool = False
    nearly_unique: tuple[tuple[str, ...], ...] = ()

    @property
    def full_name(self) -> str:
        """The server's name with its schema, unquoted, for people and as a key."""
        return f"{self.schema}.{self.table}"

    @property
    def said(self) -> str:
        """How the declaration is named in a message."""
        return f"Table({self.name!r})"

    @property
    def reading(self) -> str:
        """How the declaration was understood, where it left a choice; empty where it did not."""
        return ""

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names in their order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class DatasetSchema(TableSchema):
    """Objects under a prefix that together hold rows: `schema` is the bucket, a column's type is Arrow's by its text.

    Attributes:
        format: `parquet`, `csv` or `jsonl`.
        partitions: The columns that stand in the objects' keys.
        single: The prefix is the key of one object.
        gzipped: Objects are compressed as a whole.
        headed: A CSV file has a line with the columns' names.
        extension: What the keys end in: `.csv.gz`.
    """

    system: ClassVar[str] = "s3"
    noun: ClassVar[str] = "dataset"

    format: str = "parquet"
    partitions: tuple[str, ...] = ()
    single: bool = False
    gzipped: bool = False
    headed: bool = True
    extension: str = ""

    @property
    def said(self) -> str:
        """How the declaration is named in a message."""
        return f"Dataset({self.name!r})"


@dataclass(frozen=True)
class OperationSchema(TableSchema):
    """What an API's operation hands out or takes: `schema` is the API's host, `table` its method and path.

    A column's type is JSON's by its text (`integer`, `number`, `string`, `string(date-time)`, `boolean`, `array`,
    `object`), and its base is PostgreSQL's by which values are generated.

    Attributes:
        method: In capitals.
        path: As it is written: `/users/{id}`.
        writes: The connector sends rows; else it gets them.
        paging: How rows come in pages: `page`, `offset`, `cursor`, `link`, `next-url`; empty where they do not.
        pages: The same in words: `pages by ?page= and ?per_page=`.
        told: The last key of where the body tells of the next page; empty where it does not.
        total: The body tells how many rows there are.
        envelope: The keys that lead from the body to the rows.
        many: A body holds a list of rows.
        optional: The fields that may be left out.
        outside: The columns that stand in the path or the query, and not in the body.
        closed: A row may have no other fields.
        parameters: The query's parameters that a request may carry.
        media: The media types that it takes.
        secured: The kinds of its security schemes: `bearer`, `basic`, `apiKey`, `oauth2`.
        documented: There is a document that can be changed and compared.
        discriminator: The field that tells variants of rows apart; empty where there are none.
    """

    system: ClassVar[str] = "rest"
    noun: ClassVar[str] = "operation"

    method: str = "GET"
    path: str = "/"
    writes: bool = False
    paging: str = ""
    pages: str = ""
    told: str = ""
    total: bool = False
    envelope: tuple[str, ...] = ()
    many: bool = True
    optional: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    closed: bool = False
    parameters: tuple[str, ...] = ()
    media: tuple[str, ...] = ("application/json",)
    secured: tuple[str, ...] = ()
    documented: bool = True
    discriminator: str = ""

    @property
    def said(self) -> str:
        """How the declaration is named in a message."""
        return f"Operation({self.name!r})"

    @property
    def reading(self) -> str:
        """Where the rows were found, and how the next page is."""
        where = ".".join(self.envelope) or "the body itself"
        number = "rows" if self.many else "one row"
        pages = f", {self.pages}" if self.pages else ""
        return f"{self.name}: {self.table}, {number} in {where}{pages}"
