"""How long does one case take? The plugin against a hand-written loop and against pytest-postgresql, in one run.

A case is one changed run: the table with its 50 rows is put anew, a change is made, the connector connects and selects.
The unchanged run is spread over the cases of its item; repeats and shrinking are left out. Prints milliseconds a case,
and the ratios that count.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from pytest_connectors.call import Connector
from pytest_connectors.contract import Table, connector
from pytest_connectors.runner.item import ItemRun
from pytest_connectors.runner.rowsets import Rowsets
from pytest_connectors.runner.study import Study
from pytest_connectors.runner.trial import Bench, Trials
from pytest_connectors.scenarios.catalogue import items_of
from pytest_connectors.systems.postgres import FarEnd, open_far_end
from pytest_connectors.systems.postgres.server import Server
from pytest_connectors.systems.postgres.view import PostgresView

DDL = """CREATE TABLE purchases (
    id bigint PRIMARY KEY, user_id integer NOT NULL, amount numeric(10,2) NOT NULL, currency varchar(3) NOT NULL,
    paid boolean NOT NULL, bought_at timestamptz NOT NULL, note text, score double precision
);"""
COLUMNS = "id, user_id, amount, currency, paid, bought_at, note, score"
# The same change for all three: a column stands before the first one, so the table is made anew with its rows.
CHANGE = """
ALTER TABLE purchases RENAME TO replaced;
CREATE TABLE purchases (
    added_upstream bigint,
    id bigint, user_id integer NOT NULL, amount numeric(10,2) NOT NULL, currency varchar(3) NOT NULL,
    paid boolean NOT NULL, bought_at timestamptz NOT NULL, note text, score double precision
);
INSERT INTO purchases SELECT 7, * FROM replaced;
DROP TABLE replaced;
ALTER TABLE purchases ADD CONSTRAINT purchases_pkey PRIMARY KEY (id);
"""
ROUNDS, CASES = 5, 40


def load(url: str) -> list[tuple[Any, ...]]:
    """The connector under test: it connects and selects."""
    with psycopg.connect(url) as connection:
        return connection.execute(f"SELECT {COLUMNS} FROM purchases").fetchall()


def by_hand(far_end: FarEnd, url: str, rows: list[tuple[Any, ...]]) -> Callable[[], None]:
    """The loop that a careful engineer writes: reset, change, call."""
    admin = far_end._home._connect(far_end.dbname)

    def case() -> None:
        with admin.transaction():
            admin.execute("DROP TABLE IF EXISTS purchases")
            admin.execute(DDL)
            with admin.cursor().copy(f"COPY purchases ({COLUMNS}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            admin.execute(CHANGE)
            admin.execute(f"GRANT SELECT ON purchases TO {far_end.role.name}")
        assert len(load(url)) == len(rows)

    return case


def by_plugin(far_end: FarEnd, table: Table, room: Path) -> tuple[Callable[[], int], list[tuple[Any, ...]]]:
    """One item, from the unchanged run to its verdicts; gives the number of cases."""
    contract = connector("benchmark", reads=table)
    schemas = far_end.declare(contract)
    view = PostgresView(far_end, contract.reads)
    call = Connector(room)
    bench = Bench(contract, lambda: call(load, view.url), call, (view,), far_end)
    study = Study(Trials(bench), Rowsets(far_end, contract, schemas, {}), schemas)
    study.begin()
    assert study.complaint is None, study.complaint
    study.rowsets = study.rowsets[:1]
    item = next(item for item in items_of(contract) if item.id == "column-added-first")
    rows = [tuple(row.values()) for row in study.rowsets[0].rows["purchases"]]

    def cases() -> int:
        before = study.trials.count
        study.remember(study.rowsets[0], study.afresh(study.rowsets[0]))
        found = ItemRun(study, item).cases()
        assert {case.outcome.value for case in found} == {"survives"}, found
        return study.trials.count - before - 1

    return cases, rows


def by_pytest_postgresql(*, durable: bool) -> float:
    """Milliseconds a test that does the same with pytest-postgresql's fixture.

    Args:
        durable: On a server with PostgreSQL's own settings, as its process fixture starts one; else on one like ours.
    """
    with open_far_end() as far_end:
        if durable:
            admin = far_end._home._connect(far_end.server.dbname)
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                admin.execute(f"ALTER SYSTEM SET {setting} = on")
            admin.execute("SELECT pg_reload_conf()")
        return _pytest_postgresql(far_end.server)


def _pytest_postgresql(server: Server) -> float:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "test_it.py").write_text(
            PYTEST_POSTGRESQL.format(ddl=DDL, columns=COLUMNS, change=CHANGE, cases=CASES)
        )
        options = [
            f"--postgresql-host={server.host}", f"--postgresql-port={server.port}",
            f"--postgresql-user={server.user}", f"--postgresql-password={server.password}",
        ]  # fmt: skip
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, str(project)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"pytest-postgresql: {done.stdout}{done.stderr}")
        return float((project / "milliseconds").read_text())


PYTEST_POSTGRESQL = '''
import pathlib, time
import psycopg, pytest
from pytest_postgresql import factories

server = factories.postgresql_noproc()
postgresql = factories.postgresql("server")
STARTED = []

@pytest.mark.parametrize("number", range({cases}))
def test_case(postgresql, number):
    with postgresql.transaction():
        postgresql.execute("""{ddl}""")
        with postgresql.cursor().copy("COPY purchases ({columns}) FROM STDIN") as copy:
            for i in range(50):
                copy.write_row((i, i % 7, "1.50", "EUR", True, "2026-01-01 00:00+00", "note", 0.5))
        postgresql.execute("""{change}""")
    info = postgresql.info
    url = f"postgresql://{{info.user}}:{{info.password}}@{{info.host}}:{{info.port}}/{{info.dbname}}"
    with psycopg.connect(url) as connection:
        assert len(connection.execute("SELECT {columns} FROM purchases").fetchall()) == 50
    STARTED.append(time.perf_counter())

def test_last():
    spent = (STARTED[-1] - STARTED[0]) / (len(STARTED) - 1)
    pathlib.Path(__file__).with_name("milliseconds").write_text(str(spent * 1000))
'''


def main() -> None:
    """Measure all three, in turn, several times, and print the medians."""
    with open_far_end() as far_end, tempfile.TemporaryDirectory() as folder:
        cases, rows = by_plugin(far_end, Table("purchases", ddl=DDL), Path(folder))
        hand = by_hand(far_end, far_end.url, rows)
        by_hand_ms, by_plugin_ms = [], []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            for _ in range(CASES):
                hand()
            by_hand_ms.append((time.perf_counter() - started) / CASES * 1000)
            started = time.perf_counter()
            count = cases()
            by_plugin_ms.append((time.perf_counter() - started) / count * 1000)
    other, quick = by_pytest_postgresql(durable=True), by_pytest_postgresql(durable=False)
    a, b = statistics.median(by_hand_ms), statistics.median(by_plugin_ms)
    print(f"(a) hand-written psycopg loop   {a:7.1f} ms a case   ({min(by_hand_ms):.1f} to {max(by_hand_ms):.1f})")
    print(f"(b) pytest-connectors           {b:7.1f} ms a case   ({min(by_plugin_ms):.1f} to {max(by_plugin_ms):.1f})")
    print(
        f"(c) pytest-postgresql           {other:7.1f} ms a case   ({quick:.1f} on a server with fsync off, like ours)"
    )
    print(f"b / a = {b / a:.2f} (wanted: at most 1.3)     c / b = {other / b:.1f} (wanted: at least 15)")


if __name__ == "__main__":
    main()
