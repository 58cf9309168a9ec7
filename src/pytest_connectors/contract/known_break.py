"""Which failing verdicts did the user accept, why, and until when?"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pytest_connectors.errors import BadContract


@dataclass(frozen=True)
class KnownBreak:
    """An accepted failing verdict: where it occurs, why, and until when."""

    key: str
    scenario: str
    target: str | None
    outcome: str | None
    reason: str
    until: datetime.date | None

    def covers(self, target: str, outcome: str) -> bool:
        """Whether a case that failed in this way is accepted; a plain key covers what is loud or silent."""
        if self.target is not None and self.target != target:
            return False
        return outcome == self.outcome if self.outcome else outcome in ("loud", "silent")


def known_breaks_of(name: str, value: Mapping[str, str] | None) -> tuple[KnownBreak, ...]:
    """What `known_breaks=` of a contract accepts.

    Raises:
        BadContract: A key or a reason cannot be used.
    """
    if value is not None and not isinstance(value, Mapping):
        msg = f"{name}: known_breaks= takes a dict of scenario and reason; it is {value!r}."
        raise BadContract(msg)
    return tuple(_known_break(name, key, reason) for key, reason in (value or {}).items())


def _known_break(name: str, key: object, reason: object) -> KnownBreak:
    parts = re.fullmatch(r"([^\[\]:\s]+)(?:\[([^\]]+)\])?(?::\s*(loud|silent|hangs|damaged))?", str(key))
    if parts is None:
        msg = (
            f"{name}: known_breaks= has the key {key!r}. A key is a scenario, and may name a target and an outcome "
            "(loud, silent, hangs, damaged): 'column-dropped', 'column-dropped[note]', 'password-rotated: silent'."
        )
        raise BadContract(msg)
    if not isinstance(reason, str) or not reason.strip():
        msg = f"{name}: known_breaks[{key!r}] needs a reason: 'why, until 2027-01-31'; it is {reason!r}."
        raise BadContract(msg)
    return KnownBreak(str(key), parts[1], parts[2], parts[3], reason, _until(name, str(key), reason))


def _until(name: str, key: str, reason: str) -> datetime.date | None:
    day = re.search(r"\buntil\s+(\d{4}-\d\d-\d\d)", reason)
    if day is None:
        return None
    try:
        return datetime.date.fromisoformat(day[1])
    except ValueError:
        msg = f"{name}: known_breaks[{key!r}] says until {day[1]}, which is no day of the calendar."
        raise BadContract(msg) from None
