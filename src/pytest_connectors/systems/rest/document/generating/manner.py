"""In which manner is a value put together in one try, and what is said where there is no way to one?"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Where a part of a value stands in it."""


class NoWayError(Exception):
    """No value was found here."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(why)
        self.path, self.why = path, why


@dataclass
class Manner:
    """How values are put together in one try.

    Attributes:
        rng: The source of chance.
        plain: The plainest value is wanted.
        spared: The word of properties that are left out: `readOnly` in a request.
        loose: Where the plainest value was found wanting, so that another is tried.
        lean: What need not be there is left out.
    """

    rng: random.Random
    plain: bool = True
    spared: str = "writeOnly"
    loose: frozenset[Path] = frozenset()
    lean: bool = False
    stack: list[int] = field(default_factory=list)
