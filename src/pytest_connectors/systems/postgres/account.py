"""As whom does the server run, and what can that user reach?

PostgreSQL refuses to run as root, and root is what many containers give us. Then the server runs as an ordinary user
of the machine, who can reach neither root's home nor pytest's temporary folders.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_connectors.errors import NoServer

CANDIDATES = ("nobody", "postgres")
FALLBACKS = ("/tmp", "/var/tmp")  # noqa: S108  # only parents of a folder that mkdtemp makes
PATIENCE = 20.0


@dataclass(frozen=True)
class Account:
    """The user that the server runs as; `name` is None where that is ourselves."""

    name: str | None
    uid: int
    gid: int

    @classmethod
    def find(cls) -> Account:
        """Ourselves, or as root an ordinary user."""
        if os.geteuid() != 0:
            return cls(None, os.geteuid(), os.getegid())
        for name in CANDIDATES:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(name, entry.pw_uid, entry.pw_gid)
        msg = (
            "PostgreSQL refuses to run as root, and there is no other user to run it as.\n"
            f"Expected: a user {' or '.join(map(repr, CANDIDATES))}.\n"
            "Fix: run pytest as an ordinary user, or add one: useradd --system postgres."
        )
        raise NoServer(msg)

    def spawning(self) -> dict[str, Any]:
        """The arguments of `subprocess.Popen` that start a program as this user, apart from our terminal."""
        kept = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
        # No PGDATA, no PGPORT; and one locale, since messages are read.
        env = {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C", "TZ": "UTC"}
        become = {} if self.name is None else {"user": self.uid, "group": self.gid, "extra_groups": []}
        # A session of its own: Ctrl-C is for us, and we end the server.
        return {"cwd": "/", "env": env, "stdin": subprocess.DEVNULL, "start_new_session": True, **become}

    def own(self, path: Path) -> None:
        """Give a file or a whole folder to this user."""
        if self.name is None:
            return
        os.lchown(path, self.uid, self.gid)
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                os.lchown(os.path.join(folder, name), self.uid, self.gid)  # noqa: PTH118  # a thousand files: 5 ms

    def can(self, *argv: str) -> bool:
        """Whether this command works for this user."""
        try:
            done = subprocess.run(
                argv, capture_output=True, timeout=PATIENCE, check=False, **self.spawning()
            )  # our own commands
        except (OSError, subprocess.SubprocessError):
            return False
        return done.returncode == 0

    def make_folder(self) -> Path:
        """A new folder with a folder `data` of this user in it, in the first place where the user can write there."""
        places = list(dict.fromkeys((tempfile.gettempdir(), *FALLBACKS)))
        whys = []
        for place in places:
            try:
                home = Path(tempfile.mkdtemp(prefix="pytest-connectors-", dir=place))
            except OSError as error:
                whys.append(f"  {place}: {error.strerror}")
                continue
            try:
                if self._settles_in(home):
                    return home
            except BaseException:
                shutil.rmtree(home, ignore_errors=True)
                raise
            shutil.rmtree(home, ignore_errors=True)
            whys.append(f"  {place}: the user {self.name!r}, as whom the server runs, cannot write below it")
        msg = (
            "There is no place for the files of a PostgreSQL server.\n"
            + "\n".join(whys)
            + "\nExpected: a folder for temporary files.\nFix: set TMPDIR to one that every user can reach."
        )
        raise NoServer(msg)

    def _settles_in(self, home: Path) -> bool:
        data = home / "data"
        data.mkdir(0o700)
        if self.name is None:
            return True
        # The folder stays ours, so that nobody can put a link where we write; that user may only pass through.
        home.chmod(0o711)
        os.chown(data, self.uid, self.gid)
        return self.can("/bin/sh", "-c", ': > "$1/probe" && rm "$1/probe"', "sh", str(data))

    def reachable(self, programs: Path, spare: Path) -> Path:
        """The folder of programs itself, or where the user cannot run it a twin of the tree, made at `spare`."""
        if self.name is None or self._runs(programs):
            return programs
        tree = programs.parent
        if any(tree.glob("share/**/postgres.bki")):
            programs_there = _twin(tree, spare) / programs.name
            if self._runs(programs_there):
                return programs_there
            words = "a copy does not run as that user either"
        else:  # it may be /usr, which is not for copying
            words = f"{tree} is not the folder of a PostgreSQL alone, which could be copied"
        msg = (
            f"The user {self.name!r} cannot run {programs / 'postgres'}: {words}.\n"
            "Expected: programs that an ordinary user can run, since PostgreSQL refuses root.\n"
            "Fix: run pytest as an ordinary user, or install PostgreSQL: apt-get install postgresql."
        )
        raise NoServer(msg)

    def _runs(self, programs: Path) -> bool:
        return all(self.can(str(programs / name), "--version") for name in ("postgres", "initdb"))


def _twin(tree: Path, to: Path) -> Path:
    """The tree again below another folder, for all to read."""
    package = tree.parent
    (to / package.name).mkdir(parents=True)
    for made in (to, to / package.name):
        made.chmod(0o755)  # whatever the umask is
    # The tools that repair wheels put libraries beside the package or into it, and programs look for them from there.
    for part in (tree, package / ".dylibs", package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            _repeat(part, to / part.relative_to(package.parent))
    return to / package.name / tree.name


def _repeat(tree: Path, to: Path) -> None:
    """One folder again: its files linked where possible, since they are 40 MB."""
    for folder, _, files in os.walk(tree):
        there = to / Path(folder).relative_to(tree)
        there.mkdir()
        there.chmod(0o755)
        for source in (Path(folder, name) for name in files):
            if (
                source.is_symlink()
                and (source.parent / (aim := source.readlink()).name).exists()
                and len(aim.parts) == 1
            ):
                (there / source.name).symlink_to(aim)  # the names of one library: copies would be large
            elif source.exists():  # not a link into nothing
                _link_or_copy(source, there / source.name)


def _link_or_copy(source: Path, to: Path) -> None:
    mode = source.stat().st_mode
    wanted = stat.S_IMODE(mode) | (0o555 if mode & stat.S_IXUSR else 0o444)
    # A link shares its permissions with the original, which is not ours to change.
    if stat.S_IMODE(mode) == wanted and not source.is_symlink():
        try:
            to.hardlink_to(source)
        except OSError:  # another file system
            pass
        else:
            return
    shutil.copyfile(source, to)
    to.chmod(wanted)
