"""What can happen to a table as a whole? Another name, schema or form, rows that are refused or hidden."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TableRenamed:
    """A table has another name."""

    table: str
    to: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"table {self.table} renamed to {self.to}"


@dataclass(frozen=True)
class TableMoved:
    """A table stands in another schema, in which the connector may look."""

    table: str
    to: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"table {self.table} moved to schema {self.to}"


@dataclass(frozen=True)
class TableReplaced:
    """A table is now a `view` over another one, or divided into `partitions` by its key; its columns are the same."""

    table: str
    by: str
    key: str = ""

    @property
    def sentence(self) -> str:
        """The change in words."""
        if self.by == "view":
            return f"{self.table} is a view over another table, with the same columns"
        return f"table {self.table} is partitioned by {self.key!r}"


@dataclass(frozen=True)
class SequenceGapped:
    """The sequence of a column has left out numbers, as after a crash or a failed transaction."""

    table: str
    column: str
    gap: int = 1000

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"the sequence of {self.column!r} of {self.table} leaves out {self.gap} numbers"


@dataclass(frozen=True)
class NewRowsDropped:
    """A `trigger` or a `rule` drops new rows without an error."""

    table: str
    by: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"a {self.by} on {self.table} drops new rows without an error"


@dataclass(frozen=True)
class RightRevoked:
    """The connector's role lost a right on a table."""

    table: str
    right: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"{self.right} on {self.table} is revoked from the connector's role"
