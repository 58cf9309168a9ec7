"""How is the server started, told what to do, and ended?"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any, cast

from pytest_connectors.errors import NoServer, ServerDied
from pytest_connectors.systems.s3.server.stage import Seen, Stage

HOST = "127.0.0.1"
STARTS_WITHIN = 60.0  # seconds
ANSWERS_WITHIN = 60.0
WORDS = 4000  # characters of what the server last said
BACKLOG = 128

BOOT = """\
import json, sys
given = json.loads(sys.argv[1])
sys.path[:] = given["path"]
from pytest_connectors.systems.s3.server.main import main
main(given["control"], given["listener"], given["parent"])
"""
# What makes imports and the clock work; the rest of the environment could only change what the server does.
KEPT = re.compile(r"PATH|HOME|USER|TMPDIR|TZ|LANG|LC_\w+|LD_\w+|DYLD_\w+|VIRTUAL_ENV|CONDA_\w+|FAKETIME\w*|PYTHONHOME")
MISSING = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")


class S3Server:
    """A stand-in for S3 on loopback, in a process of its own that ends with this one."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: Connection | None = None
        self._lock = threading.RLock()
        self._number = 0
        self._owner = os.getpid()

    @property
    def endpoint_url(self) -> str:
        """Where the server listens; the same after `restart()`.

        Raises:
            NoServer: It was never started, so the system has not chosen a port.
        """
        if not self._port:
            message = "The S3 stand-in has no address yet: call start() first."
            raise NoServer(message)
        return f"http://{HOST}:{self._port}"

    def start(self) -> None:
        """Start the server, unless it runs, and return when it answers.

        Raises:
            NoServer: The port is taken, a package is missing, or the process ended at once.
        """
        with self._lock:
            if self.alive():
                return
            self._clear()
            listener = self._listener()
            with listener:
                ours, theirs = socket.socketpair()
                with theirs:
                    self._process = _spawned(theirs, listener)
                self._orders = Connection(ours.detach())
            self._await()

    def _listener(self) -> socket.socket:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((HOST, self._port))
            listener.listen(BACKLOG)
        except OSError as taken:
            listener.close()
            message = (
                f"The S3 stand-in cannot listen on {HOST}:{self._port}: {taken.strerror}.\n"
                "End the program that uses the port, or let the system choose one: S3Server(port=0)."
            )
            raise NoServer(message) from taken
        self._port = listener.getsockname()[1]
        return listener

    def _await(self) -> None:
        """Return at the server's first word, or raise its last ones."""
        assert self._orders is not None
        try:
            if self._orders.poll(STARTS_WITHIN):
                self._orders.recv()
                return
            why = f"it said nothing within {STARTS_WITHIN:.0f} seconds"
        except (EOFError, OSError):
            why = "its process ended at once"
        words = self._last_words()
        self._clear()
        raise NoServer(_trouble(why, words))

    def _last_words(self) -> str:
        assert self._process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        self._process.kill()
        assert self._process.stderr is not None
        return self._process.stderr.read().decode(errors="replace").strip()[-WORDS:]

    def stop(self) -> None:
        """End the server, if it runs."""
        if os.getpid() == self._owner:
            with self._lock:
                self._clear()

    def _clear(self) -> None:
        if self._orders is not None:
            self._orders.close()
        if self._process is not None:
            self._process.kill()  # it holds nothing that could be lost
            self._process.wait()
            if self._process.stderr is not None:
                self._process.stderr.close()
        self._orders = self._process = None

    def alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    def restart(self) -> None:
        """End it and start it anew on the same port; it holds nothing until the next `set()`.

        Raises:
            NoServer: As in `start()`.
        """
        with self._lock:
            self.stop()
            self.start()

    def set(self, state: Stage) -> None:
        """Have exactly this; whatever was before is forgotten.

        Raises:
            ServerDied: The server does not answer.
        """
        self._order("set", _plain(state))

    def objects(self, bucket: str, prefix: str = "") -> dict[str, bytes]:
        """What lies under the prefix now.

        Raises:
            ServerDied: The server does not answer.
        """
        return cast("dict[str, bytes]", self._order("objects", bucket, prefix))

    def seen(self) -> Seen:
        """What the connector did since `set()`.

        Raises:
            ServerDied: The server does not answer.
        """
        return cast("Seen", self._order("seen"))

    def sever(self) -> None:
        """Cut every connection and answer nothing until the next `set()`; may be called from any thread.

        Raises:
            ServerDied: The server does not answer.
        """
        self._order("sever")

    def _order(self, order: str, *arguments: object) -> Any:
        with self._lock:
            if self._orders is None:
                message = "The S3 stand-in does not run: call start() first."
                raise ServerDied(message)
            self._number += 1
            try:
                self._orders.send((self._number, order, arguments))
                kind, result = self._reply()
            except (EOFError, OSError) as gone:
                message = f"The S3 stand-in at {self.endpoint_url} went away in mid-session; restart() brings it back."
                raise ServerDied(message) from gone
        if kind == "failed":
            message = f"The S3 stand-in at {self.endpoint_url} could not carry out {order!r}: {result}"
            raise ServerDied(message)
        return result

    def _reply(self) -> tuple[str, object]:
        """The answer to the last order; that to one which was interrupted before is passed over."""
        assert self._orders is not None
        ends = time.monotonic() + ANSWERS_WITHIN
        while self._orders.poll(max(0.0, ends - time.monotonic())):
            number, kind, result = self._orders.recv()
            if number == self._number:
                return kind, result
        raise EOFError


def _plain(state: Stage) -> Stage:
    """The same out of plain dicts: not every mapping can be sent to another process."""

    def plain(buckets: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        return {bucket: dict(objects) for bucket, objects in buckets.items()}

    later = None if state.later is None else plain(state.later)
    return dataclasses.replace(
        state,
        grants=tuple(state.grants),
        buckets=plain(state.buckets),
        later=later,
        archived={bucket: frozenset(names) for bucket, names in state.archived.items()},
    )


def _spawned(control: socket.socket, listener: socket.socket) -> subprocess.Popen[bytes]:
    """The process, apart from our terminal: Ctrl-C is for pytest, which ends it in its own time."""
    given = {
        "path": [os.path.abspath(entry) for entry in sys.path],  # noqa: PTH100  # also of "" and of zip archives
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
            env={name: value for name, value in os.environ.items() if KEPT.fullmatch(name)},
            start_new_session=True,
        )
    except OSError as trouble:
        message = f"The S3 stand-in cannot be started: {sys.executable!r} does not run ({trouble.strerror})."
        raise NoServer(message) from trouble


def _trouble(why: str, words: str) -> str:
    missing = MISSING.search(words)
    if missing:
        return (
            f"The S3 stand-in cannot be started: the package {missing[1].partition('.')[0]!r} is not installed.\n"
            'Install what it needs: pip install "pytest-connectors[s3]"'
        )
    indented = "\n".join(f"  {line}" for line in (words or "(nothing)").splitlines())
    return (
        f"The S3 stand-in cannot be started: {why}. It said:\n{indented}\n"
        'It needs moto, flask and flask-cors as in: pip install "pytest-connectors[s3]"'
    )
