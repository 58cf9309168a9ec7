"""What becomes of rows that are posted, put, patched and deleted."""

from __future__ import annotations

import json
from typing import Any

from pytest_connectors.drift.changes.requests import RequestChanged
from pytest_connectors.systems.rest.server import Taken

from .conftest import ADD, LIST, PUSH, Client, header, json_of, played, problem

PUT = Taken("putUser", "PUT", "/users/{id}", outside={"id": ("path", "id")})
ROWS = [{"product": "a", "score": 0.5}, {"product": "b"}, {"product": "c"}, {"product": "d"}]


def test_what_was_posted_can_be_got_changed_and_deleted() -> None:
    """The same resource by its paths, though only the list is declared."""
    client = played(served=(LIST,))
    made = client("POST", "/users", {"name": "Ann"})
    assert (made.status, json.loads(made.body)) == (201, {"id": 31, "name": "Ann"})
    where = header(made, "location") or ""
    assert where == "http://127.0.0.1:8000/v2/users/31"
    assert client.get(where) == {"id": 31, "name": "Ann"}
    assert client.get("/users?page=4")["items"][-1] == {"id": 31, "name": "Ann"}
    assert json.loads(client("PATCH", "/users/31", {"team": "red"}).body)["team"] == "red"
    assert client.get("/users/31") == {"id": 31, "name": "Ann", "team": "red"}
    assert client("PUT", "/users/31", {"name": "Bob"}).status == 200
    assert client.get("/users/31") == {"id": 31, "name": "Bob"}
    assert client("DELETE", "/users/31").status == 204
    assert client("GET", "/users/31").status == 404
    assert client("DELETE", "/users/31").status == 404


def test_a_declared_row_can_be_deleted() -> None:
    """A row of the declared list goes too."""
    client = played(served=(LIST,))
    assert client("DELETE", "/users/7").status == 204
    assert 7 not in [row["id"] for row in client.get("/users")["items"]]


def test_a_declared_write_and_reads_that_nobody_declared() -> None:
    """POST is declared, and the document shows where the same rows are read."""
    client = played(taken=(ADD,))
    client("POST", "/users", {"name": "Ann"})
    client("POST", "/users", {"name": "Bob", "team": "red"})
    assert [row["name"] for row in client.get("/users")["items"]] == ["Ann", "Bob"]
    assert client.get("/users/2")["name"] == "Bob"
    assert client.application.stored("addUser") == ({"name": "Ann"}, {"name": "Bob", "team": "red"})


def test_a_list_that_is_put_replaces_what_its_path_held() -> None:
    """Rows lie under the path's parameters; those of other paths stay, and so does what was there before."""
    before = {"id": 9, "product": "z"}
    client = played(
        taken=(Taken(PUSH.name, PUSH.method, PUSH.path, (before,), PUSH.items, many=True, outside=PUSH.outside),)
    )
    assert client("PUT", "/users/1/recommendations", {"items": ROWS}).status == 200
    client("PUT", "/users/2/recommendations", {"items": ROWS[:1]})
    client("PUT", "/users/1/recommendations", {"items": ROWS[:2]})
    assert list(client.application.stored(PUSH.name)) == [
        before,
        {"id": 2, **ROWS[0]},
        {"id": 1, **ROWS[0]},
        {"id": 1, **ROWS[1]},
    ]
    client("PUT", "/users/9/recommendations", {"items": []})
    assert before not in client.application.stored(PUSH.name)


def test_rows_that_are_posted_at_once_have_ids_of_their_own() -> None:
    """What the server gives differs from what others brought along, before and after it."""
    row = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
    both = json_of({"type": "array", "items": row})
    operation = {"requestBody": both, "responses": {"201": both}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/things": {"post": operation}, "/things/{id}": {"get": {"responses": {"200": json_of(row)}}}},
    }
    client = played(document, base="", taken=(Taken("addThings", "POST", "/things", many=True),))
    sent = [{"name": "a"}, {"id": 2, "name": "b"}, {"name": "c"}, {"id": 9, "name": "d"}, {"name": "e"}]
    told = [json.loads(client("POST", "/things", sent).body), json.loads(client("POST", "/things", [{}, {}]).body)]
    ids = [one["id"] for one in (*told[0], *told[1])]
    assert ids == [1, 2, 3, 9, 10, 11, 12]


