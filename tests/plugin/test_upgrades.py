"""What does a run say of another major of PostgreSQL? The same rows on both servers, side by side, at one address."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_connectors.systems.postgres.binaries import all_binaries

from .project import ORDINARY, Project, Result

HERE = {one.major for one in all_binaries()}
pytestmark = pytest.mark.skipif(
    not {16, 18} <= HERE, reason=f"PostgreSQL 16 and 18 are not both here, only {sorted(HERE)}"
)
RISE = ("--connector-postgres=16", "--connector-upgrade", "postgres=18")
TESTS = """{SHOP}
import sqlalchemy

def rules(url):
    # From 18 on, NOT NULL is a constraint that is listed.
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT conname, count(*) FROM pg_constraint, purchases WHERE conrelid = 'purchases'::regclass GROUP BY 1"
        ).fetchall()

def vitals(url):
    # In 17 the column went to pg_stat_checkpointer.
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT checkpoints_timed, id FROM pg_stat_bgwriter, purchases").fetchall()

@pytest.mark.connector("good", reads=PURCHASES, owner="shop")
def test_good(connector, postgres):
    connector(load, postgres.url)

@pytest.mark.connector("rules", reads=PURCHASES, owner="catalogue")
def test_rules(connector, postgres):
    connector(rules, postgres.url)

@pytest.mark.connector("vitals", reads=PURCHASES)
def test_vitals(connector, postgres):
    connector(vitals, postgres.url)

@pytest.mark.connector("writer", writes=RECS)
def test_writer(connector, postgres):
    connector(push, postgres.url, postgres.payloads)
"""
KEEPING = """{SHOP}
import sqlalchemy

ENGINES = {}

@pytest.fixture
def engine(postgres):
    made = sqlalchemy.create_engine(postgres.url.replace("postgresql", "postgresql+psycopg"))
    yield made
    made.dispose()

def through(engine):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sqlalchemy.text("SELECT id, amount FROM purchases"))]

def pooled(url):
    address = url.replace("postgresql", "postgresql+psycopg")
    return through(ENGINES.setdefault(address, sqlalchemy.create_engine(address)))

@pytest.mark.connector("fixture", reads=PURCHASES)
def test_fixture(connector, engine):
    connector(through, engine)

@pytest.mark.connector("pool", reads=PURCHASES)
def test_pool(connector, postgres):
    connector(pooled, postgres.url)

@pytest.mark.connector("command", reads=PURCHASES, observe=lambda done: [{"id": i} for i in done.stdout.split()])
def test_command(connector, postgres):
    program = "import psycopg; print(*[row[0] for row in psycopg.connect('').execute('SELECT id FROM purchases')])"
    connector.run([sys.executable, "-c", program], env=postgres.env)
"""


@pytest.fixture(scope="module")
def rehearsal(module_project: Callable[..., Project]) -> tuple[Project, Result]:
    """A run of 16 against 18."""
    project = module_project({"test_shop.py": TESTS})
    return project, project.run(*RISE, "-m", "connector_baseline or connector_upgrade")


def test_each_contract_gets_an_item(rehearsal: tuple[Project, Result]) -> None:
    """What is the same on both survives; another result is silent, an error loud, and both fail the run."""
    _, result = rehearsal
    assert result.code == 1
    assert {name: test.outcome for name, test in result.tests.items() if "postgres-18" in name} == {
        "test_good[postgres-18]": "passed",
        "test_rules[postgres-18]": "failed",
        "test_vitals[postgres-18]": "failed",
        "test_writer[postgres-18]": "passed",
    }
    outcomes = {name: result.verdicts("postgres-18", name) for name in ("good", "rules", "vitals", "writer")}
    assert outcomes == {"good": {"survives"}, "rules": {"silent"}, "vitals": {"loud"}, "writer": {"survives"}}
    assert all(not case["hypothetical"] for case in result.cases if case["scenario"] == "postgres-18")


def test_both_versions_are_told(rehearsal: tuple[Project, Result]) -> None:
    """As both servers said them to the connector's role; and where both are from."""
    _, result = rehearsal
    changes = {case["change"] for case in result.cases if case["scenario"] == "postgres-18"}
    (change,) = changes
    assert re.fullmatch(r"PostgreSQL 16\.\d+ becomes 18\.\d+ \(server_version_num 1600\d\d, then 1800\d\d\)", change), (
        change
    )
    assert re.search(r"^PostgreSQL 16\.", result.out, re.MULTILINE)
    assert re.search(r"^PostgreSQL 18\.", result.out, re.MULTILINE)


def test_a_failure_can_be_run_again(rehearsal: tuple[Project, Result]) -> None:
    """By the line that is printed, which names both servers."""
    _, result = rehearsal
    line = re.search(r"^Rerun: +pytest --connector-contracts (.*) \"(.*rules.*)\"$", result.out, re.MULTILINE)
    assert line is not None
    assert line[1] == " ".join(RISE)
    assert "a change that is on its way" in result.out


def test_a_downgrade_is_said(project: Callable[..., Project]) -> None:
    """It is rehearsed like any other, and called what it is."""
    result = project({"test_shop.py": TESTS}).run(
        "--connector-postgres=18", "--connector-upgrade", "postgres=16", "-k", "good and postgres-16"
    )
    assert [case["outcome"] for case in result.cases] == ["survives"]
    assert ", a downgrade (" in result.cases[0]["change"]


