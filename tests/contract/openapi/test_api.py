"""Are the operations of a document read as it says, is one found by its names, and is what cannot be served told?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_connectors.contract.openapi import Api, Endpoint, Route, Trouble, Unservable, load
from pytest_connectors.errors import BadContract

OK = {"responses": {"200": {"description": "fine"}}}
USER = {"$ref": "#/components/schemas/User"}


def api(paths: Any = None, version: str = "3.1.0", **more: Any) -> Api:
    """The API of a document with these paths."""
    return Api(load({"openapi": version, "info": {}, "paths": {} if paths is None else paths, **more}, "openapi="))


def only(operation: dict[str, Any], path: str = "/a", **more: Any) -> Endpoint:
    """The one operation of a document."""
    (endpoint,) = api({path: {"post": operation}}, **more).endpoints
    return endpoint


def test_operations_are_named_by_their_ids_or_by_method_and_path() -> None:
    """Operations are named by their ids or by method and path, in the document's order."""
    one = api(
        {"/users/{id}": {"put": {**OK, "operationId": "putUser"}, "get": OK, "summary": "x"}, "x-a": {}, "/b": {}}
    )
    assert one.routes == (
        Route("putUser", "PUT", "/users/{id}", "#/paths/~1users~1{id}/put"),
        Route("GET /users/{id}", "GET", "/users/{id}", "#/paths/~1users~1{id}/get"),
    )
    assert [endpoint.id for endpoint in one.endpoints] == ["putUser", "GET /users/{id}"]
    assert one.troubles == ()
    assert one.find("putUser") is one.find("put  /users/{id}") is one.endpoint("PUT", "/users/{id}")
    with pytest.raises(KeyError):
        one.endpoint("PUT", "/users")
    with pytest.raises(KeyError):
        one.endpoint("DELETE", "/users/{id}")


def test_parameters_of_the_path_and_of_the_operation_are_merged() -> None:
    """An operation's own parameter takes the place of its path's; what the path's template alone names is a text."""
    item = {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
            {"name": "page", "in": "query", "schema": {"type": "string"}},
            {"$ref": "#/components/parameters/Trace"},
            {"name": "other", "in": "path", "schema": {}},
        ],
        "get": {
            **OK,
            "parameters": [
                {"name": "page", "in": "query", "required": True, "schema": {"type": "integer"}},
                {"name": "x-trace", "in": "header", "schema": {"type": "integer"}},
                {"name": "Authorization", "in": "header", "schema": {}},
            ],
        },
    }
    trace = {"name": "X-Trace", "in": "header", "schema": {"type": "string"}}
    (endpoint,) = api({"/u/{id}/{day}": item}, components={"parameters": {"Trace": trace}}).endpoints
    assert [(one.place, one.name, one.schema, one.required) for one in endpoint.parameters] == [
        ("path", "id", {"type": "string"}, True),
        ("query", "page", {"type": "integer"}, True),
        ("header", "x-trace", {"type": "integer"}, False),
        ("path", "day", {"type": "string"}, True),
    ]
    assert endpoint.parameters[1].pointer == "#/paths/~1u~1{id}~1{day}/get/parameters/0"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({"in": "query"}, ("form", True)),
        ({"in": "cookie"}, ("form", True)),
        ({"in": "header"}, ("simple", False)),
        ({"in": "query", "style": "form", "explode": False}, ("form", False)),
        ({"in": "query", "style": "deepObject", "explode": True}, ("deepObject", True)),
        ({"in": "query", "style": "pipeDelimited"}, ("pipeDelimited", False)),
        ({"in": "query", "style": "unheard"}, ("form", True)),
    ],
)
def test_a_parameter_is_written_as_its_place_asks_where_nothing_is_said(said: Any, read: tuple[str, bool]) -> None:
    """A parameter is written as its place asks where nothing is said."""
    (one,) = only({**OK, "parameters": [{"name": "p", **said}]}).parameters
    assert (one.style, one.explode) == read
    assert one.schema is True


def test_a_parameter_may_be_of_a_media_type() -> None:
    """A parameter that is said by `content` has a media type."""
    content = {"application/json": {"schema": {"type": "object"}}}
    (one,) = only({**OK, "parameters": [{"name": "p", "in": "query", "content": content}]}).parameters
    assert (one.media, one.schema) == ("application/json", {"type": "object"})


