"""What do several schemas ask together? `$ref`, `allOf` and chosen variants become one demand on a value."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.systems.rest.document.cleaning import KINDS, contradicts, is_json, labels_of

Group = tuple[tuple[Schema, ...], tuple[tuple[str, ...], ...]]
"""Variants, one of which is to fit, and the labels by which a discriminator names them (or nothing)."""

_LOW = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_HIGH = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


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


class Merging:
    """Demands of a document's schemas, each made once.

    Args:
        node: Gives what a schema's `$ref`s lead to; None where that is nowhere.
    """

    def __init__(self, node: Callable[[Json], Json]) -> None:
        self._node = node
        # The schemas themselves are kept, so that their ids stay their own.
        self._known: dict[int, tuple[Schema, Demand]] = {}
        self._other: dict[tuple[int, str], tuple[Demand, Demand]] = {}
        self._joined: dict[tuple[int, int], tuple[Demand, Demand, Demand]] = {}

    def of(self, schema: Schema) -> Demand:
        """What a schema asks."""
        if isinstance(schema, bool):
            return ANYTHING if schema else NOTHING
        found = self._known.get(id(schema))
        if found is None:
            # What leads back to itself asks nothing more.
            self._known[id(schema)] = (schema, ANYTHING)
            found = self._known[id(schema)] = (schema, self._made(schema))
        return found[1]

    def kept(self, demand: Demand, what: str, made: Callable[[], Demand]) -> Demand:
        """What is made of a demand in some way, made once."""
        key = (id(demand), what)
        found = self._other.get(key)
        if found is None:
            found = self._other[key] = (demand, made())
        return found[1]

    def without_group(self, demand: Demand) -> Demand:
        """The demand without its first group of variants."""
        return self.kept(demand, "groups", lambda: without(demand, groups=demand.groups[1:], examples=()))

    def both(self, one: Demand, other: Demand) -> Demand:
        """What two demands ask together."""
        if one is ANYTHING or other.never:
            return other
        if other is ANYTHING or one.never:
            return one
        key = (id(one), id(other))
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = (one, other, _both(one, other))
        return found[2]

    def _made(self, schema: Mapping[str, Any]) -> Demand:
        result = _own(schema)
        if "$ref" in schema:
            target = self._node({"$ref": schema["$ref"]})
            result = self.both(self.of(target), result) if isinstance(target, Mapping | bool) else result
        for part in schema["allOf"] if isinstance(schema.get("allOf"), list) else ():
            if isinstance(part, Mapping | bool):
                result = self.both(result, self.of(part))
        return result


def _own(schema: Mapping[str, Any]) -> Demand:
    """What a schema asks beside what it refers to."""
    return Demand(
        kinds=None if contradicts(schema) else _kinds(schema.get("type")),
        values=_values(schema),
        bounds={key: schema[key] for key in (*_LOW, *_HIGH, "maxContains") if _is_number(schema.get(key))},
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


def _both(one: Demand, other: Demand) -> Demand:
    kinds = _common_kinds(one.kinds, other.kinds)
    values = _common_values(one.values, other.values)
    if kinds == () or values == ():
        return NOTHING
    bounds = dict(one.bounds)
    for key, value in other.bounds.items():
        bounds[key] = (
            value if key not in bounds else max(bounds[key], value) if key in _LOW else min(bounds[key], value)
        )
    return Demand(
        kinds=kinds,
        values=values,
        bounds=bounds,
        multiples=_once(one.multiples, other.multiples),
        patterns=_once(one.patterns, other.patterns),
        format=one.format or other.format,
        properties=_common_properties(one, other),
        required=_once(one.required, other.required),
        rest=_all(one.rest, other.rest),
        patterned=_by_name(one.patterned, other.patterned),
        names=_all(one.names, other.names),
        dependents=_by_name(one.dependents, other.dependents),
        items=_all(one.items, other.items),
        first=_common_first(one, other),
        contained=one.contained + other.contained,
        unique=one.unique or other.unique,
        nots=one.nots + other.nots,
        groups=one.groups + other.groups,
        conditions=one.conditions + other.conditions,
        # What is said last is said of the whole.
        examples=other.examples + one.examples,
        discriminator=one.discriminator or other.discriminator,
    )


def without(demand: Demand, **fields: Any) -> Demand:
    """The demand with other fields."""
    return dataclasses.replace(demand, **fields)


def _all(one: Schema, other: Schema) -> Schema:
    if one is True or one is other:
        return other
    if other is True:
        return one
    return False if one is False or other is False else {"allOf": [one, other]}


def _common_kinds(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    found = [kind for kind in one if kind in other or (kind == "integer" and "number" in other)]
    found += [kind for kind in other if kind == "integer" and "number" in one and kind not in found]
    return tuple(found)


def _common_values(one: tuple[Json, ...] | None, other: tuple[Json, ...] | None) -> tuple[Json, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(value for value in one if any(_same(value, there) for there in other))


def _common_properties(one: Demand, other: Demand) -> dict[str, Schema]:
    """Each side's properties; where the other side closes its rows, it says what they must be like."""
    found: dict[str, Schema] = {}
    for name in dict.fromkeys([*one.properties, *other.properties]):
        left, right = (_told(side, name) for side in (one, other))
        found[name] = _all(left, right)
    return found


def _told(side: Demand, name: str) -> Schema:
    if name in side.properties:
        return side.properties[name]
    return True if any(_matches(pattern, name) for pattern in side.patterned) else side.rest


def _common_first(one: Demand, other: Demand) -> tuple[Schema, ...]:
    size = max(len(one.first), len(other.first))
    return tuple(
        _all(*(side.first[i] if i < len(side.first) else side.items for side in (one, other))) for i in range(size)
    )


def _by_name(one: Mapping[str, Schema], other: Mapping[str, Schema]) -> Mapping[str, Schema]:
    if not one or not other:
        return one or other
    return {name: _all(one.get(name, True), other.get(name, True)) for name in dict.fromkeys([*one, *other])}


def _once(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(one + other)) if one and other else one or other


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False


def _same(one: Json, other: Json) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and is_json(value)


def _kinds(value: Any) -> tuple[str, ...] | None:
    return tuple(one for one in (value if isinstance(value, list) else [value]) if one in KINDS) or None


def _values(schema: Mapping[str, Any]) -> tuple[Json, ...] | None:
    listed = schema.get("enum")
    values = tuple(one for one in listed if is_json(one)) if isinstance(listed, list) else ()
    if "const" in schema and is_json(schema["const"]):
        return tuple(one for one in values if _same(one, schema["const"])) if values else (schema["const"],)
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
        found[name] = _all(found.get(name, True), {"required": list(_names(names))})
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
