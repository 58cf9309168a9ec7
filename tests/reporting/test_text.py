"""The matrix on a terminal: 80 columns, readable without colour."""

from __future__ import annotations

import dataclasses

from pytest_connectors.reporting import fixes
from pytest_connectors.reporting.block import block
from pytest_connectors.reporting.matrix import About, Matrix
from pytest_connectors.reporting.text import grid, summary
from pytest_connectors.scenarios.catalogue import IDS
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.verdicts.case import Case, Gate
from pytest_connectors.verdicts.outcome import Outcome, Silence

BASE = Case("orders", "baseline", "baseline")
DROPPED = Case("orders", "column-dropped", "drift", target="note", outcome=Outcome.LOUD, owed=Owed.SPEAK)
ADDED = Case(
    "orders",
    "column-added-first",
    "drift",
    target="amount",
    change="column 'added_upstream' (text) added to purchases before 'amount'",
    outcome=Outcome.SILENT,
    silence=Silence.ALTERED,
    owed=Owed.SURVIVE,
    reason="it returned, and altered: amount",
    fails=True,
    where="purchases.py:24",
    differences=(("amount", "0.10", "'a'"),),
    rows=("{'id': 1, 'amount': Decimal('0.10')}",),
    nodeid="test_p.py::test_reads[column-added-first]",
)
NULL = Case("orders", "null-appeared", "drift", target="amount", outcome=Outcome.UNGUARDED, reason="nothing promised")
PASSED_ON = Case("orders", "int-to-text", "drift", target="id", outcome=Outcome.SILENT, silence=Silence.PASSED_ON)
ROTATED = Case("orders", "password-rotated", "credentials", target="role", outcome=Outcome.LOUD, owed=Owed.SPEAK)
OTHER = Case("users", "column-dropped", "drift", target="id", outcome=Outcome.NOT_APPLICABLE)
ALL = [BASE, DROPPED, ADDED, NULL, PASSED_ON, ROTATED, OTHER]
MATRIX = Matrix.of(ALL, [About("orders", "growth-ml", "1.4.0", "2027-06-30")], ["PostgreSQL 16.14, a wheel"])


def test_a_line_a_connector_and_a_line_a_finding() -> None:
    """What passes is counted by family; what is wrong is told with its targets and its place in the code."""
    # connector  drift  credentials  found
    # orders       2/4          1/1  1 silent, 1 passed on, 1 unguarded, 2 loud
    lines = summary(MATRIX)
    assert lines[0] == "connector  drift  credentials  found"
    assert lines[1] == "orders       2/4          1/1  1 silent, 1 passed on, 1 unguarded, 2 loud"
    assert lines[2].split() == ["users", "-", "-"]
    assert "silent (altered)    orders  column-added-first[amount]  purchases.py:24" in lines
    assert "unguarded           orders  null-appeared[amount]" in lines
    assert lines[-2:] == ["orders: owner growth-ml, version 1.4.0, sunset 2027-06-30", "PostgreSQL 16.14, a wheel"]
    assert all(len(line) <= 80 for line in lines)


def test_a_grid_of_many_scenarios_goes_on_below() -> None:
    """80 columns, however many scenarios there are."""
    cases = [dataclasses.replace(DROPPED, scenario=f"{one}-column-dropped") for one in range(40)]
    lines = grid(Matrix.of([BASE, *cases]))
    assert all(len(line) <= 80 for line in lines)
    assert [line.split()[:2] for line in lines if line.startswith("connector")] == [
        ["connector", "1"],
        ["connector", "24"],
    ]
    assert sum(line.count(" L") for line in lines if line.startswith("orders")) == 40


def test_one_reason_for_many_scenarios_is_told_once() -> None:
    """What is void for the same reason, and what is unguarded, is one line each; what fails has a line of its own."""
    void = [dataclasses.replace(BASE, outcome=Outcome.VOID, fails=True, reason="cached?")]
    void += [dataclasses.replace(DROPPED, outcome=Outcome.VOID, fails=True, reason=why) for why in ("cached?", "died")]
    void[2] = dataclasses.replace(void[2], scenario="column-renamed")
    unguarded = [NULL, dataclasses.replace(NULL, scenario="rows-empty", target="orders")]
    lines = summary(Matrix.of([*void, *unguarded, ADDED]))
    assert "void                orders  baseline and 1 more" in lines
    assert "void                orders  column-renamed[note]" in lines
    assert "unguarded           orders  null-appeared[amount] and 1 more" in lines
    assert sum(line.startswith("silent") for line in lines) == 1


def test_the_grid_has_a_letter_a_cell_and_a_legend() -> None:
    """What fails the run is marked."""
    lines = grid(MATRIX)
    assert lines[1].split() == ["orders", ".", "L", "S!", "P", "u", "L"]
    assert "1 baseline  2 column-dropped  3 column-added-first  4 int-to-text" in lines[4]
    assert all(len(line) <= 80 for line in lines)


