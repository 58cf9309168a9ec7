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
    """The process and our end of the socket by which it is told what to do; it ends when that is closed."""

    process: subprocess.Popen[bytes]
    orders: Connection

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def end(self) -> None:
        """End the process; it holds nothing that could be lost."""
        self.orders.close()
        self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()

    def last_words(self) -> str:
        """What a process said that comes to nothing."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        self.process.kill()
        said = b"" if self.process.stderr is None else self.process.stderr.read()
        return said.decode(errors="replace").strip()[-WORDS:]


def come_up(listener: socket.socket) -> Child:
    """A process that serves on the socket; it has answered once.

    Raises:
        NoServer: It cannot be started, a package is missing, or it ended at once.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            child = Child(_spawned(theirs, listener), Connection(ours.fileno()))
        except NoServer:
            ours.close()
            raise
        ours.detach()
    try:
        if child.orders.poll(STARTS_WITHIN):
            child.orders.recv()
            return child
        why = f"it said nothing within {STARTS_WITHIN:.0f} seconds"
    except (EOFError, OSError):
        why = "its process ended at once"
    words = child.last_words()
    child.end()
    raise NoServer(_trouble(why, words))


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
