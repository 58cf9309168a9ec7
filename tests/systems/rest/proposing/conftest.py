"""A shop's API on a far end, its next documents, and a client that asks it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from pytest_connectors.contract import Contract
from pytest_connectors.contract.operation import Operation
from pytest_connectors.contract.proposal import proposal_of
from pytest_connectors.drift.changes import DocumentReplaced
from pytest_connectors.systems.protocol import Scene, Told
from pytest_connectors.systems.rest.far_end import FarEnd
from pytest_connectors.systems.rest.opening import open_far_end

Document = dict[str, Any]
ITEMS = [
    {"id": 1, "name": "pen", "price": 1.5, "tags": ["a"], "maker": {"city": "Rome", "since": 1990}},
    {"id": 2, "name": "ink", "price": 2.0, "tags": [], "maker": {"city": "Oslo", "since": 2001}},
]
ORDERS = [{"number": 7, "sku": "pen", "count": 2}]
MAKER = {
    "type": "object",
    "required": ["city"],
    "properties": {"city": {"type": "string"}, "since": {"type": "integer"}},
}
ITEM: Document = {
    "type": "object",
    "required": ["id", "name", "price"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "price": {"type": "number"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "maker": MAKER,
    },
}
ORDER: Document = {
    "type": "object",
    "required": ["sku", "count"],
    "properties": {"sku": {"type": "string"}, "count": {"type": "integer"}},
}


def held(schema: Document) -> Document:
    """What is JSON."""
    return {"description": "it", "content": {"application/json": {"schema": schema}}}


SHOP: Document = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://api.shop.example/v1"}],
    "paths": {
        "/items": {
            "get": {
                "operationId": "listItems",
                "responses": {"200": held({"type": "array", "items": {"$ref": "#/components/schemas/Item"}})},
            }
        },
        "/orders/{number}": {
            "put": {
                "parameters": [{"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "requestBody": held({"$ref": "#/components/schemas/Order"}) | {"required": True},
                "responses": {"200": held({"$ref": "#/components/schemas/Order"})},
            }
        },
        "/health": {"get": {"responses": {"200": held({"const": {"well": True}})}}},
    },
    "components": {"schemas": {"Item": ITEM, "Order": ORDER}},
}


@dataclass(frozen=True)
class Shop:
    """The API of a contract that reads items and puts orders."""

    far_end: FarEnd
    folder: Path

    def declared(self, edit: Callable[[Document], object]) -> Shop:
        """The shop, whose declared document has this edit."""
        document = copy.deepcopy(SHOP)
        edit(document)
        path = self.folder / f"openapi-{len(list(self.folder.iterdir()))}.yaml"
        path.write_text(yaml.safe_dump(document, sort_keys=False))
        items, orders = Operation("listItems", openapi=path), Operation("PUT /orders/{number}", openapi=path)
        self.far_end.declare(Contract(name="shop", reads=(items,), writes=(orders,)))
        return self

    def change(self, edit: Callable[[Document], object], name: str = "", of: str = "listItems") -> Any:
        """The change to the document that the edit makes; None where it makes none."""
        # A document is read once.
        name = name or f"next-{len(list(self.folder.iterdir()))}.yaml"
        document = copy.deepcopy(SHOP)
        edit(document)
        text = json.dumps(document) if name.endswith("json") else yaml.safe_dump(document, sort_keys=False)
        (self.folder / name).write_text(text)
        return self.proposed(name, of)

    def proposed(self, name: str, of: str = "listItems") -> DocumentReplaced | None:
        """The change to a document that lies there."""
        found = self.far_end.proposed(proposal_of(f"{of}={name}", self.folder))
        assert len(found) < 2
        change = found[0] if found else None
        assert change is None or isinstance(change, DocumentReplaced)
        return change

    def now(self, edit: Callable[[Document], object], **more: Any) -> DocumentReplaced:
        """The API speaks the next document; the change that this is."""
        change: DocumentReplaced = self.change(edit, **more)
        self.far_end.set_scene(Scene({"listItems": tuple(ITEMS), "put-orders-number": tuple(ORDERS)}, (change,)))
        return change

    def told(self, change: DocumentReplaced) -> Told:
        """How it shows in the documents."""
        return self.far_end.told([change])

    @property
    def url(self) -> str:
        """Where connectors call it."""
        return self.far_end.api_of("listItems").origin + "/v1"

    def get(self, path: str = "/items", **more: Any) -> Any:
        """What is answered, as JSON; the status where it is an error."""
        return self.send("get", path, **more)

    def send(self, method: str, path: str, **more: Any) -> Any:
        """The same, by another method."""
        token = {"Authorization": f"Bearer {self.far_end.keys.token}"}
        answer = requests.request(method, self.url + path, timeout=10, **{"headers": token, **more})
        return answer.json() if answer.ok else answer.status_code

    @property
    def orders(self) -> list[Mapping[str, Any]]:
        """What lies there of orders, in declared names."""
        return list(self.far_end.read("put-orders-number"))


@pytest.fixture(scope="module")
def far_end() -> Iterator[FarEnd]:
    """One far end for all tests of a module."""
    with open_far_end() as opened:
        yield opened


@pytest.fixture
def shop(far_end: FarEnd, tmp_path: Path) -> Shop:
    """The shop, on the unchanged document."""
    return Shop(far_end, tmp_path).declared(lambda _: None)
