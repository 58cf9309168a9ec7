"""Which columns can hold the same values in another type, and in which?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.schema import INTEGERS, Column, TableSchema
from pytest_connectors.scenarios.targets import Target, Targets
from pytest_connectors.scenarios.targets.columns import is_in_key

_TEXTS = ("text", "varchar")
_TIMES = ("timestamp", "timestamptz")
_WIDER = {"int2": ("integer", 2**15 - 1), "int4": ("bigint", 2**31 - 1)}
_NARROWER = {"int4": ("smallint", 2**15 - 1), "int8": ("integer", 2**31 - 1)}
_SHORT, _PADDED, _LABEL = 5, 40, 20

Retyping = Callable[[TableSchema, Column], "change.ColumnRetyped | None"]


def _each(retyping: Retyping) -> Targets:
    """Every column that the retyping knows."""

    def targets(table: TableSchema) -> Iterator[Target]:
        for column in table.columns:
            if not column.generated and (one := retyping(table, column)) is not None:
                yield Target(column.name, ((one,),))

    return targets


def widened(table: TableSchema) -> Iterator[Target]:
    """Every smallint and integer: the type alone, and with numbers that it did not take before."""
    for column in table.columns:
        if column.generated or column.type.base not in _WIDER:
            continue
        kind, beyond = _WIDER[column.type.base]
        one = change.ColumnRetyped(table.name, column.name, column.type.text, kind, alike=True)
        grew = change.NumbersGrew(table.name, column.name, beyond)
        free = (column.name,) in table.unique or not is_in_key(table, column)
        yield Target(column.name, ((one,), (one, grew)) if free else ((one,),))


def _narrowed(table: TableSchema, column: Column) -> change.ColumnRetyped | None:
    if column.type.base not in _NARROWER:
        return None
    kind, limit = _NARROWER[column.type.base]
    return change.ColumnRetyped(table.name, column.name, column.type.text, kind, limit=limit, alike=True)


def _to(bases: tuple[str, ...], kind: str, *, lossy: bool = False, alike: bool = False) -> Retyping:
    def retyping(table: TableSchema, column: Column) -> change.ColumnRetyped | None:
        if column.type.base not in bases or column.type.labels or column.type.text == kind:
            return None
        return change.ColumnRetyped(table.name, column.name, column.type.text, kind, lossy=lossy, alike=alike)

    return retyping


def _rescaled_number(table: TableSchema, column: Column) -> change.ColumnRetyped | None:
    if column.type.base != "numeric":
        return None
    precision, scale = column.type.precision or 26, column.type.scale or 2
    kind = f"numeric({precision + 4},{scale + 4})"
    return change.ColumnRetyped(table.name, column.name, column.type.text, kind, alike=True)


def _shortened(table: TableSchema, column: Column) -> change.ColumnRetyped | None:
    length = column.type.length or 2 * _SHORT
    if column.type.base not in _TEXTS or column.type.labels or length <= 1:
        return None
    limit = min(_SHORT, length // 2)
    kind = f"character varying({limit})"
    return change.ColumnRetyped(table.name, column.name, column.type.text, kind, limit=limit, alike=True)


def _padded(table: TableSchema, column: Column) -> change.ColumnRetyped | None:
    if column.type.base not in _TEXTS or column.type.labels:
        return None
    limit = column.type.length or _PADDED
    kind = f"character({limit})"
    return change.ColumnRetyped(table.name, column.name, column.type.text, kind, limit=limit, alike=True)


def _zoned(table: TableSchema, column: Column) -> change.ColumnRetyped | None:
    if column.type.base not in _TIMES:
        return None
    kind = "timestamp with time zone" if column.type.base == "timestamp" else "timestamp without time zone"
    return change.ColumnRetyped(table.name, column.name, column.type.text, kind)


def _rescaled_time(table: TableSchema, column: Column) -> change.ColumnRetyped | None:
    if column.type.base not in _TIMES or "(0)" in column.type.text:
        return None
    kind = "timestamp(0) with time zone" if column.type.base == "timestamptz" else "timestamp(0) without time zone"
    return change.ColumnRetyped(table.name, column.name, column.type.text, kind, lossy=True)


def _enumerated(table: TableSchema, column: Column) -> change.ColumnRetyped | None:
    if column.type.base not in _TEXTS or column.type.labels or is_in_key(table, column):
        return None
    kind = f'"{column.name[:50]}_kind"'
    return change.ColumnRetyped(table.name, column.name, column.type.text, kind, way="enum", limit=_LABEL)


def _nested(table: TableSchema, column: Column) -> change.ColumnRetyped | None:
    if column.type.base not in ("json", "jsonb"):
        return None
    return change.ColumnRetyped(table.name, column.name, column.type.text, column.type.base, way="nested")


def _array_as_text(table: TableSchema, column: Column) -> change.ColumnRetyped | None:
    if not column.type.text.endswith("[]"):
        return None
    return change.ColumnRetyped(table.name, column.name, column.type.text, "text")


def _key_as_uuid(table: TableSchema, column: Column) -> change.ColumnRetyped | None:
    if table.primary_key != (column.name,) or column.type.base not in INTEGERS:
        return None
    return change.ColumnRetyped(table.name, column.name, column.type.text, "uuid", way="uuid")


narrowed = _each(_narrowed)
int_to_text = _each(_to(INTEGERS, "text"))
numeric_to_float = _each(_to(("numeric",), "double precision"))
numeric_rescaled = _each(_rescaled_number)
float_narrowed = _each(_to(("float8",), "real", lossy=True))
text_shortened = _each(_shortened)
text_padded = _each(_padded)
timestamp_zoned = _each(_zoned)
timestamp_rescaled = _each(_rescaled_time)
timestamp_to_date = _each(_to(_TIMES, "date", lossy=True))
boolean_to_int = _each(_to(("bool",), "integer"))
text_to_enum = _each(_enumerated)
json_nested = _each(_nested)
array_to_text = _each(_array_as_text)
key_to_uuid = _each(_key_as_uuid)


def cursor_retyped(table: TableSchema) -> Iterator[Target]:
    """Every column by which new rows may be told from old ones: a number as a text, a time with or without its zone."""
    for column in table.columns:
        if column.generated:
            continue
        one = _to(INTEGERS, "text")(table, column) or _zoned(table, column)
        one = one or _to(("date",), "timestamp without time zone")(table, column)
        one = one or _to(("numeric",), "double precision")(table, column)
        if one is not None:
            yield Target(column.name, ((one,),))
