"""What is left when a run ends before its end? No process and no file; and a server that dies is no end of the run."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from .project import Project

SLOW = """{SHOP}
import time
from pathlib import Path

def slow(url):
    Path("here").touch()
    time.sleep(0.3)
    return load(url)

@pytest.mark.parametrize("n", range(20))
@pytest.mark.connector("slow", reads=PURCHASES)
def test_slow(connector, postgres, n):
    connector(slow, postgres.url)
"""
DYING = """{SHOP}
import signal, time
from pathlib import Path

def kill_the_server(postgres):
    # The server lies in TMPDIR, of which each run has one of its own.
    (lock,) = Path(os.environ["TMPDIR"]).glob("pytest-connectors-*/data/postmaster.pid")
    os.kill(int(lock.read_text().split()[0]), signal.SIGKILL)

@pytest.mark.connector("dies once", reads=PURCHASES, only="column-added")
def test_dies_once(connector, postgres):
    def read(url):
        rows = load(url)
        with psycopg.connect(url) as c:
            changed = len(c.execute("SELECT * FROM purchases LIMIT 1").description) > 2
        if changed and not Path("killed").exists():
            Path("killed").touch()
            kill_the_server(postgres)
            load(url)
        return rows
    connector(read, postgres.url)

@pytest.mark.connector("dies always", reads=PURCHASES, only=["column-added", "column-dropped"],
                       known_breaks={"column-added": "SHOP-1"})
def test_dies_always(connector, postgres):
    def read(url):
        rows = load(url)
        with psycopg.connect(url) as c:
            changed = len(c.execute("SELECT * FROM purchases LIMIT 1").description) > 2
        if changed:
            kill_the_server(postgres)
            load(url)
        return rows
    connector(read, postgres.url)

@pytest.mark.connector("dies in the unchanged run", reads=PURCHASES, only="column-added")
def test_dies_at_once(connector, postgres):
    def read(url):
        kill_the_server(postgres)
        return load(url)
    connector(read, postgres.url)

@pytest.mark.connector("dies between", reads=PURCHASES, only="column-added")
def test_dies_between(connector, postgres):
    connector(load, postgres.url)

@pytest.fixture
def killed(postgres):
    if not Path("killed too").exists():
        Path("killed too").touch()
        kill_the_server(postgres)

@pytest.mark.connector("dies in setup", reads=PURCHASES, only="column-added")
def test_dies_in_setup(killed, connector, postgres):
    connector(load, postgres.url)

@pytest.mark.connector("after", reads=PURCHASES, only="column-added")
def test_after(connector, postgres):
    connector(load, postgres.url)
"""


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def has_server(made: Project) -> bool:
    """Whether a server's data directory is there."""
    return any(made.temporary.glob("pytest-connectors-*/data/postmaster.pid"))


MOMENTS: dict[str, Callable[[Project], object]] = {
    "before the server starts": lambda made: any(made.temporary.glob("pytest-connectors-*/log")),
    "while the server starts": has_server,
    "in a connector's call": lambda made: (made.folder / "here").exists(),
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_process_is_ended(project: Callable[..., Project], moment: str, number: signal.Signals) -> None:
    """Ctrl-C and SIGKILL leave neither a server nor a file, whenever they come."""
    made = project({"test_it.py": SLOW})
    with made.running() as process:
        until(partial(MOMENTS[moment], made))
        process.send_signal(number)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == (pytest.ExitCode.INTERRUPTED if number is signal.SIGINT else -signal.SIGKILL), out
    assert made.left(patience=12) == []
    if number is signal.SIGINT:
        assert "KeyboardInterrupt" in out
        assert "INTERNALERROR" not in out


def test_an_interrupted_run_tells_its_matrix(project: Callable[..., Project]) -> None:
    """After Ctrl-C the verdicts that are known are printed and written."""
    made = project({"test_it.py": SLOW})
    with made.running("-v") as process:
        assert process.stdout is not None
        while not ("column-dropped" in (line := process.stdout.readline()) and "LOUD" in line):
            assert line
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert "connector contracts" in out
    assert made.left() == []
    assert '"column-dropped"' in (made.room / "report.json").read_text()


def test_a_worker_is_killed(project: Callable[..., Project]) -> None:
    """A worker of xdist that is killed takes its server with it; another one takes over."""
    made = project({"test_it.py": SLOW.replace("range(20)", "range(2)")})
    with made.running("-p", "xdist", "-n", "2", "--connector-scenarios=column-added") as process:
        until((made.folder / "here").exists)
        workers = children_of(process.pid)
        assert len(workers) >= 2
        os.kill(workers[0], signal.SIGKILL)
        out, _ = process.communicate(timeout=60)
    assert "crashed" in out
    assert "INTERNALERROR" not in out
    assert made.left(patience=12) == []


def children_of(pid: int) -> list[int]:
    """The python processes that a process has started."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if "python" in line]


def test_the_server_dies(project: Callable[..., Project]) -> None:
    """A server that dies is started again and the case repeated; after a second death it is void, the run goes on."""
    made = project({"test_it.py": DYING})
    result = made.run()
    assert result.verdicts("column-added", "dies once") == {"survives"}, result.out
    assert result.outcomes("test_dies_once")["test_dies_once[column-added]"] == "passed"
    assert result.verdicts("column-added", "dies always") == {"void"}
    # A dead server is no known break.
    assert result.outcomes("test_dies_always")["test_dies_always[column-added]"] == "failed"
    assert "the server died twice" in result.tests["test_dies_always[column-added]"].text
    assert result.verdicts("column-dropped", "dies always") == {"loud"}
    assert result.outcomes("test_dies_at_once")["test_dies_at_once[baseline]"] == "failed"
    assert "server went away" in result.tests["test_dies_at_once[baseline]"].text
    assert set(result.outcomes("test_dies_between").values()) == {"passed"}
    assert set(result.outcomes("test_dies_in_setup").values()) == {"passed"}
    assert set(result.outcomes("test_after").values()) == {"passed"}
    assert "src/pytest_connectors/" not in result.out


def test_the_server_dies_in_an_ordinary_run(project: Callable[..., Project]) -> None:
    """Without the option a dead server fails the test in which it died, with a word about it, and no other."""
    made = project({"test_it.py": DYING})
    (made.folder / "killed too").touch()
    result = made.run(contracts=False)
    assert result.outcomes()["test_dies_at_once"] == "failed"
    assert "server" in result.tests["test_dies_at_once"].text
    assert result.outcomes()["test_after"] == "passed"
    assert result.outcomes()["test_dies_between"] == "passed"
    assert "src/pytest_connectors/" not in result.out


def test_a_full_disk(project: Callable[..., Project], tmp_path: Path) -> None:
    """A disk that is full when the server is to start is named, with how much is left and what to do."""
    made = project({"test_it.py": SLOW.replace("range(20)", "range(1)")})
    small = made.temporary
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m,mode=777", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no tmpfs can be mounted here")
    try:
        result = made.run()
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)
    assert "disk is full" in result.out, result.out
    assert "TMPDIR" in result.out
    assert "src/pytest_connectors/" not in result.out
    assert result.seconds < 60
