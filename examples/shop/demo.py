"""Which of a shop's connectors survive when what is behind them changes? Run by `make demo`, in a minute or two.

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
CONNECTORS = (
    "activity", "cron-push", "cron-users", "export", "features", "orders", "products", "purchases", "push",
    "recommendations", "stock", "tap-purchases", "visits",
)  # fmt: skip
# Two workers, and of the core tier those that tell most in the least time.
TWO_WORKERS = ("-n", "2", "--dist=loadgroup")
SCENARIOS = (
    "column-added-first,table-renamed,password-rotated,insert-*,column-dropped-new-only,keys-expired,object-*,"
    "field-removed,page-ignored,token-expired,accepted-*"
)
SHOWN = "test_as_written[column-added-first]"

BEFORE = """
A shop has thirteen connectors. Six read from its PostgreSQL:

  purchases   psycopg into a frame           cron-users     a script of cron
  features    pandas.read_sql, summed up     tap-purchases  a Singer tap
  visits      polars, by ADBC                orders         an ORM, three tables

`activity` reads Parquet from S3, `products` the pages of an API. Five write:
`recommendations` replaces, `stock` adds or updates, `export` puts purchases
into a bucket, `push` and the script `cron-push` post to the API. Each is here
twice: as it was first written, and hardened. The plugin starts a PostgreSQL of
its own, a stand-in for S3, and a server that speaks the API's document; runs a
connector, changes what is behind it the way production does, runs it again and
compares.

$ pytest --connector-contracts -n 2 --dist=loadgroup \\
  --connector-scenarios='column-added-first,table-renamed,password-rotated,
    insert-*,column-dropped-new-only,keys-expired,object-*,
    field-removed,page-ignored,token-expired,accepted-*'
"""
AFTER = """
What one sees: as first written, most go on as if nothing had happened. With a
new column before the first one, `purchases` and `cron-users` put each value
under the next one's name, `features` adds up other columns, and `tap-purchases`
finds nothing new. After a new password, or with a key or a token that has
expired, ten of the thirteen read or write nothing and say nothing; two of these
are accepted, with a reason and a date. To `activity` a column that is gone from
the newest objects is full of missing values; `products` asks for page after
page where each is the first (hangs); where `export` runs twice, all is there
twice; of what the API refuses row by row, `push` knows nothing.
`recommendations` deletes what was there, writes none, and prints a line that
nobody reads (damaged). The hardened ones bear the new column, and where they
cannot go on they raise, before any harm.

Compare:  diff {shop}/connectors/purchases*.py
Change:   let purchases.py name its columns, and run the demo again.
More:     cd {shop} && pytest --connector-contracts
"""


def main() -> int:
    """Run the contracts, show what came out, and say whether it is what was to be seen."""
    print(BEFORE.lstrip(), flush=True)
    with tempfile.TemporaryDirectory(prefix="shop-demo-") as room:
        report = Path(room, "report.json")
        status, said = _run(report, Path(room))
        cases = json.loads(report.read_text(encoding="utf-8"))["cases"] if report.exists() else []
    if status not in (0, 1) or not cases:
        print(f"{said}\n\nFAILED: pytest ended with status {status}; what it said is above.")
        return 1
    print(*_matrix(said), "", "One of them in full:", "", *_failure(said), sep="\n")
    print(AFTER.format(shop=os.path.relpath(SHOP)))
    return _judged(cases)


def _run(report: Path, room: Path) -> tuple[int, str]:
    """Run pytest, showing how far it is where somebody looks on; its exit status and all that it said."""
    argv = [sys.executable, "-m", "pytest", "--connector-contracts", *TWO_WORKERS, f"--connector-scenarios={SCENARIOS}"]
    # A line a test tells how far it is; and nothing is left behind beside the example.
    argv += ["-v", f"--connector-report={report}", "--color=no", "-p", "no:cacheprovider"]
    kept = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    env = {**kept, "COLUMNS": "80", "PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_STORAGE_DIRECTORY": str(room)}
    lines = []
    with subprocess.Popen(
        argv, cwd=SHOP, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip("\n"))
            done = re.search(r"\[ *(\d+)%\]", lines[-1])
            if done and sys.stdout.isatty():
                print(f"\r{done[1]:>3} %" if done[1] != "100" else "\r     \r", end="", flush=True)
    return process.returncode, "\n".join(lines)


def _matrix(said: str) -> list[str]:
    """A line a connector, and which servers they were, out of what pytest said."""
    section = re.split(r"^=+ connector contracts =+$", said, flags=re.MULTILINE)[-1]
    found = re.search(r"^connector +drift .*?(?=\n\n)", section, re.MULTILINE | re.DOTALL)
    server = re.findall(r"^(?:PostgreSQL|S3|REST)\b.*(?:\n  .*)?$", section, re.MULTILINE)
    return [*(found[0].splitlines() if found else []), "", *server]


def _failure(said: str) -> list[str]:
    """One failing case as pytest told it, in 80 columns."""
    block = rf"^_+ {re.escape(SHOWN)}\S* _+\n(?:\[gw\d+\][^\n]*\n)?(purchases .*?)\n(?=[_=-]{{3,}} )"
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
    print("As expected: the thirteen as first written break, and no hardened one does.")
    return 0


def _all() -> list[str]:
    return [f"{name}{version}" for name in CONNECTORS for version in ("", "-hardened")]


if __name__ == "__main__":
    sys.exit(main())
