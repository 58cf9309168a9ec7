"""What may a connector be? Functions of every colour and commands; each is called, watched and judged alike."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from .project import Project

FEW = "--connector-scenarios=column-dropped,select-revoked"
FUNCTIONS = """{SHOP}
import asyncio, functools
import asyncpg

reads = functools.partial(pytest.mark.connector, reads=PURCHASES)

async def coroutine(url):
    connection = await asyncpg.connect(url)
    try:
        await asyncio.sleep(0)
        return [dict(row) for row in await connection.fetch("SELECT id, amount FROM purchases")]
    finally:
        await connection.close()

async def stream(url):
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            async for row in connection.cursor("SELECT id, amount FROM purchases"):
                yield dict(row)
    finally:
        await connection.close()

def lazy(url):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        yield from connection.execute("SELECT id, amount FROM purchases")

class Shop:
    def __init__(self, url):
        self.url = url
    def load(self, *, only=None):
        return [row for row in load(self.url) if only is None or row["id"] == only]
    async def aload(self):
        return await coroutine(self.url)

@reads("coroutine")
def test_coroutine(connector, postgres):
    rows = connector(coroutine, postgres.url)
    assert sorted(row["id"] for row in rows) == sorted(row["id"] for row in postgres.rows)

@reads("stream")
def test_async_generator(connector, postgres):
    rows = connector(stream, postgres.url)
    assert next(rows)["id"] is not None
    assert len(list(rows)) == len(postgres.rows) - 1

@reads("lazy")
def test_generator(connector, postgres):
    rows = connector(lazy, postgres.url)
    assert next(rows)["id"] is not None
    assert len(list(rows)) == len(postgres.rows) - 1

@reads("method")
def test_bound_method(connector, postgres):
    assert connector(Shop(postgres.url).load, only=None)

@reads("async method")
def test_bound_coroutine(connector, postgres):
    assert connector(Shop(postgres.url).aload)

@reads("partial")
def test_partial(connector, postgres):
    assert connector(functools.partial(load, postgres.url))

@reads("cursor")
def test_cursor(connector, postgres):
    with psycopg.connect(postgres.url) as connection:
        cursor = connector(connection.execute, "SELECT id, amount FROM purchases")
        assert len(cursor.fetchall()) == len(postgres.rows)

@reads("several calls")
def test_several_calls(connector, postgres):
    def some(url, low):
        return [row for row in load(url) if row["id"] >= low]
    whole = connector(some, postgres.url, 0)
    part = connector(some, postgres.url, 5)
    assert len(part) <= len(whole)

@reads("caught", only="select-revoked")
def test_caught(connector, postgres):
    try:
        connector(load, postgres.url)
    except psycopg.errors.InsufficientPrivilege:
        pass

@reads("exits")
def test_system_exit(connector, postgres):
    def main(url):
        rows = load(url)
        if not rows[0].get("amount"):
            sys.exit("no amount")
        return rows
    connector(main, postgres.url)

@pytest.mark.connector("refuses", reads=PURCHASES, failed=lambda result: not result["ok"])
def test_failed(connector, postgres):
    def main(url):
        try:
            return {"ok": True, "rows": load(url)}
        except psycopg.Error:
            return {"ok": False, "rows": []}
    connector(main, postgres.url)
"""
COMMANDS = """{SHOP}
import json, subprocess
from pathlib import Path

@pytest.mark.connector("cron", reads=PURCHASES, observe=lambda done: json.loads((done.cwd / "out.json").read_text()))
def test_cron(connector, postgres):
    (connector.workdir / "in.json").write_text('{"low": -1}')
    done = connector.run([sys.executable, "cron.py", "in.json", "out.json"], env=postgres.env)
    assert done.returncode == 0
    assert "exported" in done.stdout
    assert sorted(p.name for p in connector.workdir.iterdir()) == ["in.json", "out.json"]

@pytest.mark.connector("prints", reads=PURCHASES, only="column-added", observe=lambda done: json.loads(done.stdout))
def test_environment(connector, postgres, monkeypatch):
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    monkeypatch.setenv("https_proxy", "http://proxy")
    monkeypatch.setenv("AWS_PROFILE", "work")
    monkeypatch.setenv("KEPT", "yes")
    done = connector.run([sys.executable, "env.py"], env={"URL": postgres.url}, input="hello")
    assert done.stderr.split() == ["KEPT", "hello"]

@pytest.mark.connector("grandchild", reads=PURCHASES, only="column-added", observe=lambda done: json.loads(done.stdout))
def test_grandchild_keeps_stdout(connector, postgres):
    connector.run([sys.executable, "grandchild.py"], env={"URL": postgres.url})

@pytest.mark.connector("fails", reads=PURCHASES, only="column-added")
def test_exit_status(connector, postgres):
    connector.run([sys.executable, "-c", "import sys; print('half'); sys.exit('the disk is full')"])

@pytest.mark.connector("not there", reads=PURCHASES, only="column-added")
def test_no_such_command(connector, postgres):
    connector.run(["no-such-dbt", "run"])

@pytest.mark.connector("hangs", reads=PURCHASES, timeout=1, only="column-added")
def test_command_hangs(connector, postgres):
    connector.run([sys.executable, "forks.py", str(Path("pids").absolute())])

