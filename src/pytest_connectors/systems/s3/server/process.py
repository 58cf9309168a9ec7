"""How is the server started, told what to do, and ended?"""

from __future__ import annotations

import dataclasses
import os
import socket
import threading
from collections.abc import Mapping
from typing import Any, cast

from pytest_connectors.errors import NoServer, ServerDied
from pytest_connectors.systems.s3.server.child import Child, come_up
from pytest_connectors.systems.s3.server.stage import Seen, Stage

HOST = "127.0.0.1"
BACKLOG = 128


class S3Server:
    """A stand-in for S3 on loopback, in a process of its own that ends with this one."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._child: Child | None = None
        self._lock = threading.RLock()
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
            self.stop()
            with self._listener() as listener:
                self._child = come_up(listener)

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

    def stop(self) -> None:
        """End the server, if it runs; in a process that was forked off, do nothing."""
        if os.getpid() != self._owner:
            return
        with self._lock:
            if self._child is not None:
                self._child.end()
            self._child = None

    def alive(self) -> bool:
        """Whether its process runs."""
        return self._child is not None and self._child.alive()

    def restart(self) -> None:
        """End it and start it anew on the same port; it answers nothing until the next `set()`.

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
        """The answer to an order, which is carried out whole even if the caller is interrupted while it waits."""
        if self._child is None or os.getpid() != self._owner:
            message = "The S3 stand-in does not run in this process: call start() first."
            raise ServerDied(message)
        kind, result = self._child.talk.ask(order, *arguments)
        if kind == "gone":
            message = f"The S3 stand-in at {self.endpoint_url} went away in mid-session; restart() brings it back."
            raise ServerDied(message)
        if kind == "failed":
            message = f"The S3 stand-in at {self.endpoint_url} could not carry out {order!r}: {result}"
            raise ServerDied(message)
        return result


def _plain(state: Stage) -> Stage:
    """The same out of plain dicts: not every mapping can be sent to another process."""

    def plain(buckets: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        return {bucket: dict(objects) for bucket, objects in buckets.items()}

    return dataclasses.replace(
        state,
        grants=tuple(state.grants),
        buckets=plain(state.buckets),
        later=None if state.later is None else plain(state.later),
        archived={bucket: frozenset(names) for bucket, names in state.archived.items()},
    )
