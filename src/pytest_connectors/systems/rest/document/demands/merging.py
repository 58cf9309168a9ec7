"""What do several schemas ask together? `$ref`, `allOf` and chosen variants become one demand on a value."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.systems.rest.document.demands.demand import ANYTHING, LOW, NOTHING, Demand, all_of, own_demand
from pytest_connectors.systems.rest.document.demands.keywords import is_same


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
        result = own_demand(schema)
        if "$ref" in schema:
            target = self._node({"$ref": schema["$ref"]})
            result = self.both(self.of(target), result) if isinstance(target, Mapping | bool) else result
        for part in schema["allOf"] if isinstance(schema.get("allOf"), list) else ():
            if isinstance(part, Mapping | bool):
                result = self.both(result, self.of(part))
        return result


def _both(one: Demand, other: Demand) -> Demand:
    kinds = _common_kinds(one.kinds, other.kinds)
    values = _common_values(one.values, other.values)
    if kinds == () or values == ():
        return NOTHING
    bounds = dict(one.bounds)
    for key, value in other.bounds.items():
        bounds[key] = value if key not in bounds else max(bounds[key], value) if key in LOW else min(bounds[key], value)
    return Demand(
        kinds=kinds,
        values=values,
        bounds=bounds,
        multiples=_once(one.multiples, other.multiples),
        patterns=_once(one.patterns, other.patterns),
        format=one.format or other.format,
        properties=_common_properties(one, other),
        required=_once(one.required, other.required),
        rest=all_of(one.rest, other.rest),
        patterned=_by_name(one.patterned, other.patterned),
        names=all_of(one.names, other.names),
        dependents=_by_name(one.dependents, other.dependents),
        items=all_of(one.items, other.items),
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


def _common_kinds(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    found = [kind for kind in one if kind in other or (kind == "integer" and "number" in other)]
    found += [kind for kind in other if kind == "integer" and "number" in one and kind not in found]
    return tuple(found)


def _common_values(one: tuple[Json, ...] | None, other: tuple[Json, ...] | None) -> tuple[Json, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(value for value in one if any(is_same(value, there) for there in other))


def _common_properties(one: Demand, other: Demand) -> dict[str, Schema]:
    """Each side's properties; where the other side closes its rows, it says what they must be like."""
    found: dict[str, Schema] = {}
    for name in dict.fromkeys([*one.properties, *other.properties]):
        left, right = (_told(side, name) for side in (one, other))
        found[name] = all_of(left, right)
    return found


def _told(side: Demand, name: str) -> Schema:
    if name in side.properties:
        return side.properties[name]
    return True if any(matches(pattern, name) for pattern in side.patterned) else side.rest


def _common_first(one: Demand, other: Demand) -> tuple[Schema, ...]:
    size = max(len(one.first), len(other.first))
    return tuple(
        all_of(*(side.first[i] if i < len(side.first) else side.items for side in (one, other))) for i in range(size)
    )


def _by_name(one: Mapping[str, Schema], other: Mapping[str, Schema]) -> Mapping[str, Schema]:
    if not one or not other:
        return one or other
    return {name: all_of(one.get(name, True), other.get(name, True)) for name in dict.fromkeys([*one, *other])}


def _once(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(one + other)) if one and other else one or other


def matches(pattern: str, name: str) -> bool:
    """Whether `patternProperties` means a name by a pattern; one that cannot be read means none."""
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False
