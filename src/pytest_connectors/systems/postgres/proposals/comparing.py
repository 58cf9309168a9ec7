"""In what do two shapes of a table differ, and would a comparison of them have called it breaking?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace

from pytest_connectors.drift.schema import Column, TableSchema

LEVELS = ("ERR", "WARN", "INFO")
NOTHING = "INFO nothing a reader sees"
_MOST_LINES, _MOST_FINDINGS = 12, 3
_SEQUENCE = re.compile(r"^nextval\(.*\)$")
_WIDER = {("int2", "int4"), ("int2", "int8"), ("int4", "int8"), ("varchar", "text"), ("float4", "float8")}


def difference(before: TableSchema, after: TableSchema | None, most: int = _MOST_LINES) -> tuple[str, ...]:
    """The lines of a diff: what went (`- amount numeric(10,2) NOT NULL`) and what came (`+ amount bigint NOT NULL`)."""
    now = () if after is None else tuple(_lines(_as_far_as_it_says(before, after)))
    found = [
        line
        for line in difflib.unified_diff(tuple(_lines(before)), now, n=0, lineterm="")
        if line[:2] not in ("@@", "--", "++")
    ]
    lines = [f"{line[0]} {line[1:]}" for line in found]
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], "...")


def judgement(before: TableSchema, after: TableSchema | None) -> str:
    """What a comparison of schemas alone would say, in one line, the worst first: `ERR column-dropped`."""
    if after is None:
        return "ERR table-dropped"
    found = sorted(dict.fromkeys(_findings(before, after)), key=lambda one: LEVELS.index(one.partition(" ")[0]))
    if not found:
        return NOTHING
    more = f", and {len(found) - _MOST_FINDINGS} more" if len(found) > _MOST_FINDINGS else ""
    return ", ".join(found[:_MOST_FINDINGS]) + more


def column_line(column: Column) -> str:
    """A column as DDL has it: `amount numeric(10,2) NOT NULL DEFAULT 0`."""
    parts = [column.name, column.type.text]
    if not column.nullable:
        parts.append("NOT NULL")
    if column.generated:
        parts.append(f"GENERATED FROM {', '.join(column.made_from)}")
    elif column.identity:
        parts.append("GENERATED AS IDENTITY")
    elif (default := default_of(column)) is not None:
        parts.append(f"DEFAULT {default}")
    return " ".join(parts)


def default_of(column: Column) -> str | None:
    """A column's default, in which the names of sequences say nothing."""
    if column.default is None or column.generated:
        return None
    return "nextval(...)" if _SEQUENCE.match(column.default) else column.default


def _as_far_as_it_says(before: TableSchema, after: TableSchema) -> TableSchema:
    """The shape of a view in a table's place: its columns may be NULL and have no default, which says nothing."""
    if before.view or not after.view:
        return after
    was = {column.name: column for column in before.columns}
    columns = (
        replace(one, nullable=was[one.name].nullable, default=was[one.name].default) if one.name in was else one
        for one in after.columns
    )
    return replace(after, columns=tuple(columns))


def _lines(table: TableSchema) -> Iterator[str]:
    yield f"{'view' if table.view else 'table'} {table.full_name}"
    yield from map(column_line, table.columns)
    if table.primary_key:
        yield f"PRIMARY KEY ({', '.join(table.primary_key)})"
    yield from (f"UNIQUE ({', '.join(key)})" for key in table.unique if key != table.primary_key)
    for key in table.foreign_keys:
        yield f"FOREIGN KEY ({', '.join(key.columns)}) REFERENCES {key.parent} ({', '.join(key.parent_columns)})"
    yield from table.checks


def _findings(before: TableSchema, after: TableSchema) -> Iterator[str]:
    if before.full_name != after.full_name:
        yield "ERR table-renamed" if before.schema == after.schema else "ERR table-moved"
    if before.view != after.view:
        yield "WARN view-in-place-of-table" if after.view else "INFO table-in-place-of-view"
    now = {column.name: column for column in after.columns}
    for column in before.columns:
        if column.name not in now:
            yield "ERR column-dropped"
        else:
            # A view's columns are never NOT NULL, and have no default.
            yield from _of_column(column, now[column.name], view=after.view and not before.view)
    yield from _of_new_columns(before, after)
    yield from _of_constraints(before, after)


def _of_column(old: Column, new: Column, *, view: bool) -> Iterator[str]:
    if old.type.text != new.type.text or old.type.base != new.type.base:
        yield "WARN column-widened" if _is_wider(old, new) else "ERR column-retyped"
    elif old.type.labels != new.type.labels:
        gone = set(old.type.labels) - set(new.type.labels)
        yield "ERR enum-value-removed" if gone else "WARN enum-value-added"
    if view:
        return
    if old.nullable != new.nullable:
        yield "WARN column-nullable" if new.nullable else "WARN column-required"
    if default_of(old) != default_of(new) or old.identity != new.identity or old.generated != new.generated:
        lost = old.fills_itself and not new.fills_itself
        yield "WARN default-removed" if lost else "INFO default-changed"


def _is_wider(old: Column, new: Column) -> bool:
    was, now = old.type, new.type
    if (was.base, now.base) in _WIDER:
        return True
    if was.base != now.base or was.form != "plain" or was.labels:
        return False
    if was.base == "numeric":
        if now.precision is None:
            return True
        if was.precision is None:
            return False
        whole = was.precision - (was.scale or 0), now.precision - (now.scale or 0)
        return whole[0] <= whole[1] and (was.scale or 0) <= (now.scale or 0)
    return now.length is None or (was.length is not None and was.length <= now.length)


def _of_new_columns(before: TableSchema, after: TableSchema) -> Iterator[str]:
    known = set(before.column_names)
    added = [column for column in after.columns if column.name not in known]
    for column in added:
        yield "INFO column-added" if column.nullable or column.fills_itself else "WARN column-added-required"
    common = [name for name in after.column_names if name in known]
    if common != [name for name in before.column_names if name in common]:
        yield "WARN columns-reordered"
    elif added and common and after.column_names[len(common) - 1] != common[-1]:
        yield "WARN column-added-before-others"


def _of_constraints(before: TableSchema, after: TableSchema) -> Iterator[str]:
    here = set(after.column_names)
    if before.primary_key != after.primary_key and not (after.view and not before.view):
        yield "WARN primary-key-changed"
    if set(after.unique) - set(before.unique) - {after.primary_key}:
        yield "WARN unique-added"
    if {key.columns for key in after.foreign_keys} - {key.columns for key in before.foreign_keys}:
        yield "WARN foreign-key-added"
    if set(after.checks) - set(before.checks):
        yield "WARN check-added"
    if any(set(key) <= here for key in set(before.unique) - set(after.unique)) and not after.view:
        yield "INFO unique-removed"
