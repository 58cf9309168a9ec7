"""Which functions of SQL do checks call, and what do they give?"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final


class _Unsure:
    """What only the server knows."""

    def __repr__(self) -> str:
        return "UNSURE"


@dataclass(frozen=True)
class Present:
    """The moment in which the server looks, and so much later."""

    later: dt.timedelta = dt.timedelta()

    @property
    def past(self) -> dt.datetime:
        """What will always lie before it: the present moves, and rows must be the same tomorrow."""
        return dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + self.later

    @property
    def future(self) -> dt.datetime:
        """What lies behind it for long."""
        return dt.datetime(2090, 1, 1, tzinfo=dt.UTC) + self.later


UNSURE: Final = _Unsure()

_KINDS = ((dict, "object"), (list, "array"), (str, "string"), (bool, "boolean"), ((int, float), "number"))
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("char_length", "character_length", "length"), len),
    "octet_length": lambda v: len(v.encode() if isinstance(v, str) else v),
    "lower": lambda v: v.lower(),
    "upper": lambda v: v.upper(),
    "btrim": lambda v: v.strip(" "),
    "ltrim": lambda v: v.lstrip(" "),
    "rtrim": lambda v: v.rstrip(" "),
    "abs": abs,
    "mod": operator.mod,
    "cardinality": len,
    "array_length": lambda v, n: (len(v) or None) if n == 1 and isinstance(v, list) else UNSURE,
    "array_ndims": lambda v: UNSURE,  # noqa: ARG005 - depends on the depth
    "date_part": lambda what, v: getattr(v, what, UNSURE),
    "jsonb_typeof": lambda v: next((name for kind, name in _KINDS if isinstance(v, kind)), UNSURE),
    "starts_with": lambda v, start: v.startswith(start),
    "is_true": lambda v: v,
    "is_false": lambda v: not v,
}
FUNCTIONS["json_typeof"] = FUNCTIONS["jsonb_typeof"]