def test_bodies_answers_headers_and_examples_are_read() -> None:
    """Bodies, answers, headers and examples are read, wherever a `$ref` puts them."""
    operation = {
        "requestBody": {"$ref": "#/components/requestBodies/User"},
        "responses": {
            200: {"$ref": "#/components/responses/User"},
            "4xx": {"description": "no", "content": {"application/problem+json": {}}},
            "default": {"description": "else"},
            "x-more": {},
        },
    }
    content = {
        "application/json; charset=utf-8": {
            "schema": USER,
            "examples": {
                "a": {"value": {"id": 1}},
                "b": {"$ref": "#/components/examples/B"},
                "c": {"externalValue": "x"},
            },
        },
        "text/*": {"example": "id=3", "schema": True},
        "multipart/form-data": {"schema": USER, "encoding": {"id": {"contentType": "text/plain"}}},
    }
    endpoint = only(
        operation,
        components={
            "schemas": {"User": {"type": "object"}},
            "examples": {"B": {"value": {"id": 2}}},
            "requestBodies": {"User": {"required": True, "content": content}},
            "headers": {"Left": {"schema": {"type": "integer"}}},
            "responses": {
                "User": {
                    "description": "one",
                    "content": content,
                    "headers": {
                        "X-Left": {"$ref": "#/components/headers/Left"},
                        "Link": {"content": {"text/plain": {"schema": {"type": "string"}}}},
                        "ETag": {"description": "of no schema"},
                        "Content-Type": {"schema": {"type": "string"}},
                    },
                }
            },
        },
    )
    assert endpoint.body is not None
    assert endpoint.body.required
    assert endpoint.body.pointer == "#/components/requestBodies/User"
    json, text, form = endpoint.body.contents
    assert (json.media, json.schema, json.examples) == ("application/json; charset=utf-8", USER, ({"id": 1}, {"id": 2}))
    assert json.pointer == "#/components/requestBodies/User/content/application~1json; charset=utf-8"
    assert (text.media, text.schema, text.examples) == ("text/*", True, ("id=3",))
    assert form.encoding == {"id": {"contentType": "text/plain"}}
    one, wrong, other = endpoint.replies
    assert (one.status, wrong.status, other.status) == ("200", "4XX", "default")
    assert one.headers == {"X-Left": {"type": "integer"}, "Link": {"type": "string"}, "ETag": True}
    assert wrong.contents[0].schema is True
    assert other.contents == ()
    assert other.pointer == "#/paths/~1a/post/responses/default"


def test_servers_are_those_of_the_operation_the_path_or_the_document() -> None:
    """The nearest servers count, and variables are filled in with their defaults."""
    wide = [
        {"url": "https://{region}.shop.example/{v}", "variables": {"region": {"default": "eu"}, "v": {"enum": ["2"]}}}
    ]
    paths = {
        "/a": {"get": OK},
        "/b": {"servers": [{"url": "/b2"}], "get": OK, "put": {**OK, "servers": [{"url": "https://put.example"}]}},
    }
    one = api(paths, servers=wide)
    assert one.servers == ("https://eu.shop.example/2",)
    assert [endpoint.servers for endpoint in one.endpoints] == [
        ("https://eu.shop.example/2",),
        ("/b2",),
        ("https://put.example",),
    ]
    assert api({"/a": {"get": OK}}).endpoints[0].servers == ("/",)


def test_security_is_that_of_the_operation_or_of_the_document() -> None:
    """An operation's own security counts, an empty one lets everybody in, and schemes are of four kinds."""
    flows = {
        "clientCredentials": {"tokenUrl": "https://id.example/token", "scopes": {}},
        "authorizationCode": {"tokenUrl": "/code", "refreshUrl": "/again", "scopes": {}},
    }
    said = {
        "token": {"type": "http", "scheme": "Bearer"},
        "basic": {"type": "http", "scheme": "Basic"},
        "digest": {"type": "http", "scheme": "digest"},
        "key": {"type": "apiKey", "in": "query", "name": "api_key"},
        "oauth": {"type": "oauth2", "flows": flows},
        "open": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example"},
        "implicit": {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "/x"}}},
        "reference": {"$ref": "#/components/securitySchemes/token"},
    }
    paths = {
        "/a": {
            "get": OK,
            "put": {**OK, "security": []},
            "post": {**OK, "security": [{}, {"oauth": ["write"], "key": []}]},
        },
    }
    one = api(paths, security=[{"token": []}], components={"securitySchemes": said})
    assert [endpoint.security for endpoint in one.endpoints] == [
        ({"token": ()},),
        (),
        ({}, {"oauth": ("write",), "key": ()}),
    ]
    assert {name: scheme.kind for name, scheme in one.schemes.items()} == {
        "token": "bearer",
        "basic": "basic",
        "digest": "bearer",
        "key": "apiKey",
        "oauth": "oauth2",
        "open": "bearer",
        "implicit": "oauth2",
        "reference": "bearer",
    }
    assert (one.schemes["key"].place, one.schemes["key"].parameter) == ("query", "api_key")
    assert one.schemes["oauth"].token_urls == {
        "clientCredentials": "https://id.example/token",
        "authorizationCode": "/code",
        "refresh": "/again",
    }
    assert one.schemes["implicit"].token_urls == {}