def test_an_item_that_is_put_is_there_once() -> None:
    """PUT replaces by the path, and makes what is not there yet."""
    client = played(taken=(PUT,))
    client("PUT", "/users/5", {"name": "Ann"})
    client("PUT", "/users/5", {"name": "Bob"})
    assert client.application.stored("putUser") == ({"id": 5, "name": "Bob"},)
    assert client.get("/users/5")["name"] == "Bob"


def test_nothing_is_stored_of_what_is_refused(shop: Client) -> None:
    """A refused list leaves nothing behind."""
    assert shop("PUT", "/users/1/recommendations", {"items": [*ROWS, {"score": 1}]}).status == 422
    assert shop.application.stored(PUSH.name) == ()


def test_a_key_of_idempotency() -> None:
    """The same key and body get the same answer and store once; another body is 422."""
    client = played(taken=(ADD,))
    first = client("POST", "/users", {"name": "Ann"}, idempotency_key="k")
    assert client("POST", "/users", {"name": "Ann"}, idempotency_key="k") == first
    assert problem(client("POST", "/users", {"name": "Bob"}, idempotency_key="k"))["status"] == 422
    assert len(client.application.stored("addUser")) == 1


def changed(way: str, **more: Any) -> Client:
    """The shop, whose recommendations are taken in another way."""
    return played(taken=(PUSH,), ways=(RequestChanged(PUSH.name, way, **more),))


def test_rows_that_are_taken_in_part() -> None:
    """207 with a status for each row, or 200 with the errors in it; a third is not stored."""
    client = changed("accepted-partially")
    answer = client("PUT", "/users/1/recommendations", {"items": ROWS})
    assert answer.status == 207
    assert [one["status"] for one in json.loads(answer.body)["results"]] == [422, 200, 200, 422]
    assert [row["product"] for row in client.application.stored(PUSH.name)] == ["b", "c"]
    quiet = changed("accepted-partially", variant="errors in 200")
    answer = quiet("PUT", "/users/1/recommendations", {"items": ROWS})
    assert answer.status == 200
    assert [one["index"] for one in json.loads(answer.body)["errors"]] == [0, 3]


def test_rows_that_are_taken_later_or_not_whole() -> None:
    """202 and nothing stored; a column that is not stored; too many rows at once."""
    client = changed("accepted-later")
    assert client("PUT", "/users/1/recommendations", {"items": ROWS}).status == 202
    assert client.application.stored(PUSH.name) == ()
    client = changed("field-ignored", column="score")
    client("PUT", "/users/1/recommendations", {"items": ROWS})
    assert client.application.stored(PUSH.name)[0] == {"id": 1, "product": "a"}
    client = changed("batch-limited", detail="3")
    assert client("PUT", "/users/1/recommendations", {"items": ROWS}).status == 413
    assert client("PUT", "/users/1/recommendations", {"items": ROWS[:3]}).status == 200


def test_an_answer_that_is_lost() -> None:
    """The first write is stored and not answered; a retry with a POST is stored twice, with a key once."""
    client = played(taken=(ADD,), ways=(RequestChanged("addUser", "answer-lost"),))
    assert client.lost("POST", "/users", {"name": "Ann"}) is None
    assert client("POST", "/users", {"name": "Ann"}).status == 201
    assert len(client.application.stored("addUser")) == 2
    client = played(taken=(ADD,), ways=(RequestChanged("addUser", "answer-lost"),))
    assert client.lost("POST", "/users", {"name": "Ann"}, idempotency_key="k") is None
    assert client("POST", "/users", {"name": "Ann"}, idempotency_key="k").status == 201
    assert len(client.application.stored("addUser")) == 1
