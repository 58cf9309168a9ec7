"""Which type has a value of which none is named, and is an example near to what is asked?"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.systems.rest.document.demands import Demand
from pytest_connectors.systems.rest.document.demands.keywords import is_kind, listed


@functools.lru_cache(maxsize=4096)
def labelled(name: str, labels: tuple[str, ...]) -> Schema:
    """A schema that asks for one of some labels in a property; the same one for the same labels."""
    return {"properties": {name: {"enum": list(labels)}}, "required": [name]}


def implied(demand: Demand) -> Iterable[str]:
    """The types of which the keywords speak, where none is named."""
    bounds = demand.bounds
    if demand.properties or demand.required or demand.patterned or demand.rest is not True or "minProperties" in bounds:
        return ("object",)
    if demand.items is not True or demand.first or demand.contained or demand.unique or "minItems" in bounds:
        return ("array",)
    if demand.patterns or "minLength" in bounds or "maxLength" in bounds:
        return ("string",)
    if demand.multiples or any(key.lower().endswith(("minimum", "maximum")) for key in bounds):
        return ("number", "integer")
    return ("string", "integer", "boolean", "object", "array", "null")


def excluded(kind: str, nots: tuple[Schema, ...]) -> bool:
    """Whether a type as a whole is not allowed."""
    return any(isinstance(one, Mapping) and set(one) == {"type"} and kind in listed(one["type"]) for one in nots)


def is_near(value: Json, demand: Demand) -> bool:
    """Whether a value is of a type that is asked for, and among the listed ones."""
    if demand.values is not None and not any(value == one and type(value) is type(one) for one in demand.values):
        return False
    return demand.kinds is None or any(is_kind(value, kind) for kind in demand.kinds)


def asked(demand: Demand) -> str:
    """What is asked of a scalar, in words."""
    parts: Iterator[str] = (f"{key} {value}" for key, value in demand.bounds.items())
    others = [f"pattern {one!r}" for one in demand.patterns] + [f"multipleOf {one}" for one in demand.multiples]
    return ", ".join([*parts, *others, *([f"format {demand.format}"] if demand.format else [])]) or "what is asked"
