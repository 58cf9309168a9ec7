"""Which value fits a schema? Generated ones do, for every keyword, and they are the same in each process."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_connectors.systems.rest.document.generating import CannotGenerate, generated
from pytest_connectors.systems.rest.document.validating import Validators

SCHEMAS = {
    "types": {"type": ["integer", "null"]},
    "const": {"const": {"a": [1]}},
    "all-of": {"allOf": [{"type": "string", "minLength": 3}, {"maxLength": 4, "pattern": "^b"}]},
    "all-of-closed": {
        "allOf": [
            {
                "type": "object",
                "properties": {"a": {"type": "string"}},
                "required": ["a"],
                "additionalProperties": {"type": "integer"},
            },
            {"properties": {"b": {"minimum": 3}}, "required": ["b"]},
        ]
    },
    "one-of": {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 5}]},
    "any-of": {"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {}, "b": {}}},
    "not": {"type": "object", "properties": {"a": {}, "b": {}}, "not": {"required": ["a", "b"]}},
    "not-type": {"not": {"type": "string"}},
    "if": {
        "type": "object",
        "properties": {"kind": {"enum": ["a", "b"]}},
        "required": ["kind"],
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"required": ["x"], "properties": {"x": {"type": "integer"}}},
        "else": {"required": ["y"]},
    },
    "additional": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 3},
    "patterned": {
        "type": "object",
        "patternProperties": {"^x-[a-z]+$": {"type": "integer"}},
        "minProperties": 2,
        "additionalProperties": False,
    },
    "names": {"type": "object", "propertyNames": {"pattern": "^x-"}, "minProperties": 3},
    "max-properties": {
        "type": "object",
        "properties": {"a": {}, "b": {}, "c": {}},
        "required": ["c"],
        "maxProperties": 2,
    },
    "dependent": {
        "type": "object",
        "properties": {"card": {}, "address": {"type": "string"}},
        "required": ["card"],
        "dependentRequired": {"card": ["address"]},
        "dependentSchemas": {"address": {"required": ["zip"], "properties": {"zip": {"type": "integer"}}}},
    },
    "prefix": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
    "contains": {"type": "array", "contains": {"const": 5}, "minContains": 2, "minItems": 3},
    "unique": {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": True},
    "lengths": {"type": "string", "minLength": 40, "maxLength": 41},
    "look-ahead": {"type": "string", "pattern": "^(?=.*\\d)[a-z0-9]{8,}$"},
    "pattern-and-length": {"type": "string", "pattern": "^[a-z]+-[0-9]*$", "minLength": 12, "maxLength": 14},
    "pattern-of-letters": {"type": "string", "pattern": "^\\p{Lu}[\\p{L} ]{2,5}$"},
    "between": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    "cents": {"type": "number", "multipleOf": 0.01, "minimum": 0.015, "maximum": 0.025},
    "multiples": {"type": "integer", "allOf": [{"multipleOf": 4}, {"multipleOf": 6}], "minimum": 13},
    "int64": {"type": "integer", "format": "int64", "minimum": 2**62},
    **{
        form: {"type": "string", "format": form}
        for form in (
            "date-time",
            "date",
            "time",
            "duration",
            "uuid",
            "email",
            "uri",
            "hostname",
            "ipv4",
            "ipv6",
            "byte",
        )
    },
    "email-of-length": {"type": "string", "format": "email", "maxLength": 8},
    "example-that-does-not-fit": {
        "type": "object",
        "properties": {"a": {"type": "integer", "example": "x", "default": 0, "minimum": 1}},
        "required": ["a"],
    },
    "nothing-said": {},
}
TREE = {
    "components": {
        "schemas": {
            "Node": {
                "type": "object",
                "required": ["name", "next"],
                "properties": {
                    "name": {"type": "string"},
                    "next": {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]},
                    "parent": {"$ref": "#/components/schemas/Node"},
                    "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
                },
            },
            "Endless": {
                "type": "object",
                "required": ["next"],
                "properties": {"next": {"$ref": "#/components/schemas/Endless"}},
            },
            "Animal": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"type": "string"}},
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
            },
            "Cat": {"allOf": [{"$ref": "#/components/schemas/Animal"}, {"properties": {"lives": {"type": "integer"}}}]},
        }
    }
}


@pytest.mark.parametrize("name", SCHEMAS)
@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(0, 2**31))
def test_value_fits_its_schema(name: str, seed: int) -> None:
    """For each keyword and each seed the value is one that the validator takes and JSON can say."""
    value = generated({}, SCHEMAS[name], seed)
    assert Validators({}).is_valid(SCHEMAS[name], value)
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize("name", SCHEMAS)
def test_plainest_value_fits_its_schema(name: str) -> None:
    """The seed 0 has a value for each keyword."""
    assert Validators({}).is_valid(SCHEMAS[name], generated({}, SCHEMAS[name], 0))


def test_plainest_value_is_what_the_document_gives() -> None:
    """Seed 0 takes examples, defaults and the first of a list, where they fit; optional properties are there."""
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "string", "example": "given"},
            "b": {"type": "integer", "default": 7},
            "c": {"enum": ["first", "second"]},
            "d": {"type": "string", "format": "date"},
            "e": {"type": "integer", "example": "no number"},
        },
    }
    found = generated({}, schema, 0)
    assert found == {"a": "given", "b": 7, "c": "first", "d": "2026-01-15", "e": 1}


def test_recursive_schemas_end() -> None:
    """What refers to itself ends; where it must go on for ever, that is said."""
    for seed in range(20):
        assert Validators(TREE).is_valid(
            {"$ref": "#/components/schemas/Node"}, generated(TREE, {"$ref": "#/components/schemas/Node"}, seed)
        )
    with pytest.raises(CannotGenerate, match="without end"):
        generated(TREE, {"$ref": "#/components/schemas/Endless"}, 0)


def test_discriminator_holds_the_schemas_label() -> None:
    """The property that tells schemas apart holds the mapping's name of the schema."""
    assert generated(TREE, {"$ref": "#/components/schemas/Cat"}, 0) == {"kind": "cat", "lives": 1}
    assert generated(TREE, {"$ref": "#/components/schemas/Cat"}, 3)["kind"] == "cat"


