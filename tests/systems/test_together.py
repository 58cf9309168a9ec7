"""Are two far ends as one? PostgreSQL and S3, both real: each is handed what is its own, and nothing of it is lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from pytest_connectors.contract import Contract, Dataset, Table, connector
from pytest_connectors.drift.changes import ColumnDropped, ColumnRetyped, PasswordRotated
from pytest_connectors.drift.changes.files import StorageFault
from pytest_connectors.errors import ServerDied
from pytest_connectors.systems import postgres, s3
from pytest_connectors.systems.protocol import Scene
from pytest_connectors.systems.together import Together

DDL = """
CREATE TABLE countries (code text PRIMARY KEY);
CREATE TABLE users (id int PRIMARY KEY, country text REFERENCES countries);
"""
SCHEMA = pa.schema({"id": pa.int64(), "note": pa.string()})
USERS = Table("users", ddl=DDL)
SEEN = Table("seen", ddl="CREATE TABLE seen (id int)")
EVENTS = Dataset("events/", bucket="acme", schema=SCHEMA, format="jsonl")
SCORES = Dataset("scores/", bucket="acme", schema=SCHEMA, format="jsonl")
ROWS = {
    "public.countries": ({"code": "de"},),
    "users": ({"id": 1, "country": "de"}, {"id": 2, "country": None}),
    "seen": ({"id": 9},),
    "events": ({"id": 1, "note": "a"}, {"id": 2, "note": None}, {"id": 3, "note": "c"}),
    "scores": ({"id": 7, "note": "before"},),
}


@pytest.fixture(scope="module")
def parts() -> Iterator[tuple[postgres.FarEnd, s3.FarEnd]]:
    """The two, each on a server of its own."""
    with postgres.open_far_end() as tables, s3.open_far_end() as objects:
        yield tables, objects


@pytest.fixture
def contract() -> Contract:
    """What reads and writes in both, in mixed order."""
    return connector("c", reads=[EVENTS, USERS], writes=[SEEN, SCORES])


@pytest.fixture
def both(parts: tuple[postgres.FarEnd, s3.FarEnd], contract: Contract) -> Together:
    """The two as one, on which the contract is declared and its rows lie."""
    together = Together(parts)
    if not together.is_alive():
        together.revive()
    together.end_connections()
    together.declare(contract)
    together.set_scene(Scene(ROWS))
    return together


def part(both: Together, name: str) -> Any:
    """One of the two."""
    return next(one for one in both.parts if one.name == name)


def asked(both: Together, query: str) -> list[Any]:
    """What the connector's role is answered."""
    with psycopg.connect(part(both, "postgres").url) as connection:
        return connection.execute(query.encode()).fetchall()


def client(both: Together) -> Any:
    """A client with the connector's key."""
    import boto3
    from botocore.config import Config

    far_end = part(both, "s3")
    return boto3.client(
        "s3",
        endpoint_url=far_end.server.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=far_end.key.access_key,
        aws_secret_access_key=far_end.key.secret_key,
        aws_session_token=far_end.key.session_token,
        config=Config(retries={"max_attempts": 0}),
    )


def refused(both: Together) -> str | None:
    """The code with which the storage refuses a listing; None where it does not."""
    s3_client = client(both)
    try:
        s3_client.list_objects_v2(Bucket="acme", Prefix="events/")
    except s3_client.exceptions.ClientError as error:
        return str(error.response["Error"]["Code"])
    return None


def test_schemas_come_in_the_order_of_the_contract(both: Together, contract: Contract) -> None:
    """Whatever far end they are from; and parents are known."""
    assert [schema.name for schema in both.declare(contract)] == ["events", "users", "seen", "scores"]
    assert [parent.name for parent in both.parents()] == ["public.countries"]
    assert both.name == "postgres+s3"
    assert "PostgreSQL" in both.describe()
    assert "S3" in both.describe()
    assert set(both.secrets) == {"the connector's password", "the secret of the connector's key"}


def test_rows_go_where_they_belong(both: Together) -> None:
    """Each far end keeps its own, and is asked for its own."""
    for name in ("users", "seen", "events", "scores"):
        assert sorted(both.read(name), key=lambda row: str(row["id"])) == list(ROWS[name]), name
    assert asked(both, "SELECT id FROM users ORDER BY id") == [(1,), (2,)]
    assert client(both).list_objects_v2(Bucket="acme", Prefix="events/")["KeyCount"] > 0


def test_rows_that_are_refused_are_told_by_their_far_end(both: Together) -> None:
    """The rest is kept, each in the other's answer too."""
    fine = both.accept(ROWS)
    assert fine.refused is None
    assert {name: len(rows) for name, rows in fine.rows.items()} == {name: len(rows) for name, rows in ROWS.items()}
    of_objects = both.accept({**ROWS, "events": ({"id": "one", "note": None}, {"id": 2, "note": None})})
    assert of_objects.refused is not None
    assert of_objects.refused.table == "events"
    assert (len(of_objects.rows["events"]), len(of_objects.rows["users"])) == (1, 2)
    of_tables = both.accept({**ROWS, "users": ({"id": 1, "country": "nowhere"}, {"id": 2, "country": "de"})})
    assert of_tables.refused is not None
    assert of_tables.refused.table == "users"
    assert (len(of_tables.rows["events"]), len(of_tables.rows["users"])) == (3, 1)


