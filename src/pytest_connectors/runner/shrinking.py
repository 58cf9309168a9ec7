"""What is the smallest failure? Hypothesis draws rows for a case that failed, and shrinks them."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_connectors.drift.schema import Rows
from pytest_connectors.drift.strategies import rows
from pytest_connectors.runner.budget import Allowance, Budget
from pytest_connectors.runner.judging import Judge, Trialled
from pytest_connectors.runner.searching import Enough, Found, search
from pytest_connectors.verdicts.outcome import Outcome


def smallest(judge: Judge, failed: Trialled, impossible: str | None, budget: Budget) -> Trialled:
    """The same failure on the fewest and simplest rows that were found within a number of runs.

    Args:
        judge: Judges the cases.
        failed: The failure.
        impossible: Why no connector can survive the change, where none can.
        budget: How many cases may be run, and for how long.
    """
    makes, known = judge.study.makes, dict[str, Trialled | None]()
    pool: Mapping[str, Rows] = {**failed.rowset.rows, **failed.rowset.payloads}
    best, allowance = [failed], Allowance(budget.shrink_runs, budget.shrink_seconds)

    def is_the_same(drawn: Mapping[str, Rows]) -> None:
        key = repr(drawn)
        if key not in known:
            if not allowance.take():
                raise Enough
            known[key] = _case(judge, failed, drawn, impossible)
        trialled = known[key]
        if trialled is not None:
            best[0] = trialled
            raise Found

    strategy = rows(makes.tables, makes.hints, makes.fixed_names(failed.rowset), pool)
    search(strategy, is_the_same, budget.examples, budget.seed)
    return min((failed, best[0]), key=_size)


def _case(judge: Judge, failed: Trialled, drawn: Mapping[str, Rows], impossible: str | None) -> Trialled | None:
    rowset = judge.study.makes.settled(drawn)
    if rowset is None:
        return None
    # It has been seen to fail by the change and not by itself.
    trialled = judge.case(failed.changes, rowset, impossible, confirm=False)
    same = (trialled.outcome, trialled.verdict.silence) == (failed.outcome, failed.verdict.silence)
    return trialled if same and trialled.outcome is not Outcome.VOID else None


def _size(trialled: Trialled) -> int:
    return sum(len(rows) for rows in (*trialled.rowset.rows.values(), *trialled.rowset.payloads.values()))
