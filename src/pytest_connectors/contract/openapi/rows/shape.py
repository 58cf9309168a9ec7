"""Which rows does a body hold, and where do they lie in it?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pytest_connectors.contract.openapi.media import essence
from pytest_connectors.contract.openapi.model import Content, Endpoint, Json, Reply, Schema
from pytest_connectors.contract.openapi.references import flattened, joined
from pytest_connectors.contract.openapi.rows.items import Found, Told, in_answer, in_request, pointed
from pytest_connectors.contract.openapi.rows.properties import is_closed, nullable, properties
from pytest_connectors.contract.openapi.rows.spots import Spot, spot
from pytest_connectors.errors import BadContract

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, eq=False)
class Field:
    """One field of a row.

    Attributes:
        name: As it is called on the wire.
        schema: Without `$ref` and `allOf` at its top.
        required: It may not be left out.
        nullable: It may be null.
        place: `body`, `path`, or `query`: where a request says it.
    """

    name: str
    schema: Schema
    required: bool
    nullable: bool
    place: str = "body"


@dataclass(frozen=True, eq=False)
class Shape:
    """How rows lie in a body.

    Attributes:
        content: The body's media type and schema; of a request without a body, the media type is empty.
        status: The answer's status; empty for a request.
        items: The keys that lead from the body to the rows; nothing where the body itself is the rows.
        many: There lies a list of rows; else there lies one row.
        fields: Of one row, in the document's order; what a path says of a written row stands first.
        item: The schema of one row, as it stands in the document (it may be a `$ref`).
        pointer: Where that schema stands in the document: `#/components/schemas/User`, all `$ref`s on the way followed.
        closed: A row may have no other fields.
    """

    content: Content
    status: str
    items: tuple[str, ...]
    many: bool
    fields: tuple[Field, ...]
    item: Schema
    pointer: str
    closed: bool = False


def answered_shape(root: Json, endpoint: Endpoint, items: str | None, said: str) -> Shape:
    """Where rows lie in the first good answer of an operation that is JSON.

    Args:
        root: The document's.
        endpoint: The operation.
        items: What the user says of where they lie; None where that is to be found.
        said: How the operation is named in a message.

    Raises:
        BadContract: There is no such answer, or where rows lie in it cannot be told.
        NotThere: A `$ref` leads nowhere.
    """
    reply, content = _answer(endpoint, said)
    told = Told(said, f"the answer {reply.status} of {endpoint.method} {endpoint.path}", reply.status)
    body = _body(root, content, told)
    found = in_answer(root, body, endpoint.path, told) if items is None else pointed(root, body, items, told)
    return _shape(root, content, found, (), told)


def taken_shape(root: Json, endpoint: Endpoint, items: str | None, outside: Collection[str], said: str) -> Shape:
    """Where rows lie in the request that an operation takes.

    Args:
        root: The document's.
        endpoint: The operation.
        items: What the user says of where they lie; None where that is to be found.
        outside: The parameters of the query that say which page is asked for, and nothing of a row.
        said: How the operation is named in a message.

    Raises:
        BadContract: It takes nothing, or no objects.
        NotThere: A `$ref` leads nowhere.
    """
    told = Told(said, f"the body that {endpoint.method} {endpoint.path} takes")
    content = _sent(endpoint)
    fields = tuple(
        _field(root, one.name, one.schema, required=True, place=one.place)
        for one in sorted(endpoint.parameters, key=lambda one: one.place != "path")
        if one.place == "path" or (one.place == "query" and one.required and one.name not in outside)
    )
    if content is None:
        return _bodiless(endpoint, fields, items, told)
    body = _body(root, content, told)
    found = in_request(root, body, told) if items is None else pointed(root, body, items, told)
    return _shape(root, content, found, fields, told)


def _body(root: Json, content: Content, told: Told) -> Spot:
    if not isinstance(content.schema, Mapping) or not content.schema:
        msg = (
            f"the document says nothing of what {told.body} holds: {content.pointer} has no schema. Add one, or give "
            f"sample= with a recorded body in place of openapi=."
        )
        raise told.bad(msg)
    return spot(root, content.schema, joined(content.pointer, "schema"))


def _fields(root: Json, row: Spot, outside: Iterable[Field], *, written: bool) -> tuple[Field, ...]:
    """The fields of one row, what stands outside of the body first."""
    inside = [
        _field(root, one.name, one.schema, required=one.required)
        for one in properties(root, row)
        if not one.only_for("answers" if written else "requests")
    ]
    # A row has each name once. What the body needs stands in the body; else what the path says is said there.
    needed = {field.name for field in inside if field.required}
    first = [field for field in outside if field.name not in needed]
    named = {field.name for field in first}
    return (*first, *(field for field in inside if field.name not in named))


def _shape(root: Json, content: Content, found: Found, outside: Iterable[Field], told: Told) -> Shape:
    row = found.row
    fields = _fields(root, row, outside, written=not told.status)
    if not fields:
        where = f"at {found.said!r} of {told.body}" if found.path else f"of {told.body}"
        msg = (
            f"the rows {where} have no named field: {row.pointer} names no properties. Name them in the document, or "
            f"give sample= with a recorded body in place of openapi=."
        )
        raise told.bad(msg)
    return Shape(
        content=content,
        status=told.status,
        items=found.path,
        many=found.many,
        fields=fields,
        item=row.schema,
        pointer=row.pointer,
        closed=is_closed(root, row),
    )


def _field(root: Json, name: str, schema: Schema, *, required: bool, place: str = "body") -> Field:
    flat = flattened(root, schema)
    return Field(name, flat, required, nullable(root, flat), place)


def _bodiless(endpoint: Endpoint, fields: tuple[Field, ...], items: str | None, told: Told) -> Shape:
    media = ", ".join(content.media for content in endpoint.body.contents) if endpoint.body else ""
    if media:
        msg = f"{told.body} is {media}; rows are written as JSON or as a form. Describe one of these."
        raise told.bad(msg)
    if items or not fields:
        why = "no body" if fields else "neither a body nor parameters of the path or the query that it needs"
        msg = f"{endpoint.method} {endpoint.path} takes {why}, so that no rows lie there."
        raise told.bad(msg)
    content = Content("", schema=True, pointer=endpoint.pointer)
    return Shape(content, "", (), many=False, fields=fields, item=True, pointer=endpoint.pointer)


def _answer(endpoint: Endpoint, said: str) -> tuple[Reply, Content]:
    """The first good answer that is JSON and described; else the first that is JSON."""
    good = sorted((one for one in endpoint.replies if one.status.startswith("2")), key=_rank)
    replies = good or [one for one in endpoint.replies if one.status == "default"]
    asked = f"{endpoint.method} {endpoint.path}"
    instead = "or give sample= with a recorded answer in place of openapi=."
    if not replies:
        there = f"only {', '.join(one.status for one in endpoint.replies)}" if endpoint.replies else "none at all"
        msg = f"{said}: the document names no good answer (2xx) of {asked}: {there}. Add one, {instead}"
        raise BadContract(msg)
    found = [(reply, content) for reply in replies if (content := _json(reply.contents)) is not None]
    for reply, content in found:
        if isinstance(content.schema, Mapping) and content.schema:
            return reply, content
    if found:
        return found[0]
    medias = [content.media for reply in replies for content in reply.contents]
    there = f"is {', '.join(dict.fromkeys(medias))}" if medias else "has no content"
    msg = (
        f"{said}: no answer of {asked} is JSON: its {replies[0].status} {there}. Rows are read from JSON: describe "
        f"application/json in the document, {instead}"
    )
    raise BadContract(msg)


def _sent(endpoint: Endpoint) -> Content | None:
    """What the body of a request is written as: JSON, or else a form."""
    contents = endpoint.body.contents if endpoint.body else ()
    form = next((one for one in contents if essence(one.media) in _FORMS), None)
    return _json(contents) or form


def _json(contents: Iterable[Content]) -> Content | None:
    """The content that is JSON by its media type: plainest first."""
    ranked = [(rank, one) for one in contents if (rank := _json_rank(essence(one.media))) is not None]
    return min(ranked, key=lambda pair: pair[0], default=(0, None))[1]


def _json_rank(media: str) -> int | None:
    if media == "application/json":
        return 0
    if media.endswith("+json") or media == "text/json":
        return 1
    return 2 if media in {"*/*", "application/*"} else None


def _rank(reply: Reply) -> tuple[bool, bool, str]:
    """200 first, then others by number, `2XX` last."""
    return (reply.status != "200", not reply.status.isdigit(), reply.status)
