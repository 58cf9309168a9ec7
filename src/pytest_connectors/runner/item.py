"""What does one scenario come to for one test? Every target in turn, within the item's time, and the worst of them."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_connectors.contract import KnownBreak
from pytest_connectors.drift.changes import Change, Migrated
from pytest_connectors.drift.schema import Rows
from pytest_connectors.errors import BadContract, BadProposal, CannotHappen, ServerDied
from pytest_connectors.runner.budget import Budget
from pytest_connectors.runner.combinations import Combinations
from pytest_connectors.runner.judging import NOT_ALLOWED, Judge, Trialled
from pytest_connectors.runner.shrinking import smallest
from pytest_connectors.runner.study import Study
from pytest_connectors.runner.tracing import line_at_fault
from pytest_connectors.scenarios.catalogue import SEVERAL
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.scenario import Item
from pytest_connectors.scenarios.targets import Target
from pytest_connectors.verdicts.case import Case, Gate
from pytest_connectors.verdicts.judge import Verdict
from pytest_connectors.verdicts.outcome import NOTHING_TO_REHEARSE, Outcome

_MOST_ROWS_SHOWN = 4


@dataclass
class ItemRun:
    """One scenario of one test."""

    study: Study
    item: Item
    gate: Gate = field(default_factory=Gate)
    budget: Budget = field(default_factory=Budget)
    nodeid: str = ""

    def cases(self) -> list[Case]:
        """Every case that was run, and a note for every target that was not."""
        if self.item.scenario is SEVERAL:
            return self._several()
        try:
            targets = self._in_order(self._targets())
        except CannotHappen as error:
            return [self._case("", "", Verdict(Outcome.NOT_APPLICABLE, f"not applicable: {error}"))]
        if self.item.scenario.of_cursor:
            targets = [target for target in targets if target.name == self.study.cursor]
        if not targets and (proposal := self.item.scenario.proposal) is not None:
            why = f"{NOTHING_TO_REHEARSE}: {proposal.said} differs in nothing from what is declared"
            return [self._case("", "", Verdict(Outcome.NOT_APPLICABLE, why))]
        if not targets:
            why = f"{', '.join(self.item.tables)} has nothing that this could happen to"
            if self.item.scenario.of_cursor and self.study.cursor is None:
                why = "the connector keeps no state from which it goes on"
            return [self._case("", "", Verdict(Outcome.NOT_APPLICABLE, f"not applicable: {why}"))]
        return [case for case, _ in self._enumerated(targets)]

    def _targets(self) -> list[Target]:
        """Everything that the scenario can happen to; what a proposal does, the far end says."""
        scenario = self.item.scenario
        if scenario.proposal is None:
            return self.item.targets(self.study.schemas)
        try:
            changes = self.study.trials.bench.system.proposed(scenario.proposal, scenario.placement)
        except BadContract as error:
            raise BadProposal(str(error)) from error
        return [Target(self.item.tables[0], (changes,))] if changes else []

    def _enumerated(self, targets: list[Target]) -> list[tuple[Case, Trialled | None]]:
        began = time.monotonic()
        found: list[tuple[Case, Trialled | None]] = []
        for i, target in enumerate(targets):
            late = time.monotonic() - began > self.budget.seconds
            hung = any(case.outcome is Outcome.HANGS for case, _ in found)
            if late or hung:
                why = (
                    "after the first hang no further target is tried"
                    if hung
                    else f"no time left of {self.budget.seconds:g} s"
                )
                rest = [
                    self._case(other.name, "", Verdict(Outcome.NOT_RUN, f"not run: {why}")) for other in targets[i:]
                ]
                found += [(case, None) for case in rest]
                break
            trialled = self._tried(target)
            _check_that_it_can_be(trialled)
            found.append((self._told(target.name, trialled, target.owed), trialled))
        return self._with_smallest(found)

    def _tried(self, target: Target) -> Trialled:
        """The worst that a target comes to, over its variants and the fixed row sets."""
        judge, variants, sets = Judge(self.study), target.variants, len(self.study.rowsets)
        seen: list[Trialled] = []
        for i in range(1 if self.study.trials.is_command else max(len(variants), sets)):
            # What is loud on one row set is loud on the others; another variant may still be silent.
            if seen and seen[-1].outcome is Outcome.LOUD and i >= len(variants):
                break
            seen.append(self._repeated(judge, variants[i % len(variants)], i % sets, target.impossible))
            if seen[-1].outcome not in (Outcome.SURVIVES, Outcome.LOUD, Outcome.NOT_APPLICABLE):
                break
        return min(seen, key=lambda one: one.outcome.rank)

    def _repeated(
        self, judge: Judge, changes: tuple[Change, ...], number: int, impossible: str | None = None
    ) -> Trialled:
        """One case; if the server dies in it, once more on a new one, and then no more."""
        impossible = impossible or self.item.scenario.impossible
        bench, rowset = self.study.trials.bench, self.study.rowsets[number]
        for _ in range(2):
            try:
                return judge.case(changes, rowset, impossible)
            except ServerDied:
                bench.system.revive()
                bench.system.declare(bench.contract)
        verdict = Verdict(Outcome.VOID, "the server died twice: in this case, and again when it was repeated")
        return Trialled(changes, rowset, verdict, self.study.unchanged(rowset))

    def _in_order(self, targets: list[Target]) -> list[Target]:
        """Columns that the connector asked for by name first, so that what matters is within the time."""
        asked = " ".join(self.study.unchanged(self.study.rowsets[0]).asked)
        return sorted(targets, key=lambda target: target.name not in asked)

    def _with_smallest(self, found: list[tuple[Case, Trialled | None]]) -> list[tuple[Case, Trialled | None]]:
        """The worst failing case, told on the fewest rows, with the line of code at fault."""
        failing = [
            (case, trialled) for case, trialled in found if case.fails and not case.known and trialled is not None
        ]
        if not failing:
            return found
        case, trialled = min(failing, key=lambda pair: pair[0].outcome.rank)
        told = (self._smaller(case, trialled, case.owed), trialled)
        return [told if one is case else (one, other) for one, other in found]

    def _smaller(self, case: Case, trialled: Trialled, owed: Owed | None = None) -> Case:
        if case.outcome in (Outcome.HANGS, Outcome.VOID):
            return case
        study = self.study
        if not study.trials.is_command and not study.state:
            trialled = smallest(Judge(study), trialled, self.item.scenario.impossible, self.budget)
        told = self._told(case.target, trialled, owed)
        if study.trials.is_command or case.outcome is Outcome.LOUD:
            return told
        where = line_at_fault(study.trials, trialled.rowset, trialled.changes, study.state, study.seconds)
        return dataclasses.replace(told, where=where or told.where)

    def _several(self) -> list[Case]:
        combinations = Combinations(Judge(self.study), self.item, self._fails_alone)
        trialled, why = combinations.worst(self.budget)
        if trialled is None:
            return [self._case("", "", Verdict(Outcome.NOT_APPLICABLE, f"not applicable: {why}"))]
        owed = combinations.owed(trialled.changes)
        case = self._told("", trialled, owed)
        return [self._smaller(case, trialled, owed) if case.fails and not case.known else case]

    def _fails_alone(self, trialled: Trialled, owed: Owed) -> bool:
        case = self._told("", trialled, owed)
        return case.fails and not case.known

    def _told(self, target: str, trialled: Trialled, owed: Owed | None = None) -> Case:
        changed, verdict = trialled.changed, trialled.verdict
        shown = self.study.trials.bench.system.told(trialled.changes)
        change = shown.sentence or "; ".join(one.sentence for one in trialled.changes)
        case = self._case(target, change, verdict, owed)
        fault = verdict.fault
        return dataclasses.replace(
            case,
            document=shown.difference if case.fails else (),
            judgement=shown.judgement,
            where=(fault.where if fault is not None else None) or changed.where,
            rows=_shown(self._rows_at_stake(trialled)) if case.fails else (),
            payloads=_shown(trialled.rowset.payloads) if case.fails else (),
        )

    def _rows_at_stake(self, trialled: Trialled) -> Mapping[str, Rows]:
        """The rows of the tables that changed; all where the system as a whole did."""
        changed = {table for one in trialled.changes if (table := getattr(one, "table", None)) is not None}
        rows = trialled.rowset.rows
        return {name: rows[name] for name in rows if name in changed} or rows

    def _case(self, target: str, change: str, verdict: Verdict, owed: Owed | None = None) -> Case:
        study, contract = self.study, self.study.trials.bench.contract
        case = Case(
            connector=contract.name,
            scenario=self.item.id,
            family=self.item.scenario.family.value,
            target=target,
            table=self.item.table,
            system=self._system(),
            option=self.item.scenario.option,
            change=change,
            outcome=verdict.outcome,
            silence=verdict.silence,
            owed=owed or self.item.owed,
            hypothetical=not self.item.scenario.real,
            reason=verdict.reason,
            broke_promise=verdict.broke_promise,
            recovers=verdict.recovers,
            names_cause=verdict.names_cause,
            error=None if verdict.fault is None else f"{verdict.fault.kind}: {verdict.fault.message}".strip(),
            differences=tuple((d.place, d.before, d.after) for d in verdict.differences),
            not_compared=tuple(sorted(study.scope.ignored)),
            added=verdict.added,
            finding=self._finding(verdict),
            nodeid=self.nodeid,
        )
        case = dataclasses.replace(case, fails=self.gate.holds(case))
        accepted = self._accepted(case) if case.fails else None
        return dataclasses.replace(case, known=None if accepted is None else accepted.reason)

    def _system(self) -> str:
        """The system in which it happens; of several the first."""
        mine = (schema.system for schema in self.study.schemas if schema.name in self.item.tables)
        return next(mine, "")

    def _finding(self, verdict: Verdict) -> str | None:
        fault = verdict.fault
        # What is silent was raised by the test's own assertion, in which pytest tells every value.
        if fault is None or verdict.outcome is Outcome.SILENT:
            return None
        said = f"{fault.message}\n{fault.chain}"
        secrets = self.study.trials.bench.system.secrets
        return next((f"the error holds {name}" for name, secret in secrets.items() if secret in said), None)

    def _accepted(self, case: Case) -> KnownBreak | None:
        known = self.study.trials.bench.contract.known_breaks
        mine = [one for one in known if one.scenario in (self.item.id, self.item.scenario.id)]
        return next((one for one in mine if one.covers(case.target, case.outcome.value)), None)


def _check_that_it_can_be(trialled: Trialled) -> None:
    """Say so where a migration refuses the rows, whichever they are: that is no verdict on the connector.

    Raises:
        BadProposal: With the server's own words.
    """
    reason = trialled.verdict.reason
    if reason.startswith(NOT_ALLOWED) and any(isinstance(one, Migrated) for one in trialled.changes):
        said = reason.removeprefix(NOT_ALLOWED)
        msg = f"{said}\nIt is the rows that it refuses. Give rows that it takes: Table(..., rows=[{{...}}])."
        raise BadProposal(msg)


def _shown(rows: Mapping[str, Rows]) -> tuple[str, ...]:
    """A few rows of each table as text, with the table's name where there are several."""
    lines: list[str] = []
    for name, those in rows.items():
        label = f"{name} " if len(rows) > 1 else ""
        lines += [f"{label}{row}" for row in those[:_MOST_ROWS_SHOWN]]
        if len(those) > _MOST_ROWS_SHOWN:
            lines.append(f"{label}... and {len(those) - _MOST_ROWS_SHOWN} more")
    return tuple(lines)
