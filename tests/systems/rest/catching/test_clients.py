"""Does a client's own machinery run as in life: retries, cookies, streams, uploads, hooks, many questions at once?"""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import httpx
import httpx2
import pytest
import requests
import requests.adapters
import urllib3

from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.rest.catching import Catch, caught

HOST = "https://api.shop.example"


def test_requests_tries_again_after_the_time_that_a_503_names(catch: Catch, shop: Any) -> None:
    """Retry of urllib3, mounted by the user on the host, honours Retry-After."""
    with requests.Session() as session:
        retry = urllib3.Retry(3, status_forcelist=[503], backoff_factor=0)
        session.mount(HOST, requests.adapters.HTTPAdapter(max_retries=retry))
        began = time.monotonic()
        assert session.get(f"{HOST}/busy", timeout=5).json() == "at last"
    assert time.monotonic() - began >= 1
    assert [request.path for request in shop.asked] == ["/busy", "/busy"]


def test_requests_gives_up_as_in_life(catch: Catch) -> None:
    """A user's adapter of its own kind is run, and its retries end in its own error."""

    class Impatient(requests.adapters.HTTPAdapter):
        def send(self, request: Any, **given: Any) -> Any:  # type: ignore[override]  # it takes whatever is given
            request.headers["x-adapter"] = "mine"
            return super().send(request, **given)

    with requests.Session() as session:
        session.mount("https://", Impatient(max_retries=urllib3.Retry(0, status_forcelist=[503])))
        with pytest.raises(requests.exceptions.RetryError):
            session.get(f"{HOST}/busy", timeout=5)


def test_secure_cookies_are_kept_and_sent(catch: Catch, shop: Any) -> None:
    """The cookie of an https address comes back with the next question, from each client that keeps cookies."""
    with requests.Session() as session, httpx.Client() as client, httpx2.Client() as client2:
        for one in (session, client, client2):
            one.get(f"{HOST}/login")
            one.get(f"{HOST}/v2/users")
            assert shop.asked[-1].fields["cookie"] == "session=s3cret"
        assert session.cookies.list_domains() == ["api.shop.example"]

    async def with_aiohttp() -> None:
        async with aiohttp.ClientSession(HOST) as session:
            for path in ("/login", "/v2/users"):
                async with session.get(path) as answer:
                    await answer.read()

    asyncio.run(with_aiohttp())
    assert shop.asked[-1].fields["cookie"] == "session=s3cret"


def test_requests_streams_both_ways(catch: Catch, shop: Any) -> None:
    """Lines, pieces and raw bytes come in; a generator, a file and a form go out."""
    url = f"{HOST}/lines"
    with requests.Session() as session:
        with session.get(url, stream=True, timeout=5) as answer:
            assert list(answer.iter_lines())[::999] == [b"line 0", b"line 999"]
        with session.get(url, stream=True, timeout=5) as answer:
            assert b"".join(answer.iter_content(100)).count(b"\n") == 999
        with session.get(url, stream=True, timeout=5) as answer:
            assert answer.raw.read(6) == b"line 0"
        assert session.put(HOST, data=iter([b"a", b"b" * 70_000]), timeout=5).json()["body"] == "a" + "b" * 70_000
        assert session.put(HOST, data=io.BytesIO(b"file"), timeout=5).json()["body"] == "file"
        assert 'filename="a.csv"' in session.post(HOST, files={"f": ("a.csv", b"1,2")}, timeout=5).json()["body"]
    assert shop.asked[-3].fields["transfer-encoding"] == "chunked"


