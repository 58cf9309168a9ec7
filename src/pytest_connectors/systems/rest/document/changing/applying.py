"""What becomes of an operation when something happens to it? Another document, other rows, another path or page."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.drift import changes as happening
from pytest_connectors.drift.changes import Change, is_touching
from pytest_connectors.systems.rest.document.changing import fields
from pytest_connectors.systems.rest.document.changing.answering import answered
from pytest_connectors.systems.rest.document.changing.requesting import requested
from pytest_connectors.systems.rest.document.changing.retyping import json_type, json_value, retyped_value
from pytest_connectors.systems.rest.document.changing.scenery import Scenery
from pytest_connectors.systems.rest.document.rewriting import without

_MOMENTS = ("date-time", "time")


def apply(scenery: Scenery, change: Change) -> Scenery:
    """The operation after the change: what a document can show is in the document, what is read in the rows.

    A change to another operation, or one that neither a document nor rows show, leaves everything as it is. The old
    document is not touched; the new one shares with it what is not changed.
    """
    if getattr(change, "table", scenery.name) != scenery.name:
        return scenery
    match change:
        case happening.AnswerChanged():
            return answered(scenery, change)
        case happening.RequestChanged():
            return requested(scenery, change)
        case happening.FieldRemoved():
            return _removed(scenery, change.column)
        case happening.FieldRenamed():
            return _renamed(scenery, change.column, change.to)
        case happening.FieldRetyped():
            return _retyped(scenery, change.column, change.way)
        case happening.FieldAdded():
            return _added(scenery, change)
        case happening.FieldOptional():
            return _optional(scenery, change)
        case _ if is_touching(change):
            return _touched(scenery, change)
        case _:
            return scenery


def _removed(scenery: Scenery, column: str) -> Scenery:
    name = scenery.now(column)
    root = fields.removed(scenery.root, scenery.row, name)
    return dataclasses.replace(scenery, root=root, rows=tuple(without(row, name) for row in scenery.rows))


def _renamed(scenery: Scenery, column: str, to: str) -> Scenery:
    name = scenery.now(column)
    root = fields.renamed_field(scenery.root, scenery.row, name, to)
    rows = tuple({to if key == name else key: value for key, value in row.items()} for row in scenery.rows)
    return dataclasses.replace(scenery, root=root, rows=rows, names={**scenery.names, column: to})


def _retyped(scenery: Scenery, column: str, way: str) -> Scenery:
    name = scenery.now(column)
    root = fields.retyped(scenery.root, scenery.row, name, way)
    rows = tuple(
        {key: retyped_value(value, way) if key == name else value for key, value in row.items()} for row in scenery.rows
    )
    return dataclasses.replace(scenery, root=root, rows=rows)


def _added(scenery: Scenery, change: happening.FieldAdded) -> Scenery:
    kind = json_type(change.type)
    value = json_value(change.value, kind)
    before = scenery.now(change.before) if change.before else None
    new = fields.NewField(change.column, {"type": kind}, required=change.required, before=before)
    root = fields.added(scenery.root, scenery.row, new)
    return dataclasses.replace(
        scenery, root=root, rows=tuple(_with(row, change.column, value, before) for row in scenery.rows)
    )


def _with(row: dict[str, Json], name: str, value: Json, before: str | None) -> dict[str, Json]:
    if before not in row:
        return {**row, name: value}
    head = list(row)[: list(row).index(before)]
    return {**{key: row[key] for key in head}, name: value, **row}


def _optional(scenery: Scenery, change: happening.FieldOptional) -> Scenery:
    """Left out, and not null, in the rows that the change touches."""
    name = scenery.now(change.column)
    gone = change.touched(scenery.rows)
    rows = tuple(without(row, name) if i in gone else row for i, row in enumerate(scenery.rows))
    return dataclasses.replace(scenery, root=fields.made_optional(scenery.root, scenery.row, name), rows=rows)


def _touched(scenery: Scenery, change: Change) -> Scenery:
    """Other values are put; the document follows where it would not allow them."""
    here = _in_words_of_now(scenery, change)
    root, row = scenery.root, scenery.row
    match here:
        case happening.FieldNullable():
            root = fields.made_nullable(root, row, here.column)
        case happening.FieldEmptied():
            root = fields.made_emptiable(root, row, here.column)
        case happening.NumbersGrew():
            root = fields.made_larger(root, row, here.column, here.beyond)
        case happening.OffsetChanged():
            root = fields.without_format(root, row, here.column, *_MOMENTS)
        case happening.LabelAdded():
            root = fields.relabelled(root, fields.labels_at(root, row, here.column), None, here.label)
        case happening.LabelRenamed():
            places = [place for name in here.columns for place in fields.labels_at(root, row, name)]
            root = fields.relabelled(root, places, here.label, here.to)
        case happening.VariantAdded():
            root = fields.variant_added(root, row, here.column, here.label, here.keeps)
        case _:
            pass
    rows = scenery.rows if scenery.writes else here.apply(scenery.rows)  # type: ignore[union-attr]  # all that touch can
    return dataclasses.replace(scenery, root=root, rows=tuple(rows))


def _in_words_of_now(scenery: Scenery, change: Change) -> Change:
    """The change, told of the fields as they are called now."""
    told: dict[str, object] = {}
    if isinstance(getattr(change, "column", None), str):
        told["column"] = scenery.now(change.column)  # type: ignore[union-attr]  # asked in the line above
    for many in ("also", "keeps"):
        if isinstance(getattr(change, many, None), Iterable):
            told[many] = tuple(scenery.now(name) for name in getattr(change, many))
    return dataclasses.replace(change, **told) if scenery.names and told else change  # type: ignore[arg-type]  # fields of it
