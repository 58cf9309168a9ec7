"""Does the server come up, stay alone, and end with whoever started it?"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_connectors.errors import NoServer, ServerDied
from pytest_connectors.systems.s3.server import S3Server

STARTED = """
import os, time
from pytest_connectors.systems.s3.server import S3Server
server = S3Server()
server.start()
{more}
print(server._child.process.pid, server.endpoint_url, flush=True)
time.sleep(60)
"""
FORKED = """
if os.fork() == 0:
    time.sleep(20)
    os._exit(0)
"""


def ended(pid: int, within: float) -> bool:
    """Whether a process is gone soon; a zombie is."""
    ends = time.monotonic() + within
    while time.monotonic() < ends:
        said = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
        if not said.stdout.strip() or said.stdout.startswith("Z"):
            return True
        time.sleep(0.05)
    return False


def refused(port: int, within: float) -> bool:
    """Whether nobody listens there soon: threads of a process may outlive it for a moment."""
    ends = time.monotonic() + within
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(("more", "within"), [("", 3.0), (FORKED, 5.0)], ids=["alone", "forked"])
def test_it_ends_with_a_parent_that_is_killed(
    python: Callable[[str], subprocess.Popen[str]], more: str, within: float
) -> None:
    """At once; within seconds where a process that was forked off holds the parent's end of the socket."""
    with python(STARTED.format(more=more)) as parent:
        assert parent.stdout is not None
        pid, url = parent.stdout.readline().split()
        assert not ended(int(pid), 0.2)
        parent.kill()
        parent.wait()
        assert ended(int(pid), within)
        assert more or refused(int(url.rpartition(":")[2]), within)


def test_it_starts_stops_and_starts_again() -> None:
    """As often as one likes, on the port that it once had."""
    server = S3Server()
    server.stop()
    with pytest.raises(NoServer, match=r"call start\(\) first"):
        _ = server.endpoint_url
    with pytest.raises(ServerDied, match=r"does not run in this process: call start\(\) first"):
        server.seen()
    server.start()
    try:
        server.start()
        url, first = server.endpoint_url, server._child
        assert server.alive()
        server.restart()
        assert (server.endpoint_url, server.alive()) == (url, True)
        assert first is not None
        assert not first.alive()
        assert server._child is not None
        server._child.process.kill()
        server._child.process.wait()
        assert not server.alive()
        with pytest.raises(ServerDied, match=r"restart\(\) brings it back"):
            server.seen()
        server.start()
        assert (server.endpoint_url, server.alive()) == (url, True)
    finally:
        server.stop()
        server.stop()
    assert not server.alive()


def test_a_port_that_is_taken_is_said() -> None:
    """With the port and what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = S3Server(port)
        with pytest.raises(NoServer, match=rf"127\.0\.0\.1:{port}: Address already in use.*\n.*port=0"):
            server.start()
        assert not server.alive()


def test_a_missing_package_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    (tmp_path / "flask.py").write_text("raise ModuleNotFoundError(\"No module named 'flask'\", name='flask')")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(NoServer, match=r"'flask' is not installed.\n.*pip install \"pytest-connectors\[s3\]\"$"):
        S3Server().start()


def test_the_last_words_of_a_process_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it ends before it answers."""
    (tmp_path / "moto.py").write_text("raise RuntimeError('a broken installation')")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(NoServer, match=r"ended at once(.*\n)+.*RuntimeError: a broken installation"):
        S3Server().start()


def test_the_environment_of_the_user_does_not_reach_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither keys nor proxies nor what Python and moto read; nor does Ctrl-C in the terminal."""
    for name in ("AWS_ACCESS_KEY_ID", "HTTPS_PROXY", "PYTHONWARNINGS", "PYTHONSTARTUP", "MOTO_S3_DEFAULT_MAX_KEYS"):
        monkeypatch.setenv(name, "error")
    monkeypatch.chdir(tmp_path)
    server = S3Server()
    server.start()
    try:
        assert server._child is not None
        pid = server._child.process.pid
        assert os.getsid(pid) == pid
        if sys.platform == "linux":
            environ = Path(f"/proc/{pid}/environ").read_bytes()
            assert b"error" not in environ
            assert Path(f"/proc/{pid}/cwd").readlink() == Path("/")
            assert list(tmp_path.iterdir()) == []
    finally:
        server.stop()


def test_mock_aws_in_the_tests_changes_nothing(bench: Any) -> None:
    """Moto here and moto there have nothing to do with each other."""
    from moto import mock_aws

    with mock_aws():
        assert bench.server.objects(bench.bucket) == bench.objects
    with mock_aws():
        pass
    got = bench.boto3().get_object(Bucket=bench.bucket, Key="activity/part-00000.txt")
    assert got["Body"].read() == b"hello"


def test_a_process_that_is_forked_off_does_not_end_it(bench: Any) -> None:
    """However it ends itself."""
    pid = os.fork()
    if not pid:
        bench.server.stop()
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
    assert bench.server.alive()
    assert bench.seen.requests == ()


def ask_for_a_while(bench: Any) -> None:
    """Ask what lies there, again and again."""
    ends = time.monotonic() + 0.05
    while time.monotonic() < ends:
        bench.server.objects(bench.bucket)


def test_an_order_that_is_interrupted_leaves_the_next_one_its_answer(bench: Any) -> None:
    """At whatever point the interruption comes."""

    def interrupt(*_given: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        for step in range(1, 60):
            # An interruption may be swallowed where Python can raise nothing: then there is none.
            with contextlib.suppress(KeyboardInterrupt):
                signal.setitimer(signal.ITIMER_REAL, 0.0003 * step)
                ask_for_a_while(bench)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert bench.seen.requests == ()
    assert bench.server.objects(bench.bucket) == bench.objects
