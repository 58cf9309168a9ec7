"""What does a rehearsal cost? One run of twenty contracts on four majors, against four runs of their baselines.

The rehearsal runs each contract's baseline on the first major, and then its items on the other three. What it is held
against is what one would do without it: `--connector-contracts -k baseline`, once for each major, one after the other.
Both are whole processes, from the start of Python to the end of the last server; wanted is a ratio of 1.0 at most.
Majors that are not here are fetched first; that is not measured.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

MAJORS = (15, 16, 17, 18)
CONTRACTS = 20
REPEATS = 2
HEAD = """
import psycopg
import pytest
from pytest_connectors import Table

PURCHASES = Table("purchases", ddl="CREATE TABLE purchases (id bigint PRIMARY KEY, user_id int NOT NULL, "
    "sku text NOT NULL, amount numeric(10,2) NOT NULL, bought_at timestamptz NOT NULL)")
SCORES = Table("scores", ddl="CREATE TABLE scores (id bigint PRIMARY KEY, score double precision NOT NULL)")

def load(url):
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT id, user_id, sku, amount, bought_at FROM purchases").fetchall()

def push(url, rows):
    with psycopg.connect(url) as connection:
        connection.cursor().executemany("INSERT INTO scores (id, score) VALUES (%(id)s, %(score)s)", rows)
"""
READER = """
@pytest.mark.connector("reader-{0}", reads=PURCHASES)
def test_reader_{0}(connector, postgres):
    assert len(connector(load, postgres.url)) == len(postgres.rows)
"""
WRITER = """
@pytest.mark.connector("writer-{0}", writes=SCORES)
def test_writer_{0}(connector, postgres):
    connector(push, postgres.url, postgres.payloads)
"""


def main() -> int:
    """Measure, and print the ratio."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as room:
        folder = Path(room)
        folder.joinpath("pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        tests = [(WRITER if number % 4 == 3 else READER).format(number) for number in range(CONTRACTS)]
        folder.joinpath("test_contracts.py").write_text(HEAD + "".join(tests), encoding="utf-8")
        for major in MAJORS:
            _run(folder, f"--connector-postgres={major}", "-k", "reader_0 and baseline")
        alone, together = [], []
        for _ in range(REPEATS):
            alone.append(sum(_run(folder, f"--connector-postgres={major}", "-k", "baseline") for major in MAJORS))
            asked = [one for major in MAJORS[1:] for one in ("--connector-upgrade", f"postgres={major}")]
            first = f"--connector-postgres={MAJORS[0]}"
            together.append(_run(folder, first, *asked, "-m", "connector_baseline or connector_upgrade"))
        print(f"{CONTRACTS} contracts, PostgreSQL {', '.join(map(str, MAJORS))}, the better of {REPEATS}")
        print(f"  four runs of the baseline   {min(alone):6.1f} s")
        print(f"  one rehearsal               {min(together):6.1f} s")
        print(f"  ratio                       {min(together) / min(alone):6.2f}   (wanted: 1.0 at most)")
    return 0


def _run(folder: Path, *options: str) -> float:
    """The seconds that a run takes, in which every contract survives."""
    began = time.perf_counter()
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:asyncio", "-p", "no:randomly", "--connector-contracts"]
    done = subprocess.run([*argv, *options], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the run failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
