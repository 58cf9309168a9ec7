"""Does the installed command have the right status, and no traceback for what is no report?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_connectors.command import main
from pytest_connectors.reporting.json_report import json_report
from pytest_connectors.reporting.matrix import Matrix
from pytest_connectors.verdicts.case import Case

from .rehearsed import LOUD, TO_18, VOID, Asked


@pytest.mark.parametrize(
    ("case", "status", "head"),
    [
        (TO_18, 0, "PostgreSQL 18: may go"),
        (LOUD, 1, "PostgreSQL 18: must not go"),
        (VOID, 2, "PostgreSQL 18: unknown"),
    ],
)
def test_the_installed_command_has_the_status(tmp_path: Path, case: Case, status: int, head: str) -> None:
    """In CI the exit status is the answer."""
    (tmp_path / "report.json").write_text(json_report(Matrix.of([case])), encoding="utf-8")
    done = console(tmp_path, "report.json", "--upgrade", "postgres=18")
    assert (done.returncode, done.stderr) == (status, "")
    assert done.stdout.startswith(head)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ('{"format": "pytest-connectors", "version": 9, "cases": []}', "this pytest-connectors reads version 1."),
        ('{"format": "pytest-connectors", "version": 1}', "is a report without cases"),
        ('{"format": "pytest-connectors", "version": 1, "cases": [{}]}', "cannot be read (KeyError: 'family')"),
        ('{"format": "pytest-connectors", "version": 1, "cases": [1]}', "cannot be read (TypeError"),
        ('{"format": "pytest-connectors", "version": 1, "cases": [], "connectors": 1}', "cannot be read (TypeError"),
    ],
)
def test_what_is_no_report_is_refused_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    """No traceback, whose status would say that a connector breaks."""
    (tmp_path / "broken.json").write_text(text, encoding="utf-8")
    done = console(tmp_path, "broken.json", "--upgrade", "postgres=18")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_outcome_of_a_later_version_is_no_answer(
    ask: Asked, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the gate does not understand it does not let through."""
    ask([TO_18])
    path = tmp_path / "report.json"
    path.write_text(path.read_text().replace('"survives"', '"limps"'))
    assert main(["gate", str(path), "--upgrade", "postgres=18"]) == 2
    assert "'limps' is not a valid Outcome" in capsys.readouterr().err


def test_fields_of_a_later_version_are_passed_over(ask: Asked, tmp_path: Path) -> None:
    """Fields may be added within a version."""
    ask([TO_18])
    path = tmp_path / "report.json"
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, "more": 1, "cases": [{**case, "more": 1} for case in document["cases"]]}))
    assert main(["gate", str(path), "--upgrade", "postgres=18"]) == 0


def test_its_help_says_what_the_status_means(capsys: pytest.CaptureFixture[str]) -> None:
    """So does a person find out how to ask."""
    with pytest.raises(SystemExit) as end:
        main(["gate", "--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert "0  it may go: no connector breaks" in said
    assert "--upgrade postgres=18" in said


def console(room: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """The installed command, as a shell starts it."""
    script = Path(sys.executable).with_name("pytest-connectors")
    return subprocess.run([script, "gate", *args], cwd=room, capture_output=True, text=True, timeout=60, check=False)
