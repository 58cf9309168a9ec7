"""How does a document change when an operation answers in another way: envelope, pages, status, headers?"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.paging import Paging
from pytest_connectors.drift.changes.answers import AnswerChanged
from pytest_connectors.systems.rest.document.changing import moving
from pytest_connectors.systems.rest.document.changing.fields import removed, renamed_field
from pytest_connectors.systems.rest.document.changing.scenery import Scenery
from pytest_connectors.systems.rest.document.rewriting import at, renamed, under, without
from pytest_connectors.systems.rest.document.standing import inner

Way = Callable[[Scenery, AnswerChanged], Scenery]
LINK = {"description": "Where the next page is", "schema": {"type": "string"}}
_SUNSET = {"description": "When this ends", "schema": {"type": "string"}}
_STATUS = {
    "status-204": ("204", "No content"),
    "status-202": ("202", "Not yet: ask again"),
    "status-207": ("207", "A status for each row"),
}
_MOVED = {
    "description": "It has moved",
    "headers": {"Location": {"required": True, "schema": {"type": "string", "format": "uri-reference"}}},
}
_XML = "application/xml"


def answered(scenery: Scenery, change: AnswerChanged) -> Scenery:
    """The operation as it answers after the change; itself where no document speaks of such a thing."""
    made = _WAYS.get(change.way)
    return scenery if made is None else made(scenery, change)


def _reordered(scenery: Scenery, name: str) -> Scenery:
    """A document's properties have no order, so only the rows show it."""
    rows = tuple({**without(row, name), name: row[name]} if name in row else row for row in scenery.rows)
    return dataclasses.replace(scenery, rows=rows)


def _response(scenery: Scenery) -> str:
    """Where the response object stands that holds the body."""
    return scenery.media.rsplit("/", 2)[0]


def _ending(scenery: Scenery) -> Scenery:
    """It is said in the document too that the operation ends."""
    ended = scenery.edited(scenery.operation, lambda node: {**node, "deprecated": True})
    return _with_header(ended, "Sunset", _SUNSET)


def _with_header(scenery: Scenery, name: str, header: Mapping[str, Json]) -> Scenery:
    def with_it(node: Json) -> Json:
        known = node.get("headers") or {}
        return node if name.lower() in map(str.lower, known) else {**node, "headers": {**known, name: header}}

    return scenery.edited(_response(scenery), with_it)


# -- envelopes -------------------------------------------------------------------------------------------------------


def _envelope_renamed(scenery: Scenery, to: str) -> Scenery:
    if not scenery.items:
        return scenery
    *way, key = scenery.items
    holder = inner(scenery.root, scenery.body, tuple(way))
    root = scenery.root if holder is None else renamed_field(scenery.root, holder, key, to)
    return dataclasses.replace(scenery, root=root, items=(*way, to)).found_again()


def _envelope_added(scenery: Scenery, name: str) -> Scenery:
    around = scenery.edited(
        scenery.body, lambda body: {"type": "object", "properties": {name: body}, "required": [name]}
    )
    paging = scenery.paging
    if paging is not None:
        told, total, more = ((name, *keys) if keys else () for keys in (paging.told, paging.total, paging.more))
        paging = dataclasses.replace(paging, told=told, total=total, more=more)
    return dataclasses.replace(around, items=(name, *scenery.items), paging=paging).found_again()


def _envelope_removed(scenery: Scenery) -> Scenery:
    """The rows alone: what stood beside them is gone, so that the next page can only be told in a header."""
    if not scenery.items:
        return scenery
    place = inner(scenery.root, scenery.body, scenery.items)
    bare = at(scenery.root, place) if place is not None else {"type": "array"} if scenery.many else {"type": "object"}
    alone = scenery.edited(scenery.body, lambda _: bare)
    paging = scenery.paging
    if paging is not None:
        kind = "link" if paging.kind in ("cursor", "next-url") else paging.kind
        paging = dataclasses.replace(paging, kind=kind, told=(), total=(), more=())
        alone = _with_header(alone, "Link", LINK) if kind == "link" else alone
    return dataclasses.replace(alone, items=(), paging=paging).found_again()


# -- pages -----------------------------------------------------------------------------------------------------------


