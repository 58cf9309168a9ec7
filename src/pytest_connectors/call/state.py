"""Where does a connector keep what it needs in its next run? A mapping that is a directory as well."""

from __future__ import annotations

import copy
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class State(dict[str, Any]):
    """A connector's state between two runs: values by name, and a directory for files.

    `state["cursor"] = 7` keeps a value; `state / "state.json"` is the path of a file, `os.fspath(state)` the
    directory's. Both are empty before the unchanged run, and each case gets a copy of what that run left.
    """

    def __init__(self, path: Path) -> None:
        """An empty state whose files lie in a directory."""
        super().__init__()
        self.path = path

    def __truediv__(self, name: str | os.PathLike[str]) -> Path:
        """The path of a file of the state."""
        return self.path / name

    def __fspath__(self) -> str:
        """The directory of the state's files."""
        return os.fspath(self.path)

    def kept(self) -> Kept:
        """A copy of the state as it is."""
        files = {str(p.relative_to(self.path)): p.read_bytes() for p in sorted(self.path.rglob("*")) if p.is_file()}
        return Kept(copy.deepcopy(dict(self)), files)

    def become(self, kept: Kept) -> None:
        """Be a copy of a state that was kept."""
        self.clear()
        self.update(copy.deepcopy(kept.values))
        empty(self.path)
        for name, content in kept.files.items():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_bytes(content)


@dataclass(frozen=True)
class Kept:
    """A state as it was at one moment."""

    values: dict[str, Any]
    files: dict[str, bytes]

    def __bool__(self) -> bool:
        """Whether anything is kept."""
        return bool(self.values or self.files)


NOTHING_KEPT = Kept({}, {})


def empty(directory: Path) -> None:
    """Remove everything in a directory, which is made where it is missing."""
    directory.mkdir(parents=True, exist_ok=True)
    for entry in os.scandir(directory):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            os.unlink(entry.path)  # noqa: PTH108 - scandir gives no Path
