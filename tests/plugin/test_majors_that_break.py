"""Do upgrades that broke real connectors show? Each breakage is one that happened, at the major where it did."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from .project import Project, Result

MAJORS = (13, 14, 15, 17)
TESTS = """{SHOP}
import pandas

SALES = Table(
    "sales", ddl="CREATE TABLE sales (id int PRIMARY KEY, sold_at timestamptz NOT NULL, price numeric(8,2) NOT NULL)"
)

def asked(url, query):
    with psycopg.connect(url) as connection:
        cursor = connection.execute(query)
        return pandas.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])

@pytest.mark.connector("epoch", reads=SALES)
def test_epoch(connector, postgres):
    # double precision before 14, numeric from 14 on: a float, then a Decimal, in a column of objects
    connector(asked, postgres.url, "SELECT id, extract(epoch FROM sold_at) AS at FROM sales ORDER BY id")

@pytest.mark.connector("epoch-cast", reads=SALES)
def test_epoch_cast(connector, postgres):
    connector(asked, postgres.url, "SELECT id, extract(epoch FROM sold_at)::float8 AS at FROM sales ORDER BY id")

def by_way_of_a_table(url):
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE chosen AS SELECT id, price FROM sales")
        found = connection.execute("SELECT id, price FROM chosen ORDER BY id").fetchall()
        connection.execute("DROP TABLE chosen")
        return found

@pytest.mark.connector("creating", reads=SALES)
def test_creating(connector, postgres):
    # everybody may CREATE in schema public before 15, nobody but its owner from 15 on
    connector(by_way_of_a_table, postgres.url)

@pytest.mark.connector("catalogue", reads=SALES)
def test_catalogue(connector, postgres):
    # went in 15
    query = "SELECT id, datlastsysoid > 0 AS own FROM sales, pg_database WHERE datname = current_database()"
    connector(asked, postgres.url, query)

@pytest.mark.connector("vitals", reads=SALES)
def test_vitals(connector, postgres):
    # went to pg_stat_checkpointer in 17
    connector(asked, postgres.url, "SELECT id, checkpoints_timed >= 0 AS alive FROM sales, pg_stat_bgwriter")

@pytest.mark.connector("plain", reads=SALES)
def test_plain(connector, postgres):
    connector(asked, postgres.url, "SELECT * FROM sales")
"""
BREAKS = {
    "epoch": {14: "silent", 15: "silent", 17: "silent"},
    "epoch-cast": {14: "survives", 15: "survives", 17: "survives"},
    "creating": {14: "survives", 15: "loud", 17: "loud"},
    "catalogue": {14: "survives", 15: "loud", 17: "loud"},
    "vitals": {14: "survives", 15: "survives", 17: "loud"},
    "plain": {14: "survives", 15: "survives", 17: "survives"},
}


@pytest.fixture(scope="module")
def result(module_project: Callable[..., Project], pytestconfig: pytest.Config) -> Result:
    """A run of 13 against 14 to 17, with servers that are fetched once and kept for the next run of these tests."""
    assert pytestconfig.cache is not None
    kept = {"XDG_CACHE_HOME": str(pytestconfig.cache.mkdir("majors"))}
    command = "import sys; from pytest_connectors.command import main; sys.exit(main())"
    fetch = [one for major in MAJORS for one in ("--fetch", str(major))]
    done = subprocess.run(
        [sys.executable, "-c", command, "postgres", *fetch],
        env={**os.environ, **kept},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"PostgreSQL {', '.join(map(str, MAJORS))} cannot be fetched: {done.stderr.strip()}")
    project = module_project({"test_sales.py": TESTS}).given(**kept)
    asked = [one for major in MAJORS[1:] for one in ("--connector-upgrade", f"postgres={major}")]
    return project.run("--connector-postgres=13", *asked, "-m", "connector_baseline or connector_upgrade")


@pytest.mark.parametrize("connector", BREAKS)
def test_a_connector_breaks_at_its_major(result: Result, connector: str) -> None:
    """And at no other, and in the way in which it broke."""
    found = {major: result.verdicts(f"postgres-{major}", connector) for major in MAJORS[1:]}
    assert found == {major: {outcome} for major, outcome in BREAKS[connector].items()}, result.out


def test_the_first_major_that_breaks_is_named(result: Result) -> None:
    """Of each connector that does not survive all of them."""
    for name, majors in BREAKS.items():
        broken = [major for major, outcome in majors.items() if outcome != "survives"]
        told = f"{name}: PostgreSQL {broken[0]} is the first of 14, 15 and 17 to break it" if broken else None
        assert told in result.out if told else f"{name}: PostgreSQL" not in result.out


def test_what_differs_is_said_by_its_kind(result: Result) -> None:
    """Where the values read alike."""
    case = next(case for case in result.cases if (case["connector"], case["scenario"]) == ("epoch", "postgres-14"))
    ((place, before, after), *_) = case["differences"]
    assert place == "at"
    assert before.partition(" ")[0] != after.partition(" ")[0] or ("(float)" in before and "(decimal)" in after)
