"""How does PostgreSQL become a far end? One server, one database and one role of our own, and scenes set on them."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NoReturn
from urllib.parse import quote

import psycopg

from pytest_connectors.contract import Contract
from pytest_connectors.contract.proposal import Proposal
from pytest_connectors.drift.changes import (
    Change,
    ColumnRetyped,
    DatabaseSet,
    PasswordRotated,
    PasswordStoredAsMd5,
    PlannedOtherwise,
)
from pytest_connectors.drift.schema import Row, Rows, TableSchema
from pytest_connectors.errors import CannotHappen, NoServer, ServerDied
from pytest_connectors.systems.postgres.access import Role
from pytest_connectors.systems.postgres.alteration import Alteration, pairs_of, read_rows
from pytest_connectors.systems.postgres.declarations import Declarations
from pytest_connectors.systems.postgres.declared import Declared
from pytest_connectors.systems.postgres.ending import end_all
from pytest_connectors.systems.postgres.home import Home
from pytest_connectors.systems.postgres.inserting import insert
from pytest_connectors.systems.postgres.introspection import Connection
from pytest_connectors.systems.postgres.literals import quoted
from pytest_connectors.systems.postgres.proposals import Proposals, in_order
from pytest_connectors.systems.postgres.server import Address, Server
from pytest_connectors.systems.postgres.settings import of_system
from pytest_connectors.systems.postgres.traffic import Log, Sessions
from pytest_connectors.systems.postgres.trouble import disk_full
from pytest_connectors.systems.protocol import Accepted, Refused, Scene, Told, Traffic

_OF_ROLE = PasswordRotated | PasswordStoredAsMd5 | DatabaseSet | PlannedOtherwise
_AT_LOGIN = PasswordRotated | PasswordStoredAsMd5 | DatabaseSet


class FarEnd:
    """A database and a role of our own on a PostgreSQL server; what else is on the server is never touched."""

    name = "postgres"

    def __init__(
        self, server: Server, *, suffix: str = "", role: Role | None = None, address: Address | None = None
    ) -> None:
        """Prepare the far end on a server that has been started.

        Args:
            server: The server.
            suffix: Keeps names apart on a shared server.
            role: The connector's, where another server has it already.
            address: Where connectors find the server, where that is not its own address.
        """
        self.server = server
        self._address = address or server
        self._home = Home(server, suffix=suffix, role=role)
        self._declarations = Declarations(self._home)
        self._declared = Declared()
        self._proposals: Proposals | None = None
        self._put: Mapping[str, Rows] = {}
        self._alterations: dict[str, Alteration] = {}
        self._role_changed = False
        self._ended = 0
        self._watch()

    @property
    def dbname(self) -> str:
        """The database that holds the declared tables."""
        return self._home.dbname

    @property
    def role(self) -> Role:
        """The role that connectors log in as."""
        return self._home.role

    @property
    def _connection(self) -> Connection:
        return self._home.connection

    def _watch(self) -> None:
        """Begin to watch what the connector does, on a home that has just been made."""
        self._seen = Sessions(self._connection) if self.server.log is None else Log(self.server)
        self._role_changed = False

    # -- the server --------------------------------------------------------------------------------------------------

    def describe(self) -> str:
        """The server's version and where it is from."""
        return f"PostgreSQL {self.version}, {self.server.source}"

    @property
    def version(self) -> str:
        """The server's version: `16.14`."""
        return str(self._connection.info.parameter_status("server_version")).partition(" ")[0]

    @property
    def host(self) -> str:
        """Where connectors find the server."""
        return self._address.host

    @property
    def port(self) -> int:
        """The port at which connectors find the server."""
        return self._address.port

    def clear(self) -> None:
        """An empty database in which the connector's role may make what it likes."""
        with self._guarded():
            self.end_connections()
            self._declared = Declared()
            self._run(f"{self._declared.build} GRANT CREATE ON SCHEMA public TO {quoted(self.role.name)};")

    @property
    def url(self) -> str:
        """The URL under which connectors reach the database."""
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
        return f"postgresql://{self.role.name}:{quote(self.role.password)}@{host}:{self.port}/{self.dbname}"

    @property
    def secrets(self) -> Mapping[str, str]:
        """The connector's password."""
        return {"the connector's password": self.role.password}

    def is_alive(self) -> bool:
        """Whether the server runs and our connection with it."""
        return self._home.is_alive()

    def revive(self) -> None:
        """Come back after a death, at the same address and with the same credentials.

        Raises:
            NoServer: The server does not come back.
        """
        self._home.revive()
        self._watch()

    def close(self) -> None:
        """Take away the database and the role."""
        self._home.close()

    # -- the declarations --------------------------------------------------------------------------------------------

    def declare(self, contract: Contract) -> tuple[TableSchema, ...]:
        """Build the declared tables, empty, and say how the server sees them.

        Raises:
            BadContract: The DDL is not taken, or does not create a declared table.
            ServerDied: The server is gone.
        """
        with self._guarded():
            self._end_all()
            self._renew(always=False)
            self._declared, self._proposals = self._declarations.build(contract)
            self._alterations = self._declared.unaltered()
        return self._declared.schemas

    def parents(self) -> tuple[TableSchema, ...]:
        """The tables that are not declared and to which declared ones refer."""
        return self._declared.parents

    def accept(self, rows: Mapping[str, Sequence[Row]], *, as_said: Collection[str] = ()) -> Accepted:  # noqa: ARG002 - as below
        """The rows as the server keeps them: defaults filled in, in the server's kinds, without those it does not take.

        Args:
            rows: Proposed rows by table, parents before the tables that refer to them.
            as_said: Of no interest: a row never becomes another one here.
        """
        refused: Refused | None = None
        with self._guarded():
            self._renew(always=False)
            self._run(self._declared.build)
            for table in self._declared.in_order(rows):
                if insert(self._connection, table, rows[table.name]) is not None:
                    for row in rows[table.name]:
                        refused = insert(self._connection, table, (row,)) or refused
            self._run(self._declared.refresh)
            self._alterations = self._declared.unaltered()
            return Accepted({name: self._read(name) for name in self._alterations}, refused)

    # -- the scene ---------------------------------------------------------------------------------------------------

    def set_scene(self, scene: Scene) -> None:
        """Empty the database, build the declared tables, put the rows and carry out the changes, in one transaction."""
        with self._guarded():
            if self._role_changed:
                self._run(self._home.as_made())
                self._role_changed = False
            self._renew()
            plan = self._declared.altered(scene)
            ours = self.server.owned
            system = [of_system(one, self.role, self.dbname, self._declared, ours=ours) for one in scene.changes]
            try:
                self._run("\n".join(["BEGIN;", self._declared.script(scene, plan), *filter(None, system), "COMMIT;"]))
            except psycopg.Error as error:
                self._give_up(error)
            self._alterations, self._put = plan, {}
            if self._proposals is not None and (other := self._proposals.carry_out(scene.changes)) is not None:
                self._alterations, self._put = other, scene.rows
            self._role_changed = any(isinstance(one, _OF_ROLE) for one in scene.changes)
            if any(isinstance(one, _AT_LOGIN) for one in scene.changes):
                # A rotated password, or another default, bites at the next login: every connection has to log in again.
                self._end_all()
            self._seen.skip()

    def _renew(self, *, always: bool = True) -> None:
        """Make all anew where roles, settings or databases are not as they were; this is asked always, or if known."""
        if (always or self._home.spoilt) and self._home.renewed():
            self._watch()

    def _give_up(self, error: psycopg.Error) -> NoReturn:
        """A scene that cannot be set: the tables do not allow its changes or rows, unless the server is to blame."""
        blameless = isinstance(error, psycopg.errors.DiskFull | psycopg.OperationalError)
        if self._connection.closed or blameless:
            raise error
        self._connection.execute("ROLLBACK")
        msg = str(error.diag.message_primary or error)
        raise CannotHappen(msg) from None

    # -- what is seen ------------------------------------------------------------------------------------------------

    def read(self, table: str) -> Rows:
        """What lies in a declared table now, in declared names and kinds; a dropped column is left out."""
        with self._guarded():
            return self._read(table)

    def _read(self, table: str) -> Rows:
        rows = read_rows(self._connection, self._alterations[table])
        return in_order(rows, self._put.get(table, ()), self._declared.table(table).primary_key)

    def values_became(self, change: ColumnRetyped, rows: Rows) -> Sequence[tuple[object, object]]:
        """What the values of these rows became in a retyped column: each as it was declared and as it is now."""
        if (query := pairs_of(self._declared.table(change.table), change, rows)) is None:
            return ()
        with self._guarded():
            return self._connection.execute(query.encode()).fetchall()

    def left(self) -> Mapping[str, object]:
        """Nothing: what lies in a table is its rows."""
        return {}

    def told(self, changes: Sequence[Change]) -> Told:
        """How a proposal shows in a table's shape; nothing of other changes."""
        return Told() if self._proposals is None else self._proposals.told(tuple(changes))

    def proposed(self, proposal: Proposal, placement: str = "") -> tuple[Change, ...]:  # noqa: ARG002 - a table has no placements
        """What a proposal changes in the table that it names; nothing where that is what is declared."""
        if self._proposals is None:
            return ()
        with self._guarded():
            self._renew(always=False)
            return self._proposals.changes(proposal)

    def traffic(self) -> Traffic:
        """What was seen of the connector since the scene was set."""
        seen = self._seen.traffic(self.role.name)
        # A refused login is no session: where only sessions are known, it cannot be told from none.
        return Traffic(None) if self._role_changed and not self.server.owned else seen

    def end_connections(self, *, idle: bool = True) -> int:
        """End all connections of the connector's role, or all but the idle ones; how many did not end by themselves."""
        with self._guarded():
            self._end_all("" if idle else " AND state <> 'idle'")
            ended, self._ended = self._ended, 0
            return ended

    def _end_all(self, which: str = "") -> None:
        self._ended += end_all(self._connection, self.role.name, which)

    def sever(self) -> None:
        """Cut the connector off and refuse it, from any thread, until the next scene."""
        self._role_changed = True
        self._home.sever()

    def _run(self, text: str) -> None:
        if text.strip():
            self._connection.execute(text.encode(), prepare=False)

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except psycopg.errors.DiskFull as error:
            raise NoServer(disk_full(str(error))) from error
        except psycopg.Error as error:
            if self._connection.closed or not self.server.alive():
                msg = f"the PostgreSQL server went away: {error}"
                raise ServerDied(msg) from error
            with contextlib.suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")
            raise
        except BaseException:
            with contextlib.suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")
            raise
