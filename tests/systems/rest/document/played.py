"""An API of users to which something happens, for the tests of changes and of what is said of them."""

from __future__ import annotations

import copy
from typing import Any

from pytest_connectors.contract.openapi.model import Content
from pytest_connectors.contract.openapi.paging import Paging
from pytest_connectors.contract.openapi.rows import Field, Shape
from pytest_connectors.systems.rest.document.changing import Scenery

USER: dict[str, Any] = {
    "allOf": [
        {"$ref": "#/components/schemas/Base"},
        {
            "type": "object",
            "required": ["name", "status"],
            "properties": {
                "name": {"type": "string", "minLength": 1},
                "nick": {"type": ["string", "null"]},
                "status": {"$ref": "#/components/schemas/Status"},
                "price": {"type": "number", "minimum": 0},
                "born": {"type": "string", "format": "date-time"},
                "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                "friend": {"$ref": "#/components/schemas/User"},
            },
        },
    ]
}
SCHEMAS: dict[str, Any] = {
    "User": USER,
    "Base": {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "integer", "format": "int32", "maximum": 99999}},
    },
    "Status": {"type": "string", "enum": ["new", "old"]},
    "Page": {
        "type": "object",
        "required": ["data", "meta"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": "#/components/schemas/User"}},
            "meta": {
                "type": "object",
                "properties": {"next": {"type": ["string", "null"]}, "total": {"type": "integer"}},
            },
        },
    },
}
_ANSWER = {
    "description": "They are",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}},
}
_SENT = {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/User"}}}
ROOT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/v1/users": {
            "parameters": [{"name": "team", "in": "query", "schema": {"type": "string"}}],
            "get": {
                "operationId": "users",
                "parameters": [{"name": "after", "in": "query", "schema": {"type": "string"}}],
                "responses": {"200": {"$ref": "#/components/responses/Users"}},
            },
            "post": {
                "operationId": "push",
                "parameters": [{"name": "mode", "in": "query", "schema": {"type": "integer"}}],
                "requestBody": {"required": True, "content": {"application/json": _SENT}},
                "responses": {"201": {"description": "Stored"}},
            },
        },
        "/v1/teams": {"get": {"responses": {"200": {"description": "Teams"}}}},
    },
    "components": {"schemas": SCHEMAS, "responses": {"Users": _ANSWER}},
}
ROWS: tuple[dict[str, Any], ...] = tuple(
    {
        "id": number,
        "name": f"name {number}",
        "nick": None if number == 1 else f"n{number}",
        "status": "old" if number % 2 else "new",
        "price": 1.25 * number,
        "born": f"2026-01-0{number + 1}T10:00:00Z",
        "tags": ["a", f"b{number}"],
    }
    for number in range(6)
)
ITEM = "#/components/schemas/User"


def reading() -> Scenery:
    """The operation that hands users out, page by page."""
    root = copy.deepcopy(ROOT)
    content = Content("application/json", {"$ref": ITEM}, "#/components/responses/Users/content/application~1json")
    shape = Shape(content, "200", ("data",), many=True, fields=_fields(), item={"$ref": ITEM}, pointer=ITEM)
    paging = Paging("cursor", "after", told=("meta", "next"), total=("meta", "total"))
    return Scenery(
        root, "users", "GET", "/v1/users", shape, ("data",), many=True, paging=paging, rows=ROWS, writes=False
    )


def writing() -> Scenery:
    """The operation that takes users, a list of them."""
    root = copy.deepcopy(ROOT)
    pointer = "#/paths/~1v1~1users/post/requestBody/content/application~1json"
    shape = Shape(
        Content("application/json", {}, pointer), "", (), many=True, fields=_fields(), item={"$ref": ITEM}, pointer=ITEM
    )
    return Scenery(root, "push", "POST", "/v1/users", shape, (), many=True, paging=None, rows=ROWS, writes=True)


def _fields() -> tuple[Field, ...]:
    declared = (Field(name, {}, required=False, nullable=False) for name in ROWS[0])
    return (Field("mode", {"type": "integer"}, required=False, nullable=False, place="query"), *declared)
