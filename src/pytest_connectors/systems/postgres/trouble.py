"""Why did a server that was found not start, and what is to be done?"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_connectors.systems.postgres.binaries import Binaries


class Trouble(Exception):  # not for users: it becomes a NoServer
    """A program of PostgreSQL failed: what happened, and its own last words."""

    def __init__(self, what: str, said: str) -> None:
        """Keep both."""
        super().__init__(what, said)
        self.what = what
        self.said = said

    @property
    def port_taken(self) -> bool:
        """Whether another program has the port."""
        return "Address already in use" in self.said

    @property
    def known(self) -> bool:
        """Whether another data directory would be of no help."""
        return self.port_taken or disk_is_full(self.said)


def disk_is_full(words: str) -> bool:
    """Whether these words say so, be they of the system or of the server."""
    return "No space left" in words or "Disk quota" in words


def explain(trouble: Trouble, binaries: Binaries, place: Path, address: str) -> str:
    """The text of `NoServer` for it."""
    what = trouble.what
    fix = "take another: PYTEST_CONNECTORS_PG_<major>_BIN=/path/to/bin, or --connector-postgres=postgresql://..."
    if disk_is_full(trouble.what + trouble.said):
        left = shutil.disk_usage(place).free >> 20
        what += f".\nThe disk is full: {place} has {left} MB left, and a server takes 80 MB"
        fix = "make room, or set TMPDIR to a folder on another disk."
    elif trouble.port_taken:
        what += f".\nAnother program listens on {address}"
        fix = "end that program, or run again: a new session takes another port."
    lines = [
        f"PostgreSQL {binaries.version} ({binaries.source}) {what}.",
        *(["", trouble.said, ""] if trouble.said else []),
        f"Expected: a server of our own on {address.partition(':')[0]}.",
        f"Fix: {fix}",
    ]
    return "\n".join(lines)


def disk_full(said: str) -> str:
    """What to do where the server has no space left."""
    return (
        f"the disk is full: PostgreSQL says {said.strip()!r}. Free some space where temporary files are kept, "
        "or set TMPDIR to a directory with some 100 MB."
    )
