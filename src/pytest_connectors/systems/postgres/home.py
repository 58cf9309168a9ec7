"""What is ours on a server? A database, the connector's role, and a connection of our own to them."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from pytest_connectors.systems.postgres.access import FINGERPRINT, PASSWORDS, Role
from pytest_connectors.systems.postgres.literals import quoted
from pytest_connectors.systems.postgres.server import Server, without_libpq_variables

_SESSION = "-c lock_timeout=5s -c statement_timeout=60s -c timezone=UTC -c client_min_messages=error"
_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
_END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
_NEVER = 2**31


class Home:
    """A database and a role of our own; they go when we do, and what else is on the server is never touched."""

    def __init__(self, server: Server, *, suffix: str, role: Role | None = None) -> None:
        """Make both on a server that has been started; the role is a new one where none is given."""
        self.server = server
        self.dbname = f"contracts{suffix}"
        self.role = role or Role.new(f"connector{suffix}")
        self.connection = self._made()
        # Whether something lies in the database that stands in no schema, and so outlives them.
        self.spoilt = False
        self._fingerprint = self._current_fingerprint()

    def is_alive(self) -> bool:
        """Whether the server runs and our connection with it."""
        if not self._listens():
            return False
        try:
            self.connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def revive(self) -> None:
        """Come back after a death, at the same address and with the same credentials.

        Raises:
            NoServer: The server does not come back.
        """
        with contextlib.suppress(psycopg.Error):
            self.connection.close()
        if self._listens():
            self._remove()
        else:
            self.server.restart()
        self._make_again()

    def close(self) -> None:
        """Take away the database and the role."""
        with contextlib.suppress(psycopg.Error):
            self.connection.close()
        if not self.server.owned:
            self._remove()

    def as_made(self) -> str:
        """SQL that makes the role and the database's settings what they were when they were made."""
        return f"{self.role.as_made(logged=self.server.owned)} ALTER DATABASE {quoted(self.dbname)} RESET ALL;"

    def renewed(self) -> bool:
        """Make all anew where roles, settings or databases are not as they were; whether that was so."""
        if not self.spoilt and self._current_fingerprint() == self._fingerprint:
            return False
        self.connection.close()
        if self.server.owned:
            self.server.stop()
            self.server.restart()
        else:
            self._remove()
        self._make_again()
        return True

    def sever(self) -> None:
        """Cut the connector off and refuse it, from any thread."""
        with contextlib.suppress(psycopg.Error), self._admin() as admin:
            admin.execute(f"ALTER ROLE {quoted(self.role.name)} NOLOGIN".encode())
            admin.execute(_END, (self.role.name,))

    def _listens(self) -> bool:
        """Whether the server takes connections: one that is about to end is there, and answers on those it has."""
        if self.server.owned:
            try:
                socket.create_connection((self.server.host, self.server.port), timeout=10).close()
            except OSError:
                return False
        return self.server.alive()

    def _made(self) -> psycopg.Connection[Any]:
        with self._admin() as admin:
            admin.execute(f"CREATE DATABASE {quoted(self.dbname)} TEMPLATE template0 ENCODING 'UTF8'".encode())
            self.role.create(admin, self.dbname, logged=self.server.owned)
        return self._connect(self.dbname)

    def _make_again(self) -> None:
        self.connection = self._made()
        self.spoilt = False
        self._fingerprint = self._current_fingerprint()

    def _remove(self) -> None:
        with contextlib.suppress(psycopg.Error), self._admin() as admin:
            admin.execute(_END, (self.role.name,))
            admin.execute(_END_ALL, (self.dbname,))
            admin.execute(f"DROP DATABASE IF EXISTS {quoted(self.dbname)}".encode())
            admin.execute(f"DROP ROLE IF EXISTS {quoted(self.role.name)}".encode())

    def _connect(self, dbname: str) -> psycopg.Connection[Any]:
        server = self.server
        info = make_conninfo(
            host=server.host, port=server.port, user=server.user, password=server.password, dbname=dbname,
            connect_timeout=10, options=_SESSION,
        )  # fmt: skip
        # Tables change under us: a plan that psycopg keeps by itself would soon be that of another table.
        with without_libpq_variables():
            return psycopg.connect(info, autocommit=True, prepare_threshold=_NEVER)

    @contextlib.contextmanager
    def _admin(self) -> Iterator[psycopg.Connection[Any]]:
        connection = self._connect(self.server.dbname)
        try:
            yield connection
        finally:
            connection.close()

    def _current_fingerprint(self) -> str:
        passwords = PASSWORDS if self.server.owned else ""
        row = self.connection.execute(FINGERPRINT.format(passwords=passwords).encode(), prepare=True).fetchone()
        return str(row[0]) if row else ""
