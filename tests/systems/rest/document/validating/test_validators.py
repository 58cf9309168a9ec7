"""Does a value fit its schema? Each keyword refuses alone, and what cannot be compiled is left out by name."""

from __future__ import annotations

import pytest

from pytest_connectors.systems.rest.document.validating import Validators, validators_of

PETS = {
    "components": {
        "schemas": {
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat", "dog": "Dog"}},
            },
            "Cat": {
                "type": "object",
                "required": ["kind", "id"],
                "properties": {
                    "kind": {"type": "string"},
                    "lives": {"type": "integer", "maximum": 9},
                    "id": {"type": "integer", "readOnly": True},
                },
            },
            "Dog": {
                "type": "object",
                "required": ["kind", "bark"],
                "properties": {
                    "kind": {"type": "string"},
                    "bark": {"type": "integer", "format": "int32"},
                    "secret": {"type": "string", "writeOnly": True},
                    "friend": {"$ref": "#/components/schemas/Pet"},
                },
            },
        }
    }
}
PET = {"$ref": "#/components/schemas/Pet"}
ALONE = {
    "type": ({"type": "integer"}, "7"),
    "enum": ({"enum": ["a", "b"]}, "c"),
    "const": ({"const": 1}, 2),
    "minimum": ({"minimum": 3}, 2),
    "maximum": ({"maximum": 3}, 4),
    "exclusiveMinimum": ({"exclusiveMinimum": 3}, 3),
    "exclusiveMaximum": ({"exclusiveMaximum": 3}, 3),
    "multipleOf": ({"multipleOf": 0.01}, 0.005),
    "minLength": ({"minLength": 2}, "é"),
    "maxLength": ({"maxLength": 2}, "東京都"),
    "pattern": ({"pattern": "^[A-Z]{2}$"}, "ab"),
    "minItems": ({"minItems": 1}, []),
    "maxItems": ({"maxItems": 1}, [1, 2]),
    "uniqueItems": ({"uniqueItems": True}, [1, 1]),
    "contains": ({"contains": {"const": 1}}, [2]),
    "minProperties": ({"minProperties": 1}, {}),
    "maxProperties": ({"maxProperties": 1}, {"a": 1, "b": 2}),
    "not": ({"not": {"type": "null"}}, None),
}


@pytest.mark.parametrize("keyword", ALONE)
def test_breach_of_one_keyword_names_its_place_and_the_keyword(keyword: str) -> None:
    """A value that breaks one keyword deep in a body is refused with the pointer to it and the keyword."""
    schema, value = ALONE[keyword]
    body = {"properties": {"items": {"items": {"properties": {"a/b": schema}}}}}
    (problem,) = Validators({}).problems(body, {"items": [{}, {"a/b": value}]})
    assert (problem.pointer, problem.keyword) == ("/items/1/a~1b", keyword)
    assert problem.message


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("date-time", "2026-01-15 09:30"), ("date", "15.1.2026"), ("time", "09:30"), ("uuid", "7"), ("email", "ana"),
        ("uri", "no"), ("ipv4", "1.2.3"), ("ipv6", "1.2.3.4"), ("int32", 2**31), ("int64", 2**63),
    ],
)  # fmt: skip
def test_formats_are_checked(form: str, value: object) -> None:
    """Formats of JSON Schema and OpenAPI's whole numbers are checked."""
    assert not Validators({}).is_valid({"format": form}, value)


@pytest.mark.parametrize("form", ["float", "double", "byte", "binary", "password", "unheard-of"])
def test_other_formats_ask_nothing(form: str) -> None:
    """Formats that name a way of storing, or nothing that is known, refuse no value."""
    assert Validators({}).is_valid({"format": form}, "x")
    assert Validators({}).is_valid({"format": form}, 1.5)


def test_missing_and_additional_properties_are_named() -> None:
    """What is missing, and what is too much, is named by the pointer that it would have or has."""
    schema = {"required": ["name"], "properties": {"name": {}}, "additionalProperties": False}
    found = Validators({}).problems(schema, {"nam": 1})
    assert sorted(found) == [
        ("/nam", "'nam' is no property that may be there", "additionalProperties"),
        ("/name", "'name' is required, and missing", "required"),
    ]


