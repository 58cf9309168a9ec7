"""How do verdicts get from where they are made to where they are told? On the item's properties, as JSON."""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_connectors.contract import Contract
from pytest_connectors.plugin.marker import OPTIONS, contract_for
from pytest_connectors.reporting.json_report import json_report
from pytest_connectors.reporting.matrix import About, Matrix
from pytest_connectors.reporting.text import grid, summary
from pytest_connectors.scenarios.catalogue import BASELINE
from pytest_connectors.scenarios.scenario import Family, Item
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome

CASES, SYSTEMS, ABOUT = "connector_case", "connector_system", "connector_about"
EMERGENCY = pytest.StashKey[Callable[[Case], None]]()


def record(item: pytest.Item, name: str, value: str) -> None:
    """Let a value travel with the item's report: xdist carries it, and JUnit prints it."""
    if (name, value) not in item.user_properties:
        item.user_properties.append((name, value))


def forget(item: pytest.Item) -> None:
    """Take back the verdicts that an item has so far."""
    item.user_properties[:] = [known for known in item.user_properties if known[0] != CASES]


def case_of(  # noqa: PLR0913 - a record of facts
    contract: Contract, plan: Item | None, nodeid: str, outcome: Outcome, reason: str, *, fails: bool = False
) -> Case:
    """The one case of an item that has no cases of its own: the baseline, or one of which nothing could be judged."""
    return Case(
        connector=contract.name,
        scenario=BASELINE.id if plan is None else plan.id,
        family=Family.BASELINE.value if plan is None else plan.scenario.family.value,
        table="" if plan is None else plan.table,
        option="" if plan is None else plan.scenario.option,
        outcome=outcome,
        owed=None if plan is None else plan.owed,
        hypothetical=plan is None or not plan.scenario.real,
        reason=reason,
        fails=fails,
        nodeid=nodeid,
    )


def record_about(item: pytest.Item) -> None:
    """Let what a contract says of itself travel with its items."""
    contract = contract_for(item.config, item)
    if contract is not None:
        record(item, ABOUT, json.dumps(dataclasses.asdict(about(contract))))


def about(contract: Contract) -> About:
    """What a contract says of itself, and which systems its connector uses."""
    sunset = None if contract.sunset is None else contract.sunset.isoformat()
    systems = tuple(dict.fromkeys(declared.system for declared in contract.declarations))
    return About(contract.name, contract.owner, contract.version, sunset, systems)


class Reports:
    """Collects the verdicts of a run and tells them at its end."""

    def __init__(self, config: pytest.Config) -> None:
        """Nothing yet."""
        self._config = config
        self._cases: dict[tuple[str, str], list[Case]] = {}
        self._about: dict[str, About] = {}
        self._systems: list[str] = []
        # A process that has to end itself leaves its verdict here, for the one that reports.
        self._left = Path(tempfile.gettempdir()) / f"pytest-connectors-{os.getpid()}.verdicts"
        config.stash[EMERGENCY] = self._emergency

    @property
    def matrix(self) -> Matrix:
        """The matrix of what is known."""
        cases = [case for found in self._cases.values() for case in found]
        return Matrix.of(cases, self._about.values(), self._systems)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the verdicts from a report; a test that is run again replaces what it said before."""
        if report.when != "call":
            return
        cases = [Case.from_json(str(value)) for name, value in report.user_properties if name == CASES]
        for case in cases:
            self._cases[(report.nodeid, case.scenario)] = [one for one in cases if one.scenario == case.scenario]
        for name, value in report.user_properties:
            if name == ABOUT:
                told = json.loads(str(value))
                self._about[told["name"]] = About(**{**told, "systems": tuple(told["systems"])})
            elif name == SYSTEMS and value not in self._systems:
                self._systems.append(str(value))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: object) -> None:
        """Tell an xdist worker where to leave a verdict when it has to end itself."""
        node.workerinput["connector_verdicts"] = str(self._left)  # type: ignore[attr-defined]  # which xdist adds

    @pytest.hookimpl
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the reports; a run in which nothing was judged of a connector is no success."""
        self._take_what_was_left()
        if self.matrix.unjudged and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        for path in self._config.stash[OPTIONS].reports:
            self._write(path)

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the matrix."""
        matrix = self.matrix
        if not matrix.lines:
            return
        terminalreporter.section("connector contracts")
        if terminalreporter.verbosity > 0:
            for line in (*grid(matrix), ""):
                terminalreporter.line(line)
        for line in summary(matrix):
            terminalreporter.line(line)
        for name in matrix.unjudged:
            terminalreporter.line(f"{name}: nothing was judged, so this run is no success")
        for path in self._config.stash[OPTIONS].reports:
            terminalreporter.line(f"report: {path}")

    def _write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json_report(self.matrix), encoding="utf-8")

    def _emergency(self, case: Case) -> None:
        """Write the verdict of a call that could not be interrupted: the process ends after this."""
        self._cases[(case.nodeid, case.scenario)] = [case]
        for path in self._config.stash[OPTIONS].reports:
            self._write(path)

    def _take_what_was_left(self) -> None:
        if not self._left.exists():
            return
        for line in self._left.read_text(encoding="utf-8").splitlines():
            case = Case.from_json(line)
            self._cases[(case.nodeid, case.scenario)] = [case]
        self._left.unlink()


def leave_for_the_controller(path: str, case: Case) -> None:
    """Append a verdict where the process that reports finds it; called in an xdist worker before it ends itself."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(case.to_json() + "\n")
