"""Does the example show what it says? The demo ends in success, and the matrix follows the connectors' code."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
SHOP = EXAMPLES / "shop"
REHEARSAL = EXAMPLES / "upgrade_rehearsal"
SCENARIOS = "column-added-first,column-renamed"
Cells = dict[tuple[str, str], str]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """What a program says, apart from how our own tests are run."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_ADDOPTS", "PYTEST_XDIST"))}
    return subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={**env, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def cells(shop: Path, contracts: str) -> Cells:
    """The worst outcome of each connector in each scenario, out of the JSON report."""
    options = ["--connector-contracts", f"--connector-scenarios={SCENARIOS}", "--connector-report=report.json"]
    done = run("-m", "pytest", "-p", "no:asyncio", *options, contracts, cwd=shop)
    report = shop / "report.json"
    assert report.exists(), done.stdout + done.stderr
    found: dict[tuple[str, str], set[str]] = {}
    for case in json.loads(report.read_text())["cases"]:
        found.setdefault((case["connector"], case["scenario"]), set()).add(case["outcome"])
    order = ("damaged", "silent", "loud", "survives")
    return {cell: next(one for one in order if one in outcomes) for cell, outcomes in found.items()}


def copied(to: Path) -> Path:
    """The example, where it may be changed."""
    return Path(shutil.copytree(SHOP, to / "shop", ignore=shutil.ignore_patterns("__pycache__", ".*")))


def test_the_story_of_an_upgrade(tmp_path: Path) -> None:
    """Each command of the page, one after the other, prints what the page shows of it, letter for letter."""
    folder = shutil.copytree(REHEARSAL, tmp_path / "rehearsal", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    commands = {
        "pytest": ["-m", "pytest", "-p", "no:asyncio", "--color=no"],
        "pytest-connectors": ["-c", "import sys; from pytest_connectors.command import main; sys.exit(main())"],
    }
    blocks = re.findall(
        r"^```console\n\$ (.*?)\n(.*?)^```", (REHEARSAL / "README.md").read_text(), re.DOTALL | re.MULTILINE
    )
    assert len(blocks) == 4
    for command, shown in blocks:
        program, *args = shlex.split(command)
        done = run(*commands[program], *args, cwd=Path(folder))
        assert done.returncode == 1, done.stdout + done.stderr
        for part in filter(None, re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)):
            assert versionless(part) in versionless(done.stdout), done.stdout


def versionless(text: str) -> str:
    """The text, whatever minor versions of PostgreSQL were there."""
    return re.sub(r"becomes \S+ \(server_version_num \d+, then\s+\d+\)", "", re.sub(r"PostgreSQL \d+\.\d+", "", text))


def test_demo_ends_in_success(tmp_path: Path) -> None:
    """The demo finds what it says: the connectors as first written break, the hardened ones do not."""
    shop = copied(tmp_path)
    before = sorted(shop.rglob("*"))
    done = run(shop / "demo.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().splitlines()[-1].startswith("As expected: ")
    assert "purchases fails silently in 'column-added-first'" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert sorted(shop.rglob("*")) == before


def test_contracts_pass_as_ordinary_tests() -> None:
    """Without the option each contract of the shop passes once, the ones as first written too."""
    done = run("-m", "pytest", "-q", "-p", "no:asyncio", "-p", "no:cacheprovider", cwd=SHOP)
    assert "26 passed" in done.stdout, done.stdout
    assert done.returncode == 0


def test_each_joined_table_has_its_turn() -> None:
    """Where a connector joins tables, each of them changes by itself, and the id says which."""
    options = ["--connector-contracts", "--connector-scenarios=column-renamed", "--collect-only", "-q"]
    done = run(
        "-m", "pytest", "-p", "no:asyncio", "-p", "no:cacheprovider", *options, "contracts/test_orders.py", cwd=SHOP
    )
    for table in ("users", "orders", "order_items"):
        assert f"test_as_written[{table}-column-renamed]" in done.stdout, done.stdout


def test_demo_fails_where_a_hardened_connector_breaks(tmp_path: Path) -> None:
    """The demo does not end in success whatever comes out."""
    shop = copied(tmp_path)
    hardened = shop / "contracts" / "test_purchases.py"
    text = hardened.read_text()
    hardened.write_text(text.replace("purchases_hardened.load_purchases", "purchases.load_purchases"))
    demo = shop / "demo.py"
    # The rest of the shop only takes time.
    for contracts in {*hardened.parent.glob("test_*.py")} - {hardened, hardened.with_name("test_stock.py")}:
        contracts.unlink()
    text = demo.read_text()
    shorter = re.sub(r"SCENARIOS = \(.*?\n\)", 'SCENARIOS = "password-rotated"', text, flags=re.DOTALL)
    assert shorter != text
    demo.write_text(shorter)
    done = run(shop / "demo.py", cwd=tmp_path)
    assert done.returncode == 1, done.stdout
    assert "NOT AS EXPECTED: " in done.stdout
    assert "purchases-hardened was not to break, and does" in done.stdout
    assert done.stdout.count("-hardened was not to break") == 1


@pytest.mark.parametrize(
    ("contracts", "file", "old", "new", "expected"),
    [
        (
            "contracts/test_purchases.py",
            "purchases.py",
            "SELECT * FROM purchases",
            "SELECT id, user_id, sku, quantity, amount FROM purchases",
            # With names a new column does no harm, and a renamed one is missed; that is still swallowed.
            {("purchases", "column-added-first"): "survives", ("purchases", "column-renamed"): "silent"},
        ),
        (
            "contracts/test_recommendations.py",
            "recommendations_hardened.py",
            "INSERT INTO recommendations (user_id, sku, score) VALUES",
            "INSERT INTO recommendations VALUES",
            {
                ("recommendations-hardened", "column-added-first"): "loud",
                ("recommendations-hardened", "column-renamed"): "survives",
            },
        ),
        (
            "contracts/test_stock.py",
            "stock_hardened.py",
            "INSERT INTO stock (sku, warehouse, quantity, counted_on)",
            "INSERT INTO stock",
            {("stock-hardened", "column-added-first"): "loud"},
        ),
    ],
    ids=["names the columns that it reads", "no longer names what it writes", "no longer names what it upserts"],
)
def test_one_line_changes_the_matrix(
    tmp_path: Path, contracts: str, file: str, old: str, new: str, expected: Cells
) -> None:
    """After one line of a connector is edited, its own cells change as they must, and no others."""
    shop = copied(tmp_path)
    before = cells(shop, contracts)
    source = shop / "connectors" / file
    text = source.read_text()
    assert text.count(old) == 1
    source.write_text(text.replace(old, new))
    changed = {cell: outcome for cell, outcome in cells(shop, contracts).items() if outcome != before[cell]}
    assert changed == expected
