"""How is a migration run? Statement by statement on our own connection, and what it leaves in the session goes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg
from psycopg.pq import TransactionStatus

from pytest_connectors.errors import BadProposal, CannotHappen
from pytest_connectors.systems.postgres.introspection import Connection, words
from pytest_connectors.systems.postgres.proposals.leaving_out import (
    absent,
    beyond_the_database,
    book_of,
    roles_named,
)
from pytest_connectors.systems.postgres.proposals.script import Script, Step

# What a tool's one transaction cannot hold: CREATE INDEX CONCURRENTLY, VACUUM, a new label that is used at once.
_ALONE = (psycopg.errors.ActiveSqlTransaction, psycopg.errors.UnsafeNewEnumValueUsage)
_WIDTH = 60
_OF_ROWS = ("22", "23")
_SESSION = ("RESET SESSION AUTHORIZATION", "RESET ALL", "DISCARD TEMP", "DISCARD PLANS", "UNLISTEN *", "CLOSE ALL")
_ROLES = b"SELECT rolname::text FROM pg_roles"
_HINTS = {
    "42P01": "The declaration makes no such table: give it the DDL of all that the migration is about, such as a "
    "schema dump: Table(..., ddl=Path(...)).",
    "42704": "What the migration names and does not make, the DDL of the declaration has to make.",
    "3F000": "What the migration names and does not make, the DDL of the declaration has to make.",
    "42601": "Mend the migration at that place. What only a tool understands, such as a placeholder, it has to fill in "
    "before.",
}
_MEND = "Mend the migration at that place."


class Run:
    """One run of a migration.

    Attributes:
        left_out: What was not run, and why.
    """

    def __init__(self, connection: Connection, script: Script, *, owned: bool) -> None:
        """Nothing is run yet.

        Args:
            connection: Ours, to the database.
            script: What is to be run.
            owned: The server is ours, and so its roles are.
        """
        self._connection = connection
        self._script = script
        self._owned = owned
        self._as_one = not script.alone
        self.left_out: tuple[str, ...] = ()

    def run(self) -> None:
        """Run it all.

        Raises:
            BadProposal: The server refuses a statement; with its own words, the line and the place.
            CannotHappen: It refuses the rows that are there.
        """
        try:
            if not self._as_one or not self._together():
                self._as_one = False
                self._each()
                self._check_end()
        finally:
            self._leave()

    def _together(self) -> bool:
        """All as one transaction, as most tools do; whether that can be."""
        self._connection.execute("BEGIN")
        try:
            self._each()
            with self._told(self._script.steps[-1]):
                self._connection.execute("COMMIT")
        except _ALONE:
            self._connection.execute("ROLLBACK")
            return False
        return True

    def _each(self) -> None:
        left = []
        for step in self._script.steps:
            why = self._why_not(step.text)
            if why is None:
                with self._told(step):
                    self._execute(step)
            elif why:
                said = " ".join(step.text.rstrip(";").split())
                short = said if len(said) <= _WIDTH else f"{said[: _WIDTH - 3]}..."
                left.append(f"line {self._script.line(step)}, {short}: {why}")
        self.left_out = tuple(left)

    def _execute(self, step: Step) -> None:
        if step.data is None:
            self._connection.execute(step.text.encode(), prepare=False)
            return
        with self._connection.cursor() as cursor, cursor.copy(step.text.encode()) as copy:
            copy.write(step.data)

    def _why_not(self, statement: str) -> str | None:
        """Why a statement is not run; None where it is, and empty where that is of no interest."""
        beyond = beyond_the_database(statement, owned=self._owned)
        if beyond is not None:
            return beyond
        if (book := book_of(statement)) is not None and not self._is_there(book):
            return ""
        named = roles_named(statement)
        if not named:
            return None
        return absent(named, {str(row[0]) for row in self._connection.execute(_ROLES).fetchall()})

    def _is_there(self, table: str) -> bool:
        found = self._connection.execute(b"SELECT FROM pg_class WHERE lower(relname) = lower(%s)", (table,)).fetchone()
        return found is not None

    @contextlib.contextmanager
    def _told(self, step: Step) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            in_vain = self._as_one and isinstance(error, _ALONE)
            if in_vain or isinstance(error, psycopg.errors.DiskFull) or self._connection.closed:
                raise
            code = error.sqlstate or ""
            part = (step.start, step.start + len(step.text))
            text = (
                f"{self._script.where}: the migration fails.\n\n"
                f"{words(error, self._script.text, part)}\n\n{_HINTS.get(code, _MEND)}"
            )
            if code[:2] in _OF_ROWS:
                raise CannotHappen(text) from None
            raise BadProposal(text) from None

    def _check_end(self) -> None:
        if self._connection.info.transaction_status is not TransactionStatus.IDLE:
            msg = (
                f"{self._script.where}: the migration begins a transaction and does not end it, so that nothing of it "
                "would last. Write COMMIT at its end."
            )
            raise BadProposal(msg)

    def _leave(self) -> None:
        """Give the session back as it was."""
        if self._connection.closed:
            return
        if self._connection.info.transaction_status is not TransactionStatus.IDLE:
            self._connection.execute("ROLLBACK")
        for statement in _SESSION:
            self._connection.execute(statement.encode())
