"""What does a proposal change in a declared table, how is it carried out, and how does it show?"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field

from pytest_connectors.contract import Contract
from pytest_connectors.contract.proposal import Kind, Proposal
from pytest_connectors.drift.changes import Change, FoundOtherwise, Migrated
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.errors import CannotHappen, NothingToRehearse
from pytest_connectors.systems.postgres.alteration import Alteration
from pytest_connectors.systems.postgres.declared import Declared
from pytest_connectors.systems.postgres.home import Home
from pytest_connectors.systems.postgres.introspection import described_as
from pytest_connectors.systems.postgres.proposals.comparing import difference, judgement
from pytest_connectors.systems.postgres.proposals.differing import differences
from pytest_connectors.systems.postgres.proposals.following import Trace, Traces, follow
from pytest_connectors.systems.postgres.proposals.live import live_table
from pytest_connectors.systems.postgres.proposals.rights import give_rights
from pytest_connectors.systems.postgres.proposals.running import Run
from pytest_connectors.systems.postgres.proposals.script import script_of, text_of
from pytest_connectors.systems.protocol import Told

# What stands in no schema, and so outlives them all.
_OUTSIDE = b"""
SELECT concat_ws('|',
  (SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles),
  (SELECT string_agg(pubname, ',' ORDER BY pubname) FROM pg_publication),
  (SELECT string_agg(evtname, ',' ORDER BY evtname) FROM pg_event_trigger),
  (SELECT string_agg(fdwname, ',' ORDER BY fdwname) FROM pg_foreign_data_wrapper),
  (SELECT string_agg(srvname, ',' ORDER BY srvname) FROM pg_foreign_server),
  (SELECT string_agg(defaclacl::text, ',' ORDER BY oid) FROM pg_default_acl),
  (SELECT count(*) FROM pg_language), (SELECT count(*) FROM pg_cast), (SELECT count(*) FROM pg_extension),
  (SELECT count(*) FROM pg_largeobject_metadata))
"""


@dataclass
class Proposals:
    """What is proposed for the tables of one contract.

    Attributes:
        home: Where the tables are.
        contract: What was declared.
        declared: The tables as the server sees them.
    """

    home: Home
    contract: Contract
    declared: Declared
    _shapes: dict[Change, tuple[TableSchema, TableSchema | None]] = field(default_factory=dict)

    def changes(self, proposal: Proposal) -> tuple[Change, ...]:
        """What a proposal changes in the table that it names; nothing where that is what is declared.

        Raises:
            BadProposal: The migration fails, or the database cannot be read.
        """
        table = self.declared.table(proposal.declared)
        if proposal.kind is Kind.DATABASE:
            return self._found(proposal, table)
        migrated = Migrated(table.name, proposal.said, text_of(proposal.path))
        left_out, after = self._tried(migrated, table)
        found = () if after is None else differences(table, after).changes
        migrated = dataclasses.replace(migrated, amounts_to=found, left_out=left_out)
        self._shapes[migrated] = (table, after)
        return (migrated,)

    def _found(self, proposal: Proposal, table: TableSchema) -> tuple[Change, ...]:
        live = live_table(proposal)
        # What it is called is its own affair: it is the table of the declared name.
        live = dataclasses.replace(live, schema=table.schema, table=table.table)
        found = differences(table, live)
        if not found.changes and not found.left_out:
            return ()
        one = FoundOtherwise(table.name, proposal.said, found.left_out)
        self._shapes[one] = (table, live)
        return (one, *found.changes)

    def _tried(self, migrated: Migrated, table: TableSchema) -> tuple[tuple[str, ...], TableSchema | None]:
        """What of a migration is not run, and what it makes of a table, seen on empty tables."""
        self.home.connection.execute(self.declared.whole.encode(), prepare=False)
        run, traces = self._run_of(migrated), Traces.of(self.home.connection, self.declared.schemas)
        # What needs rows is seen where there are some.
        with contextlib.suppress(CannotHappen), self._watched():
            run.run()
        trace = next(one for one in traces.tables if one.table is table)
        relation = traces.now(self.home.connection, trace)
        after = None if relation is None else described_as(self.home.connection, table.name, relation)
        return run.left_out, after

    def carry_out(self, changes: tuple[Change, ...]) -> dict[str, Alteration] | None:
        """Run what is proposed on tables that hold their rows; how each is read then, where that is another way.

        Raises:
            BadProposal: The migration fails.
            CannotHappen: It refuses the rows.
            NothingToRehearse: Nothing of what differs can be carried out.
        """
        match changes:
            case (FoundOtherwise(left_out=left_out),):
                msg = f"not rehearsed: {'; '.join(left_out)}"
                raise NothingToRehearse(msg, ranged=True)
        migrated = next((one for one in changes if isinstance(one, Migrated)), None)
        return None if migrated is None else self._migrated(migrated)

    def _migrated(self, migrated: Migrated) -> dict[str, Alteration]:
        connection = self.home.connection
        traces = Traces.of(connection, self.declared.schemas)
        with self._watched():
            self._run_of(migrated).run()
        plan: dict[str, Alteration] = {}
        replaced: list[TableSchema] = []
        for trace in traces.tables:
            relation = traces.now(connection, trace)
            plan[trace.table.name] = follow(connection, trace, relation)
            if relation is not None and relation[2] != trace.oid:
                replaced.append(_as_made(trace, relation[0], relation[1]))
        give_rights(connection, self.contract, replaced, traces.known, self.home.role.name)
        return plan

    def told(self, changes: tuple[Change, ...]) -> Told:
        """How a proposal shows in a table's shape, and what a comparison of the shapes would have said."""
        shapes = next((self._shapes[one] for one in changes if one in self._shapes), None)
        return Told() if shapes is None else Told(difference(*shapes), judgement(*shapes))

    def _run_of(self, migrated: Migrated) -> Run:
        script = script_of(f"--connector-change {migrated.table}={migrated.name}", migrated.sql)
        return Run(self.home.connection, script, owned=self.home.server.owned)

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """Note whether something is left that does not go with the schemas."""
        before = self._outside()
        try:
            yield
        finally:
            if not self.home.connection.closed and self._outside() != before:
                self.home.spoilt = True

    def _outside(self) -> str:
        row = self.home.connection.execute(_OUTSIDE).fetchone()
        return str(row[0]) if row else ""


def _as_made(trace: Trace, schema: str, table: str) -> TableSchema:
    return dataclasses.replace(trace.table, schema=schema, table=table)
