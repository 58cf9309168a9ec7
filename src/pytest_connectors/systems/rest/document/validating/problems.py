"""What is wrong with a value? The validator's errors in words for people, of several variants the nearest one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import escaped

_MOST = 20
_LONG = 200
_MISFITS = ("type", "enum", "const")


class Problem(NamedTuple):
    """Something that is wrong with a value.

    Attributes:
        pointer: The JSON pointer to what is wrong in the value: `/items/0/name`; also of what is missing or too much.
        message: Why, in words.
        keyword: The schema's keyword that says so.
    """

    pointer: str
    message: str
    keyword: str


def told(validator: Any, document: Any, value: Json) -> list[Problem]:
    """What a validator finds wrong with a value, each thing once.

    Args:
        validator: Of jsonschema_rs.
        document: The schema of which it was compiled.
        value: What is to fit.
    """
    found: dict[Problem, None] = {}
    for error in validator.iter_errors(value):
        found.update(dict.fromkeys(_said(error, document)))
        if len(found) >= _MOST:
            break
    return list(found)


def _said(error: Any, document: Any) -> list[Problem]:
    keyword = str(error.kind.name)
    place = "".join(f"/{escaped(str(step))}" for step in error.instance_path)
    match keyword:
        case "anyOf" | "oneOf":
            return _nearest(error, document, place, keyword)
        case "required":
            name = error.kind.property
            return [Problem(f"{place}/{escaped(name)}", f"{name!r} is required, and missing", keyword)]
        case "additionalProperties" | "unevaluatedProperties":
            return [
                Problem(f"{place}/{escaped(name)}", f"{name!r} is no property that may be there", keyword)
                for name in error.kind.unexpected
            ]
        case "propertyNames":
            name = error.kind.error.instance
            return [Problem(f"{place}/{escaped(str(name))}", f"of its name: {_words(error.kind.error)}", keyword)]
        case _:
            return [Problem(place, _words(error), keyword)]


def _words(error: Any) -> str:
    """The library's message; a long value in it is cut."""
    message = str(error.message)
    return message if len(message) <= _LONG else f"{message[: _LONG // 3]} ... {message[-_LONG // 2 :]}"


def _nearest(error: Any, document: Any, place: str, keyword: str) -> list[Problem]:
    """What is wrong with the variant that is meant, where that can be told."""
    branches = list(getattr(error.kind, "context", ()))
    if keyword == "oneOf" and type(error.kind).__name__.endswith("MultipleValid"):
        return [Problem(place, "it fits more than one of the variants, and is to fit one", keyword)]
    told_by = _discriminated(error, document, place, keyword)
    if isinstance(told_by, int) and told_by < len(branches):
        return _all(branches[told_by], document)
    if isinstance(told_by, Problem):
        return [told_by]
    best = sorted((_distance(branch, error.instance_path), i) for i, branch in enumerate(branches) if branch)
    if best and (len(best) == 1 or best[0][0] < best[1][0]) and not best[0][0][0]:
        return _all(branches[best[0][1]], document)
    reasons = dict.fromkeys(one.message for branch in branches for one in _all(branch, document)[:1])
    why = "; ".join(list(reasons)[:3])
    return [Problem(place, f"it fits none of the variants: {why}"[: 2 * _LONG], keyword)]


def _all(errors: Iterable[Any], document: Any) -> list[Problem]:
    return [problem for error in errors for problem in _said(error, document)]


def _distance(branch: list[Any], path: list[Any]) -> tuple[bool, int, int, int]:
    """How far a value is from a variant: another kind of value altogether, another label, how shallow, how many."""
    here = len(path)
    leaves = [leaf for error in branch for leaf in _leaves(error)]
    other = any(len(one.instance_path) == here and one.kind.name in _MISFITS for one in leaves)
    labels = sum(len(one.instance_path) == here + 1 and one.kind.name in ("const", "enum") for one in leaves)
    deepest = max((len(one.instance_path) for one in leaves), default=0)
    return other, labels, -deepest, len(branch)


def _leaves(error: Any) -> list[Any]:
    branches = getattr(error.kind, "context", None)
    if not branches:
        return [error]
    nearest = min(branches, key=lambda branch: _distance(branch, error.instance_path))
    return [leaf for inner in nearest for leaf in _leaves(inner)] or [error]


def _discriminated(error: Any, document: Any, place: str, keyword: str) -> int | Problem | None:
    """Which variant the value's own label names; that it names none."""
    node = _schema_at(document, list(error.evaluation_path)[:-1])
    told_by = node.get("discriminator") if isinstance(node, Mapping) else None
    value = error.instance
    if not isinstance(told_by, Mapping) or not isinstance(value, Mapping):
        return None
    name, places = told_by["propertyName"], told_by["places"]
    if name not in value or not places:
        return None
    label = value[name]
    if isinstance(label, str) and label in places:
        return int(places[label])
    words = f"{label!r} names no variant; there are {', '.join(map(repr, places))}"
    return Problem(f"{place}/{escaped(name)}", words if len(words) <= _LONG else f"{words[:_LONG]}...", keyword)


def _schema_at(document: Any, path: list[Any]) -> Any:
    """The schema to which an evaluation path leads, each `$ref` on it followed."""
    node = document
    for step in path:
        if step == "$ref" and isinstance(node, Mapping):
            node = document["$defs"].get(str(node["$ref"]).rpartition("/")[2])
        elif isinstance(node, Mapping):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return None
    return node
