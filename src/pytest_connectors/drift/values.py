"""What does a value of this type look like? Ordinary values from a seeded generator, and values with teeth.

Teeth are the values on which connectors break: ties, numbers beyond 2^31 and 2^53, days on both sides of a change of
the clocks, text outside ASCII, leading zeros, the country "NA".
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import string
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pytest_connectors.drift.schema import Column, Type

_LIMITS = {"int2": 2**15 - 1, "int4": 2**31 - 1, "int8": 2**63 - 1}
_WORDS = ("alpha", "beta", "gamma", "delta", "kappa", "omega")
_DAYS = (dt.date(2026, 3, 28), dt.date(2026, 3, 30), dt.date(2026, 10, 24), dt.date(2026, 10, 26), dt.date(2024, 2, 29))
_MOMENTS = tuple(dt.datetime(day.year, day.month, day.day, 1, 30, 0, 250000) for day in _DAYS)  # noqa: DTZ001 - naive

_TEETH: dict[str, tuple[object, ...]] = {
    "int2": (0, 7, 7, 32767),
    "int4": (0, 7, 7, 2147483647),
    "int8": (0, 7, 7, 2147483648, 9007199254740993),
    "numeric": (Decimal("0.10"), Decimal("19.99"), Decimal("19.99"), Decimal("1234.50"), Decimal(0)),
    "float4": (0.5, 0.5, 0.25, 1024.0),
    "float8": (0.1, 0.1, 0.30000000000000004, 1234567.875),
    "text": ("NA", "007", "Zoë", "東京", "it's", "alpha", "alpha"),
    "bool": (True, False, True),
    "date": _DAYS,
    "timestamp": _MOMENTS,
    "timestamptz": tuple(moment.replace(tzinfo=dt.UTC) for moment in _MOMENTS),
    "time": (dt.time(0, 0), dt.time(2, 30), dt.time(23, 59, 59, 999999)),
    "uuid": (uuid.UUID(int=0x0123456789ABCDEF0123456789ABCDEF),),
    "jsonb": ({"tags": ["a", "b"], "n": 1}, {"n": None}, {}),
    "bytea": (b"\x00\xff", b"abc"),
}
_SAME = {"varchar": "text", "bpchar": "text", "citext": "text", "json": "jsonb"}
KNOWN_TYPES = frozenset(_TEETH) | frozenset(_SAME)


@dataclass(frozen=True)
class Hint:
    """What a promise says of a column's values, so that generated rows can keep it."""

    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[object, ...] = ()
    unique: bool = False
    required: bool = False
    longest: int | None = None

    def narrows(self, kind: Type) -> Type:
        """The type, where texts of it must be shorter than it allows."""
        if self.longest is None or (kind.length is not None and kind.length <= self.longest):
            return kind
        return dataclasses.replace(kind, length=self.longest)


NO_HINT = Hint()


def can_generate(column: Column) -> bool:
    """Whether rows for this column can be generated."""
    return bool(column.type.labels) or column.type.base in KNOWN_TYPES


def teeth(kind: Type, hint: Hint = NO_HINT) -> tuple[object, ...]:
    """The values of this type on which connectors break, as far as they fit the type and the hint."""
    if hint.allowed:
        return hint.allowed
    if kind.labels:
        return kind.labels
    found = _TEETH[_SAME.get(kind.base, kind.base)]
    return tuple(value for value in found if _fits(value, hint.narrows(kind), hint))


def ordinary(kind: Type, rng: random.Random, hint: Hint = NO_HINT) -> object:
    """An ordinary value of this type."""
    if hint.allowed or kind.labels:
        return rng.choice(hint.allowed or kind.labels)
    low, high = _range(kind, hint)
    makers: dict[str, Callable[[], object]] = {
        "numeric": lambda: _decimal(kind, rng.uniform(low, high)),
        "float4": lambda: float(round(rng.uniform(low, high) * 4)) / 4,
        "float8": lambda: round(rng.uniform(low, high), 3),
        "text": lambda: _text(hint.narrows(kind), rng),
        "bool": lambda: rng.random() < 0.5,  # noqa: PLR2004 - a fair coin
        "date": lambda: rng.choice(_DAYS) + dt.timedelta(days=rng.randrange(400)),
        "timestamp": lambda: rng.choice(_MOMENTS) + dt.timedelta(seconds=rng.randrange(10**7)),
        "timestamptz": lambda: (rng.choice(_MOMENTS) + dt.timedelta(seconds=rng.randrange(10**7))).replace(
            tzinfo=dt.UTC
        ),
        "time": lambda: dt.time(rng.randrange(24), rng.randrange(60), rng.randrange(60)),
        "uuid": lambda: uuid.UUID(int=rng.getrandbits(128), version=4),
        "jsonb": lambda: {"n": rng.randrange(100), "tags": [rng.choice(_WORDS)]},
        "bytea": lambda: rng.randbytes(4),
    }
    base = _SAME.get(kind.base, kind.base)
    return makers[base]() if base in makers else rng.randint(int(low), int(high))


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
    if kind.base in _LIMITS and not hint.allowed:
        start = max(1, int(hint.minimum or 1))
        values: list[object] = list(range(start, start + count))
        top = 2**31 + 5 if kind.base == "int8" else _LIMITS[kind.base] - 5
        if count > 1 and not continued and (hint.maximum is None or top <= hint.maximum):
            values[-1] = top
        return values
    if _SAME.get(kind.base, kind.base) == "text" and not (hint.allowed or kind.labels):
        return _distinct_texts(hint.narrows(kind), rng, count)
    found = {repr(value): value for value in teeth(kind, hint)}
    for _ in range(count * 20):
        if len(found) >= count:
            break
        value = ordinary(kind, rng, hint)
        found.setdefault(repr(value), value)
    return list(found.values())[:count]


def _distinct_texts(kind: Type, rng: random.Random, count: int) -> list[object]:
    width = kind.length or 40
    digits = len(str(count))
    if width < digits:
        letters: list[object] = [*string.ascii_letters, *string.digits]
        return letters[:count] if width == 1 else []
    first = [value for value in ("007", "Zoë", "NA") if len(value) <= width][:count]
    words = (f"{rng.choice(_WORDS)[: width - digits]}{i:0{digits}d}" for i in range(count))
    found: list[object] = [*dict.fromkeys([*first, *words])]
    return found[:count]


def _fits(value: object, kind: Type, hint: Hint) -> bool:
    if isinstance(value, str):
        return kind.length is None or len(value) <= kind.length
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return True
    if isinstance(value, Decimal) and _decimal(kind, float(value)) != value:
        return False
    low, high = hint.minimum, hint.maximum
    return (low is None or value >= low) and (high is None or value <= high)


def _range(kind: Type, hint: Hint) -> tuple[float, float]:
    digits = None if kind.precision is None else kind.precision - (kind.scale or 0)
    top = min(1000.0, 1000.0 if digits is None else 10.0**digits - 1)
    low = 0.0 if hint.minimum is None else float(hint.minimum)
    high = low + top if hint.maximum is None else float(hint.maximum)
    return low, max(low, high)


def _decimal(kind: Type, value: float) -> Decimal:
    scale = 2 if kind.scale is None else max(kind.scale, 0)
    digits = None if kind.precision is None else kind.precision - (kind.scale or 0)
    rounded = round(Decimal(repr(value)), scale)
    return rounded if digits is None or abs(rounded) < 10**digits else Decimal(0)


def _text(kind: Type, rng: random.Random) -> str:
    return f"{rng.choice(_WORDS)} {rng.randrange(10)}"[: kind.length]