@pytest.mark.parametrize("kind", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_httpx_runs_hooks_transports_and_streams(catch: Catch, kind: Any) -> None:
    """Event hooks, mounted transports with retries, base_url and HTTP/1.1 only work on what is caught."""
    seen: list[str] = []
    hooks = {
        "request": [lambda request: seen.append(str(request.url))],
        "response": [lambda got: seen.append(got.url.host)],
    }
    transport = kind.HTTPTransport(retries=2, local_address="127.0.0.1")
    with kind.Client(base_url=f"{HOST}/v2/", event_hooks=hooks, mounts={"all://": transport}) as client:
        assert client.get("users").json()["path"] == "/v2/users"
        with client.stream("GET", f"{HOST}/lines") as answer:
            assert len(list(answer.iter_lines())) == 1000
        assert client.put("x", content=iter([b"a", b"b"])).json()["body"] == "ab"
    assert seen[:2] == [f"{HOST}/v2/users", "api.shop.example"]


@pytest.mark.parametrize("kind", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_async_httpx_streams_both_ways_and_asks_many_at_once(catch: Catch, kind: Any) -> None:
    """Twenty questions of one client that wait for each other get twenty answers."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    async def asked() -> list[str]:
        async with kind.AsyncClient(base_url=HOST) as client:
            async with client.stream("GET", "/lines") as answer:
                assert [line async for line in answer.aiter_lines()][-1] == "line 999"
            assert (await client.put("/x", content=pieces())).json()["body"] == "ab"
            answers = await asyncio.gather(*(client.get(f"/users/{number}") for number in range(20)))
            return [answer.json()["path"] for answer in answers]

    assert asyncio.run(asked()) == [f"/users/{number}" for number in range(20)]


def test_aiohttp_streams_both_ways_and_asks_many_at_once(catch: Catch, shop: Any) -> None:
    """A session with a base_url made in the loop gets twenty answers at once, streams, and follows redirects."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    async def path(session: aiohttp.ClientSession, number: int) -> str:
        async with session.get(f"/users/{number}") as answer:
            return str((await answer.json())["path"])

    async def asked() -> list[str]:
        async with aiohttp.ClientSession(HOST, connector=aiohttp.TCPConnector(limit=50)) as session:
            async with session.get("/lines") as answer:
                assert [line async for line in answer.content][-1] == b"line 999"
            async with session.put("/x", data=pieces()) as answer:
                assert (await answer.json())["body"] == "ab"
            async with session.get("/moved-301") as answer:
                assert (str(answer.url), answer.history[0].status) == (f"{HOST}/v2/users?moved=1", 301)
            return list(await asyncio.gather(*(path(session, number) for number in range(20))))

    assert asyncio.run(asked()) == [f"/users/{number}" for number in range(20)]


def test_a_session_of_aiohttp_outlives_what_caught_it(guard: Any, shop: Any) -> None:
    """In one loop: refused before, answered within, refused after, though it keeps connections."""

    async def asked() -> list[int]:
        found = []
        async with aiohttp.ClientSession(HOST) as session:

            async def status() -> int:
                try:
                    async with session.get("/v2") as answer:
                        return answer.status
                except aiohttp.ClientConnectorError as error:
                    assert "Nothing leaves this machine" in str(error)  # noqa: PT017 - it is one way of ending
                    return 0

            found.append(await status())
            with caught([HOST], shop.answer):
                found.extend([await status(), await status()])
            found.append(await status())
        return found

    assert asyncio.run(asked()) == [0, 200, 200, 0]


def test_threads_share_a_session(catch: Catch) -> None:
    """Eight threads with one session get each their own answers."""
    with requests.Session() as session, ThreadPoolExecutor(8) as threads:

        def path(number: int) -> Any:
            return session.get(f"{HOST}/users/{number}", timeout=5).json()["path"]

        assert list(threads.map(path, range(40))) == [f"/users/{number}" for number in range(40)]


def test_an_unverified_connection_warns_as_in_life(catch: Catch) -> None:
    """verify=False is heard of, and a certificate that is not there is an error."""
    with pytest.warns(urllib3.exceptions.InsecureRequestWarning, match=r"api\.shop\.example"):
        assert requests.get(HOST, verify=False, timeout=5).ok  # noqa: S501 - that is what is asked
    with pytest.raises(OSError, match=r"no-such\.pem"):
        requests.get(HOST, verify="no-such.pem", timeout=5)


LATE = """
import asyncio, sys
from pytest_connectors.systems.http.messages import Answer
from pytest_connectors.systems.rest.catching import caught, guarded

NAMES = ("requests", "urllib3", "httpcore", "httpx", "httpcore2", "httpx2", "aiohttp", "http.client")
with guarded(lambda host, port: False), caught(["https://api.shop.example"], lambda request: Answer(200, (), b"here")):
    assert not [name for name in NAMES if name in sys.modules], "imported too early"
    import requests
    assert requests.get("https://api.shop.example").text == "here"
    import httpx
    assert httpx.get("https://api.shop.example").text == "here"
    import httpx2
    assert httpx2.get("https://api.shop.example").text == "here"
    import aiohttp
    async def ask():
        async with aiohttp.ClientSession() as session, session.get("https://api.shop.example") as answer:
            return await answer.text()
    assert asyncio.run(ask()) == "here"
    import urllib.request
    assert urllib.request.urlopen("https://api.shop.example").read() == b"here"
assert type(sys.modules["httpcore"].__spec__.loader).__name__ == "SourceFileLoader"
assert "SyncBackend" in vars(sys.modules["httpcore"]) and not any("Arrivals" in repr(one) for one in sys.meta_path)
print("all")
"""


def test_a_client_that_is_imported_within_is_caught(tmp_path: Any) -> None:
    """A connector imports its client when it is called; nothing of ours imports one."""
    ended = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=False, timeout=60)
    assert (ended.stdout, ended.stderr) == ("all\n", "")


def test_other_peoples_ways_of_catching_go_first_and_are_not_lost(catch: Catch, shop: Any) -> None:
    """`responses`, moto and a transport of httpx answer what they are told to, within and after."""
    import responses

    with responses.RequestsMock() as mocked:
        mocked.get(f"{HOST}/mocked", body="of responses")
        assert requests.get(f"{HOST}/mocked", timeout=5).text == "of responses"
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, text="of httpx"))
    with httpx.Client(transport=transport) as client:
        assert client.get(HOST).text == "of httpx"
    assert shop.asked == []
    assert requests.get(f"{HOST}/v2", timeout=5).json()["caught"] == HOST


