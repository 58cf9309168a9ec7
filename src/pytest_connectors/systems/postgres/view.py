"""What does a test see of PostgreSQL? The fixture `postgres`: where to connect, and which rows are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from pytest_connectors.contract import Table
from pytest_connectors.drift.schema import Row, Rows
from pytest_connectors.errors import BadContract, near
from pytest_connectors.systems.postgres.far_end import FarEnd


class ShownRow(dict[str, object]):
    """A row as the test sees it: a dict that tells which of its columns the test looks at."""

    def __init__(self, row: Row, note: Callable[[Iterable[str]], None]) -> None:
        """The row, and whom to tell."""
        super().__init__(row)
        self._note = note

    def __getitem__(self, name: str) -> object:
        self._note([name])
        return super().__getitem__(name)

    def get(self, name: str, default: object = None) -> object:
        """The value of a column, or a default."""
        self._note([name])
        return super().get(name, default)

    def values(self) -> Any:
        """All values: the test looks at all columns."""
        self._note(self)
        return super().values()

    def items(self) -> Any:
        """All columns and values: the test looks at all of them."""
        self._note(self)
        return super().items()

    def __eq__(self, other: object) -> bool:
        self._note(self)
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __reduce__(self) -> tuple[type[Row], tuple[Row]]:
        """A copy, or what another process gets, is a plain dict."""
        return dict, (dict(self),)


class PostgresView:
    """One test's view of the far end. Addresses and credentials are the same in all cases of an item.

    Example:
        >>> def test_reads_every_purchase(connector, postgres):
        ...     history = connector(load_purchases, postgres.url)
        ...     assert len(history) == len(postgres.rows)
    """

    def __init__(self, far_end: FarEnd, reads: tuple[Table, ...] = (), writes: tuple[Table, ...] = ()) -> None:
        """A view of what a contract reads and writes."""
        self._far_end, self._reads, self._writes = far_end, reads, writes
        self._rows: Mapping[str, Rows] = {}
        self._payloads: Mapping[str, Rows] = {}
        self._looked_at: set[tuple[str, str]] = set()

    @property
    def url(self) -> str:
        """`postgresql://role:password@host:port/database`, for any driver."""
        return self._far_end.url

    @property
    def host(self) -> str:
        """The server's address."""
        return self._far_end.server.host

    @property
    def port(self) -> int:
        """The server's port."""
        return self._far_end.server.port

    @property
    def user(self) -> str:
        """The role that connectors log in as; it has the rights of the contract and no more."""
        return self._far_end.role.name

    @property
    def password(self) -> str:
        """The role's password when the test began."""
        return self._far_end.role.password

    @property
    def dbname(self) -> str:
        """The database that holds the declared tables."""
        return self._far_end.dbname

    @property
    def env(self) -> dict[str, str]:
        """What a command needs: libpq's variables, and DATABASE_URL."""
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGDATABASE": self.dbname,
            "DATABASE_URL": self.url,
        }

    @property
    def rows(self) -> list[Row]:
        """What lies in the table at this moment to be read, in the declaration's names and kinds."""
        return self.rows_of(self._only("rows", self._reads or self._writes))

    @property
    def payloads(self) -> list[Row]:
        """Valid rows for the connector to write."""
        return self.payloads_of(self._only("payloads", self._writes))

    def rows_of(self, table: Table | str) -> list[Row]:
        """What lies in this table at this moment to be read."""
        name = self._name(table)
        # A view's rows are those that it shows.
        rows = self._far_end.read(name) if name not in self._rows else self._rows[name]
        return [ShownRow(row, partial(self._note, name)) for row in rows]

    def payloads_of(self, table: Table | str) -> list[Row]:
        """Valid rows for the connector to write into this table."""
        name = self._name(table)
        if name not in self._payloads:
            msg = f"the contract does not write {name!r}, so there are no payloads for it. Name it in writes=."
            raise BadContract(msg)
        return [dict(row) for row in self._payloads[name]]

    def read(self, table: Table | str) -> list[Row]:
        """What lies in this table now, what the connector wrote included."""
        return [dict(row) for row in self._far_end.read(self._name(table))]

    def show(self, rows: Mapping[str, Rows], payloads: Mapping[str, Rows]) -> None:
        """Let the test see these rows; the runner calls it before each run."""
        self._rows, self._payloads = rows, payloads
        self.forget()

    @property
    def looked_at(self) -> frozenset[tuple[str, str]]:
        """The tables and columns of shown rows at which the test looked since `forget`."""
        return frozenset(self._looked_at)

    def forget(self) -> None:
        """Begin anew to watch at which columns the test looks: a call has returned, and now it asserts."""
        self._looked_at.clear()

    def _note(self, table: str, columns: Iterable[str]) -> None:
        self._looked_at.update((table, column) for column in columns)

    def _only(self, what: str, tables: tuple[Table, ...]) -> Table:
        if len(tables) == 1:
            return tables[0]
        if not tables:
            msg = f"postgres.{what}: the contract writes nothing. Name the table in writes=."
            raise BadContract(msg)
        names = ", ".join(repr(table.name) for table in tables)
        msg = f"postgres.{what}: the contract has several tables, {names}. Say which: postgres.{what}_of(TABLE)."
        raise BadContract(msg)

    def _name(self, table: Any) -> str:
        known = [one.name for one in dict.fromkeys((*self._reads, *self._writes))]
        name = table.name if isinstance(table, Table) else str(table)
        if name not in known:
            msg = f"the contract does not declare {name!r}.{near(name, known)} It declares {', '.join(known)}."
            raise BadContract(msg)
        return name
