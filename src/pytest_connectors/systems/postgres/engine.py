"""Is there a container engine, and how are containers made without changing anything of this process?"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import socket
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pytest_connectors.systems import NEEDS_EXTRA

DEFAULT = "unix:///var/run/docker.sock"
PATIENCE = 5.0


def engine_answers() -> str | None:
    """None where a container engine answers, else why not, in one line; a millisecond where there is none."""
    if (missing := library_missing()) is not None:
        return missing
    address = _address()
    return _ping(address.removeprefix("unix://")) if address and address.startswith("unix://") else _ask()


def library_missing() -> str | None:
    """What to install where containers cannot be made for want of a library."""
    try:
        found = importlib.util.find_spec("testcontainers")
    except ValueError:  # somebody has put something else in its place
        found = None
    return None if found else NEEDS_EXTRA.format("testcontainers", "containers")


def postgres_container() -> Any:
    """The class of testcontainers that makes PostgreSQL containers, without its own wait."""
    with warnings.catch_warnings():
        # The older path is told to be old by the versions that know the newer one.
        warnings.simplefilter("ignore")
        try:
            from testcontainers.community.postgres import PostgresContainer
        except ImportError:
            from testcontainers.postgres import PostgresContainer
    # It waits by psql in the container, for two minutes also on one that has ended: the wait is ours.
    return type("PostgresContainer", (PostgresContainer,), {"_connect": lambda _: None})


@contextlib.contextmanager
def unchanged() -> Iterator[None]:
    """Keep the environment as it is: testcontainers puts the engine's address into it, for others to find."""
    known = os.environ.get("DOCKER_HOST")
    try:
        with warnings.catch_warnings():
            # What libraries below us find old is nothing that a user could mend.
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        if known is None:
            os.environ.pop("DOCKER_HOST", None)
        else:
            os.environ["DOCKER_HOST"] = known


def _address() -> str | None:
    """Where the engine is; None where that takes a library to say."""
    home = Path.home()
    settings = Path(os.environ.get("DOCKER_CONFIG") or home / ".docker", "config.json")
    if (home / ".testcontainers.properties").exists():
        return None
    if host := os.environ.get("DOCKER_HOST"):
        return host
    with contextlib.suppress(OSError):
        if os.environ.get("DOCKER_CONTEXT") or '"currentContext"' in settings.read_text(errors="replace"):
            return None
    return DEFAULT


def _ping(path: str) -> str | None:
    """Ask an engine on this machine."""
    try:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(PATIENCE)
            asking.connect(path)
            asking.sendall(b"GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n")
            said = asking.recv(64)
    except OSError as error:
        return f"nothing answers at {path}: {error.strerror or error}"
    return None if b" 200 " in said else f"what answers at {path} is no container engine"


def _ask() -> str | None:
    """Ask an engine wherever testcontainers finds it."""
    try:
        with unchanged():
            from testcontainers.core.docker_client import DockerClient

            client = DockerClient(timeout=PATIENCE).client
            try:
                client.ping()
            finally:
                client.close()
    except Exception as error:  # noqa: BLE001  # of three libraries, each with errors of its own
        return f"nothing answers: {' '.join(str(error).split())}"
    return None
