"""Do pytest's own ways to run tests work with contracts on S3, in any place, and again?"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from .project import ORDINARY, Project, Result
from .test_places import can_run_python

FEW = "--connector-scenarios=column-dropped,keys-expired,put-denied"
TESTS = """{STORAGE}
def swallowing(bucket):
    import boto3
    try:
        return load(bucket)
    except boto3.exceptions.botocore.exceptions.ClientError:
        return SCHEMA.empty_table()

@pytest.mark.connector("good", reads=ACTIVITY)
def test_good(connector, s3):
    rows = connector(load, s3.bucket)
    assert len(rows) == len(s3.rows)

@pytest.mark.connector("bad", reads=ACTIVITY)
def test_bad(connector, s3):
    connector(swallowing, s3.bucket)

@pytest.mark.connector("writer", writes=SCORES)
def test_writer(connector, s3):
    connector(push, s3.bucket, s3.payloads)
    assert len(s3.read()) >= len(s3.payloads)
"""
OUTCOMES = {
    "test_good[baseline]": "passed",
    "test_good[column-dropped]": "passed",
    "test_good[keys-expired]": "passed",
    "test_bad[baseline]": "passed",
    "test_bad[column-dropped]": "passed",
    "test_bad[keys-expired]": "failed",
    "test_writer[baseline]": "passed",
    "test_writer[keys-expired]": "passed",
    "test_writer[put-denied]": "passed",
}


def right(result: Result) -> None:
    """Each verdict is what it has to be."""
    assert result.outcomes() == OUTCOMES, result.out
    assert result.verdicts("keys-expired", "good") == {"loud"}
    assert result.verdicts("keys-expired", "bad") == {"silent"}
    assert result.verdicts("put-denied", "writer") == {"loud"}
    assert "INTERNALERROR" not in result.out


def test_an_ordinary_run(project: Callable[..., Project]) -> None:
    """Without the option each test runs once, and a command line without our options starts no more than it needs."""
    made = project({"test_it.py": TESTS})
    result = made.run(contracts=False)
    assert result.outcomes() == {"test_good": "passed", "test_bad": "passed", "test_writer": "passed"}
    assert made.run("-k", "writer", contracts=False).outcomes() == {"test_writer": "passed"}


def test_twice_and_last_failed_in_a_folder_with_a_space(project: Callable[..., Project]) -> None:
    """A second run finds the same; `--lf` runs what failed and nothing else; `-k` chooses."""
    made = project({"test_it.py": TESTS}, named="my project's üben")
    first = made.run(FEW, cached=False)
    right(first)
    again = made.run(FEW, cached=False)
    right(again)
    for name, test in first.tests.items():
        assert again.tests[name].text == test.text
    failed = made.run(FEW, "--lf", cached=False)
    assert failed.outcomes() == {"test_bad[keys-expired]": "failed"}
    chosen = made.run(FEW, "-k", "writer and put-denied", cached=False)
    assert chosen.outcomes() == {"test_writer[put-denied]": "passed"}


def test_in_parallel(project: Callable[..., Project]) -> None:
    """With xdist each worker has a stand-in of its own, and nothing is left."""
    result = project({"test_it.py": TESTS}).run(FEW, "-p", "xdist", "-n", "2", "--dist=loadgroup")
    assert {name.partition("@")[0]: outcome for name, outcome in result.outcomes().items()} == OUTCOMES, result.out
    assert result.verdicts("keys-expired", "bad") == {"silent"}
    assert result.out.count("S3, moto") == 1


TWO_SYSTEMS = """{STORAGE}
import psycopg
from psycopg.rows import dict_row

USERS = Table("users", ddl="CREATE TABLE users (id bigint PRIMARY KEY, country text, seconds float8)")

def move(url, bucket):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        push(bucket, connection.execute("SELECT id, country, seconds FROM users").fetchall())

@pytest.mark.connector("mover", reads=USERS, writes=SCORES)
def test_mover(connector, postgres, s3):
    connector(move, postgres.url, s3.bucket)
    assert len(s3.read()) >= len(postgres.rows)

@pytest.mark.connector("settings", reads=USERS, writes=SCORES)
def test_finds_both_in_its_environment(connector, postgres, s3):
    connector.run([sys.executable, "mover.py"], env={**postgres.env, **s3.env})
"""
MOVER = """
import os
import test_it
test_it.move(os.environ["DATABASE_URL"], "acme-scores")
"""


def test_from_a_table_to_a_dataset(project: Callable[..., Project]) -> None:
    """A connector between two systems hears what happens to either; each has its items."""
    made = project({"test_it.py": TWO_SYSTEMS, "mover.py": MOVER})
    result = made.run("--connector-scenarios=column-dropped,password-rotated,put-denied,keys-expired")
    told = {(case["connector"], case["scenario"], case["outcome"]) for case in result.cases}
    for name in ("mover", "settings"):
        for scenario in ("password-rotated", "put-denied", "keys-expired"):
            assert (name, scenario, "loud") in told, result.out
    assert set(result.outcomes().values()) == {"passed"}
    assert "PostgreSQL" in result.out
    assert "S3, moto" in result.out


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_as_an_ordinary_user(project: Callable[..., Project]) -> None:
    """An ordinary user runs it, also where the project cannot be written."""
    if not can_run_python(ORDINARY):
        pytest.skip(f"{ORDINARY} cannot run python here")
    made = project({"test_it.py": TESTS}).as_user(ORDINARY)
    made.folder.chmod(0o555)
    made.room.chmod(0o777)
    right(made.run(FEW, "-p", "no:cacheprovider", cached=False))
