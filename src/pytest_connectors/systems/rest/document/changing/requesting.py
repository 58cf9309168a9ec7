"""How does a document change when an operation takes requests in another way?"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.drift.changes.requests import RequestChanged
from pytest_connectors.systems.rest.document.changing import fields, moving
from pytest_connectors.systems.rest.document.changing.retyping import json_type, typed, without_null
from pytest_connectors.systems.rest.document.changing.scenery import Scenery
from pytest_connectors.systems.rest.document.rewriting import at, edited, put, under, without
from pytest_connectors.systems.rest.document.standing import VARIANTS, inner, nodes, values


def requested(scenery: Scenery, change: RequestChanged) -> Scenery:
    """The operation as it takes requests after the change; itself where no document speaks of such a thing."""
    if change.way.startswith("field-"):
        return _field_changed(scenery, change, scenery.now(change.column))
    match change.way:
        case "batch-limited":
            return _batch_limited(scenery, int(change.detail))
        case "parameter-required":
            return moving.parameter_asked(scenery, change.detail, "query")
        case "header-required":
            return moving.parameter_asked(scenery, change.detail, "header")
        case "parameter-renamed":
            return moving.parameter_renamed(scenery, change.column, change.detail)
        case "media-type-removed":
            return _media_removed(scenery, change.column, change.detail)
        case "method-changed":
            return moving.method_changed(scenery, change.detail)
        case "path-moved":
            return moving.path_moved(scenery, change.detail)
        case _:
            return scenery


def _field_changed(scenery: Scenery, change: RequestChanged, name: str) -> Scenery:
    root, row = scenery.root, scenery.row
    match change.way:
        case "field-required":
            new = fields.added(root, row, fields.NewField(change.detail, {"type": "string"}, required=True))
            return dataclasses.replace(scenery, root=new)
        case "field-renamed":
            return _renamed(scenery, change.column, name, change.detail)
        case "field-made-required":
            return _made_required(scenery, change.column, name)
        case "field-refused":
            return dataclasses.replace(scenery, root=_closed(fields.removed(root, row, name), row))
    for place in _values(scenery, change.column, name):
        root = _narrowed(root, place, change)
    return dataclasses.replace(scenery, root=root)


def _values(scenery: Scenery, column: str, name: str) -> list[str]:
    """The places of a field's schemas: in the body, or the parameter's that says it."""
    where = scenery.place_of(column)
    if where == "body":
        return values(scenery.root, scenery.row, name)
    place = moving.parameter_at(scenery, name, where)
    return [] if place is None else [under(place, "schema")]


def _narrowed(root: Mapping[str, Json], place: str, change: RequestChanged) -> Mapping[str, Json]:
    """The document that takes less at the place of a value."""
    match change.way:
        case "field-not-nullable":
            return without_null(root, place)
        case "field-retyped":
            return edited(root, place, lambda schema: typed(root, schema, json_type(change.detail)))
        case "field-enum-narrowed":
            return _label_gone(root, place, json.loads(change.detail))
        case "field-bounded":
            word, _, limit = change.detail.partition(" ")
            return _beside(root, place, word, json.loads(limit))
        case "field-patterned":
            return _beside(root, place, "pattern", change.detail)
        case _:
            return root


def _beside(root: Mapping[str, Json], place: str, word: str, limit: Json) -> Mapping[str, Json]:
    """The limit stands where the field is named, so that no other field of the same component is bound by it."""
    return edited(root, place, lambda node: {**node, word: limit} if isinstance(node, Mapping) else {word: limit})


def _label_gone(root: Mapping[str, Json], place: str, label: Json) -> Mapping[str, Json]:
    for one in nodes(root, place):
        labels = at(root, one).get("enum")
        if isinstance(labels, list) and label in labels and len(labels) > 1:
            root = put(root, one, enum=[other for other in labels if other != label])
    return root


def _renamed(scenery: Scenery, column: str, name: str, to: str) -> Scenery:
    """Rows that lie there already are told under the new name too: the API's own store was migrated."""
    names = {**scenery.names, column: to}
    if scenery.place_of(column) != "body":
        return dataclasses.replace(moving.parameter_renamed(scenery, name, to), names=names)
    root = fields.renamed_field(scenery.root, scenery.row, name, to)
    rows = tuple({to if key == name else key: value for key, value in row.items()} for row in scenery.rows)
    return dataclasses.replace(scenery, root=root, rows=rows, names=names)


def _made_required(scenery: Scenery, column: str, name: str) -> Scenery:
    where = scenery.place_of(column)
    if where == "body":
        return dataclasses.replace(scenery, root=fields.made_required(scenery.root, scenery.row, name))
    place = moving.parameter_at(scenery, name, where)
    return scenery if place is None else dataclasses.replace(scenery, root=put(scenery.root, place, required=True))


def _closed(root: Mapping[str, Json], row: str) -> Mapping[str, Json]:
    """The document whose rows take no other fields: said once for all parts, where a row is put together of some."""
    node = at(root, row)
    if not isinstance(node, Mapping):
        return root
    if not node.keys() & {"allOf", *VARIANTS, "$ref", "if"}:
        return put(root, row, additionalProperties=False)
    for place in list(nodes(root, row)):
        if at(root, place).get("additionalProperties", False) is not False:
            root = edited(root, place, lambda one: without(one, "additionalProperties"))
    return put(root, row, unevaluatedProperties=False)


def _batch_limited(scenery: Scenery, limit: int) -> Scenery:
    place = inner(scenery.root, scenery.body, scenery.items)
    for one in nodes(scenery.root, place) if place is not None and scenery.many else ():
        node = at(scenery.root, one)
        if "items" in node or node.get("type") == "array":
            return dataclasses.replace(scenery, root=put(scenery.root, one, maxItems=limit))
    return scenery


def _media_removed(scenery: Scenery, gone: str, left: str) -> Scenery:
    """Only one media type is taken; where the document did not name it, for what the body's own one was."""
    contents, _, _ = scenery.media.rpartition("/")
    node = at(scenery.root, contents)
    if not isinstance(node, Mapping):
        return scenery
    own = at(scenery.root, scenery.media) or {}
    without_it = without(node, *(one.strip() for one in gone.split(",")), scenery.shape.content.media)
    changed = scenery.edited(contents, lambda _: {left: own, **without_it})
    return changed.moved(scenery.media, under(contents, left))