def test_a_failing_case_is_told_with_what_to_do() -> None:
    """Who and how, the change, the rows, before and after, the place, and Fix, Rerun, Accept."""
    assert block(ADDED).splitlines() == [
        "orders fails silently in 'column-added-first', a change that it must survive:",
        "altered.",
        "",
        "  change   column 'added_upstream' (text) added to purchases before 'amount'",
        "  rows     {'id': 1, 'amount': Decimal('0.10')}",
        "  before   amount: 0.10",
        "  after    amount: 'a'",
        "  why      it returned, and altered: amount",
        "  where    purchases.py:24",
        "",
        "Fix:    name the columns in the query, or validate in the connector what it",
        "        returns.",
        'Rerun:  pytest --connector-contracts "test_p.py::test_reads[column-added-first]"',
        'Accept: known_breaks={"column-added-first": "why, until when"}',
    ]


def test_damage_and_hangs_are_accepted_by_name_only() -> None:
    """A plain key covers neither, so the advice names the outcome."""
    told = block(dataclasses.replace(ADDED, outcome=Outcome.DAMAGED, silence=None))
    assert 'Accept: known_breaks={"column-added-first: damaged": "why, until when"}' in told


def test_a_connector_of_which_nothing_was_judged_is_named() -> None:
    """Such a run is no success."""
    assert MATRIX.unjudged == ("users",)


def test_a_case_comes_back_from_json_as_it_was() -> None:
    """So it travels between processes."""
    for case in ALL:
        assert Case.from_json(case.to_json()) == case


def test_the_gate() -> None:
    """The outcome is a fact, the gate is a policy."""
    loud_but_compatible = dataclasses.replace(DROPPED, owed=Owed.SURVIVE)
    leaked = dataclasses.replace(DROPPED, finding="the error holds the connector's password")
    broken_promise = dataclasses.replace(PASSED_ON, broke_promise=True)
    real = dataclasses.replace(PASSED_ON, hypothetical=False)
    fails = [ADDED, loud_but_compatible, leaked, broken_promise, real]
    fails += [
        dataclasses.replace(ADDED, outcome=o, silence=None) for o in (Outcome.HANGS, Outcome.DAMAGED, Outcome.VOID)
    ]
    passes = [BASE, DROPPED, NULL, PASSED_ON, ROTATED, OTHER]
    assert all(Gate().holds(case) for case in fails)
    assert not any(Gate().holds(case) for case in passes)
    assert not any(Gate(frozenset()).holds(case) for case in [*fails, *passes])
    assert Gate(frozenset({"unguarded"})).holds(NULL)
    assert Gate(frozenset({"passed-on"})).holds(PASSED_ON)


def test_advice_is_given_for_scenarios_that_there_are() -> None:
    """Each sentence belongs to a scenario; a change that must be survived, and breaks loudly, has its own."""
    assert fixes._FIXES.keys() <= set(IDS)
    style = dataclasses.replace(ADDED, scenario="orders-datestyle-changed", outcome=Outcome.LOUD, silence=None)
    assert "datestyle=ISO" in fixes.fix_of(style)
    assert fixes.fix_of(ADDED) == fixes._FIXES["column-added-first"]
    for system, scenario, words in (
        ("s3", "activity-csv-delimiter-new-only", "dialect"),
        ("s3", "column-dropped-new-only", "each object by itself"),
        ("s3", "column-dropped", "that each object has the columns"),
        ("s3", "listing-paged", "paginator"),
        ("postgres", "column-dropped", "one is missing"),
        ("rest", "products-field-removed", "every field"),
        ("rest", "field-enum-added", "every label"),
        ("rest", "page-ignored", "brings nothing new"),
        ("rest", "gone-410", "raise_for_status"),
    ):
        assert words in fixes.fix_of(dataclasses.replace(DROPPED, scenario=scenario, system=system))
    assert all(any(one.startswith(beginning) for one in IDS) for beginning in fixes._BEGINNINGS)


def test_what_a_comparison_of_documents_would_not_have_seen_is_told_at_the_end() -> None:
    """Silent cases of which a comparison says INFO are named; those that it calls breaking, and loud ones, are not."""
    removed = dataclasses.replace(
        DROPPED, scenario="field-removed", system="rest", judgement="INFO response-optional-property-removed"
    )
    silent = dataclasses.replace(removed, outcome=Outcome.SILENT, silence=Silence.LOST, target="price")
    breaking = dataclasses.replace(silent, scenario="field-renamed", judgement="ERR response-required-property-removed")
    lines = summary(Matrix.of([removed, silent, breaking]))
    assert lines[-2:] == [
        "Without a word, where a comparison of the documents says no more than INFO:",
        "  orders field-removed[price]",
    ]
    assert "INFO" not in "\n".join(summary(Matrix.of([removed, breaking])))
