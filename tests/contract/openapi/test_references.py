"""Does a `$ref` lead where it says, and does a schema of several parts become one?"""

from __future__ import annotations

from typing import Any

import pytest

from pytest_connectors.contract.openapi.references import NotThere, at, flattened, followed, references

ROOT: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {"/users/{id}": {"get": {"tags": ["a", "b"]}}, "/a~b": 1, "/50%": 2},
    "components": {
        "schemas": {
            "User": {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]},
            "My User": {"$ref": "#/components/schemas/User"},
            "Round": {"$ref": "#/components/schemas/About"},
            "About": {"$ref": "#/components/schemas/Round"},
            "Lost": {"$ref": "#/components/schemas/Usr"},
            "Self": {"allOf": [{"$ref": "#/components/schemas/Self"}, {"type": "object"}]},
        }
    },
}
USER = {"$ref": "#/components/schemas/User"}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("#", ROOT),
        ("#/paths/~1users~1{id}/get/tags/1", "b"),
        ("#/paths/~1users~1%7Bid%7D/get/tags/0", "a"),
        ("#/paths/~1a~0b", 1),
        ("#/paths/~150%", 2),
        ("#/paths/~150%25", 2),
        ("#/components/schemas/My%20User", USER),
    ],
)
def test_a_pointer_leads_to_its_place(pointer: str, value: Any) -> None:
    """A pointer leads to its place, with and without percent signs."""
    assert at(ROOT, pointer) == value


@pytest.mark.parametrize(
    "pointer", ["#/nowhere", "#/paths/~1users~1{id}/get/tags/2", "#/openapi/x", "User", "a.yaml#/A"]
)
def test_a_pointer_that_leads_nowhere_is_a_key_error(pointer: str) -> None:
    """A pointer that leads nowhere is a KeyError that holds it."""
    with pytest.raises(KeyError) as error:
        at(ROOT, pointer)
    assert error.value.args == (pointer,)


def test_a_chain_of_references_is_followed_to_its_end() -> None:
    """A chain of references is followed to its end."""
    node, pointer = followed(ROOT, {"$ref": "#/components/schemas/My%20User"}, "#/here")
    assert node is ROOT["components"]["schemas"]["User"]
    assert pointer == "#/components/schemas/User"
    assert followed(ROOT, 7, "#/here") == (7, "#/here")


@pytest.mark.parametrize(
    ("ref", "pointer", "why"),
    [
        ("#/components/schemas/Round", "#/here", "leads back to itself"),
        ("#/components/schemas/Lost", "#/components/schemas/Lost", "Did you mean '#/components/schemas/User'?"),
        ("https://api.example/user.json", "#/here", "is remote, and nothing is fetched: save it beside the document"),
        ("user.json", "#/here", "other files are looked for beside the document"),
    ],
)
def test_a_reference_that_leads_nowhere_says_where_it_stands_and_what_to_do(ref: str, pointer: str, why: str) -> None:
    """A reference that leads nowhere says where it stands and what to do."""
    with pytest.raises(NotThere) as error:
        followed(ROOT, {"$ref": ref}, "#/here")
    assert error.value.pointer == pointer
    assert why in error.value.why


def test_references_are_found_where_they_are_references() -> None:
    """References are found below names of the user, and not in values."""
    node = {
        "properties": {"example": {"$ref": "#/1"}, "$ref": {"type": "string"}, "x-a": {"$ref": "#/2"}},
        "allOf": [{"$ref": "#/3"}],
        "example": {"$ref": "#/4"},
        "examples": [{"$ref": "#/5"}],
        "x-own": {"$ref": "#/6"},
        "content": {"a/b": {"examples": {"one": {"$ref": "#/7"}, "two": {"value": {"$ref": "#/8"}}}}},
    }
    assert sorted((holder["$ref"], where) for holder, where in references(node, "#/x")) == [
        ("#/1", "#/x/properties/example"),
        ("#/2", "#/x/properties/x-a"),
        ("#/3", "#/x/allOf/0"),
        ("#/7", "#/x/content/a~1b/examples/one"),
    ]


