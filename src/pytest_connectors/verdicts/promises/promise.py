"""What must a promise be able to say, in whatever language it was made?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from pytest_connectors.drift.hints import Hint


class Promise(Protocol):
    """What is promised of a result."""

    @property
    def names(self) -> frozenset[str] | None:
        """The columns that are named: what else changes is not judged; None where everything is."""

    @property
    def hints(self) -> Mapping[str, Hint]:
        """What rows must be like so that an honest connector can keep the promise."""

    def check(self, result: Any) -> str | None:
        """How a result breaks the promise; None where it keeps it. The result is not changed."""
