"""What happens that no document shows: floods, redirects, expired tokens, answers that are cut."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from pytest_connectors.drift.changes.answers import AnswerChanged
from pytest_connectors.drift.changes.requests import ApiFault
from pytest_connectors.systems.http.messages import Answer

from .conftest import KEYS, LIST, PUSH, USERS, Client, header, played, problem

FORM = "application/x-www-form-urlencoded"
TOKEN = "https://id.shop.example/oauth/token"


def changed(way: str, detail: str = "") -> Client:
    """The shop, whose list of users answers in another way."""
    return played(served=(LIST,), taken=(PUSH,), ways=(AnswerChanged("listUsers", way, detail),))


def failing(kind: str) -> Client:
    """The shop, which refuses whoever asks."""
    return played(served=(LIST,), taken=(PUSH,), ways=(ApiFault(kind),))


def token(client: Client, **fields: str) -> Answer:
    """What the server of tokens answers."""
    body = urlencode({"client_id": KEYS.client_id, "client_secret": KEYS.client_secret} | fields).encode()
    return client("POST", TOKEN, body=body, content_type=FORM, authorization="")


@pytest.mark.parametrize(
    ("way", "status"),
    [("status-204", 204), ("status-202", 202), ("status-207", 207), ("gone-410", 410), ("server-error", 500),
     ("error-in-200", 200), ("body-empty", 200), ("media-type-changed", 200)],
)  # fmt: skip
def test_other_statuses_and_bodies(way: str, status: int) -> None:
    """The declared operation alone answers in the new way."""
    client = changed(way)
    answer = client("GET", "/users")
    assert answer.status == status
    assert answer.body != changed("header-added", "X-New")("GET", "/users").body
    assert client("GET", "/users/me").status == 200
    assert "Traceback" not in answer.body.decode()


def test_an_error_in_200_holds_no_rows() -> None:
    """The body is an error, though the status is not."""
    assert set(changed("error-in-200").get("/users")) == {"error", "success"}


@pytest.mark.parametrize("status", [301, 308])
def test_a_redirect_leads_to_what_works(status: int) -> None:
    """On the same host, with the query."""
    client = changed(f"redirected-{status}", "/people")
    answer = client("GET", "/users?page=2")
    assert (answer.status, header(answer, "location")) == (status, "http://127.0.0.1:8000/v2/people?page=2")
    assert client.get("/people?page=2")["items"] == [dict(row) for row in USERS[10:20]]


def test_a_login_page() -> None:
    """302 to a page of HTML, which answers 200."""
    client = changed("login-page")
    where = header(client("GET", "/users"), "location") or ""
    assert where == "http://127.0.0.1:8000/login"
    page = client("GET", where)
    assert (page.status, header(page, "content-type")) == (200, "text/html; charset=utf-8")


def test_a_body_that_is_cut() -> None:
    """The whole body is promised, and half of it is sent."""
    answer = changed("body-truncated")("GET", "/users")
    assert answer.cut is not None
    assert 0 < answer.cut < len(answer.body)


def test_floods_and_illness() -> None:
    """The first request and the fourth are 429; the first two are 503; both say when to come back."""
    client = changed("rate-limited")
    assert [client("GET", "/users").status for _ in range(7)] == [429, 200, 200, 429, 200, 200, 200]
    client = changed("unavailable")
    answers = [client("GET", "/users") for _ in range(3)]
    assert [one.status for one in answers] == [503, 503, 200]
    assert header(answers[0], "retry-after") == "1"


def test_headers_that_are_new() -> None:
    """A new header, and the end of the operation announced."""
    assert header(changed("header-added", "X-New: 5")("GET", "/users"), "x-new") == "5"
    answer = changed("sunset-announced")("GET", "/users")
    assert (header(answer, "sunset") or "").endswith("GMT")
    assert header(answer, "deprecation")


@pytest.mark.parametrize(
    ("kind", "status", "challenge"),
    [("token-expired", 401, "invalid_token"), ("token-expired-bare", 401, None), ("scope-lost", 403, "insufficient"),
     ("concealed", 404, None), ("refresh-refused", 401, "invalid_token"), ("refresh-failing", 401, "invalid_token")],
)  # fmt: skip
def test_who_is_refused(kind: str, status: int, challenge: str | None) -> None:
    """Reads and writes alike; what asks for no proof is open."""
    client = failing(kind)
    for answer in (client("GET", "/users"), client("PUT", "/users/1/recommendations", {"items": []})):
        assert problem(answer)["status"] == status
        told = header(answer, "www-authenticate")
        assert told is None if challenge is None else challenge in (told or "")
    assert client("GET", "/open", authorization="").status == 200
    assert client.application.stored(PUSH.name) == ()


def test_a_token_that_expires_in_mid_run_or_soon() -> None:
    """Good for one request, or each for two; a new one is good again."""
    client = failing("token-expired-mid-run")
    assert [client("GET", "/users").status for _ in range(3)] == [200, 401, 401]
    fresh = json.loads(token(client, grant_type="client_credentials").body)["access_token"]
    assert [client("GET", "/users", authorization=f"Bearer {fresh}").status for _ in range(3)] == [200, 200, 200]
    client = failing("token-short-lived")
    assert [client("GET", "/users").status for _ in range(3)] == [200, 200, 401]
    fresh = json.loads(token(client, grant_type="client_credentials").body)["access_token"]
    assert [client("GET", "/users", authorization=f"Bearer {fresh}").status for _ in range(3)] == [200, 200, 401]


def test_a_fault_without_security_in_the_document() -> None:
    """All operations refuse, where the document does not say which need proof."""
    paths = {"/it": {"get": {"responses": {"200": {"description": "it"}}}}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    client = played(document, base="", ways=(ApiFault("token-expired"),))
    assert client("GET", "/it").status == 401
    assert played(document, base="")("GET", "/it", authorization="").status == 200


def test_tokens() -> None:
    """All three grants give a token that is good; both ways of naming the client are heard."""
    client = failing("token-expired")
    assert client("GET", "/users").status == 401
    basic = "Basic " + base64.b64encode(b"client-1:secret-1").decode()
    answers = [
        token(client, grant_type="client_credentials"),
        token(client, grant_type="password", username="ann", password="pass-1"),
        token(client, grant_type="refresh_token", refresh_token="good-refresh"),
        client("POST", TOKEN, body=b"grant_type=client_credentials", content_type=FORM, authorization=basic),
    ]
    for answer in answers:
        told = json.loads(answer.body)
        assert (answer.status, told["token_type"], told["expires_in"]) == (200, "Bearer", 3600)
        assert client("GET", "/users", authorization=f"Bearer {told['access_token']}").status == 200
    assert len({one.body for one in answers}) == 4


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"grant_type": "client_credentials", "client_secret": "bad"}, 401, "invalid_client"),
        ({"grant_type": "refresh_token", "refresh_token": "bad"}, 400, "invalid_grant"),
        ({"grant_type": "password", "username": "ann", "password": "bad"}, 400, "invalid_grant"),
        ({"grant_type": "device"}, 400, "unsupported_grant_type"),
        ({}, 400, "invalid_request"),
    ],
    ids=lambda one: str(one) if isinstance(one, str) else None,
)
def test_tokens_that_are_not_given(fields: dict[str, Any], status: int, error: str) -> None:
    """In the words of RFC 6749."""
    answer = token(failing("token-expired"), **fields)
    assert (answer.status, json.loads(answer.body)["error"]) == (status, error)


def test_a_server_of_tokens_that_refuses_or_fails() -> None:
    """invalid_grant, or 500."""
    assert token(failing("refresh-refused"), grant_type="client_credentials").status == 400
    assert token(failing("refresh-failing"), grant_type="client_credentials").status == 500


def test_the_budget_and_the_cut() -> None:
    """Beyond the budget, and once severed, nothing is answered; a new stage begins anew."""
    client = played(served=(LIST,), budget=2)
    assert [client.lost("GET", "/users") is None for _ in range(4)] == [False, False, True, True]
    seen = client.application.seen()
    assert (len(seen.requests), seen.over_budget) == (2, True)
    client = played(served=(LIST,))
    client.application.sever()
    assert client.lost("GET", "/users") is None


def test_xml_for_who_asks_for_json() -> None:
    """Whatever Accept says, the answer is XML now."""
    answer = changed("media-type-changed")("GET", "/users", accept="application/json")
    assert (answer.status, header(answer, "content-type")) == (200, "application/xml")
    assert b"<name>user 1</name>" in answer.body


def test_schemes_that_no_operation_asks_for() -> None:
    """Where no operation says that it asks for proof, all of them refuse."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        "paths": {"/it": {"get": {"responses": {"200": {"description": "it"}}}}},
    }
    assert played(document, base="", ways=(ApiFault("token-expired"),))("GET", "/it").status == 401
