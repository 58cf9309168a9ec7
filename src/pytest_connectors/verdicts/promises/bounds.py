"""Which bounds may a generated value not pass, so that it keeps what was promised?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pytest_connectors.drift.hints import Hint

# The step inside an open bound: whole numbers, and amounts with two decimals, which is the least that columns hold.
_WHOLE, _PART = 1.0, 0.01


def number(value: Any) -> float | None:
    """The value where it is a number; a bound of another kind, such as a day, says nothing that could be kept."""
    return float(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None


def inside(low: Any, high: Any, *, above: Any = None, below: Any = None, whole: bool = True) -> Hint:
    """The bounds of a hint, out of those that belong to the range and open ones (`above`, `below`)."""
    step = _WHOLE if whole else _PART
    lows = [one for one in (number(low), _moved(above, step)) if one is not None]
    highs = [one for one in (number(high), _moved(below, -step)) if one is not None]
    return Hint(minimum=max(lows, default=None), maximum=min(highs, default=None))


def _moved(bound: Any, step: float) -> float | None:
    known = number(bound)
    return None if known is None else known + step
