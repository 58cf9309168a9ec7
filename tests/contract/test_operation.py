"""Is an operation what was declared, and is what cannot be declared refused in plain words?"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from pytest_connectors import BadContract, Operation, Table
from pytest_connectors.contract import connector

SHOP: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://api.shop.example/v2/"}, {"url": "/v2"}],
    "paths": {
        "/users": {
            "get": {
                "operationId": "listUsers",
                "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer"}}],
                "responses": {
                    "200": {
                        "description": "All.",
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/User"}}
                            }
                        },
                    }
                },
            }
        },
        "/users/{id}/recommendations": {
            "put": {
                "operationId": "putRecommendations",
                "servers": [{"url": "https://write.shop.example"}],
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}},
                "responses": {"204": {"description": "Stored."}},
            }
        },
    },
    "components": {
        "schemas": {"User": {"type": "object", "properties": {"name": {"type": "string", "nullable": True}}}}
    },
}


def operation(name: Any = "listUsers", **given: Any) -> Operation:
    """An operation of the shop."""
    return Operation(name, **{"openapi": SHOP, **given})


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("putRecommendations", "putRecommendations"),
        ("PUT /users/{id}/recommendations", "put-users-id-recommendations"),
        ("GET /users", "get-users"),
    ],
)
def test_a_name_is_of_use_in_a_test_s_id(said: str, name: str) -> None:
    """A name is of use in a test's id."""
    one = operation(said)
    assert (one.name, one.said, one.system, one.documented) == (name, f"Operation({said!r})", "rest", True)


def test_the_document_may_be_a_path_a_text_or_a_dict(tmp_path: Path) -> None:
    """The document may be a path, a text or a dict; operations of one document share what is read of it."""
    text = json.dumps(SHOP, indent=1)
    path = tmp_path / "openapi.json"
    path.write_text(text, encoding="utf-8")
    for given in (path, str(path), text, SHOP, copy.deepcopy(SHOP)):
        users, recommendations = operation(openapi=given), operation("putRecommendations", openapi=given)
        assert [field.name for field in users.answered.fields] == ["name"]
        assert users.answered.fields[0].nullable
        assert [field.name for field in recommendations.taken.fields] == ["id", "name"]
        assert users.api is recommendations.api
        assert users.paging is not None
        assert users.paging.said == "pages by ?page="


def test_hosts_are_all_addresses_under_which_it_is_called() -> None:
    """Hosts are all addresses under which it is called: the document's, those of the operation, and the user's."""
    assert operation().hosts == ("https://api.shop.example/v2",)
    one = operation("putRecommendations", url="http://localhost:8080/", hosts="https://old.shop.example")
    assert one.hosts == (
        "https://write.shop.example",
        "https://api.shop.example/v2",
        "http://localhost:8080",
        "https://old.shop.example",
    )


def test_two_that_say_the_same_agree() -> None:
    """Two that say the same agree."""
    assert operation().agrees_with(operation())
    assert operation().agrees_with(operation(openapi=copy.deepcopy(SHOP)))
    for other in (
        operation("GET /users"),
        operation(items=""),
        operation(pagination=False),
        operation(hosts="https://a.example"),
        operation(rows=[{"name": "a"}]),
        operation(openapi={**SHOP, "info": {"title": "Other", "version": "2"}}),
        object(),
    ):
        assert not operation().agrees_with(other)


def test_a_marker_takes_operations_beside_tables() -> None:
    """A marker takes operations beside tables, and joins them."""
    users, push = operation(), operation("putRecommendations")
    purchases = Table("purchases", ddl="CREATE TABLE purchases (name text)")
    contract = connector("push", reads=[purchases, users], writes=push, joins=[(purchases, "name", users, "name")])
    assert (contract.operations, contract.tables) == ((users, push), (purchases,))


def test_one_operation_declared_twice_is_refused() -> None:
    """One operation declared twice is refused."""
    with pytest.raises(
        BadContract, match=r"operation 'listUsers' is declared twice, by two Operation\(\.\.\.\) objects"
    ):
        connector("push", reads=operation(), writes=operation())


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        (7, {}, "needs the operation's name as its first argument, a text such as 'listUsers'"),
        (" ", {}, "needs the operation's name as its first argument"),
        ("listUsers", {"openapi": None}, "neither is given."),
        ("listUsers", {"sample": "users.json"}, "both are given."),
        ("listUser", {}, "Operation('listUser'): openapi= has no operation 'listUser'. Did you mean 'listUsers'?"),
        ("listUsers", {"openapi": {"swagger": "2.0"}}, "is Swagger 2.0"),
        ("listUsers", {"openapi": 5}, "Operation('listUsers'): openapi= takes the path"),
        ("listUsers", {"url": "api.shop.example"}, "url= takes an address with its scheme, such as"),
        ("listUsers", {"url": "api.shop.example"}, "Did you mean 'https://api.shop.example'?"),
        ("listUsers", {"url": "ftp://a.example"}, "it is 'ftp://a.example'."),
        ("listUsers", {"hosts": ["https://a.example", 5]}, "hosts= takes an address with its scheme"),
        ("listUsers", {"hosts": 5}, "hosts= takes an address with its scheme"),
        ("listUsers", {"items": ["data"]}, "items= takes a dotted path such as 'data.items', or ''; it is ['data']."),
    ],
)
def test_what_cannot_be_declared_is_refused(name: Any, given: dict[str, Any], said: str) -> None:
    """What cannot be declared is refused."""
    with pytest.raises(BadContract) as caught:
        operation(name, **given)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["listUsers", "GET /users"])
def test_it_has_further_spellings(name: str) -> None:
    """Whoever names it, on the command line, may say its operationId or its call, however it was declared."""
    get = {"operationId": "listUsers", "responses": {"200": {"description": "all"}}}
    declared = Operation(name, openapi={"openapi": "3.1.0", "paths": {"/users": {"get": get}}})
    assert {"listUsers", "GET /users"} <= set(declared.spellings)