@pytest.mark.parametrize(
    "schema",
    [False, {"allOf": [{"type": "string"}, {"type": "integer"}]}, {"type": "integer", "minimum": 3, "maximum": 2}],
)
def test_what_no_value_fits_is_said(schema: object) -> None:
    """A schema that excludes itself has no value, which is an error that says where."""
    with pytest.raises(CannotGenerate):
        generated({}, schema, 0)  # type: ignore[arg-type]  # a schema is a mapping or a truth


def test_requests_leave_out_what_is_read_only() -> None:
    """A request has no readOnly property, an answer no writeOnly one."""
    schema = {
        "type": "object",
        "properties": {"id": {"type": "integer", "readOnly": True}, "key": {"type": "integer", "writeOnly": True}},
    }
    assert generated({}, schema, 0, for_request=True) == {"key": 1}
    assert generated({}, schema, 0) == {"id": 1}


def test_values_are_the_same_in_each_process() -> None:
    """The same seed gives the same value, whatever the order of hashes."""
    code = (
        "import json, sys; from pytest_connectors.systems.rest.document.generating.values import generated\n"
        "print([[generated({}, one, seed) for seed in range(3)] for one in json.load(sys.stdin).values()])"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            input=json.dumps(SCHEMAS),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_a_thousand_small_values_take_a_second_at_most() -> None:
    """Small values are made fast enough for rows."""
    schema = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {"a": {"type": "integer"}, "b": {"type": "string", "pattern": "^[a-z]{3}$"}},
    }
    start = time.process_time()
    for seed in range(1000):
        generated({}, schema, seed)
    assert time.process_time() - start < 1
