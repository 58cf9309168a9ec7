"""What do numbers look like? Whole ones, exact ones, binary ones, money and bits."""

from __future__ import annotations

import random
from decimal import ROUND_DOWN, Decimal

from pytest_connectors.drift.hints import Hint
from pytest_connectors.drift.schema import Type

LIMITS = {"int2": 2**15 - 1, "int4": 2**31 - 1, "int8": 2**63 - 1, "oid": 2**32 - 1}
_USUAL = 1000.0
_DIGITS = 20

TEETH: dict[str, tuple[object, ...]] = {
    "int2": (0, 7, 7, 32767),
    "int4": (0, 7, 7, 2147483647),
    "int8": (0, 7, 7, 2147483648, 9007199254740993),
    "oid": (0, 7, 7, 2147483648),
    "float4": (0.5, 0.5, 0.25, 1024.0),
    "float8": (0.1, 0.1, 0.30000000000000004, 1234567.875),
    "money": (Decimal("0.10"), Decimal("19.99"), Decimal("19.99"), Decimal("1234567.50"), Decimal(0)),
    "bool": (True, False, True),
}
_EXACT = (Decimal("0.10"), Decimal("19.99"), Decimal("19.99"), Decimal("1234.50"), Decimal(0))
_BEYOND = (Decimal(2**31), Decimal(2**53 + 1))


def exact_teeth(kind: Type) -> tuple[Decimal, ...]:
    """The numeric values with teeth that have no more digits than the type."""
    found = tuple(value for value in (*_EXACT, *_BEYOND) if rounded(kind, value) == value)
    step = Decimal(1).scaleb(-_scale(kind))
    # A narrow type, such as numeric(3,5) or numeric(2,-3), has teeth of its own: its smallest step and its largest.
    return found if len(found) > 1 else (Decimal(0), step, step, largest(kind))


def largest(kind: Type) -> Decimal:
    """The largest number that a numeric type holds; a usual one where it has no end."""
    if kind.precision is None:
        return Decimal(10) ** _DIGITS
    return (Decimal(10) ** kind.precision - 1).scaleb(-(kind.scale or 0))


def rounded(kind: Type, value: Decimal) -> Decimal:
    """The number with the type's digits; zero where it is too large."""
    result = value.quantize(Decimal(1).scaleb(-_scale(kind)))
    if result.as_tuple().exponent not in (0, -_scale(kind)) or _scale(kind) < 0:
        result = Decimal(int(result))
    return result if abs(result) <= largest(kind) else Decimal(0)


def bounds(kind: Type, hint: Hint) -> tuple[float, float]:
    """Between which numbers an ordinary one lies."""
    top = _USUAL if kind.base != "numeric" else min(_USUAL, float(largest(kind)))
    if hint.minimum is None and hint.maximum is not None:
        return min(0.0, float(hint.maximum) - top), float(hint.maximum)
    low = float(hint.minimum or 0)
    return low, max(low, low + top if hint.maximum is None else float(hint.maximum))


def whole(kind: Type, rng: random.Random, hint: Hint) -> object:
    """A whole number."""
    low, high = bounds(kind, hint)
    return rng.randint(int(low), max(int(low), int(high)))


def exact(kind: Type, rng: random.Random, hint: Hint) -> object:
    """A number of as many digits as the type has."""
    low, high = bounds(kind, hint)
    value = Decimal(repr(round(rng.uniform(low, high), max(_scale(kind), 0))))
    return rounded(kind, value)


def binary(kind: Type, rng: random.Random, hint: Hint) -> object:
    """A binary number that is the same in single precision where the type is single."""
    value = rng.uniform(*bounds(kind, hint))
    return round(value * 4) / 4 if kind.base == "float4" else round(value, 3)


def money(kind: Type, rng: random.Random, hint: Hint) -> object:
    """An amount with two digits behind the point."""
    return Decimal(repr(rng.uniform(*bounds(kind, hint)))).quantize(Decimal("0.01"), ROUND_DOWN)


def coin(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - all makers are called alike
    """True or false."""
    return rng.random() < 0.5  # noqa: PLR2004 - a fair coin


def bit_teeth(kind: Type) -> tuple[str, ...]:
    """Bits with leading zeros, none of them set, all of them set."""
    if kind.base == "bit":
        size = kind.length or 1
        return ("0" * size, "1".rjust(size, "0"), "1" * size, "1" * size)
    size = kind.length or 8
    return "", "001"[:size], "1" * size, "1" * size


def bits(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - all makers are called alike
    """Bits, as many as the type has."""
    size = (kind.length or 1) if kind.base == "bit" else rng.randint(1, kind.length or 8)
    return format(rng.getrandbits(size), f"0{size}b")


def _scale(kind: Type) -> int:
    return 2 if kind.scale is None else kind.scale


MAKERS = {
    **dict.fromkeys(LIMITS, whole),
    "numeric": exact,
    "float4": binary,
    "float8": binary,
    "money": money,
    "bool": coin,
    "bit": bits,
    "varbit": bits,
}
