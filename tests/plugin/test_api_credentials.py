"""Does each way to prove who one is work in a contract on an API, and is it told what happens to it?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .project import OPENAPI, Project, Result

BEARER = "    bearer: {type: http, scheme: bearer}\n"
OAUTH2 = """    bearer:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://login.shop.example/oauth/token
          scopes: {read: Read.}
"""
WAYS = {
    "basic": "    bearer: {type: http, scheme: basic}\n",
    "header": "    bearer: {type: apiKey, in: header, name: X-Api-Key}\n",
    "query": "    bearer: {type: apiKey, in: query, name: api_key}\n",
    "oauth2": OAUTH2,
}
FILES = {f"{name}.yaml": OPENAPI.replace(BEARER, way) for name, way in WAYS.items()}
TESTS = """{API}
import base64
import httpx, requests

PRODUCTION = "https://api.shop.example/v1"
TOKENS = "https://login.shop.example/oauth/token"

def operation(way):
    return Operation("listProducts", openapi=Path(__file__).with_name(way + ".yaml"))

def pages(session, url, **params):
    found, page = [], 1
    while True:
        answer = session.get(url + "/products", params={"page": page, **params})
        answer.raise_for_status()
        items = answer.json()["items"]
        if not items:
            return found
        found, page = found + of(items), page + 1

def with_basic(url, user, password):
    with requests.Session() as session:
        session.auth = (user, password)
        return pages(session, url)

def with_header(url, key):
    with httpx.Client(headers={"X-Api-Key": key}) as session:
        return pages(session, url)

def with_query(url, key):
    with requests.Session() as session:
        return pages(session, url, api_key=key)

def without(url):
    with requests.Session() as session:
        return pages(session, url)

@pytest.mark.connector("basic", reads=operation("basic"))
def test_basic(connector, rest):
    connector(with_basic, rest.url, rest.username, rest.password)

@pytest.mark.connector("wrong", reads=operation("basic"))
def test_wrong(connector, rest):
    connector(with_basic, rest.url, rest.username, rest.password + "x")

@pytest.mark.connector("header", reads=operation("header"))
def test_header(connector, rest):
    connector(with_header, rest.url, rest.api_key)

@pytest.mark.connector("query", reads=operation("query"))
def test_query(connector, rest):
    connector(with_query, rest.url, rest.api_key)

@pytest.mark.connector("none", reads=operation("header"))
def test_none(connector, rest):
    connector(without, rest.url)

class Client:
    # Asks for a token when it begins, and where `again` says so, once more when the API refuses it.
    def __init__(self, token_url, client_id, client_secret, refresh_token="", again=True):
        self.token_url, self.again, self.session = token_url, again, requests.Session()
        self.session.auth = None
        self.grant = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
        if refresh_token:
            self.grant |= {"grant_type": "refresh_token", "refresh_token": refresh_token}
        self.sign_in()

    def sign_in(self):
        answer = requests.post(self.token_url, data=self.grant)
        answer.raise_for_status()
        self.session.headers["Authorization"] = "Bearer " + answer.json()["access_token"]

    def get(self, url, **given):
        answer = self.session.get(url, **given)
        if answer.status_code == 401 and self.again:
            self.sign_in()
            answer = self.session.get(url, **given)
        return answer

def with_client(url, token_url, client_id, client_secret, **given):
    return pages(Client(token_url, client_id, client_secret, **given), url)

def refreshing(url, token, token_url, client_id, client_secret, refresh_token):
    with requests.Session() as session:
        session.headers["Authorization"] = "Bearer " + token
        def get(path, **given):
            answer = session.get(path, **given)
            if answer.status_code != 401:
                return answer
            grant = {"grant_type": "refresh_token", "refresh_token": refresh_token,
                     "client_id": client_id, "client_secret": client_secret}
            told = requests.post(token_url, data=grant)
            told.raise_for_status()
            session.headers["Authorization"] = "Bearer " + told.json()["access_token"]
            return session.get(path, **given)
        return pages(type("Refreshing", (), {"get": staticmethod(get)}), url)

reads = operation("oauth2")

