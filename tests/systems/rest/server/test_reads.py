"""What the server hands out: rows page by page, one of them, and everything else of the document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_connectors.contract.openapi.paging import Paging
from pytest_connectors.drift.changes.answers import AnswerChanged
from pytest_connectors.systems.rest.server import Served

from .conftest import LIST, USERS, Client, header, played, problem

CURSOR = Paging("cursor", "cursor", size="per_page", told=("next_cursor",))
LINK = Paging("link", "page", size="per_page")
NEXT = Paging("next-url", "cursor", told=("next_cursor",))
OFFSET = Paging("offset", "offset", size="limit", total=("total",))
NUMBERED = Paging("page", "page", size="per_page", total=("total",))


def ids(rows: list[dict[str, Any]]) -> list[int]:
    """Which rows these are."""
    return [row["id"] for row in rows]


def all_of(  # noqa: C901 - a client of each kind
    client: Client, paging: Paging, most: int = 20
) -> list[list[int]]:
    """The pages that a client gets which follows what it is told."""
    address, found = "/users?team=red", []
    place = 0
    while len(found) < most:
        answer = client("GET", address)
        body = json.loads(answer.body)
        found.append(ids(body["items"]))
        place += len(body["items"])
        match paging.kind:
            case "page":
                address = f"/users?team=red&page={len(found) + 1}"
                if not body["items"]:
                    return found[:-1]
            case "offset":
                address = f"/users?team=red&offset={place}"
                if not body["items"]:
                    return found[:-1]
            case "cursor":
                if not body.get("next_cursor"):
                    return found
                address = f"/users?team=red&cursor={body['next_cursor']}"
            case "link":
                link = header(answer, "link")
                if not link:
                    return found
                address = link[1:].partition(">")[0]
            case _:
                if not body.get("next_cursor"):
                    return found
                address = body["next_cursor"]
    return found


def with_paging(paging: Paging, *ways: str) -> Client:
    """The shop, whose users come in this way."""
    served = Served("listUsers", "GET", "/users", USERS, ("items",), many=True, paging=paging)
    return played(served=(served,), ways=tuple(AnswerChanged("listUsers", way) for way in ways))


@pytest.mark.parametrize("paging", [NUMBERED, OFFSET, CURSOR, LINK, NEXT], ids=lambda one: one.kind)
def test_three_pages_by_default(paging: Paging) -> None:
    """Who asks for no size gets the rows in three pages, each row once; a filter goes along."""
    pages = all_of(with_paging(paging), paging)
    assert [len(page) for page in pages] == [5, 5, 5]
    assert [one for page in pages for one in page] == [row["id"] for row in USERS if row["team"] == "red"]


def test_next_addresses_are_those_of_the_request() -> None:
    """The next page lies under the address at which the request came, with the rest of the query."""
    client = with_paging(LINK)
    client.host = "api.shop.example"
    assert header(client("GET", "/users?team=red&per_page=2"), "link") == (
        '<http://api.shop.example/v2/users?team=red&per_page=2&page=2>; rel="next"'
    )


def test_a_size_that_is_asked_for() -> None:
    """A smaller page is given as asked; where the answer leads on, a larger one is not."""
    client = with_paging(CURSOR)
    assert len(client.get("/users?per_page=4")["items"]) == 4
    assert len(client.get("/users?per_page=100")["items"]) == 10
    assert len(with_paging(NUMBERED).get("/users?per_page=100")["items"]) == 30
    assert client("GET", "/users?cursor=never-given").status == 400


def test_the_envelope_is_filled() -> None:
    """How many rows there are, which page this is, and that no page follows."""
    body = with_paging(NUMBERED).get("/users?page=3")
    assert (body["total"], body["page"]) == (30, 3)
    assert with_paging(CURSOR).get("/users?per_page=10&cursor=")["next_cursor"]
    assert with_paging(NUMBERED).get("/users?page=9")["items"] == []


def test_pages_that_are_ignored_or_loop() -> None:
    """Without a change of the document: the first page for ever, and the last page that leads back."""
    pages = all_of(with_paging(NUMBERED, "page-ignored"), NUMBERED)
    assert len(pages) == 20
    assert {tuple(page) for page in pages} == {tuple(pages[0])}
    for paging in (CURSOR, LINK, NUMBERED):
        looping = all_of(with_paging(paging, "page-looping"), paging)
        assert len(looping) == 20
        assert looping[3] == looping[0]


def test_pages_of_another_size() -> None:
    """Smaller and larger pages lose no row for who follows the cursor; overlapping ones repeat one."""
    wanted = [row["id"] for row in USERS if row["team"] == "red"]
    assert [one for page in all_of(with_paging(CURSOR, "page-smaller"), CURSOR) for one in page] == wanted
    assert [len(page) for page in all_of(with_paging(CURSOR, "page-larger"), CURSOR)] == [10, 5]
    pages = all_of(with_paging(CURSOR, "page-overlapping"), CURSOR)
    assert [page[0] for page in pages[1:]] == [page[-1] for page in pages[:-1]]


def test_a_cursor_that_moved_to_the_header() -> None:
    """The body no longer tells of the next page; Link does."""
    client = with_paging(CURSOR, "page-cursor-to-link")
    answer = client("GET", "/users")
    assert not json.loads(answer.body).get("next_cursor")
    assert "cursor=" in (header(answer, "link") or "")


def test_rows_alone_without_an_envelope() -> None:
    """A body that is the rows."""
    rows = tuple({"id": i, "user_id": i % 3} for i in range(9))
    client = played(served=(Served("listOrders", "GET", "/users/{userId}/orders", rows),))
    assert ids(client.get("/users/2/orders")) == [2, 5, 8]
    assert client.get("/users/7/orders") == []


def test_an_example_tells_nothing_that_the_document_no_longer_names() -> None:
    """The document calls the rows `data`, and its example is still of the time when they were `items`."""
    rows = {"type": "array", "items": {"type": "object"}}
    schema = {"type": "object", "properties": {"data": rows, "meta": {"properties": {"count": {"type": "integer"}}}}}
    example = {"items": [{"id": 9}], "meta": {"count": 2, "sum": 3}}
    document = of_answer("/it", {"application/json": {"schema": schema, "example": example}})
    client = played(document, base="", served=(Served("list", "GET", "/it", ({"id": 1},), ("data",)),))
    assert client.get("/it") == {"data": [{"id": 1}], "meta": {"count": 2}}


def test_one_row() -> None:
    """The path chooses the row; what is not there is 404."""
    client = played(served=(Served("getUser", "GET", "/users/{id}", USERS, many=False),))
    assert client.get("/users/7") == USERS[6]
    assert problem(client("GET", "/users/99"))["status"] == 404


def of_answer(path: str, content: dict[str, Any], status: str = "200") -> dict[str, Any]:
    """A document with one operation that answers so."""
    reply = {"description": "it", **({"content": content} if content else {})}
    operation = {"responses": {status: reply}}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {path: {"get": operation}}}


@pytest.mark.parametrize(
    ("media", "begins"),
    [
        ("text/csv", b"a\r\n"), ("application/xml", b"<?xml"), ("text/plain", b'{"a"'), ("image/png", b"\x89PNG"),
        ("application/pdf", b"%PDF"), ("application/octet-stream", b"\x00"), ("text/event-stream", b"data: "),
        ("application/x-ndjson", b'{"a"'), ("application/vnd.shop+json", b'{"a"'), ("text/html", b"<!doctype html>"),
    ],
)  # fmt: skip
def test_other_media_types(media: str, begins: bytes) -> None:
    """What is not JSON is answered by something that fits its media type."""
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    answer = played(of_answer("/it", {media: {"schema": schema}}), base="")("GET", "/it")
    assert (answer.status, header(answer, "content-type")) == (200, media)
    assert answer.body.startswith(begins)


def test_everything_else_of_the_document_answers() -> None:
    """Examples first, generated bodies else, the same for the same path; the path's id is in it."""
    example = {"application/json": {"schema": True, "example": {"token": "t"}}}
    assert played(of_answer("/login", example), base="").get("/login") == {"token": "t"}
    schema = {
        "type": "object",
        "required": ["id", "n"],
        "properties": {"id": {"type": "integer"}, "n": {"type": "number"}},
    }
    client = played(of_answer("/things/{id}", {"application/json": {"schema": schema}}), base="")
    assert client.get("/things/7")["id"] == 7
    assert client.get("/things/7") == client.get("/things/7")
    assert played(of_answer("/it", {}, "204"), base="")("GET", "/it").status == 204
    assert played(of_answer("/it", {"application/json": {"schema": {"const": 5}}}, "default"), base="").get("/it") == 5


