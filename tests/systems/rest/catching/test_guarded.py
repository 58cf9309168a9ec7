"""Is everything refused that would leave the machine, with the host and the line of code, and nothing else?"""

from __future__ import annotations

import asyncio
import inspect
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import requests

from pytest_connectors.systems.rest.catching import Guard, OutsideRefused, guarded

HERE = os.path.relpath(__file__)
ADDRESS = "198.51.100.7"  # of the block for documentation


def _connect() -> None:
    with socket.socket() as asking:
        asking.connect((ADDRESS, 5432))


def _connect_by_name() -> None:
    with socket.socket() as asking:
        asking.connect(("db.example", 5432))


def _connect_ex() -> None:
    with socket.socket() as asking:
        asking.connect_ex((ADDRESS, 5432))


def _send_datagram() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        asking.sendto(b"query", (ADDRESS, 53))


def _send_message() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        asking.sendmsg([b"query"], [], 0, (ADDRESS, 53))


def _in_a_loop() -> None:
    async def connect() -> None:
        with socket.socket() as asking:
            asking.setblocking(False)  # noqa: FBT003 - as the method has it
            await asyncio.get_running_loop().sock_connect(asking, (ADDRESS, 5432))

    asyncio.run(connect())


def _streams() -> None:
    async def connect() -> None:
        await asyncio.open_connection("db.example", 5432)

    asyncio.run(connect())


