"""What the server refuses, in which words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import BASIC, Client, header, json_of, played, problem


def test_path_method_and_their_answers(shop: Client) -> None:
    """An unknown path is 404, a known one with another method 405 with what there is; OPTIONS tells the same."""
    assert problem(shop("GET", "/nobody"))["title"] == "Not Found"
    refused = shop("PATCH", "/users")
    assert (refused.status, header(refused, "allow")) == (405, "GET, HEAD, OPTIONS, POST")
    told = shop("OPTIONS", "/users", authorization="")
    assert (told.status, header(told, "allow")) == (204, "GET, HEAD, OPTIONS, POST")
    assert shop("HEAD", "/users").status == 200


def test_the_base_may_be_left_out(shop: Client) -> None:
    """The paths stand below the first server's path, and without it."""
    shop.base = ""
    assert shop("GET", "/users").status == 200


def test_a_written_segment_wins_over_a_template(shop: Client) -> None:
    """/users/me is not the user called me."""
    assert shop("GET", "/users/me").status == 200


@pytest.mark.parametrize(
    ("path", "headers", "challenge"),
    [
        ("/users", {"authorization": ""}, 'Bearer realm="api"'),
        ("/users", {"authorization": "Bearer bad"}, 'error="invalid_token"'),
        ("/users", {"authorization": BASIC}, 'Bearer realm="api"'),
        ("/basic", {}, "Basic realm"),
        ("/basic", {"authorization": "Basic !"}, "Basic realm"),
        ("/keyed", {}, 'name="api_key"'),
        ("/keyed?api_key=bad", {}, 'name="api_key"'),
        ("/granted", {"authorization": "Bearer bad"}, 'error="invalid_token"'),
    ],
)
def test_who_proves_nothing_is_refused(shop: Client, path: str, headers: dict[str, str], challenge: str) -> None:
    """401, with what the server would have in WWW-Authenticate."""
    refused = shop("GET", path, **headers)
    assert refused.status == 401
    assert challenge in (header(refused, "www-authenticate") or "")


def test_every_scheme_lets_in(shop: Client) -> None:
    """Bearer, basic, a key in the query, OAuth2; nothing where nothing is asked."""
    assert shop("GET", "/users").status == 200
    assert shop("GET", "/basic", authorization=BASIC).status == 204
    assert shop("GET", "/keyed?api_key=key-1", authorization="").status == 204
    assert shop("GET", "/granted").status == 204
    assert shop("GET", "/open", authorization="").status == 200


def test_media_types(shop: Client) -> None:
    """415 for a body of another kind or of none, 406 for an answer that nobody offers."""
    assert shop("POST", "/users", body=b"a=b", content_type="application/x-www-form-urlencoded").status == 415
    assert shop("POST", "/users", body=b"{}").status == 415
    assert shop("POST", "/users", {"name": "Ann"}, content_type="application/json; charset=utf-8").status == 201
    assert shop("GET", "/users", accept="text/csv").status == 406
    assert shop("GET", "/users", accept="text/csv, */*;q=0.1").status == 200
    assert shop("GET", "/users", accept="application/*").status == 200


def test_a_parameter_is_named(shop: Client) -> None:
    """A query that does not fit is 400 with the parameter's name; one that nobody knows is no matter."""
    told = problem(shop("GET", "/users?page=two"))
    assert (told["status"], told["errors"][0]["parameter"]) == (400, "page")
    assert shop("GET", "/users?nobody=knows").status == 200
    assert shop("GET", "/users/seven").status == 404


def test_a_body_that_cannot_be_read(shop: Client) -> None:
    """400, with the place."""
    told = problem(shop("POST", "/users", body=b'{"name": ,}', content_type="application/json"))
    assert told["status"] == 400
    assert "line 1, column 10" in told["detail"]
    assert shop("POST", "/users", body=b'{"name": NaN}', content_type="application/json").status == 400
    assert shop("POST", "/users").status == 400
    assert shop("POST", "/users", body=b"[" * 100_000, content_type="application/json").status == 400


def test_a_field_is_named_by_its_pointer(shop: Client) -> None:
    """422, with where in the body something is wrong."""
    rows = [{"product": "a"}, {"product": "b", "score": 2}]
    told = problem(shop("PUT", "/users/1/recommendations", {"items": rows}))
    assert told["status"] == 422
    assert [one["pointer"] for one in told["errors"]] == ["#/items/1/score"]
    assert shop.application.seen().refusals[0].startswith("422 PUT /v2/users/1/recommendations: /items/1/score")


