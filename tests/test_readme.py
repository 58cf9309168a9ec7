"""Does the README tell the truth? Its snippets run, and its output is what really comes out."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The README's blocks in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


FILES = {code[2 : code.index("\n")]: code for code in blocks("python")}
# What was typed, and what is shown of what came out: `...` stands for what is left out before it and after it.
SHOWN = {block[2 : block.index("\n")]: block[block.index("\n") + 1 :] for block in blocks("console")}
TYPED = re.findall(r"^(?:\$ |- run: )?(pytest .*)$", "".join(blocks("[a-z]+")), re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A directory with the README's files."""
    for name, code in FILES.items():
        (tmp_path / name).write_text(code, encoding="utf-8")
    return tmp_path


def run_pytest(project: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """What pytest says in a project of its own, as on a terminal of 80 columns."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_ADDOPTS", "PYTEST_XDIST"))
    }
    command = [sys.executable, "-m", "pytest", "-p", "no:asyncio", "--color=no", *args]
    return subprocess.run(
        command, cwd=project, env={**kept, "COLUMNS": "80"}, capture_output=True, text=True, timeout=300, check=False
    )


def normalised(text: str) -> str:
    """The text, whatever server it was."""
    text = re.sub(r"^PostgreSQL \d.*(\n  .*)?$", "PostgreSQL ...", text.strip(), flags=re.MULTILINE)
    text = re.sub(
        r"PostgreSQL \S+ becomes \S+ \(server_version_num \d+, then\s+\d+\)", "PostgreSQL ... becomes ...", text
    )
    return re.sub(r"^S3, moto \S+", "S3, moto ...", text, flags=re.MULTILINE)


def test_files_are_named() -> None:
    """Each Python snippet says in its first line which file it is, and none replaces another."""
    assert len(blocks("python")) == len(FILES)
    assert all(re.fullmatch(r"\w+\.py", name) for name in FILES)


def test_snippets_pass_as_ordinary_tests(project: Path) -> None:
    """Without the option each test of the README passes once."""
    done = run_pytest(project, "-q")
    assert f"{''.join(FILES.values()).count('def test_')} passed" in done.stdout, done.stdout
    assert done.returncode == 0


def test_snippets_are_judged(project: Path) -> None:
    """With the option each contract of the README is live, and breaks only where the README says so."""
    scenarios = "--connector-scenarios=column-added,column-added-first,column-dropped,password-rotated,path-moved"
    done = run_pytest(project, "--connector-contracts", scenarios, "--connector-report=report.json")
    cases = json.loads((project / "report.json").read_text())["cases"]
    live = {case["connector"] for case in cases if case["scenario"] in ("column-dropped", "path-moved")}
    assert len(live) == "".join(FILES.values()).count("@pytest.mark.connector("), done.stdout
    assert not [case for case in cases if case["outcome"] in ("void", "unguarded", "not run")]
    expected = {
        ("purchase-history", "column-added-first", False),
        ("history", "password-rotated", True),
        ("activity", "column-dropped", False),
        ("push", "path-moved", False),
        # What is said of a column goes with it.
        ("rules", "column-dropped", False),
    }
    failing = {(case["connector"], case["scenario"], case["known"] is not None) for case in cases if case["fails"]}
    assert failing == expected


@pytest.mark.parametrize("command", SHOWN)
def test_output_is_what_comes_out(tmp_path: Path, command: str) -> None:
    """What the README shows of a command's output is in it, letter for letter."""
    name = next((name for name in FILES if name in command), "test_purchases.py")
    (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    done = run_pytest(tmp_path, *shlex.split(command)[1:])
    shown = normalised(SHOWN[command].removeprefix("...\n").removesuffix("\n...\n"))
    assert len(shown) > 80
    assert shown in normalised(done.stdout), done.stdout


@pytest.mark.parametrize("command", [command for command in TYPED if command not in SHOWN])
def test_command_is_taken(tmp_path: Path, command: str) -> None:
    """Every other command of the README is one that pytest takes."""
    (tmp_path / "test_purchases.py").write_text(FILES["test_purchases.py"], encoding="utf-8")
    done = run_pytest(tmp_path, "--collect-only", "-q", *shlex.split(command)[1:])
    assert done.returncode == 0, done.stdout + done.stderr


def test_first_screen() -> None:
    """The first screen holds the sentence, the pip line, a test and a matrix, and says what is not needed."""
    first = TEXT.partition("\n## ")[0]
    assert 'pip install "pytest-connectors[all]"' in first
    assert "@pytest.mark.connector(" in first
    assert "connector contracts ==" in first
    assert "No Docker, no secrets, no network" in first
