"""Which columns have the rows of a dataset? As an Arrow schema, with what is promised of them beside it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pytest_connectors.contract import samples
from pytest_connectors.contract.columns import Column, Columns, arrow_of, arrow_type, described
from pytest_connectors.errors import BadContract

_ONE_OF = re.compile(r'"(?:[^"]|"")+" = ANY \(ARRAY\[(?P<values>\'.*\')\]\)', re.DOTALL)
_TEXT = re.compile(r"'((?:[^']|'')*)'")
FORMAT_NAMES = {"parquet": "Parquet", "csv": "CSV", "jsonl": "JSON Lines"}


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


def fields_of(prefix: str, schema: Any, form: str) -> Fields:
    """The columns that a pyarrow schema, or a pandera model or schema, describes.

    Args:
        prefix: The dataset's, for messages.
        schema: The schema.
        form: `parquet`, `csv` or `jsonl`, in which the rows lie.

    Raises:
        BadContract: It is none of these, is empty, or has a column of a type that no such file holds.
    """
    where = f"Dataset({prefix!r})"
    found = described(f"{where}: schema=", schema)
    if not found.columns:
        msg = f"{where}: schema= has no column: {schema!r}. Name the columns that the objects hold."
        raise BadContract(msg)
    arrow = _arrow(where, schema, found)
    _check_names(f"{where}: schema=", arrow.names)
    _check_types(where, arrow, form)
    checks, labels = _promised(found.columns)
    alone = [(column.name,) for column in found.columns if column.unique]
    unique = tuple(dict.fromkeys((*alone, *found.unique)))
    return Fields(arrow, tuple(str(column.type) for column in found.columns), checks, labels, unique)


def sampled_fields(prefix: str, path: Path, form: str) -> Fields:
    """The columns of a sample file, and the dialect in which it is written.

    Raises:
        BadContract: The file cannot be read, or is not of that format.
    """
    return read_sample(
        f"Dataset({prefix!r}): sample=",
        path,
        form,
        f"Give a file like those that lie there, or say by format= which of {', '.join(FORMAT_NAMES)} it is.",
    )[0]


def read_sample(where: str, path: Path, form: str, advice: str) -> tuple[Fields, bytes]:
    """The columns and the dialect of a sample file, and what it holds, unpacked.

    Args:
        where: Who gives it, as an error's sentence begins.
        path: The file.
        form: `parquet`, `csv` or `jsonl`, of which it must be.
        advice: What to do where it is of another one.

    Raises:
        BadContract: The file cannot be read, or is not of that format.
    """
    data, gzipped = samples.content(where, path)
    try:
        arrow, dialect = samples.READERS[form](data)
    except samples.NotThatError as error:
        msg = f"{where} {str(path)!r} is no {FORMAT_NAMES[form]} file: {error}. {advice}"
        raise BadContract(msg) from None
    _check_names(f"{where} {str(path)!r}", arrow.names)
    _check_types(where.removesuffix(": sample="), arrow, form, of="the sample")
    kinds = tuple(str(arrow_type(kind)) for kind in arrow.types)
    return Fields(arrow, kinds, gzipped=gzipped, dialect=dialect), data


def _arrow(where: str, schema: Any, found: Columns) -> Any:
    """The Arrow schema: as it was given, or of the types that pandera's have in PostgreSQL."""
    import pyarrow as pa

    if isinstance(schema, pa.Schema):
        return schema.remove_metadata()
    made = []
    for column in found.columns:
        kind = None if column.type is None else arrow_of(column.type)
        if kind is None:
            msg = (
                f"{where}: column {column.name!r} of schema= has the type {column.was}, and it is not known here how "
                f"a file holds that. Give a pyarrow schema, or sample= a file like those that lie there."
            )
            raise BadContract(msg)
        made.append(pa.field(column.name, kind, column.nullable))
    return pa.schema(made)


def _check_names(where: str, names: Sequence[str]) -> None:
    twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        msg = f"{where} has two columns {twice!r}. A row holds one value a name: rename one of them."
        raise BadContract(msg)


def _check_types(where: str, arrow: Any, form: str, of: str = "schema=") -> None:
    for column in arrow:
        if not _is_held(column.type, form) or arrow_type(column.type) is None:
            others = [FORMAT_NAMES[other] for other in FORMAT_NAMES if other != form and _is_held(column.type, other)]
            advice = f"{' and '.join(others)} can: set format=, or" if others else "No format that is known here can:"
            msg = (
                f"{where}: column {column.name!r} of {of} has the type {column.type}, which no {FORMAT_NAMES[form]} "
                f"file holds. {advice} declare the column as what the objects hold, such as a text."
            )
            raise BadContract(msg)


def _is_held(kind: Any, form: str) -> bool:
    """Whether a file of the format holds values of the type."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = pa.types
    if form == "parquet":
        try:
            pq.write_table(pa.schema([("a", kind)]).empty_table(), io.BytesIO())
        except pa.ArrowException:
            return False
        return True
    inner = [kind.field(i).type for i in range(kind.num_fields)] if types.is_nested(kind) else []
    inner += [kind.value_type] if types.is_dictionary(kind) else []
    if types.is_nested(kind) and (form == "csv" or types.is_union(kind)):
        return False
    bare = str(kind).partition("[")[0]
    unwritten = "binary" in bare or bare in ("duration", "month_day_nano_interval") or types.is_run_end_encoded(kind)
    return not unwritten and all(_is_held(one, form) for one in inner)


def _promised(columns: Sequence[Column]) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The checks that stay SQL, and the values that texts may have."""
    checks: list[str] = []
    labels: dict[str, tuple[str, ...]] = {}
    for column in columns:
        for check in column.checks:
            said = _ONE_OF.fullmatch(check)
            if said and str(column.type).startswith(("text", "varchar")):
                labels[column.name] = tuple(text.replace("''", "'") for text in _TEXT.findall(said["values"]))
            else:
                checks.append(check)
    return tuple(checks), labels
