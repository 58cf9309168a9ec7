"""Does each client that calls a production address get the answers of ours, as if the true host had given them?"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

import aiohttp
import httpx
import httpx2
import pytest
import requests
import urllib3

from pytest_connectors.errors import BadContract
from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.rest.catching import Catch, caught

HOST = "https://api.shop.example"
# What a client raises where a connection ends: requests' and urllib's are no errors of one family.
BROKEN = (
    requests.ConnectionError,
    requests.exceptions.ChunkedEncodingError,
    urllib3.exceptions.HTTPError,
    HTTPException,
    httpx.RemoteProtocolError,
    httpx2.RemoteProtocolError,
    aiohttp.ClientPayloadError,
    aiohttp.ServerDisconnectedError,
)
LATE = (TimeoutError, requests.Timeout, urllib3.exceptions.HTTPError, httpx.TimeoutException, httpx2.TimeoutException)


def test_a_query_arrives_as_it_was_asked(ask: Any, catch: Catch) -> None:
    """The answer is from here, and its address is the one that was asked for; it was asked of no resolver."""
    given = ask("GET", f"{HOST}/v2/users?page=2&name=a%20b")
    assert (given.status, given.url) == (200, f"{HOST}/v2/users?page=2&name=a%20b")
    expected = {"method": "GET", "path": "/v2/users", "query": "page=2&name=a%20b", "caught": HOST, "body": ""}
    assert given.told == expected


def test_a_body_arrives_as_it_was_sent(ask: Any, catch: Catch) -> None:
    """JSON comes as the client writes it."""
    given = ask("POST", f"{HOST}/v2/users", {"id": 1, "name": "ä"})
    assert given.told["method"] == "POST"
    assert json.loads(given.told["body"].encode("latin-1")) == {"id": 1, "name": "ä"}


def test_the_host_is_named_as_the_client_names_it(ask: Any, catch: Catch, shop: Any) -> None:
    """The header Host is the production host, without a port."""
    ask("GET", f"{HOST}/v2/users")
    assert shop.asked[0].fields["host"] == "api.shop.example"


@pytest.mark.parametrize("status", [301, 308])
def test_redirects_are_followed_to_the_host_itself(ask: Any, catch: Catch, status: int, request: Any) -> None:
    """A client that follows redirects ends at the address that it would end at in life."""
    if "http-client" in request.node.name:
        pytest.skip("http.client follows no redirects")
    given = ask("GET", f"{HOST}/moved-{status}")
    assert (given.url, given.told["query"]) == (f"{HOST}/v2/users?moved=1", "moved=1")


def test_an_answer_that_is_cut_is_an_error_of_the_client(ask: Any, catch: Catch) -> None:
    """The client notices that the body ends early, as where a server dies."""
    with pytest.raises(BROKEN) as error:
        ask("GET", f"{HOST}/cut")
    assert "500" in str(error.value)


def test_a_connection_that_is_closed_is_an_error_of_the_client(ask: Any, catch: Catch) -> None:
    """The client says in its own words that there was no answer."""
    with pytest.raises(BROKEN):
        ask("GET", f"{HOST}/closed")


def test_a_late_answer_is_a_timeout_of_the_client(ask: Any, catch: Catch) -> None:
    """The time that a client gives is kept."""
    with pytest.raises(LATE):
        ask("GET", f"{HOST}/slow", timeout=0.2)


def test_cutting_wakes_a_client_that_waits(ask: Any, catch: Catch, shop: Any) -> None:
    """A call that is past its deadline comes back."""

    def sever() -> None:
        shop.severed = True
        catch.cut()

    cutting = threading.Timer(0.3, sever)
    cutting.start()
    with pytest.raises(BROKEN):
        ask("GET", f"{HOST}/slow", timeout=8)
    cutting.join()


def test_what_was_made_before_is_caught_and_goes_its_own_way_after(ask: Any, guard: Any, shop: Any) -> None:
    """A client keeps nothing of the time in which it was caught: no connection, and no answer."""
    with pytest.raises(Exception, match=r"Nothing leaves this machine"):
        ask("GET", f"{HOST}/v2/users")
    with caught([HOST], shop.answer):
        assert ask("GET", f"{HOST}/v2/users").status == 200
    with pytest.raises(Exception, match=r"Nothing leaves this machine"):
        ask("GET", f"{HOST}/v2/users")
    with caught([HOST], shop.answer):
        assert ask("GET", f"{HOST}/v2/users").status == 200
    assert {(refused.host, refused.port) for refused in guard.refused} == {("api.shop.example", 443)}
    assert len(shop.asked) == 2


@pytest.mark.parametrize(
    ("said", "asked", "origin"),
    [
        ("HTTPS://Api.Shop.Example/v2", "https://api.shop.example/x", "https://api.shop.example"),
        ("https://api.shop.example:443", "https://api.shop.example/x", "https://api.shop.example"),
        ("https://api.shop.example.", "https://api.shop.example/x", "https://api.shop.example"),
        ("https://api.shop.example:8443/v2", "https://api.shop.example:8443/x", "https://api.shop.example:8443"),
        ("http://api.shop.example", "http://api.shop.example/x", "http://api.shop.example"),
        ("api.shop.example", "https://api.shop.example/x", "https://api.shop.example"),
        ("api.shop.example", "http://api.shop.example/x", "http://api.shop.example"),
        ("http://localhost:1/v1", "http://localhost:1/v1", "http://localhost:1"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example/x", "https://xn--mnchen-3ya.example"),
        ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443"),
    ],
)
def test_an_origin_is_known_however_it_is_written(shop: Any, guard: Any, said: str, asked: str, origin: str) -> None:
    """Case, the port of the scheme, a path and a last dot make no difference."""
    with caught([said], shop.answer) as catch:
        assert origin in catch.origins
        assert requests.get(asked, timeout=5).json()["caught"] == origin
        assert httpx.get(asked).json()["caught"] == origin
    assert guard.refused == []


@pytest.mark.parametrize(
    "said", ["", "/v2", "ftp://files.example", "https://{region}.api.example", "https://a.example:x"]
)
def test_what_is_no_address_is_refused_with_what_to_write(said: str) -> None:
    """The message names it and shows an address."""
    with (
        pytest.raises(BadContract, match=r"no address of an API.*https://api\.shop\.example") as error,
        caught([said], _none),
    ):
        pass
    assert repr(said) in str(error.value)


def test_each_of_several_hosts_is_told_apart(guard: Any, shop: Any) -> None:
    """One client that calls several is led to each."""
    with caught([HOST, "https://auth.shop.example", f"{HOST}/v3"], shop.answer), requests.Session() as session:
        for host in (HOST, "https://auth.shop.example", HOST):
            assert session.get(f"{host}/token", timeout=5).json()["caught"] == host


def test_two_may_be_open_one_in_the_other(guard: Any, shop: Any) -> None:
    """The inner one has its hosts, the outer one keeps its own, before and after."""

    def other(request: Request) -> Answer:
        return Answer(200, (), b"other " + request.caught.encode())

    for ask in (_text, _text_of_httpx):
        with caught([HOST], shop.answer):
            with caught(["https://crm.example", HOST], other):
                assert ask("https://crm.example/") == "other https://crm.example"
                assert ask(f"{HOST}/") == f"other {HOST}"
            assert HOST in ask(f"{HOST}/")
            with pytest.raises((requests.ConnectionError, httpx.ConnectError)):
                ask("https://crm.example/")


def test_two_may_end_in_any_order(guard: Any, shop: Any) -> None:
    """The one that is still open goes on, and at the end nothing is left in force."""
    first, second = caught([HOST], shop.answer), caught(["https://crm.example"], shop.answer)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert "crm" in _text("https://crm.example/")
    with pytest.raises(requests.ConnectionError):
        _text(f"{HOST}/")
    second.__exit__(None, None, None)
    with pytest.raises(requests.ConnectionError):
        _text("https://crm.example/")


def test_everything_is_put_back_also_after_an_error(shop: Any) -> None:
    """The classes of the clients are as they were, and no port is left open."""
    from pytest_connectors.systems.rest.catching.clients import WAYS

    def state() -> list[Any]:
        import importlib

        return [
            vars(getattr(importlib.import_module(way.module), way.owner)).get(way.method)
            for way in WAYS
            if way.module != "httplib2"
        ]

    before = state()
    addresses = []

    def fail_within() -> None:
        with caught([HOST], shop.answer) as catch:
            addresses.append(catch.door("api.shop.example", 443))
            _ = 1 / (state() == before)

    with pytest.raises(ZeroDivisionError):
        fail_within()
    assert all(now is then for now, then in zip(state(), before, strict=True))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(addresses[0])


def test_no_thread_is_left_behind(shop: Any) -> None:
    """A run of many cases opens and closes many doors."""
    before = set(threading.enumerate())
    for _ in range(20):
        with caught([HOST], shop.answer):
            _text(f"{HOST}/")
    for thread in set(threading.enumerate()) - before:
        thread.join(0.2)
        assert not thread.is_alive()


def test_a_proxy_of_the_environment_is_not_asked(
    ask: Any, catch: Catch, guard: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a company's proxy, a production address is caught all the same."""
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://proxy.corp.example:3128")
    assert ask("GET", f"{HOST}/v2/users").told["caught"] == HOST
    assert guard.refused == []


@pytest.mark.parametrize("made", [httpx.Client, httpx2.Client], ids=["httpx", "httpx2"])
def test_httpx_asks_no_proxy_that_it_was_given(
    made: Callable[..., Any], catch: Catch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that was made with a proxy goes by it, but not to what is caught."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.corp.example:3128")
    with made(proxy="http://proxy.corp.example:3128") as client:
        assert client.get(f"{HOST}/v2").json()["caught"] == HOST
        with pytest.raises((httpx.ConnectError, httpx2.ConnectError), match=r"proxy\.corp\.example.*Unset it"):
            client.get("https://other.example")


def _none(_request: Request) -> None:
    return None


def _text(url: str) -> str:
    return requests.get(url, timeout=5).text


def _text_of_httpx(url: str) -> str:
    return httpx.get(url).text
