"""What does a connector owe when something changes?"""

from __future__ import annotations

import enum


class Owed(enum.StrEnum):
    """What a connector owes in a scenario, in CATALOGUE's letters."""

    SURVIVE = "survive"
    """The same result as before: a compatible change."""
    SPEAK = "survive or fail loudly"
    """A breaking change or a fault: it may fail, but not without a word."""
    PROMISE = "what it promised"
    """Only a promise in the contract can speak."""
