"""Which properties does an object get? Those that it needs, and others as far as there is room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_connectors.contract.openapi.model import Schema
from pytest_connectors.systems.rest.document.demands import Demand
from pytest_connectors.systems.rest.document.demands.merging import matches, without
from pytest_connectors.systems.rest.document.generating.manner import NoWayError, Path
from pytest_connectors.systems.rest.document.generating.patterned import text_for

if TYPE_CHECKING:
    from pytest_connectors.systems.rest.document.generating.making import Maker

_OFTEN = 0.7
_TRIES = 20


@dataclass(frozen=True)
class Wanted:
    """The properties of an object that is put together.

    Attributes:
        demand: What is asked of it, with what its properties bring along.
        names: The properties' schemas by name, in order.
        required: Those that must be there.
    """

    demand: Demand
    names: dict[str, Schema]
    required: frozenset[str]


def wanted(maker: Maker, demand: Demand, path: Path, room: int) -> Wanted:
    """The properties of an object at a path; raises NoWayError where it cannot have as many as it must."""
    forbidden = _forbidden(demand)
    chosen = _chosen(maker, demand, path, room, forbidden)
    for _ in range(len(demand.dependents)):
        # What comes along with a property may bring another along.
        brought = [schema for name, schema in demand.dependents.items() if name in chosen]
        if not brought:
            break
        rest = maker.merging.kept(demand, "dependents", lambda demand=demand: _bare(demand))  # type: ignore[misc]  # mypy loses its type
        kept = {name: schema for name, schema in demand.dependents.items() if name not in chosen}
        for schema in brought:
            rest = maker.merging.both(rest, maker.merging.of(schema))
        demand = _with(rest, {**rest.dependents, **kept})
        chosen = dict.fromkeys([*chosen, *demand.required])
    least, most = int(demand.bounds.get("minProperties", 0)), demand.bounds.get("maxProperties")
    required = frozenset(demand.required)
    if most is not None and len(chosen) > most:
        spare = [name for name in chosen if name not in required][::-1][: len(chosen) - int(most)]
        chosen = {name: None for name in chosen if name not in spare}
    names = {name: schema_of(demand, name) for name in chosen}
    needed = max(least - len(names), int(_is_map(demand) and not names and room > 0 and not maker.manner.lean))
    needed = needed if most is None else min(needed, int(most) - len(names))
    _fill(maker, demand, (path, forbidden), names, needed)
    return Wanted(demand, names, required | (frozenset(names) if least >= len(names) else frozenset()))


def schema_of(demand: Demand, name: str) -> Schema:
    """What a property must be like."""
    parts = [demand.properties[name]] if name in demand.properties else []
    parts += [schema for pattern, schema in demand.patterned.items() if matches(pattern, name)]
    if not parts:
        return demand.rest
    return parts[0] if len(parts) == 1 else {"allOf": parts}


def _chosen(maker: Maker, demand: Demand, path: Path, room: int, forbidden: frozenset[str]) -> dict[str, None]:
    """The properties that are named and wanted, in the document's order."""
    manner, plain = maker.manner, maker.is_plain(path)
    required = set(demand.required)
    optional = [name for name in demand.properties if name not in required and name not in forbidden]
    optional = [name for name in optional if not _is_spared(maker, demand.properties[name])]
    if not plain:
        optional = [name for name in optional if maker.rng.random() < _OFTEN]
    optional = [name for name in optional if not maker.is_recursive(demand.properties[name])]
    least = int(demand.bounds.get("minProperties", 0)) - len(required)
    places = max(least, 0 if manner.lean else room)
    kept = required | set(optional[: max(0, places)])
    return dict.fromkeys([*(name for name in demand.properties if name in kept), *demand.required])


def _is_spared(maker: Maker, schema: Schema) -> bool:
    target = maker.node(schema)
    return any(isinstance(one, Mapping) and one.get(maker.manner.spared) is True for one in (schema, target))


def _forbidden(demand: Demand) -> frozenset[str]:
    """The properties that must not be there."""
    found = {name for name, schema in demand.properties.items() if schema is False}
    for one in demand.nots:
        required = one.get("required") if isinstance(one, Mapping) else None
        if isinstance(required, list) and set(one) <= {"required", "type"}:  # type: ignore[arg-type]  # a mapping
            left = [name for name in required if name not in demand.required]
            found.update(left[:1] if len(left) < len(required) or len(left) == 1 else left[-1:])
        options = one.get("anyOf") if isinstance(one, Mapping) else None
        for option in options if isinstance(options, list) else ():
            names = option.get("required", []) if isinstance(option, Mapping) else []
            found.update(name for name in names[:1] if name not in demand.required)
    return frozenset(found)


def _is_map(demand: Demand) -> bool:
    return not demand.properties and (demand.rest not in (True, False) or bool(demand.patterned))


def _fill(maker: Maker, demand: Demand, at: tuple[Path, frozenset[str]], names: dict[str, Schema], needed: int) -> None:
    """As many more properties as are needed, under names that may be there."""
    path, forbidden = at
    for name in demand.properties:
        if needed > 0 and name not in names and name not in forbidden:
            names[name] = schema_of(demand, name)
            needed -= 1
    for i in range(_TRIES * max(0, needed)):
        if needed <= 0:
            return
        new = _new_name(maker, demand, i)
        if new is not None and new not in names and new not in forbidden and schema_of(demand, new) is not False:
            names[new] = schema_of(demand, new)
            needed -= 1
    if needed > 0 and int(demand.bounds.get("minProperties", 0)) > len(names):
        raise NoWayError(path, f"no names were found for {needed} more properties")


def _new_name(maker: Maker, demand: Demand, place: int) -> str | None:
    if demand.names is not True:
        manner = maker.manner
        was, manner.plain = manner.plain, manner.plain and not place
        try:
            longer = maker.merging.of(_TEXTS[place % len(_TEXTS)])
            found = maker.demanded(maker.merging.both(maker.merging.of(demand.names), longer), ("", place), 0)
        except NoWayError:
            return None
        finally:
            manner.plain = was
        return found if isinstance(found, str) else None
    if demand.rest is False and demand.patterned:
        pattern = list(demand.patterned)[place % len(demand.patterned)]
        return text_for(pattern, maker.rng, place % 7, None, plain=maker.manner.plain and place < len(demand.patterned))
    return "key" if not place else f"key{place}"


# Of names that fit a pattern longer ones are others.
_TEXTS: tuple[Schema, ...] = tuple({"type": "string", "minLength": size} for size in (0, 0, 3, 4, 5, 6, 8, 12))


def _bare(demand: Demand) -> Demand:
    return _with(demand, {})


def _with(demand: Demand, dependents: Mapping[str, Schema]) -> Demand:
    return without(demand, dependents=dependents)
