"""How does a PostgreSQL of our own come and go?

It is our child, listens on 127.0.0.1 only, keeps nothing, and leaves with us: no process and no folder outlives the
test session, whether it ends in order, by Ctrl-C or by SIGKILL.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pytest_connectors.errors import NoServer
from pytest_connectors.systems.postgres import initialised
from pytest_connectors.systems.postgres.site import Site
from pytest_connectors.systems.postgres.trouble import Trouble, disk_is_full, explain
from pytest_connectors.systems.postgres.watchdog import clear_after_death, end_group

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from pytest_connectors.systems.postgres.binaries import Binaries

HOST = "127.0.0.1"
HBA = f"host all all {HOST}/32 scram-sha-256\n"
# Nothing has to survive a crash of the machine, and the log is read by programs.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "32MB",
    # Not /dev/shm, which is small in containers and where a killed server leaves its files.
    "dynamic_shared_memory_type": "mmap",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_statement": "none",
    "log_line_prefix": "<pytest-connectors %u %d %p %e> ",
    "log_min_messages": "warning",
}
ATTEMPTS = 5
TICK = 0.01
PATIENCE = 60.0
STOPPING = 8.0


class PostgresProcess:
    """A PostgreSQL server that we start, own and take away again."""

    host = HOST
    user = initialised.SUPERUSER
    dbname = "postgres"
    port: int
    password: str
    log: Path
    """What the server writes to its stderr; kept until `stop`, also over a `restart`."""

    def __init__(self, binaries: Binaries, *, cache: Path | None = None) -> None:
        """Nothing is started yet; `cache` is a folder in which an initialised data directory may be kept."""
        self.binaries = binaries
        self.cache = cache
        self.port = 0
        self.password = ""
        self.log = Path(os.devnull)
        self._owner = os.getpid()
        self._site: Site | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def alive(self) -> bool:
        """Whether the server is still there."""
        if self._child is None:
            return False
        if self._owner == os.getpid():
            return self._child.poll() is None
        # In a forked child it is not ours to wait for.
        try:
            os.kill(self._child.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return True

    def start(self) -> None:
        """Start on a free port; `NoServer` has the server's own words, and then nothing is left behind."""
        if self.alive():
            return
        self.stop()
        self.port, self.password = 0, ""
        self._stand_up()

    def restart(self) -> None:
        """Start again after a death: a fresh data directory, the same port and password."""
        self._stand_up()

    def stop(self) -> None:
        """Take away the server and every folder it has; may be called at any time, and again."""
        if self._owner != os.getpid():  # a forked child has no say
            return
        self._end()
        if self._site is not None:
            self._site.clear()
            self._site = None
        atexit.unregister(self.stop)

    def _stand_up(self) -> None:
        """Start on `port` if there is one, with `password` if there is one; undo all of it on failure."""
        if self._owner != os.getpid():
            msg = (
                f"The PostgreSQL server of process {self._owner} cannot be started from its forked child {os.getpid()}."
            )
            raise NoServer(msg)
        place = self._site.home.parent if self._site else Path(tempfile.gettempdir())
        try:
            self._end()
            if self._site is None:
                atexit.register(self.stop)
                self._site = Site.find(self.binaries, self.cache)
                self.log = self._site.home / "log"
            place = self._site.home.parent
            self._run(self._site)
        except OSError as error:
            self.stop()
            raise NoServer(self._explain(Trouble(f"could not be set up: {error}", ""), place)) from error
        except Trouble as error:
            self.stop()
            raise NoServer(self._explain(error, place)) from None
        except BaseException:
            self.stop()
            raise

    def _run(self, site: Site) -> None:
        """Run it on a copy from the cache, and if that is of no use on a data directory of its own."""
        wanted = self.port
        copied = self._copy_stored(site)
        if not copied:
            self._initialise(site, replace=False)
        try:
            self._launch(site, wanted)
        except Trouble as trouble:
            # What lies in the cache may have been damaged since it was made: once more without it.
            if not copied or trouble.known:
                raise
            self._initialise(site, replace=True)
            self._launch(site, wanted)

    def _copy_stored(self, site: Site) -> bool:
        """Copy the data directory that lies in the cache, if there is one with our password."""
        known = site.store.password() if site.store else None
        # A restart keeps the password that it has given out.
        if site.store is None or known is None or self.password not in ("", known):
            return False
        site.empty_data()
        try:
            initialised.copy(site.store.folder / "data", site.data)
        except OSError as error:
            if disk_is_full(str(error)):
                raise
            return False  # somebody takes the cache away under our hands
        site.account.own(site.data)
        self.password = known
        return True

    def _initialise(self, site: Site, *, replace: bool) -> None:
        """Make a data directory, and keep a copy for later servers."""
        site.empty_data()
        self.password = self.password or secrets.token_urlsafe(18)
        secret = site.home / "password"
        secret.unlink(missing_ok=True)
        initialised.write_secret(secret, self.password)
        site.account.own(secret)
        since = self.log.stat().st_size
        child = self._spawn(site, initialised.initdb_command(self.binaries, site.programs, site.data, secret))
        try:
            code: int | str = child.wait(initialised.PATIENCE)
        except subprocess.TimeoutExpired:
            code = f"nothing after {initialised.PATIENCE:.0f} s"
        self._end()
        secret.unlink()
        if code:
            what = f"could not be initialised: initdb ended with {code}"
            raise Trouble(what, self._said(since))
        if site.store:
            site.store.keep(site.data, self.password, replace=replace)

    def _launch(self, site: Site, wanted: int) -> None:
        """Start the server and wait until it takes connections; another process may be faster to take the port."""
        (site.data / "pg_hba.conf").write_text(HBA)
        plain = (site.data / "postgresql.conf").read_text()
        for attempt in range(1, ATTEMPTS + 1):
            self.port = wanted or _free_port()
            lines = [f"{name} = '{value}'\n" for name, value in {**SETTINGS, "port": str(self.port)}.items()]
            (site.data / "postgresql.conf").write_text("".join([plain, "\n", *lines]))
            since = self.log.stat().st_size
            child = self._spawn(site, [str(site.programs / "postgres"), "-D", str(site.data)])
            what = _await(child, site.data / "postmaster.pid")
            if what is None:
                return
            self._end()
            trouble = Trouble(f"did not start: {what}", self._said(since))
            if not trouble.port_taken or attempt == ATTEMPTS:
                raise trouble
            if wanted:
                time.sleep(0.5)

    def _spawn(self, site: Site, argv: list[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                argv, stdout=log, stderr=log, **site.account.spawning()
            )  # a program of PostgreSQL
        site.watchdog.guard(self._child.pid)
        return self._child

    def _end(self) -> None:
        """End the child, at once and without a checkpoint, and whatever one that was killed left."""
        child = self._child
        if child is None:
            return
        if child.poll() is None:
            end_group(child.pid, signal.SIGQUIT)
            try:
                child.wait(STOPPING)
            except subprocess.TimeoutExpired:
                end_group(child.pid, signal.SIGKILL)
                child.wait()
        self._child = None
        if self._site is not None:
            self._site.watchdog.guard(None)
            clear_after_death(self._site.data)

    def _explain(self, trouble: Trouble, place: Path) -> str:
        return explain(trouble, self.binaries, place, f"{self.host}:{self.port}")

    def _said(self, since: int) -> str:
        """The last lines of the log since that position."""
        with self.log.open("rb") as log:
            log.seek(since)
            lines = log.read().decode(errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-15:])


def _await(child: subprocess.Popen[bytes], lock: Path) -> str | None:
    """None as soon as the server is ready, else what went wrong."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        code = child.poll()
        if code is not None:
            return f"it ended with exit code {code}"
        with contextlib.suppress(OSError):
            lines = lock.read_text().splitlines()
            # The eighth line is the server's state; it is what pg_ctl waits for.
            if lines[0:1] == [str(child.pid)] and [line.strip() for line in lines[7:8]] == ["ready"]:
                return None
        time.sleep(TICK)
    return f"it was not ready after {PATIENCE:.0f} s"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
