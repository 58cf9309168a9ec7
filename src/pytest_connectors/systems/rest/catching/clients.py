"""How does each client connect, and how is it led to a door of ours instead?

A client that is led here runs all of its own machinery on real bytes: only the way from an address to a connected
socket is another, without TLS. So its URLs, cookies, redirects, retries, pools, timeouts and errors are those of life.
"""

from __future__ import annotations

import copy
import functools
import inspect
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pytest_connectors.systems.rest.catching.patching import Method

Address = tuple[str, int]
Finding = Callable[[str | bytes, int | None], Address | None]
"""The door for a host and a port; None where nobody is to be led away."""


@dataclass(frozen=True)
class Way:
    """A method by which a client connects.

    Attributes:
        module: Where its class is found, once that is imported.
        owner: The class.
        method: The method's name.
        made: Gives what replaces it, from the class, the original, and where the doors are.
    """

    module: str
    owner: str
    method: str
    made: Callable[[type, Method, Finding], Method]


def _http_client(_owner: type, original: Method, door: Finding) -> Method:
    """For `http.client` and what is built on it: urllib, urllib3 and requests, httplib2."""

    @functools.wraps(original)
    def connect(connection: Any) -> Any:
        # Where a proxy of the environment is to be asked for a tunnel, its other end is who is meant.
        tunnel = getattr(connection, "_tunnel_host", None)
        host, port = (tunnel, connection._tunnel_port) if tunnel else (connection.host, connection.port)  # noqa: SLF001 - no other door
        address = door(host, port)
        if address is None:
            return original(connection)
        connection.sock = _connected(address, connection.timeout)
        if hasattr(connection, "is_verified"):  # of urllib3, which warns where nothing was to be verified
            required = getattr(connection, "cert_reqs", None)
            connection.is_verified = str(getattr(required, "name", required)) not in UNVERIFIED
        return None

    return connect


UNVERIFIED = ("CERT_NONE", "NONE", "0")


def _connected(address: Address, timeout: object) -> socket.socket:
    connected = socket.create_connection(address)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if timeout is None or isinstance(timeout, int | float):  # else it is a mark for the default
        connected.settimeout(timeout)
    return connected


def _network(_owner: type, original: Method, door: Finding) -> Method:
    """For the blocking network of httpcore, on which httpx stands."""

    @functools.wraps(original)
    def connect_tcp(self: Any, host: str, port: int, *args: Any, **given: Any) -> Any:
        address = door(host, port)
        if address is None:
            return original(self, host, port, *args, **given)
        return _bare(original(self, *address, *args[:1], **_from_anywhere(given)))

    return connect_tcp


def _async_network(_owner: type, original: Method, door: Finding) -> Method:
    """For the networks of httpcore in an event loop."""

    @functools.wraps(original)
    async def connect_tcp(self: Any, host: str, port: int, *args: Any, **given: Any) -> Any:
        address = door(host, port)
        if address is None:
            return await original(self, host, port, *args, **given)
        return _bare(await original(self, *address, *args[:1], **_from_anywhere(given)))

    return connect_tcp


def _from_anywhere(given: dict[str, Any]) -> dict[str, Any]:
    """Without the address that a client may want to call from, which is none of loopback's."""
    return {name: value for name, value in given.items() if name != "local_address"}


def _bare(stream: Any) -> Any:
    """The stream, which stays as it is where TLS is to begin."""
    kind: type = type(stream)
    stream.__class__ = _bare_kind(kind)
    return stream


@functools.lru_cache(maxsize=64)
def _bare_kind(kind: type) -> type:
    def start_tls(self: Any, *_args: object, **_kwargs: object) -> Any:
        return self

    async def start_tls_later(self: Any, *_args: object, **_kwargs: object) -> Any:
        return self

    waited_for = inspect.iscoroutinefunction(vars(kind).get("start_tls"))
    return type(kind.__name__, (kind,), {"start_tls": start_tls_later if waited_for else start_tls})


def _unproxied(owner: type, original: Method, door: Finding) -> Method:
    """For the pools of httpcore, which would ask a proxy of the environment, or speak HTTP/2 without being told."""
    pool: Any = owner if owner.__name__.endswith("ConnectionPool") else owner.__base__

    @functools.wraps(original)
    def create_connection(self: Any, origin: Any) -> Any:
        if door(origin.host, origin.port) is None:
            return original(self, origin)
        direct = copy.copy(self)
        direct._proxy, direct._http1 = None, True  # noqa: SLF001 - a pool has no other switches
        return original(direct, origin) if owner is pool else pool.create_connection(direct, origin)

    return create_connection


def _aiohttp(_owner: type, original: Method, door: Finding) -> Method:
    """For the connector of aiohttp, which every session of it asks for connections, by a proxy or not."""

    @functools.wraps(original)
    async def create_connection(self: Any, req: Any, *args: Any, **given: Any) -> Any:
        address = door(req.url.raw_host or "", req.url.port)
        if address is None:
            return await original(self, req, *args, **given)
        _, protocol = await self._loop.create_connection(self._factory, *address)
        return protocol

    return create_connection


WAYS = (
    *(Way("http.client", owner, "connect", _http_client) for owner in ("HTTPConnection", "HTTPSConnection")),
    *(Way("urllib3.connection", owner, "connect", _http_client) for owner in ("HTTPConnection", "HTTPSConnection")),
    *(
        Way("httplib2", f"{owner}WithTimeout", "connect", _http_client)
        for owner in ("HTTPConnection", "HTTPSConnection")
    ),
    *(
        Way(module, owner, method, made)
        for module in ("httpcore", "httpcore2")
        for owner, method, made in (
            ("SyncBackend", "connect_tcp", _network),
            ("AnyIOBackend", "connect_tcp", _async_network),
            ("TrioBackend", "connect_tcp", _async_network),
            *(
                (kind + owner, "create_connection", _unproxied)
                for kind in ("", "Async")
                for owner in ("ConnectionPool", "HTTPProxy", "SOCKSProxy")
            ),
        )
    ),
    Way("aiohttp.connector", "TCPConnector", "_create_connection", _aiohttp),
)