@pytest.mark.connector("prints only", reads=PURCHASES, only="column-added")
def test_nothing_observed(connector, postgres):
    connector.run([sys.executable, "env.py"], env={"URL": postgres.url}, input="hello")

@pytest.mark.connector("writes", writes=RECS, only="insert-revoked")
def test_writes(connector, postgres):
    (connector.workdir / "recs.json").write_text(json.dumps(postgres.payloads))
    connector.run([sys.executable, "push.py", "recs.json"], env=postgres.env)
    assert {row["item"] for row in postgres.payloads} <= {row["item"] for row in postgres.read(RECS)}
"""
SCRIPTS = {
    "cron.py": """
        import json, os, sys, time
        import psycopg
        time.sleep(0.3)
        print("exported", flush=True)
        low = json.load(open(sys.argv[1]))["low"]
        with psycopg.connect("") as connection:
            rows = connection.execute("SELECT id, amount FROM purchases WHERE id > %s", (low,)).fetchall()
        json.dump([{"id": id, "amount": float(amount)} for id, amount in rows], open(sys.argv[2], "w"))
    """,
    "env.py": """
        import json, os, sys
        import psycopg
        for name in os.environ:
            if name.startswith(("PG", "AWS_")) or name.lower().endswith("_proxy") or name == "KEPT":
                print(name, file=sys.stderr)
        assert os.listdir(os.environ["HOME"]) == []
        print(sys.stdin.read(), file=sys.stderr)
        with psycopg.connect(os.environ["URL"]) as connection:
            print(json.dumps([row[0] for row in connection.execute("SELECT id FROM purchases")]))
    """,
    "grandchild.py": """
        import json, os, subprocess, sys
        import psycopg
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
        with psycopg.connect(os.environ["URL"]) as connection:
            print(json.dumps([row[0] for row in connection.execute("SELECT id FROM purchases")]))
    """,
    "forks.py": """
        import os, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
        with open(sys.argv[1], "a") as file:
            print(os.getpid(), child.pid, file=file)
        time.sleep(300)
    """,
    "push.py": """
        import json, sys
        import psycopg
        with psycopg.connect("") as connection:
            connection.cursor().executemany("INSERT INTO recs (item) VALUES (%(item)s)", json.load(open(sys.argv[1])))
    """,
}


@pytest.mark.parametrize(
    "args", [("-p", "asyncio", "-p", "anyio"), ("-p", "no:asyncio")], ids=["with asyncio", "without"]
)
def test_functions(project: Callable[..., Project], args: tuple[str, ...]) -> None:
    """Functions, coroutine functions, generators of both kinds and bound methods are awaited, drained and judged."""
    ini = "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n"
    made = project({"test_it.py": FUNCTIONS, **({"pytest.ini": ini} if "asyncio" in args else {})})
    result = made.run(FEW, *args)
    assert result.code == 0, result.out
    assert result.verdicts("baseline") == {"survives"}
    # A call that was caught by the body is as loud as one that was not; so is failed=.
    assert result.verdicts("select-revoked") == {"loud"}
    assert result.verdicts("column-dropped") == {"loud"}
    assert "never awaited" not in result.out


def test_functions_in_an_ordinary_run(project: Callable[..., Project]) -> None:
    """Without the option the same tests pass as they are."""
    result = project({"test_it.py": FUNCTIONS}).run("-p", "asyncio", contracts=False)
    assert result.counts.get("passed") == 11, result.out
    assert result.code == 0


@pytest.mark.parametrize("contracts", [True, False])
def test_commands(project: Callable[..., Project], *, contracts: bool) -> None:
    """A command runs in a clean environment and an empty folder, is found beside the test, and ends with all of it."""
    scripts = {f"scripts/{name}": text for name, text in SCRIPTS.items()}
    made = project({"scripts/test_it.py": COMMANDS, **scripts})
    result = made.run("--connector-scenarios=column-added,column-dropped,insert-revoked", contracts=contracts)
    at = "[baseline]" if contracts else ""
    failing = {name for name, outcome in result.outcomes().items() if outcome == "failed"}
    wanted = {"test_exit_status", "test_no_such_command", "test_command_hangs"}
    wanted |= {"test_nothing_observed"} if contracts else set()
    assert failing == {f"{name}{at}" for name in wanted}, result.out
    assert "exit status 1" in result.tests[f"test_exit_status{at}"].text
    assert "the disk is full" in result.tests[f"test_exit_status{at}"].text
    assert "no-such-dbt" in result.tests[f"test_no_such_command{at}"].text
    assert "not come back" in result.tests[f"test_command_hangs{at}"].text
    assert "src/pytest_connectors/" not in result.out
    if contracts:
        assert "give observe=" in result.tests["test_nothing_observed[baseline]"].text
        assert result.verdicts("column-dropped", "cron") == {"loud"}
        assert result.verdicts("column-added", "cron") == {"survives"}
        assert result.verdicts("insert-revoked", "writes") == {"loud"}
        assert result.verdicts("column-added", "grandchild") == {"survives"}
    # They are gone, the child of the command with it.
    for pid in (made.folder / "pids").read_text().split():
        state = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False).stdout
        assert not state.strip() or state.startswith("Z")
