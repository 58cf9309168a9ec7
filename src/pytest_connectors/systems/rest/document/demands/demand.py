"""What does a schema ask of a value, beside what it refers to?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.systems.rest.document.demands.keywords import KINDS, contradicts, is_json, is_same, labels_of

Group = tuple[tuple[Schema, ...], tuple[tuple[str, ...], ...]]
"""Variants, one of which is to fit, and the labels by which a discriminator names them (or nothing)."""

LOW = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
HIGH = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


@dataclass(frozen=True)
class Demand:
    """What is asked of a value, with nothing left to follow but the schemas of its parts.

    Attributes:
        never: No value fits.
        kinds: The types that it may have; None where none is named.
        values: The values that it may have; None where none is named.
        bounds: The keywords of ranges, lengths and counts, each the narrowest.
        multiples: The numbers of which it is a multiple.
        patterns: The patterns that it fits.
        format: The format that it has.
        properties: By name.
        required: The properties that must be there.
        rest: What other properties must be like.
        patterned: What properties must be like whose names fit a pattern.
        names: What properties' names must be like.
        dependents: What else holds where a property is there.
        items: What items must be like behind the first ones.
        first: What the first items must be like.
        contained: What some items must be like.
        unique: No two items are alike.
        nots: What it must not be like.
        groups: Variants, one of each group is to fit.
        conditions: `if`, `then`, `else`.
        examples: Values that are given as examples, or as the default.
        discriminator: The property that tells which schema is meant, with its mapping.
    """

    never: bool = False
    kinds: tuple[str, ...] | None = None
    values: tuple[Json, ...] | None = None
    bounds: Mapping[str, float] = field(default_factory=dict)
    multiples: tuple[float, ...] = ()
    patterns: tuple[str, ...] = ()
    format: str = ""
    properties: Mapping[str, Schema] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    rest: Schema = True
    patterned: Mapping[str, Schema] = field(default_factory=dict)
    names: Schema = True
    dependents: Mapping[str, Schema] = field(default_factory=dict)
    items: Schema = True
    first: tuple[Schema, ...] = ()
    contained: tuple[Schema, ...] = ()
    unique: bool = False
    nots: tuple[Schema, ...] = ()
    groups: tuple[Group, ...] = ()
    conditions: tuple[tuple[Schema, Schema, Schema], ...] = ()
    examples: tuple[Json, ...] = ()
    discriminator: Mapping[str, Any] | None = None


ANYTHING = Demand()
NOTHING = Demand(never=True)


def own_demand(schema: Mapping[str, Any]) -> Demand:
    """What a schema asks beside what it refers to."""
    return Demand(
        kinds=None if contradicts(schema) else _kinds(schema.get("type")),
        values=_values(schema),
        bounds={key: schema[key] for key in (*LOW, *HIGH, "maxContains") if _is_number(schema.get(key))},
        multiples=(schema["multipleOf"],) if _is_number(schema.get("multipleOf")) and schema["multipleOf"] > 0 else (),
        patterns=(schema["pattern"],) if isinstance(schema.get("pattern"), str) else (),
        format=_format(schema),
        properties=_schemas(schema.get("properties")),
        required=_names(schema.get("required")),
        rest=_schema(schema.get("additionalProperties", schema.get("unevaluatedProperties"))),
        patterned=_schemas(schema.get("patternProperties")),
        names=_schema(schema.get("propertyNames")),
        dependents=_dependents(schema),
        items=_schema(schema.get("items")),
        first=_list(schema.get("prefixItems")),
        contained=(_schema(schema["contains"]),) if "contains" in schema else (),
        unique=schema.get("uniqueItems") is True,
        nots=(_schema(schema["not"]),) if "not" in schema else (),
        groups=tuple(_group(schema, key) for key in ("oneOf", "anyOf") if _list(schema.get(key))),
        conditions=_conditions(schema),
        examples=_examples(schema),
        discriminator=schema["discriminator"] if isinstance(schema.get("discriminator"), Mapping) else None,
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and is_json(value)


def _kinds(value: Any) -> tuple[str, ...] | None:
    return tuple(one for one in (value if isinstance(value, list) else [value]) if one in KINDS) or None


def _values(schema: Mapping[str, Any]) -> tuple[Json, ...] | None:
    listed = schema.get("enum")
    values = tuple(one for one in listed if is_json(one)) if isinstance(listed, list) else ()
    if "const" in schema and is_json(schema["const"]):
        return tuple(one for one in values if is_same(one, schema["const"])) if values else (schema["const"],)
    return values or None


def _format(schema: Mapping[str, Any]) -> str:
    """The format; of encoded bytes, what 3.0 called it."""
    if isinstance(schema.get("format"), str):
        return str(schema["format"])
    return "byte" if schema.get("contentEncoding") == "base64" else ""


def _schema(value: Any) -> Schema:
    return value if isinstance(value, Mapping | bool) else True


def _schemas(value: Any) -> dict[str, Schema]:
    return {str(name): _schema(one) for name, one in value.items()} if isinstance(value, Mapping) else {}


def _list(value: Any) -> tuple[Schema, ...]:
    return tuple(_schema(one) for one in value) if isinstance(value, list) else ()


def _names(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in value if isinstance(one, str))) if isinstance(value, list) else ()


def _dependents(schema: Mapping[str, Any]) -> dict[str, Schema]:
    required = schema.get("dependentRequired")
    found: dict[str, Schema] = _schemas(schema.get("dependentSchemas"))
    for name, names in required.items() if isinstance(required, Mapping) else ():
        found[name] = all_of(found.get(name, True), {"required": list(_names(names))})
    return found


def _group(schema: Mapping[str, Any], key: str) -> Group:
    return _list(schema[key]), tuple(tuple(labels) for labels in labels_of(schema, key))


def _conditions(schema: Mapping[str, Any]) -> tuple[tuple[Schema, Schema, Schema], ...]:
    if "if" not in schema or not ("then" in schema or "else" in schema):
        return ()
    return ((_schema(schema["if"]), _schema(schema.get("then")), _schema(schema.get("else"))),)


def _examples(schema: Mapping[str, Any]) -> tuple[Json, ...]:
    found = [schema["example"]] if "example" in schema else []
    found += schema["examples"] if isinstance(schema.get("examples"), list) else []
    found += [schema["default"]] if "default" in schema else []
    return tuple(one for one in found if is_json(one))


def all_of(one: Schema, other: Schema) -> Schema:
    """What fits both."""
    if one is True or one is other:
        return other
    if other is True:
        return one
    return False if one is False or other is False else {"allOf": [one, other]}
