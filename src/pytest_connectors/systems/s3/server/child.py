"""How does the server's own process come up, and what is said if it does not?"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection

from pytest_connectors.errors import NoServer
from pytest_connectors.systems.s3.server.talk import Talk

STARTS_WITHIN = 60.0  # seconds
WORDS = 4000  # characters of what it last said

BOOT = """\
import json, sys
given = json.loads(sys.argv[1])
sys.path[:] = given["path"]
from pytest_connectors.systems.s3.server.main import main
main(given["control"], given["listener"], given["parent"])
"""
# What makes imports and the clock work; the rest of the environment could only change what the server does.
KEPT = re.compile(r"PATH|HOME|USER|TMPDIR|TZ|LANG|LC_\w+|LD_\w+|DYLD_\w+|VIRTUAL_ENV|CONDA_\w+|FAKETIME\w*|PYTHONHOME")
# Up to so many bytes moto keeps an object in memory: it never writes a file.
SET = {"MOTO_S3_DEFAULT_KEY_BUFFER_SIZE": str(1 << 40)}
MISSING = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
INSTALL = 'pip install "pytest-connectors[s3]"'


@dataclass(frozen=True)
class Child:
    """The process and the talk with it; it ends when our end of the socket is closed."""

    process: subprocess.Popen[bytes]
    talk: Talk

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def end(self) -> None:
        """End the process; it holds nothing that could be lost."""
        _end(self.process)
        self.talk.close()


def come_up(listener: socket.socket) -> Child:
    """A process that serves on the socket; it has answered once.

    Raises:
        NoServer: It cannot be started, a package is missing, or it ended at once.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = _spawned(theirs, listener)
        orders = Connection(ours.detach())
    try:
        if orders.poll(STARTS_WITHIN):
            orders.recv()
            return Child(process, Talk(orders))
        why = f"it said nothing within {STARTS_WITHIN:.0f} seconds"
    except (EOFError, OSError):
        why = "its process ended at once"
    words = _last_words(process)
    _end(process)
    orders.close()
    raise NoServer(_trouble(why, words))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stderr is not None:
        process.stderr.close()


def _last_words(process: subprocess.Popen[bytes]) -> str:
    """What a process said that comes to nothing."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(1)
    process.kill()
    said = b"" if process.stderr is None else process.stderr.read()
    return said.decode(errors="replace").strip()[-WORDS:]


def _spawned(control: socket.socket, listener: socket.socket) -> subprocess.Popen[bytes]:
    """The process, apart from our terminal: Ctrl-C is for pytest, which ends it in its own time."""
    given = {
        "path": [os.path.abspath(entry) for entry in sys.path],  # noqa: PTH100  # also "" and archives
        "control": control.fileno(),
        "listener": listener.fileno(),
        "parent": os.getpid(),
    }
    flags = ["-B"] if sys.dont_write_bytecode else []
    try:
        return subprocess.Popen(
            [sys.executable, *flags, "-c", BOOT, json.dumps(given)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(control.fileno(), listener.fileno()),
            cwd="/",
            env={name: value for name, value in os.environ.items() if KEPT.fullmatch(name)} | SET,
            start_new_session=True,
        )
    except (OSError, ValueError) as trouble:
        message = f"The S3 stand-in cannot be started: {sys.executable!r} does not run: {trouble}."
        raise NoServer(message) from trouble


def _trouble(why: str, words: str) -> str:
    missing = MISSING.search(words)
    if missing:
        return (
            f"The S3 stand-in cannot be started: the package {missing[1].partition('.')[0]!r} is not installed.\n"
            f"Install what it needs: {INSTALL}"
        )
    indented = "\n".join(f"  {line}" for line in (words or "(nothing)").splitlines())
    return (
        f"The S3 stand-in cannot be started: {why}. It said:\n{indented}\n"
        f"It needs moto, flask and flask-cors as they come with: {INSTALL}"
    )
