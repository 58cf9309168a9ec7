"""How long does a contract take? One contract of eight columns in the core tier and in the whole catalogue.

Each is one run of pytest, from its start to its end, the server's start included; the connector is a function that
connects and selects. Prints seconds, cases, and milliseconds a case.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from case import COLUMNS, DDL

CONTRACT = f'''
import psycopg, pytest
from psycopg.rows import dict_row
from pytest_connectors import Table

PURCHASES = Table("purchases", ddl="""{DDL}""")

def load(url):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute("SELECT {COLUMNS} FROM purchases").fetchall()

@pytest.mark.connector("purchases", reads=PURCHASES)
def test_purchases(connector, postgres):
    assert len(connector(load, postgres.url)) == len(postgres.rows)
'''
WANTED = {"core": 15, "all": 60}
ROUNDS = 3


class Run(NamedTuple):
    """What one run of pytest took, and how many cases and items it had."""

    seconds: float
    cases: int
    items: int


def run(tier: str) -> Run:
    """One run of pytest over the contract, in a project of its own."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "test_it.py").write_text(CONTRACT)
        options = ["--connector-contracts", "--connector-report=report.json", "-q", "-p", "no:cacheprovider"]
        options += [f"--connector-scenarios={tier}"] if tier != "core" else []
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options], cwd=project, capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - started
        report = project / "report.json"
        if not report.exists():
            sys.exit(f"{tier}: {done.stdout}{done.stderr}")
        cases = json.loads(report.read_text())["cases"]
        judged = [case for case in cases if case["outcome"] not in ("not applicable", "not run")]
        if unrun := sorted({case["scenario"] for case in cases if case["outcome"] == "not run"}):
            print(f"    no time was left for all of {', '.join(unrun)}")
        return Run(seconds, len(judged), len({case["scenario"] for case in judged}))


def main() -> None:
    """Measure both tiers, in turn, and print the quickest and the slowest run of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    runs: dict[str, list[Run]] = {tier: [] for tier in WANTED}
    for _ in range(rounds):
        for tier, found in runs.items():
            found.append(run(tier))
    for tier, found in runs.items():
        found.sort()
        median = found[len(found) // 2]
        print(
            f"{tier:5} {median.seconds:6.1f} s for {median.cases} cases of {median.items} scenarios, "
            f"{median.seconds / median.cases * 1000:.0f} ms a case   "
            f"({found[0].seconds:.1f} to {found[-1].seconds:.1f}; wanted: at most {WANTED[tier]})"
        )
    a, b = (runs[tier][len(runs[tier]) // 2] for tier in WANTED)
    print(f"all / core = {b.seconds / a.seconds:.1f} in time, {b.cases / a.cases:.1f} in cases")


if __name__ == "__main__":
    main()
