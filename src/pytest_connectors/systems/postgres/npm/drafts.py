"""Where is something made that must not stay half made?

In a folder of its own that goes when we go, however that is: in order, by Ctrl-C or by SIGKILL, and with it whatever
program works there. What a crash of the whole machine leaves is cleared away by the next one that comes.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pytest_connectors.systems.postgres.npm.trouble import NotFetched
from pytest_connectors.systems.postgres.watchdog import Watchdog

_PREFIX = ".draft-"
_TICK = 0.1
_OLD = 24 * 3600.0


@dataclass(frozen=True)
class Draft:
    """A folder to work in, and who takes it away."""

    folder: Path
    watchdog: Watchdog

    @classmethod
    @contextlib.contextmanager
    def within(cls, place: Path | None = None) -> Iterator[Draft]:
        """A new one, in this folder or where temporary files are; gone at the end."""
        prefix = _PREFIX if place else "pytest-connectors-"
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
        try:
            watchdog = Watchdog(folder)
            try:
                yield cls(folder, watchdog)
            finally:
                watchdog.dismiss()
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # in case that somebody killed the watchdog

    def run(self, argv: list[str], patience: float) -> subprocess.CompletedProcess[str]:
        """Run a program here, which ends with us.

        Raises:
            OSError: It cannot be started.
            subprocess.TimeoutExpired: It took longer than `patience`, in seconds; it has been ended.
        """
        # A session of its own: Ctrl-C is for us, and the watchdog ends all that the program started.
        with subprocess.Popen(
            argv,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as child:
            self.watchdog.guard(child.pid)
            try:
                out, err = child.communicate(timeout=patience)
            except BaseException:
                _kill_group(child)
                raise
            finally:
                self.watchdog.guard(None)
        return subprocess.CompletedProcess(argv, child.returncode, out, err)


def _kill_group(child: subprocess.Popen[str]) -> None:
    """End a program and all that it started, and wait for it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, 9)
    child.wait()


@contextlib.contextmanager
def alone_in(place: Path, patience: float) -> Iterator[bool]:
    """Hold this folder against other processes; whether that is certain, since some file systems have no locks.

    Raises:
        NotFetched: Another process holds it for longer than `patience`, in seconds.
    """
    # A lock on the folder itself leaves no file, and goes with the process that holds it.
    handle = os.open(place, os.O_RDONLY)
    try:
        yield _lock(handle, place, patience)
    finally:
        os.close(handle)


def _lock(handle: int, place: Path, patience: float) -> bool:
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                msg = f"another process has been fetching into {place} for more than {patience:.0f} s"
                raise NotFetched(msg) from None
            time.sleep(_TICK)
        except OSError:
            return False
        else:
            return True


def clear_drafts(place: Path, *, all_are_dead: bool) -> None:
    """Take away what others left half made; where they might still be at it, only what is a day old."""
    for left in place.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if all_are_dead or time.time() - left.stat().st_mtime > _OLD:
                shutil.rmtree(left, ignore_errors=True)
