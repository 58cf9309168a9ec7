"""What does an OpenAPI document say of one operation? As values; schemas stay in the words of draft 2020-12."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Any
"""What JSON holds: None, bool, int, float, str, list, dict."""
Schema = Mapping[str, Any] | bool
"""A JSON Schema of draft 2020-12; its `$ref`s point into the document's root: `#/components/schemas/User`."""
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The keys of a path that are operations; `query` is one since 3.2."""


@dataclass(frozen=True, eq=False)
class Document:
    """An OpenAPI document in one piece, in the words of 3.1.

    Attributes:
        where: How it is called in messages: a path, or `openapi=`.
        root: The whole document; files to which it refers stand in it under `x-documents`, so that every `$ref` begins
            with `#/`. Nobody changes it: a change makes another root, which shares what it leaves alone.
        version: The version that the text itself names: `3.0.3`.
        undocumented: It was made of recorded answers or of a schema: there is no document that could be compared.
    """

    where: str
    root: Mapping[str, Json]
    version: str = "3.1.0"
    undocumented: bool = False


@dataclass(frozen=True)
class Trouble:
    """A place of a document that cannot be served, and why: `#/paths/~1users/get`, `$ref ... is nowhere`."""

    pointer: str
    why: str


@dataclass(frozen=True, eq=False)
class Content:
    """What a body of one media type holds.

    Attributes:
        media: As it is written: `application/json`, `text/*`.
        schema: True where the document says nothing of it.
        pointer: Where its media type object stands: `#/paths/~1users/get/responses/200/content/application~1json`.
        examples: The examples that are given beside the schema.
        encoding: Of a form, how its fields are written, by name.
    """

    media: str
    schema: Schema
    pointer: str
    examples: tuple[Json, ...] = ()
    encoding: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter of an operation.

    Attributes:
        name: As it is written; of a header in any case of letters.
        place: `path`, `query`, `header` or `cookie`.
        style: `simple`, `label`, `matrix`, `form`, `spaceDelimited`, `pipeDelimited` or `deepObject`.
        media: The media type in which its value is written, where the document says so by `content`.
    """

    name: str
    place: str
    schema: Schema
    pointer: str
    required: bool = False
    style: str = "simple"
    explode: bool = False
    media: str | None = None


@dataclass(frozen=True, eq=False)
class Body:
    """What a request sends: by media type, in the document's order."""

    contents: tuple[Content, ...]
    pointer: str
    required: bool = False


@dataclass(frozen=True, eq=False)
class Reply:
    """An answer that an operation may give: `status` is `200`, `4XX` or `default`; headers are by name."""

    status: str
    contents: tuple[Content, ...]
    pointer: str
    headers: Mapping[str, Schema] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Scheme:
    """How one proves who one is.

    Attributes:
        name: As the document calls it.
        kind: `bearer`, `basic`, `apiKey` or `oauth2`; other schemes of HTTP and OpenID Connect are as `bearer`.
        place: Of an apiKey: `header`, `query` or `cookie`.
        parameter: Of an apiKey: the header's or parameter's name.
        token_urls: Of oauth2: where tokens are had, by flow: `clientCredentials`, `password`, `refresh`.
    """

    name: str
    kind: str
    place: str = "header"
    parameter: str = "Authorization"
    token_urls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Endpoint:
    """One operation of a document.

    Attributes:
        id: Its operationId, or `GET /users/{id}`.
        method: In capitals.
        path: As it is written: `/users/{id}`.
        security: The ways in which a request may prove who sends it: in one of these maps, every scheme by name, with
            the scopes that it needs. Nothing at all, or an empty map, lets everybody in.
        servers: The addresses under which it is called, variables filled in; the first is the usual one.
    """

    id: str
    method: str
    path: str
    pointer: str
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    replies: tuple[Reply, ...] = ()
    security: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    servers: tuple[str, ...] = ()
