"""In which other types and dialects can the same values stand in Parquet, CSV and JSON Lines?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.schema import Column, DatasetSchema
from pytest_connectors.scenarios.targets import Target, Targets, free_name
from pytest_connectors.scenarios.targets.columns import ADDED
from pytest_connectors.scenarios.targets.files import CSV, JSONL, PARQUET, each, is_text, of_datasets, stored, way

_CODECS = ("zstd", "lz4", "gzip", "none")
_UNITS = ("s", "ms", "us", "ns")
_TIME = re.compile(r"timestamp\[(s|ms|us|ns)(?:, tz=(.+))?\]")
_INTEGER = re.compile(r"u?int(8|16|32|64)")
_FLOATS = ("halffloat", "float", "double")
_TEXTS = ("string", "large_string")
_DAYS = ("date", "timestamp", "timestamptz")

Types = Callable[[DatasetSchema, Column], list[change.ColumnRetyped]]
"""Each way in which a column can hold another type; none where it cannot."""


def _retyped(types: Types, *formats: str) -> Targets:
    """Every column in the objects that can hold another type."""

    def targets(table: DatasetSchema) -> Iterator[Target]:
        for column in stored(table).columns:
            if found := types(table, column):
                yield Target(column.name, tuple((one,) for one in found))

    return of_datasets(targets, *formats)


def _to(takes: Callable[[Column], bool], kind: str, how: str = "cast", *, alike: bool = False) -> Types:
    """One other type, for the columns that are taken."""

    def types(table: DatasetSchema, column: Column) -> list[change.ColumnRetyped]:
        was = column.type.text
        if not takes(column) or was == kind:
            return []
        return [change.ColumnRetyped(table.name, column.name, was, kind.format(was), way=how, alike=alike)]

    return types


def _rescaled(table: DatasetSchema, column: Column) -> list[change.ColumnRetyped]:
    """Nano- and milliseconds for microseconds; in text a coarser unit alone is seen, as fewer digits."""
    if (time := _TIME.fullmatch(column.type.text)) is None:
        return []
    place = _UNITS.index(time[1])
    others = ("ns", "us", "ms") if table.format == PARQUET else _UNITS[max(place - 1, 0) : place]
    end = "" if time[2] is None else f", tz={time[2]}"
    return [
        change.ColumnRetyped(
            table.name, column.name, column.type.text, f"timestamp[{unit}{end}]", lossy=_UNITS.index(unit) < place
        )
        for unit in others
        if unit != time[1]
    ]


def _zoned(table: DatasetSchema, column: Column) -> list[change.ColumnRetyped]:
    if (time := _TIME.fullmatch(column.type.text)) is None:
        return []
    kind = f"timestamp[{time[1]}, tz=UTC]" if time[2] is None else f"timestamp[{time[1]}]"
    return [change.ColumnRetyped(table.name, column.name, column.type.text, kind)]


def _all_null(table: DatasetSchema, column: Column) -> list[change.ColumnRetyped]:
    """A column that may be NULL in every row, and by which rows are not told apart."""
    if not column.nullable or column.name in table.primary_key:
        return []
    return [change.ColumnRetyped(table.name, column.name, column.type.text, "null", way="null")]


def is_number(column: Column) -> bool:
    """Whether the column holds integers, floats or decimals."""
    return is_integer(column) or is_fraction(column)


def is_integer(column: Column) -> bool:
    """Whether the column holds integers, of any width."""
    return _INTEGER.fullmatch(column.type.text) is not None


def is_float(column: Column) -> bool:
    """Whether the column holds floating point numbers."""
    return column.type.text in _FLOATS


def is_fraction(column: Column) -> bool:
    """Whether the column's numbers have decimals."""
    return is_float(column) or column.type.text.startswith("decimal")


def _is_time(column: Column) -> bool:
    return _TIME.fullmatch(column.type.text) is not None


def _is_plain(column: Column) -> bool:
    return not column.type.text.startswith(("struct", "map", "list", "large_list", "fixed_size_list"))


