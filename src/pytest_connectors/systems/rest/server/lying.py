"""Where do rows lie in a body of an operation that nobody declared, and how does a body look around them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.systems.rest.server import texts


@dataclass(frozen=True)
class Lying:
    """Where rows lie in a body, and whether there is a list of them."""

    items: tuple[str, ...]
    many: bool


def lying(root: Mapping[str, Json], schema: Schema) -> Lying | None:
    """Where the rows lie: the body is a list, holds one list of objects alone, or is a row; None where it is none."""
    found = texts.types(root, schema)
    if found == {"array"}:
        return Lying((), many=True)
    if "object" not in found or found == texts.ALL:
        return None
    flat = texts.flat(root, schema)
    properties = flat.get("properties")
    if not isinstance(properties, Mapping):
        return Lying((), many=False)
    lists = [name for name, one in properties.items() if _is_rows(root, one)]
    scalars = {texts.types(root, one) <= {"object"} for name, one in properties.items() if name not in lists}
    named = {"id", "uuid", "_id"} & set(properties)
    if len(lists) == 1 and not named:
        return Lying((lists[0],), many=True)
    objects = [name for name, one in properties.items() if texts.types(root, one) == {"object"}]
    if len(objects) == 1 and not named and (scalars == {True} or objects[0] == "data"):
        inner = lying(root, properties[objects[0]])
        return None if inner is None else Lying((objects[0], *inner.items), inner.many)
    return Lying((), many=False)


def _is_rows(root: Mapping[str, Json], schema: Schema) -> bool:
    return texts.types(root, schema) == {"array"} and "object" in texts.types(root, texts.each(root, schema))


def at(root: Mapping[str, Json], schema: Schema, keys: Sequence[str]) -> Schema:
    """The schema of what lies there."""
    for key in keys:
        schema = texts.below(root, schema, key)
    return schema


def requires(root: Mapping[str, Json], schema: Schema, keys: Sequence[str]) -> bool:
    """Whether the last of these keys must be there."""
    return bool(keys) and keys[-1] in (texts.flat(root, at(root, schema, keys[:-1])).get("required") or ())


def held(body: Json, keys: Sequence[str]) -> Json:
    """What lies in a body; None where it holds nothing there."""
    for key in keys:
        body = body.get(key) if isinstance(body, Mapping) else None
    return body


def put(body: Json, keys: Sequence[str], value: Json) -> Json:
    """A body in which something lies there; what is beside it stays."""
    if not keys:
        return value
    made = dict(body) if isinstance(body, Mapping) else {}
    made[keys[0]] = put(made.get(keys[0]), keys[1:], value)
    return made


def without(body: Json, keys: Sequence[str]) -> Json:
    """A body in which nothing lies there."""
    if not isinstance(body, Mapping) or not keys or keys[0] not in body:
        return body
    made = dict(body)
    if len(keys) == 1:
        del made[keys[0]]
    else:
        made[keys[0]] = without(made[keys[0]], keys[1:])
    return made


def rows(body: Json, keys: Sequence[str]) -> list[dict[str, Json]]:
    """The rows that lie there: those of a list, or the one."""
    found = held(body, keys)
    if isinstance(found, Mapping):
        return [dict(found)]
    return [dict(one) for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
