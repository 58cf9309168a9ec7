"""Where is a declared operation in the API's next document, and how do rows lie in it there?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from pytest_connectors.contract.openapi.api import Api, Route, Unservable
from pytest_connectors.contract.openapi.model import Endpoint
from pytest_connectors.contract.openapi.paging import Paging, asked, found_paging, said_paging
from pytest_connectors.contract.openapi.references import NotThere
from pytest_connectors.contract.openapi.rows import Shape
from pytest_connectors.contract.openapi.rows.shape import answered_shape, taken_shape
from pytest_connectors.contract.operation import Operation
from pytest_connectors.errors import BadContract
from pytest_connectors.systems.rest.server import naming

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Successor:
    """What a declared operation is in the next document.

    Attributes:
        declared: The operation.
        writes: The connector sends rows; else it gets them.
        api: The next document.
        endpoint: The operation there; None where it is gone.
        shape: How rows lie in it; None where it holds none that could be found.
        paging: How rows come in pages.
    """

    declared: Operation
    writes: bool
    api: Api
    endpoint: Endpoint | None = None
    shape: Shape | None = None
    paging: Paging | None = None

    @property
    def was(self) -> Shape:
        """How rows lie in the declared document."""
        return self.declared.taken if self.writes else self.declared.answered


def successor_of(declared: Operation, api: Api, said: str, *, writes: bool) -> Successor:
    """The operation in the next document: found by its operationId, else by its method and its path.

    Args:
        declared: As it was declared.
        api: The next document.
        said: How the proposal is named in a message.
        writes: The connector sends rows; else it gets them.

    Raises:
        BadContract: What the next document says of it leads nowhere.
    """
    route = route_of(declared.api, declared.endpoint, api)
    if route is None:
        return Successor(declared, writes, api)
    try:
        endpoint = api.endpoint(route.method, route.path)
        shape = _taken(declared, api, endpoint) if writes else _answered(declared, api, endpoint)
        paging = None if writes or shape is None else _paging(declared, api, endpoint, shape)
    except Unservable as error:
        msg = (
            f"{said}: {api.document.where}: the operation {route.id!r} cannot be served. {error.trouble.pointer}: "
            f"{error.trouble.why}. Mend the document, and rehearse it again."
        )
        raise BadContract(msg) from None
    except NotThere as error:
        msg = f"{said}: {api.document.where} cannot be read at {error.pointer}: {error.why}."
        raise BadContract(msg) from None
    return Successor(declared, writes, api, endpoint, shape, paging)


def route_of(before: Api, endpoint: Endpoint, api: Api) -> Route | None:
    """Where an operation of one document is in another; None where it is gone."""
    named = [one for one in api.routes if one.id == endpoint.id]
    if len(named) == 1:
        return named[0]
    alike = [one for one in named or api.routes if one.method == endpoint.method]
    path = naming.shelf(endpoint.path)
    same = next((one for one in alike if naming.shelf(one.path) == path), None)
    if same is not None or named:
        return same or named[0]
    # What stood in the server's address may stand in the path now, and the other way round.
    whole = {base + path for base in bases(endpoint.servers, before)}
    now = bases((), api)
    return next((one for one in alike if whole & {base + naming.shelf(one.path) for base in now}), None)


def bases(own: Iterable[str], api: Api) -> tuple[str, ...]:
    """The paths that stand before those of a document: `/v2` of `https://api.shop.example/v2`."""
    return tuple(dict.fromkeys(urlsplit(url).path.rstrip("/") for url in (*own, *api.servers)))


def _answered(declared: Operation, api: Api, endpoint: Endpoint) -> Shape | None:
    root, said = api.document.root, declared.said
    return _first(lambda items: answered_shape(root, endpoint, items, said), _places(declared, writes=False))


def _taken(declared: Operation, api: Api, endpoint: Endpoint) -> Shape | None:
    root, said = api.document.root, declared.said
    ways = asked(root, endpoint)
    outside = {ways.size, *ways.by_kind.values()}
    return _first(lambda items: taken_shape(root, endpoint, items, outside, said), _places(declared, writes=True))


def _places(declared: Operation, *, writes: bool) -> tuple[str | None, ...]:
    """Where rows may lie: where the user said, where the next document leaves no choice, where they lay before."""
    shape = declared.taken if writes else declared.answered
    before = ".".join(shape.items)
    return (None, before) if declared.items is None else (declared.items, None)


def _paging(declared: Operation, api: Api, endpoint: Endpoint, shape: Shape) -> Paging | None:
    """As the user said, as the next document leaves one reading, and last as it was before."""
    root, said = api.document.root, declared.said
    if declared.pagination is False:
        return None
    before = declared.paging.kind if declared.paging is not None else None
    ways = (declared.pagination, None) if declared.pagination is not None else (None, before)

    def read(way: object) -> Paging | None:
        if way is None:
            return found_paging(root, endpoint, shape, said)
        return said_paging(root, endpoint, shape, way, said)

    return _first(read, ways)


def _first(read: Callable[..., T], ways: Iterable[object]) -> T | None:
    """What is read in the first of these ways that can be; None where none can."""
    for way in ways:
        try:
            return read(way)
        except BadContract:
            continue
    return None
