"""How does a sheet become lines of CSV?"""

from __future__ import annotations

from pytest_connectors.systems.s3.files.manner import Manner
from pytest_connectors.systems.s3.files.sheet import Sheet


def separated_bytes(sheet: Sheet, manner: Manner) -> bytes:
    raise NotImplementedError
