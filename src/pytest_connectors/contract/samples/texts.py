"""Which days and moments do texts say, and how are they written?"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(?P<between>[T ])\d\d:\d\d:\d\d(?:\.(?P<digits>\d{1,9}))?(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
_MILLIS = 3


def time_type(texts: Sequence[str]) -> Any:
    """The Arrow type of days or moments, where all texts are such; else None."""
    import pyarrow as pa

    if all(_DAY.fullmatch(text) and _is_real(text) for text in texts):
        return pa.date32()
    found = [_MOMENT.fullmatch(text) for text in texts]
    matches = [one for one in found if one is not None and _is_real(one[0])]
    zoned = {one["zone"] is not None for one in matches}
    if len(matches) < len(texts) or len(zoned) > 1:
        return None
    digits = max(len(one["digits"] or "") for one in matches)
    unit = "s" if not digits else "ms" if digits <= _MILLIS else "us"
    return pa.timestamp(unit, "UTC" if zoned == {True} else None)


def moments_dialect(texts: Sequence[str]) -> dict[str, object]:
    """How the first of some moments is written: what stands between day and time, and how UTC is said."""
    first = next((one for text in texts if (one := _MOMENT.fullmatch(text))), None)
    if first is None:
        return {}
    return {"between": first["between"], "zone": "Z" if first["zone"] == "Z" else "+00:00"}


def _is_real(text: str) -> bool:
    """Whether there is such a day."""
    try:
        datetime.date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
