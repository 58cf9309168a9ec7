"""Which values has a type? Those with teeth, ordinary ones, and as many different ones as a key needs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from pytest_connectors.drift.checks import hints_of
from pytest_connectors.drift.evaluation import reading
from pytest_connectors.drift.hints import NO_HINT, Hint
from pytest_connectors.drift.schema import Column, Type
from pytest_connectors.drift.values import nested, numbers, places, texts, times
from pytest_connectors.drift.wording import condition

_TEETH = {**numbers.TEETH, **texts.TEETH, **times.TEETH, **places.TEETH, "jsonb": nested.DOCUMENTS}
_MAKERS = {**numbers.MAKERS, **texts.MAKERS, **times.MAKERS, **places.MAKERS, "jsonb": nested.document}
_MADE = {
    "numeric": numbers.exact_teeth, "bit": numbers.bit_teeth, "varbit": numbers.bit_teeth, "text": texts.text_teeth,
    "vector": places.vector_teeth, "halfvec": places.vector_teeth,
}  # fmt: skip
_SAME = {**texts.SAME, "json": "jsonb"}
_ALWAYS = 5
_TRIES = 20
KNOWN_TYPES = frozenset(_TEETH) | frozenset(_MADE) | frozenset(_SAME)


def can_generate(column: Column) -> bool:
    """Whether rows for this column can be generated."""
    return is_known(column.type)


def is_known(kind: Type) -> bool:
    """Whether values of this type can be generated."""
    if kind.parts:
        return all(is_known(part) for part in kind.parts)
    return bool(kind.labels) or kind.base in KNOWN_TYPES


def teeth(kind: Type, hint: Hint = NO_HINT) -> tuple[object, ...]:
    """The values of this type on which connectors break, as far as they fit the type and the hint."""
    if hint.allowed:
        return hint.allowed
    if kind.labels:
        return kind.labels
    return tuple(value for value in _all_teeth(kind) if _fits(value, hint))


def _all_teeth(kind: Type) -> Sequence[object]:
    # The same seed for all: a tooth of an array or a range is the same each time.
    rng = random.Random(1)  # noqa: S311 - rows, not secrets
    match kind.form:
        case "array":
            return nested.array_teeth(kind, part_teeth(kind.parts[0]))
        case "range":
            return nested.range_teeth(kind, rng, ordinary)
        case "multirange":
            inner = nested.range_teeth(kind.parts[0], rng, ordinary)
            return "{}", *(f"{{{one}}}" for one in inner)
        case "composite":
            return nested.composite_teeth([part_teeth(part) for part in kind.parts])
    base = _SAME.get(kind.base, kind.base)
    if base in _MADE:
        return _MADE[base](kind)
    return tuple(times.fitting(kind, value) for value in _TEETH[base])


def ordinary(kind: Type, rng: random.Random, hint: Hint = NO_HINT) -> object:
    """An ordinary value of this type."""
    if hint.allowed or kind.labels:
        return rng.choice(hint.allowed or kind.labels)
    match kind.form:
        case "array":
            return nested.array(kind, rng, part_value)
        case "range":
            return nested.range_of(kind, rng, ordinary)
        case "multirange":
            return f"{{{nested.range_of(kind.parts[0], rng, ordinary)}}}"
        case "composite":
            return tuple(part_value(part, rng) for part in kind.parts)
    return _MAKERS[_SAME.get(kind.base, kind.base)](kind, rng, hint)


def part_teeth(kind: Type) -> tuple[object, ...]:
    """The values with teeth of what stands in an array or a composite, as far as its domain takes them."""
    found = tuple(value for value in teeth(kind) if is_taken(kind, value)) if kind.checks else teeth(kind)
    return found or (part_value(kind, random.Random(1)),)  # noqa: S311 - rows, not secrets


def part_value(kind: Type, rng: random.Random) -> object:
    """An ordinary value of what stands in an array or a composite, one that its domain takes if one is found."""
    if not kind.checks:
        return ordinary(kind, rng)
    hint = hints_of(kind.checks).get("VALUE", NO_HINT)
    drawn = (ordinary(kind, rng, hint) for _ in range(_TRIES))
    usual = (rng.choice(texts.TYPICAL) for _ in range(_TRIES) if _SAME.get(kind.base) == "text" or kind.base == "text")
    return next((value for value in (*drawn, *usual) if is_taken(kind, value)), None)


def is_taken(kind: Type, value: object) -> bool:
    """Whether the type's domains take a value, as far as their CHECKs are understood."""
    return all(reading(condition(check))({"VALUE": value}) is not False for check in kind.checks)


def distinct(
    kind: Type, rng: random.Random, count: int, hint: Hint = NO_HINT, *, continued: bool = False
) -> list[object]:
    """Up to `count` values of this type, no two alike; fewer where the type or the hint has no more.

    Args:
        kind: The type.
        rng: The source of chance.
        count: How many are wanted.
        hint: What is promised of them.
        continued: A sequence goes on behind the largest, so that none may stand near the type's end.
    """
    if not (hint.allowed or kind.labels):
        if hint.apart and kind.form == "range":
            return nested.apart(kind, count)
        if kind.base in numbers.LIMITS:
            return _counted(kind, count, hint, continued=continued)
        if _SAME.get(kind.base, kind.base) == "text":
            return texts.distinct_texts(kind, rng, count, hint)
    found = {repr(value): value for value in teeth(kind, hint)}
    for _ in range(count * _TRIES):
        if len(found) >= count:
            break
        value = ordinary(kind, rng, hint)
        found.setdefault(repr(value), value)
    return list(found.values())[:count]


def _counted(kind: Type, count: int, hint: Hint, *, continued: bool) -> list[object]:
    start = 1 if hint.minimum is None else int(hint.minimum)
    end = numbers.LIMITS[kind.base] if hint.maximum is None else int(hint.maximum)
    if start > end:
        start = end - count
    values: list[object] = list(range(start, min(start + count, end + 1)))
    top = 2**31 + _ALWAYS if kind.base == "int8" else numbers.LIMITS[kind.base] - _ALWAYS
    if count > 1 and not continued and top <= end:
        values[-1] = top
    return values


def _fits(value: object, hint: Hint) -> bool:
    if isinstance(value, str):
        return (hint.shortest or 0) <= len(value) and (hint.longest is None or len(value) <= hint.longest)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return True
    return (hint.minimum is None or value >= hint.minimum) and (hint.maximum is None or value <= hint.maximum)
