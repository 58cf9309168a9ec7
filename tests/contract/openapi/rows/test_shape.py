"""Are rows found where they lie in an answer and in a request, and is a choice that is left put to the user?"""

from __future__ import annotations

from typing import Any

import pytest

from pytest_connectors import BadContract, Operation

USER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
USERS = {"type": "array", "items": {"$ref": "#/components/schemas/User"}}
NUMBER = {"type": "integer"}
TEXT = {"type": "string"}


def having(**properties: Any) -> dict[str, Any]:
    """An object with these properties."""
    return {"type": "object", "properties": properties}


def document(call: str = "GET /users", *, parameters: Any = (), schemas: Any = None, **said: Any) -> dict[str, Any]:
    """A document of one operation."""
    method, path = call.split()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {path: {method.lower(): {"parameters": list(parameters), "responses": {}, **said}}},
        "components": {"schemas": {"User": USER, **(schemas or {})}},
    }


def json(schema: Any) -> dict[str, Any]:
    """Content of JSON."""
    return {"content": {"application/json": {"schema": schema}}}


def reading(schema: Any, call: str = "GET /users", *, items: str | None = None, schemas: Any = None) -> Operation:
    """An operation that answers with a body of that schema."""
    answers = {"200": {"description": "", **json(schema)}}
    return Operation(call, openapi=document(call, schemas=schemas, responses=answers), items=items)


def writing(schema: Any, call: str = "POST /users", *, items: str | None = None, **more: Any) -> Operation:
    """An operation that takes a body of that schema."""
    return Operation(call, openapi=document(call, requestBody=json(schema), **more), items=items)


@pytest.mark.parametrize(
    ("schema", "path", "found"),
    [
        (USERS, "/users", ((), True)),
        (having(data=USERS, total=NUMBER), "/users", (("data",), True)),
        (having(users=USERS, errors={"type": "array", "items": having(code=TEXT)}), "/users", (("users",), True)),
        (having(response=having(meta=having(total=NUMBER), list=USERS)), "/users", (("response", "list"), True)),
        (having(hits=having(hits=USERS, total=NUMBER), took=NUMBER), "/search", (("hits", "hits"), True)),
        ({"allOf": [having(total=NUMBER, data={}), having(data=USERS)]}, "/users", (("data",), True)),
        ({"oneOf": [USERS, {"type": "null"}]}, "/users", ((), True)),
        (USER, "/me", ((), False)),
        (having(data={"$ref": "#/components/schemas/User"}), "/users/{id}", (("data",), False)),
        (having(user={"$ref": "#/components/schemas/User"}, status=TEXT), "/users/{id}", (("user",), False)),
        (having(id=NUMBER, owner=USER), "/shops/{id}", ((), False)),
        (having(id=NUMBER, name=TEXT, mails={"type": "array", "items": having(to=TEXT)}), "/users/{id}", ((), False)),
        (having(id=NUMBER, name=TEXT, mails={"type": "array", "items": having(to=TEXT)}), "/me", ((), False)),
        (having(order=having(number=NUMBER, buyer=TEXT, items=USERS)), "/orders/{id}", (("order",), False)),
        (having(tags={"type": "array", "items": TEXT}, name=TEXT), "/users/{id}", ((), False)),
    ],
)
def test_rows_are_found_where_the_schema_leaves_no_choice(schema: Any, path: str, found: tuple[Any, bool]) -> None:
    """Rows are found where the schema leaves no choice."""
    shape = reading(schema, f"GET {path}").answered
    assert (shape.items, shape.many) == found


def test_a_row_is_pointed_at_where_its_schema_really_stands() -> None:
    """A row is pointed at where its schema really stands."""
    page = having(data={"$ref": "#/components/schemas/Users"})
    shape = reading(page, schemas={"Users": USERS}).answered
    assert shape.pointer == "#/components/schemas/User"
    inline = reading(having(**{"a/b": {"type": "array", "items": having(id=NUMBER)}})).answered
    content = "#/paths/~1users/get/responses/200/content/application~1json"
    assert inline.content.pointer == content
    assert inline.pointer == f"{content}/schema/properties/a~1b/items"


