"""Where do unpacked servers lie, and is one of them whole?"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from pathlib import Path

_SEAL = "whole.json"


def shelf() -> Path | None:
    """The folder of the user's cache for them, which need not be there; None where the user has no home."""
    said = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(said):  # noqa: PTH117 - an empty text is no path
        cache = Path(said)
    else:
        try:
            home = Path.home()
        except RuntimeError:
            return None
        cache = home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"
    return cache / "pytest-connectors" / "postgres"


def seal(tree: Path) -> None:
    """Note how much there is in a tree that is complete."""
    (tree / _SEAL).write_text(json.dumps(_amount(tree)), encoding="utf-8")


def is_whole(tree: Path) -> bool:
    """Whether a tree holds what it did when it was sealed: those who clear out old files leave a part."""
    try:
        return bool(json.loads((tree / _SEAL).read_text(encoding="utf-8")) == _amount(tree))
    except (OSError, ValueError):
        return False


def whole_ones(place: Path, platform: str, major: int) -> list[Path]:
    """The trees of this major for this machine that can be used, the newest first."""
    found = []
    pattern = re.compile(rf"({major}\.[\d.]+\S*)-{re.escape(platform)}")
    with contextlib.suppress(OSError):
        found = [one for one in place.iterdir() if pattern.fullmatch(one.name) and is_whole(one)]
    return sorted(found, key=lambda one: [int(number) for number in re.findall(r"\d+", one.name)], reverse=True)


def settle(tree: Path, place: Path, grave: Path) -> None:
    """Put a sealed tree at its place at once; where a whole one came there before us, that stays.

    Raises:
        OSError: It cannot be put there.
    """
    for attempt in (1, 2):
        try:
            tree.rename(place)
        except OSError:
            if is_whole(place):
                return
            if attempt == 2:  # noqa: PLR2004 - the last one
                raise
            with contextlib.suppress(FileNotFoundError):
                place.rename(grave)
        else:
            return


def _amount(tree: Path) -> dict[str, int]:
    entries = size = 0
    for folder, folders, files in os.walk(tree):
        entries += len(folders) + len(files)
        size += sum(os.lstat(os.path.join(folder, name)).st_size for name in files if name != _SEAL)  # noqa: PTH118 - a thousand files
        entries -= _SEAL in files
    return {"entries": entries, "bytes": size}
