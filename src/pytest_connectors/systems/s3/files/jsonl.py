"""How does a sheet become JSON Lines?"""

from __future__ import annotations

from pytest_connectors.systems.s3.files.manner import Manner
from pytest_connectors.systems.s3.files.sheet import Sheet


def jsonl_bytes(sheet: Sheet, manner: Manner) -> bytes:
    raise NotImplementedError