def test_fields_come_through_references_and_variants_and_never_in_circles() -> None:
    """Fields come through references and variants, and never in circles."""
    circle = {
        "allOf": [
            {"$ref": "#/components/schemas/User"},
            having(boss={"$ref": "#/components/schemas/Node"}, children={"type": "array", "items": True}),
        ],
        "oneOf": [
            {"required": ["kind", "size"], "properties": {"kind": {"const": "a"}, "size": NUMBER}},
            {"required": ["kind"], "properties": {"kind": {"const": "b"}, "size": TEXT}},
        ],
        "anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}],
    }
    shape = reading(
        {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}, schemas={"Node": circle}
    ).answered
    fields = {field.name: field for field in shape.fields}
    assert list(fields) == ["id", "name", "boss", "children", "kind", "size"]
    assert [name for name, field in fields.items() if field.required] == ["id", "kind"]
    assert fields["size"].schema == {"anyOf": [NUMBER, TEXT]}


@pytest.mark.parametrize(
    ("schema", "nullable"),
    [
        (TEXT, False),
        ({"type": ["string", "null"]}, True),
        ({"anyOf": [{"$ref": "#/components/schemas/User"}, {"type": "null"}]}, True),
        ({"enum": ["a", None]}, True),
        ({"type": ["string", "null"], "enum": ["a"]}, False),
        ({}, False),
    ],
)
def test_a_field_that_may_be_null_is_known(schema: Any, nullable: bool) -> None:
    """A field that may be null is known."""
    assert reading(having(id=NUMBER, it=schema)).answered.fields[1].nullable is nullable


def test_each_side_has_its_own_fields() -> None:
    """What is read only is not written, and what is written only is not read."""
    both = having(id={"type": "integer", "readOnly": True}, secret={"type": "string", "writeOnly": True}, name=TEXT)
    assert [field.name for field in reading(both, "GET /me").answered.fields] == ["id", "name"]
    assert [field.name for field in writing(both).taken.fields] == ["secret", "name"]


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        (USERS, ((), True)),
        (having(users=USERS), (("users",), True)),
        (having(users=USERS, replace={"type": "boolean"}), ((), False)),
        (USER, ((), False)),
    ],
)
def test_rows_of_a_request_lie_in_a_list_only_where_it_is_nothing_else(schema: Any, found: tuple[Any, bool]) -> None:
    """Rows of a request lie in a list only where it is nothing else."""
    shape = writing(schema).taken
    assert (shape.items, shape.many, shape.status) == (*found, "")


def test_what_a_path_says_stands_first_in_a_written_row() -> None:
    """What a path says stands first in a written row; paging does not; a name is there once."""
    parameters = [
        {"name": "dry", "in": "query", "required": True, "schema": {"type": "boolean"}},
        {"name": "page", "in": "query", "required": True, "schema": NUMBER},
        {"name": "id", "in": "path", "required": True, "schema": TEXT},
        {"name": "shop", "in": "path", "required": True, "schema": TEXT},
    ]
    one = writing(USER, "PUT /shops/{shop}/users/{id}", parameters=parameters)
    assert [(field.name, field.place) for field in one.taken.fields] == [
        ("shop", "path"),
        ("dry", "query"),
        ("id", "body"),
        ("name", "body"),
    ]


def test_a_request_without_a_body_has_what_its_path_says() -> None:
    """A request without a body has what its path says."""
    parameters = [{"name": "id", "in": "path", "required": True, "schema": TEXT}]
    shape = Operation("DELETE /users/{id}", openapi=document("DELETE /users/{id}", parameters=parameters)).taken
    assert ([field.name for field in shape.fields], shape.content.media, shape.many) == (["id"], "", False)


def test_a_form_is_taken_where_there_is_no_json() -> None:
    """A form is taken where there is no JSON."""
    form = {"content": {"application/x-www-form-urlencoded": {"schema": USER}}}
    shape = Operation("POST /users", openapi=document("POST /users", requestBody=form)).taken
    assert (shape.content.media, [field.name for field in shape.fields]) == (
        "application/x-www-form-urlencoded",
        ["id", "name"],
    )