WAYS: dict[str, tuple[Callable[[], Any], str, int]] = {
    "connect": (_connect, ADDRESS, 5432),
    "connect-by-name": (_connect_by_name, "db.example", 5432),
    "connect-ex": (_connect_ex, ADDRESS, 5432),
    "create-connection": (lambda: socket.create_connection(("DB.example.", 5432)), "db.example", 5432),
    "look-up": (lambda: socket.getaddrinfo("db.example", "https"), "db.example", 443),
    "look-up-without-port": (lambda: socket.gethostbyname("db.example"), "db.example", 0),
    "look-up-of-an-address": (lambda: socket.gethostbyaddr(ADDRESS), ADDRESS, 0),
    "datagram": (_send_datagram, ADDRESS, 53),
    "message": (_send_message, ADDRESS, 53),
    "version-6": (lambda: socket.create_connection(("2001:db8::1", 80)), "2001:db8::1", 80),
    "loop": (_in_a_loop, ADDRESS, 5432),
    "streams": (_streams, "db.example", 5432),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_out_is_refused_with_host_and_line(guard: Guard, way: str) -> None:
    """The error names both, the guard keeps both, and it is the error of a refused connection."""
    go, host, port = WAYS[way]
    with pytest.raises(OutsideRefused) as error:
        go()
    assert isinstance(error.value, ConnectionRefusedError)
    (refused,) = guard.refused
    assert (refused.host, refused.port) == (host, port)
    file, _, line = refused.where.rpartition(":")
    lines, first = inspect.getsourcelines(go)
    assert file == HERE
    assert way == "streams" or first <= int(line) < first + len(lines)
    assert f"{refused.where} asked for " in str(error.value)
    assert host in str(error.value)
    assert "hosts=" in str(error.value)


@pytest.mark.parametrize(
    "name", ["requests", "httpx", "httpx-async", "aiohttp"], ids=["requests", "httpx", "httpx-async", "aiohttp"]
)
def test_a_client_says_it_in_its_own_error(guard: Guard, name: str) -> None:
    """Whoever reads only the client's error learns host, line and what to do."""

    async def with_httpx() -> None:
        async with httpx.AsyncClient() as client:
            await client.get("https://crm.example")

    async def with_aiohttp() -> None:
        async with aiohttp.ClientSession() as session, session.get("https://crm.example"):
            pass

    asking: dict[str, Callable[[], Any]] = {
        "requests": lambda: requests.get("https://crm.example", timeout=5),
        "httpx": lambda: httpx.get("https://crm.example"),
        "httpx-async": lambda: asyncio.run(with_httpx()),
        "aiohttp": lambda: asyncio.run(with_aiohttp()),
    }
    with pytest.raises((requests.ConnectionError, httpx.ConnectError, aiohttp.ClientConnectorError)) as error:
        asking[name]()
    said = str(error.value)
    assert "crm.example" in said
    assert f"{HERE}:" in said
    assert "Name it in the hosts= of an Operation, or call rest.url" in said


def test_the_line_is_that_of_the_task_that_waits(guard: Guard) -> None:
    """A look-up in a thread of the loop is told by the user's line that waits for it."""

    async def connect() -> None:
        await asyncio.open_connection("db.example", 5432)

    with pytest.raises(OutsideRefused):
        asyncio.run(connect())
    first = inspect.getsourcelines(connect)[1]
    assert guard.refused[0].where == f"{HERE}:{first + 1}"


def test_a_thread_is_refused_too(guard: Guard) -> None:
    """A connector that asks from a thread has the line of that thread."""
    errors: list[Exception] = []

    def work() -> None:
        try:
            _connect()
        except OSError as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert isinstance(errors[0], OutsideRefused)
    assert guard.refused[0].where.startswith(HERE)


def test_a_host_that_is_caught_is_told_of_its_client() -> None:
    """A client that cannot be led says which can, and not that the host is unknown."""
    with (
        guarded(lambda _host, _port: False, hosts=["https://api.shop.example/v2"]),
        pytest.raises(OutsideRefused, match=r"443 of api\.shop\.example, by a client that cannot be led.*rest\.url"),
    ):
        socket.create_connection(("api.shop.example", 443))


def test_a_proxy_of_the_environment_is_told_as_one(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is advised to declare a company's proxy."""
    monkeypatch.setenv("HTTPS_PROXY", "proxy.corp.example:3128")
    with pytest.raises(requests.ConnectionError, match=r"the proxy that the environment names.*Unset it"):
        requests.get("https://crm.example", timeout=5)


def test_this_machine_is_free(guard: Guard, tmp_path: Path) -> None:
    """Loopback in all spellings, sockets of files, pairs and look-ups of the machine's own name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost", "0.0.0.0"):  # noqa: S104 - only to connect to
            socket.create_connection((host, port)).close()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        one.sendto(b"x", one.getsockname())
    socket.getaddrinfo(None, 80)
    socket.getaddrinfo("::1", 80)
    socket.gethostbyname(socket.gethostname())
    assert guard.refused == []


def test_what_is_allowed_is_free_also_by_the_address_of_its_name() -> None:
    """`allowed` is asked with the name that a client used, when it looks it up and when it connects."""
    asked: list[tuple[str, int]] = []

    def allowed(host: str, port: int) -> bool:
        asked.append((host, port))
        return host == ADDRESS and port == 9

    with guarded(allowed) as guard, socket.socket() as asking:
        asking.setblocking(False)  # noqa: FBT003 - as the method has it
        asking.connect_ex((ADDRESS, 9))
        with pytest.raises(OutsideRefused):
            asking.connect_ex((ADDRESS, 10))
    assert asked == [(ADDRESS, 9), (ADDRESS, 10)]
    assert [refused.port for refused in guard.refused] == [10]


def test_it_ends_with_its_context_and_nests() -> None:
    """Before and after nothing is refused by us, and of two each refuses what it does not allow."""
    with guarded(lambda _host, _port: True) as outer:
        with guarded(lambda _host, _port: False) as inner, pytest.raises(OutsideRefused):
            _send_datagram()
        with socket.socket(type=socket.SOCK_DGRAM) as asking:
            asking.connect((ADDRESS, 53))  # of a datagram's socket: no byte leaves
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        asking.connect((ADDRESS, 53))
    assert (len(outer.refused), len(inner.refused)) == (0, 1)


def test_a_connection_that_was_open_before_is_not_used(guard: Guard) -> None:
    """A pool that a fixture filled outside cannot carry a request out of the machine."""
    import http.client

    class Kept:
        family = socket.AF_INET

        def getpeername(self) -> tuple[str, int]:
            return (ADDRESS, 443)

        def close(self) -> None:
            """Nothing to close."""

    connection = http.client.HTTPConnection("crm.example", 443)
    connection.sock = Kept()  # type: ignore[assignment] - nothing outside can be connected to here
    with pytest.raises(OutsideRefused, match=r"443 of crm\.example"):
        connection.request("GET", "/")
