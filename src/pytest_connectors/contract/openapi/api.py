"""Which operations does a document describe, and which of them can be served?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from pytest_connectors.contract.openapi.endpoints import Place, Reader, addresses
from pytest_connectors.contract.openapi.model import METHODS, Document, Endpoint, Json, Scheme, Trouble
from pytest_connectors.contract.openapi.references import NotThere, at, followed, joined, nowhere, reference, references
from pytest_connectors.contract.openapi.securing import schemes
from pytest_connectors.errors import BadContract, ConnectorError, near

_ITEMS = 20
_SHOWN = 8


@dataclass(frozen=True)
class Route:
    """An operation by its name and where it is called, before anything of it is read.

    Attributes:
        id: Its operationId, or `GET /users/{id}`.
        method: In capitals.
        path: As it is written: `/users/{id}`.
        pointer: Where the operation stands: `#/paths/~1users~1{id}/get`, or where the path's `$ref` leads.
    """

    id: str
    method: str
    path: str
    pointer: str


class Unservable(ConnectorError):
    """An operation cannot be served; `trouble` says where and why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(f"{trouble.pointer}: {trouble.why}")
        self.trouble = trouble


class Api:
    """What a document says, read when it is asked for.

    Example:
        >>> paths = {"/users": {"get": {"operationId": "listUsers", "responses": {"200": {"description": "all"}}}}}
        >>> Api(Document("openapi=", {"openapi": "3.1.0", "paths": paths})).find("GET /users").id
        'listUsers'
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._read: dict[tuple[str, str], Endpoint | Trouble] = {}
        self._led: dict[str, tuple[tuple[str, str], ...]] = {}
        self._sound: set[str] = set()
        # Of another root of a sound document only what changed could be unsound, and that we wrote ourselves.
        self._trusted = False

    @property
    def _root(self) -> Mapping[str, Json]:
        return self.document.root

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Every operation, in the document's order; no schema is read."""
        return tuple(
            Route(place.id, place.method, place.path, place.pointer)
            for path in self._paths
            for place in self._places(path)
        )

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """The addresses of the document, its variables' defaults filled in; `/` where it names none."""
        return addresses(self._root.get("servers")) or ("/",)

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """How one proves who one is, by the document's names."""
        return self._schemes[0]

    @cached_property
    def _schemes(self) -> tuple[dict[str, Scheme], tuple[Trouble, ...]]:
        return schemes(self._root)

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Every operation that can be served; all of the document is read."""
        found = (self._got(route.method, route.path) for route in self.routes)
        return tuple(one for one in found if isinstance(one, Endpoint))

    @cached_property
    def troubles(self) -> tuple[Trouble, ...]:
        """What cannot be served, by location; what names an operation's own place is not among the endpoints."""
        unread = [one for route in self.routes if isinstance(one := self._got(route.method, route.path), Trouble)]
        return tuple(dict.fromkeys((*self._wrong_paths, *self._schemes[1], *unread, *self._reader.troubles)))

    def endpoint(self, method: str, path: str) -> Endpoint:
        """One operation, by its method and its path as the document writes it.

        Raises:
            KeyError: There is none.
            Unservable: It cannot be served.
        """
        found = self._got(method.upper(), path)
        if isinstance(found, Trouble):
            raise Unservable(found)
        return found

    def find(self, name: str) -> Endpoint:
        """The operation that a user means: `putRecommendations` or `PUT /users/{id}/recommendations`.

        Raises:
            BadContract: There is none of that name, there are two, or it cannot be served.
        """
        where = self.document.where
        asked = " ".join(name.split())
        method, _, path = asked.partition(" ")
        routes = [route for route in self.routes if route.id == name]
        routes = routes or [one for one in self.routes if (one.method, one.path) == (method.upper(), path)]
        if len(routes) > 1:
            places = " and ".join(f"{route.method} {route.path}" for route in routes)
            msg = (
                f"{where} has {len(routes)} operations of the id {name!r}: {places}. Name the one that is meant by its "
                f"method and path: Operation({routes[0].method + ' ' + routes[0].path!r}, ...)."
            )
            raise BadContract(msg)
        if not routes:
            raise BadContract(self._unknown(name))
        try:
            return self.endpoint(routes[0].method, routes[0].path)
        except Unservable as error:
            msg = f"{where}: the operation {name!r} cannot be served. {error.trouble.pointer}: {error.trouble.why}."
            raise BadContract(msg) from None

    def changed(self, root: Mapping[str, Json]) -> Api:
        """The same document with another root; nothing is read until it is asked for."""
        other = Api(replace(self.document, root=root))
        other._trusted = True
        return other

    def _unknown(self, name: str) -> str:
        """That there is no such operation, and which there are."""
        ids = [route.id for route in self.routes]
        calls = [f"{route.method} {route.path}" for route in self.routes]
        if not ids:
            more = " It describes webhooks only, which nobody calls." if self._root.get("webhooks") else ""
            return f"{self.document.where} describes no operation under its paths, so there is no {name!r}.{more}"
        alike = near(name, [*ids, *calls]) or _alike(name, [*ids, *calls])
        known = list(dict.fromkeys(ids))
        rest = f", and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
        return (
            f"{self.document.where} has no operation {name!r}.{alike} An operation is named by its operationId or "
            f"by its method and path, such as {calls[0]!r}; there are {', '.join(known[:_SHOWN])}{rest}."
        )

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._root, self.schemes, self.servers)

    @cached_property
    def _paths(self) -> dict[str, tuple[Json, str]]:
        """What stands under a path, and where, by path."""
        try:
            held, pointer = followed(self._root, self._root.get("paths"), "#/paths")
        except NotThere:
            return {}
        paths = held.items() if isinstance(held, Mapping) else ()
        return {path: (node, joined(pointer, path)) for path, node in paths if path.startswith("/")}

    @cached_property
    def _wrong_paths(self) -> tuple[Trouble, ...]:
        """What stands under `paths` and is no path that can be served."""
        try:
            held, pointer = followed(self._root, self._root.get("paths"), "#/paths")
        except NotThere as error:
            return (Trouble(error.pointer, error.why),)
        if not isinstance(held, Mapping):
            return () if held is None else (Trouble(pointer, "paths is an object, by path; this is none"),)
        found: list[Trouble] = []
        for path, node in held.items():
            if path.startswith("/"):
                found += self._wrong_item(node, joined(pointer, path))
            elif not path.startswith("x-"):
                found.append(Trouble(joined(pointer, path), f"a path begins with a slash; this is {path!r}"))
        return tuple(found)

    def _wrong_item(self, node: Json, pointer: str) -> Iterator[Trouble]:
        """What of a path is no operation where one should be."""
        try:
            for item, where in self._items(node, pointer):
                if not isinstance(item, Mapping):
                    yield Trouble(where, "a path holds operations by method; this is no object")
                    return
                for method in METHODS:
                    if method in item and not isinstance(item[method], Mapping):
                        yield Trouble(joined(where, method), "an operation is an object; this is none")
        except NotThere as error:
            yield Trouble(error.pointer, error.why)

    def _items(self, node: Json, pointer: str) -> Iterator[tuple[Json, str]]:
        """A path's node, and those to which it leads on by `$ref`: what is said beside that counts as well."""
        for _ in range(_ITEMS):
            yield node, pointer
            ref = reference(node)
            if ref is None:
                return
            try:
                node, pointer = at(self._root, ref), ref
            except KeyError:
                raise NotThere(pointer, nowhere(self._root, ref)) from None
        raise NotThere(pointer, f"$ref {pointer!r} leads back to itself")

    def _places(self, path: str) -> tuple[Place, ...]:
        """The operations of a path."""
        found: dict[str, Place] = {}
        try:
            for item, pointer in self._items(*self._paths[path]):
                if not isinstance(item, Mapping):
                    break
                for key, node in item.items():
                    if key in METHODS and isinstance(node, Mapping):
                        place = _place(path, key, (item, pointer), (node, joined(pointer, key)))
                        found.setdefault(place.method, place)
                more = item.get("additionalOperations")
                for key, node in more.items() if isinstance(more, Mapping) else ():
                    if isinstance(node, Mapping):
                        there = joined(pointer, "additionalOperations", key)
                        found.setdefault(key, _place(path, key, (item, pointer), (node, there)))
        except NotThere:
            # What was found before the `$ref` that leads nowhere is served; `troubles` names that.
            pass
        return tuple(found.values())

    def _got(self, method: str, path: str) -> Endpoint | Trouble:
        if (method, path) not in self._read:
            places = [place for place in self._places(path) if place.method == method] if path in self._paths else []
            if not places:
                raise KeyError(method, path)
            self._read[method, path] = self._endpoint(places[0])
        return self._read[method, path]

    def _endpoint(self, place: Place) -> Endpoint | Trouble:
        try:
            wrong = None if self._trusted else self._unsound(place)
            return self._reader.read(place) if wrong is None else wrong
        except NotThere as error:
            return Trouble(place.pointer, _told(error))
        except RecursionError:
            return Trouble(place.pointer, "it is nested too deeply to be read")

    def _unsound(self, place: Place) -> Trouble | None:
        """That a `$ref` that an operation reaches leads nowhere."""
        first = [*references(place.node, place.pointer)]
        first += references(place.item.get("parameters", []), joined(place.item_pointer, "parameters"))
        waiting = [(holder["$ref"], where) for holder, where in first]
        met: set[str] = set()
        while waiting:
            ref, where = waiting.pop()
            if ref in met or ref in self._sound:
                continue
            met.add(ref)
            if ref not in self._led:
                try:
                    node = at(self._root, ref)
                except KeyError:
                    return Trouble(place.pointer, _told(NotThere(where, nowhere(self._root, ref))))
                self._led[ref] = tuple((holder["$ref"], there) for holder, there in references(node, ref))
            waiting += self._led[ref]
        self._sound |= met
        return None


def _place(path: str, key: str, item: tuple[Mapping[str, Json], str], node: tuple[Mapping[str, Json], str]) -> Place:
    """The operation of a path under a key; node and item each with where they stand."""
    method = key.upper() if key in METHODS else key
    named = node[0].get("operationId")
    name = named if isinstance(named, str) and named else f"{method} {path}"
    return Place(name, method, path, *node, *item)


def _told(error: NotThere) -> str:
    return f"{error.why} (at {error.pointer})"


def _alike(name: str, known: list[str]) -> str:
    """A name that differs by its letters' case, or that holds the one that was asked for."""
    asked = name.casefold()
    for one in known:
        if asked in one.casefold() or one.casefold() in asked:
            return f" Did you mean {one!r}?"
    return ""