def test_the_first_good_answer_that_is_json_counts() -> None:
    """The first good answer that is JSON counts, `default` where there is no other."""
    answers = {
        "default": {"description": "", **json(having(code=NUMBER))},
        "2XX": {"description": "", **json(having(any=NUMBER))},
        "201": {"description": "", "content": {"application/vnd.api+json; charset=utf-8": {"schema": USER}}},
        "200": {"description": "", "content": {"text/csv": {}}},
    }
    assert Operation("GET /users", openapi=document(responses=answers)).answered.status == "201"
    left = {"default": answers["default"], "404": {"description": ""}}
    assert Operation("GET /users", openapi=document(responses=left)).answered.status == "default"


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ("a.b", (("a.b",), True)),
        ("data.rows", (("data", "rows"), True)),
        ("data", (("data",), False)),
        ("", ((), False)),
    ],
)
def test_items_say_where_rows_lie(items: str, found: tuple[Any, bool]) -> None:
    """The user says where rows lie; a name may have a dot in it."""
    shape = reading(having(**{"data": having(rows=USERS), "a.b": USERS}), items=items).answered
    assert (shape.items, shape.many) == found


def test_a_row_that_may_have_no_other_fields_is_closed() -> None:
    """A row that may have no other fields is closed."""
    assert reading({"type": "array", "items": {**USER, "additionalProperties": False}}).answered.closed
    assert not reading(USERS).answered.closed


@pytest.mark.parametrize(
    ("schema", "items", "said"),
    [
        (
            having(users=USERS, groups=USERS),
            None,
            "several lists of objects: users, groups. Say which are the rows: items=",
        ),
        (having(users=USERS), "usrs", "has no 'usrs'. Did you mean 'users'? There are users."),
        (having(data=having(users=USERS)), "data.x", "has no 'x' in data. There are users. Lists of objects lie at"),
        (having(users=USERS, n=NUMBER), "n", "items='n' points at what is neither a list of objects nor an object"),
        ({"type": "array", "items": TEXT}, None, "whose elements are no objects"),
        (TEXT, None, "is neither a list nor an object by its schema"),
        ({}, None, "says nothing of what the answer 200 of GET /users holds"),
        ({"type": "object"}, None, "have no named field"),
    ],
)
def test_what_is_no_row_or_leaves_a_choice_is_said(schema: Any, items: str | None, said: str) -> None:
    """What is no row, or leaves a choice, is said, with what to do."""
    with pytest.raises(BadContract) as caught:
        _ = reading(schema, items=items).answered
    assert said in str(caught.value)
    assert str(caught.value).startswith("Operation('GET /users'): ")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "names no good answer (2xx) of GET /users: none at all"),
        ({"404": {"description": ""}}, "names no good answer (2xx) of GET /users: only 404."),
        ({"204": {"description": ""}}, "no answer of GET /users is JSON: its 204 has no content."),
        ({"200": {"description": "", "content": {"text/csv": {}}}}, "is JSON: its 200 is text/csv."),
    ],
)
def test_an_answer_without_json_is_said(answers: Any, said: str) -> None:
    """An answer without JSON is said, and what to give in its place."""
    with pytest.raises(BadContract) as caught:
        _ = Operation("GET /users", openapi=document(responses=answers)).answered
    assert said in str(caught.value)
    assert "sample=" in str(caught.value)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"content": {"image/png": {}}}, "is image/png; rows are written as JSON or as a form"),
        (json({"type": "array", "items": NUMBER}), "whose elements are no objects"),
        ({"content": {}}, "takes neither a body nor parameters"),
    ],
)
def test_a_request_that_takes_no_rows_is_said(body: Any, said: str) -> None:
    """A request that takes no rows is said."""
    with pytest.raises(BadContract) as caught:
        _ = Operation("POST /users", openapi=document("POST /users", requestBody=body)).taken
    assert said in str(caught.value)
