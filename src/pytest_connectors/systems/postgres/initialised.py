"""Where does an initialised data directory come from?

`initdb` takes half a second; copying what it once made takes a tenth. So the first server of a machine keeps what it
made in a cache, and the later ones copy it. The cache is a convenience: where it cannot be read, written or trusted, we
initialise afresh.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_connectors.systems.postgres.binaries import Binaries

SUPERUSER = "pytest_connectors"
INITDB = (
    f"--username={SUPERUSER}",
    "--no-sync",
    "--wal-segsize=1",
    "--locale=C",
    "--encoding=UTF8",
    "--auth=scram-sha-256",
)
# Options that not every major knows, and the first that does.
INITDB_SINCE = {"--no-instructions": 14}
PATIENCE = 120.0


@dataclass(frozen=True)
class Store:
    """A data directory of one PostgreSQL, kept with its superuser's password beside it."""

    folder: Path
    """Holds `data`, `password` and `entries`, the number of what is in `data`; it appears with all, by a rename."""
    draft: Path
    """Where it is made: beside it, under a name that no other process uses."""

    @classmethod
    def of(cls, binaries: Binaries, cache: Path, unique: str) -> Store:
        """The place of these binaries in the cache; root and an ordinary user have one each."""
        key = hashlib.sha256("\0".join((str(binaries.folder), *_options(binaries))).encode()).hexdigest()[:12]
        folder = cache / f"postgres-{binaries.version}-{key}-{os.geteuid()}"
        return cls(folder, cache / f"{folder.name}.{unique}")

    def password(self) -> str | None:
        """The superuser's password, or None where there is nothing that we could trust."""
        beside = self.folder / "password"
        try:
            status = beside.stat()
            whole = int((self.folder / "entries").read_text()) == _entries(self.folder / "data")
            if whole and status.st_uid == os.geteuid() and not status.st_mode & 0o077:
                return beside.read_text().strip() or None
        except (OSError, ValueError):
            pass
        return None

    def keep(self, data: Path, password: str, *, replace: bool = False) -> None:
        """Put a copy of this data directory into the cache, if that is possible and it has none."""
        if self.password() is not None and not replace:
            return
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self.draft.mkdir(0o700)
            (self.draft / "data").mkdir(0o700)
            copy(data, self.draft / "data")
            write_secret(self.draft / "password", password)
            (self.draft / "entries").write_text(f"{_entries(data)}\n")
            if self.folder.exists() and (replace or self.password() is None):
                self._drop()
            self.draft.rename(self.folder)
        except OSError:
            # Read-only, full, or another process was first: the next server looks again.
            pass
        finally:
            shutil.rmtree(self.draft, ignore_errors=True)

    def _drop(self) -> None:
        """Take away a store that cannot be used; renamed first, so that nobody sees half of it."""
        dead = self.draft.with_name(f"{self.draft.name}.dead")
        self.folder.rename(dead)
        shutil.rmtree(dead, ignore_errors=True)


def _options(binaries: Binaries) -> tuple[str, ...]:
    return (*INITDB, *(option for option, since in INITDB_SINCE.items() if binaries.major >= since))


def _entries(data: Path) -> int:
    """How much there is, since those who clear out old files leave a part."""
    return sum(len(folders) + len(files) for _, folders, files in os.walk(data))


def initdb_command(binaries: Binaries, programs: Path, data: Path, secret: Path) -> list[str]:
    """The command that initialises `data`; `programs` is where the server's user reaches these binaries."""
    return [str(programs / "initdb"), *_options(binaries), f"--pwfile={secret}", f"--pgdata={data}"]


def write_secret(path: Path, secret: str) -> None:
    """A file that only its owner reads."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{secret}\n")


def copy(source: Path, to: Path) -> None:
    """Copy what is in one folder into another, empty one."""
    # A thousand small files: cp takes a third of the time of copytree. `-R` is all that POSIX has.
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        subprocess.run(  # paths of our own
            ["cp", "-R", f"{source}/.", f"{to}/"],  # noqa: S607  # cp is where the PATH says
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
        return
    shutil.copytree(source, to, dirs_exist_ok=True)