def test_what_cannot_be_served_is_told_by_location_and_the_rest_is_served(tmp_path: Path) -> None:
    """A `$ref` that leads nowhere, however far down, costs the operations that reach it and no other."""
    (tmp_path / "model.yaml").write_text("User: {properties: {pet: {$ref: 'https://pets.example/pet.json'}}}")
    path = tmp_path / "shop.yaml"
    path.write_text("""
openapi: 3.1.0
paths:
  /good: {get: {responses: {200: {description: fine}}}}
  /far: {get: {responses: {200: {content: {application/json: {schema: {$ref: "#/components/schemas/Far"}}}}}}}
  /remote: {get: {responses: {200: {content: {application/json: {schema: {$ref: "model.yaml#/User"}}}}}}}
  /file: {get: {parameters: [{$ref: parts.json#/P}]}}
  /item: {$ref: "#/nowhere"}
  users: {get: {}}
  /list: []
  /none: {get: null}
components:
  schemas:
    Far: {items: {$ref: "#/components/schemas/Further"}}
    Further: {allOf: [{$ref: "#/components/schemas/Far"}, {$ref: "#/components/schemas/Frther"}]}
""")
    one = Api(load(path, "x"))
    assert [endpoint.path for endpoint in one.endpoints] == ["/good"]
    assert {trouble.pointer: trouble.why for trouble in one.troubles} == {
        "#/paths/~1far/get": "$ref '#/components/schemas/Frther' is nowhere in the document. Did you mean "
        "'#/components/schemas/Further'? (at #/components/schemas/Further/allOf/1)",
        "#/paths/~1remote/get": "$ref 'https://pets.example/pet.json' is remote, and nothing is fetched: save it "
        "beside the document and refer to that file (at #/x-documents/model.yaml/User/properties/pet)",
        "#/paths/~1file/get": "$ref 'parts.json#/P' is not there: there is no file parts.json. "
        "(at #/paths/~1file/get/parameters/0)",
        "#/paths/~1item": "$ref '#/nowhere' is nowhere in the document.",
        "#/paths/users": "a path begins with a slash; this is 'users'",
        "#/paths/~1list": "a path holds operations by method; this is no object",
        "#/paths/~1none/get": "an operation is an object; this is none",
    }
    with pytest.raises(Unservable) as told:
        one.endpoint("GET", "/far")
    assert told.value.trouble.pointer == "#/paths/~1far/get"
    with pytest.raises(
        BadContract, match=r"the operation 'GET /far' cannot be served. #/paths/~1far/get: .ref '#/comp"
    ):
        one.find("GET /far")


def test_parts_that_make_no_sense_are_left_out_and_told() -> None:
    """A part of an operation that makes no sense is left out and told; the operation is served without it."""
    operation = {
        "parameters": [7, {"in": "query"}, {"name": "b", "in": "body"}, {"name": "s", "in": "query", "schema": "text"}],
        "requestBody": "body",
        "responses": {"okay": {}, "200": {"headers": [], "content": {"a/b": 7}}},
        "security": [7, {"unheard": []}],
    }
    components = {"securitySchemes": {"cert": {"type": "mutualTLS"}, "odd": {"type": "odd"}, "key": {"type": "apiKey"}}}
    one = api({"/a": {"post": operation}}, components=components)
    (endpoint,) = one.endpoints
    assert [parameter.name for parameter in endpoint.parameters] == ["s"]
    assert endpoint.body is None
    assert [reply.status for reply in endpoint.replies] == ["200"]
    assert endpoint.security == ({},)
    at = "#/paths/~1a/post"
    assert [trouble.pointer for trouble in one.troubles] == [
        "#/components/securitySchemes/cert",
        "#/components/securitySchemes/odd",
        "#/components/securitySchemes/key",
        f"{at}/parameters/0",
        f"{at}/parameters/0",
        f"{at}/parameters/1",
        f"{at}/parameters/2",
        f"{at}/parameters/3/schema",
        f"{at}/requestBody",
        f"{at}/responses/okay",
        f"{at}/responses/200/headers",
        f"{at}/responses/200/content/a~1b",
        f"{at}/security/0",
        f"{at}/security/1",
    ]
    assert one.troubles[-1] == Trouble(
        f"{at}/security/1", "no scheme is called 'unheard' under components/securitySchemes: it is not asked for"
    )


