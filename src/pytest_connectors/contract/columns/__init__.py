"""How is a table made of columns that somebody wrote down already? As a CREATE TABLE, from Arrow or from pandera."""

from __future__ import annotations

from typing import Any

from pytest_connectors.contract.columns.arrow import arrow_columns, arrow_of, arrow_type
from pytest_connectors.contract.columns.pandera import pandera_columns
from pytest_connectors.contract.columns.sql import Column, Columns, create_table
from pytest_connectors.errors import BadContract

__all__ = ["Column", "Columns", "arrow_of", "arrow_type", "described", "made_ddl"]


def made_ddl(name: str, columns: Any) -> str:
    """The DDL of a table of that name with these columns.

    Raises:
        BadContract: They are no schema, or a column has a type that PostgreSQL has not.
    """
    found = described(f"Table({name!r}): columns=", columns)
    if not found.columns:
        msg = f"Table({name!r}): columns= has no column: {columns!r}."
        raise BadContract(msg)
    for column in found.columns:
        if column.type is None:
            msg = (
                f"Table({name!r}): column {column.name!r} of columns= has the type {column.was}, and it is not known "
                f"here which type of PostgreSQL that is. Give ddl= in place of columns=."
            )
            raise BadContract(msg)
    return create_table(name, found)


def described(where: str, columns: Any) -> Columns:
    """The columns that an Arrow schema, or a pandera model or schema, describes; `where` begins the error's sentence.

    Raises:
        BadContract: It is neither.
    """
    library = type(columns).__module__.partition(".")[0]
    if library == "pyarrow" and hasattr(columns, "field") and hasattr(columns, "names"):
        return arrow_columns(columns)
    if isinstance(columns, type) and hasattr(columns, "to_schema") and hasattr(columns, "validate"):
        return pandera_columns(columns.to_schema())
    if library == "pandera" and hasattr(columns, "columns"):
        return pandera_columns(columns)
    msg = f"{where} takes a pyarrow schema, or a pandera model or schema of a data frame; it is {columns!r}."
    raise BadContract(msg)
