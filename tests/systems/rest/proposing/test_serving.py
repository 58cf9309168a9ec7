"""How does an API answer when it speaks its next document, and where is an operation in it?"""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
import yaml

from pytest_connectors.errors import BadContract
from pytest_connectors.systems.protocol import Scene

from .conftest import ITEMS, ORDERS, SHOP, Document, Shop, held


def test_nothing_to_rehearse(shop: Shop) -> None:
    """A document that says the same is no change, in whatever words it is written."""
    assert shop.change(lambda _: None, name="next.json") is None


def test_the_whole_document_is_served(shop: Shop) -> None:
    """Other operations answer by the next document as well; before and afterwards by today's."""
    scene = Scene({"listItems": tuple(ITEMS)})
    shop.far_end.set_scene(scene)
    assert shop.get("/health") == {"well": True}
    shop.now(
        lambda document: document["paths"].update({"/health": {"get": {"responses": {"200": held({"const": 9})}}}})
    )
    assert shop.get("/health") == 9
    assert shop.get() == ITEMS
    shop.far_end.set_scene(scene)
    assert shop.get("/health") == {"well": True}


def test_an_operation_that_has_moved(shop: Shop) -> None:
    """It is found by its operationId; its old path is unknown."""

    def edit(document: Document) -> None:
        document["paths"]["/things"] = document["paths"].pop("/items")

    change = shop.now(edit)
    assert shop.get("/things") == ITEMS
    assert shop.get("/items") == 404
    assert change.notes == ("it is called by GET /things",)
    assert shop.told(change).judgement.startswith("ERR api-path-removed-without-deprecation")
    assert shop.told(change).difference[:3] == ("#/paths", "- GET /items", "+ GET /things")


def test_what_stood_in_the_server_stands_in_the_path(shop: Shop) -> None:
    """The same address is the same operation, without an operationId too."""

    def edit(document: Document) -> None:
        document["servers"] = [{"url": "https://api.shop.example"}]
        document["paths"] = {f"/v1{path}": item for path, item in document["paths"].items()}
        del document["paths"]["/v1/items"]["get"]["operationId"]

    shop.now(edit)
    assert shop.get() == ITEMS
    assert shop.send("put", "/orders/7", json={"sku": "ink", "count": 1}) == {"sku": "ink", "count": 1}
    assert shop.orders == [{"number": 7, "sku": "ink", "count": 1}]


def test_another_server(shop: Shop) -> None:
    """The server answers where it did, with the next document's paths, and the sentence names the new address."""
    change = shop.now(lambda document: document.update(servers=[{"url": "https://api.shop.example/v2"}]))
    assert shop.get() == ITEMS
    assert change.notes == ("it lies under /v2",)


def test_an_operation_that_is_gone(shop: Shop) -> None:
    """It answers as unknown paths do, and as other methods of a known one."""
    change = shop.now(lambda document: document["paths"].pop("/items"))
    assert shop.get() == 404
    assert change.notes == ("GET /items is gone",)
    assert shop.told(change).judgement == "ERR api-path-removed-without-deprecation"
    change = shop.now(lambda document: document["paths"]["/orders/{number}"].pop("put"), of="put-orders-number")
    assert shop.send("put", "/orders/8", json={"sku": "ink", "count": 1}) in (404, 405)
    assert shop.orders == ORDERS


def test_envelopes_and_pages(shop: Shop) -> None:
    """Rows lie where the next document has them, in its pages."""
    page = {
        "type": "object",
        "required": ["data", "next_cursor"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
            "next_cursor": {"type": ["string", "null"]},
        },
    }
    get = {
        "operationId": "listItems",
        "parameters": [{"name": "cursor", "in": "query", "schema": {"type": "string"}}],
        "responses": {"200": held(page)},
    }
    change = shop.now(lambda document: document["paths"].update({"/items": {"get": get}}))
    first = shop.get()
    second = shop.get(params={"cursor": first["next_cursor"]})
    assert [*first["data"], *second["data"]] == ITEMS
    assert second["next_cursor"] is None
    assert change.notes == ("rows lie in 'data'", "pages by ?cursor=, told in next_cursor")


