"""How is a PostgreSQL table declared? By its DDL, or by the columns of a schema that its owner has already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from pytest_connectors.contract.columns import made_ddl
from pytest_connectors.errors import BadContract, near

TABLE_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "CREATE", "OWNER")


@dataclass(frozen=True, eq=False)
class Table:
    """A PostgreSQL table that a connector reads or writes, declared by its DDL or by a schema of its columns.

    Args:
        name: The table's name, with its schema where it is not on the search path: `"purchases"`, `"shop.purchases"`.
        ddl: SQL text, or the path of a file: any number of statements, run by the server as they are.
        columns: In place of `ddl`, a pyarrow schema or a pandera model or schema, of which the table is made.
        rows: What lies in the table, in place of generated rows: dicts, an Arrow table, a DataFrame, the path of a CSV
            or Parquet file, or a strategy of hypothesis that draws one row or a list of rows. For a written table these
            are the rows for the connector to write.
        grants: Rights beyond SELECT (reads) and INSERT, UPDATE, DELETE (writes): `("TRUNCATE", "CREATE")`.

    Example:
        >>> Table("purchases", ddl="CREATE TABLE purchases (id bigint PRIMARY KEY, amount numeric NOT NULL)").name
        'purchases'

    Raises:
        BadContract: An argument is of no use.
    """

    system: ClassVar[str] = "postgres"

    name: str
    ddl: str | Path | None = field(default=None, kw_only=True)
    columns: Any = field(default=None, kw_only=True)
    rows: Any = field(default=None, kw_only=True)
    grants: Sequence[str] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        """Check what can be checked without opening anything."""
        if not isinstance(self.name, str) or not self.name.strip():
            msg = f"Table(...) needs the table's name as its first argument, a text; it is {self.name!r}."
            raise BadContract(msg)
        if (self.ddl is None) == (self.columns is None):
            said = "neither is given" if self.ddl is None else "both are given"
            msg = (
                f"Table({self.name!r}) takes either ddl= (SQL text, or the path of a file) or columns= (a pyarrow "
                f"schema, or a pandera model or schema); {said}."
            )
            raise BadContract(msg)
        if self.columns is not None:
            made_ddl(self.name, self.columns)
        elif not isinstance(self.ddl, str | Path) or not str(self.ddl).strip():
            msg = f"Table({self.name!r}): ddl= takes SQL text or the path of a file; it is {self.ddl!r}."
            raise BadContract(msg)
        object.__setattr__(self, "grants", self._checked_grants())

    def _checked_grants(self) -> tuple[str, ...]:
        grants = (self.grants,) if isinstance(self.grants, str) else tuple(self.grants)
        rights = tuple(str(grant).upper() for grant in grants)
        for grant, right in zip(grants, rights, strict=True):
            if right not in TABLE_RIGHTS:
                msg = (
                    f"Table({self.name!r}): grants= has {grant!r}, which is no right on a table."
                    f"{near(right, TABLE_RIGHTS)} Known are {', '.join(TABLE_RIGHTS)}."
                )
                raise BadContract(msg)
        return rights

    @property
    def ddl_path(self) -> Path | None:
        """The file that holds the DDL, or None where the DDL is given as text, or made from columns."""
        if self.ddl is None or isinstance(self.ddl, Path):
            return self.ddl
        return Path(self.ddl) if re.fullmatch(r"\S+\.sql", self.ddl.strip()) else None

    @property
    def ddl_text(self) -> str:
        """The DDL as text; a file is read at each call, and columns become a CREATE TABLE.

        Raises:
            BadContract: The file cannot be read.
        """
        if self.columns is not None:
            return made_ddl(self.name, self.columns)
        path = self.ddl_path
        if path is None:
            return str(self.ddl)
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            msg = (
                f"Table({self.name!r}): ddl= names a file that cannot be read: {path} ({error}).\n"
                "Give a path relative to the test file: ddl=Path(__file__).with_name('schema.sql')."
            )
            raise BadContract(msg) from None

    @property
    def spellings(self) -> tuple[str, ...]:
        """By which other names people call it: none."""
        return ()

    @property
    def said(self) -> str:
        """How the declaration is named in a message."""
        return f"Table({self.name!r})"

    def agrees_with(self, other: object) -> bool:
        """Whether both declare the same table in the same way."""
        return self is other or (
            isinstance(other, Table)
            and (self.name, self.shape, self.grants) == (other.name, other.shape, other.grants)
            and (self.rows is other.rows or repr(self.rows) == repr(other.rows))
        )

    @property
    def shape(self) -> tuple[str, str]:
        """What is said of the table's columns: another schema that makes the same table says the same."""
        return ("ddl", str(self.ddl)) if self.columns is None else ("columns", self.ddl_text)