@pytest.mark.parametrize(
    ("schema", "flat"),
    [
        (True, True),
        ({"type": "string"}, {"type": "string"}),
        (USER, ROOT["components"]["schemas"]["User"]),
        ({**USER, "description": "d"}, {**ROOT["components"]["schemas"]["User"], "description": "d"}),
        (
            {"allOf": [USER, {"properties": {"name": {"type": "string"}}, "required": ["name", "id"]}]},
            {
                "type": "object",
                "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
                "required": ["id", "name"],
            },
        ),
        (
            {"anyOf": [USER, {"type": "null"}]},
            {"type": ["object", "null"], "properties": {"id": {"type": "integer"}}, "required": ["id"]},
        ),
        ({"oneOf": [{"enum": [None]}, {"enum": ["a"]}]}, {"enum": ["a", None]}),
        ({"anyOf": [{"allOf": [{"const": 1}]}, {"type": "null"}]}, {"enum": [1, None]}),
        ({"oneOf": [{"type": "string"}]}, {"type": "string"}),
        ({"type": "string", "anyOf": [{"minLength": 1}, {"type": "null"}]}, {"minLength": 1, "type": "string"}),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, {"type": "integer"}),
        ({"allOf": [{"type": "integer"}, {"type": "number"}]}, {"type": "integer"}),
        ({"allOf": [{"type": ["string", "null"]}, {"type": "string"}]}, {"type": "string"}),
        ({"allOf": [{"minimum": 1, "maximum": 9}, {"minimum": 3, "maximum": 7}]}, {"minimum": 3, "maximum": 7}),
        ({"allOf": [{"enum": [1, 2]}, {"enum": [2, 3]}]}, {"enum": [2]}),
        ({"allOf": [{"pattern": "a"}, {"pattern": "b"}]}, {"pattern": "b", "allOf": [{"pattern": "a"}]}),
        (
            {"allOf": [{"properties": {"a": {"minimum": 1}}}, {"properties": {"a": {"maximum": 2}}}]},
            {"properties": {"a": {"allOf": [{"minimum": 1}, {"maximum": 2}]}}},
        ),
        ({"allOf": [{"additionalProperties": False}, {"additionalProperties": True}]}, {"additionalProperties": False}),
        ({"allOf": [True, {"type": "string"}]}, {"type": "string"}),
        ({"allOf": [False, {"type": "string"}]}, False),
        ({"$ref": "#/components/schemas/Round"}, {}),
        ({"$ref": "#/components/schemas/Self"}, {"type": "object"}),
    ],
)
def test_a_schema_of_several_parts_becomes_one(schema: Any, flat: Any) -> None:
    """`$ref`, `allOf` and a choice of null are merged at the top, and what contains itself comes to an end."""
    assert flattened(ROOT, schema) == flat


def test_a_schema_that_is_flat_is_given_back_itself() -> None:
    """A schema that is flat is given back itself, as is what a lone reference leads to."""
    plain = {"type": "object", "properties": {"a": USER}}
    assert flattened(ROOT, plain) is plain
    assert flattened(ROOT, USER) is ROOT["components"]["schemas"]["User"]


def test_examples_of_parts_make_one_of_the_whole() -> None:
    """Examples of all parts make one of the whole; an example of one part alone is none."""
    one = {"properties": {"a": {}}, "examples": [{"a": 1}]}
    other: dict[str, Any] = {"properties": {"b": {}}}
    assert "examples" not in flattened(ROOT, {"allOf": [one, other]})  # type: ignore[operator]  # a mapping
    whole = flattened(ROOT, {"allOf": [one, {**other, "examples": [{"b": 2}]}]})
    assert whole["examples"] == [{"a": 1, "b": 2}]  # type: ignore[index]  # a mapping
    assert flattened(ROOT, {"allOf": [{"properties": {"a": {}}}], "examples": [{"a": 3}]})["examples"] == [{"a": 3}]  # type: ignore[index]  # a mapping


def test_a_lost_part_is_told() -> None:
    """A part that is not there is told."""
    with pytest.raises(NotThere, match="is nowhere in the document"):
        flattened(ROOT, {"allOf": [{"$ref": "#/components/schemas/Lost"}]})


@pytest.mark.parametrize("value", [None, 7, "text", [], [7], {}, [None, {}], {"a": 7}, True])
def test_nothing_in_a_schema_makes_it_fail(value: Any) -> None:
    """Whatever stands at a keyword, two parts that say it become one."""
    keys = ("type", "enum", "required", "properties", "items", "minimum", "allOf", "anyOf", "examples", "const")
    for key in keys:
        schema = {"allOf": [{key: value, "type": "object"}, {key: [1]}, {key: {"b": True}}], key: value}
        assert isinstance(flattened(ROOT, schema), (dict, bool))
        assert isinstance(flattened(ROOT, {"oneOf": [{key: value}, {"type": "null"}], "type": value}), (dict, bool))
