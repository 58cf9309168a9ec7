"""Who takes a container away when we are killed?

Another Python, which reads from a pipe of which only we hold the other end: when we are gone, however we went, it
removes the containers that it was told of. It asks the engine by the library that testcontainers itself stands on:
wherever we could start a container, it can be removed.

This file is that program too, and then it runs alone: what it imports is Python's own, until there is something to do.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import time
from pathlib import Path

if __name__ != "__main__":
    from pytest_connectors.systems.postgres.watchdog import Watchdog

    class ContainerWatchdog(Watchdog):
        """A process that outlives us by the moment it takes to remove our containers and our folder."""

        def __init__(self, folder: Path, engine: str | None) -> None:
            """Start it; `engine` is the engine's address, None for the default."""
            env = {**os.environ, **({"DOCKER_HOST": engine} if engine else {})}
            # Alone (-I), since this folder has modules that are called like Python's own; -S makes the start cheap.
            self._begin([sys.executable, "-I", "-S", __file__], env)
            self._say(json.dumps({"path": [os.path.abspath(one) for one in sys.path], "folder": str(folder)}))  # noqa: PTH100  # strings go over

        def guard_container(self, name: str) -> None:
            """Tell which container has to go with us; said before it is made."""
            self._say(f"+{name}")

        def forget_container(self, name: str) -> None:
            """Tell that a container has gone."""
            self._say(f"-{name}")


PATIENCE = 3.0
"""For how long a container may still appear that was asked for just before the end."""


def outlive() -> None:
    """Wait for the end of who started us, and tidy up after him."""
    import signal

    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    told = json.loads(sys.stdin.readline() or "{}")
    names: set[str] = set()
    for line in sys.stdin:
        (names.add if line[0] == "+" else names.discard)(line[1:].rstrip("\n"))
    if names:
        sys.path[:] = told["path"]
        _remove(names)
    shutil.rmtree(told.get("folder", ""), ignore_errors=True)


def _remove(names: set[str]) -> None:
    import docker
    from docker.errors import DockerException, NotFound

    client = docker.from_env(use_ssh_client=os.environ.get("DOCKER_HOST", "").startswith("ssh://"))
    end = time.monotonic() + PATIENCE
    while names and time.monotonic() < end:
        for name in sorted(names):
            # What cannot be removed now, because it is about to go or to come, may be so later.
            with contextlib.suppress(NotFound, DockerException, OSError):
                client.api.remove_container(name, v=True, force=True)
                names.discard(name)
        time.sleep(0.1)


if __name__ == "__main__":
    outlive()
