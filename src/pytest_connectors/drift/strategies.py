"""How does hypothesis draw rows? A few row by row, so that they shrink, and the bulk from one seeded generator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from pytest_connectors.drift.rows import Hints, generate, unique_rows, written_columns
from pytest_connectors.drift.schema import Column, Row, Rows, TableSchema, Type
from pytest_connectors.drift.values import NO_HINT, Hint, teeth

_MOST_DRAWN, _MOST_BULK = 3, 20
_NAMES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)


def values(kind: Type, hint: Hint = NO_HINT) -> st.SearchStrategy[object]:
    """Values of this type, simple ones first."""
    if hint.allowed or kind.labels:
        return st.sampled_from(hint.allowed or kind.labels)
    return st.one_of(_plain(kind, hint), st.sampled_from(teeth(kind, hint) or (None,)))


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
            chosen = _some_rows(table, hints.get(table.name, {}), pool.get(table.name, ()))
            children = any(table.full_name == key.parent for other in tables for key in other.foreign_keys)
            drawn = draw(chosen)
            # A parent's rows stay, since its children refer to them.
            result[table.name] = unique_rows(table, [*(bulk[table.name] if children else ()), *drawn])
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
    low, high = hint.minimum or 0, hint.maximum
    match kind.base:
        case "int2" | "int4" | "int8":
            top = {"int2": 2**15 - 1, "int4": 2**31 - 1, "int8": 2**63 - 1}[kind.base]
            return st.integers(int(low), int(top if high is None else high))
        case "numeric":
            scale = 2 if kind.scale is None else kind.scale
            top = 10 ** min(6, (kind.precision or 12) - scale) - 1
            return st.decimals(low, top if high is None else high, places=scale, allow_nan=False)
        case "float4" | "float8":
            return st.floats(low, 1e6 if high is None else high, width=32)
        case "bool":
            return st.booleans()
        case "date":
            return st.dates(dt.date(2000, 1, 1), dt.date(2037, 12, 31))
        case "timestamp":
            return st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2037, 12, 31))  # noqa: DTZ001 - naive on purpose
        case "timestamptz":
            moments = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2037, 12, 31))  # noqa: DTZ001 - zone follows
            return moments.map(lambda moment: moment.replace(tzinfo=dt.UTC))
        case "uuid":
            return st.uuids()
        case "text" | "varchar" | "bpchar" | "citext":
            return st.text(
                "abcdefghijklmnopqrstuvwxyz0123456789éß東", min_size=1, max_size=min(hint.narrows(kind).length or 8, 8)
            )
        case _:
            return st.sampled_from(teeth(kind, hint))
