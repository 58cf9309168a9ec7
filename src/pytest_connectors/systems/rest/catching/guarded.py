"""How is it made sure that nothing leaves the machine while a connector runs?"""

from __future__ import annotations

import errno
import functools
import ipaddress
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pytest_connectors.systems.rest.catching.asking import asking_line
from pytest_connectors.systems.rest.catching.origins import normal, origins
from pytest_connectors.systems.rest.catching.patching import Patches
from pytest_connectors.systems.rest.catching.unaudited import INTERNET, named, overheard

Allowing = Callable[[str, int], bool]


class OutsideRefused(ConnectionRefusedError):
    """A connection to a host that is not of this machine was refused before a byte left; the text says whose."""


class Refused(NamedTuple):
    """A host and a port (0: none was named, as in a look-up), and the line that asked: `connectors/push.py:41`."""

    host: str
    port: int
    where: str


class Asked(NamedTuple):
    """Whom somebody is about to talk to, or to look up."""

    host: str
    port: int
    looks_up: bool = False


class Guard:
    """What is refused, as it was.

    Attributes:
        refused: In their order.
    """

    def __init__(self, allowed: Allowing, hosts: Sequence[str]) -> None:
        self.refused: list[Refused] = []
        self._allowed = allowed
        self._caught = {host for host, _ in origins(hosts)}
        self._names: dict[str, set[str]] = {}  # of the addresses that were looked up for a name that is allowed

    def check(self, asked: Asked) -> None:
        """Let it pass, or refuse it.

        Raises:
            OutsideRefused: It would leave the machine.
        """
        host, port, looks_up = asked
        names = {host, *self._names.get(host, ())}
        if any(self._allowed(name, port) for name in names):
            if looks_up:
                self._remember(host)
            return
        refused = Refused(host, port, asking_line())
        self.refused.append(refused)
        raise OutsideRefused(errno.ECONNREFUSED, self._told(refused))

    def _remember(self, host: str) -> None:
        """Keep under which addresses a name that is allowed is found: a client connects to those."""
        with _unwatched():
            try:
                found = socket.getaddrinfo(host, None)
            except OSError:
                return  # the client will see for itself
        for *_, address in found:
            self._names.setdefault(normal(str(address[0])), set()).add(host)

    def _told(self, refused: Refused) -> str:
        host, port, where = refused
        asked = f"port {port} of {host}" if port else host
        told = f"Nothing leaves this machine during a contract test: {where or 'a connector'} asked for {asked}, "
        if host in self._caught:
            return told + (
                "by a client that cannot be led to the test server. Give it rest.url, or use one that can be: "
                "requests, urllib3, urllib, httpx, httpx2, aiohttp."
            )
        if host in _proxies():
            return told + "the proxy that the environment names (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY). Unset it."
        return told + "which is not declared. Name it in the hosts= of an Operation, or call rest.url."


@contextmanager
def guarded(allowed: Allowing, *, hosts: Sequence[str] = ()) -> Iterator[Guard]:
    """Refuse connections and look-ups by name that would leave the machine, for as long as this is open.

    Loopback and sockets that are no internet's are free, the rest is asked of `allowed(host, port)`, in lower case;
    the port is 0 where a look-up names none. `hosts` are those that are caught: one of them that arrives here came by
    a client that cannot be. Where several are open, all of them must allow a connection.

    uvloop is asked too. What else has sockets of its own below Python is not seen: libpq, pycurl, obstore, grpc.

    Raises:
        BadContract: One of the hosts is no address.
    """
    guard = Guard(allowed, hosts)
    check = functools.partial(_asked_of, guard)
    patches = Patches()
    arrivals = overheard(check, patches)
    _watch()
    try:
        _open.append(guard)
        named(check, patches)
        arrivals.open()
        yield guard
    finally:
        arrivals.close()
        patches.put_back()
        _open.remove(guard)


def _proxies() -> set[str]:
    import urllib.request  # brings http.client, which is not ours to bring

    said = [value for name, value in urllib.request.getproxies_environment().items() if name != "no"]
    return {normal(urlsplit(value if "//" in value else f"//{value}").hostname or "") for value in said}


_open: list[Guard] = []
_watching = threading.Lock()
_own = threading.local()


@contextmanager
def _unwatched() -> Iterator[None]:
    _own.asks = True
    try:
        yield
    finally:
        _own.asks = False


def _watch() -> None:
    """Begin to listen to Python's own sockets; nothing can end that, so it is done once and costs little."""
    if _watching.acquire(blocking=False):
        sys.addaudithook(_heard)


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if not _open or event not in _READERS or getattr(_own, "asks", False):
        return
    asked = _READERS[event](args)
    if asked is not None and not _is_here(asked.host):
        for guard in tuple(_open):
            guard.check(asked)


def _asked_of(guard: Guard, address: tuple[Any, ...], /, *, looks_up: bool = False) -> None:
    asked = _looked_up(address) if looks_up else _read(address)
    if asked is not None and guard in _open and not _is_here(asked.host):
        guard.check(asked)


def _addressed(args: tuple[Any, ...]) -> Asked | None:
    """Of a socket and where it is to connect or send to."""
    asking, address = args[0], args[1]
    if asking.family not in INTERNET or not isinstance(address, tuple):
        return None
    return _read(address)


def _looked_up(args: tuple[Any, ...]) -> Asked | None:
    """Of a host and perhaps a port."""
    asked = _read((*args[:2], 0))
    if asked is None or asked.host == normal(socket.gethostname()):
        return None
    return asked._replace(looks_up=True)


def _kept_open(args: tuple[Any, ...]) -> Asked | None:
    """Of a connection that was open before, and is used again."""
    connection = args[0]
    used = getattr(connection, "sock", None)
    if used is None or getattr(used, "family", None) not in INTERNET:
        return None
    try:
        peer = _read(used.getpeername())
    except OSError:
        return None
    return None if peer is None or _is_here(peer.host) else _read((connection.host, connection.port))


def _read(address: tuple[Any, ...]) -> Asked | None:
    host, port = address[0], address[1]
    if not isinstance(host, str | bytes | bytearray):
        return None
    try:
        number = int(port or 0)
    except ValueError:
        number = _of_service(port)
    try:
        return Asked(normal(bytes(host) if isinstance(host, bytearray) else host), number)
    except ValueError:
        return Asked(str(host), number)


def _of_service(name: Any) -> int:
    try:
        return socket.getservbyname(name.decode() if isinstance(name, bytes) else name)
    except OSError:
        return 0


@functools.lru_cache(maxsize=1024)
def _is_here(host: str) -> bool:
    if host in {"", "localhost", "ip6-localhost", "ip6-loopback"} or host.endswith((".localhost", ".localdomain")):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified


_READERS: dict[str, Callable[[tuple[Any, ...]], Asked | None]] = {
    "socket.connect": _addressed,
    "socket.sendto": _addressed,
    "socket.sendmsg": _addressed,
    "socket.getaddrinfo": _looked_up,
    "socket.gethostbyname": lambda args: _looked_up((*args, 0)),
    "socket.gethostbyaddr": lambda args: _looked_up((*args, 0)),
    "socket.getnameinfo": lambda args: _looked_up(tuple(args[0])) if isinstance(args[0], tuple) else None,
    "http.client.send": _kept_open,
}