def test_what_the_server_gives_need_not_be_sent(shop: Client) -> None:
    """A required property that is readOnly may be missing."""
    assert shop("POST", "/users", {"name": "Ann"}).status == 201


@pytest.mark.parametrize(("status", "expected"), [("400", 400), ("422", 422), ("default", 422)])
def test_the_declared_status_is_taken(status: str, expected: int) -> None:
    """Where the document speaks of 400 and not of 422, that is what is answered."""
    document = of_body({"type": "object", "required": ["a"]}, {status: {"description": "wrong"}})
    assert problem(played(document, base="")("POST", "/things", {}))["status"] == expected


def of_body(schema: Any, replies: dict[str, Any] | None = None) -> dict[str, Any]:
    """A document with one operation that takes a body."""
    operation = {
        "requestBody": json_of(schema) | {"required": True},
        "responses": {"200": {"description": "ok"}, **(replies or {})},
    }
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/things": {"post": operation}}}


KEYWORDS: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "type": ({"type": "integer"}, 1, "1"),
    "enum": ({"enum": ["a", 2]}, 2, 3),
    "const": ({"const": "a"}, "a", "b"),
    "minimum": ({"minimum": 3}, 3, 2),
    "maximum": ({"maximum": 3}, 3, 4),
    "exclusiveMinimum": ({"exclusiveMinimum": 3}, 4, 3),
    "exclusiveMaximum": ({"exclusiveMaximum": 3}, 2, 3),
    "multipleOf": ({"multipleOf": 0.5}, 1.5, 1.2),
    "minLength": ({"minLength": 2}, "ab", "a"),
    "maxLength": ({"maxLength": 2}, "ab", "abc"),
    "pattern": ({"pattern": "^a"}, "ab", "b"),
    "format": ({"type": "string", "format": "date"}, "2026-01-31", "2026-02-31"),
    "minItems": ({"minItems": 1}, [1], []),
    "maxItems": ({"maxItems": 1}, [1], [1, 2]),
    "uniqueItems": ({"uniqueItems": True}, [1, 2], [1, 1]),
    "contains": ({"contains": {"const": 1}}, [1, 2], [2]),
    "prefixItems": ({"prefixItems": [{"const": 1}], "items": False}, [1], [1, 2]),
    "minProperties": ({"minProperties": 1}, {"a": 1}, {}),
    "maxProperties": ({"maxProperties": 1}, {"a": 1}, {"a": 1, "b": 2}),
    "dependentRequired": ({"dependentRequired": {"a": ["b"]}}, {"a": 1, "b": 1}, {"a": 1}),
    "propertyNames": ({"propertyNames": {"maxLength": 1}}, {"a": 1}, {"ab": 1}),
    "patternProperties": ({"patternProperties": {"^a": {"type": "null"}}}, {"a": None}, {"a": 1}),
    "additionalProperties": ({"properties": {"a": {}}, "additionalProperties": False}, {"a": 1}, {"b": 1}),
    "not": ({"not": {"const": 1}}, 2, 1),
    "allOf": ({"allOf": [{"minimum": 1}, {"maximum": 2}]}, 2, 3),
    "anyOf": ({"anyOf": [{"const": 1}, {"const": 2}]}, 1, 3),
    "oneOf": ({"oneOf": [{"minimum": 1}, {"minimum": 5}]}, 2, 6),
    "if": ({"if": {"const": 1}, "else": {"const": 2}}, 1, 3),
}


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_each_keyword_is_heeded(keyword: str) -> None:
    """A body that breaks one keyword alone is refused with the pointer of what breaks it, and taken without that."""
    schema, good, bad = KEYWORDS[keyword]
    row = {"type": "object", "properties": {"a/b": schema}, "required": ["a/b"]}
    client = played(of_body({"type": "array", "items": row}), base="")
    assert client("POST", "/things", [{"a/b": good}]).status == 200
    told = problem(client("POST", "/things", [{"a/b": good}, {"a/b": bad}]))
    assert told["status"] == 422
    assert all(one["pointer"].startswith("#/1/a~1b") for one in told["errors"]), told


