"""What does an operation look like? As a schema by which rows are drawn that its document takes."""

from __future__ import annotations

from typing import Any

from pytest_connectors.contract.operation import Operation
from pytest_connectors.drift.schema import OperationSchema
from pytest_connectors.systems.rest.document.rows import schema_of


def _answer(fields: dict[str, Any], **more: Any) -> Operation:
    item = {"type": "object", "properties": fields, **more}
    body = {"type": "object", "properties": {"data": {"type": "array", "items": item}}}
    return _operation("get", "/users", {"responses": {"200": _content(body)}})


def _content(schema: Any) -> dict[str, Any]:
    return {"description": "", "content": {"application/json": {"schema": schema}}}


def _operation(method: str, path: str, said: dict[str, Any], **document: Any) -> Operation:
    root = {
        "openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "servers": [{"url": "https://api.shop.example/v2"}],
        "paths": {path: {method: {"operationId": "it", "responses": {"200": {"description": ""}}, **said}}},
        **document,
    }  # fmt: skip
    return Operation("it", openapi=root)


def _read(fields: dict[str, Any], **more: Any) -> OperationSchema:
    return schema_of(_answer(fields, **more), writes=False)


def test_scalars_are_drawn_as_what_they_are() -> None:
    """Each type and format of JSON is drawn as the nearest type of PostgreSQL."""
    schema = _read({
        "small": {"type": "integer", "format": "int32"}, "whole": {"type": "integer"}, "real": {"type": "number"},
        "cents": {"type": "number", "multipleOf": 0.01}, "truth": {"type": "boolean"}, "text": {"type": "string"},
        "short": {"type": "string", "maxLength": 5}, "day": {"type": "string", "format": "date"},
        "at": {"type": "string", "format": "date-time"}, "key": {"type": "string", "format": "uuid"},
        "bytes": {"type": "string", "format": "byte"}, "state": {"enum": ["new", "old"]},
    })  # fmt: skip
    assert {one.name: one.type.base for one in schema.columns} == {
        "small": "int4", "whole": "int8", "real": "float8", "cents": "numeric", "truth": "bool", "text": "text",
        "short": "varchar", "day": "date", "at": "timestamptz", "key": "uuid", "bytes": "bytea", "state": "text",
    }  # fmt: skip
    assert schema.column("cents").type.scale == 2
    assert schema.column("short").type.length == 5
    assert schema.column("state").type.labels == ("new", "old")
    assert schema.column("at").type.text == "string(date-time)"


def test_bounds_are_checks() -> None:
    """What a schema says of numbers and lengths is said as CHECKs."""
    schema = _read(
        {"age": {"type": "integer", "minimum": 0, "exclusiveMaximum": 150}, "name": {"type": "string", "minLength": 3}}
    )
    assert schema.column("age").type.checks[:2] == ("CHECK ((VALUE >= 0))", "CHECK ((VALUE < 150))")
    assert schema.column("name").type.checks == ("CHECK ((char_length(VALUE) >= 3))",)


def test_what_no_scalar_describes_is_drawn_as_a_seed() -> None:
    """Objects, lists, variants and patterns are drawn as small numbers, under JSON's word for them."""
    fields = {
        "object": {"type": "object", "properties": {"a": {}}}, "array": {"type": "array", "items": {}},
        "string(email)": {"type": "string", "format": "email"}, "string": {"type": "string", "pattern": "^a"},
        "string or integer": {"type": ["string", "integer"]}, "any": {},
    }  # fmt: skip
    schema = _read(fields)
    assert {one.name: (one.type.text, one.type.base) for one in schema.columns} == {
        name: (name, "int4") for name in fields
    }
    assert all(one.type.checks for one in schema.columns)


def test_nullable_in_each_wording() -> None:
    """A list of types and a choice with null are one type that may be null."""
    schema = _read({
        "a": {"type": ["integer", "null"]},
        "b": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "c": {"type": "integer"},
    })  # fmt: skip
    assert [(one.nullable, one.type.base) for one in schema.columns] == [
        (True, "int8"),
        (True, "int8"),
        (False, "int8"),
    ]


def test_what_names_a_thing_is_a_key() -> None:
    """`id`, or the id of the path's things, occurs once; what may be null, and what names another thing, does not."""
    number = {"type": "integer"}
    assert _read({"id": number, "team_id": number}).unique == (("id",),)
    assert _read({"userId": number, "team_id": number}).unique == (("userId",),)
    assert _read({"team_id": number}).unique == ()
    assert _read({"id": {"type": ["integer", "null"]}}).unique == ()


def test_written_rows_hold_what_the_path_says() -> None:
    """Parameters of the path are columns that stand outside of the body and are the key of a single row."""
    operation = _operation("put", "/users/{user_id}", {
        "parameters": [
            {"name": "user_id", "in": "path", "required": True, "schema": {"type": "integer"}},
            {"name": "dry", "in": "query", "schema": {"type": "boolean"}},
        ],
        "requestBody": _content({
            "type": "object", "additionalProperties": False, "required": ["name"],
            "properties": {"name": {"type": "string"}, "note": {"type": "string"}},
        }),
        "security": [{"key": []}],
    }, components={"securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "key"}}})  # fmt: skip
    schema = schema_of(operation, writes=True)
    assert schema.column_names == ("user_id", "name", "note")
    assert (schema.primary_key, schema.outside, schema.optional) == (("user_id",), ("user_id",), ("note",))
    assert (schema.closed, schema.many, schema.parameters, schema.secured) == (True, False, ("dry",), ("apiKey",))
    assert (schema.schema, schema.table, schema.media) == (
        "api.shop.example",
        "PUT /users/{user_id}",
        ("application/json",),
    )


def test_read_rows_know_where_they_lie() -> None:
    """The keys that lead to the rows, and that there are several, are told."""
    schema = _read({"id": {"type": "integer"}})
    assert (schema.envelope, schema.many, schema.writes, schema.method, schema.documented) == (
        ("data",),
        True,
        False,
        "GET",
        True,
    )
