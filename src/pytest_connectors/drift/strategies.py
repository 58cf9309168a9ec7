"""How does hypothesis draw rows? A few row by row, so that they shrink, and the bulk from one seeded generator."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal

from hypothesis import strategies as st

from pytest_connectors.drift.checks import hints_of
from pytest_connectors.drift.rows import Hints, generate, is_kept, known_hints, unique_rows, written_columns
from pytest_connectors.drift.schema import Column, Row, Rows, TableSchema, Type
from pytest_connectors.drift.values import NO_HINT, Hint, ordinary, teeth
from pytest_connectors.drift.values.drawing import is_taken
from pytest_connectors.drift.values.numbers import LIMITS, bounds, largest, rounded
from pytest_connectors.drift.values.times import fitting

_MOST_DRAWN, _MOST_BULK = 3, 20
_NAMES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)


def values(kind: Type, hint: Hint = NO_HINT) -> st.SearchStrategy[object]:
    """Values of this type, simple ones first."""
    if hint.allowed or kind.labels:
        return st.sampled_from(hint.allowed or kind.labels)
    plain = _made_of_others(kind, hint) if kind.parts else _plain(kind, hint)
    return st.one_of(plain, st.sampled_from(teeth(kind, hint) or (None,)))


def new_names(taken: Sequence[str]) -> st.SearchStrategy[str]:
    """Names of columns that are not taken."""
    return _NAMES.map(lambda name: f"{name}_new").filter(lambda name: name not in taken)


@st.composite
def rows(
    draw: st.DrawFn,
    tables: Sequence[TableSchema],
    hints: Mapping[str, Hints],
    given: Mapping[str, Rows],
    pool: Mapping[str, Rows],
) -> dict[str, Rows]:
    """Rows for each table; shrinks to one simple row a table.

    Args:
        draw: Hypothesis' own.
        tables: The tables, in any order.
        hints: What is promised of columns, by table and column.
        given: Rows that must be as they are, by table.
        pool: Rows that are known to be of interest; some of them are taken.
    """
    seed = draw(st.integers(0, 2**16))
    bulk = generate(tables, draw(st.integers(1, _MOST_BULK)), seed, hints, given)
    result = dict(bulk)
    for table in tables:
        if table.name not in given and not table.foreign_keys:
            chosen = _some_rows(table, known_hints(table, hints.get(table.name, {})), pool.get(table.name, ()))
            children = any(table.full_name == key.parent for other in tables for key in other.foreign_keys)
            drawn = draw(chosen)
            # A parent's rows stay, since its children refer to them.
            kept = [row for row in drawn if is_kept(table, row)]
            result[table.name] = unique_rows(table, [*(bulk[table.name] if children or not kept else ()), *kept])
    return result


def _some_rows(table: TableSchema, hints: Hints, pool: Rows) -> st.SearchStrategy[list[Row]]:
    one: st.SearchStrategy[Row] = st.tuples(*(_cell(column, hints) for column in written_columns(table))).map(
        lambda cells: {column.name: cell for column, cell in zip(written_columns(table), cells, strict=True)}
    )
    if not pool:
        return st.lists(one, min_size=1, max_size=_MOST_DRAWN + _MOST_BULK // 4)
    known = st.sampled_from(pool)
    return st.lists(st.one_of(one, known), min_size=1, max_size=_MOST_DRAWN + _MOST_BULK // 2)


def _cell(column: Column, hints: Hints) -> st.SearchStrategy[object]:
    hint = hints.get(column.name, NO_HINT)
    drawn = values(column.type, hint)
    return st.one_of(st.none(), drawn) if column.nullable and not hint.required else drawn


def _plain(kind: Type, hint: Hint) -> st.SearchStrategy[object]:
    low, high = bounds(kind, hint)
    match kind.base:
        case "int2" | "int4" | "int8" | "oid":
            top = LIMITS[kind.base] if hint.maximum is None else int(high)
            return st.integers(int(low), max(int(low), top))
        case "numeric":
            most = min(float(largest(kind)), 1e6) if hint.maximum is None else high
            step = Decimal(1).scaleb(-max(2 if kind.scale is None else kind.scale, 0))
            return _steps(low, most, step).map(lambda value: rounded(kind, value))
        case "float4":
            # Eighths are the same in single and in double precision.
            return _steps(low, 1e6 if hint.maximum is None else high, Decimal("0.125")).map(float)
        case "float8":
            return st.floats(low, 1e6 if hint.maximum is None else high)
        case "bool":
            return st.booleans()
        case "date":
            return st.dates(dt.date(2000, 1, 1), dt.date(2037, 12, 31))
        case "timestamp" | "timestamptz":
            moments = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2037, 12, 31))  # noqa: DTZ001 - zone follows
            zone = dt.UTC if kind.base == "timestamptz" else None
            return moments.map(lambda moment: fitting(kind, moment.replace(tzinfo=zone)))
        case "uuid":
            return st.uuids()
        case "text" | "varchar" | "bpchar" | "citext" | "name":
            least = max(1, hint.shortest or 1)
            most = min(kind.length or least + 7, hint.longest or least + 7)
            return st.text("abcdefghijklmnopqrstuvwxyz0123456789éß東", min_size=least, max_size=max(least, most))
        case _:
            return _seeded(kind, hint)


def _steps(low: float, high: float, step: Decimal) -> st.SearchStrategy[Decimal]:
    """Multiples of a step between two bounds; the lower bound's neighbour where there is none."""
    first, last = math.ceil(Decimal(repr(low)) / step), math.floor(Decimal(repr(high)) / step)
    return st.integers(first, max(first, last)).map(lambda number: number * step)


def _made_of_others(kind: Type, hint: Hint) -> st.SearchStrategy[object]:
    if kind.form == "array" and kind.dimensions == 1:
        element = kind.parts[0]
        inner = values(element, hints_of(element.checks).get("VALUE", NO_HINT))
        inner = inner.filter(lambda value: is_taken(element, value)) if element.checks else inner
        return st.lists(inner if element.required else st.one_of(st.none(), inner), max_size=_MOST_DRAWN)
    return _seeded(kind, hint)


def _seeded(kind: Type, hint: Hint) -> st.SearchStrategy[object]:
    return st.integers(0, 2**16).map(lambda seed: ordinary(kind, random.Random(seed), hint))  # noqa: S311 - rows
