"""How is an operation of an API declared? By its name in an OpenAPI document, or by a call and what it answered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pytest_connectors.contract.openapi.api import Api
from pytest_connectors.contract.openapi.loading import load
from pytest_connectors.contract.openapi.model import Document, Endpoint
from pytest_connectors.contract.openapi.paging import Paging, asked, found_paging, said_paging
from pytest_connectors.contract.openapi.references import NotThere
from pytest_connectors.contract.openapi.rows import Shape, answered_shape, taken_shape
from pytest_connectors.contract.openapi.sampling import called, sampled
from pytest_connectors.errors import BadContract

_KEPT = 64
_documents: dict[str, Document] = {}


@dataclass(frozen=True, eq=False)
class Operation:
    """An operation of an HTTP API that a connector calls, to read rows or to write them.

    Args:
        operation_id: Its `operationId` in the document, or its method and path: `"PUT /users/{id}/recommendations"`.
        openapi: The OpenAPI document: a path, its text (YAML or JSON), or a dict.
        url: The address under which connectors call the API: `"https://api.shop.example"`.
        sample: Where there is no document: the path of a recorded JSON answer or a list of such paths (of a written
            operation, recorded requests), a JSON Schema, or a pydantic model, of the body or of one row.
        rows: What the API holds, in place of generated rows, as for a table. For a written operation these are the
            rows for the connector to write.
        items: Where the rows lie in the body: `"data.items"`; `""` for the body itself. Found by itself where the
            schema leaves no choice.
        pagination: How rows come in pages, where the document does not say: `"page"`, `"offset"`, `"cursor"`, `"link"`
            or `"next-url"`, False for not at all, or a mapping:
            `{"kind": "cursor", "ask": "after", "told": "meta.next"}`.
        hosts: Further addresses under which connectors call the API.

    Example:
        >>> Operation("GET /users", openapi={"openapi": "3.1.0", "paths": {"/users": {"get": {}}}}).name
        'get-users'

    Raises:
        BadContract: An argument is of no use, or the document has no such operation.
    """

    system: ClassVar[str] = "rest"

    operation_id: str
    openapi: str | Path | Mapping[str, Any] | None = field(default=None, kw_only=True)
    url: str | None = field(default=None, kw_only=True)
    sample: Any = field(default=None, kw_only=True)
    rows: Any = field(default=None, kw_only=True)
    items: str | None = field(default=None, kw_only=True)
    pagination: Any = field(default=None, kw_only=True)
    hosts: Sequence[str] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        """Check what can be checked; the document or the sample is read, no schema is looked at."""
        if not isinstance(self.operation_id, str) or not self.operation_id.strip():
            msg = (
                f"Operation(...) needs the operation's name as its first argument, a text such as 'listUsers' or "
                f"'GET /users'; it is {self.operation_id!r}."
            )
            raise BadContract(msg)
        if (self.openapi is None) == (self.sample is None):
            said = "neither is given" if self.openapi is None else "both are given"
            msg = (
                f"{self.said} takes either openapi= (the path of an OpenAPI document, its text, or a dict) or, where "
                f"there is none, url= and sample= (a recorded answer, a JSON Schema, or a pydantic model); {said}."
            )
            raise BadContract(msg)
        if self.items is not None and not isinstance(self.items, str):
            msg = f"{self.said}: items= takes a dotted path such as 'data.items', or ''; it is {self.items!r}."
            raise BadContract(msg)
        given = self._addresses()
        api = _api(self._document())
        endpoint = self._found(api)
        object.__setattr__(self, "_api", api)
        object.__setattr__(self, "_endpoint", endpoint)
        servers = [address.rstrip("/") for address in (*endpoint.servers, *api.servers) if _is_address(address)]
        object.__setattr__(self, "hosts", tuple(dict.fromkeys((*servers, *given))))

    def _addresses(self) -> list[str]:
        """What `url` and `hosts` say."""
        several = tuple(self.hosts) if isinstance(self.hosts, list | tuple | set | frozenset) else (self.hosts,)
        given = [("hosts", one) for one in several]
        if self.url is not None:
            given.insert(0, ("url", self.url))
        for argument, address in given:
            if not _is_address(address):
                bare = re.match(r"[\w-]+(\.[\w-]+)+", str(address))
                meant = f" Did you mean 'https://{address}'?" if bare else ""
                msg = (
                    f"{self.said}: {argument}= takes an address with its scheme, such as 'https://api.shop.example'; "
                    f"it is {address!r}.{meant}"
                )
                raise BadContract(msg)
        return [str(address).rstrip("/") for _, address in given]

    def _document(self) -> Document:
        try:
            if self.openapi is None:
                return sampled(self.operation_id, self.url, self.sample, self.items, self.said)
            return _loaded(self.openapi)
        except BadContract as error:
            raise self._named(error) from None

    def _found(self, api: Api) -> Endpoint:
        try:
            name = self.operation_id
            return api.find(" ".join(called(name, self.said)[:2]) if api.document.undocumented else name)
        except BadContract as error:
            raise self._named(error) from None

    def _named(self, error: BadContract) -> BadContract:
        text = str(error)
        return BadContract(text if text.startswith(self.said) else f"{self.said}: {text}")

    @property
    def name(self) -> str:
        """The operation's name, for ids and people: `PUT /users/{id}/recs` is `put-users-id-recs`."""
        text = self.operation_id.strip()
        method, blank, path = text.partition(" ")
        text = f"{method.lower()} {path.partition('?')[0]}" if blank and "/" in path else text
        return re.sub(r"[^A-Za-z0-9._]+", "-", text).strip("-") or "operation"

    @property
    def spellings(self) -> tuple[str, ...]:
        """By which other names people call it: as it was declared, its operationId, its method and path."""
        endpoint = self.endpoint
        return (self.operation_id.strip(), endpoint.id, f"{endpoint.method} {endpoint.path}")

    @property
    def said(self) -> str:
        """How the declaration is named in a message."""
        return f"Operation({self.operation_id!r})"

    @property
    def api(self) -> Api:
        """What its document says; operations of one document share it."""
        return self._api  # type: ignore[attr-defined, no-any-return]  # a frozen dataclass keeps it aside

    @property
    def endpoint(self) -> Endpoint:
        """What the document says of it."""
        return self._endpoint  # type: ignore[attr-defined, no-any-return]  # as above

    @property
    def documented(self) -> bool:
        """Whether there is a document that can be changed and compared."""
        return not self.api.document.undocumented

    @cached_property
    def answered(self) -> Shape:
        """Where rows lie in the answer.

        Raises:
            BadContract: That cannot be told; the text says what to give.
        """
        try:
            return answered_shape(self.api.document.root, self.endpoint, self.items, self.said)
        except NotThere as error:
            raise self._lost(error) from None

    @cached_property
    def taken(self) -> Shape:
        """Where rows lie in the request.

        Raises:
            BadContract: It takes no rows; the text says why.
        """
        root = self.api.document.root
        try:
            paging = asked(root, self.endpoint)
            return taken_shape(root, self.endpoint, self.items, {paging.size, *paging.by_kind.values()}, self.said)
        except NotThere as error:
            raise self._lost(error) from None

    @cached_property
    def paging(self) -> Paging | None:
        """How rows come in pages; None where they come all at once.

        Raises:
            BadContract: There are several readings, or `pagination=` says what cannot be.
        """
        root = self.api.document.root
        try:
            if self.pagination is None:
                return found_paging(root, self.endpoint, self.answered, self.said)
            return said_paging(root, self.endpoint, self.answered, self.pagination, self.said)
        except NotThere as error:
            raise self._lost(error) from None

    def _lost(self, error: NotThere) -> BadContract:
        return BadContract(f"{self.said}: {self.api.document.where} cannot be read at {error.pointer}: {error.why}.")

    def agrees_with(self, other: object) -> bool:
        """Whether both declare the same operation in the same way."""
        return self is other or (
            isinstance(other, Operation)
            and (self.operation_id, self.url, self.items, self.pagination, self.hosts)
            == (other.operation_id, other.url, other.items, other.pagination, other.hosts)
            and self.api.document.root == other.api.document.root
            and (self.rows is other.rows or repr(self.rows) == repr(other.rows))
        )


def _is_address(said: object) -> bool:
    """Whether a client can call it: with a scheme and a host, and with a number for a port where it has one."""
    try:
        parts = urlsplit(said) if isinstance(said, str) else None
        named = parts is not None and parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:
        return False
    return named and parts is not None and re.fullmatch(r"[^\s{}<>\\]+", parts.hostname or "") is not None


@lru_cache(maxsize=_KEPT)
def _api(document: Document) -> Api:
    """What a document says: one for all operations that it describes."""
    return Api(document)


def _loaded(openapi: Any) -> Document:
    """The document; a text or a dict that says the same is the same document, as a file is."""
    try:
        key = json.dumps(openapi) if isinstance(openapi, Mapping) else ""
    except (TypeError, ValueError, RecursionError):
        key = ""
    if isinstance(openapi, str) and "\n" in openapi:
        key = openapi
    if not key:
        return load(openapi, "openapi=")
    if key not in _documents:
        document = load(openapi, "openapi=")
        while len(_documents) >= _KEPT:
            del _documents[next(iter(_documents))]
        _documents[key] = document
    return _documents[key]
