"""What does an annotation say of a column's values? Bounds, lengths, choices, and whether it may be null."""

from __future__ import annotations

import dataclasses
import enum
import types
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pytest_connectors.drift.hints import NO_HINT, Hint
from pytest_connectors.verdicts.promises.bounds import inside


def hint_of(annotation: Any, metadata: Iterable[Any] = ()) -> Hint:
    """The hint for rows, from an annotation and what stands beside it: annotated_types, or pydantic's own."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return hint_of(inner, [*metadata, *more])
    if get_origin(annotation) in (Union, types.UnionType):
        members = [one for one in get_args(annotation) if one is not type(None)]
        null = len(members) < len(get_args(annotation))
        # Of several types nothing is known but whether null is one of them.
        hint = hint_of(members[0], metadata) if len(members) == 1 else Hint(required=True)
        return dataclasses.replace(hint, required=not null and hint.required)
    if annotation in (Any, object):
        return NO_HINT
    bounds = _bounds(list(metadata), whole=isinstance(annotation, type) and issubclass(annotation, int))
    return dataclasses.replace(_of_choices(annotation), **bounds)


def _of_choices(annotation: Any) -> Hint:
    values: list[object] = []
    if get_origin(annotation) is Literal:
        values = list(get_args(annotation))
    elif isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        values = [member.value for member in annotation]
    return Hint(allowed=tuple(one for one in values if one is not None), required=None not in values)


def _bounds(metadata: list[Any], *, whole: bool) -> dict[str, Any]:
    said: dict[str, Any] = {}
    # pydantic's Field(...) inside an annotation keeps what was said in a list of its own.
    for one in [inner for outer in metadata for inner in (outer, *(getattr(outer, "metadata", None) or ()))]:
        # An Interval, or what pydantic 1 knows of a field, has several of these.
        for name in ("ge", "gt", "le", "lt", "max_length"):
            value = getattr(one, name, None)
            if value is not None:
                said[name] = value
    numbers = inside(said.get("ge"), said.get("le"), above=said.get("gt"), below=said.get("lt"), whole=whole)
    return {"minimum": numbers.minimum, "maximum": numbers.maximum, "longest": said.get("max_length")}
