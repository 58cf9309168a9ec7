"""What SQL makes changes to a table, before its rows are put and after, and what is the table then?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import psycopg

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.changes import Change
from pytest_connectors.drift.schema import Rows, TableSchema
from pytest_connectors.systems.postgres.alteration.definition import Definition
from pytest_connectors.systems.postgres.alteration.recreation import Layout, recreate
from pytest_connectors.systems.postgres.alteration.retyping import back, recollate, retype, using
from pytest_connectors.systems.postgres.alteration.tables import alter_contents, alter_table
from pytest_connectors.systems.postgres.alteration.views import alter_view
from pytest_connectors.systems.postgres.introspection import Connection
from pytest_connectors.systems.postgres.literals import columns_list, insert_cell, quoted, text_literal


@dataclass
class Alteration:
    """A table's way through some changes: SQL for before and after its rows are put, and what its columns are now.

    `columns` maps each declared column to its name now, None where it is gone; `backwards` to the expression that gives
    its values in the declared type; `relation` is the table's name now, as SQL.
    """

    table: TableSchema
    relation: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    columns: dict[str, str | None] = field(default_factory=dict)
    backwards: dict[str, str] = field(default_factory=dict)

    @classmethod
    def none(cls, table: TableSchema) -> Alteration:
        """The table as it was declared."""
        return cls(table, quoted(table.schema, table.table), columns={name: name for name in table.column_names})


def alter(table: TableSchema, changes: Iterable[Change], definition: Definition, rows: Rows) -> Alteration:
    """The SQL that makes these changes to the table, in an order in which each finds what it needs.

    Args:
        table: The table as it was declared.
        changes: Changes to any table; those to others are left out.
        definition: The live table's own.
        rows: The rows that are put, where a change has to name some of them.
    """
    mine = [one for one in changes if getattr(one, "table", None) == table.name]
    result = Alteration.none(table)
    if table.view:
        sql, result.columns, result.backwards = alter_view(definition, mine)
        result.after += sql
    else:
        _alter_columns(result, mine, definition, rows)
    for one in mine:
        sql, relation = alter_table(definition, one)
        result.after += sql
        result.relation = relation or result.relation
    return result


def _alter_columns(result: Alteration, mine: list[Change], definition: Definition, rows: Rows) -> None:
    if (layout := _layout(mine)) is not None:
        result.after.append(recreate(definition, layout))
    for one in mine:
        if isinstance(one, change.ColumnRetyped):
            # A wider type comes before the rows, since some of them may need it; a new table is made after them.
            first = one.alike and one.limit is None and layout is None
            when = result.before if first else result.after
            when += retype(definition, one, _now(result, one.column))
            if not first:
                result.backwards[one.column] = back(one)
        elif not _is_laid_out(one):
            _alter(result, one, definition)
            before, after = alter_contents(definition, one, rows)
            result.before += before
            result.after += after


def read_back(alteration: Alteration) -> tuple[str, tuple[str, ...]]:
    """A query that reads the table in declared names and types, and the declared columns that it gives."""
    parts, names = [], []
    for declared, now in alteration.columns.items():
        if now is not None:
            value = alteration.backwards.get(declared, "{}").replace("{}", quoted(now))
            parts.append(f"{value} AS {quoted(declared)}")
            names.append(declared)
    return f"SELECT {', '.join(parts)} FROM {alteration.relation}", tuple(names)


def read_rows(connection: Connection, alteration: Alteration) -> Rows:
    """What lies in the table, in declared names and types; values that have none in the declared type as they are."""
    query, names = read_back(alteration)
    if not names:
        return ()
    try:
        found = connection.execute(query.encode()).fetchall()
    except (psycopg.DataError, psycopg.errors.CannotCoerce):
        query, names = read_back(replace(alteration, backwards={}))
        found = connection.execute(query.encode()).fetchall()
    return tuple(dict(zip(names, row, strict=True)) for row in found)


def pairs_of(table: TableSchema, one: change.ColumnRetyped, rows: Rows) -> str | None:
    """A query that gives each value of a retyped column before and after; None without values."""
    column = table.column(one.column)
    values = dict.fromkeys(insert_cell(row, column) for row in rows if row.get(one.column) is not None)
    if not values:
        return None
    listed = ", ".join(f"({value}::{one.was})" for value in values)
    return f"SELECT x, {using(one, 'x')} FROM (VALUES {listed}) AS v(x)"


def _is_laid_out(one: Change) -> bool:
    match one:
        case change.ColumnAdded(before=str()) | change.ColumnPutLast() | change.TableReplaced(by="partitions"):
            return True
        case _:
            return False


def _layout(changes: Iterable[Change]) -> Layout | None:
    """The form of a new table, where one has to be built."""
    changes = list(changes)
    if not any(_is_laid_out(one) for one in changes):
        return None
    replaced = [one.key for one in changes if isinstance(one, change.TableReplaced) and one.by == "partitions"]
    return Layout(
        added=[one for one in changes if isinstance(one, change.ColumnAdded) and one.before is not None],
        last={one.column for one in changes if isinstance(one, change.ColumnPutLast)},
        nullable={one.column for one in changes if isinstance(one, change.NullAppeared)},
        partitioned=replaced[0] if replaced else None,
    )


def _alter(result: Alteration, one: Change, definition: Definition) -> None:
    table = f"ALTER TABLE {definition.name}"
    match one:
        case change.ColumnDropped(column=column):
            result.after.append(f"{table} DROP COLUMN {quoted(_now(result, column))} CASCADE;")
            result.columns |= dict.fromkeys(change.gone_columns((one,), result.table))
        case change.ColumnMoved(column=column):
            result.after += _moved(definition, one, _now(result, column))
            result.columns |= dict.fromkeys(change.gone_columns((one,), result.table))
        case change.ColumnRenamed(column=column, to=to):
            result.after.append(f"{table} RENAME COLUMN {quoted(_now(result, column))} TO {quoted(to)};")
            result.columns[column] = to
        case change.ColumnAdded():
            result.after += _added(table, one)
        case change.ColumnRequired(column=column):
            result.after.append(f"{table} ALTER COLUMN {quoted(_now(result, column))} SET NOT NULL;")
        case change.ColumnRecollated(column=column, provided=provided):
            result.after += recollate(definition, column, _now(result, column), provided=provided)
        case change.DefaultChanged(column=column, to=to):
            new = "DROP DEFAULT" if to is None else f"SET DEFAULT {text_literal(to)}"
            result.after.append(f"{table} ALTER COLUMN {quoted(_now(result, column))} {new};")
        case change.ColumnConstrained():
            result.after += _constrained(definition, one, _now(result, one.column))
        case _:
            pass


def _now(result: Alteration, column: str) -> str:
    return result.columns.get(column) or column


def _added(table: str, one: change.ColumnAdded) -> list[str]:
    name = quoted(one.column)
    if one.made_from is not None:
        made = f"GENERATED ALWAYS AS ({quoted(one.made_from)} IS NOT NULL) STORED"
        return [f"{table} ADD COLUMN {name} {one.type} {made};"]
    # A default fills the rows that are there; without it, the next writer has to give a value.
    strict = " NOT NULL" if one.required else ""
    added = f"{table} ADD COLUMN {name} {one.type}{strict} DEFAULT {text_literal(one.value)};"
    return [added] if one.default else [added, f"{table} ALTER COLUMN {name} DROP DEFAULT;"]


def _moved(definition: Definition, one: change.ColumnMoved, now: str) -> list[str]:
    to = quoted(definition.table.schema, one.to)
    key = columns_list(one.key)
    return [
        f"CREATE TABLE {to} AS SELECT {key}, {quoted(now)} FROM {definition.name};",
        f"ALTER TABLE {to} ADD PRIMARY KEY ({key});",
        *definition.granted(to),
        f"ALTER TABLE {definition.name} DROP COLUMN {quoted(now)} CASCADE;",
    ]


def _constrained(definition: Definition, one: change.ColumnConstrained, now: str) -> list[str]:
    table, name = f"ALTER TABLE {definition.name}", quoted(now)
    match one.kind:
        case "unique":
            return [f"{table} ADD UNIQUE ({name});"]
        case "foreign key":
            known = quoted(definition.table.schema, f"known_{definition.table.table[:20]}_{one.column[:20]}")
            return [
                f"CREATE TABLE {known} AS SELECT DISTINCT {name} FROM {definition.name} WHERE {name} IS NOT NULL;",
                f"ALTER TABLE {known} ADD PRIMARY KEY ({name});",
                f"{table} ADD FOREIGN KEY ({name}) REFERENCES {known};",
            ]
        case _:
            # NOT VALID: the rows that are there stay as they are, new ones must fulfil it.
            return [f"{table} ADD CHECK ({one.check}) NOT VALID;"]