def test_what_is_too_much_is_named_where_nothing_may_be_there() -> None:
    """A closed object that names no property refuses each one by its own pointer."""
    schema = {"properties": {"risk": {"type": "object", "additionalProperties": False}}}
    found = Validators({}).problems(schema, {"risk": {"level": 1}})
    assert found == [("/risk/level", "'level' is no property that may be there", "additionalProperties")]


def test_discriminator_tells_which_variant_is_meant() -> None:
    """Of several variants the one is told of that the label names, at any depth."""
    validators = Validators(PETS)
    assert validators.is_valid(PET, {"kind": "cat", "id": 1})
    assert validators.is_valid(PET, {"kind": "dog", "bark": 1, "friend": {"kind": "cat", "id": 2}})
    (deep,) = validators.problems(PET, {"kind": "dog", "bark": 1, "friend": {"kind": "cat", "id": 2, "lives": 10}})
    assert (deep.pointer, deep.keyword) == ("/friend/lives", "maximum")
    (unknown,) = validators.problems(PET, {"kind": "cow"})
    assert unknown.pointer == "/kind"
    assert "'cat', 'dog'" in unknown.message


def test_nearest_variant_is_told_of_where_there_is_no_discriminator() -> None:
    """A value that breaks one keyword of the one variant that it is like is refused with that keyword's place."""
    schema = {
        "anyOf": [
            {
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"type": "object", "properties": {"b": {"maximum": 1}}}},
            },
            {"type": "array", "items": {"type": "string"}},
        ]
    }
    assert Validators({}).problems(schema, {"a": {"b": 2}})[0].pointer == "/a/b"
    assert Validators({}).problems(schema, ["x", 1])[0].pointer == "/1"


def test_read_only_properties_need_not_be_sent_and_write_only_ones_not_answered() -> None:
    """A required property that is readOnly may be missing in a request, one that is writeOnly in an answer."""
    schema = {
        "required": ["id", "password", "name"],
        "properties": {"id": {"readOnly": True}, "password": {"writeOnly": True}, "name": {}},
    }
    validators = Validators({})
    assert [one.pointer for one in validators.problems(schema, {"name": "a"}, for_request=True)] == ["/password"]
    assert [one.pointer for one in validators.problems(schema, {"name": "a"})] == ["/id"]


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ({"type": "string", "pattern": "("}, "#/pattern"),
        ({"type": "string", "properties": {"a": {"$ref": "#/nowhere"}}}, "#/properties/a/$ref"),
        ({"type": "string", "minimum": "3"}, "#/minimum"),
        ({"type": "string", "required": True}, "#/required"),
        ({"type": "string", "pattern": "^[\\s\\S]{1,65536}$"}, "#/pattern"),
        ({"type": "string", "properties": {"a": 3}}, "#/properties/a"),
        ({"allOf": [{"type": "string"}, {"type": "file"}]}, "#/allOf/1/type"),
    ],
)
def test_what_does_not_compile_is_left_out_by_name(schema: dict, pointer: str) -> None:
    """A keyword that cannot be compiled is left out and named; the rest of the schema still counts."""
    validators = Validators({})
    assert validators.is_valid(schema, "a")
    assert not validators.is_valid(schema, 1)
    assert [place for place, _ in validators.left_out] == [pointer]


def test_only_what_a_schema_reaches_is_compiled() -> None:
    """A schema compiles beside broken ones to which it does not refer, and those are not even named."""
    root = {"components": {"schemas": {"A": {"type": "integer"}, "B": {"pattern": "("}}}}
    validators = Validators(root)
    assert not validators.is_valid({"$ref": "#/components/schemas/A"}, "x")
    assert validators.left_out == []
    assert validators_of(root) is validators_of(root)


def test_values_that_are_no_json_fit_nothing() -> None:
    """A value that JSON cannot say is refused, and not an error."""
    assert Validators({}).problems({"type": "string"}, {1, 2})
    assert not Validators({}).is_valid({}, object())
