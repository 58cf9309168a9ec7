"""Is `--connector-postgres=container` a server like any other? The same verdicts, and nothing left, however it ends."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from .project import Project

TESTS = """{SHOP}
@pytest.mark.connector("reader", reads=PURCHASES)
def test_reader(connector, postgres):
    assert connector(load, postgres.url) is not None

@pytest.mark.connector("writer", writes=RECS, only="insert-revoked")
def test_writer(connector, postgres):
    connector(push, postgres.url, postgres.payloads)
"""
SLOW = """{SHOP}
import time
from pathlib import Path

def slow(url):
    time.sleep(0.3)
    return load(url)

@pytest.mark.parametrize("n", range(20))
@pytest.mark.connector("slow", reads=PURCHASES)
def test_slow(connector, postgres, n):
    # Written elsewhere first: whoever sees the file sees all of it.
    Path("writing").write_text(str(postgres.port))
    Path("writing").rename("port")
    connector(slow, postgres.url)
"""
KILLED = """{SHOP}
from pathlib import Path
import docker

def kill(port):
    client = docker.from_env()
    for one in client.containers.list(ignore_removed=True):
        if any(str(port) == way["HostPort"] for ways in one.ports.values() for way in ways or ()):
            one.kill()
    client.close()

@pytest.mark.connector("dies once", reads=PURCHASES, only="column-added")
def test_dies_once(connector, postgres):
    def read(url):
        rows = load(url)
        with psycopg.connect(url) as c:
            changed = len(c.execute("SELECT * FROM purchases LIMIT 1").description) > 2
        if changed and not Path("killed").exists():
            Path("killed").touch()
            kill(postgres.port)
            load(url)
        return rows
    connector(read, postgres.url)

@pytest.mark.connector("after", reads=PURCHASES, only="column-added")
def test_after(connector, postgres):
    connector(load, postgres.url)
"""
FEW = "--connector-scenarios=column-dropped,column-renamed,password-rotated,*-revoked"


@pytest.fixture
def client(engine: None) -> Iterator[Any]:
    """The engine itself."""
    import docker

    with closing(docker.from_env()) as client:
        yield client


def reached(made: Project) -> Project:
    """The project with the user's own home, where clients look for the engine."""
    return made.given(HOME=os.environ.get("HOME", ""))


def verdicts(result: Any) -> set[tuple[str, str, str, str]]:
    """What was found in which case."""
    return {(case["connector"], case["scenario"], case["change"], case["outcome"]) for case in result.cases}


def test_the_same_verdicts_as_on_a_server_of_our_own(project: Callable[..., Project], engine: None) -> None:
    """The same contracts come to the same verdicts in a container and on the programs of a wheel."""
    made = reached(project({"test_it.py": TESTS}))
    ours, contained = (made.run(FEW, f"--connector-postgres={which}") for which in ("16", "16@container"))
    assert contained.code == ours.code == 0, contained.out
    assert verdicts(contained) == verdicts(ours)
    assert contained.outcomes() == ours.outcomes()
    assert {outcome for *_, outcome in verdicts(contained)} >= {"survives", "loud"}
    assert "a container of " in contained.out


def test_an_upgrade_to_a_major_in_a_container(project: Callable[..., Project], engine: None) -> None:
    """Today's server is one of our own, the other stands in a container, and connectors find both at one address."""
    rise = ("--connector-postgres=16", "--connector-upgrade", "postgres=18@container")
    result = project({"test_shop.py": TESTS}).run(*rise, "-m", "connector_baseline or connector_upgrade")
    assert result.outcomes() == {
        f"test_{name}[{item}]": "passed" for name in ("reader", "writer") for item in ("baseline", "postgres-18")
    }, result.out
    changes = {case["change"] for case in result.cases if case["scenario"] == "postgres-18"}
    assert len(changes) == 1
    assert "becomes 18." in changes.pop()
    assert "container" in result.out.partition("PostgreSQL 18.")[2].splitlines()[0]


def test_an_image_is_named_in_the_ini_file(project: Callable[..., Project], engine: None) -> None:
    """Any image does, and it is named at the end of the run."""
    ini = "[pytest]\nconnector_postgres = container\nconnector_postgres_image = postgres:16\n"
    result = reached(project({"test_it.py": TESTS, "pytest.ini": ini})).run("-k", "reader and baseline")
    assert result.code == 0, result.out
    assert "PostgreSQL 16." in result.out
    assert "postgres:16" in result.out


def test_a_container_that_is_killed_in_mid_run(project: Callable[..., Project], engine: None) -> None:
    """A container that dies is replaced and the case repeated; the run goes on."""
    result = reached(project({"test_it.py": KILLED})).run("--connector-postgres=16@container")
    assert result.code == 0, result.out
    assert result.verdicts("column-added", "dies once") == {"survives"}
    assert result.verdicts("column-added", "after") == {"survives"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_end_of_a_run_leaves_no_container(
    project: Callable[..., Project], client: Any, number: signal.Signals
) -> None:
    """Ctrl-C and SIGKILL in the middle of a run take the container with them, and every file."""
    made = reached(project({"test_it.py": SLOW}))
    with made.running("--connector-postgres=16@container") as process:
        until((made.folder / "port").exists)
        port = (made.folder / "port").read_text()
        assert holders(client, port)
        process.send_signal(number)
        out, _ = process.communicate(timeout=60)
    until(lambda: not holders(client, port))
    assert made.left(patience=12) == []
    if number is signal.SIGINT:
        assert process.returncode == pytest.ExitCode.INTERRUPTED, out
        assert "INTERNALERROR" not in out


def test_no_engine(project: Callable[..., Project], tmp_path: Path) -> None:
    """Where no engine answers, the first test says so in full and the others refer to it."""
    pytest.importorskip("testcontainers")
    made = project({"test_it.py": TESTS}).given(DOCKER_HOST=f"unix://{tmp_path}/none")
    result = made.run("-k", "baseline", "--connector-postgres=container")
    assert result.counts["error"] == 2
    assert f"nothing answers at {tmp_path}/none" in result.out
    assert "Fix: start Docker" in result.out
    assert "src/pytest_connectors/" not in result.out


def test_testcontainers_is_not_installed(project: Callable[..., Project]) -> None:
    """Without the library the error names the extra."""
    hide = "import sys\nsys.modules['testcontainers'] = None\n"
    result = project({"test_it.py": TESTS, "conftest.py": hide}).run("-k", "baseline", "--connector-postgres=container")
    assert 'pip install "pytest-connectors[containers]"' in result.out
    assert "src/pytest_connectors/" not in result.out


def test_an_ordinary_run_does_not_pay(project: Callable[..., Project]) -> None:
    """Without a container neither testcontainers nor Docker's library is imported."""
    watch = """
        import sys

        def pytest_sessionfinish():
            assert not {"testcontainers", "docker"} & set(sys.modules)
    """
    result = project({"test_it.py": TESTS, "conftest.py": watch}).run("-k", "reader and baseline")
    assert result.code == 0, result.out


def holders(client: Any, port: str) -> list[str]:
    """The containers that have this port of the machine."""
    return [
        one.name
        for one in client.containers.list(ignore_removed=True)
        if any(port == way["HostPort"] for ways in one.ports.values() for way in ways or ())
    ]


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