def test_changes_go_where_they_belong(both: Together) -> None:
    """A column of one is gone, and the other is as it was."""
    both.set_scene(Scene(ROWS, (ColumnDropped("events", "note"),)))
    assert both.read("events") == ({"id": 1}, {"id": 2}, {"id": 3})
    assert asked(both, "SELECT * FROM users ORDER BY id") == [(1, "de"), (2, None)]
    both.set_scene(Scene(ROWS, (ColumnDropped("users", "country"),)))
    assert both.read("events") == ROWS["events"]
    assert asked(both, "SELECT * FROM users ORDER BY id") == [(1,), (2,)]


def test_values_of_a_retyped_column_are_asked_where_it_is(both: Together) -> None:
    """An integer that became a text, in a table and in objects."""
    for change in (
        ColumnRetyped("users", "id", "integer", "text"),
        ColumnRetyped("events", "id", "int64", "string", way="text"),
    ):
        both.set_scene(Scene(ROWS, (change,)))
        assert (1, "1") in both.values_became(change, ROWS[change.table])


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_happens_to_a_whole_system_happens_to_that_one(
    parts: tuple[postgres.FarEnd, s3.FarEnd], contract: Contract, order: tuple[int, int]
) -> None:
    """A rotated password is none of the storage's business, nor an expired key of the database's."""
    both = Together([parts[place] for place in order])
    both.end_connections()
    both.declare(contract)
    both.set_scene(Scene(ROWS, (PasswordRotated(),)))
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        asked(both, "SELECT 1")
    assert refused(both) is None
    both.set_scene(Scene(ROWS, (StorageFault("keys-expired"),)))
    assert asked(both, "SELECT 1") == [(1,)]
    assert refused(both) == "ExpiredToken"
    both.set_scene(Scene(ROWS))
    assert (asked(both, "SELECT 1"), refused(both)) == ([(1,)], None)


def test_traffic_of_both(both: Together) -> None:
    """What was asked and refused anywhere, since the scene was set; too many requests at one are too many."""
    asked(both, "SELECT id FROM users")
    assert both.traffic().statements == ("SELECT id FROM users",)
    assert refused(both) is None
    with pytest.raises(psycopg.Error):
        asked(both, "SELECT nothing FROM users")
    s3_client = client(both)
    with pytest.raises(s3_client.exceptions.ClientError):
        s3_client.get_object(Bucket="acme", Key="elsewhere")
    seen = both.traffic()
    assert set(seen.statements or ()) >= {"SELECT id FROM users", "ListObjectsV2 acme/events/"}
    assert sorted(refusal.split()[0].rstrip(":") for refusal in seen.refusals) == ["42703", "AccessDenied"]
    assert not seen.over_budget
    both.set_scene(Scene(ROWS, budget=1))
    assert both.traffic().statements == ()
    assert refused(both) is None
    assert refused(both) == "AccessDenied"
    assert both.traffic().over_budget


def test_what_a_run_left_in_the_storage_is_put_there_again(both: Together) -> None:
    """Objects are left as they lie there; tables tell their rows."""
    body = b'{"id": 8, "note": "new"}\n'
    client(both).put_object(Bucket="acme", Key="scores/another.jsonl", Body=body)
    left = both.left()
    assert set(left) == {"scores"}
    both.set_scene(Scene(ROWS))
    assert both.read("scores") == ROWS["scores"]
    both.set_scene(Scene(ROWS, left=left))
    assert sorted(row["id"] for row in both.read("scores")) == [7, 8]
    assert both.read("seen") == ROWS["seen"]


def test_severed_is_severed_from_both(both: Together) -> None:
    """Until the next scene."""
    both.sever()
    with pytest.raises(psycopg.OperationalError):
        asked(both, "SELECT 1")
    assert refused(both) == "AccessDenied"
    both.set_scene(Scene(ROWS))
    assert (asked(both, "SELECT 1"), refused(both)) == ([(1,)], None)


def end(both: Together, which: str) -> None:
    """Kill the server of one."""
    child = part(both, which).server._child
    os.kill((child.process if which == "s3" else child).pid, signal.SIGKILL)
    until = time.monotonic() + 5
    while part(both, which).is_alive():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("which", ["postgres", "s3"])
def test_one_that_died_comes_back_and_the_other_stays(both: Together, contract: Contract, which: str) -> None:
    """At the same address; the server of the other one is the one that it was."""
    tables, objects = part(both, "postgres"), part(both, "s3")
    url, address = tables.url, objects.server.endpoint_url
    others = objects if which == "postgres" else tables
    child = others.server._child
    end(both, which)
    with pytest.raises(ServerDied):
        both.set_scene(Scene(ROWS))
    assert not both.is_alive()
    both.sever()
    both.revive()
    assert both.is_alive()
    assert others.server._child is child
    both.declare(contract)
    both.set_scene(Scene(ROWS))
    assert (tables.url, objects.server.endpoint_url) == (url, address)
    assert (asked(both, "SELECT 1"), refused(both)) == ([(1,)], None)
    assert both.read("events") == ROWS["events"]
