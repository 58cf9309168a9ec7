"""How can the answers of an API change: their fields and values, what stands around the rows, and their pages?"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.schema import INTEGERS, Column, OperationSchema, TableSchema
from pytest_connectors.scenarios.targets import Target, Targets, contents, free_name
from pytest_connectors.scenarios.targets.columns import ADDED

OfOperation = Callable[[OperationSchema], Iterator[Target]]
SAFE = 2**53
"""The largest whole number that a float holds exactly, and JavaScript with it."""
_ID = re.compile(r".*(?:id|Id|ID|number|key|code)")
_MOMENTS = ("timestamptz", "timestamp")
_FLOATS = ("float4", "float8", "numeric")
_VERSION = re.compile(r"/v\d+(?=/)")


def of_reads(targets: OfOperation, needs: Callable[[OperationSchema], object] = lambda _: True) -> Targets:
    """The targets of operations that are read and have what is needed; none of others."""

    def chosen(table: TableSchema) -> Iterator[Target]:
        if isinstance(table, OperationSchema) and not table.writes and needs(table):
            yield from targets(table)

    return chosen


def of_both(targets: OfOperation, needs: Callable[[OperationSchema], object] = lambda _: True) -> Targets:
    """The targets of operations, read or written, that have what is needed."""

    def chosen(table: TableSchema) -> Iterator[Target]:
        if isinstance(table, OperationSchema) and needs(table):
            yield from targets(table)

    return chosen


def way(name: str, *details: str) -> OfOperation:
    """The operation; it answers in this way, and a variant for each detail."""

    def targets(table: OperationSchema) -> Iterator[Target]:
        yield Target(
            table.name, tuple((change.AnswerChanged(table.name, name, detail),) for detail in details or ("",))
        )

    return targets


def each(made: Callable[[OperationSchema, Column], object], takes: Callable[[Column], bool]) -> Targets:
    """Every field of the answers that is taken, with the change that is made for it."""

    def targets(table: OperationSchema) -> Iterator[Target]:
        for column in filter(takes, table.columns):
            yield Target(column.name, ((made(table, column),),))  # type: ignore[arg-type]  # each makes a change

    return of_reads(targets)


def word(column: Column) -> str:
    """The JSON type of a field: `string` of `string(date-time)`."""
    return column.type.text.partition("(")[0]


def is_word(*words: str) -> Callable[[Column], bool]:
    """Whether a field's JSON type is one of these."""
    return lambda column: word(column) in words


def _retyped(to: str, name: str) -> Callable[[OperationSchema, Column], change.FieldRetyped]:
    return lambda table, column: change.FieldRetyped(table.name, column.name, column.type.text, to, way=name)


def _removed(table: OperationSchema) -> Iterator[Target]:
    """Every field, where there is another one."""
    if len(table.columns) > 1:
        for column in table.columns:
            yield Target(column.name, ((change.FieldRemoved(table.name, column.name),),))


def _nullable(table: OperationSchema) -> Iterator[Target]:
    """Every field that was never null."""
    for column in table.columns:
        if not column.nullable:
            nulls = [change.FieldNullable(table.name, column.name, every) for every in (3, 2, 4)]
            yield Target(column.name, tuple((one,) for one in nulls))


def _optional(table: OperationSchema) -> Iterator[Target]:
    """Every field that was always there."""
    for column in table.columns:
        if column.name not in table.optional:
            yield Target(column.name, ((change.FieldOptional(table.name, column.name),),))


def _added(table: OperationSchema) -> Iterator[Target]:
    """A text or a number, at the end."""
    name = free_name(table, ADDED)
    kinds = (("string", "a"), ("integer", "7"))
    yield Target(table.name, tuple((change.FieldAdded(table.name, name, kind, value),) for kind, value in kinds))


def _reordered(table: OperationSchema) -> Iterator[Target]:
    """Every field but the last, which comes to stand there."""
    for column in table.columns[:-1]:
        yield Target(column.name, ((change.AnswerChanged(table.name, "keys-reordered", column=column.name),),))


def _huge(table: OperationSchema) -> Iterator[Target]:
    """Every whole number that is called as an id is."""
    for column in table.columns:
        if word(column) == "integer" and column.type.base in INTEGERS and _ID.fullmatch(column.name):
            yield Target(column.name, ((change.NumbersGrew(table.name, column.name, SAFE),),))


def _scalars(table: OperationSchema) -> TableSchema:
    """The operation with those of its fields that hold one value."""
    kept = tuple(one for one in table.columns if word(one) not in ("array", "object", "any"))
    return dataclasses.replace(table, columns=kept)


def _renamed_envelope(table: OperationSchema) -> Iterator[Target]:
    """The key under which the rows lie."""
    yield Target(table.name, ((change.AnswerChanged(table.name, "envelope-renamed", f"{table.envelope[-1]}_v2"),),))


def _variant(table: OperationSchema) -> Iterator[Target]:
    """The field that tells one kind of rows from another."""
    one = change.VariantAdded(table.name, table.discriminator, ADDED, tuple(table.column_names[:1]))
    yield Target(table.discriminator, ((one,),))