@pytest.mark.parametrize("value", [None, 7, "text", [], [7], {}, {"a": 7}, {"$ref": "#/x"}, {"$ref": 7}, True])
def test_nothing_in_a_document_makes_it_fail(value: Any) -> None:
    """Whatever stands where an object is expected is told or passed over, at every place of a document."""
    operation = {
        "operationId": value,
        "parameters": value,
        "requestBody": {"content": {"a/b": {"schema": value, "examples": value, "encoding": value}}},
        "responses": {"200": {"content": value, "headers": value}, "201": value},
        "callbacks": value,
        "servers": value,
        "security": value,
    }
    for place in ("paths", "components", "servers", "security", "webhooks", "info"):
        for version in ("3.0.0", "3.1.0"):
            one = Api(load({"openapi": version, "paths": {"/a": {"get": OK}}, place: value}, "x"))
            assert len(one.endpoints) <= 1
            assert isinstance(one.troubles, tuple)
    for name in ("schemas", "parameters", "responses", "securitySchemes", "headers", "pathItems", "callbacks"):
        for held in (value, {"A": value}):
            assert isinstance(api({}, "3.0.0", components={name: held}).troubles, tuple)
    for key, said in operation.items():
        one = api({"/a": {"get": {key: said}, "put": value, "parameters": value}, "/b": value}, "3.0.0")
        served = {endpoint.pointer for endpoint in one.endpoints}
        told = {trouble.pointer for trouble in one.troubles}
        assert all((route.pointer in served) != (route.pointer in told) for route in one.routes)


def test_two_operations_of_one_id_are_served_and_asked_for_by_path() -> None:
    """Two operations of one id are both served; who asks for that id is told both places."""
    same = {**OK, "operationId": "list"}
    one = api({"/a": {"get": same}, "/b": {"get": same}})
    assert [(endpoint.id, endpoint.path) for endpoint in one.endpoints] == [("list", "/a"), ("list", "/b")]
    with pytest.raises(BadContract) as error:
        one.find("list")
    assert str(error.value) == (
        "openapi= has 2 operations of the id 'list': GET /a and GET /b. Name the one that is meant by its method and "
        "path: Operation('GET /a', ...)."
    )
    assert one.find("GET /b").path == "/b"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("putRecommendation", "Did you mean 'putRecommendations'?"),
        ("PUTRECOMMENDATIONS", "Did you mean 'putRecommendations'?"),
        ("GET /users/{user}", "Did you mean 'GET /users/{id}'?"),
        ("/users/{id}", "Did you mean 'GET /users/{id}'?"),
        ("zzz", "such as 'PUT /users/{id}/recommendations'; there are putRecommendations, GET /users/{id}."),
    ],
)
def test_an_operation_that_does_not_exist_is_told_with_near_names(name: str, said: str) -> None:
    """An operation that does not exist is told with near names, of ids and of paths."""
    one = api(
        {
            "/users/{id}/recommendations": {"put": {**OK, "operationId": "putRecommendations"}},
            "/users/{id}": {"get": OK},
        }
    )
    with pytest.raises(BadContract) as error:
        one.find(name)
    assert f"openapi= has no operation {name!r}." in str(error.value)
    assert said in str(error.value)


def test_a_document_without_operations_says_so() -> None:
    """A document without operations says so."""
    with pytest.raises(BadContract, match=r"openapi= describes no operation under its paths, so there is no 'list'."):
        api({}).find("list")
    with pytest.raises(BadContract, match=r"It describes webhooks only, which nobody calls."):
        Api(load({"openapi": "3.1.0", "webhooks": {"a": {"post": OK}}}, "x")).find("list")


def test_another_root_is_read_when_it_is_asked_for() -> None:
    """Another root of the same document is another API; the first is left as it was."""
    one = api({"/a": {"get": OK}, "/b": {"get": OK}})
    root = {**one.document.root, "paths": {"/c": {"get": {**OK, "operationId": "moved"}}}}
    other = one.changed(root)
    assert other.document.root is root
    assert other.document.where == "openapi="
    assert [route.path for route in other.routes] == ["/c"]
    assert other.find("moved").path == "/c"
    assert [route.path for route in one.routes] == ["/a", "/b"]


def test_operations_of_other_methods_are_known_since_3_2() -> None:
    """QUERY and methods of one's own are known since 3.2."""
    one = api({"/a": {"query": OK, "additionalOperations": {"COPY": OK}}}, "3.2.0")
    assert [(route.method, route.pointer) for route in one.routes] == [
        ("QUERY", "#/paths/~1a/query"),
        ("COPY", "#/paths/~1a/additionalOperations/COPY"),
    ]
    assert len(one.endpoints) == 2


def test_what_stands_beside_the_ref_of_a_path_counts_first() -> None:
    """A path may take its operations from elsewhere and say some itself."""
    elsewhere = {"get": OK, "put": OK, "parameters": [{"name": "q", "in": "query"}]}
    one = api({"/a": {"$ref": "#/components/pathItems/A", "get": OK}}, components={"pathItems": {"A": elsewhere}})
    assert [(endpoint.pointer, len(endpoint.parameters)) for endpoint in one.endpoints] == [
        ("#/paths/~1a/get", 0),
        ("#/components/pathItems/A/put", 1),
    ]
