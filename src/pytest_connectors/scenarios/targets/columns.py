"""Which columns can be dropped, renamed, added, moved, required or constrained, and how?"""

from __future__ import annotations

from collections.abc import Iterator

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.schema import INTEGERS, Column, TableSchema
from pytest_connectors.scenarios.targets import Target, free_name

ADDED = "added_upstream"
SAMPLES = {
    "int2": "7",
    "int4": "7",
    "int8": "7",
    "numeric": "7.5",
    "float4": "7.5",
    "float8": "7.5",
    "bool": "true",
    "date": "2026-05-05",
    "timestamp": "2026-05-05 05:05:05",
    "timestamptz": "2026-05-05 05:05:05+00",
    "uuid": "55555555-5555-5555-5555-555555555555",
    "jsonb": "{}",
}
# Each takes about half of the values that are generated, so that a refusal strikes in the middle of a write.
_CHECKS = {
    "int2": "{} % 2 = 0",
    "int4": "{} % 2 = 0",
    "int8": "{} % 2 = 0",
    "numeric": "{} < 500",
    "float4": "{} < 500",
    "float8": "{} < 500",
    "text": "{} !~ '[0-9]'",
    "varchar": "{} !~ '[0-9]'",
    "bpchar": "{} !~ '[0-9]'",
    "bool": "{}",
    "date": "{} < '2026-09-01'",
    "timestamp": "{} < '2026-09-01'",
    "timestamptz": "{} < '2026-09-01'",
    "uuid": "{}::text < '8'",
}


def dropped(table: TableSchema) -> Iterator[Target]:
    """Every column."""
    for column in table.columns:
        yield Target(column.name, ((change.ColumnDropped(table.name, column.name),),))


def renamed(table: TableSchema) -> Iterator[Target]:
    """Every column."""
    for column in table.columns:
        to = free_name(table, f"{column.name[:50]}_renamed")
        yield Target(column.name, ((change.ColumnRenamed(table.name, column.name, to),),))


def recased(table: TableSchema) -> Iterator[Target]:
    """Every column: `user_id` becomes `userId`, `userId` becomes `userid`, `note` becomes `Note`."""
    for column in table.columns:
        to = free_name(table, _recased(column.name))
        if to != column.name:
            yield Target(column.name, ((change.ColumnRenamed(table.name, column.name, to),),))


def moved(table: TableSchema) -> Iterator[Target]:
    """Every column beside the primary key, where there is one to join by."""
    if not table.primary_key:
        return
    for column in table.columns:
        if column.name not in table.primary_key:
            to = f"{table.table[:30]}_{column.name[:30]}"
            yield Target(column.name, ((change.ColumnMoved(table.name, column.name, to, table.primary_key),),))


def added(table: TableSchema) -> Iterator[Target]:
    """A text or a number, at the end."""
    name = free_name(table, ADDED)
    kinds = (("text", "a"), ("integer", "7"))
    yield Target(table.name, tuple((change.ColumnAdded(table.name, name, kind, value),) for kind, value in kinds))


def added_first(table: TableSchema) -> Iterator[Target]:
    """Before each column in turn: one of the same type, which a reader by position takes for it, and a text."""
    name = free_name(table, ADDED)
    for column in table.columns:
        kinds = dict.fromkeys([_sample(column), ("text", "a"), ("integer", "7")])
        yield Target(
            column.name,
            tuple((change.ColumnAdded(table.name, name, kind, value, before=column.name),) for kind, value in kinds),
        )


def added_required(table: TableSchema) -> Iterator[Target]:
    """A text or a number, NOT NULL, without default."""
    name = free_name(table, ADDED)
    kinds = (("text", "a"), ("integer", "7"))
    yield Target(
        table.name, tuple((change.ColumnAdded(table.name, name, kind, value, required=True),) for kind, value in kinds)
    )


