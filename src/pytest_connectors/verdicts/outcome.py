"""What can a case come to? The outcomes and the classes of silence."""

from __future__ import annotations

import enum


class Outcome(enum.StrEnum):
    """What one run came to, the worst first; the values are what is printed."""

    HANGS = "hangs"
    DAMAGED = "damaged"
    SILENT = "silent"
    VOID = "void"
    UNGUARDED = "unguarded"
    LOUD = "loud"
    SURVIVES = "survives"
    NOT_APPLICABLE = "not applicable"
    NOT_RUN = "not run"

    @property
    def rank(self) -> int:
        """Its place among the outcomes, 0 the worst."""
        return list(Outcome).index(self)


class Silence(enum.StrEnum):
    """How something went wrong without a word, the worst first."""

    SWALLOWED = "swallowed"
    LOST = "lost"
    ALTERED = "altered"
    PASSED_ON = "passed on"


NOTHING_TO_REHEARSE = "nothing to rehearse"
"""How the reason begins of what is not applicable since nothing is changed."""
