"""Where and as whom may it run? As root or not, in any folder, with or without pytest's cache, and again."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .project import ORDINARY, Project

TESTS = """{SHOP}
@pytest.mark.connector("reader", reads=PURCHASES)
def test_reader(connector, postgres):
    assert connector(load, postgres.url)

@pytest.mark.connector("cron", writes=RECS, only="insert-revoked")
def test_cron(connector, postgres):
    connector.run([sys.executable, "my script.py"], env=postgres.env)
"""
SCRIPT = """
import psycopg
with psycopg.connect("") as connection:
    connection.execute("INSERT INTO recs (item) VALUES ('one')")
"""
FEW = "--connector-scenarios=column-added,insert-revoked"
FILES = {"test_it.py": TESTS, "my script.py": SCRIPT}


def can_run_python(user: str) -> bool:
    """Whether this user can run our Python with our packages."""
    try:
        entry = pwd.getpwnam(user)
        command = [sys.executable, "-c", "import pytest, psycopg, pytest_connectors"]
        done = subprocess.run(command, user=entry.pw_uid, group=entry.pw_gid, extra_groups=[], cwd="/", check=False,
                              capture_output=True)  # fmt: skip
    except (KeyError, OSError):
        return False
    return done.returncode == 0


def passes(made: Project, *args: str, which: str = "reader", **options: bool) -> None:
    """It passes, and judges what is to be judged."""
    result = made.run(FEW, "-k", which, *args, **options)
    assert result.code == 0, result.out
    assert result.verdicts("column-added") == {"survives"}
    assert result.verdicts("insert-revoked") == ({"loud"} if "cron" in which else set())


def test_twice_in_a_folder_with_a_space(project: Callable[..., Project]) -> None:
    """A second run does what the first did, from the cache that the first has filled, in any folder."""
    made = project(FILES, named="my project's üben")
    passes(made, which="reader or cron", cached=False)
    (stored,) = (made.folder / ".pytest_cache" / "d" / "connectors").iterdir()
    passes(made, cached=False)
    assert list(stored.parent.iterdir()) == [stored]


def test_without_a_cache(project: Callable[..., Project]) -> None:
    """Without pytest's cache nothing is kept, and it works."""
    made = project(FILES)
    passes(made, "-p", "no:cacheprovider", cached=False)
    assert sorted(path.name for path in made.folder.iterdir() if path.name != "__pycache__") == [
        "my script.py",
        "pytest.ini",
        "test_it.py",
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_as_an_ordinary_user(project: Callable[..., Project]) -> None:
    """An ordinary user runs it, also where the project cannot be written."""
    if not can_run_python(ORDINARY):
        pytest.skip(f"{ORDINARY} cannot run {sys.executable}")
    made = project(FILES).as_user(ORDINARY)
    made.folder.chmod(0o555)
    made.room.chmod(0o777)
    passes(made, which="reader or cron", cached=False)
    assert not (made.folder / ".pytest_cache").exists()


def test_a_temporary_folder_that_the_server_cannot_reach(project: Callable[..., Project], tmp_path: Path) -> None:
    """Where TMPDIR is closed to the user that the server runs as, another place is found, and emptied."""
    made = project(FILES)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    passes(made.given(TMPDIR=str(closed)))
    assert list(closed.iterdir()) == []


def test_a_home_that_is_not_there(project: Callable[..., Project]) -> None:
    """Neither HOME nor a locale is needed, and PG* of the user's shell leads nobody astray."""
    odd = {"HOME": "/nowhere", "LC_ALL": "xx_XX", "PGHOST": "/nowhere", "PGPORT": "1", "PGUSER": "x", "PGDATABASE": "x"}
    passes(project(FILES).given(**odd, PGPASSWORD="x"))