int_to_int64 = _retyped(_to(lambda column: column.type.text == "int32", "int64", alike=True), PARQUET)
large_string = _retyped(_to(lambda column: column.type.text == "string", "large_string", alike=True), PARQUET)
dictionary_encoded = _retyped(
    _to(
        lambda column: column.type.text in _TEXTS,
        "dictionary<values={}, indices=int32, ordered=0>",
        "dictionary",
        alike=True,
    ),
    PARQUET,
)
timestamp_rescaled = _retyped(_rescaled)
decimal_to_float = _retyped(_to(lambda column: column.type.text.startswith("decimal"), "double"))
timestamp_zoned = _retyped(_zoned)
# In CSV a number and its text are the same letters, and in JSON a time is a text already.
int_to_text = _retyped(_to(is_integer, "string", "text"), PARQUET, JSONL)
float_to_text = _retyped(_to(is_float, "string", "text"), PARQUET, JSONL)
timestamp_to_epoch = _retyped(_to(_is_time, "int64", "epoch"))
timestamp_to_text = _retyped(_to(_is_time, "string", "text"), PARQUET)
# A text has no type, so that a column without any value is what it was.
all_null = _retyped(_all_null, PARQUET)
nested = _retyped(_to(_is_plain, "struct<value: {}>", "nested"), PARQUET, JSONL)

codec_changed = way("codec-changed", *_CODECS, formats=(PARQUET,))
parquet_v2 = way("parquet-v2", formats=(PARQUET,))


def _csv(name: str, *details: str, headed: bool = False) -> Targets:
    """The dataset, where its objects are CSV."""
    return way(name, *details, formats=(CSV,), headed=headed)


def _any_of(name: str, takes: Callable[[Column], bool]) -> Targets:
    """The dataset, where its CSV objects have such a column."""

    def targets(table: DatasetSchema) -> Iterator[Target]:
        if any(map(takes, stored(table).columns)):
            yield Target(table.name, ((change.FilesChanged(table.name, name),),))

    return of_datasets(targets, CSV)


def _latin1(table: DatasetSchema) -> Iterator[Target]:
    """The dataset, with a column of text in which a letter occurs that ASCII lacks."""
    for column in filter(is_text, stored(table).columns):
        one = change.FilesChanged(table.name, "csv-latin1", column=column.name)
        yield Target(table.name, ((one,),))
        return


def _broken_lines(table: DatasetSchema) -> Iterator[Target]:
    """Every column of text of which the labels are not promised."""
    for column in filter(is_text, stored(table).columns):
        yield Target(column.name, ((change.LinesBroken(table.name, column.name),),))


csv_delimiter = _csv("csv-delimiter", ";", "\t", "|")
csv_quote = _csv("csv-quote", "'")
csv_header_missing = _csv("csv-header-missing", headed=True)
csv_header_renamed = each(
    "csv-header-renamed",
    lambda _: True,
    lambda table, column: free_name(table, f"{column.name}_renamed"),
    (CSV,),
    headed=True,
)
csv_bom = _csv("csv-bom")
csv_latin1 = of_datasets(_latin1, CSV)
csv_decimal_comma = _any_of("csv-decimal-comma", is_fraction)
csv_date_dmy = _any_of("csv-date-dmy", lambda column: column.type.base in _DAYS)
csv_column_added = each("csv-column-added", lambda _: True, lambda table, _: free_name(table, ADDED), (CSV,))
csv_ragged = _csv("csv-ragged")
csv_newline = of_datasets(_broken_lines, CSV)
csv_crlf = _csv("csv-crlf")

jsonl_array = way("jsonl-array", formats=(JSONL,))
jsonl_pretty = way("jsonl-pretty", formats=(JSONL,))
jsonl_wrapped = way("jsonl-wrapped", formats=(JSONL,))
jsonl_key_missing = each("jsonl-key-missing", lambda column: column.nullable, formats=(JSONL,))
jsonl_nested = _retyped(_to(lambda _: True, "struct<value: {}>", "nested"), JSONL)
jsonl_nan = each("jsonl-nan", lambda column: column.nullable and is_float(column), formats=(JSONL,))
jsonl_number_as_text = _retyped(_to(is_number, "string", "text"), JSONL)
