"""How is a table built anew, with its columns in another order or in another form, and its rows as they were?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pytest_connectors.drift.changes import ColumnAdded
from pytest_connectors.systems.postgres.alteration.definition import REQUIRED, Definition
from pytest_connectors.systems.postgres.literals import columns_list, continue_sequence, quoted, text_literal

_OLD = "replaced_by_a_new_table"


@dataclass(frozen=True)
class Layout:
    """How the new table differs from the old one.

    Attributes:
        added: New columns, each before one that is there.
        last: Columns that stand at the end.
        nullable: Columns that are no longer NOT NULL.
        partitioned: The column by which it is partitioned; None where it is not.
    """

    added: Sequence[ColumnAdded] = ()
    last: Collection[str] = ()
    nullable: Collection[str] = ()
    partitioned: str | None = None


def recreate(definition: Definition, layout: Layout) -> str:
    """SQL that builds the table anew, with its rows in their order and all that stands on it."""
    table, name = definition.table, definition.name
    if definition.nested or (definition.partitioned_by is not None and layout.partitioned is not None):
        return _refusal("it is partitioned already")
    parts = _parts(definition, layout)
    new = {one.column: one.type for one in layout.added}
    generated = {column.name for column in table.columns if column.generated}
    copied = [part for part in parts if part[0] not in generated]
    values = ", ".join(
        f"{text_literal(part[2])}::{new[part[0]]}" if part[0] in new else quoted(part[0]) for part in copied
    )
    views = definition.of_kind("view")
    return "\n".join(
        [
            *(view.drop for view in reversed(views)),
            *(f"ALTER SEQUENCE {sequence} OWNED BY NONE;" for sequence, _ in definition.sequences),
            *(_out_of_the_way(definition, column) for column in definition.identities),
            *(f"ALTER TABLE {part} RENAME TO {_OLD}_{i};" for i, (part, _) in enumerate(definition.partitions)),
            f"ALTER TABLE {name} RENAME TO {_OLD};",
            f"CREATE TABLE {name} ({', '.join(part[1] for part in parts)}){_partitioned(definition, layout)};",
            *_partitions(definition, layout),
            f"INSERT INTO {name} ({columns_list(part[0] for part in copied)}) OVERRIDING SYSTEM VALUE",
            f"SELECT {values} FROM {quoted(table.schema, _OLD)} ORDER BY tableoid, ctid;",
            f"DROP TABLE {quoted(table.schema, _OLD)} CASCADE;",
            *(f"ALTER SEQUENCE {s} OWNED BY {name}.{quoted(column)};" for s, column in definition.sequences),
            *(continue_sequence(table, column) for column in definition.identities),
            *definition.own,
            *definition.from_others,
            *definition.granted(name),
            *(view.again for view in views),
        ]
    )


def _parts(definition: Definition, layout: Layout) -> list[tuple[str, str, str]]:
    """Each column of the new table: its name, its definition, and the value of a new one."""
    parts: list[tuple[str, str, str]] = []
    ordered = sorted(definition.columns, key=lambda column: column[0] in layout.last)
    for column, text in ordered:
        parts += [
            (one.column, f"{quoted(one.column)} {one.type}{_demands(one)}", one.value)
            for one in layout.added
            if one.before == column
        ]
        parts.append((column, text.removesuffix(REQUIRED) if column in layout.nullable else text, ""))
    return parts


def _demands(one: ColumnAdded) -> str:
    return f"{f' DEFAULT {text_literal(one.value)}' if one.default else ''}{REQUIRED if one.required else ''}"


def _out_of_the_way(definition: Definition, column: str) -> str:
    """Give the old column's sequence another name, so that the new one gets its own."""
    sequence = f"pg_get_serial_sequence({text_literal(definition.name)}, {text_literal(column)})::regclass"
    rename = f"format('ALTER SEQUENCE %s RENAME TO %I', {sequence}, {text_literal(f'{column[:40]}_{_OLD}'[:60])})"
    return f"DO $away$ BEGIN EXECUTE {rename}; END $away$;"


def _partitioned(definition: Definition, layout: Layout) -> str:
    if definition.partitioned_by is not None:
        return f" PARTITION BY {definition.partitioned_by}"
    return "" if layout.partitioned is None else f" PARTITION BY HASH ({quoted(layout.partitioned)})"


def _refusal(reason: str) -> str:
    """SQL that fails with this reason."""
    return f"DO $refuse$ BEGIN RAISE EXCEPTION USING MESSAGE = {text_literal(reason)}; END $refuse$;"


def _partitions(definition: Definition, layout: Layout) -> list[str]:
    if definition.partitioned_by is not None:
        return [f"CREATE TABLE {part} PARTITION OF {definition.name} {bound};" for part, bound in definition.partitions]
    if layout.partitioned is None:
        return []
    table = definition.table
    return [
        f"CREATE TABLE {quoted(table.schema, f'{table.table[:50]}_part_{i}')} PARTITION OF {definition.name} "
        f"FOR VALUES WITH (MODULUS 2, REMAINDER {i});"
        for i in range(2)
    ]
