"""Does a contract on an API leave alone what a suite does with HTTP by itself, and is it left alone by that?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .project import OPENAPI, Project, Result

PROXIES = {
    "HTTP_PROXY": "http://127.0.0.1:1",
    "http_proxy": "http://127.0.0.1:1",
    "https_proxy": "http://127.0.0.1:1",
    "ALL_PROXY": "http://127.0.0.1:1",
    "NO_PROXY": "nowhere",
}
SUITE = """{API}
import re
import aiohttp, httpx, requests, responses
import http.client, socket

BEFORE = dict(os.environ)
CONNECT = (http.client.HTTPConnection.connect, socket.socket.connect, requests.adapters.HTTPAdapter.send)
PRODUCTION = "https://api.shop.example/v1"
PROXY = re.compile(r".*_proxy", re.IGNORECASE)

def mocked():
    assert requests.get(PRODUCTION + "/products").json() == ["theirs"]
    assert requests.post("https://elsewhere.example/hook").status_code == 204

def add_all(mock):
    mock.add(responses.GET, PRODUCTION + "/products", json=["theirs"])
    mock.add(responses.POST, "https://elsewhere.example/hook", status=204)

@responses.activate
def test_a_activated():
    add_all(responses)
    mocked()

@pytest.mark.connector("between", reads=PRODUCTS)
def test_b_contract(connector, rest):
    assert not [name for name in os.environ if PROXY.fullmatch(name)]
    found = connector(load, PRODUCTION, rest.token)
    assert [one["id"] for one in found] == [one["id"] for one in rest.rows]

def test_c_mock_object():
    with responses.RequestsMock() as mock:
        add_all(mock)
        mocked()

@pytest.fixture
def theirs():
    with responses.RequestsMock() as mock:
        add_all(mock)
        yield
        mocked()

def test_d_mock_by_a_fixture(theirs):
    pass

@pytest.fixture
def patched(monkeypatch):
    # What respx and pytest-httpx do: the transport is another one for as long as a test runs.
    answer = lambda self, request: httpx.Response(200, json=["theirs"])
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answer)

def test_e_patched_transport(patched):
    assert httpx.get(PRODUCTION + "/products").json() == ["theirs"]

def with_httpx(url, token):
    with httpx.Client(headers={"Authorization": "Bearer " + token}) as client:
        found, page = [], 1
        while items := client.get(f"{url}/products?page={page}").raise_for_status().json()["items"]:
            found, page = found + of(items), page + 1
        return found

@pytest.mark.connector("httpx", reads=PRODUCTS)
def test_f_contract(connector, rest):
    assert len(connector(with_httpx, PRODUCTION, rest.token)) == len(rest.rows)

def test_g_patched_transport(patched):
    assert httpx.get(PRODUCTION + "/products").json() == ["theirs"]

def of_stdout(done):
    return json.loads(done.stdout)

@pytest.mark.connector("command", reads=PRODUCTS, observe=of_stdout)
def test_h_command(connector, rest):
    done = connector.run([sys.executable, "command.py"], env=rest.env)
    known = json.loads((done.cwd / "environment.json").read_text())
    assert not [name for name in known if PROXY.fullmatch(name)]
    assert known["REST_URL"] == rest.url and known["HOME"] != BEFORE["HOME"]

def test_i_all_is_as_before():
    now = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    assert now == {name: value for name, value in BEFORE.items() if name != "PYTEST_CURRENT_TEST"}
    adapter = requests.adapters.HTTPAdapter
    assert CONNECT == (http.client.HTTPConnection.connect, socket.socket.connect, adapter.send)
    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("http://elsewhere.example")
"""
COMMAND = """
import json, os
import urllib.request
with open("environment.json", "w") as file:
    json.dump(dict(os.environ), file)
found, page = [], 1
while True:
    url = f"{os.environ['REST_URL']}/products?page={page}"
    headers = {"Authorization": "Bearer " + os.environ["REST_TOKEN"]}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        items = json.load(answer)["items"]
    if not items:
        break
    found, page = found + items, page + 1
