"""What does one case come to? Run it, and before it is called anything but survives, run the unchanged system again."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pytest_connectors.contract import Declaration
from pytest_connectors.drift.changes import (
    Change,
    ColumnRetyped,
    LinesBroken,
    Migrated,
    NumbersGrew,
    Placed,
    TextWidened,
    amounts_to,
    changed_rows,
    plain,
    touching,
)
from pytest_connectors.errors import CannotHappen, NothingToRehearse
from pytest_connectors.runner.causes import causes
from pytest_connectors.runner.rowsets import Rowset
from pytest_connectors.runner.sinks import another_writes, rows_left, sinks_of, there_already, unsent_columns
from pytest_connectors.runner.study import KEEPS, Study, cells
from pytest_connectors.runner.touching import is_promised, touched_places, unseen_writes
from pytest_connectors.runner.trial import NOTHING_LEFT, KeepsConnection
from pytest_connectors.verdicts.compare import compare, contained
from pytest_connectors.verdicts.handing_on import no_longer_handed_on
from pytest_connectors.verdicts.judge import Facts, Verdict, judge
from pytest_connectors.verdicts.kinds import Cell, Node
from pytest_connectors.verdicts.observation import Observation
from pytest_connectors.verdicts.outcome import Outcome
from pytest_connectors.verdicts.scope import Difference
from pytest_connectors.verdicts.sinks import SinkState, sink_state
from pytest_connectors.verdicts.snapshot import node_of

Pair = tuple[Node, Node]
NOT_ALLOWED = "not applicable: the server does not allow it: "
_KIND_NAMES = {
    "smallint": "integer",
    "integer": "integer",
    "bigint": "integer",
    "text": "text",
    "numeric": "decimal",
    "double precision": "float",
    "real": "float",
    # JSON's names.
    "number": "float",
    "string": "text",
    "array": "list",
    "object": "record",
    # Arrow's names.
    "bool": "boolean",
    **{f"{sign}int{bits}": "integer" for sign in ("", "u") for bits in (8, 16, 32, 64)},
    **dict.fromkeys(("halffloat", "float", "double"), "float"),
    **{f"decimal{bits}": "decimal" for bits in (32, 64, 128, 256)},
    **dict.fromkeys(("string", "large_string", "string_view"), "text"),
    "date32[day]": "date",
    "date64[ms]": "date",
}


@dataclass(frozen=True)
class Trialled:
    """A case that has been run: its changes, its rows, its observation and its verdict."""

    changes: tuple[Change, ...]
    rowset: Rowset
    verdict: Verdict
    changed: Observation

    @property
    def outcome(self) -> Outcome:
        """What it came to."""
        return self.verdict.outcome


class Judge:
    """Judges cases of one contract against its study."""

    def __init__(self, study: Study) -> None:
        """On what the study knows."""
        self.study = study

    def case(
        self, changes: tuple[Change, ...], rowset: Rowset, impossible: str | None = None, *, confirm: bool = True
    ) -> Trialled:
        """Run one case and say what it came to.

        Args:
            changes: What changes.
            rowset: The rows, the same before and after.
            impossible: Why no connector can survive this, where none can.
            confirm: Run the unchanged system again before the case is called anything but survives.
        """
        try:
            return self._case(changes, self.study.fitting(rowset, changes), impossible, confirm=confirm)
        except CannotHappen as error:
            refusal = error
        try:
            # A migration that refuses rows of every kind is run on those that it asks for.
            fitting = self.study.fitting(rowset, amounts_to(changes))
            if fitting is not rowset and any(isinstance(one, Migrated) for one in changes):
                return self._case(changes, fitting, impossible, confirm=confirm)
        except CannotHappen as error:
            refusal = error
        verdict = Verdict(Outcome.NOT_APPLICABLE, f"{NOT_ALLOWED}{refusal}")
        return Trialled(changes, rowset, verdict, Observation())

    def _case(self, changes: tuple[Change, ...], rowset: Rowset, impossible: str | None, *, confirm: bool) -> Trialled:
        study, unchanged = self.study, Observation()
        try:
            unchanged = study.unchanged(rowset)
            if unchanged.complaint is not None:
                verdict = Verdict(Outcome.VOID, f"the unchanged run fails on these rows: {unchanged.complaint}")
                return Trialled(changes, rowset, verdict, unchanged)
            changed = self._changed(changes, rowset, unchanged)
            verdict = judge(self._facts(changes, rowset, unchanged, changed, impossible))
            if verdict.outcome in (Outcome.SURVIVES, Outcome.VOID) or not confirm:
                return Trialled(changes, rowset, verdict, changed)
            if verdict.outcome is Outcome.HANGS:
                # Once more, alone: a machine may have been busy.
                changed = self._changed(changes, rowset, unchanged)
                verdict = judge(self._facts(changes, rowset, unchanged, changed, impossible))
                return Trialled(changes, rowset, verdict, changed)
            return Trialled(changes, rowset, self._confirmed(verdict, changes, rowset, changed, impossible), changed)
        except NothingToRehearse as error:
            outcome = Outcome.NOT_APPLICABLE if error.ranged else Outcome.VOID
            return Trialled(changes, rowset, Verdict(outcome, str(error)), unchanged)
        except KeepsConnection:
            return Trialled(changes, rowset, Verdict(Outcome.VOID, KEEPS), unchanged)

    def _changed(self, changes: tuple[Change, ...], rowset: Rowset, unchanged: Observation) -> Observation:
        """The run after the changes; where another run was there before, on what the unchanged run left."""
        study = self.study
        other = unchanged.left if another_writes(changes) else NOTHING_LEFT
        return study.trials.observe(rowset, changes, study.state, seconds=study.seconds, left=other)

    def _confirmed(
        self,
        verdict: Verdict,
        changes: tuple[Change, ...],
        rowset: Rowset,
        changed: Observation,
        impossible: str | None,
    ) -> Verdict:
        """The verdict, unless the unchanged run itself is not what it was."""
        study, known = self.study, self.study.unchanged(rowset)
        fresh = study.afresh(rowset)
        if fresh.complaint is not None:
            return Verdict(Outcome.VOID, f"varies by itself: now the unchanged run fails too: {fresh.complaint}")
        moved = {difference.place for difference in compare(known.result, fresh.result, study.scope).differences}
        sinks = sinks_of(study.schemas, rowset, (), known)
        moved |= {
            name for name, sink in sinks.items() if sink.counted(fresh.sinks[name]) != sink.counted(sink.expected)
        }
        if not moved:
            return verdict
        if moved & {difference.place for difference in verdict.differences} or not verdict.differences:
            return Verdict(Outcome.VOID, f"varies by itself: {', '.join(sorted(moved))}")
        study.remember(rowset, fresh)
        return judge(self._facts(changes, rowset, fresh, changed, impossible))

    def _facts(
        self,
        changes: tuple[Change, ...],
        rowset: Rowset,
        unchanged: Observation,
        changed: Observation,
        impossible: str | None,
    ) -> Facts:
        study = self.study
        contract = study.trials.bench.contract
        touched = touched_places(changes, rowset, [table.name for table in contract.reads])
        sinks = sinks_of(study.schemas, rowset, changes, unchanged, changed.there)
        facts = Facts(
            unchanged=unchanged,
            changed=changed,
            scope=dataclasses.replace(study.scope, retyped=_retyped(amounts_to(changes))),
            sinks=sinks,
            touches=bool(touched),
            promised=is_promised(changes, study.names, study.hints, changed.asserted),
            needs_promise=any(one.needs_promise for name in touched for one in touching(changes, name)),
            unseen=unseen_writes(
                changes,
                [table.name for table in contract.writes],
                unsent_columns(study.schemas, rowset, unchanged),
                changed.asked,
            ),
            impossible=impossible,
            causes=causes(changes),
        )
        if changed.loud is None:
            return self._returned(facts, changes, rowset, touched)
        if sinks and not there_already(changes):
            # The far end is healed and the connector run again, on what the loud run left.
            facts = dataclasses.replace(facts, healed=self._healed(changes, rowset, changed))
        return facts

    def _returned(
        self, facts: Facts, changes: tuple[Change, ...], rowset: Rowset, touched: Mapping[str, frozenset[int]]
    ) -> Facts:
        """With what is to be known of a run that was not loud: why it differs, and what becomes of untouched rows."""
        unchanged, changed = facts.unchanged, facts.changed
        differs = compare(unchanged.result, changed.result, facts.scope).differences or any(
            sink_state(sink, changed.sinks[name]) is not SinkState.AS_EXPECTED for name, sink in facts.sinks.items()
        )
        if differs:
            became = self._became(changes, rowset)
            scope = dataclasses.replace(facts.scope, became=frozenset[Pair]().union(*became.values()))
            written = self.study.trials.bench.contract.writes
            facts = dataclasses.replace(facts, scope=scope, sources=_alike(became, written))
        if touched and differs:
            facts = dataclasses.replace(facts, untouched=self._untouched(rowset, touched))
        if touched:
            facts = dataclasses.replace(facts, handed_on=self._handed_on(changes, rowset, changed))
        return facts

    def _became(self, changes: tuple[Change, ...], rowset: Rowset) -> dict[str, frozenset[Pair]]:
        """What a table's own values became, where a column holds another type; the far end is as the run left it."""
        found: dict[str, frozenset[Pair]] = {}
        system = self.study.trials.bench.system
        for placed in changes:
            if isinstance(one := plain(placed), ColumnRetyped):
                rows = rowset.rows.get(one.table) or system.read(one.table)
                told = system.values_became(one, placed.reached(rows) if isinstance(placed, Placed) else rows)
                pairs = frozenset((node_of(old), node_of(new)) for old, new in told)
                found[one.table] = found.get(one.table, frozenset()) | pairs
        return found

    def _handed_on(self, changes: tuple[Change, ...], rowset: Rowset, changed: Observation) -> tuple[Difference, ...]:
        """What is wrong in columns that hand the source's values on, where only the values are others."""
        found: list[Difference] = []
        for table in self.study.trials.bench.contract.reads:
            for one in touching(changes, table.name):
                if isinstance(valued := plain(one), NumbersGrew | TextWidened | LinesBroken):
                    names = self.study.handed_on(table.name, valued.column)
                    rows = changed_rows(changes, table.name, rowset.rows[table.name])
                    found += no_longer_handed_on(changed.result, names, cells(rows, valued.column))
        return tuple(found)

    def _untouched(self, rowset: Rowset, touched: Mapping[str, frozenset[int]]) -> Observation | None:
        """The unchanged run on the rows that the change does not touch, where the connector works row by row."""
        rest = {
            name: [place for place in range(len(rowset.rows[name])) if place not in places]
            for name, places in touched.items()
        }
        if not all(rest.values()) or not self.study.row_by_row(sorted(touched)):
            return None
        if all(len(rest[name]) == len(rowset.rows[name]) for name in rest):
            return self.study.unchanged(rowset)
        seen = self.study.afresh(rowset.only(rest, self.study.makes.tables))
        # Who reads the newest object alone reads another one where that is gone: no part of the whole.
        whole = self.study.unchanged(rowset)
        return seen if seen.complaint is None and contained(seen.result, whole.result, self.study.scope) else None

    def _healed(self, changes: tuple[Change, ...], rowset: Rowset, changed: Observation) -> Observation | None:
        """Another run, after the change is undone, on what the loud run left in the written tables."""
        study = self.study
        schemas = {schema.name: schema for schema in study.schemas}
        left = {name: rows_left(changed, schemas[name], rowset, changes) for name in changed.sinks}
        after = dataclasses.replace(rowset, rows={**rowset.rows, **left})
        state = study.trials.bench.connector.state.kept()
        try:
            return study.trials.observe(after, (), state, seconds=study.seconds, left=changed.left)
        except CannotHappen:
            # What was left does not fit into the unchanged table, so that nobody can tell.
            return None


def _alike(became: Mapping[str, frozenset[Pair]], written: Sequence[Declaration]) -> frozenset[Pair]:
    """What values of a source became that are of the same kind still, so that they keep what is declared of a sink."""
    own = {declared.name for declared in written}
    pairs = (pair for name, those in became.items() if name not in own for pair in those)
    return frozenset(
        (old, new) for old, new in pairs if isinstance(old, Cell) and isinstance(new, Cell) and old.kind == new.kind
    )


def _retyped(changes: Sequence[Change]) -> frozenset[tuple[str, str]]:
    retyped = (change for change in map(plain, changes) if isinstance(change, ColumnRetyped))
    return frozenset((_kind(change.was), _kind(change.type)) for change in retyped)


def _kind(text: str) -> str:
    """The kind of values of a type, PostgreSQL's or Arrow's: `numeric(10,2)` and `decimal128(10, 2)` hold decimals."""
    if text.startswith("timestamp["):
        return "instant" if "tz=" in text else "naive time"
    if text.startswith("dictionary<values="):
        return _kind(text.removeprefix("dictionary<values=").partition(",")[0])
    name = text.partition("(")[0]
    return _KIND_NAMES.get(name, name)
