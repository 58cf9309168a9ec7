"""What SQL changes a table as a whole, or what lies in it?"""

from __future__ import annotations

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.changes import Change
from pytest_connectors.drift.schema import Rows
from pytest_connectors.systems.postgres.alteration.definition import Definition
from pytest_connectors.systems.postgres.literals import columns_list, insert_cell, quoted, text_literal

_DROPPING = "drops_new_rows"


def alter_table(definition: Definition, one: Change) -> tuple[list[str], str | None]:
    """SQL for a change to the table as a whole, and its name after it where that is another one."""
    table, name = definition.table, definition.name
    match one:
        case change.TableRenamed(to=to):
            return [f"ALTER TABLE {name} RENAME TO {quoted(to)};"], quoted(table.schema, to)
        case change.TableMoved(to=to):
            moved = [
                f"CREATE SCHEMA IF NOT EXISTS {quoted(to)};",
                f"GRANT USAGE ON SCHEMA {quoted(to)} TO PUBLIC;",
                f"ALTER TABLE {name} SET SCHEMA {quoted(to)};",
            ]
            return moved, quoted(to, table.table)
        case change.TableReplaced(by="view"):
            behind = f"{table.table[:50]}_behind"
            replaced = [
                f"ALTER TABLE {name} RENAME TO {quoted(behind)};",
                f"CREATE VIEW {name} AS SELECT {columns_list(table.column_names)} FROM {quoted(table.schema, behind)};",
                *definition.granted(name),
            ]
            return replaced, None
        case change.SequenceGapped(column=column, gap=gap):
            sequence = f"pg_get_serial_sequence({text_literal(name)}, {text_literal(column)})"
            return [f"SELECT setval({sequence}::regclass, nextval({sequence}::regclass) + {gap});"], None
        case change.NewRowsDropped(by="rule"):
            return [f"CREATE RULE {_DROPPING} AS ON INSERT TO {name} DO INSTEAD NOTHING;"], None
        case change.NewRowsDropped():
            function = quoted(table.schema, _DROPPING)
            dropping = [
                f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';",
                f"CREATE TRIGGER {_DROPPING} BEFORE INSERT ON {name} FOR EACH ROW EXECUTE FUNCTION {function}();",
            ]
            return dropping, None
        case _:
            return [], None


def alter_contents(definition: Definition, one: Change, rows: Rows) -> tuple[list[str], list[str]]:
    """SQL for a change to values or rows: what it needs before the rows are put, and after."""
    table = f"ALTER TABLE {definition.name}"
    match one:
        case change.NullAppeared(column=column):
            return [f"{table} ALTER COLUMN {quoted(column)} DROP NOT NULL;"], []
        case change.LabelAdded(type=kind, label=label):
            return [f"ALTER TYPE {kind} ADD VALUE {text_literal(label)};"], []
        case change.LabelRenamed(type=kind, label=label, to=to):
            return [f"ALTER TYPE {kind} RENAME VALUE {text_literal(label)} TO {text_literal(to)};"], []
        case change.RowsChanged(way="doubled") | change.KeyDuplicated():
            # With a key go the foreign keys that refer to it.
            return [key.drop for key in definition.of_kind("key", "key of expressions")], []
        case change.RowsChanged():
            return [key.drop for key in definition.of_kind("foreign key") if key.child is not None], []
        case change.RowsHidden():
            return [], _hidden(definition, one, rows)
        case _:
            return [], []


def _hidden(definition: Definition, one: change.RowsHidden, rows: Rows) -> list[str]:
    """Row level security, also for an owner: without a policy no row is seen, with one those of some keys."""
    name = definition.name
    hidden = [f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;", f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY;"]
    if not one.key or not rows:
        return hidden
    columns = [definition.table.column(key) for key in one.key]
    seen = ", ".join(f"({', '.join(insert_cell(row, column) for column in columns)})" for row in one.keys(rows))
    known = f"({columns_list(one.key)}) IN ({seen})"
    return [*hidden, f"CREATE POLICY known_rows ON {name} USING ({known});"]
