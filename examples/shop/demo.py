"""Which of a shop's connectors survive when its database changes? Run by `make demo`; it takes about a minute.

Ends in success where each connector as first written breaks and no hardened one does: that is what is to be seen.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

SHOP = Path(__file__).resolve().parent
CONNECTORS = ("cron-users", "purchases", "recommendations")
SHOWN = "test_as_written[column-added-first]"

BEFORE = """
A shop has three connectors to its PostgreSQL: `purchases` reads, `recommendations`
writes, `cron-users` is a script. Each is here twice: as it was first written, and
hardened. The plugin starts a PostgreSQL of its own, runs a connector, changes the
database the way production does, runs it again and compares. It takes a minute.
"""
AFTER = """
What one sees: as first written, they go on as if nothing had happened. Two
hand wrong or missing values to the model (S; the one without ! is accepted,
with a reason and a date); one deletes all recommendations, writes none, and
prints a line that nobody reads (D). The hardened ones bear a new column (.)
and raise at the rest (L), before any harm.

Compare:  diff {shop}/purchases*.py
Change:   let purchases.py name its columns, and run the demo again.
"""


def main() -> int:
    """Run the contracts, show what came out, and say whether it is what was to be seen."""
    print(f"{textwrap.fill(' '.join(BEFORE.split()), 80)}\n\n$ pytest --connector-contracts -v\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="shop-demo-") as room:
        report = Path(room, "report.json")
        status, said = _run(report, Path(room))
        cases = json.loads(report.read_text(encoding="utf-8"))["cases"] if report.exists() else []
    if status not in (0, 1) or not cases:
        print(f"{said}\n\nFAILED: pytest ended with status {status}; what it said is above.")
        return 1
    print(*_matrix(said), "", "One of them in full:", "", *_failure(said), sep="\n")
    print(AFTER.format(shop=os.path.relpath(SHOP / "connectors")))
    return _judged(cases)


def _run(report: Path, room: Path) -> tuple[int, str]:
    """Run pytest, showing how far it is where somebody looks on; its exit status and all that it said."""
    argv = [sys.executable, "-m", "pytest", "--connector-contracts", "-v", f"--connector-report={report}"]
    # Nothing is left behind beside the example.
    argv += ["--color=no", "-p", "no:cacheprovider"]
    kept = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    env = {**kept, "COLUMNS": "80", "PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_STORAGE_DIRECTORY": str(room)}
    lines = []
    with subprocess.Popen(
        argv, cwd=SHOP, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip("\n"))
            done = re.search(r"\[ *(\d+)%\]$", lines[-1])
            if done and sys.stdout.isatty():
                print(f"\r{done[1]:>3} %" if done[1] != "100" else "\r     \r", end="", flush=True)
    return process.returncode, "\n".join(lines)


def _matrix(said: str) -> list[str]:
    """The matrix with its legend, and which server it was, out of what pytest said."""
    section = re.split(r"^=+ connector contracts =+$", said, flags=re.MULTILINE)[-1]
    grid = section.lstrip("\n").partition("\n\nconnector ")[0]
    server = re.findall(r"^PostgreSQL .*(?:\n  .*)?$", section, re.MULTILINE)
    return [*grid.splitlines(), "", *server]


def _failure(said: str) -> list[str]:
    """One failing case as pytest told it, in 80 columns."""
    block = rf"^_+ {re.escape(SHOWN)} _+\n(purchases .*?)\n(?=[_=-]{{3,}} )"
    found = re.search(block, said, re.DOTALL | re.MULTILINE)
    lines = found[1].splitlines() if found else [f"(purchases does not fail in {SHOWN})"]
    return [part for line in lines for part in _fitted(line)]


def _fitted(line: str) -> list[str]:
    indent = " " * (11 if line.startswith("  ") else 8)
    return textwrap.wrap(line, 80, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False) or [""]


def _judged(cases: list[dict]) -> int:
    """0 where each connector as first written breaks, and no hardened one does in any of the same scenarios."""
    ran = {name: {case["scenario"] for case in cases if case["connector"] == name} for name in _all()}
    broken = {case["connector"] for case in cases if case["fails"]}
    wrong = [f"{name} was to break, and does not" for name in CONNECTORS if name not in broken]
    wrong += [f"{name}-hardened was not to break, and does" for name in CONNECTORS if f"{name}-hardened" in broken]
    wrong += [
        f"{name} and its hardened twin have no verdicts in the same scenarios"
        for name in CONNECTORS
        if ran[name] != ran[f"{name}-hardened"]
    ]
    if wrong:
        print(f"NOT AS EXPECTED: {'; '.join(wrong)}.")
        return 1
    print("As expected: the three as first written break, and the three hardened do not.")
    return 0


def _all() -> list[str]:
    return [f"{name}{version}" for name in CONNECTORS for version in ("", "-hardened")]


if __name__ == "__main__":
    sys.exit(main())
