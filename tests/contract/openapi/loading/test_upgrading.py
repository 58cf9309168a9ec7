"""Does a schema of 3.0 say the same in the words of draft 2020-12?"""

from __future__ import annotations

from typing import Any

import pytest

from pytest_connectors.contract.openapi import load

CAT = {"$ref": "#/components/schemas/Cat"}


def upgraded(schema: Any, version: str = "3.0.3") -> Any:
    """The schema as a document of that version says it."""
    root = {"openapi": version, "paths": {}, "components": {"schemas": {"A": schema, "Cat": {"type": "object"}}}}
    return load(root, "x").root["components"]["schemas"]["A"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"nullable": True}, {}),
        ({"type": "string", "nullable": True, "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a", None]}),
        ({"type": "string", "nullable": True, "enum": ["a", None]}, {"type": ["string", "null"], "enum": ["a", None]}),
        (
            {"nullable": True, "allOf": [CAT], "title": "T"},
            {"title": "T", "anyOf": [{"allOf": [CAT]}, {"type": "null"}]},
        ),
        ({"nullable": True, "oneOf": [CAT]}, {"anyOf": [{"oneOf": [CAT]}, {"type": "null"}]}),
        ({"nullable": True, "anyOf": [CAT]}, {"anyOf": [CAT, {"type": "null"}]}),
        (
            {"type": "object", "nullable": True, "anyOf": [CAT]},
            {"type": ["object", "null"], "anyOf": [CAT, {"type": "null"}]},
        ),
        ({**CAT, "nullable": True, "description": "d"}, CAT),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"maximum": 9, "exclusiveMaximum": True}, {"exclusiveMaximum": 9}),
        ({"exclusiveMaximum": True}, {}),
        ({"exclusiveMaximum": 9}, {"exclusiveMaximum": 9}),
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        ({"example": None}, {"examples": [None]}),
        ({"examples": {"one": {"value": 1}}}, {"examples": [1]}),
        ({"type": "string", "format": "byte"}, {"type": "string", "format": "byte", "contentEncoding": "base64"}),
        (
            {"type": "string", "format": "binary"},
            {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"},
        ),
        ({"items": [{"nullable": True, "type": "string"}]}, {"prefixItems": [{"type": ["string", "null"]}]}),
        ({"type": "object", "required": True}, {"type": "object"}),
    ],
)
def test_words_of_3_0_become_those_of_2020_12(before: Any, after: Any) -> None:
    """Words of 3.0 become those of 2020-12, wherever a schema holds another."""
    assert upgraded(before) == after
    for around in ({"items": before}, {"not": before}, {"additionalProperties": before}, {"properties": {"a": before}}):
        assert upgraded(around) == {key: {"a": after} if key == "properties" else after for key in around}
    assert upgraded({"allOf": [before], "oneOf": [{"anyOf": [before]}]}) == {
        "allOf": [after],
        "oneOf": [{"anyOf": [after]}],
    }


def test_only_schemas_are_reworded() -> None:
    """A property that is called as a keyword is, and values that hold such words, are left alone."""
    schema = {
        "type": "object",
        "properties": {"nullable": {"type": "boolean"}, "example": {"type": "string"}, "exclusiveMinimum": {}},
        "default": {"nullable": True, "example": 1},
        "enum": [{"nullable": True, "example": 1}],
        "x-more": {"nullable": True},
    }
    assert upgraded(schema) == schema


def test_a_document_of_3_1_is_left_as_it_is() -> None:
    """A document of 3.1 is left as it is: beside a `$ref` words count."""
    schema = {**CAT, "description": "d", "example": 1, "examples": [2]}
    assert upgraded(schema, "3.1.0") == schema


def test_every_place_of_a_schema_is_found() -> None:
    """Parameters, headers, bodies, answers, encodings and callbacks hold schemas; so does what only a `$ref` names."""
    old = {"type": "string", "nullable": True}
    holder = {"name": "p", "in": "query", "schema": dict(old)}
    content = {
        "application/json": {
            "schema": {"properties": {"far": {"$ref": "#/x-more/Far"}, "near": dict(old)}},
            "example": {"nullable": True},
            "encoding": {"near": {"headers": {"H": {"schema": dict(old)}}}},
        }
    }
    answer = {"description": "", "headers": {"H": {"schema": dict(old)}}, "content": content}
    operation: dict[str, Any] = {
        "parameters": [holder, {"name": "q", "in": "query", "content": {"text/plain": {"schema": dict(old)}}}],
        "requestBody": {"content": {"text/plain": {"schema": dict(old)}}},
        "responses": {"200": answer, "404": {"$ref": "#/x-more/Answer"}},
    }
    root = load(
        {
            "openapi": "3.0.0",
            "paths": {
                "/a": {
                    "parameters": [dict(holder)],
                    "post": {**operation, "callbacks": {"c": {"{$url}": {"post": operation}}}},
                },
                "/b": {"$ref": "#/x-more/path"},
            },
            "x-more": {
                "Far": {"items": {"$ref": "#/x-more/Further"}},
                "Further": dict(old),
                "Answer": {"content": {"text/plain": {"schema": dict(old)}}},
                "path": {"get": {"responses": {"200": {"content": {"text/plain": {"schema": dict(old)}}}}}},
            },
        },
        "x",
    ).root
    said = repr(root)
    assert said.count("'nullable': True") == 2, "only in the two examples"
    assert root["x-more"]["Further"] == {"type": ["string", "null"]}


def test_what_yaml_repeats_is_reworded_once() -> None:
    """A schema that an alias lays at two places is reworded once."""
    text = "{openapi: 3.0.0, paths: {}, components: {schemas: {A: &a {minimum: 1, exclusiveMinimum: true}, B: *a}}}"
    schemas = load(text, "x").root["components"]["schemas"]
    assert schemas["A"] is schemas["B"]
    assert schemas["A"] == {"exclusiveMinimum": 1}
