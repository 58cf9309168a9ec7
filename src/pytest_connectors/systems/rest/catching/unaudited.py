"""How is overheard what Python's own audit does not tell, or tells too late?"""

from __future__ import annotations

import functools
import ipaddress
import socket
from collections.abc import Callable
from types import ModuleType
from typing import Any, Protocol

from pytest_connectors.systems.rest.catching.patching import Arrivals, Method, Patches

INTERNET = (socket.AF_INET, socket.AF_INET6)


class Checking(Protocol):
    """Refuses an address that leaves the machine, whether it is connected to or looked up."""

    def __call__(self, address: tuple[Any, ...], /, *, looks_up: bool = False) -> None:
        """`address` is host and port."""


def overheard(check: Checking, patches: Patches) -> Arrivals:
    """What makes uvloop ask first, once it is opened and uvloop is there."""

    def lay(module: ModuleType) -> None:
        for name, made in _METHODS.items():
            patches.lay(module.Loop, name, functools.partial(_made, made, check))

    return Arrivals({"uvloop": lay})


def named(check: Checking, patches: Patches) -> None:
    """Make sockets ask first that are told a name: Python tells of it when it has looked the name up."""
    for method, position in {"connect": 0, "connect_ex": 0, "sendto": -1}.items():
        patches.lay(socket.socket, method, functools.partial(_naming, check, position))


def _naming(check: Checking, position: int, _owner: type, original: Method) -> Method:
    @functools.wraps(original)
    def asks(self: Any, *args: Any) -> Any:
        address = args[position] if args else None
        if isinstance(address, tuple) and self.family in INTERNET and not _is_number(address[0]):
            check(address)
        return original(self, *args)

    return asks


def _is_number(host: Any) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except (AttributeError, ValueError):
        return False
    return True


def _made(made: Callable[[Method, Checking], Method], check: Checking, _owner: type, original: Method) -> Method:
    return made(original, check)


def _create_connection(original: Method, check: Checking) -> Method:
    @functools.wraps(original)
    async def create_connection(self: Any, factory: Any, host: Any = None, port: Any = None, **given: Any) -> Any:
        if host is not None:
            check((host, port))
        return await original(self, factory, host, port, **given)

    return create_connection


def _create_datagram_endpoint(original: Method, check: Checking) -> Method:
    @functools.wraps(original)
    async def create_datagram_endpoint(
        self: Any, factory: Any, local_addr: Any = None, remote_addr: Any = None, **given: Any
    ) -> Any:
        if isinstance(remote_addr, tuple):
            check(remote_addr)
        return await original(self, factory, local_addr, remote_addr, **given)

    return create_datagram_endpoint


def _sock_connect(original: Method, check: Checking) -> Method:
    @functools.wraps(original)
    async def sock_connect(self: Any, sock: Any, address: Any) -> Any:
        if isinstance(address, tuple):
            check(address)
        return await original(self, sock, address)

    return sock_connect


def _getaddrinfo(original: Method, check: Checking) -> Method:
    @functools.wraps(original)
    async def getaddrinfo(self: Any, host: Any, port: Any, **given: Any) -> Any:
        check((host, port), looks_up=True)
        return await original(self, host, port, **given)

    return getaddrinfo


_METHODS = {
    "create_connection": _create_connection,
    "create_datagram_endpoint": _create_datagram_endpoint,
    "sock_connect": _sock_connect,
    "getaddrinfo": _getaddrinfo,
}
