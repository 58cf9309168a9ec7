"""A shop that answers for https://api.shop.example, and the clients that call it there."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.rest.catching import Catch, Guard, caught, guarded

HOST = "https://api.shop.example"
JSON = (("content-type", "application/json"),)


@dataclass
class Shop:
    """Answers with what it was asked, and by its path also otherwise; keeps what it was asked."""

    asked: list[Request] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    severed: bool = False

    def answer(self, request: Request) -> Answer | None:
        """The answer; None: the connection is closed."""
        self.asked.append(request)
        if self.severed:
            return None
        times = sum(request.path == earlier.path for earlier in self.asked)
        match request.path:
            case "/closed":
                return None
            case "/cut":
                return Answer(200, JSON, b'"' + b"x" * 998 + b'"', cut=500)
            case "/moved-301" | "/moved-308":
                return Answer(int(request.path[-3:]), (("location", f"{HOST}/v2/users?moved=1"),))
            case "/busy":
                return Answer(503, (("retry-after", "1"),)) if times == 1 else Answer(200, JSON, b'"at last"')
            case "/slow":
                self.released.wait(10)
            case "/login":
                return Answer(200, (("set-cookie", "session=s3cret; Secure; HttpOnly; Path=/"),), b"{}")
            case "/lines":
                return Answer(200, (), b"\n".join(b"line %d" % number for number in range(1000)))
        told = {"method": request.method, "path": request.path, "query": request.query, "caught": request.caught}
        return Answer(200, JSON, json.dumps(told | {"body": request.body.decode("latin-1")}).encode())


@dataclass(frozen=True)
class Given:
    """What a client hands over, in its own words made equal."""

    status: int
    url: str
    text: str

    @property
    def told(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


Asking = Callable[..., Given]
"""`ask(method, url, json=None, timeout=5)`; what it leaves open is closed by the stack that its maker gets."""


@pytest.fixture
def shop() -> Iterator[Shop]:
    """The shop, whose slow answers end with the test."""
    one = Shop()
    yield one
    one.released.set()


@pytest.fixture
def guard() -> Iterator[Guard]:
    """Nothing is allowed out."""
    with guarded(lambda _host, _port: False) as one:
        yield one


@pytest.fixture
def catch(shop: Shop, guard: Guard) -> Iterator[Catch]:
    """All that calls the shop's production address is caught."""
    with caught([f"{HOST}/v2"], shop.answer) as one:
        yield one


def with_requests(ending: ExitStack) -> Asking:
    """A session of requests."""
    import requests

    session = ending.enter_context(requests.Session())

    def ask(method: str, url: str, body: Any = None, timeout: float = 5) -> Given:
        answer = session.request(method, url, json=body, timeout=timeout)
        return Given(answer.status_code, answer.url, answer.text)

    return ask


def with_urllib3(ending: ExitStack) -> Asking:
    """A pool manager of urllib3, which does not try again and names no host in an address."""
    from urllib.parse import urljoin

    import urllib3

    pools = ending.enter_context(urllib3.PoolManager(retries=urllib3.Retry(3, connect=0, read=0, other=0)))

    def ask(method: str, url: str, body: Any = None, timeout: float = 5) -> Given:
        answer = pools.request(method, url, json=body, timeout=timeout)
        return Given(answer.status, urljoin(url, answer.url or ""), answer.data.decode())

    return ask


def with_urllib(ending: ExitStack) -> Asking:
    """An opener of urllib.request."""
    import urllib.request

    opener = urllib.request.build_opener()

    def ask(method: str, url: str, body: Any = None, timeout: float = 5) -> Given:
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(url, data, {"content-type": "application/json"}, method=method)  # noqa: S310 - https
        with opener.open(asked, timeout=timeout) as answer:
            return Given(answer.status, answer.url, answer.read().decode())

    return ask


def with_http_client(ending: ExitStack) -> Asking:
    """A connection of http.client."""
    import http.client
    from urllib.parse import urlsplit

    def ask(method: str, url: str, body: Any = None, timeout: float = 5) -> Given:
        parts = urlsplit(url)
        connection = http.client.HTTPSConnection(parts.hostname or "", timeout=timeout)
        try:
            connection.request(method, url.partition(HOST)[2], None if body is None else json.dumps(body))
            answer = connection.getresponse()
            return Given(answer.status, url, answer.read().decode())
        finally:
            connection.close()

    return ask


def _with_httpx(module: str, ending: ExitStack) -> Asking:
    httpx = pytest.importorskip(module)
    client = ending.enter_context(httpx.Client(follow_redirects=True))

    def ask(method: str, url: str, body: Any = None, timeout: float = 5) -> Given:
        answer = client.request(method, url, json=body, timeout=timeout)
        return Given(answer.status_code, str(answer.url), answer.text)

    return ask


def _with_httpx_async(module: str, ending: ExitStack) -> Asking:
    httpx = pytest.importorskip(module)
    client = httpx.AsyncClient(follow_redirects=True, limits=httpx.Limits(max_keepalive_connections=0))
    ending.callback(lambda: asyncio.run(client.aclose()))

    def ask(method: str, url: str, body: Any = None, timeout: float = 5) -> Given:
        answer = asyncio.run(client.request(method, url, json=body, timeout=timeout))
        return Given(answer.status_code, str(answer.url), answer.text)

    return ask


def with_httpx(ending: ExitStack) -> Asking:
    """A client of httpx."""
    return _with_httpx("httpx", ending)


def with_httpx2(ending: ExitStack) -> Asking:
    """A client of httpx2."""
    return _with_httpx("httpx2", ending)


def with_httpx_async(ending: ExitStack) -> Asking:
    """A client of httpx for event loops."""
    return _with_httpx_async("httpx", ending)


def with_httpx2_async(ending: ExitStack) -> Asking:
    """A client of httpx2 for event loops."""
    return _with_httpx_async("httpx2", ending)


def with_aiohttp(ending: ExitStack) -> Asking:
    """A session of aiohttp for each question."""
    import aiohttp

    def ask(method: str, url: str, body: Any = None, timeout: float = 5) -> Given:
        async def asked() -> Given:
            limit = aiohttp.ClientTimeout(total=timeout)
            async with (
                aiohttp.ClientSession() as session,
                session.request(method, url, json=body, timeout=limit) as got,
            ):
                return Given(got.status, str(got.url), await got.text())

        return asyncio.run(asked())

    return ask


CLIENTS: dict[str, Callable[[ExitStack], Asking]] = {
    "requests": with_requests,
    "urllib3": with_urllib3,
    "urllib": with_urllib,
    "http-client": with_http_client,
    "httpx": with_httpx,
    "httpx-async": with_httpx_async,
    "httpx2": with_httpx2,
    "httpx2-async": with_httpx2_async,
    "aiohttp": with_aiohttp,
}


@pytest.fixture(params=CLIENTS)
def ask(request: pytest.FixtureRequest) -> Iterator[Asking]:
    """Each client, made before anything is caught where the test names it first."""
    with ExitStack() as ending:
        yield CLIENTS[request.param](ending)
