"""How can an API take requests in another way: what it asks for, what it takes, and what it does with it?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.schema import Column, OperationSchema, TableSchema
from pytest_connectors.scenarios.targets import Target, Targets, free_name
from pytest_connectors.scenarios.targets.answers import word
from pytest_connectors.scenarios.targets.columns import ADDED

OfOperation = Callable[[OperationSchema], Iterator[Target]]
_METHODS = {"POST": "PUT", "PUT": "POST", "PATCH": "PUT", "DELETE": "POST", "GET": "POST"}
_OTHER_TYPES = {
    "integer": ("string", "boolean"),
    "number": ("string", "boolean"),
    "boolean": ("string", "integer"),
    "string": ("integer", "object"),
    "array": ("object", "string"),
    "object": ("array", "string"),
}
# Bounds that some of the drawn values break: half of the texts are longer, half of the numbers are beyond.
_BOUNDS = {
    "integer": ("maximum 1", "minimum 1000"),
    "number": ("maximum 1", "minimum 1000"),
    "string": ("maxLength 3", "minLength 30"),
    "array": ("maxItems 0", "minItems 5"),
}
_PATTERN = "^[A-Z]{3}[0-9]$"
_LIMIT = "2"


def of_writes(targets: OfOperation, needs: Callable[[OperationSchema], object] = lambda _: True) -> Targets:
    """The targets of operations that are written and have what is needed; none of others."""

    def chosen(table: TableSchema) -> Iterator[Target]:
        if isinstance(table, OperationSchema) and table.writes and needs(table):
            yield from targets(table)

    return chosen


def _one(name: str, *details: str) -> OfOperation:
    """The operation; a variant for each detail."""

    def targets(table: OperationSchema) -> Iterator[Target]:
        yield Target(
            table.name, tuple((change.RequestChanged(table.name, name, detail),) for detail in details or ("",))
        )

    return targets


def _each(
    name: str,
    takes: Callable[[OperationSchema, Column], object] = lambda *_: True,
    details: Callable[[Column], tuple[str, ...]] = lambda _: ("",),
) -> Targets:
    """Every field of the body that is taken; a variant for each detail."""

    def targets(table: OperationSchema) -> Iterator[Target]:
        for column in table.columns:
            if column.name not in table.outside and takes(table, column):
                made = (change.RequestChanged(table.name, name, detail, column.name) for detail in details(column))
                yield Target(column.name, tuple((one,) for one in made))

    return of_writes(targets)


def _required(table: OperationSchema) -> Iterator[Target]:
    """A field that nobody sends yet."""
    name = free_name(table, ADDED)
    yield Target(table.name, ((change.RequestChanged(table.name, "field-required", name),),))


def _renamed(table: OperationSchema) -> Iterator[Target]:
    """Every field of the body."""
    for column in table.columns:
        if column.name not in table.outside:
            to = free_name(table, f"{column.name}_renamed")
            yield Target(column.name, ((change.RequestChanged(table.name, "field-renamed", to, column.name),),))


def _parameter_renamed(table: OperationSchema) -> Iterator[Target]:
    """Every parameter of the query."""
    for name in table.parameters:
        one = change.RequestChanged(table.name, "parameter-renamed", f"{name}_renamed", name)
        yield Target(name, ((one,),))


def _media_removed(table: OperationSchema) -> Iterator[Target]:
    """The media type that is sent today."""
    one = change.RequestChanged(
        table.name, "media-type-removed", "application/vnd.api+json", ", ".join(table.media) or "application/json"
    )
    yield Target(table.media[0] if table.media else "application/json", ((one,),))


def _method_changed(table: OperationSchema) -> Iterator[Target]:
    """The method."""
    one = change.RequestChanged(table.name, "method-changed", _METHODS.get(table.method, "POST"))
    yield Target(table.method, ((one,),))


def _partially(table: OperationSchema) -> Iterator[Target]:
    """The operation: a status for each row, or errors inside of a 200."""
    ways = ("", "errors in 200")
    made = (change.RequestChanged(table.name, "accepted-partially", variant=variant) for variant in ways)
    yield Target(table.name, tuple((one,) for one in made))


def _narrowed(column: Column) -> tuple[str, ...]:
    return tuple(json.dumps(label, ensure_ascii=False) for label in column.type.labels[:3])


required = of_writes(_required)
made_required = _each("field-made-required", lambda table, column: column.name in table.optional)
not_nullable = _each("field-not-nullable", lambda _, column: column.nullable and word(column) != "any")
renamed = of_writes(_renamed)
retyped = _each(
    "field-retyped",
    lambda _, column: word(column) in _OTHER_TYPES,
    lambda column: _OTHER_TYPES[word(column)],
)
enum_narrowed = _each("field-enum-narrowed", lambda _, column: len(column.type.labels) > 1, _narrowed)
bounded = _each(
    "field-bounded",
    lambda _, column: word(column) in _BOUNDS and not column.type.labels,
    lambda column: _BOUNDS[word(column)],
)
patterned = _each(
    "field-patterned",
    lambda _, column: word(column) == "string" and not column.type.labels,
    lambda _: (_PATTERN,),
)
refused = _each("field-refused")
ignored = _each("field-ignored")
batch_limited = of_writes(_one("batch-limited", _LIMIT), lambda table: table.many)
parameter_required = of_writes(_one("parameter-required", "tenant"))
parameter_renamed = of_writes(_parameter_renamed)
header_required = of_writes(_one("header-required", "X-Api-Version"))
media_removed = of_writes(_media_removed)
method_changed = of_writes(_method_changed)
partially = of_writes(_partially)
later = of_writes(_one("accepted-later"))
answer_lost = of_writes(_one("answer-lost"))
