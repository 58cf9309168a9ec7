"""What is set up for a run with `--connector-contracts`?"""

from __future__ import annotations

import pytest

from pytest_connectors.errors import BadContract
from pytest_connectors.plugin.marker import OPTIONS
from pytest_connectors.plugin.verdicts import CASES, EMERGENCY, Reports, leave_for_the_controller, record_about
from pytest_connectors.scenarios.catalogue import check_globs
from pytest_connectors.verdicts.case import Case, worst
from pytest_connectors.verdicts.outcome import Silence


def begin_contract_run(config: pytest.Config) -> None:
    """Check what was asked for, and collect verdicts in the process that reports.

    Raises:
        pytest.UsageError: `--connector-scenarios` names no scenario.
    """
    try:
        check_globs(config.stash[OPTIONS].scenarios, "--connector-scenarios")
    except BadContract as error:
        raise pytest.UsageError(str(error)) from None
    workerinput = getattr(config, "workerinput", None)
    if workerinput is None:
        config.pluginmanager.register(Reports(config), "connector_reports")
    else:
        config.stash[EMERGENCY] = lambda case: leave_for_the_controller(workerinput["connector_verdicts"], case)
    config.pluginmanager.register(_Words(), "connector_words")


class _Words:
    """Names each contract item by what it came to, and lets its contract's data travel with it."""

    @pytest.hookimpl
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Let what the contract says of itself travel with the item."""
        record_about(item)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """`SILENT`, `LOUD`, `SURVIVES` in place of FAILED and PASSED in a verbose listing."""
        if report.when != "call" or report.outcome not in ("passed", "failed") or hasattr(report, "wasxfail"):
            return None
        cases = [Case.from_json(str(value)) for name, value in report.user_properties if name == CASES]
        if not cases or cases[0].family == "baseline" or (report.failed and not any(case.fails for case in cases)):
            return None
        case = worst(cases)
        word = "passed on" if case.silence is Silence.PASSED_ON else case.outcome.value
        return report.outcome, "." if report.passed else "F", word.upper()
