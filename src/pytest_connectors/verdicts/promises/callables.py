"""Does a function of the user's own hold the result to be as promised? What it raises is the breach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_connectors.drift.hints import Hint
from pytest_connectors.verdicts.promises.rows import copied


@dataclass(frozen=True)
class CallablePromise:
    """A promise that a function looks after; it names no columns, so that everything is compared."""

    function: Callable[[Any], object]
    names: frozenset[str] | None = None
    hints: Mapping[str, Hint] = field(default_factory=dict)

    def check(self, result: Any) -> str | None:
        """What the function raises on a copy of the result; what it returns, False as well, says nothing."""
        try:
            self.function(copied(result))
        except BaseException as error:
            # pytest.fail() is no Exception; an interruption is not for us to hold.
            if isinstance(error, Exception) or type(error).__name__ == "Failed":
                return self._words(error)
            raise
        return None

    def _words(self, error: BaseException) -> str:
        kind, text = type(error).__name__, str(error).strip().partition("\n")[0]
        name = getattr(self.function, "__name__", type(self.function).__name__)
        return f"{kind}: {text}" if text else f"{kind} in {name}"