def test_a_missing_field_is_named() -> None:
    """The pointer leads to where it should be."""
    client = played(of_body({"type": "array", "items": {"required": ["a"]}}), base="")
    assert [one["pointer"] for one in problem(client("POST", "/things", [{}]))["errors"]] == ["#/0/a"]


STYLES = [
    ("form", True, {"type": "array", "items": {"type": "integer"}}, "v=1&v=2", [1, 2]),
    ("form", False, {"type": "array", "items": {"type": "integer"}}, "v=1,2", [1, 2]),
    ("spaceDelimited", False, {"type": "array", "items": {"type": "integer"}}, "v=1%202", [1, 2]),
    ("pipeDelimited", False, {"type": "array", "items": {"type": "integer"}}, "v=1%7C2", [1, 2]),
    ("form", True, {"type": "object", "properties": {"a": {"type": "integer"}}}, "a=1", {"a": 1}),
    ("form", False, {"type": "object", "properties": {"a": {"type": "integer"}}}, "v=a,1", {"a": 1}),
    ("deepObject", True, {"type": "object", "properties": {"a": {"type": "integer"}}}, "v[a]=1", {"a": 1}),
    ("form", True, {"type": "boolean"}, "v=true", True),
    ("form", True, {"type": ["integer", "null"]}, "v=", None),
    ("form", True, {"type": "object", "additionalProperties": {"type": "integer"}}, "a=1&b=x", {"a": 1}),
    # A type that none of the listed values is of is not meant.
    ("form", True, {"type": "string", "enum": [1, 2]}, "v=1", 1),
    ("form", True, {"type": "number", "enum": ["1", "2"]}, "v=1", "1"),
]


@pytest.mark.parametrize(("style", "explode", "schema", "sent", "value"), STYLES)
def test_styles_of_the_query(style: str, explode: bool, schema: dict[str, Any], sent: str, value: Any) -> None:
    """Each style is read as JSON: a value that is asked for exactly passes, and another one does not."""
    for wanted, status in ((value, 204), ("something else", 400)):
        parameter = {"name": "v", "in": "query", "style": style, "explode": explode, "required": True,
                     "schema": {**schema, "const": wanted}}  # fmt: skip
        assert played(of_parameter("/things", parameter), base="")("GET", f"/things?{sent}").status == status


