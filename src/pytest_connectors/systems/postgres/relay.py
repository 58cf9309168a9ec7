"""How do connectors find whichever server is up at one address? A child hands on what they say.

A child, and no thread: clients that hold Python's lock while they wait for an answer would wait for ever.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import Self

from pytest_connectors.errors import ServerDied

_CHILD = Path(__file__).with_name("relaying.py")
_PATIENCE = 10.0


class Relay:
    """An address on 127.0.0.1 behind which one server after another may stand."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        """Listen; nothing stands behind it yet."""
        # Signals of the terminal are the parent's: the child goes when its stdin is closed, which death does as well.
        self._child = subprocess.Popen(  # our own program
            [sys.executable, "-I", "-S", str(_CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            start_new_session=True,
            cwd="/",
        )
        self._to: tuple[str, int] | None = None
        self.port = int(self._heard())

    def lead_to(self, host: str, port: int) -> None:
        """Hand on to this server from now on; connections to another one are cut.

        Raises:
            ServerDied: The child is gone.
        """
        if self._to == (host, port):
            return
        self._to = (host, port)
        try:
            print(host, port, file=self._child.stdin, flush=True)
        except OSError as error:
            msg = f"what hands on to the PostgreSQL servers went away: {error}"
            raise ServerDied(msg) from error
        self._heard()

    def close(self) -> None:
        """Cut all and be gone."""
        for stream in (self._child.stdin, self._child.stdout):
            with contextlib.suppress(OSError):
                stream.close()  # type: ignore[union-attr]  # both are pipes
        try:
            self._child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def __enter__(self) -> Self:
        """The address."""
        return self

    def __exit__(self, *_: object) -> None:
        """Be gone."""
        self.close()

    def _heard(self) -> str:
        line = self._child.stdout.readline() if self._child.stdout else ""
        if not line:
            msg = f"what hands on to the PostgreSQL servers ended with {self._child.wait(_PATIENCE)}"
            raise ServerDied(msg)
        return line.strip()
