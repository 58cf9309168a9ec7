"""Is this archive what npm promised, and how does it become programs that run?"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import tarfile
from pathlib import Path, PurePosixPath

from pytest_connectors.systems.postgres.npm.trouble import NotFetched

_HASHES = ("sha512", "sha384", "sha256")
_TREE = "package"


def check(archive: Path, integrity: str) -> None:
    """See that an archive hashes to what npm promised, such as "sha512-...".

    Raises:
        NotFetched: It does not, or nothing was promised.
    """
    promised = dict(one.split("-", 1) for one in integrity.split() if "-" in one)
    kind = next((one for one in _HASHES if one in promised), None)
    if kind is None:
        msg = f"npm promises no hash that can be checked ({integrity!r}, expected one of {', '.join(_HASHES)})"
        raise NotFetched(msg)
    with archive.open("rb") as file:
        found = base64.b64encode(hashlib.file_digest(file, kind).digest()).decode()
    if found != promised[kind].partition("?")[0]:
        msg = f"what npm fetched is not what it promised: {kind} of {archive.name} is {found}, not {promised[kind]}"
        raise NotFetched(msg)


def unpack(archive: Path, to: Path) -> Path:
    """The tree of the archive below a folder, with its links and with programs that run.

    Raises:
        NotFetched: The archive is no package with a PostgreSQL in it.
    """
    if not hasattr(tarfile, "data_filter"):
        msg = "this Python cannot unpack it safely: expected 3.11.4 or newer"
        raise NotFetched(msg)
    try:
        with tarfile.open(archive) as packed:
            # The filter lets nothing out of the folder.
            packed.extractall(to, filter="data")
    except (tarfile.TarError, EOFError) as error:
        msg = f"{archive.name} cannot be unpacked: {error}"
        raise NotFetched(msg) from None
    tree = to / _TREE
    native = tree / "native"
    if not (native / "bin" / "postgres").is_file():
        msg = f"{archive.name} holds no {_TREE}/native/bin/postgres"
        raise NotFetched(msg)
    _link(tree)
    # Whatever the umask and the archive say: the server may run as another user than we do.
    for folder, _, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for file in (Path(folder, name) for name in files):
            if not file.is_symlink():
                file.chmod(0o755 if file.parent.name == "bin" or file.stat().st_mode & 0o100 else 0o644)
    return tree


def _link(tree: Path) -> None:
    """Make the links again, which npm's archives cannot hold: a list of `{"source": file, "target": link}`."""
    try:
        wanted = [
            (str(one["source"]), str(one["target"]))
            for one in json.loads((tree / "native" / "pg-symlinks.json").read_text())
        ]
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"native/pg-symlinks.json of the package cannot be read: {type(error).__name__}: {error}"
        raise NotFetched(msg) from None
    for source, target in wanted:
        for one in (PurePosixPath(source), PurePosixPath(target)):
            if one.is_absolute() or ".." in one.parts:
                msg = f"native/pg-symlinks.json of the package leads out of it: {target!r} to {source!r}"
                raise NotFetched(msg)
        link, file = tree / target, tree / source
        link.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            link.symlink_to(os.path.relpath(file, link.parent))
