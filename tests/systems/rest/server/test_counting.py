"""Every operation of a document is called with what the document asks for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pytest_connectors.contract.openapi.api import Api
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


def of(path: str, method: str, operation: dict[str, Any], **components: Any) -> Api:
    """A document with one operation."""
    there = {**operation, "responses": {"200": {"description": "it"}}}
    info = {"title": "t", "version": "1"}
    return api_of({"openapi": "3.1.0", "info": info, "components": components, "paths": {path: {method: there}}})


def test_a_token_is_asked_for_as_tokens_are() -> None:
    """An operation that the document names as a token's address is called with a grant, whatever its body says."""
    schemes = {"oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}}}}
    body = {"content": {"application/json": {"schema": {"properties": {"grant_type": {"type": "string"}}}}}}
    count = counted(of("/token", "post", {"requestBody": body}, securitySchemes=schemes))
    assert (count.answered, count.named, count.refused, count.failed) == (1, [], [], [])


def test_a_map_that_must_be_told_holds_something() -> None:
    """An empty one would be nothing in the query."""
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    parameter = {"name": "by", "in": "query", "required": True, "schema": schema}
    count = counted(of("/it", "get", {"parameters": [parameter]}))
    assert (count.answered, count.named, count.refused, count.failed) == (1, [], [], [])


def test_clients_may_call_from_several_threads() -> None:
    """Nothing is lost, and no id is given twice."""
    client = played(taken=(ADD,))
    with ThreadPoolExecutor(8) as pool:
        bodies = {answer.body for answer in pool.map(lambda i: client("POST", "/users", {"name": f"n{i}"}), range(200))}
    assert len(bodies) == 200
    assert len(client.application.stored("addUser")) == 200
