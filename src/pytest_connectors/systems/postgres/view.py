"""What does a test see of PostgreSQL? The fixture `postgres`: where to connect, and which rows are there."""

from __future__ import annotations

from pytest_connectors.contract import Declaration
from pytest_connectors.systems.postgres.far_end import FarEnd
from pytest_connectors.systems.postgres.rehearsal import Rehearsal
from pytest_connectors.systems.view import RowsView


class PostgresView(RowsView):
    """One test's view of the far end. Addresses and credentials are the same in all cases of an item.

    Example:
        >>> def test_reads_every_purchase(connector, postgres):
        ...     history = connector(load_purchases, postgres.url)
        ...     assert len(history) == len(postgres.rows)
    """

    fixture, noun = "postgres", "table"

    def __init__(
        self, far_end: FarEnd | Rehearsal, reads: tuple[Declaration, ...] = (), writes: tuple[Declaration, ...] = ()
    ) -> None:
        """A view of what a contract reads and writes."""
        super().__init__(far_end.read, reads, writes)
        self._far_end = far_end

    @property
    def url(self) -> str:
        """`postgresql://role:password@host:port/database`, for any driver."""
        return self._far_end.url

    @property
    def host(self) -> str:
        """The server's address."""
        return self._far_end.host

    @property
    def port(self) -> int:
        """The server's port."""
        return self._far_end.port

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