def _cursor_renamed(scenery: Scenery, column: str, to: str) -> Scenery:
    """What the body tells has another name; where it tells nothing, what the query asks."""
    paging = scenery.paging
    if paging is None:
        return scenery
    if paging.told and column in ("", paging.told[-1]):
        *way, key = paging.told
        holder = inner(scenery.root, scenery.body, tuple(way))
        root = scenery.root if holder is None else renamed_field(scenery.root, holder, key, to)
        return dataclasses.replace(scenery, root=root, paging=dataclasses.replace(paging, told=(*way, to)))
    asked = moving.parameter_renamed(scenery, paging.ask, to)
    return dataclasses.replace(asked, paging=dataclasses.replace(paging, ask=to))


def _cursor_to_link(scenery: Scenery) -> Scenery:
    paging = scenery.paging
    if paging is None:
        return scenery
    silent = _without_member(scenery, paging.told)
    linked: Paging = dataclasses.replace(paging, kind="link", told=())
    return _with_header(dataclasses.replace(silent, paging=linked), "Link", LINK)


def _total_missing(scenery: Scenery) -> Scenery:
    paging = scenery.paging
    if paging is None:
        return scenery
    silent = _without_member(scenery, paging.total)
    return dataclasses.replace(silent, paging=dataclasses.replace(paging, total=(), counts_pages=False))


def _without_member(scenery: Scenery, keys: tuple[str, ...]) -> Scenery:
    """The operation whose body does not have what stands under these keys."""
    holder = inner(scenery.root, scenery.body, keys[:-1]) if keys else None
    if holder is None:
        return scenery
    return dataclasses.replace(scenery, root=removed(scenery.root, holder, keys[-1]))


# -- statuses and media types ----------------------------------------------------------------------------------------


def _media_changed(scenery: Scenery, to: str) -> Scenery:
    contents, _, _ = scenery.media.rpartition("/")
    old = scenery.shape.content.media
    if not isinstance(at(scenery.root, contents), Mapping) or old not in at(scenery.root, contents):
        return scenery
    changed = scenery.edited(contents, lambda node: renamed(node, old, to))
    return changed.moved(under(contents, old), under(contents, to))


def _with_status(scenery: Scenery, status: str, answer: Json) -> Scenery:
    """A document names every answer that there may be, so that it names this one beside the others."""

    def with_it(responses: Json) -> Json:
        return responses if status in responses else {**responses, status: answer}

    return scenery.edited(under(scenery.operation, "responses"), with_it)


def _gone(scenery: Scenery) -> Scenery:
    """Nothing else is answered any more."""
    return scenery.edited(under(scenery.operation, "responses"), lambda _: {"410": {"description": "It is gone"}})


def _status(way: str) -> Way:
    status, why = _STATUS[way]
    return lambda scenery, _: _with_status(scenery, status, {"description": why})


def _redirected(scenery: Scenery, change: AnswerChanged) -> Scenery:
    """That there is another path now, no document says in words that a comparison reads."""
    return _with_status(scenery, change.way.rpartition("-")[2], _MOVED)


def _headed(scenery: Scenery, change: AnswerChanged) -> Scenery:
    return _with_header(scenery, change.detail.partition(":")[0].strip(), {"schema": {"type": "string"}})


_WAYS: dict[str, Way] = {
    "keys-reordered": lambda scenery, change: _reordered(scenery, scenery.now(change.column)),
    "header-added": _headed,
    "sunset-announced": lambda scenery, _: _ending(scenery),
    "envelope-renamed": lambda scenery, change: _envelope_renamed(scenery, change.detail),
    "envelope-added": lambda scenery, change: _envelope_added(scenery, change.detail),
    "envelope-removed": lambda scenery, _: _envelope_removed(scenery),
    "page-cursor-renamed": lambda scenery, change: _cursor_renamed(scenery, change.column, change.detail),
    "page-cursor-to-link": lambda scenery, _: _cursor_to_link(scenery),
    "page-total-missing": lambda scenery, _: _total_missing(scenery),
    "path-moved": lambda scenery, change: moving.path_moved(scenery, change.detail),
    "version-removed": lambda scenery, change: moving.path_removed(scenery, change.detail),
    "redirected-301": _redirected,
    "redirected-308": _redirected,
    "media-type-changed": lambda scenery, _: _media_changed(scenery, _XML),
    "gone-410": lambda scenery, _: _gone(scenery),
    **{way: _status(way) for way in _STATUS},
}
