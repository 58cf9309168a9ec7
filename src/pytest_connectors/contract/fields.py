"""Which columns have the rows of a dataset? As an Arrow schema, with what is promised of them beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pytest_connectors.contract.columns import described
from pytest_connectors.errors import BadContract


@dataclass(frozen=True)
class Fields:
    """The columns of a dataset's rows.

    Attributes:
        arrow: A pyarrow schema.
        kinds: PostgreSQL's name of each column's type, by which values are generated.
        checks: What is promised of the values, as SQL conditions.
        labels: The values that a column may hold, where only these are promised.
        unique: Columns, or groups of them, of which no two rows hold the same.
        gzipped: Objects are compressed as a whole.
        dialect: How a file is written, by what its format knows: a delimiter, a codec.
    """

    arrow: Any
    kinds: tuple[str, ...]
    checks: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unique: tuple[tuple[str, ...], ...] = ()
    gzipped: bool = False
    dialect: Mapping[str, object] = field(default_factory=dict)


def fields_of(prefix: str, schema: Any) -> Fields:
    """The columns that a pyarrow schema, or a pandera model or schema, describes.

    Raises:
        BadContract: It is none of these, is empty, or has a column of a type that no file holds.
    """
    raise NotImplementedError


def sampled_fields(prefix: str, path: Path, form: str) -> Fields:
    """The columns of a sample file, and the dialect in which it is written.

    Raises:
        BadContract: The file cannot be read, or is not of that format.
    """
    raise NotImplementedError
