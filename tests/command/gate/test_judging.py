"""May it go? Is a break never let through, and nothing of which the report does not tell?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_connectors.reporting.matrix import About
from pytest_connectors.verdicts.outcome import Outcome

from .rehearsed import (
    CHANGE,
    ELSEWHERE,
    KNOWN,
    OF_FILES,
    SAME,
    SILENT,
    TO_18,
    VOID,
    Asked,
)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_its_answer(ask_18: Asked, outcome: Outcome) -> None:
    """Each outcome there is, beside a connector that survives."""
    status, said, _ = ask_18(TO_18, replace(TO_18, connector="push", outcome=outcome))
    assert (status, said.splitlines()[0].removeprefix("PostgreSQL 18: ")) == {
        Outcome.SURVIVES: (0, "may go: 2 of 2 connectors survive."),
        Outcome.NOT_APPLICABLE: (0, "may go: 1 of 2 connectors survives, for 1 nothing changes."),
        **dict.fromkeys(
            (Outcome.HANGS, Outcome.DAMAGED, Outcome.SILENT, Outcome.LOUD),
            (1, "must not go: 1 of 2 connectors breaks."),
        ),
        **dict.fromkeys(
            (Outcome.VOID, Outcome.UNGUARDED, Outcome.NOT_RUN),
            (2, "unknown: nothing is known of 1 of 2 connectors."),
        ),
    }[outcome]


def test_what_is_accepted_does_not_stop_the_gate(ask_18: Asked) -> None:
    """It is named with its reason; what breaks otherwise in the same connector still stops it."""
    status, said, _ = ask_18(KNOWN, TO_18)
    assert (status, said.splitlines()[0]) == (
        0,
        "PostgreSQL 18: may go: 1 of 2 connectors survives, 1 is accepted.",
    )
    assert "legacy (data): loud: SHOP-41: goes with the warehouse, until 2030-01-01" in said
    assert ask_18(KNOWN)[0] == 0
    assert ask_18(KNOWN, replace(KNOWN, known=None))[0] == 1
    # That a break is accepted says nothing of what could not be judged.
    assert ask_18(KNOWN, replace(VOID, connector="legacy"))[0] == 2


def test_a_break_decides_whatever_the_run_let_pass(ask_18: Asked) -> None:
    """With --connector-fail-on=none no case fails the run; the gate is closed all the same."""
    assert ask_18(replace(SILENT, fails=False))[0] == 1


def test_a_connector_that_was_not_rehearsed_is_unknown(ask_18: Asked) -> None:
    """One that uses PostgreSQL has to have a case; one that only uses another system has nothing to do with it."""
    status, said, _ = ask_18(TO_18, ELSEWHERE)
    assert status == 2
    assert "other: was not rehearsed on PostgreSQL 18" in said
    assert ask_18(TO_18, OF_FILES)[0] == 0


def test_which_systems_a_connector_uses_is_its_contract_s_word(ask: Asked) -> None:
    """Its only case may be of no system, as the baseline is, or of another one than the upgrade's."""
    baseline = replace(TO_18, connector="files", scenario="baseline", family="baseline", system="")
    for_18 = ("--upgrade", "postgres=18")
    assert ask([TO_18, baseline], *for_18, about=[About("files", systems=("s3",))])[0] == 0
    assert ask([TO_18, OF_FILES], *for_18, about=[About("files", systems=("s3", "postgres"))])[0] == 2
    status, said, _ = ask([TO_18, baseline], *for_18)
    assert status == 2
    assert "the report does not say which systems it uses" in " ".join(said.split())


def test_where_nobody_uses_it_nothing_is_known(ask_18: Asked) -> None:
    """An empty report, and one of other systems, never say that an upgrade may go."""
    status, said, _ = ask_18()
    assert status == 2
    assert said.splitlines() == [
        "PostgreSQL 18: unknown: the report has no connector.",
        "",
        "Rehearse it:",
        "  pytest --connector-contracts --connector-upgrade postgres=18 --connector-report=report.json",
    ]
    status, said, _ = ask_18(OF_FILES)
    assert status == 2
    assert "unknown: no connector of the report uses PostgreSQL." in said


def test_the_major_of_today_changes_nothing(ask_18: Asked) -> None:
    """Equal versions in a range are no hindrance."""
    assert ask_18(SAME)[:2] == (
        0,
        "PostgreSQL 18: may go: nothing changes for 1 of 1 connector.\n  PostgreSQL 16.4 becomes 18.1\n",
    )


def test_a_change_that_could_not_be_tried_is_unknown(ask: Asked) -> None:
    """Not applicable says that nothing is known of it, unless another placement was judged."""
    not_tried = replace(CHANGE, outcome=Outcome.NOT_APPLICABLE, reason="not applicable: the server does not allow it")
    status, said, _ = ask([not_tried], "--change", "0042")
    assert status == 2
    assert "history (growth-ml): not applicable: the server does not allow it" in said
    assert ask([CHANGE, replace(not_tried, scenario="change-0042-mid-run")], "--change", "0042")[0] == 0