def added_default(table: TableSchema) -> Iterator[Target]:
    """A text or a number, NOT NULL, with a default."""
    name = free_name(table, ADDED)
    kinds = (("text", "a"), ("integer", "7"))
    yield Target(
        table.name,
        tuple(
            (change.ColumnAdded(table.name, name, kind, value, required=True, default=True),) for kind, value in kinds
        ),
    )


def generated(table: TableSchema) -> Iterator[Target]:
    """One that is generated from the last column that is not."""
    own = [column for column in table.columns if not column.generated]
    if own:
        one = change.ColumnAdded(table.name, free_name(table, ADDED), "boolean", "", made_from=own[-1].name)
        yield Target(table.name, ((one,),))


def put_last(table: TableSchema) -> Iterator[Target]:
    """Every column but the last goes to the end."""
    for column in table.columns[:-1]:
        yield Target(column.name, ((change.ColumnPutLast(table.name, column.name),),))


def required(table: TableSchema) -> Iterator[Target]:
    """Every column that may be NULL."""
    for column in table.columns:
        if column.nullable and not column.generated:
            yield Target(column.name, ((change.ColumnRequired(table.name, column.name),),))


def default_changed(table: TableSchema) -> Iterator[Target]:
    """Every column with a default that is no sequence: another value, and none."""
    for column in table.columns:
        if column.default is None or column.generated or column.default.startswith("nextval("):
            continue
        other = column.type.labels[-1] if column.type.labels else SAMPLES.get(column.type.base)
        new = [None] if other is None else [other, None]
        yield Target(column.name, tuple((change.DefaultChanged(table.name, column.name, to),) for to in new))


def unique(table: TableSchema) -> Iterator[Target]:
    """Every column that is not unique by itself."""
    yield from _constrained(table, "unique", [c for c in table.columns if (c.name,) not in table.unique])


def foreign_key(table: TableSchema) -> Iterator[Target]:
    """Every column that is no foreign key."""
    known = {name for key in table.foreign_keys for name in key.columns}
    yield from _constrained(table, "foreign key", [c for c in table.columns if c.name not in known])


def check(table: TableSchema) -> Iterator[Target]:
    """Every column of a type of which about half of the values can be told."""
    yield from _constrained(table, "check", [c for c in table.columns if _is_checked(c)])


def collated(table: TableSchema) -> Iterator[Target]:
    """Every column of text."""
    for column in table.columns:
        if column.type.base in ("text", "varchar", "bpchar") and not column.type.labels and not column.generated:
            yield Target(column.name, ((change.ColumnRecollated(table.name, column.name),),))


def provided(table: TableSchema) -> Iterator[Target]:
    """Every column of text at once, as where the database's own collation is from another provider."""
    names = [target.name for target in collated(table)]
    if names:
        changes = tuple(change.ColumnRecollated(table.name, name, provided=True) for name in names)
        yield Target(table.name, (changes,))


def is_in_key(table: TableSchema, column: Column) -> bool:
    """Whether the column is part of a unique key or of a foreign key."""
    keys = [*table.unique, *(key.columns for key in table.foreign_keys)]
    return any(column.name in key for key in keys)


def _constrained(table: TableSchema, kind: str, columns: list[Column]) -> Iterator[Target]:
    for column in columns:
        if not column.generated:
            predicate = _CHECKS[column.type.base].format(f'"{column.name}"') if kind == "check" else ""
            yield Target(column.name, ((change.ColumnConstrained(table.name, column.name, kind, predicate),),))


def _is_checked(column: Column) -> bool:
    # A number that counts by itself is no value that a writer chose.
    return column.type.base in _CHECKS and not column.type.labels and not (column.identity and _is_integer(column))


def _is_integer(column: Column) -> bool:
    return column.type.base in INTEGERS


def _sample(column: Column) -> tuple[str, str]:
    """A type like the column's and one value of it, as SQL; text where the type is of no common kind."""
    value = SAMPLES.get(column.type.base)
    if value is None or column.type.labels:
        return "text", "a"
    return column.type.base, value


def _recased(name: str) -> str:
    if name != name.lower():
        return name.lower()
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others) if others else name.capitalize()