def _cursor_renamed(table: OperationSchema) -> Iterator[Target]:
    """What leads to the next page."""
    one = change.AnswerChanged(table.name, "page-cursor-renamed", f"{table.told}_v2")
    yield Target(table.told, ((one,),))


def _moved(table: OperationSchema) -> Iterator[Target]:
    """The operation's path: another version, or another name."""
    version = _VERSION.search(table.path)
    head = table.path[: version.end()] if version else ""
    to = f"{head}/moved{table.path[len(head) :]}"
    made = change.RequestChanged if table.writes else change.AnswerChanged
    yield Target(table.path, ((made(table.name, "path-moved", to),),))


def _redirected(name: str) -> OfOperation:
    def targets(table: OperationSchema) -> Iterator[Target]:
        yield Target(table.path, ((change.AnswerChanged(table.name, name, f"/moved{table.path}"),),))

    return targets


def _version_removed(table: OperationSchema) -> Iterator[Target]:
    """The version in the path."""
    version = _VERSION.search(table.path)
    if version is not None:
        yield Target(version[0], ((change.AnswerChanged(table.name, "version-removed", version[0]),),))


def _unit_changed(table: OperationSchema) -> Iterator[Target]:
    return contents.unit_changed(_scalars(table))


removed = of_reads(_removed)
renamed = each(
    lambda table, column: change.FieldRenamed(table.name, column.name, free_name(table, f"{column.name}_renamed")),
    lambda _: True,
)
nullable = of_reads(_nullable)
optional = of_reads(_optional)
emptied = each(
    lambda table, column: change.FieldEmptied(table.name, column.name),
    lambda column: word(column) in ("string", "array", "object") and not column.type.labels,
)
to_text = each(_retyped("string", "text"), is_word("integer", "number", "boolean"))
to_number = each(_retyped("number", "number"), is_word("string"))
to_object = each(_retyped("object", "object"), is_word("string", "integer", "number", "boolean"))
to_array = each(_retyped("array", "array"), is_word("string", "integer", "number", "boolean"))
enum_added = of_reads(contents.label_added)
enum_recased = of_reads(contents.label_recased)
id_huge = of_reads(_huge)
unit_changed = of_reads(_unit_changed)
precision_changed = each(
    lambda table, column: change.PrecisionChanged(table.name, column.name),
    lambda column: word(column) == "number" and column.type.base in _FLOATS,
)
offset_changed = each(
    lambda table, column: change.OffsetChanged(table.name, column.name),
    lambda column: word(column) == "string" and column.type.base in _MOMENTS,
)
added = of_reads(_added)
reordered = of_reads(_reordered)
envelope_renamed = of_reads(_renamed_envelope, lambda table: table.envelope)
envelope_added = of_reads(way("envelope-added", "result"))
envelope_removed = of_reads(way("envelope-removed"), lambda table: table.envelope)
variant_added = of_reads(_variant, lambda table: table.discriminator)
cursor_renamed = of_reads(_cursor_renamed, lambda table: table.told)
headed = of_reads(way("header-added", "X-Request-Cost: 1"))
cursor_to_link = of_reads(way("page-cursor-to-link"), lambda table: table.paging in ("cursor", "next-url"))
total_missing = of_reads(way("page-total-missing"), lambda table: table.total)
path_moved = of_both(_moved)
version_removed = of_reads(_version_removed)


def paged(name: str, *kinds: str) -> Targets:
    """Operations that answer in pages, of these kinds where some are named."""
    return of_reads(way(name), lambda table: table.paging and (not kinds or table.paging in kinds))


def _overlapping(table: OperationSchema) -> Iterator[Target]:
    """The operation."""
    yield Target(table.name, ((change.PagesOverlap(table.name),),))


def _left_out(table: OperationSchema) -> Iterator[Target]:
    """The operation."""
    yield Target(table.name, ((change.RowsLeftOut(table.name),),))


overlapping = of_reads(_overlapping, lambda table: table.paging)
left_out = of_reads(_left_out, lambda table: table.many)


def answered(name: str, *, written: bool = True) -> Targets:
    """The operation answers in this way; those that are written too, if so said."""
    return (of_both if written else of_reads)(way(name))


def redirected(name: str) -> Targets:
    """The operation's path, from which every request is sent on."""
    return of_both(_redirected(name))


def fault(kind: str, *, needs: tuple[str, ...] = (), impossible: str | None = None) -> Targets:
    """The token, where the API asks for one; or may, where no document says.

    Args:
        kind: The scenario's id.
        needs: Kinds of security schemes of which it takes one.
        impossible: Why nobody can survive it who cannot get a new token.
    """

    def targets(table: OperationSchema) -> Iterator[Target]:
        renews = "oauth2" in table.secured
        yield Target("token", ((change.ApiFault(kind),),), impossible=None if renews else impossible)

    def needed(table: OperationSchema) -> bool:
        return bool(set(needs) & set(table.secured)) if needs else bool(table.secured or not table.documented)

    return of_both(targets, needed)
