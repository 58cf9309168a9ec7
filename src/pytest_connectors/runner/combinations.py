"""What if several things change at once? Hypothesis combines two to four changes, with free names, types and places."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.changes import Change, target_of
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.drift.strategies import new_names
from pytest_connectors.runner.budget import Allowance, Budget
from pytest_connectors.runner.judging import Judge, Trialled
from pytest_connectors.runner.rowsets import Rowset
from pytest_connectors.runner.searching import Enough, Found, search
from pytest_connectors.scenarios.catalogue import COMBINED, direction_of
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.scenario import Item, Scenario
from pytest_connectors.verdicts.outcome import Outcome

LEAST, MOST = 2, 4
_TYPES = st.sampled_from(
    [("text", "a"), ("integer", "7"), ("boolean", "true"), ("numeric", "7.5"), ("date", "2026-05-05")]
)


class Combinations:
    """Combinations of the changes that can happen to one contract's tables."""

    def __init__(self, judge: Judge, item: Item, fails: Callable[[Trialled, Owed], bool]) -> None:
        """For an item; `fails` says whether a case is what is sought."""
        self._judge, self._item, self._fails = judge, item, fails
        self._parts = {scenario: list(self._changes(scenario)) for scenario in COMBINED}

    def worst(self, budget: Budget) -> tuple[Trialled | None, str]:
        """The smallest combination that fails, else one of the worst; None and a reason where there is none to draw."""
        singles = [one for changes in self._parts.values() for one in changes]
        if len({_slot(one) for one in singles}) < LEAST:
            return None, "there are fewer than two changes to combine"
        parts = self._worth_combining(budget)
        known: dict[str, Trialled | None] = {}
        seen: list[Trialled] = []
        failed: list[Trialled] = []
        rowsets = self._judge.study.rowsets
        examples = 1 if self._judge.study.trials.is_command else budget.examples
        drawing = Allowance(examples, budget.seconds)
        shrinking = Allowance(budget.shrink_runs if examples > 1 else 0, budget.seconds + budget.shrink_seconds)

        def fails(drawn: tuple[tuple[Change, ...], int]) -> None:
            key = repr(drawn)
            if key not in known:
                if not (shrinking if failed else drawing).take():
                    raise Enough
                trialled = self._judge.case(drawn[0], rowsets[drawn[1]])
                seen.append(trialled)
                known[key] = trialled if self._fails(trialled, self.owed(drawn[0])) else None
            if (found := known[key]) is not None:
                failed.append(found)
                raise Found

        strategy = st.tuples(self._strategy(parts), st.sampled_from(range(len(rowsets) - 1, -1, -1)))
        search(strategy, fails, examples, budget.seed)
        if failed:
            return failed[-1], ""
        return min(seen, key=lambda one: one.outcome.rank, default=None), "nothing could be drawn"

    def owed(self, changes: Sequence[Change]) -> Owed:
        """What is owed under these changes: of all, what asks the least."""
        owed = [self._owed_in.get(_sort(one), Owed.SPEAK) for one in changes]
        return max(owed, key=list(Owed).index)

    @property
    def _owed_in(self) -> dict[str, Owed]:
        contract = self._judge.study.trials.bench.contract
        found: dict[str, Owed] = {}
        for scenario, changes in self._parts.items():
            for one in changes:
                table = next(t for t in contract.declarations if t.name == getattr(one, "table", None))
                owes = scenario.owed(direction_of(contract, table))
                if owes is not None:
                    found[_sort(one)] = owes
        return found

    def _changes(self, scenario: Scenario) -> Any:
        contract = self._judge.study.trials.bench.contract
        for schema in self._judge.study.schemas:
            table = next(one for one in contract.declarations if one.name == schema.name)
            applies = scenario.owed(direction_of(contract, table)) is not None
            if schema.name in self._item.tables and applies:
                for target in scenario.targets_in(schema):
                    yield target.variants[0][0]

    def _worth_combining(self, budget: Budget) -> list[list[Change]]:
        """The changes, by kind, that are not loud alone, since what breaks loudly hides what else is wrong; or all."""
        every = [changes for changes in self._parts.values() if changes]
        if self._judge.study.trials.is_command:
            return every
        rowset, alone = self._judge.study.rowsets[-1], Allowance(budget.singles, budget.seconds / 2)
        tried: list[list[Change]] = [[] for _ in every]
        # One of each kind in turn, so that a limit leaves out no kind as a whole.
        for place in range(max(map(len, every))):
            for changes, good in zip(every, tried, strict=True):
                if place < len(changes) and alone.take() and self._is_not_loud((changes[place],), rowset):
                    good.append(changes[place])
        kept = [changes for changes in tried if changes]
        return kept if len({_slot(one) for changes in kept for one in changes}) >= LEAST else every

    def _is_not_loud(self, changes: tuple[Change, ...], rowset: Rowset) -> bool:
        outcome = self._judge.case(changes, rowset, confirm=False).outcome
        return outcome not in (Outcome.LOUD, Outcome.NOT_APPLICABLE)

    def _strategy(self, kinds: Sequence[Sequence[Change]]) -> st.SearchStrategy[tuple[Change, ...]]:
        """A kind of change first, then one of it: else those that every column has would be nearly all."""
        schemas = {schema.name: schema for schema in self._judge.study.schemas}
        single = st.sampled_from(kinds).flatmap(st.sampled_from)
        one = single.flatmap(lambda change_: _freed(change_, schemas[change_.table]))  # type: ignore[union-attr]  # all of these are of a table
        return st.lists(one, min_size=LEAST, max_size=MOST, unique_by=_slot).map(tuple)


def _freed(single: Change, schema: TableSchema) -> st.SearchStrategy[Change]:
    """The change with a free name, type and value."""
    match single:
        case change.ColumnRenamed():
            return new_names(schema.column_names).map(lambda name: dataclasses.replace(single, to=name))
        case change.ColumnAdded():
            return st.tuples(new_names(schema.column_names), _TYPES).map(
                lambda drawn: dataclasses.replace(single, column=drawn[0], type=drawn[1][0], value=drawn[1][1])
            )
        case _:
            return st.just(single)


def _slot(one: Change) -> str:
    """What the change happens to: two changes of one slot would be in each other's way."""
    match one:
        case change.ColumnAdded(before=None, table=table, required=required):
            return f"{table} end {required}"
        case change.ColumnAdded(table=table, before=before):
            return f"{table} before {before}"
        case _:
            return f"{getattr(one, 'table', '')} {target_of(one)}"


def _sort(one: Change) -> str:
    """What kind of change it is, as far as what is owed depends on it."""
    facts = (getattr(one, name, None) for name in ("table", "required", "kind", "way", "alike", "limit"))
    return f"{type(one).__name__} {getattr(one, 'before', None) is not None} {tuple(facts)}"