print(json.dumps(found))
"""


@pytest.mark.parametrize("contracts", [True, False], ids=["contracts", "ordinary"])
def test_what_a_suite_does_by_itself(project: Callable[..., Project], contracts: bool) -> None:
    """Mocks before, between and after contract tests answer as ever; proxies are neither used nor lost."""
    made = project({"test_it.py": SUITE, "command.py": COMMAND, "openapi.yaml": OPENAPI})
    result = made.given(**PROXIES).run("--connector-scenarios=token-expired,field-added", contracts=contracts)
    assert result.code == 0, result.out
    assert result.counts["passed"] == (6 + 3 * 3 if contracts else 9)
    if contracts:
        for name in ("between", "httpx", "command"):
            assert result.verdicts("token-expired", name) == {"loud"}
            assert result.verdicts("field-added", name) == {"survives"}


ELSEWHERE = """{API}
import asyncio, logging
import aiohttp, httpx, requests

def foreign(url, token):
    return requests.get("https://elsewhere.example/products").json()  # line of foreign

def swallowing(url, token):
    try:
        return foreign(url, token)
    except requests.RequestException:
        return []

async def swallowing_later(url, token):
    try:
        async with httpx.AsyncClient() as client:
            return (await client.get("https://elsewhere.example:8443/products")).json()
    except httpx.HTTPError:
        return []

def on_the_side(url, token):
    found = load(url, token)
    try:
        requests.post("https://metrics.example/count", json=len(found))
    except requests.RequestException:
        pass
    return found

def push_elsewhere(url, token, rows):
    for row in rows:
        try:
            requests.post("https://elsewhere.example/orders", json=row)
        except requests.RequestException:
            pass

READERS = {"foreign": foreign, "swallowing": swallowing, "swallowing later": swallowing_later, "side": on_the_side}

def test_for(name, function):
    @pytest.mark.connector(name, reads=PRODUCTS)
    def test(connector, rest):
        connector(function, rest.url, rest.token)
    return test

for name, function in READERS.items():
    globals()["test_" + name.replace(" ", "_")] = test_for(name, function)

@pytest.fixture
def mocked(request):
    import responses
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add(responses.GET, "https://api.shop.example/v1/products", json={"items": []})
        yield

@pytest.mark.connector("mocked", reads=PRODUCTS)
def test_mocked(mocked, connector, rest):
    connector(load, "https://api.shop.example/v1", rest.token)

@pytest.mark.connector("mock that knows nothing", reads=PRODUCTS)
def test_mocked_otherwise(mocked, connector, rest):
    connector(load, rest.url, rest.token)

@pytest.mark.connector("writer", writes=ORDER)
def test_writer(connector, rest):
    connector(push_elsewhere, rest.url, rest.token, rest.payloads)
"""


@pytest.fixture(scope="module")
def elsewhere(module_project: Callable[..., Project]) -> Result:
    """What came of connectors that ask another host than the declared one."""
    made = module_project({"test_it.py": ELSEWHERE, "openapi.yaml": OPENAPI})
    return made.run("--connector-scenarios=token-expired,field-added")


def test_another_host_is_refused_aloud(elsewhere: Result) -> None:
    """The error names the host, the line of code, and what to do."""
    first = elsewhere.tests["test_foreign[baseline]"]
    assert first.outcome == "failed"
    said = " ".join(first.text.split())
    assert "test_it.py:" in said
    assert (
        "asked for port 443 of elsewhere.example, which is not declared. Name it in the hosts= of an Operation" in said
    ), said


@pytest.mark.parametrize("name", ["swallowing", "swallowing_later", "writer"])
def test_who_swallows_it_is_told_why(elsewhere: Result, name: str) -> None:
    """The baseline says that another host was asked and refused, and not that something is cached."""
    first = elsewhere.tests[f"test_{name}[baseline]"]
    said = " ".join(first.text.split())
    assert first.outcome == "failed"
    assert "elsewhere.example" in said
    assert "test_it.py:" in said
    assert "hosts=" in said
    assert "cached" not in said


def test_a_call_on_the_side(elsewhere: Result) -> None:
    """Who asks another host on the side, and goes on without it, is judged as ever."""
    assert elsewhere.outcomes("test_side")["test_side[baseline]"] == "passed", elsewhere.out
    assert elsewhere.verdicts("token-expired", "side") == {"loud"}
    assert elsewhere.verdicts("field-added", "side") == {"survives"}


def test_a_mock_around_a_contract_test(elsewhere: Result) -> None:
    """Where a mock of the suite's own answers in place of the far end, the baseline says so."""
    said = " ".join(elsewhere.tests["test_mocked[baseline]"].text.split())
    assert "it did not ask the far end: cached, or answered by a mock?" in said, said
    said = " ".join(elsewhere.tests["test_mocked_otherwise[baseline]"].text.split())
    assert "Connection refused by Responses" in said, said