def test_parameters_and_proof(shop: Shop) -> None:
    """What the next document asks of a request is asked: a parameter, and how one proves who one is."""

    def edit(document: Document) -> None:
        document["components"]["securitySchemes"] = {"basic": {"type": "http", "scheme": "basic"}}
        get = document["paths"]["/items"]["get"]
        get["security"] = [{"basic": []}]
        get["parameters"] = [{"name": "tenant", "in": "query", "required": True, "schema": {"type": "string"}}]

    change = shop.now(edit)
    assert shop.get() == 401
    keys = shop.far_end.keys
    basic = {"Authorization": "Basic " + base64.b64encode(f"{keys.username}:{keys.password}".encode()).decode()}
    assert shop.get(headers=basic) == 400
    assert shop.get(params={"tenant": "a"}, headers=basic) == ITEMS
    assert change.notes == (
        "the parameter 'tenant' is required",
        "it asks for a name and a password (Basic)",
    )
    assert {"401", "tenant"} <= set(change.words)


def test_a_status_and_a_path_for_one_row(shop: Shop) -> None:
    """The answer's status is the next document's."""
    change = shop.now(lambda document: document["paths"]["/items"]["get"].update(
        responses={"203": held({"type": "array", "items": {"$ref": "#/components/schemas/Item"}})}))  # fmt: skip
    assert shop.get() == ITEMS
    assert change.notes == ("it answers 203",)


def test_several_files(shop: Shop) -> None:
    """The next document may be in several files, of another version and another syntax."""
    schema = {**SHOP["components"]["schemas"]["Item"], "required": ["id"]}
    (shop.folder / "item.json").write_text(yaml.safe_dump(schema))

    def edit(document: Document) -> None:
        document["openapi"] = "3.0.3"
        del document["paths"]["/health"]
        document["components"]["schemas"]["Item"] = {"$ref": "item.json"}

    change = shop.now(edit)
    assert shop.get() == ITEMS
    assert change.notes == ("name may be left out", "price may be left out")
    assert "ERR response-property-became-optional" in shop.told(change).judgement


def test_words_are_no_difference(shop: Shop) -> None:
    """What tells people only is in no diff, and a property that is called like such a word is."""

    def edit(document: Document) -> None:
        document["paths"]["/items"]["get"]["summary"] = "All of them."
        document["components"]["schemas"]["Item"]["description"] = "One."

    told = shop.told(shop.now(edit))
    assert told.difference == ()
    assert told.judgement == "no difference in the document"

    def named(document: Document) -> None:
        document["components"]["schemas"]["Item"]["properties"]["description"] = {"type": "string"}

    told = shop.told(shop.now(named))
    assert told.difference == ("#/components/schemas/Item/properties", "+ description: {type: string}")


BAD = {
    "swagger.yaml": ("swagger: '2.0'\ninfo: {title: Shop, version: '1'}\npaths: {}\n", "Swagger 2.0"),
    "broken.yaml": ("openapi: 3.1.0\npaths: {/items: [\n", "line 3"),
    "other.yaml": (
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths: {/pets: {get: {responses: {'200': {}}}}}\n",
        "none of the operations",
    ),
    "empty.yaml": ("openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths: {}\n", "none of the operations"),
    "typed.yaml": (
        yaml.safe_dump(SHOP).replace("price:\n          type: number", "price:\n          type: 1.5"),
        "#/components/schemas/Item/properties/price/type",
    ),
    "lost.yaml": (
        yaml.safe_dump(SHOP).replace("schemas/Item", "schemas/Itme"),
        "#/paths/~1items/get",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_rehearsed(shop: Shop, name: str) -> None:
    """The message names the proposal, the file, and where in it or what of it is wrong."""
    text, said = BAD[name]
    Path(shop.folder / name).write_text(text)
    with pytest.raises(BadContract) as caught:
        shop.proposed(name)
    assert str(caught.value).startswith(f"--connector-change listItems={name}: ")
    assert said in str(caught.value)
