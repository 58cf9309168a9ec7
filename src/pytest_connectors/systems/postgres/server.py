"""Which server do we use? The URL that the user gives, installed binaries, or wheels: the first that is there."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg.conninfo import conninfo_to_dict

from pytest_connectors.contract.proposal import without_password
from pytest_connectors.errors import NoMajor, NoServer
from pytest_connectors.systems.postgres.binaries import find_binaries
from pytest_connectors.systems.postgres.process import PostgresProcess


class Address(Protocol):
    """Where connectors find a server."""

    @property
    def host(self) -> str:
        """A name or a number."""

    @property
    def port(self) -> int:
        """The port."""


class Server(Protocol):
    """A server on which we may make a database and a role of our own."""

    host: str
    port: int
    user: str
    password: str
    dbname: str

    @property
    def owned(self) -> bool:
        """Whether the whole server is ours, so that its log can be read and it can be thrown away."""

    @property
    def source(self) -> str:
        """Where it is from, for people."""

    @property
    def log(self) -> Path | None:
        """The server's log, complete up to the moment of asking, where we can read it."""

    def start(self) -> None:
        """Make it ready for connections."""

    def stop(self) -> None:
        """Take away what `start` made."""

    def restart(self) -> None:
        """After a death: empty, at the same address."""

    def alive(self) -> bool:
        """Whether it runs."""


class OwnServer(PostgresProcess):
    """A server that we start and take away."""

    owned = True

    @property
    def source(self) -> str:
        """Where the programs are from."""
        return self.binaries.source


@dataclass
class GivenServer:
    """A server that the user gave by its URL; what is on it is never touched."""

    url: str
    host: str = ""
    port: int = 5432
    user: str = ""
    password: str = ""
    dbname: str = "postgres"
    owned: bool = False
    log: Path | None = None
    source: str = "the server of --connector-postgres"
    named: str = "--connector-postgres"
    """What named it, for messages."""
    major: int | None = None
    """The major that it must be; None where any will do."""
    version: str = ""
    """Such as "16.14", as soon as it was started."""

    def start(self) -> None:
        """Check that the URL leads to a server on which we may work.

        Raises:
            NoServer: It does not, with the server's own words.
            NoMajor: Another major answers than was asked for.
        """
        try:
            known = conninfo_to_dict(self.url)
            with psycopg.connect(self.url, connect_timeout=10, autocommit=True) as connection:
                info = connection.info
                self.host, self.port, self.user, self.dbname = info.host, info.port, info.user, info.dbname
                major, minor = divmod(info.server_version, 10000)
                self.version = f"{major}.{minor}"
                self.password = str(known.get("password") or info.password or "")
                rights = "SELECT rolsuper OR (rolcreatedb AND rolcreaterole) FROM pg_roles WHERE rolname = current_user"
                row = connection.execute(rights).fetchone()
        except psycopg.Error as error:
            words = str(error).strip()
            msg = (
                f"{self.named}: no server answers at {without_password(self.url)}.\n\n  {words}\n\n"
                "Mend the URL, or leave it out to use installed binaries or the wheel."
            )
            raise NoServer(msg) from None
        if self.major not in (None, major):
            msg = (
                f"{self.named}: the server at {without_password(self.url)} is PostgreSQL {self.version}, not "
                f"{self.major}. Name one of that major, or leave the URL out to use the first place that has it: "
                "pytest-connectors postgres lists them."
            )
            raise NoMajor(msg)
        if row is None or not row[0]:
            msg = (
                f"{self.named}: {self.user!r} may not make a database and a role of its own on this server. "
                f"Give it both: ALTER ROLE {self.user} CREATEDB CREATEROLE, or name another role in the URL."
            )
            raise NoServer(msg)

    def stop(self) -> None:
        """Nothing to take away: the server is the user's."""

    def restart(self) -> None:
        """Wait for nothing: if the user's server is gone, it is gone.

        Raises:
            NoServer: It does not answer.
        """
        self.start()

    def alive(self) -> bool:
        """Whether it answers."""
        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.Error:
            return False
        return True


@contextlib.contextmanager
def without_libpq_variables() -> Iterator[None]:
    """Let a connection be made from what it is told alone: PGSERVICE or PGSSLMODE of the shell would change it."""
    taken = {name: os.environ.pop(name) for name in list(os.environ) if re.fullmatch(r"PG[A-Z]+", name)}
    try:
        yield
    finally:
        os.environ.update(taken)


def find_server(asked: str | None, cache: Path | None, image: str | None = None) -> Server:
    """The server that `--connector-postgres` asks for, not yet started.

    Args:
        asked: A URL, a major (`16`), `container`, `16@container`, or None for the first that is there.
        cache: A directory for initialised data directories, or None.
        image: The image of containers; where nothing else is asked for, a container of it is meant.

    Raises:
        NoServer: There is none; the text says what was tried and how to get one.
        NoMajor: There is none of the major that was asked for.
    """
    if contained := re.fullmatch(r"(?:(\d+)@)?container", asked or ("container" if image else "")):
        from pytest_connectors.systems.postgres.container import ContainerServer, image_of

        major = int(contained[1]) if contained[1] else None
        return ContainerServer(image_of(major, image), major)
    if asked is None:
        return OwnServer(find_binaries(), cache=cache)
    if re.fullmatch(r"\d+", asked):
        # It gives servers of this module.
        from pytest_connectors.systems.postgres.majors import server_of

        return server_of(int(asked), cache)
    if re.match(r"postgres(ql)?://", asked):
        return GivenServer(asked)
    msg = (
        f"--connector-postgres: {asked!r} is no server. It takes a URL (postgresql://user:password@host/postgres), "
        "a major (16), or 'container' (16@container for a major)."
    )
    raise NoServer(msg)
