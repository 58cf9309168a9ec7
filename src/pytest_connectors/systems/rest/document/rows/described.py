"""What does an operation look like? As a schema by which rows are drawn."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pytest_connectors.contract.openapi.model import Endpoint
from pytest_connectors.contract.openapi.rows import Field, Shape
from pytest_connectors.contract.operation import Operation
from pytest_connectors.drift.schema import Column, OperationSchema
from pytest_connectors.systems.rest.document.demands import Merging
from pytest_connectors.systems.rest.document.rows.drawn import drawn
from pytest_connectors.systems.rest.document.validating import validators_of

_KEYS = frozenset(("id", "_id", "uuid", "guid"))
_KEYED = ("integer", "string", "string(uuid)")


def schema_of(operation: Operation, *, writes: bool) -> OperationSchema:
    """The operation as a schema.

    Args:
        operation: As it was declared.
        writes: The connector sends rows; else it gets them.

    Raises:
        BadContract: Where rows lie cannot be told.
    """
    shape = operation.taken if writes else operation.answered
    endpoint = operation.endpoint
    merging = validators_of(operation.api.document.root).merging
    columns = tuple(_column(merging, field) for field in shape.fields)
    paging = None if writes else operation.paging
    primary, unique = _keys(shape, columns, endpoint.path, writes=writes)
    return OperationSchema(
        name=operation.name,
        schema=urlsplit(operation.hosts[0]).netloc if operation.hosts else "",
        table=f"{endpoint.method} {endpoint.path}",
        columns=columns,
        primary_key=primary,
        unique=unique,
        method=endpoint.method,
        path=endpoint.path,
        writes=writes,
        paging=paging.kind if paging else "",
        pages=paging.said if paging else "",
        told=paging.told[-1] if paging and paging.told else "",
        total=bool(paging and paging.total),
        envelope=shape.items,
        many=shape.many,
        optional=tuple(field.name for field in shape.fields if not field.required),
        outside=tuple(field.name for field in shape.fields if field.place != "body"),
        closed=shape.closed,
        parameters=tuple(one.name for one in endpoint.parameters if one.place == "query"),
        media=_media(endpoint, shape, writes=writes),
        secured=_secured(operation),
        documented=operation.documented,
        discriminator=_discriminator(merging, shape),
    )


def _column(merging: Merging, field: Field) -> Column:
    return Column(field.name, drawn(merging, field.schema).type, nullable=field.nullable)


def _keys(
    shape: Shape, columns: tuple[Column, ...], path: str, *, writes: bool
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The primary key of written rows, and all keys: what names a thing occurs once."""
    outside = tuple(field.name for field in shape.fields if field.place == "path") if writes else ()
    keyed = [column.name for column in columns if _is_key(column) and column.name not in outside]
    own = _own_keys(path)
    named = [name for name in keyed if name.lower() in _KEYS] or [name for name in keyed if _bare(name) in own][:1]
    # A list of rows is sent to one path: its parameters are the same in all of them.
    primary = (*outside, *named[:1]) if shape.many and named else () if shape.many else outside
    single = tuple((name,) for name in named)
    return primary, tuple(dict.fromkeys((primary, *single) if primary else single))


def _is_key(column: Column) -> bool:
    kind = column.type
    return not column.nullable and not kind.labels and kind.text.partition(" ")[0].startswith(_KEYED)


def _own_keys(path: str) -> frozenset[str]:
    """What the key of a path's things may be called: of `/users` `userid`."""
    words = [part for part in path.split("/") if part and not part.startswith("{")]
    thing = _bare(words[-1]) if words else ""
    singular = re.sub(r"ies$", "y", thing) if thing.endswith("ies") else thing.removesuffix("s")
    things = {thing, singular, thing.removesuffix("es")}
    return frozenset(f"{one}{key}" for one in things if one for key in ("id", "uuid", "guid"))


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _media(endpoint: Endpoint, shape: Shape, *, writes: bool) -> tuple[str, ...]:
    """The media types that it takes, or in which it answers; the usual one first."""
    if writes:
        contents = endpoint.body.contents if endpoint.body else ()
    else:
        contents = next((one.contents for one in endpoint.replies if one.status == shape.status), ())
    return tuple(dict.fromkeys(one for one in (shape.content.media, *(one.media for one in contents)) if one))


def _secured(operation: Operation) -> tuple[str, ...]:
    schemes = operation.api.schemes
    names = [name for way in operation.endpoint.security for name in way if name in schemes]
    return tuple(dict.fromkeys(schemes[name].kind for name in names))


def _discriminator(merging: Merging, shape: Shape) -> str:
    told = merging.of(shape.item).discriminator
    name = told.get("propertyName") if told else None
    return name if isinstance(name, str) else ""
