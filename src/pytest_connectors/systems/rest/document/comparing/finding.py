"""What does a comparison of two documents say, and how bad is it? In the words of oasdiff's checks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LEVELS = ("ERR", "WARN", "INFO")
NOTHING = "no difference in the document"
_MOST = 3


@dataclass(frozen=True)
class Finding:
    """One thing that a comparison would report.

    Attributes:
        id: Which check reports it: `response-property-became-nullable`.
        level: `ERR` is breaking, `WARN` may be, `INFO` is not.
        text: What of the operation it is about: `/items/name`.
    """

    id: str
    level: str
    text: str


def worst(findings: Iterable[Finding]) -> str:
    """The worst level among findings; empty where there is none."""
    return min((one.level for one in findings), key=LEVELS.index, default="")


def said(findings: Iterable[Finding]) -> str:
    """The findings in one line, the worst first: `INFO response-optional-property-removed`."""
    told = sorted(findings, key=lambda one: LEVELS.index(one.level))
    lines = list(dict.fromkeys(f"{one.level} {one.id}" for one in told))
    if not lines:
        return NOTHING
    more = f", and {len(lines) - _MOST} more" if len(lines) > _MOST else ""
    return ", ".join(lines[:_MOST]) + more
