"""How is the gate asked in a test? With a report of real cases, written as a run writes it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from pytest_connectors.command import main
from pytest_connectors.reporting.json_report import json_report
from pytest_connectors.reporting.matrix import About, Matrix
from pytest_connectors.verdicts.case import Case

from .rehearsed import OWNERS, Asked


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Asks the gate: `ask([case], "--upgrade", "postgres=18")` gives the status, what was said, and complaints."""
    monkeypatch.chdir(tmp_path)

    def asked(cases: Iterable[Case], *args: str, about: Iterable[About] = OWNERS) -> tuple[int, str, str]:
        Path("report.json").write_text(json_report(Matrix.of(cases, about)), encoding="utf-8")
        try:
            status = main(["gate", "report.json", *args])
        except SystemExit as end:
            status = int(str(end.code))
        said = capsys.readouterr()
        return status, said.out, said.err

    return asked


@pytest.fixture
def ask_18(ask: Asked) -> Asked:
    """Asks whether PostgreSQL 18 may go."""
    return lambda *cases: ask(cases, "--upgrade", "postgres=18")
