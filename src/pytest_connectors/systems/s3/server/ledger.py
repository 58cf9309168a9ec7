"""What did the connector do since the stage was set?"""

from __future__ import annotations

import threading

from pytest_connectors.systems.s3.server.stage import Seen, Stage


class Ledger:
    """A stage and the log of what happened on it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.later = stage.later
        self.severed = False
        self._lock = threading.Lock()
        self._requests: list[str] = []
        self._refusals: list[str] = []
        self._over_budget = False

    def enter(self, label: str) -> bool:
        """Note a request, before it is carried out; False if nothing shall be answered any more."""
        with self._lock:
            if self.severed:
                return False
            if self.stage.budget is not None and len(self._requests) >= self.stage.budget:
                self._over_budget = True
                return False
            self._requests.append(label)
            return True

    def refuse(self, words: str, label: str) -> None:
        """Note an answer that is an error, before it is sent."""
        with self._lock:
            self._refusals.append(f"{words} ({label})")

    def seen(self) -> Seen:
        """All of it until now."""
        with self._lock:
            return Seen(tuple(self._requests), tuple(self._refusals), self._over_budget)
