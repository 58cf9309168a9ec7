"""How does a sample differ from what is declared? In words, as a diff, and as a comparison of schemas has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.changes.samples import SampleColumn, SampleReplaced
from pytest_connectors.systems.s3.files.replacing import is_text
from pytest_connectors.systems.s3.proposing.dialects import others

_LEVELS = ("ERR", "WARN", "INFO")
_LABELS = {
    "between": "between day and time",
    "zone": "zone of moments",
    "page": "data pages of version",
    "version": "format version",
    "row_group": "rows in a group",
    "dictionary": "dictionary encoding",
    "bom": "byte order mark",
    "newline": "line ends",
}
_NOTHING_BUT = "INFO nothing but the encoding"
_MOST = 3
_WIDTH = re.compile(r"(u?int|float|decimal)(\d+)")
_WIDTHS = {"halffloat": "float16", "float": "float32", "double": "float64"}


def told(dataset: Dataset, change: SampleReplaced) -> tuple[tuple[str, ...], str]:
    """The difference as lines of a diff, and the judgement of a comparison of schemas."""
    return tuple(_diff(dataset, change)), _judgement(dataset, change)


def differences(dataset: Dataset, change: SampleReplaced) -> tuple[str, ...]:
    """What is other, in words; nothing where nothing is."""
    encoding = (f"{key} {now}" for key, _, now in _encoding(dataset, change))
    return (*_columns(dataset, change), *encoding)


def words(dataset: Dataset, change: SampleReplaced) -> tuple[str, ...]:
    """Of which an error that names its cause holds one: names of columns, and what is other in the dialect."""
    stored = {one.name: one for one in _stored(dataset)}
    held = {one.of for one in change.columns}
    names = [one for one in stored if one not in held]
    for column in change.columns:
        if not column.of:
            names.append(column.name)
        elif column.name != column.of or column.kind != stored[column.of].type:
            names += [column.of, column.name]
    names += [key for key, *_ in others(dataset, change.dialect)]
    return tuple(dict.fromkeys((*names, *(("gzip",) if change.gzipped else ()))))


def _stored(dataset: Dataset) -> list[Any]:
    """The declared columns that stand in objects."""
    return [one for one in dataset.fields.arrow if one.name not in dataset.partitioned_by]


def _columns(dataset: Dataset, change: SampleReplaced) -> Iterator[str]:
    held = {one.of: one for one in change.columns if one.of}
    if not held:
        yield f"no column is shared: there are {', '.join(repr(one.name) for one in change.columns)}"
        return
    for field in _stored(dataset):
        column = held.get(field.name)
        if column is None:
            yield f"column {field.name!r} is gone"
        else:
            yield from _of_column(dataset, change, field, column)
    for i, column in enumerate(change.columns):
        if not column.of:
            behind = next((one.name for one in change.columns[i + 1 :] if one.of), None)
            yield f"column {column.name!r} ({column.kind}) is new{f', before {behind!r}' if behind else ''}"
    if _is_reordered(dataset, change):
        yield "columns stand in another order"


def _of_column(dataset: Dataset, change: SampleReplaced, field: Any, column: SampleColumn) -> Iterator[str]:
    """What is other about a column that is there still."""
    if column.name != field.name:
        headed = change.dialect.get("header", True) and dataset.fields.dialect.get("header", True)
        yield (
            f"column {field.name!r} is taken for renamed to {column.name!r}"
            if headed
            else f"column {field.name!r} is called {column.name!r}"
        )
    if column.kind != field.type:
        filled = ", with the sample's own values" if column.filled else ""
        yield f"column {field.name!r} is {column.kind}, was {field.type}{filled}"
    if dataset.format == "parquet" and column.required == field.nullable:
        yield f"column {field.name!r} {'holds no null' if column.required else 'may be null'}"
    if column.omitted and field.nullable:
        yield f"key {column.name!r} is left out where it is null"


def _encoding(dataset: Dataset, change: SampleReplaced) -> Iterator[tuple[str, str, str]]:
    """What is other about how objects are written: its name, what is declared, and what it is now."""
    for key, was, now in others(dataset, change.dialect):
        yield _LABELS.get(key, key.replace("_", " ")), _said(was), _said(now)
    if change.gzipped != dataset.fields.gzipped:
        yield "gzip", _said(dataset.fields.gzipped), _said(change.gzipped)
    if change.decimal != ".":
        yield "numbers", "1.5", "1,5"
    if change.day_first:
        yield "days", "2026-12-31", "31/12/2026"


def _diff(dataset: Dataset, change: SampleReplaced) -> Iterator[str]:
    held = {one.of: one for one in change.columns if one.of}
    for field in _stored(dataset):
        was = _line(field.name, field.type, required=not field.nullable and dataset.format == "parquet")
        column = held.get(field.name)
        now = None if column is None else _line(column.name, column.kind, required=column.required)
        if was != now:
            yield f"- {was}"
            if now is not None:
                yield f"+ {now}"
    for column in change.columns:
        if not column.of:
            yield f"+ {_line(column.name, column.kind, required=column.required)}"
    if _is_reordered(dataset, change):
        yield f"- columns {', '.join(one.name for one in _stored(dataset))}"
        yield f"+ columns {', '.join(one.name for one in change.columns)}"
    for key, before, after in _encoding(dataset, change):
        yield f"- {key} {before}"
        yield f"+ {key} {after}"


def _judgement(dataset: Dataset, change: SampleReplaced) -> str:
    """What a comparison of schemas alone would say, the worst first."""
    found = sorted(dict.fromkeys(_findings(dataset, change)), key=lambda one: _LEVELS.index(one.partition(" ")[0]))
    more = f", and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return ", ".join(found[:_MOST]) + more if found else _NOTHING_BUT


def _findings(dataset: Dataset, change: SampleReplaced) -> Iterator[str]:
    held = {one.of: one for one in change.columns if one.of}
    for field in _stored(dataset):
        column = held.get(field.name)
        if column is None or column.name != field.name:
            # Of a name that is another one it knows no more.
            yield "ERR column-removed"
            continue
        if column.kind != field.type:
            yield "WARN column-widened" if _is_wider(field.type, column.kind) else "ERR column-retyped"
        if dataset.format == "parquet" and column.required == field.nullable:
            yield "INFO column-required" if column.required else "WARN column-nullable"
    if any(column.name != column.of for column in change.columns):
        yield "INFO column-added"
    if _is_reordered(dataset, change):
        yield "INFO column-moved"


def _is_wider(was: pa.DataType, now: pa.DataType) -> bool:
    """Whether every value of the one type is one of the other, of the same kind."""
    if is_text(was) and is_text(now):
        return True
    before, after = (_WIDTH.match(_WIDTHS.get(str(kind), str(kind))) for kind in (was, now))
    return before is not None and after is not None and before[1] == after[1] and int(before[2]) < int(after[2])


def _is_reordered(dataset: Dataset, change: SampleReplaced) -> bool:
    """Whether the columns that are there still stand in another order."""
    now = [one.of for one in change.columns if one.of]
    was: Sequence[str] = [one.name for one in _stored(dataset) if one.name in now]
    return list(was) != now


def _line(name: str, kind: Any, *, required: bool) -> str:
    return f"{name} {kind}{' not null' if required else ''}"


def _said(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None:
            return "whole"
        case str() if not value.isalnum():
            return repr(value)
        case _:
            return str(value)
