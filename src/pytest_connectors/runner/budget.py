"""How much may an item cost?"""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """The limits of one item.

    Attributes:
        seconds: The time after which no further target is begun.
        examples: The combinations that hypothesis draws.
        singles: The changes that are tried alone before, so that what is loud by itself is not combined.
        shrink_runs: The cases that hypothesis may run to find a smaller failure.
        shrink_seconds: The time that it may take for that.
        seed: The seed of the draws; None for the same ones each time.
    """

    seconds: float = 30.0
    examples: int = 20
    singles: int = 100
    shrink_runs: int = 40
    shrink_seconds: float = 2.0
    seed: int | None = None


class Allowance:
    """A number of runs and a time, of which each new run takes its part."""

    def __init__(self, runs: int, seconds: float) -> None:
        """All of it is there, and the time begins."""
        self._left, self._until = runs, time.monotonic() + seconds

    def take(self) -> bool:
        """Whether there is enough for one more run."""
        self._left -= 1
        return self._left >= 0 and time.monotonic() < self._until
