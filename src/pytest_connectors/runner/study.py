"""What does the connector do while nothing is changed? The unchanged runs of one test, made once and remembered."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pytest_connectors.call.state import NOTHING_KEPT, Kept
from pytest_connectors.drift.changes import ANOTHER_PLAN, YET_ANOTHER_PLAN, Change
from pytest_connectors.drift.fitting import asks_of_rows
from pytest_connectors.drift.rows import Hints
from pytest_connectors.drift.schema import Row, TableSchema
from pytest_connectors.runner.advice import CACHED, advice_on, with_refusals
from pytest_connectors.runner.rowsets import Rowset, Rowsets
from pytest_connectors.runner.subsets import splitting_subset
from pytest_connectors.runner.trial import KeepsConnection, Trials
from pytest_connectors.verdicts.compare import compare, contained, varying
from pytest_connectors.verdicts.handing_on import handed_on
from pytest_connectors.verdicts.kinds import NULL, Cell, Listing, Record, is_empty, opaque_types
from pytest_connectors.verdicts.observation import Observation
from pytest_connectors.verdicts.scope import Scope
from pytest_connectors.verdicts.snapshot import node_of, rows_node

LEAST_SECONDS, FIRST_SECONDS, TIMES_UNCHANGED = 10.0, 60.0, 10.0
LEAST_REQUESTS, TIMES_REQUESTS = 100, 20
_SUBSETS = 3
KEEPS = "it keeps a connection between calls: pass a factory, or use connector.run"


@dataclass
class Study:
    """All that is known of one test's connector on the unchanged far end.

    Attributes:
        rowsets: The fixed row sets.
        names: The columns that `returns=` names; None where nothing is promised.
        complaint: Why nothing can be judged; None where the contract is live.
        void: Whether the complaint is that the runs prove nothing, rather than that the unchanged run fails.
        scope: What of results is compared.
        cursor: The column by which a connector that keeps a state tells new rows from old ones.
    """

    trials: Trials
    makes: Rowsets
    schemas: tuple[TableSchema, ...]
    names: frozenset[str] | None = None
    hints: Hints = field(default_factory=dict)
    rowsets: list[Rowset] = field(default_factory=list)
    complaint: str | None = None
    void: bool = False
    scope: Scope = field(default_factory=Scope)
    state: Kept = NOTHING_KEPT
    error: BaseException | None = None
    cursor: str | None = None
    _unchanged: dict[int, Observation] = field(default_factory=dict)
    _kept: list[Rowset] = field(default_factory=list)
    _row_by_row: dict[tuple[str, ...], bool] = field(default_factory=dict)
    _handed_on: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    _fitting: dict[tuple[int, tuple[Change, ...]], Rowset] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """The time that a call may take: what the contract says, else the larger of 10 s and ten unchanged runs."""
        timeout = self.trials.bench.contract.timeout
        if timeout is not None:
            return float(timeout)
        seen = [one.seconds for one in self._unchanged.values()]
        return max(LEAST_SECONDS, TIMES_UNCHANGED * max(seen)) if seen else FIRST_SECONDS

    def begin(self) -> None:
        """Run the test on the unchanged far end until it is known what counts, or why nothing does."""
        self.rowsets = self.makes.fixed()
        try:
            self._begin()
        except KeepsConnection:
            self._complain(KEEPS, void=True)

    def unchanged(self, rowset: Rowset) -> Observation:
        """The unchanged run on these rows, from memory where it has been made."""
        known = self._unchanged.get(id(rowset))
        return known if known is not None else self._observe(rowset)

    def afresh(self, rowset: Rowset) -> Observation:
        """The unchanged run on these rows, made anew."""
        return self.trials.observe(rowset, (), self.state, seconds=self.seconds)

    def remember(self, rowset: Rowset, seen: Observation) -> None:
        """Let this be the unchanged run on these rows from now on."""
        self._unchanged[id(rowset)] = seen

    def fitting(self, rowset: Rowset, changes: tuple[Change, ...]) -> Rowset:
        """The rows that these changes allow; the same row set where they allow all."""
        asking = asks_of_rows(changes)
        if not asking:
            return rowset
        key = (id(rowset), asking)
        if key not in self._fitting:
            fitting = self.makes.fitting(rowset, asking)
            # Where the rows are the same ones, what is known of them is known already.
            self._fitting[key] = rowset if fitting.rows == rowset.rows else fitting
            self._kept.append(rowset)
        return self._fitting[key]

    def handed_on(self, table: str, column: str) -> frozenset[str]:
        """The columns of the result that are this column of the source, value for value, on two row sets."""
        key = (table, column)
        if key not in self._handed_on:
            seen = (
                handed_on(self.unchanged(rowset).result, cells(rowset.rows[table], column))
                for rowset in self.rowsets[:2]
            )
            self._handed_on[key] = frozenset.intersection(*seen)
        return self._handed_on[key]

    def _observe(self, rowset: Rowset) -> Observation:
        seen = self.afresh(rowset)
        self._unchanged[id(rowset)] = seen
        # The key is the object's identity, so the object has to live as long as the entry.
        self._kept.append(rowset)
        return seen

    def _begin(self) -> None:
        first, state = self.trials.again(self.rowsets[0], NOTHING_KEPT, seconds=self.seconds)
        # Who asks for a hundred rows at once sees one page of fifty, and never the next.
        if first.complaint is None and self.makes.widen(self.trials.page):
            self.rowsets = self.makes.fixed()
            first, state = self.trials.again(self.rowsets[0], NOTHING_KEPT, seconds=self.seconds)
        self._unchanged[id(self.rowsets[0])] = first
        if self._is_sick(first):
            return
        if state:
            self._continue(state)
            first = self._observe(self.rowsets[0])
            if self._is_sick(first):
                return
        if types := opaque_types(first.result):
            self._complain(
                f"it returns objects that equal nothing but themselves ({', '.join(sorted(types))}): "
                "turn them into rows with observe=",
                void=True,
            )
            return
        self.scope = Scope(named=self.names)
        second = self._observe(self.rowsets[1])
        if self._is_sick(second):
            return
        # A connector that waits for what does not come makes request after request, each of them answered in time.
        requests = max(first.statements or 0, second.statements or 0)
        self.trials.budget = max(LEAST_REQUESTS, TIMES_REQUESTS * requests)
        if isinstance(first.result, Record) and isinstance(second.result, Record) and not first.result.positional:
            keyed = [name for name, _ in first.result.fields] != [name for name, _ in second.result.fields]
            self.scope = replace(self.scope, keyed=keyed)
        if (dead := self._dead(first, second)) is not None:
            self._complain(with_refusals(dead, first, second), void=True)
            return
        self._look_for_what_varies(first)

    def _is_sick(self, seen: Observation) -> bool:
        if seen.complaint is None:
            return False
        self._complain(advice_on(seen, self.trials.bench.contract))
        self.error = self.trials.error if seen.promise is None else None
        return True

    def _complain(self, text: str, *, void: bool = False) -> None:
        self.complaint, self.void = text, void

    def _dead(self, first: Observation, second: Observation) -> str | None:
        """Why the contract is not live: nothing is observed, or what is observed has nothing to do with the rows."""
        contract = self.trials.bench.contract
        if second.statements == 0 or first.statements == 0:
            # Mocks of HTTP are made in the process of the test.
            is_mocked = contract.operations and not self.trials.is_command
            return f"it did not ask the far end{CACHED}{', or answered by a mock?' if is_mocked else '?'}"
        wrote = any(self._effect(seen, self.rowsets[i]) for i, seen in enumerate((first, second)))
        if contract.writes:
            return None if wrote or not is_empty(first.result) else "nothing is observed: it wrote nothing"
        if is_empty(first.result):
            if first.result == NULL or self.trials.is_command:
                how = "give observe=" if self.trials.is_command else "return the rows"
                return f"nothing is observed: {how}, or declare what it writes"
            return "the generated rows do not pass its filter: give rows= or joins="
        if compare(first.result, second.result, replace(self.scope, named=None)).differences:
            return None
        if len(self.rowsets[0].rows) and not compare(second.result, first.result, self.scope).differences:
            return (
                "its result does not depend on the rows, so it shows nothing: return the rows, or, where it filters "
                "them all, give rows= or joins="
            )
        return None

    def _effect(self, seen: Observation, rowset: Rowset) -> bool:
        return any(seen.sinks[name] != rows_node(rowset.rows[name]) for name in seen.sinks)

    def _look_for_what_varies(self, first: Observation) -> None:
        """Which fields differ between two runs of the same, and whether the connector puts its rows into an order."""
        again = self.afresh(self.rowsets[0])
        fields = varying(first.result, again.result, self.scope)
        if fields is None:
            self._complain("its result varies by itself, as a whole: two runs on the same rows differ", void=True)
            return
        self.scope = replace(self.scope, ignored=fields)
        if self.trials.is_command or compare(first.result, again.result, replace(self.scope, ordered=True)).differences:
            return
        # An order is the connector's where it depends neither on how rows were put nor on how the server found them.
        in_order = replace(self.scope, ordered=True)
        backwards = self.rowsets[0].backwards(self.schemas)
        for plan in (ANOTHER_PLAN, YET_ANOTHER_PLAN):
            seen = self.trials.observe(backwards, (plan,), self.state, seconds=self.seconds)
            if seen.complaint is not None or compare(first.result, seen.result, in_order).differences:
                return
        self.scope = in_order

    def _continue(self, state: Kept) -> None:
        """The connector keeps a state: from now on each run is its second, and finds more rows than its first."""
        self.state = state
        best: tuple[int, str | None] = (-1, None)
        for column in self._cursors():
            rowset = _divided(self.rowsets[0], self.trials.bench.contract.reads[0].name, column)
            _, kept = self.trials.again(Rowset(rowset.first or {}, rowset.payloads), NOTHING_KEPT, seconds=self.seconds)
            seen = self.trials.observe(rowset, (), kept, seconds=self.seconds)
            size = len(seen.result.items) if isinstance(seen.result, Listing) else int(not is_empty(seen.result))
            if seen.complaint is None and size > best[0]:
                best, self.state = (size, column), kept
        if best[1] is not None and best[0] > 0:
            name, self.cursor = self.trials.bench.contract.reads[0].name, best[1]
            self.rowsets = [_divided(rowset, name, best[1]) for rowset in self.rowsets]
            # One state for all sets: the run before saw the rows of the first set's first half.
            first = self.rowsets[0].first or {}
            _, self.state = self.trials.again(
                Rowset(first, self.rowsets[0].payloads), NOTHING_KEPT, seconds=self.seconds
            )
        self._unchanged.clear()

    def _cursors(self) -> Sequence[str]:
        """Columns by which a connector may tell new rows from old ones."""
        reads = self.trials.bench.contract.reads
        if not reads:
            return ()
        schema = next(schema for schema in self.schemas if schema.name == reads[0].name)
        bases = ("int2", "int4", "int8", "timestamp", "timestamptz", "date", "numeric")
        found = [column.name for column in schema.columns if column.type.base in bases]
        return () if schema.view else sorted(found, key=lambda name: (name,) not in schema.unique)

    def row_by_row(self, tables: Sequence[str]) -> bool:
        """Whether the connector works row by row: random subsets of these tables' rows give parts of the whole."""
        key = tuple(tables)
        if key not in self._row_by_row:
            shown = (self._is_row_by_row(rowset, tables) for rowset in self.rowsets)
            self._row_by_row[key] = next((told for told in shown if told is not None), False)
        return self._row_by_row[key]

    def _is_row_by_row(self, rowset: Rowset, tables: Sequence[str]) -> bool | None:
        """What one row set shows; None where it has no subset that would show it."""
        whole = self.unchanged(rowset)
        rng = random.Random(len(tables))  # noqa: S311 - rows, not secrets
        for _ in range(_SUBSETS):
            places = {name: splitting_subset(rowset.rows[name], rng) for name in tables}
            if any(chosen is None for chosen in places.values()):
                return None
            chosen_places = {name: chosen or () for name, chosen in places.items()}
            part = self.afresh(rowset.only(chosen_places, self.makes.tables))
            if part.complaint is not None or not contained(part.result, whole.result, self.scope):
                return False
            if any(not contained(rows, whole.sinks[name], Scope()) for name, rows in part.sinks.items()):
                return False
            if is_empty(part.result) and not is_empty(whole.result):
                return False
        return True


def cells(rows: Sequence[Row], column: str) -> list[Cell]:
    """The values of a column, those that are no cells left out."""
    return [node for row in rows if isinstance(node := node_of(row.get(column)), Cell)]


def _divided(rowset: Rowset, table: str, column: str) -> Rowset:
    """The same rows, of which those with the lower half of a column's values were there before."""
    rows = sorted(rowset.rows[table], key=lambda row: (row[column] is not None, _orderable(row[column])))
    half = tuple(rows[: len(rows) // 2])
    return replace(rowset, first={**rowset.rows, table: half})


def _orderable(value: object) -> float:
    match value:
        case dt.datetime():
            return value.replace(tzinfo=value.tzinfo or dt.UTC).timestamp()
        case dt.date():
            return float(value.toordinal())
        case int() | float() | Decimal():
            return float(value)
        case _:
            return 0.0
