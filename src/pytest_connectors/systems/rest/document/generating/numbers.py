"""Which number lies between bounds, and is a multiple?"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from fractions import Fraction

_WIDE = 1000
_WHOLE = {"int32": 2**31 - 1, "int64": 2**63 - 1}


def number(  # noqa: PLR0913 - what a schema says of a number
    rng: random.Random,
    bounds: Mapping[str, float],
    multiples: tuple[float, ...],
    form: str,
    *,
    whole: bool,
    plain: bool,
) -> float | None:
    """A number that keeps bounds; None where there is none.

    Args:
        rng: The source of chance.
        bounds: `minimum`, `exclusiveMinimum` and the like.
        multiples: It is a multiple of each of these.
        form: A format that is a range.
        whole: It has nothing behind the point.
        plain: One that is near to 1.
    """
    low, high = _ends(bounds, form)
    step = _step(multiples, whole=whole)
    if step is None:
        return _any(rng, low, high, bounds, plain=plain)
    first = None if low is None else math.ceil(low / step)
    last = None if high is None else math.floor(high / step)
    first = first + 1 if first is not None and first * step == _exact(bounds.get("exclusiveMinimum")) else first
    last = last - 1 if last is not None and last * step == _exact(bounds.get("exclusiveMaximum")) else last
    if first is None and last is None:
        first, last = (1 if plain else 0), _WIDE
    elif first is None:
        first = min(1, last - _WIDE)  # type: ignore[operator]  # one of them is there
    elif last is None:
        last = max(first, 1) + _WIDE
    if last is None or first > last:
        return None
    chosen = min(max(1, first), last) if plain else rng.randint(first, last)
    value = chosen * step
    return int(value) if value.denominator == 1 else float(value)


def _any(
    rng: random.Random, low: Fraction | None, high: Fraction | None, bounds: Mapping[str, float], *, plain: bool
) -> float | None:
    if low is None and high is None:
        low, high = Fraction(0), Fraction(_WIDE)
    elif low is None and high is not None:
        low = min(Fraction(0), high - _WIDE)
    elif high is None and low is not None:
        high = max(low, Fraction(0)) + _WIDE
    if low is None or high is None or low > high:
        return None
    usual = Fraction(3, 2)
    if plain and low < usual < high:
        return float(usual)
    place = Fraction(1, 2) if plain else Fraction(rng.uniform(0.001, 0.999))
    if low == high:
        return None if "exclusiveMinimum" in bounds or "exclusiveMaximum" in bounds else float(low)
    found = low + (high - low) * place
    short = round(float(found), 3)
    return short if low < short < high else float(found)


def _ends(bounds: Mapping[str, float], form: str) -> tuple[Fraction | None, Fraction | None]:
    lows = [_exact(bounds[key]) for key in ("minimum", "exclusiveMinimum") if key in bounds]
    highs = [_exact(bounds[key]) for key in ("maximum", "exclusiveMaximum") if key in bounds]
    if form in _WHOLE:
        lows.append(Fraction(-_WHOLE[form] - 1)) if lows else None
        highs.append(Fraction(_WHOLE[form])) if highs or lows else None
    known_lows, known_highs = [one for one in lows if one is not None], [one for one in highs if one is not None]
    return max(known_lows, default=None), min(known_highs, default=None)


def _step(multiples: tuple[float, ...], *, whole: bool) -> Fraction | None:
    """The least number of which all multiples are multiples."""
    steps = [found for one in multiples if (found := _exact(one))] + ([Fraction(1)] if whole else [])
    if not steps:
        return None
    result = steps[0]
    for one in steps[1:]:
        top = math.lcm(result.numerator * one.denominator, one.numerator * result.denominator)
        result = Fraction(top, result.denominator * one.denominator)
    return result


def _exact(value: float | None) -> Fraction | None:
    """The number as it is written: 0.01 is a hundredth."""
    return None if value is None else Fraction(repr(value))