def test_what_cannot_be_generated_is_named() -> None:
    """The nearest possible is answered, and the list says where and why."""
    client = played(
        of_answer("/it", {"application/json": {"schema": {"minimum": 2, "maximum": 1, "type": "number"}}}), base=""
    )
    assert client("GET", "/it").status == 200
    assert [one.pointer for one in client.application.unanswered] == [
        "#/paths/~1it/get/responses/200/content/application~1json"
    ]


def test_paths_of_one_form_are_told_apart() -> None:
    """/files/{id} and /files/{name}: the one whose parameters fit is meant."""
    document = of_answer("/files/{id}", {"application/json": {"schema": {"const": "by id"}}})
    other = of_answer("/files/{name}", {"application/json": {"schema": {"const": "by name"}}})
    document["paths"].update(other["paths"])
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    document["paths"]["/files/{id}"]["parameters"] = [number]
    client = played(document, base="")
    assert (client.get("/files/7"), client.get("/files/seven")) == ("by id", "by name")


def test_a_declared_read_of_what_was_changed_elsewhere() -> None:
    """A page that was rendered is not answered any more once something was posted."""
    client = played(served=(LIST,))
    assert client.get("/users?page=3")["total"] == 30
    client("POST", "/users", {"name": "Ann"})
    assert client.get("/users?page=3")["total"] == 31
