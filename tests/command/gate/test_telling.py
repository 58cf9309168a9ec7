"""Is the answer told so that people and machines know who breaks, who owns it and what to run?"""

from __future__ import annotations

import json
from dataclasses import replace

from pytest_connectors.reporting.matrix import About
from pytest_connectors.verdicts.outcome import Outcome, Silence

from .rehearsed import CHANGE, ELSEWHERE, HANGS, KNOWN, LOUD, NOT_RUN, SAME, SILENT, TO_18, VOID, Asked


def test_who_breaks_who_owns_it_and_what_is_not_known(ask_18: Asked) -> None:
    """First the answer; then a line for each that breaks, the worst first; then owners, the others, and what to run."""
    status, said, _ = ask_18(SILENT, LOUD, HANGS, KNOWN, VOID, NOT_RUN, replace(NOT_RUN, connector="newer"), ELSEWHERE)
    assert status == 1
    assert said.splitlines() == [
        "PostgreSQL 18: must not go: 3 of 8 connectors break, 4 are unknown, 1 is",
        "  accepted.",
        "  PostgreSQL 16.4 becomes 18.1",
        "",
        "push        no owner   hangs",
        "    the call did not come back before its deadline",
        "history     growth-ml  silent: passed on  connectors/history.py:13",
        "    epoch: 1700000000.5 before, Decimal('1700000000.5') after (and 1 more)",
        "statistics  data       loud               connectors/statistics.py:7",
        '    UndefinedColumn: column "buffers_backend" does not exist',
        "",
        "Talk to data (statistics) and growth-ml (history).",
        "No owner is named for push.",
        "",
        "Accepted:",
        "  legacy (data): loud: SHOP-41: goes with the warehouse, until 2030-01-01",
        "",
        "Unknown:",
        "  export: void: varies by itself",
        "  new, newer: not run: PostgreSQL 18 could not be had",
        "  other: was not rehearsed on PostgreSQL 18",
        "",
        "See push in full:",
        f'  pytest --connector-contracts --connector-upgrade postgres=18 "{TO_18.nodeid}"',
        "",
        "Rehearse it:",
        "  pytest --connector-contracts --connector-upgrade postgres=18 --connector-report=report.json",
    ]


def test_beside_a_break_stands_what_a_comparison_said(ask: Asked) -> None:
    """The static judgement, and how to run that case again, with the declaration that changes."""
    judged = replace(CHANGE, outcome=Outcome.SILENT, silence=Silence.LOST, judgement="INFO column-dropped")
    said = ask([judged], "--change", "0042")[1]
    assert "    a static comparison says: INFO column-dropped\n" in said
    assert f'  pytest --connector-contracts --connector-change purchases=PATH/0042 "{CHANGE.nodeid}"\n' in said


def test_of_several_cases_the_worst_is_told(ask_18: Asked) -> None:
    """A contract test with parameters has several; how many more break is said."""
    said = ask_18(LOUD, replace(HANGS, connector="statistics"), replace(TO_18, connector="statistics"))[1]
    assert "statistics  data  hangs and 1 more\n" in said


def test_who_breaks_is_not_unknown_besides(ask_18: Asked) -> None:
    """A connector stands in one place, whatever else of it could not be judged."""
    said = ask_18(LOUD, replace(VOID, connector="statistics"))[1]
    assert said.splitlines()[0] == "PostgreSQL 18: must not go: 1 of 1 connector breaks."


def test_no_line_but_a_command_is_wider_than_a_terminal(ask: Asked) -> None:
    """Long names, reasons and paths are folded, an endless reason is cut, and nothing moves the cursor."""
    name = "a-connector-of-the-whole-shop-that-runs-at-night"
    long = [
        replace(case, connector=f"{name}-{i}", reason="\x1b[2Jwords " * 99, where=f"connectors/{name}/source.py:13")
        for i, case in enumerate((LOUD, HANGS, VOID, NOT_RUN, KNOWN, replace(SILENT, silence=Silence.LOST)))
    ]
    about = [About(f"{name}-{i}", "the-team-that-owns-whatever-nobody-else-does") for i in range(6)]
    said = ask(long, "--upgrade", "postgres=18", about=about)[1]
    assert max(len(line) for line in said.splitlines() if not line.startswith("  pytest ")) <= 80
    assert said.count("words") < 300
    assert "\x1b" not in said


def test_machines_are_told_in_one_object(ask: Asked) -> None:
    """Who breaks, with owner and reason; who is accepted; what is unknown; of each thing that was asked."""
    cases = [SILENT, KNOWN, VOID, replace(TO_18, connector="good"), replace(SAME, connector="new"), CHANGE]
    args = ("--upgrade", "postgres=18", "--change", "0042", "--change", "0043", "--json")
    status, said, _ = ask(cases, *args)
    found = json.loads(said)
    assert (status, found["answer"]) == (1, "must not go")
    assert found["asked"] == [
        {"asked": "--upgrade postgres=18", "answer": "must not go", "why": ""},
        {"asked": "--change 0042", "answer": "may go", "why": ""},
        {
            "asked": "--change 0043",
            "answer": "unknown",
            "why": "the report has no change '0043'. Did you mean '0042'?",
        },
    ]
    assert found["breaks"] == [
        {
            "asked": "--upgrade postgres=18",
            "connector": "history",
            "owner": "growth-ml",
            "version": "1.4.0",
            "sunset": "2031-06-30",
            "scenario": "postgres-18",
            "outcome": "silent",
            "silence": "passed on",
            "reason": "it returned, and passed on: epoch",
            "change": "PostgreSQL 16.4 becomes 18.1",
            "differences": [["epoch", "1700000000.5", "Decimal('1700000000.5')"], ["at", "1", "2"]],
            "judgement": "",
            "where": "connectors/history.py:13",
            "known": None,
            "fails": False,
            "nodeid": "contracts/test_history.py::test_reads[postgres-18]",
            "more": 0,
        }
    ]
    assert [(one["connector"], one["known"]) for one in found["accepted"]] == [("legacy", KNOWN.known)]
    assert [(one["connector"], one["reason"]) for one in found["unknown"]] == [("export", "void: varies by itself")]
    assert [(one["connector"], one["asked"]) for one in found["survives"]] == [
        ("good", "--upgrade postgres=18"),
        ("history", "--change 0042"),
    ]
    assert [one["connector"] for one in found["unchanged"]] == ["new"]
