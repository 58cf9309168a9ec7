"""What did the server see of the connector? Read from the log of a server that is ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

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


class Log:
    """The server's log, read from where it was read before."""

    def __init__(self, path: Path) -> None:
        """Begin at the log's end."""
        self._path = path
        self._offset = path.stat().st_size

    def skip(self) -> None:
        """Forget what was logged so far."""
        self._offset = self._path.stat().st_size

    def traffic(self, user: str) -> Traffic:
        """What was logged of a role since `skip`."""
        with self._path.open("rb") as file:
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
