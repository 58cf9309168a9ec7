"""How is a client that calls a production address led to the far end?"""

from __future__ import annotations

import functools
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType

from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.http.wire import Wire
from pytest_connectors.systems.rest.catching.clients import WAYS, Address, Way
from pytest_connectors.systems.rest.catching.origins import PORTS, normal, origins
from pytest_connectors.systems.rest.catching.patching import Arrivals, Method, Patches

Answering = Callable[[Request], Answer | None]


class Catch:
    """The doors on loopback to which clients are led, one for each origin."""

    def __init__(self, hosts: Sequence[str], answer: Answering, *, server: str) -> None:
        """Nothing is opened yet.

        Raises:
            BadContract: One of the hosts is no address.
        """
        self._origins = origins(hosts)
        self._answer = answer
        self._server = server
        self._doors: dict[tuple[str, int], Address] = {}
        self._open: list[Wire] = []

    @property
    def origins(self) -> tuple[str, ...]:
        """What is caught: `https://api.shop.example`."""
        return tuple(self._origins.values())

    def door(self, host: str | bytes, port: int | None) -> Address | None:
        """Where a client is led that connects to a host and port; None where it goes its own way."""
        if not self._doors:
            return None
        try:
            name = normal(host)
        except ValueError:
            return None  # a client will say so itself
        return self._doors.get((name, port or PORTS["https"]))

    def cut(self) -> None:
        """Cut all connections that are open: a client that waits for an answer has none."""
        for wire in self._open:
            wire.cut()

    def open(self) -> None:
        """Open the doors."""
        for (host, port), origin in self._origins.items():
            listener = socket.create_server(("127.0.0.1", 0))
            wire = Wire(listener, functools.partial(self._answered, origin), server=self._server)
            self._open.append(wire)
            threading.Thread(target=wire.serve, name=f"pytest-connectors-{host}", daemon=True).start()
            self._doors[host, port] = listener.getsockname()[:2]

    def close(self) -> None:
        """Close them, and every connection: a client that keeps some finds them dead, and asks the true host next."""
        self._doors = {}
        for wire in self._open:
            wire.close()
        self._open = []

    def _answered(self, origin: str, request: Request) -> Answer | None:
        if not self._doors:
            return None  # a connection that was taken at the very end
        return self._answer(replace(request, caught=origin))


@contextmanager
def caught(hosts: Sequence[str], answer: Answering, *, server: str = "pytest-connectors") -> Iterator[Catch]:
    """Lead every client of this process that calls one of the hosts to `answer`, for as long as this is open.

    Caught are `http.client` with urllib, urllib3 with requests, httplib2, httpx, httpx2 and aiohttp, whether their
    sessions were made before or are made now, and whether they are imported yet. A process that was forked is caught
    too, one that was spawned is not. No TLS is spoken, so certificates are not checked.

    Raises:
        BadContract: One of the hosts is no address.
    """
    catch = Catch(hosts, answer, server=server)
    patches = Patches()
    arrivals = Arrivals({module: functools.partial(_patch, patches, catch) for module in {way.module for way in WAYS}})
    try:
        catch.open()
        arrivals.open()
        yield catch
    finally:
        arrivals.close()
        patches.put_back()
        catch.close()


def _patch(patches: Patches, catch: Catch, module: ModuleType) -> None:
    for way in WAYS:
        owner = getattr(module, way.owner, None) if way.module == module.__name__ else None
        if isinstance(owner, type):
            patches.lay(owner, way.method, functools.partial(_made, way, catch))


def _made(way: Way, catch: Catch, owner: type, original: Method) -> Method:
    return way.made(owner, original, catch.door)
