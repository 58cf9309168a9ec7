"""How is the zoo run, and what did the oracle say? A pytest of its own runs it, and the report is read."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from pytest_connectors.verdicts.case import Case, worst

from .expected import READING, WRITING, Expectation, agrees

PROJECT = Path(__file__).with_name("project")
TWO_WORKERS = ("-n", "2", "--dist", "loadgroup")
"""Options for a run of many connectors."""
_LETTERS = {
    "survives": "S", "loud": "L", "silent": "P", "damaged": "D", "hangs": "H", "unguarded": "U", "void": "V",
    "not applicable": "N", "not run": "-",
}  # fmt: skip
_OURS = ("PYTEST_", "COV_", "PG")


@dataclass(frozen=True)
class Cell:
    """What one connector came to in one scenario, over all of its cases."""

    cases: tuple[Case, ...]

    @property
    def worst(self) -> Case:
        """The case by which the item is known."""
        return worst(list(self.cases))

    @property
    def letter(self) -> str:
        """The letter of `expected.py` for it."""
        case = self.worst
        if case.finding is not None:
            return "K"
        failing = {"silent": "X", "loud": "B"} if case.fails else {}
        return failing.get(case.outcome.value, _LETTERS[case.outcome.value])

    @property
    def told(self) -> str:
        """Why, in the oracle's words."""
        case = self.worst
        where = f"[{case.target}] {case.change}" if case.change else ""
        differences = "".join(f"\n      {place}: {before} -> {after}" for place, before, after in case.differences[:3])
        return f"{where}: {case.reason}{differences}"


@dataclass(frozen=True)
class Answers:
    """Everything that the oracle said in one run, by connector and scenario; and what pytest printed."""

    cells: Mapping[tuple[str, str], Cell]
    printed: str
    status: int

    @property
    def connectors(self) -> set[str]:
        """The connectors that were run."""
        return {connector for connector, _ in self.cells}

    def of(self, connector: str) -> dict[str, Cell]:
        """One connector's cells by scenario, without the baseline."""
        return {s: cell for (name, s), cell in self.cells.items() if name == connector and s != "baseline"}


def table_of(path: Path) -> ModuleType:
    """A project's own table of letters, which is no module of ours."""
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def disagreements(expected: Expectation, answers: Answers) -> list[str]:
    """Where a connector does not come to its letters; its baseline must survive, and every scenario have a letter."""
    baseline = answers.cells[expected.connector, "baseline"]
    assert baseline.letter == "S", baseline.told
    found = {scenario: cell for scenario, cell in answers.of(expected.connector).items() if cell.letter != "N"}
    assert found.keys() == expected.letters.keys()
    return [
        f"{scenario}: expected {letter}, found {found[scenario].letter} {found[scenario].told}"
        for scenario, letter in expected.letters.items()
        if not agrees(letter, found[scenario].letter)
    ]


def ask(
    report: Path,
    items: Sequence[str] = (),
    *,
    options: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    project: Path = PROJECT,
) -> Answers:
    """Run the zoo, or some of its items, and read the report.

    Args:
        report: Where the report is written.
        items: Node ids, relative to the project; none for the whole zoo.
        options: Further options for pytest.
        env: Further environment variables.
        project: The folder of the project that is run.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    argv = [
        sys.executable, "-m", "pytest", "-c", "pytest.ini", "--rootdir", ".", "-p", "no:asyncio", "-p", "no:randomly",
        "-q", "--tb=no", "-p", "unshrunk", "--connector-contracts", f"--connector-report={report}",
        *_scenarios(project), *options, *items,
    ]  # fmt: skip
    # Plugins that lie here are found: `unshrunk`, and the seeded faults.
    path = os.pathsep.join(filter(None, (str(PROJECT.parent), environment.get("PYTHONPATH"))))
    more = {"PYTHONPATH": path, **(env or {})}
    done = subprocess.run(
        argv, cwd=project, env={**environment, **more}, capture_output=True, text=True, check=False, timeout=900
    )
    printed = done.stdout + done.stderr
    assert done.returncode in (0, 1), f"the zoo was not run; pytest said:\n{printed[-4000:]}"
    return Answers(_cells(json.loads(report.read_text(encoding="utf-8"))), printed, done.returncode)


def _scenarios(project: Path) -> list[str]:
    """The zoo is run through the scenarios of its table; other projects say by themselves which they want."""
    return [f"--connector-scenarios={','.join({*READING, *WRITING})}"] if project is PROJECT else []


def _cells(document: Mapping[str, Any]) -> dict[tuple[str, str], Cell]:
    found: dict[tuple[str, str], list[Case]] = {}
    for record in document["cases"]:
        case = Case.from_json(json.dumps(record))
        found.setdefault((case.connector, case.scenario), []).append(case)
    return {key: Cell(tuple(cases)) for key, cases in found.items()}