def test_a_mock_that_is_open_around_is_still_there_after(shop: Any, guard: Any) -> None:
    """What a user's fixture has patched before is patched after."""
    import responses

    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        mocked.get(f"{HOST}/mocked", body="of responses")
        with caught([HOST], shop.answer):
            assert requests.get(f"{HOST}/mocked", timeout=5).text == "of responses"
        assert requests.get(f"{HOST}/mocked", timeout=5).text == "of responses"


def test_moto_in_the_process_goes_on(catch: Catch) -> None:
    """A user's mock_aws answers for S3 while production addresses are caught."""
    boto3 = pytest.importorskip("boto3")
    moto = pytest.importorskip("moto")
    with moto.mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        client.create_bucket(Bucket="acme")
        assert [bucket["Name"] for bucket in client.list_buckets()["Buckets"]] == ["acme"]
        assert requests.get(HOST, timeout=5).json()["caught"] == HOST


def test_a_patch_that_was_laid_over_ours_is_not_undone(shop: Any, guard: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's fixture that patches while hosts are caught keeps its patch when they no longer are."""
    from urllib3.connection import HTTPSConnection

    connected: list[str] = []
    with caught([HOST], shop.answer):
        ours = HTTPSConnection.connect

        def counting(connection: HTTPSConnection) -> None:
            connected.append(connection.host)
            ours(connection)

        monkeypatch.setattr(HTTPSConnection, "connect", counting)
        assert requests.get(HOST, timeout=5).ok
    with pytest.raises(requests.ConnectionError):
        requests.get(HOST, timeout=5)
    assert connected == ["api.shop.example"] * 2


def test_every_byte_of_a_large_answer_comes(guard: Any) -> None:
    """Ten megabytes arrive whole, by each kind of client."""
    body = bytes(range(256)) * 40_000

    def large(_request: Request) -> Answer:
        return Answer(200, (), body)

    async def with_aiohttp() -> bytes:
        async with aiohttp.ClientSession() as session, session.get(HOST) as answer:
            return await answer.read()

    def answers() -> Iterator[bytes]:
        yield requests.get(HOST, timeout=5).content
        yield httpx.get(HOST).content
        yield asyncio.run(with_aiohttp())

    with caught([HOST], large):
        assert all(answer == body for answer in answers())