def test_equal_versions_prove_nothing(project: Callable[..., Project]) -> None:
    """Today's major, named by itself, is void; as part of a range it does not apply, and the others run."""
    shop = project({"test_shop.py": TESTS})
    named = shop.run("--connector-postgres=18", "--connector-upgrade", "postgres=18", "-k", "good and postgres-18")
    assert (named.code, named.verdicts("postgres-18")) == (1, {"void"})
    assert "nothing is upgraded: both servers are PostgreSQL 18." in named.out
    ranged = shop.run(
        "--connector-postgres=16", "--connector-upgrade", "postgres=15..16", "-k", "good and (baseline or postgres-16)"
    )
    assert (ranged.code, ranged.verdicts("postgres-16")) == (0, {"not applicable"})


def test_addresses_stay_the_same(project: Callable[..., Project]) -> None:
    """A fixture that keeps an engine, a pool of the module and a command all reach the server that is up."""
    result = project({"test_shop.py": KEEPING}).run(*RISE, "-m", "connector_upgrade")
    assert {case["connector"]: (case["outcome"], case["reason"]) for case in result.cases} == dict.fromkeys(
        ("fixture", "pool", "command"), ("survives", "the same result as before")
    )


def test_a_major_that_cannot_be_had_is_a_skip(project: Callable[..., Project]) -> None:
    """With its reason; and an error where the run is strict."""
    # All programs of the machine but npm: what it would fetch is no part of this test.
    shop = project({"test_shop.py": TESTS})
    bare = shop.room / "bin"
    bare.mkdir()
    for program in (one for folder in ("/bin", "/usr/bin") for one in Path(folder).iterdir()):
        if program.name not in {"npm", "docker", "podman", *(one.name for one in bare.iterdir())}:
            (bare / program.name).symlink_to(program)
    nowhere = {"DOCKER_HOST": "tcp://127.0.0.1:9", "XDG_CACHE_HOME": str(shop.room / "own")}
    shop = shop.given(PATH=str(bare), **nowhere)
    asked = ("--connector-postgres=16", "--connector-upgrade", "postgres=12", "-k", "good and (baseline or postgres)")
    result = shop.run(*asked)
    assert (result.code, result.verdicts("postgres-12")) == (0, {"not run"})
    assert result.outcomes() == {"test_good[baseline]": "passed", "test_good[postgres-12]": "skipped"}
    assert "PostgreSQL 12" in result.tests["test_good[postgres-12]"].text
    strict = shop.run(*asked, "--connector-strict")
    assert strict.code == 1
    assert strict.tests["test_good[postgres-12]"].outcome == "failed"
    assert "PYTEST_CONNECTORS_PG_12_BIN" in strict.out


def test_the_ini_file_may_ask(project: Callable[..., Project]) -> None:
    """What CI rehearses each night need not be said on its command line."""
    files = {"pytest.ini": "[pytest]\nconnector_postgres = 16\nconnector_upgrade =\n    postgres=18\n"}
    shop = project({"test_shop.py": TESTS, **files})
    assert "test_shop.py::test_good[postgres-18]" in shop.run("--collect-only", "-q").nodes
    assert "[postgres-18]" not in shop.run("--collect-only", "-q", contracts=False).out


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("postgres=19", "PostgreSQL 19 cannot be rehearsed: known are 12 to 18"),
        ("mysql=8", "'mysql=8' names no upgrade"),
        ("postgres=18..16", "write 16..18"),
    ],
)
def test_what_cannot_be_asked(project: Callable[..., Project], asked: str, words: str) -> None:
    """One line, before anything is started."""
    result = project({"test_shop.py": TESTS}).run("--connector-upgrade", asked)
    assert result.code == 4
    assert words in result.out


def test_in_parallel_and_by_an_ordinary_user(project: Callable[..., Project]) -> None:
    """Each worker has its servers; none of them stays."""
    shop = project({"test_shop.py": TESTS})
    result = shop.run(*RISE, "-p", "xdist", "-n", "2", "--dist", "loadgroup", "-m", "connector_upgrade")
    assert result.counts["failed"] == 2
    assert result.counts["passed"] == 2
    try:
        again = shop.as_user(ORDINARY).run(*RISE, "-k", "good and postgres-18", cached=False)
    except PermissionError:
        pytest.skip(f"{ORDINARY} cannot run python here")
    assert again.verdicts("postgres-18") == {"survives"}


def test_a_killed_run_leaves_nothing(project: Callable[..., Project]) -> None:
    """Neither a server nor what leads to them."""
    waiting = """{SHOP}
import time

def slow(url):
    found = load(url)
    Path("ready").write_text("1") if "18" in psycopg.connect(url).execute("SHOW server_version").fetchone()[0] else None
    while Path("ready").exists():
        time.sleep(0.05)
    return found

from pathlib import Path

@pytest.mark.connector("slow", reads=PURCHASES, timeout=60)
def test_slow(connector, postgres):
    connector(slow, postgres.url)
"""
    shop = project({"test_shop.py": waiting})
    with shop.running(*RISE, "-k", "postgres-18") as process:
        until = time.monotonic() + 60
        while not (shop.folder / "ready").exists() and time.monotonic() < until:
            assert process.poll() is None
            time.sleep(0.05)
        children = relays(process.pid)
        assert len(children) == 1
        process.kill()
        process.communicate()
    assert shop.left(patience=15) == []
    until = time.monotonic() + 10
    while relays_alive(children) and time.monotonic() < until:
        time.sleep(0.05)
    assert relays_alive(children) == []


def relays(parent: int) -> list[int]:
    """What leads to the servers of a run, by its process."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [int(pid) for pid, of, *args in rows if int(of) == parent and args and args[0].endswith("relaying.py")]


def relays_alive(pids: list[int]) -> list[int]:
    """Those of them that run."""
    stats = {pid: Path(f"/proc/{pid}/stat") for pid in pids}
    return [pid for pid, stat in stats.items() if stat.exists() and " Z " not in stat.read_text()]
