"""A shop's API, with an application that plays it, and a client without a socket between."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from pytest_connectors.contract.openapi.api import Api
from pytest_connectors.contract.openapi.loading import load
from pytest_connectors.contract.openapi.paging import Paging
from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.rest.server import Application, Keys, Served, Stage, Taken

KEYS = Keys("good-token", "good-refresh", "client-1", "secret-1", "ann", "pass-1", "key-1")
BASIC = "Basic " + base64.b64encode(b"ann:pass-1").decode()


def json_of(schema: dict[str, Any], description: str = "it") -> dict[str, Any]:
    """An answer or a body that is JSON."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def query(name: str, kind: str = "integer", **more: Any) -> dict[str, Any]:
    """A parameter of the query."""
    return {"name": name, "in": "query", "schema": {"type": kind}, **more}


USER = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "minLength": 2},
        "team": {"type": "string", "nullable": True},
        "score": {"type": "number", "maximum": 1},
    },
}
ENVELOPE = {
    "type": "object",
    "required": ["items", "total"],
    "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/User"}},
        "total": {"type": "integer"},
        "page": {"type": "integer"},
        "next_cursor": {"type": "string", "nullable": True},
    },
}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
REF = {"$ref": "#/components/schemas/User"}
SHOP: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://api.shop.example/v2"}],
    "security": [{"bearer": []}],
    "components": {
        "schemas": {"User": USER},
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "basic": {"type": "http", "scheme": "basic"},
            "key": {"type": "apiKey", "in": "query", "name": "api_key"},
            "oauth": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "https://id.shop.example/oauth/token", "scopes": {}}},
            },
        },
    },
    "paths": {
        "/users": {
            "get": {
                "operationId": "listUsers",
                "parameters": [query("page"), query("per_page"), query("cursor", "string"), query("team", "string")],
                "responses": {"200": json_of(ENVELOPE)},
            },
            "post": {"operationId": "addUser", "requestBody": json_of(REF) | {"required": True},
                     "responses": {"201": json_of(REF)}},
        },
        "/users/me": {"get": {"responses": {"200": json_of(REF)}}},
        "/users/{id}": {
            "parameters": [ID],
            "get": {"operationId": "getUser", "responses": {"200": json_of(REF)}},
            "put": {"operationId": "putUser", "requestBody": json_of(REF), "responses": {"200": json_of(REF)}},
            "patch": {"requestBody": json_of({"type": "object"}), "responses": {"200": json_of(REF)}},
            "delete": {"responses": {"204": {"description": "gone"}}},
        },
        "/users/{userId}/orders": {
            "parameters": [ID | {"name": "userId"}],
            "get": {
                "operationId": "listOrders",
                "responses": {"200": json_of({"type": "array", "items": {"type": "object"}})},
            },
        },
        "/users/{id}/recommendations": {
            "parameters": [ID],
            "put": {
                "operationId": "putRecommendations",
                "requestBody": json_of({
                    "type": "object", "required": ["items"],
                    "properties": {"items": {"type": "array", "items": {
                        "type": "object", "required": ["product"],
                        "properties": {"product": {"type": "string"}, "score": {"type": "number", "maximum": 1}}}}},
                }) | {"required": True},
                "responses": {"200": json_of({"type": "object", "properties": {"accepted": {"type": "integer"}}})},
            },
        },
        "/open": {"get": {"security": [], "responses": {"200": json_of({"type": "boolean"})}}},
        "/basic": {"get": {"security": [{"basic": []}], "responses": {"204": {"description": "fine"}}}},
        "/keyed": {"get": {"security": [{"key": []}], "responses": {"204": {"description": "fine"}}}},
        "/granted": {"get": {"security": [{"oauth": ["read"]}], "responses": {"204": {"description": "fine"}}}},
    },
}  # fmt: skip
USERS = tuple({"id": i, "name": f"user {i}", "team": "red" if i % 2 else "blue", "score": 0.5} for i in range(1, 31))
PAGES = Paging("page", "page", size="per_page", total=("total",))
LIST = Served("listUsers", "GET", "/users", USERS, ("items",), many=True, paging=PAGES)
PUSH = Taken("putRecommendations", "PUT", "/users/{id}/recommendations", items=("items",), many=True,
             outside={"id": ("path", "id")})  # fmt: skip
ADD = Taken("addUser", "POST", "/users")


@dataclass
class Client:
    """Calls an application as a connector with a good token would."""

    application: Application
    base: str = "/v2"
    host: str = "127.0.0.1:8000"
    headers: dict[str, str] = field(default_factory=lambda: {"authorization": "Bearer good-token"})

    def __call__(
        self, method: str, address: str, json_body: Any = None, *, body: bytes | None = None, **headers: str
    ) -> Answer:
        """The answer."""
        answer = self.lost(method, address, json_body, body=body, **headers)
        assert answer is not None
        return answer

    def lost(
        self, method: str, address: str, json_body: Any = None, *, body: bytes | None = None, **headers: str
    ) -> Answer | None:
        """The answer; None where the connection would be closed without one."""
        told = {"host": self.host, **self.headers, **{name.replace("_", "-"): text for name, text in headers.items()}}
        sent = body or b""
        if json_body is not None:
            sent = json.dumps(json_body).encode()
            told.setdefault("content-type", "application/json")
        split = urlsplit(address)
        path = split.path if split.netloc else self.base + split.path
        pairs = tuple((name, text) for name, text in told.items() if text)
        return self.application.answer(Request(method, path, split.query, pairs, sent))

    def get(self, address: str, **headers: str) -> Any:
        """What a GET answers, as JSON."""
        answer = self("GET", address, **headers)
        assert answer.status == 200, answer
        return json.loads(answer.body)


def api_of(document: dict[str, Any]) -> Api:
    """What a document says."""
    return Api(load(document, "openapi="))


SHOP_API = api_of(SHOP)


def played(document: dict[str, Any] | None = None, **stage: Any) -> Client:
    """A client of an application that plays a document."""
    application = Application()
    api = SHOP_API if document is None else api_of(document)
    application.set(Stage(api, **({"keys": KEYS, "base": "/v2"} | stage)))
    return Client(application, stage.get("base", "/v2"))


def header(answer: Answer, name: str) -> str | None:
    """A header of an answer."""
    return next((text for told, text in answer.headers if told.lower() == name.lower()), None)


def problem(answer: Answer) -> dict[str, Any]:
    """What a refusal says."""
    assert header(answer, "content-type") == "application/problem+json", answer
    told = json.loads(answer.body)
    assert told["status"] == answer.status
    return dict(told)


@pytest.fixture
def shop() -> Client:
    """The shop, with thirty users and a write of recommendations."""
    return played(served=(LIST,), taken=(PUSH,))
