"""What does a CHECK constraint say of one column? Enough that most proposed rows are taken; the server decides."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from pytest_connectors.drift.values import NO_HINT, Hint

_NAME = r'\(*"?(?P<name>\w+)"?\)*(?:::[a-z ]+(?:\(\d+\))?)?\)*'
_BOUND = re.compile(_NAME + r" (?P<sign>>=|>|<=|<) \(*'?(?P<value>-?\d+(?:\.\d+)?)")
_CHOICE = re.compile(_NAME + r" = ANY \(+ARRAY\[(?P<values>.*?)\]")
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_WHOLE = re.compile(r"(?<![\w.'-])-?\d+(?![\w.'])")
# The server writes a number below zero as a text that is cast.
_QUOTED = re.compile(r"'(-\d+)'::(?:smallint|integer|bigint)")
_EXACT = {">=": 0, "<=": 0, ">": 1, "<": -1}


def hints_of(checks: Iterable[str]) -> dict[str, Hint]:
    """Bounds and allowed values by column, as `pg_get_constraintdef` tells them; what is not understood is left out."""
    found: dict[str, Hint] = {}
    for check in checks:
        if " OR " in check:
            continue
        for bound in _BOUND.finditer(check):
            value = float(Decimal(bound["value"]) + _EXACT[bound["sign"]])
            known = found.get(bound["name"], NO_HINT)
            lower = bound["sign"].startswith(">")
            found[bound["name"]] = (
                dataclasses.replace(known, minimum=value) if lower else dataclasses.replace(known, maximum=value)
            )
        for choice in _CHOICE.finditer(check):
            values = _QUOTED.sub(r"\1", choice["values"])
            texts = tuple(text.replace("''", "'") for text in _TEXT.findall(values))
            numbers = tuple(int(number) for number in _WHOLE.findall(values))
            if texts or numbers:
                found[choice["name"]] = dataclasses.replace(
                    found.get(choice["name"], NO_HINT), allowed=texts or numbers
                )
    return found


def joined(one: Mapping[str, Hint], other: Mapping[str, Hint]) -> dict[str, Hint]:
    """What both say of each column: the narrower bounds, and the allowed values of the first that names any."""
    return {name: _joined(one.get(name, NO_HINT), other.get(name, NO_HINT)) for name in {**one, **other}}


def _joined(one: Hint, other: Hint) -> Hint:
    lows = [hint.minimum for hint in (one, other) if hint.minimum is not None]
    highs = [hint.maximum for hint in (one, other) if hint.maximum is not None]
    lengths = [hint.longest for hint in (one, other) if hint.longest is not None]
    return Hint(
        minimum=max(lows, default=None),
        maximum=min(highs, default=None),
        allowed=one.allowed or other.allowed,
        unique=one.unique or other.unique,
        required=one.required or other.required,
        longest=min(lengths, default=None),
    )
