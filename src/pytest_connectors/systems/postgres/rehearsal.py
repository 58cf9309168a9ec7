"""How is another major of PostgreSQL tried? It stands in the place of today's, at one address, with the same rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence

import psycopg

from pytest_connectors.contract import Contract
from pytest_connectors.contract.proposal import Proposal
from pytest_connectors.drift.changes import Change, ColumnRetyped, ServerReplaced
from pytest_connectors.drift.schema import Row, Rows, TableSchema
from pytest_connectors.errors import BadContract, NoMajor, NothingToRehearse
from pytest_connectors.systems.postgres.access import Role
from pytest_connectors.systems.postgres.far_end import FarEnd
from pytest_connectors.systems.postgres.relay import Relay
from pytest_connectors.systems.postgres.server import without_libpq_variables
from pytest_connectors.systems.protocol import Accepted, Scene, Told, Traffic

Opens = Callable[[ServerReplaced], FarEnd]


class Rehearsal:
    """Today's far end, in whose place those of other majors stand for as long as a scene asks for them."""

    name = "postgres"

    def __init__(self, today: FarEnd, relay: Relay, opens: Opens) -> None:
        """Today's stands there first; the others are opened when they are asked for."""
        self.today = today
        self._relay = relay
        self._opens = opens
        self._now = today
        self._others: dict[int, FarEnd] = {}
        self._absent: dict[int, NoMajor] = {}
        self._contract: Contract | None = None
        self._declared: set[int] = set()
        self._versions: dict[int, int] = {}
        self._stand(today)

    # -- what a view shows -------------------------------------------------------------------------------------------

    @property
    def host(self) -> str:
        """The address at which connectors find whichever server is up."""
        return self.today.host

    @property
    def port(self) -> int:
        """The port at which connectors find whichever server is up."""
        return self.today.port

    @property
    def role(self) -> Role:
        """The role that connectors log in as, the same on each server."""
        return self.today.role

    @property
    def dbname(self) -> str:
        """The database that holds the declared tables, of the same name on each server."""
        return self.today.dbname

    @property
    def url(self) -> str:
        """The URL under which connectors reach the database."""
        return self.today.url

    def clear(self) -> None:
        """An empty database on today's server."""
        self._stand(self.today)
        self.today.clear()

    # -- the system --------------------------------------------------------------------------------------------------

    @property
    def secrets(self) -> Mapping[str, str]:
        """The connector's password."""
        return self.today.secrets

    def describe(self) -> str:
        """Today's server, and each that has stood in its place."""
        return "; ".join(one.describe() for one in self._all)

    def declare(self, contract: Contract) -> tuple[TableSchema, ...]:
        """Build what the contract declares on today's server; on the others when they are asked for."""
        self._stand(self.today)
        if contract is not self._contract:
            self._contract = contract
            self._declared.clear()
        return self.today.declare(contract)

    def parents(self) -> tuple[TableSchema, ...]:
        """The tables that are not declared and to which declared ones refer."""
        return self.today.parents()

    def accept(self, rows: Mapping[str, Sequence[Row]], *, as_said: Collection[str] = ()) -> Accepted:
        """The rows as today's server keeps them."""
        return self.today.accept(rows, as_said=as_said)

    def set_scene(self, scene: Scene) -> None:
        """Set the scene on the server that it asks for, and lead connectors there.

        Raises:
            NoMajor: The server cannot be had.
            NothingToRehearse: Both servers are of one version.
            BadContract: The server does not take the DDL.
        """
        asked = next((one for one in scene.changes if isinstance(one, ServerReplaced)), None)
        far_end = self.today if asked is None else self._other(asked)
        self._stand(far_end)
        if asked is not None:
            self._compare_versions(asked)
        changes = tuple(one for one in scene.changes if one is not asked)
        far_end.set_scene(dataclasses.replace(scene, changes=changes))

    def read(self, table: str) -> Rows:
        """What lies in a declared table now, on the server that is up."""
        return self._now.read(table)

    def left(self) -> Mapping[str, object]:
        """Nothing: what lies in a table is its rows."""
        return self._now.left()

    def values_became(self, change: ColumnRetyped, rows: Rows) -> Sequence[tuple[object, object]]:
        """What the values of these rows became in a retyped column."""
        return self._now.values_became(change, rows)

    def told(self, changes: Sequence[Change]) -> Told:
        """The versions of both servers, and which way it goes."""
        asked = next((one for one in changes if isinstance(one, ServerReplaced)), None)
        if asked is None or asked.major not in self._others:
            return self.today.told(changes)
        before, after = self.today, self._others[asked.major]
        numbers = [self._versions.get(id(one)) for one in (before, after)]
        if None in numbers:
            return Told(sentence=asked.sentence)
        down = ", a downgrade" if (numbers[1] or 0) < (numbers[0] or 0) else ""
        return Told(
            sentence=f"PostgreSQL {before.version} becomes {after.version}{down} "
            f"(server_version_num {numbers[0]}, then {numbers[1]})"
        )

    def proposed(self, proposal: Proposal, placement: str = "") -> tuple[Change, ...]:
        """What a proposal changes, on today's server."""
        self._stand(self.today)
        return self.today.proposed(proposal, placement)

    def traffic(self) -> Traffic:
        """What the server that is up saw of the connector."""
        return self._now.traffic()

    def end_connections(self, *, idle: bool = True) -> int:
        """End the connector's connections to all servers; how many did not end by themselves."""
        return sum(one.end_connections(idle=idle) for one in self._all)

    def sever(self) -> None:
        """Cut the connector off from the server that is up, from any thread."""
        self._now.sever()

    def revive(self) -> None:
        """Let those come back that are dead."""
        for one in self._all:
            if not one.is_alive():
                one.revive()
                self._declared.discard(id(one))

    def is_alive(self) -> bool:
        """Whether the server that is up answers."""
        return self._now.is_alive()

    # -- the servers -------------------------------------------------------------------------------------------------

    @property
    def _all(self) -> tuple[FarEnd, ...]:
        return (self.today, *self._others.values())

    def _stand(self, far_end: FarEnd) -> None:
        """Let connectors find this far end's server from now on."""
        self._now = far_end
        self._relay.lead_to(far_end.server.host, far_end.server.port)

    def _other(self, asked: ServerReplaced) -> FarEnd:
        """The far end of that major, with what the contract declares."""
        if asked.major in self._absent:
            raise self._absent[asked.major]
        if asked.major not in self._others:
            try:
                self._others[asked.major] = self._opens(asked)
            except NoMajor as error:
                self._absent[asked.major] = error
                raise
        far_end = self._others[asked.major]
        if id(far_end) not in self._declared and self._contract is not None:
            try:
                far_end.declare(self._contract)
            except BadContract as error:
                msg = f"PostgreSQL {far_end.version} does not take what is declared. {error}"
                raise BadContract(msg) from None
            self._declared.add(id(far_end))
        return far_end

    def _compare_versions(self, asked: ServerReplaced) -> None:
        """Ask both servers, at the connector's address and as its role, what they are."""
        now = self._now
        for one in (self.today, now):
            if id(one) not in self._versions:
                self._stand(one)
                self._versions[id(one)] = _version_num(self.url)
        self._stand(now)
        if self._versions[id(self.today)] == self._versions[id(now)]:
            number = self._versions[id(now)]
            what = f"both servers are PostgreSQL {now.version} (server_version_num {number})"
            msg = f"not applicable: {what}" if asked.ranged else f"nothing is upgraded: {what}"
            raise NothingToRehearse(msg, ranged=asked.ranged)


def _version_num(url: str) -> int:
    with without_libpq_variables(), psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
        row = connection.execute("SHOW server_version_num").fetchone()
    return int(row[0]) if row else 0
