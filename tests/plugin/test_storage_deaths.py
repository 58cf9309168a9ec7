"""What of a run on S3 that is ended before its end, a stand-in that dies, a connector that hangs? Nothing is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial

import pytest

from .project import Project

SLOW = """{STORAGE}
def slow(bucket):
    Path("here").touch()
    time.sleep(0.3)
    return load(bucket)

@pytest.mark.parametrize("n", range(20))
@pytest.mark.connector("slow", reads=ACTIVITY)
def test_slow(connector, s3, n):
    connector(slow, s3.bucket)
"""


def children_of(pid: int) -> list[str]:
    """The command lines of what a process has started."""
    command = ["ps", "-ww", "-o", "args=", "--ppid", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def has_called(made: Project, _: int) -> bool:
    """Whether a connector runs."""
    return (made.folder / "here").exists()


def has_stand_in(made: Project, pid: int) -> bool:
    """Whether the stand-in's process is there."""
    return any("pytest_connectors.systems.s3" in line for line in children_of(pid)) and any(made.left())


MOMENTS: dict[str, Callable[[Project, int], bool]] = {
    "while the stand-in starts": has_stand_in,
    "in a connector's call": has_called,
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_process_is_ended(project: Callable[..., Project], moment: str, number: signal.Signals) -> None:
    """Ctrl-C and SIGKILL leave neither a stand-in nor a file, whenever they come."""
    made = project({"test_it.py": SLOW})
    with made.running() as process:
        until(partial(MOMENTS[moment], made, process.pid))
        assert made.left()
        # As a terminal does: to all that run in it.
        os.killpg(process.pid, number)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == (pytest.ExitCode.INTERRUPTED if number is signal.SIGINT else -signal.SIGKILL), out
    assert made.left(patience=5) == []
    if number is signal.SIGINT:
        assert "KeyboardInterrupt" in out
        assert "INTERNALERROR" not in out


DYING = """{STORAGE}
def end(s3):
    os.kill(s3._far_end.server._child.process.pid, 9)

def is_changed(bucket):
    return any(table.num_columns > 3 for table in tables(bucket))

def noted(s3):
    with Path("where").open("a") as file:
        file.write(json.dumps([s3.endpoint_url, s3.access_key, s3.secret_key, s3.session_token]) + "\\n")

@pytest.mark.connector("dies once", reads=ACTIVITY, only="column-added")
def test_dies_once(connector, s3):
    noted(s3)
    def read(bucket):
        rows = load(bucket)
        if is_changed(bucket) and not Path("killed").exists():
            Path("killed").touch()
            end(s3)
            load(bucket)
        return rows
    connector(read, s3.bucket)

@pytest.mark.connector("dies always", reads=ACTIVITY, only=["column-added", "keys-expired"],
                       known_breaks={"column-added": "SHOP-1"})
def test_dies_always(connector, s3):
    noted(s3)
    def read(bucket):
        rows = load(bucket)
        if is_changed(bucket):
            end(s3)
            load(bucket)
        return rows
    connector(read, s3.bucket)

@pytest.mark.connector("dies unseen", reads=ACTIVITY, only=["column-added", "keys-expired"])
def test_dies_unseen(connector, s3):
    noted(s3)
    def read(bucket):
        rows = load(bucket)
        if not Path("killed too").exists():
            Path("killed too").touch()
            end(s3)
        return rows
    connector(read, s3.bucket)

@pytest.mark.connector("dies and hangs", reads=ACTIVITY, only="column-added", timeout=2)
def test_dies_and_hangs(connector, s3):
    noted(s3)
    def read(bucket):
        rows = load(bucket)
        if is_changed(bucket) and not Path("killed by a hang").exists():
            Path("killed by a hang").touch()
            end(s3)
            while True:
                time.sleep(0.01)
        return rows
    connector(read, s3.bucket)

@pytest.fixture
def killed(s3):
    if not Path("killed before").exists():
        Path("killed before").touch()
        end(s3)

@pytest.mark.connector("dies in setup", reads=ACTIVITY, only="keys-expired")
def test_dies_in_setup(killed, connector, s3):
    noted(s3)
    connector(load, s3.bucket)

@pytest.mark.connector("after", reads=ACTIVITY, only="keys-expired")
def test_after(connector, s3):
    noted(s3)
    connector(load, s3.bucket)
"""


def test_the_stand_in_dies(project: Callable[..., Project]) -> None:
    """One that dies is started again where it was, with the keys that it had; after a second death the case is void."""
    made = project({"test_it.py": DYING})
    result = made.run()
    assert result.verdicts("column-added", "dies once") == {"survives"}, result.out
    assert result.verdicts("column-added", "dies always") == {"void"}
    assert result.verdicts("keys-expired", "dies always") == {"loud"}
    assert "the server died twice" in result.tests["test_dies_always[column-added]"].text
    assert result.verdicts("column-added", "dies unseen") == {"survives"}
    assert result.verdicts("column-added", "dies and hangs") == {"survives"}
    for name in ("dies unseen", "dies in setup", "after"):
        assert result.verdicts("keys-expired", name) == {"loud"}
    # A dead server is no known break.
    assert [name for name, outcome in result.outcomes().items() if outcome != "passed"] == [
        "test_dies_always[column-added]"
    ]
    assert "src/pytest_connectors/" not in result.out
    assert len({tuple(json.loads(line)) for line in (made.folder / "where").read_text().splitlines()}) == 1


def test_the_stand_in_dies_in_an_ordinary_run(project: Callable[..., Project]) -> None:
    """Without the option, the test in which it dies is run once more, and the others do not notice."""
    result = project({"test_it.py": DYING}).run(contracts=False)
    assert set(result.outcomes().values()) == {"passed"}, result.out


HANGING = """{STORAGE}
def stubborn(bucket):
    while True:
        try:
            return load(bucket)
        except Exception:
            pass

def patient(bucket):
    try:
        return load(bucket)
    except Exception:
        while True:
            time.sleep(0.01)

def asking(client, bucket):
    # More often than any budget, and it comes back.
    for _ in range(120):
        try:
            return client.list_objects_v2(Bucket=bucket, Prefix="activity/")["Contents"]
        except client.exceptions.ClientError:
            pass
        except Exception:
            return []

@pytest.mark.connector("asking", reads=ACTIVITY)
def test_asking(connector, s3):
    connector(asking, s3.client(), s3.bucket)

@pytest.mark.connector("stubborn", reads=ACTIVITY, timeout=2)
def test_stubborn(connector, s3):
    connector(stubborn, s3.bucket)

@pytest.mark.connector("patient", reads=ACTIVITY, timeout=2)
def test_patient(connector, s3):
    connector(patient, s3.bucket)

def of_length(done):
    return int(done.stdout)

@pytest.mark.connector("patient command", reads=ACTIVITY, timeout=3, observe=of_length)
def test_patient_command(connector, s3):
    connector.run([sys.executable, "patient.py", s3.bucket], env=s3.env)

@pytest.mark.connector("after", reads=ACTIVITY)
def test_after(connector, s3):
    connector(load, s3.bucket)
"""
PATIENT = """
import os, sys, time
import boto3
try:
    found = boto3.client("s3").list_objects_v2(Bucket=sys.argv[1], Prefix="activity/")["Contents"]
    print(sum(one["Size"] for one in found))
except Exception:
    time.sleep(3600)
"""


def test_hangs(project: Callable[..., Project]) -> None:
    """A loop of requests, a sleep and a command that waits are ended in time, and what comes after is right."""
    made = project({"test_it.py": HANGING, "patient.py": PATIENT})
    result = made.run("--connector-scenarios=keys-expired")
    for name in ("asking", "stubborn", "patient", "patient command"):
        assert result.verdicts("baseline", name) == {"survives"}, result.out
        assert result.verdicts("keys-expired", name) == {"hangs"}, result.out
    assert result.verdicts("keys-expired", "after") == {"loud"}
    assert result.counts == {"failed": 4, "passed": 6}
    # How many requests the stubborn one makes before its deadline, the machine decides.
    for name in ("asking",):
        assert "requests, many times what the unchanged run needs" in " ".join(
            result.tests[f"test_{name}[keys-expired]"].text.split()
        )
    # Each hang is confirmed once.
    assert result.seconds < 2 * (2 + 2 + 3) + 25