def test_a_path_that_is_gone_is_not_found() -> None:
    """A template that takes whatever is left, slashes too, does not take what was another operation's."""
    there = {"responses": {"204": {"description": "fine"}}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/{name}": {"get": there}}}
    assert played(document, base="")("GET", "/baskets/7/answers").status == 204
    client = played(document, base="", gone=("/baskets/{id}/answers",))
    assert client("GET", "/baskets/7/answers").status == 404
    assert client("GET", "/files/7").status == 204


def test_one_of_several_operations_of_a_path_is_meant_alone() -> None:
    """What `?action=add` refuses, the plainer path does not take, nor when that operation is gone."""
    body = {"content": {"application/json": {"schema": {"required": ["name"]}}}, "required": True}
    there = {"responses": {"204": {"description": "fine"}}}
    paths = {"/things?action=add": {"post": {"requestBody": body, **there}}, "/things": {"post": there}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    client = played(document, base="")
    assert client("POST", "/things?action=add", {}).status == 422
    assert client("POST", "/things", {}).status == 204
    client = played(document | {"paths": {"/things": {"post": there}}}, base="", gone=("/things?action=add",))
    assert client("POST", "/things?action=add", {"name": "a"}).status == 404
    assert client("POST", "/things", {}).status == 204


def test_a_template_for_a_name_in_the_query_asks_for_nothing() -> None:
    """What a path's query calls by a template may have any name, or be left out."""
    there = {"get": {"responses": {"204": {"description": "fine"}}}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/numbers?{by}=1": there}}
    assert played(document, base="")("GET", "/numbers?anything=1").status == 204


PATHS = [
    ("simple", False, "/things/{v}", "/things/1,2", [1, 2]),
    ("label", False, "/things/{v}", "/things/.1,2", [1, 2]),
    ("label", True, "/things/{v}", "/things/.1.2", [1, 2]),
    ("matrix", False, "/things/{v}", "/things/;v=1,2", [1, 2]),
    ("matrix", True, "/things/{v}", "/things/;v=1;v=2", [1, 2]),
    ("simple", False, "/things/{v}.json", "/things/1,2.json", [1, 2]),
    ("simple", False, "/things/{v}:cancel", "/things/1,2:cancel", [1, 2]),
]


@pytest.mark.parametrize(("style", "explode", "template", "sent", "value"), PATHS)
def test_styles_of_the_path(style: str, explode: bool, template: str, sent: str, value: Any) -> None:
    """Each style of the path is read, and so are templates that are a part of a segment."""
    parameter = {"name": "v", "in": "path", "style": style, "explode": explode, "required": True,
                 "schema": {"type": "array", "items": {"type": "integer"}, "const": value}}  # fmt: skip
    client = played(of_parameter(template, parameter), base="")
    assert client("GET", sent).status == 204
    assert client("GET", sent.replace("2", "3")).status == 404


def of_parameter(path: str, parameter: dict[str, Any]) -> dict[str, Any]:
    """A document with one operation that has one parameter."""
    operation = {"parameters": [parameter], "responses": {"204": {"description": "ok"}}}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {path: {"get": operation}}}


def test_headers_and_cookies() -> None:
    """Parameters of headers and cookies are checked like those of the query."""
    for place, name, good in (("header", "X-Size", {"x-size": "7"}), ("cookie", "size", {"cookie": "a=b; size=7"})):
        parameter = {"name": name, "in": place, "required": True, "schema": {"type": "integer", "maximum": 7}}
        client = played(of_parameter("/things", parameter), base="")
        assert client("GET", "/things", **good).status == 204
        assert problem(client("GET", "/things"))["errors"][0]["in"] == place
        assert client("GET", "/things", **{k: v.replace("7", "8") for k, v in good.items()}).status == 400


FORM_SCHEMA = {
    "type": "object",
    "required": ["n"],
    "properties": {
        "n": {"type": "integer", "maximum": 9},
        "tags": {"type": "array", "items": {"type": "string"}},
        "deep": {"type": "object", "properties": {"x": {"type": "number"}}},
    },
}


@pytest.mark.parametrize(
    ("sent", "status"), [("n=1&tags=a&tags=b&deep[x]=1.5", 200), ("n=1&tags[]=a", 200), ("n=10", 422), ("", 422)]
)
def test_forms(sent: str, status: int) -> None:
    """A form's fields are read by their schemas."""
    document = of_body(FORM_SCHEMA)
    content = document["paths"]["/things"]["post"]["requestBody"]["content"]
    content["application/x-www-form-urlencoded"] = content.pop("application/json")
    client = played(document, base="")
    headers = {"content_type": "application/x-www-form-urlencoded"}
    assert client("POST", "/things", body=sent.encode(), **headers).status == status


def test_bodies_of_several_parts() -> None:
    """Texts, files and JSON in parts are read by their schemas."""
    document = of_body(
        FORM_SCHEMA | {"properties": FORM_SCHEMA["properties"] | {"file": {"type": "string", "format": "binary"}}}
    )
    content = document["paths"]["/things"]["post"]["requestBody"]["content"]
    content["multipart/form-data"] = content.pop("application/json")
    client = played(document, base="")
    parts = (
        b'--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n%d\r\n'
        b'--b\r\nContent-Disposition: form-data; name="deep"\r\nContent-Type: application/json\r\n\r\n{"x": 1}\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n\x00\xff\r\n\r\n--b--\r\n'
    )
    kind = "multipart/form-data; boundary=b"
    assert client("POST", "/things", body=parts % 9, content_type=kind).status == 200
    assert problem(client("POST", "/things", body=parts % 10, content_type=kind))["errors"][0]["pointer"] == "#/n"
    assert client("POST", "/things", body=b"nothing", content_type=kind).status == 400


def test_refusals_and_requests_are_logged(shop: Client) -> None:
    """What was asked, what was sent and what came of it is kept in order."""
    shop("GET", "/users?page=1")
    shop("POST", "/users", {"name": "A"})
    assert shop.application.seen().requests == ("GET /v2/users?page=1", "POST /v2/users")
    assert [(one.status, one.body, one.name) for one in shop.application.log] == [
        (200, None, "listUsers"),
        (422, {"name": "A"}, ""),
    ]
    assert json.loads(shop.application.log[1].request.body) == {"name": "A"}
