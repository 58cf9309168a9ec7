"""How does a view change? It gets another definition: a view over what it was."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.changes import Change
from pytest_connectors.systems.postgres.alteration.definition import Definition
from pytest_connectors.systems.postgres.alteration.retyping import back, using
from pytest_connectors.systems.postgres.literals import quoted, text_literal

Columns = list[tuple[str, str]]


def alter_view(
    definition: Definition, changes: Sequence[Change]
) -> tuple[list[str], dict[str, str | None], dict[str, str]]:
    """SQL that changes the columns of a view, what they are called now, and how they are read back."""
    columns: Columns = [(name, quoted(name)) for name in definition.table.column_names]
    now: dict[str, str | None] = {name: name for name in definition.table.column_names}
    backwards: dict[str, str] = {}
    for one in changes:
        columns = _changed(columns, one, now)
        if isinstance(one, change.ColumnRetyped):
            backwards[one.column] = back(one)
    same = [(name, quoted(name)) for name in definition.table.column_names]
    return ([] if columns == same else _replaced(definition, columns)), now, backwards


def _changed(columns: Columns, one: Change, now: dict[str, str | None]) -> Columns:
    match one:
        case change.ColumnDropped(column=column):
            now[column] = None
            return [pair for pair in columns if pair[0] != column]
        case change.ColumnRenamed(column=column, to=to):
            now[column] = to
            return [(to, value) if name == column else (name, value) for name, value in columns]
        case change.ColumnRetyped(column=column):
            return [(name, using(one, value)) if name == column else (name, value) for name, value in columns]
        case change.ColumnPutLast(column=column):
            return sorted(columns, key=lambda pair: pair[0] == column)
        case change.ColumnAdded(column=added, type=kind, value=value, before=before):
            names = [name for name, _ in columns]
            place = names.index(before) if before in names else len(names)
            return [*columns[:place], (added, f"{text_literal(value)}::{kind}"), *columns[place:]]
        case _:
            return columns


def _replaced(definition: Definition, columns: Columns) -> list[str]:
    table, name = definition.table, definition.name
    behind = f"{table.table[:50]}_behind"
    selected = ", ".join(f"{value} AS {quoted(column)}" for column, value in columns)
    return [
        f"ALTER TABLE {name} RENAME TO {quoted(behind)};",
        f"CREATE VIEW {name} AS SELECT {selected} FROM {quoted(table.schema, behind)};",
        *definition.granted(name),
    ]
