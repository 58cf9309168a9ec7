"""Every operation of a document is called with what the document asks for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from pytest_connectors.systems.rest.server.counting import counted

from .conftest import ADD, SHOP, SHOP_API, api_of, played


def test_every_operation_answers() -> None:
    """None is refused, none fails, none is named."""
    count = counted(SHOP_API)
    assert (count.answered, count.named, count.refused, count.failed) == (len(SHOP_API.routes), [], [], [])


def test_what_cannot_be_served_is_named_and_the_rest_is_served() -> None:
    """A `$ref` that leads nowhere costs one operation."""
    broken = {"get": {"responses": {"200": {"$ref": "#/components/responses/Nowhere"}}}}
    count = counted(api_of({**SHOP, "paths": {**SHOP["paths"], "/broken": broken}}))
    assert count.answered == len(SHOP_API.routes)
    assert [one.pointer for one in count.named] == ["#/paths/~1broken/get"]
    assert (count.refused, count.failed) == ([], [])


def test_clients_may_call_from_several_threads() -> None:
    """Nothing is lost, and no id is given twice."""
    client = played(taken=(ADD,))
    with ThreadPoolExecutor(8) as pool:
        bodies = {answer.body for answer in pool.map(lambda i: client("POST", "/users", {"name": f"n{i}"}), range(200))}
    assert len(bodies) == 200
    assert len(client.application.stored("addUser")) == 200
