"""What is known of a column's values, beside their type?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """What a promise or a constraint says of a column's values, so that generated rows can keep it.

    `apart` asks for ranges that do not overlap, `shortest` and `longest` are a text's length in characters.
    """

    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[object, ...] = ()
    unique: bool = False
    required: bool = False
    shortest: int | None = None
    longest: int | None = None
    apart: bool = False


NO_HINT = Hint()
