"""How is a CSV file written?"""

from __future__ import annotations

from typing import Any


def sampled_separated(data: bytes) -> Any:
    raise NotImplementedError