@pytest.mark.connector("client", reads=reads)
def test_client(connector, rest):
    connector(with_client, rest.url, rest.token_url, rest.client_id, rest.client_secret)
    assert [one.status for one in rest.requests][0] == 200

@pytest.mark.connector("production", reads=reads)
def test_production(connector, rest):
    connector(with_client, PRODUCTION, TOKENS, rest.client_id, rest.client_secret)

@pytest.mark.connector("once", reads=reads)
def test_once(connector, rest):
    connector(with_client, rest.url, rest.token_url, rest.client_id, rest.client_secret, again=False)

@pytest.mark.connector("refreshing", reads=reads)
def test_refreshing(connector, rest):
    connector(refreshing, rest.url, rest.token, rest.token_url, rest.client_id, rest.client_secret, rest.refresh_token)

@pytest.mark.connector("holding", reads=reads)
def test_holding(connector, rest):
    connector(load, rest.url, rest.token)
"""
SCENARIOS = ("token-expired", "token-expired-mid-run", "scope-lost", "refresh-refused", "refresh-failing",
             "token-short-lived")  # fmt: skip
KEYS = {"token-expired": "loud", "token-expired-mid-run": "loud", "scope-lost": "loud"}
AGAIN = {
    "token-expired": "survives",
    "token-expired-mid-run": "survives",
    "scope-lost": "loud",
    "refresh-refused": "loud",
    "refresh-failing": "loud",
    "token-short-lived": "survives",
}
EXPECTED = {
    # There are no tokens to be had for a name or a key.
    "basic": KEYS,
    "header": KEYS,
    "query": KEYS,
    # Who begins with a new token has none that has expired.
    "client": AGAIN,
    "production": AGAIN,
    "once": {**AGAIN, "token-expired-mid-run": "loud", "token-short-lived": "loud"},
    "refreshing": AGAIN,
    "holding": dict.fromkeys(AGAIN, "loud"),
}


@pytest.fixture(scope="module")
def ran(module_project: Callable[..., Project]) -> Result:
    """What came of all of them in one run."""
    made = module_project({"test_it.py": TESTS, "openapi.yaml": OPENAPI, **FILES})
    return made.run(f"--connector-scenarios={','.join(SCENARIOS)}")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_way(ran: Result, name: str) -> None:
    """Who asks for a new token survives an old one, and hears when none is given; a name and a key are heard too."""
    assert ran.outcomes(f"test_{name}[")[f"test_{name}[baseline]"] == "passed", ran.out
    assert {one: next(iter(ran.verdicts(one, name))) for one in EXPECTED[name]} == EXPECTED[name], ran.out
    for other in set(SCENARIOS) - set(EXPECTED[name]):
        assert ran.verdicts(other, name) == {"not applicable"}


def test_what_is_owed(ran: Result) -> None:
    """A token that is good for a few requests only must be survived; none of the others must."""
    for name in ("once", "holding"):
        failed = [one for one, outcome in ran.outcomes(f"test_{name}[").items() if outcome == "failed"]
        assert failed == [f"test_{name}[token-short-lived]"], ran.out
    for name in ("basic", "header", "client", "production", "refreshing"):
        assert set(ran.outcomes(f"test_{name}[").values()) <= {"passed", "skipped"}, ran.out


def test_a_key_in_the_url_is_a_finding(ran: Result) -> None:
    """An error that holds the key, since the address does, fails although it is loud, and says whose key that is."""
    for scenario in KEYS:
        failed = ran.tests[f"test_query[{scenario}]"]
        assert failed.outcome == "failed"
        assert "the error holds the connector's API key" in " ".join(failed.text.split())


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("wrong", "are not good: a name and a password (Basic) is asked for"),
        ("none", "no credentials: a key in header"),
    ],
)
def test_nobody_is_let_in(ran: Result, name: str, asked: str) -> None:
    """Where the unchanged run is refused, the baseline tells what the far end would have."""
    first = ran.tests[f"test_{name}[baseline]"]
    assert first.outcome == "failed"
    assert "HTTPError: 401 Client Error" in first.text
    assert asked in " ".join(first.text.split())
