"""Which cases does a run with rehearsals leave in its report?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pytest_connectors.reporting.matrix import About
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome, Silence

TO_18 = Case(
    "history",
    "postgres-18",
    "upgrade",
    change="PostgreSQL 16.4 becomes 18.1",
    reason="the same result as before",
    system="postgres",
    nodeid="contracts/test_history.py::test_reads[postgres-18]",
)
SILENT = replace(
    TO_18,
    outcome=Outcome.SILENT,
    silence=Silence.PASSED_ON,
    reason="it returned, and passed on: epoch",
    differences=(("epoch", "1700000000.5", "Decimal('1700000000.5')"), ("at", "1", "2")),
    where="connectors/history.py:13",
)
LOUD = replace(
    TO_18,
    connector="statistics",
    outcome=Outcome.LOUD,
    reason='UndefinedColumn: column "buffers_backend" does not exist',
    where="connectors/statistics.py:7",
)
HANGS = replace(TO_18, connector="push", outcome=Outcome.HANGS, reason="the call did not come back before its deadline")
KNOWN = replace(LOUD, connector="legacy", fails=True, known="SHOP-41: goes with the warehouse, until 2030-01-01")
VOID = replace(TO_18, connector="export", outcome=Outcome.VOID, reason="varies by itself")
UNGUARDED = replace(TO_18, connector="scores", outcome=Outcome.UNGUARDED, reason="promise that id is unique")
NOT_RUN = replace(TO_18, connector="new", outcome=Outcome.NOT_RUN, reason="PostgreSQL 18 could not be had")
SAME = replace(TO_18, outcome=Outcome.NOT_APPLICABLE, reason="not applicable: today's is 18 as well")
# It touches PostgreSQL, and was in a run without the upgrade.
ELSEWHERE = replace(TO_18, connector="other", scenario="column-dropped", family="drift")
OF_FILES = replace(ELSEWHERE, connector="files", system="s3")
CHANGE = replace(
    TO_18,
    scenario="change-0042",
    family="change",
    table="purchases",
    change="column 'note' dropped from purchases",
    nodeid="contracts/test_history.py::test_reads[change-0042]",
)
OWNERS = (About("history", "growth-ml", "1.4.0", "2031-06-30"), About("statistics", "data"), About("legacy", "data"))

Asked = Callable[..., tuple[int, str, str]]
