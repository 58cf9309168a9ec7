"""What do values look like that are made of others: arrays, ranges, composites, documents?

Ranges are carried as the server writes them, so that no driver is needed here.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from typing import Any

from pytest_connectors.drift.hints import Hint
from pytest_connectors.drift.schema import Type
from pytest_connectors.drift.values.texts import WORDS

Draw = Callable[[Type, random.Random], object]
DOCUMENTS: tuple[object, ...] = ({"tags": ["a", "b"], "n": 1}, {"n": None}, {}, {"n": 9007199254740993, "name": "Zoë"})
_START = dt.date(2026, 1, 1)


def document(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - all makers are called alike
    """A JSON object with a number and a list."""
    return {"n": rng.randrange(100), "tags": [rng.choice(WORDS)]}


def array_teeth(kind: Type, inner: Sequence[object]) -> tuple[object, ...]:
    """An empty array, one with NULL in it, one with a tie, one of all values of the element with teeth."""
    element = kind.parts[0]
    # Elements of an array of arrays need one length; psycopg and pandas read those of two dimensions.
    if kind.dimensions > 1:
        row = [*inner[:2]] if len(inner) > 1 else [*inner[:1]] * 2
        return [], _deep([row, row[::-1]], kind.dimensions), _deep([row, row], kind.dimensions)
    first = inner[0]
    with_null: object = [first, first] if element.required else [first, None]
    return [], with_null, [first, first], [*inner], with_null


def array(kind: Type, rng: random.Random, draw: Draw, size: int | None = None) -> object:
    """An array of one to three elements."""
    element = kind.parts[0]
    if kind.dimensions > 1:
        return _deep([[draw(element, rng) for _ in range(2)] for _ in range(2)], kind.dimensions)
    return [draw(element, rng) for _ in range(rng.randrange(1, 4) if size is None else size)]


def range_teeth(kind: Type, rng: random.Random, draw: Draw) -> tuple[str, ...]:
    """An empty range, one without any end, one without an end on each side, and ordinary ones that tie."""
    low, high = _two(kind.parts[0], rng, draw)
    both = f"[{low},{high})"
    return "empty", "(,)", f"[{low},)", f"(,{high})", both, both


def range_of(kind: Type, rng: random.Random, draw: Draw) -> str:
    """A range with both ends."""
    low, high = _two(kind.parts[0], rng, draw)
    return f"[{low},{high})"


def apart(kind: Type, count: int) -> list[object]:
    """Ranges of which no two overlap; empty where the type's values cannot be counted."""
    return [f"[{written(low)},{written(high)})" for low, high in spans(kind.parts[0], count)]


def spans(kind: Type, count: int) -> list[tuple[Any, Any]]:
    """Pairs of a lower and a higher value, of which no two overlap."""
    steps: dict[str, Callable[[int], object]] = {
        **dict.fromkeys(("int2", "int4", "int8", "numeric", "float4", "float8"), lambda i: i),
        "date": lambda i: _START + dt.timedelta(days=i),
        "timestamp": lambda i: dt.datetime.combine(_START, dt.time()) + dt.timedelta(hours=i),
        "timestamptz": lambda i: dt.datetime.combine(_START, dt.time(), dt.UTC) + dt.timedelta(hours=i),
    }
    step = steps.get(kind.base)
    return [] if step is None else [(step(10 * i + 1), step(10 * i + 6)) for i in range(count)]


def composite_teeth(fields: Sequence[Sequence[object]]) -> tuple[object, ...]:
    """A composite with the first values of each field, one with the next, and one with a NULL at its end."""
    one = tuple(values[0] for values in fields)
    return one, tuple(values[min(1, len(values) - 1)] for values in fields), (*one[:-1], None), one


def written(value: object) -> str:
    """A bound as it stands in a range."""
    if value is None:
        return ""
    text = value.isoformat(sep=" ") if isinstance(value, dt.datetime) else str(value)
    if text and text.replace(".", "").replace("-", "").isalnum():
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _two(kind: Type, rng: random.Random, draw: Draw) -> tuple[str, str]:
    for _ in range(9):
        one, other = draw(kind, rng), draw(kind, rng)
        if one != other:
            try:
                low, high = sorted((one, other))  # type: ignore[type-var]  # what cannot be ordered has no bounds
            except TypeError:
                break
            return written(low), written(high)
    return "", ""


def _deep(values: object, dimensions: int) -> object:
    for _ in range(dimensions - 2):
        values = [values]
    return values
