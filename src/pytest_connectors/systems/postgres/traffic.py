"""What did the server see of the connector? From the log of a server that is ours, else from its statistics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from pytest_connectors.systems.postgres.introspection import Connection
from pytest_connectors.systems.protocol import Traffic

_LINE = re.compile(
    r"^<pytest-connectors (?P<user>\S*) (?P<db>\S*) (?P<pid>\d+) (?P<code>\S+)> (?P<level>\w+): +(?P<text>.*)"
)
_STATEMENT = re.compile(r"(?:statement|execute [^:]*): (?P<sql>.*)", re.DOTALL)
# What drivers ask by themselves while they connect or end a transaction: it shows no interest in the data.
_IDLE = re.compile(
    r"\s*(BEGIN|START|COMMIT|ROLLBACK|SET|SHOW|DISCARD|RESET|DEALLOCATE|CLOSE|UNLISTEN|SAVEPOINT|RELEASE|;|$|"
    r"SELECT\s+(pg_catalog\.)?(version|pg_advisory_unlock_all)\s*\(|select current_schema\(\))",
    re.IGNORECASE,
)


_SESSIONS = b"SELECT sessions FROM pg_stat_database WHERE datname = current_database()"
_CONNECTED = b"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
# 14 counts sessions too, and tells of them too late to go by.
_SINCE = 150000


class Sessions:
    """How many sessions the database has had: all that can be told of a server that is not ours, from 15 on."""

    def __init__(self, connection: Connection) -> None:
        """Begin with what there is."""
        self._connection = connection
        self._before = 0
        self.skip()

    def skip(self) -> None:
        """Forget the sessions so far."""
        self._before = self._count()

    def traffic(self, user: str) -> Traffic:  # noqa: ARG002 - the database is the role's alone
        """Unknown statements where there was a session since `skip`, none where there was not."""
        if self._connection.info.server_version < _SINCE:
            return Traffic(None)
        open_now = self._connection.execute(_CONNECTED).fetchone() or (0,)
        return Traffic(None if open_now[0] or self._count() > self._before else ())

    def _count(self) -> int:
        if self._connection.info.server_version < _SINCE:
            return 0
        self._connection.execute("SELECT pg_stat_clear_snapshot()")
        row = self._connection.execute(_SESSIONS).fetchone()
        return int(row[0]) if row else 0


class Logged(Protocol):
    """A server with a log that we can read."""

    @property
    def log(self) -> Path | None:
        """The log, complete up to the moment of asking."""


class Log:
    """The server's log, read from where it was read before."""

    def __init__(self, server: Logged) -> None:
        """Begin at the log's end."""
        self._server = server
        self._offset = 0
        self.skip()

    def skip(self) -> None:
        """Forget what was logged so far."""
        self._offset = self._path().stat().st_size

    def traffic(self, user: str) -> Traffic:
        """What was logged of a role since `skip`."""
        with self._path().open("rb") as file:
            file.seek(self._offset)
            text = file.read().decode(errors="replace")
        statements, refusals = [], []
        for level, code, words in _entries(text.splitlines(), user):
            said = _STATEMENT.match(words)
            if level == "LOG" and said is not None and not _IDLE.match(said["sql"]):
                statements.append(said["sql"])
            elif level in ("ERROR", "FATAL") and code != "57P01":
                refusals.append(f"{code} {words}")
        return Traffic(tuple(statements), tuple(refusals))

    def _path(self) -> Path:
        # Asked each time: the log of some servers has to be fetched.
        assert self._server.log is not None  # noqa: S101  # for the type checker
        return self._server.log


def _entries(lines: Iterable[str], user: str) -> Iterator[tuple[str, str, str]]:
    """Level, SQLSTATE and text of the role's entries; a statement's further lines are joined to it."""
    entry: list[str] | None = None
    for line in lines:
        found = _LINE.match(line)
        if found is None:
            if entry is not None:
                entry[2] += f"\n{line}"
            continue
        if entry is not None:
            yield entry[0], entry[1], entry[2]
        entry = [found["level"], found["code"], found["text"]] if found["user"] == user else None
    if entry is not None:
        yield entry[0], entry[1], entry[2]
