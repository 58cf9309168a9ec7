"""Is what was asked for found in the report, in whatever declaration and placement, and nothing else?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_connectors.verdicts.outcome import Outcome

from .rehearsed import CHANGE, ELSEWHERE, LOUD, SILENT, TO_18, Asked


def test_of_a_range_the_first_that_breaks_is_named(ask: Asked) -> None:
    """Each major has its answer; one that breaks decides, also where another is unknown."""
    cases = [
        replace(TO_18, scenario="postgres-16", outcome=Outcome.NOT_APPLICABLE),
        replace(LOUD, connector="history", scenario="postgres-17"),
        TO_18,
    ]
    status, said, _ = ask(cases, "--upgrade", "postgres=16..18")
    heads = [line for line in said.splitlines() if line.startswith(("Of", "PostgreSQL"))]
    assert status == 1
    assert heads == [
        "Of 3 things asked: must not go: the first that breaks is PostgreSQL 17.",
        "PostgreSQL 16: may go: nothing changes for 1 of 1 connector.",
        "PostgreSQL 17: must not go: 1 of 1 connector breaks.",
        "PostgreSQL 18: may go: 1 of 1 connector survives.",
    ]
    assert ask([TO_18], "--upgrade", "postgres=16..18")[1].startswith(
        "Of 3 things asked: unknown: the first unknown is PostgreSQL 16."
    )
    assert ask([TO_18, CHANGE], "--upgrade", "postgres=18..18", "--change", "0042")[:1] == (0,)


@pytest.mark.parametrize(
    "scenario",
    ["change-0042", "purchases-change-0042", "change-log-change-0042", "change-0042-new-only", "a-change-0042-mid-run"],
)
def test_a_change_is_found_in_every_declaration_and_placement(ask: Asked, scenario: str) -> None:
    """Whatever stands before and behind it, a break at it closes the gate."""
    table = scenario.removesuffix("-change-0042") if scenario != "change-0042" else "purchases"
    broken = replace(CHANGE, connector="push", scenario=scenario, table=table, outcome=Outcome.LOUD)
    assert ask([CHANGE, broken], "--change", "0042")[0] == 1
    assert ask([CHANGE, broken], "--change", "change-0042")[0] == 1


def test_a_change_of_another_name_does_not_count(ask: Asked) -> None:
    """Not one that ends alike, nor an upgrade; only who has a case of it is counted."""
    others = [replace(CHANGE, scenario="change-10042", outcome=Outcome.LOUD), SILENT, ELSEWHERE]
    status, said, _ = ask([CHANGE, *others], "--change", "0042")
    assert (status, said.splitlines()[0]) == (0, "Change 0042: may go: 1 of 1 connector survives.")
    assert ask([TO_18], "--change", "")[0] == 2


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--change", "0043"], "the report has no change '0043'. Did you mean '0042'?"),
        (["--change", "purchases=migrations/0042.sql"], "Did you mean '0042'?"),
        (["--change", "0043"], "The report can answer: --upgrade postgres=18, --change 0042."),
        (["--upgrade", "postgres=81"], "The report can answer: --upgrade postgres=18, --change 0042."),
        (["--upgrade", "postgres=81"], "history (growth-ml): was not rehearsed on PostgreSQL 81"),
    ],
)
def test_what_the_report_does_not_have_is_unknown(ask: Asked, args: list[str], words: str) -> None:
    """It is said what was near and what else the report could answer; a break elsewhere still decides."""
    status, said, _ = ask([TO_18, CHANGE], *args)
    assert status == 2
    assert words in " ".join(said.split())
    assert ask([LOUD, CHANGE], *args, "--upgrade", "postgres=18")[0] == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--upgrade", "mysql=8"], "no upgrade of 'mysql' is known. Known: postgres."),
        (["--upgrade", "postgresql=18"], "Did you mean 'postgres'?"),
        (["--upgrade", "postgres"], "names no major. Give one, postgres=18"),
        (["--upgrade", "postgres=18.1"], "names no major"),
        (["--upgrade", "postgres=18..16"], "a range from the lower one, postgres=16..18"),
        (["--upgrade", "postgres=1..999"], "names no major"),
        ([], "name what is to come: --upgrade postgres=18, or --change 0042."),
        ([], "report.json can answer: --upgrade postgres=18, --change 0042"),
    ],
)
def test_what_cannot_be_asked_is_bad_use(ask: Asked, args: list[str], words: str) -> None:
    """It is no answer, and what to give instead is said."""
    status, said, complaint = ask([TO_18, CHANGE], *args)
    assert (status, said) == (2, "")
    assert words in complaint


def test_nothing_asked_of_a_report_without_rehearsals(ask: Asked) -> None:
    """It says that the report can answer neither."""
    assert "can answer: neither, it has no case of an upgrade or a change" in ask([ELSEWHERE])[2]
