"""The far end is the connector's and ours alone: its rights, its traffic, its clean start, its life after a death."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import psycopg
import pytest

from pytest_connectors.contract import Table, connector
from pytest_connectors.drift.changes import ANOTHER_PLAN, PasswordRotated
from pytest_connectors.errors import ServerDied
from pytest_connectors.systems.postgres import FarEnd, open_far_end
from pytest_connectors.systems.postgres.server import GivenServer
from pytest_connectors.systems.protocol import Scene

DDL = "CREATE TABLE t (id serial PRIMARY KEY, v int); CREATE TABLE other (id int);"
T = Table("t", ddl=DDL)
ROWS = {"t": ({"id": 1, "v": 10}, {"id": 2, "v": 20})}


@pytest.fixture
def reader(far_end: FarEnd) -> FarEnd:
    """The far end for a contract that reads one table."""
    far_end.end_connections()
    far_end.declare(connector("c", reads=T))
    far_end.set_scene(Scene(ROWS))
    return far_end


def refused(far_end: FarEnd, statement: str) -> str | None:
    """The code with which the server refuses a statement of the connector's; None where it does not."""
    with psycopg.connect(far_end.url) as connection:
        try:
            connection.execute(statement.encode())
        except psycopg.Error as error:
            return error.sqlstate
    return None


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("SELECT * FROM t", None),
        ("SELECT * FROM other", "42501"),
        ("INSERT INTO t (v) VALUES (1)", "42501"),
        ("UPDATE t SET v = 1", "42501"),
        ("DELETE FROM t", "42501"),
        ("TRUNCATE t", "42501"),
        ("CREATE TABLE mine (id int)", "42501"),
        ("SELECT pg_read_file('/etc/passwd')", "42501"),
        ("CREATE ROLE another", "42501"),
        ("SELECT pg_terminate_backend(1)", "42501"),
    ],
)
def test_a_reader_may_select_what_it_declares_and_nothing_else(
    reader: FarEnd, statement: str, code: str | None
) -> None:
    """The role's rights are those of the contract."""
    if "pg_terminate" in statement:
        pid = reader._connection.info.backend_pid
        statement = f"SELECT pg_terminate_backend({pid})"
    assert refused(reader, statement) == code


def test_a_writer_may_write_with_its_sequences_and_not_read(far_end: FarEnd) -> None:
    """INSERT, UPDATE, DELETE and the sequence; more only by `grants=`."""
    far_end.declare(connector("c", writes=T))
    far_end.set_scene(Scene(ROWS))
    assert refused(far_end, "INSERT INTO t (v) VALUES (1)") is None
    assert refused(far_end, "SELECT * FROM t") == "42501"
    assert refused(far_end, "TRUNCATE t") == "42501"
    far_end.declare(connector("c", writes=Table("t", ddl=DDL, grants=("TRUNCATE", "SELECT", "CREATE"))))
    far_end.set_scene(Scene(ROWS))
    for statement in ("TRUNCATE t", "SELECT * FROM t", "CREATE TABLE mine (id int)"):
        assert refused(far_end, statement) is None


def test_the_role_is_no_superuser_and_logs_in_with_a_password(reader: FarEnd) -> None:
    """A wrong password is refused, over TCP, by scram."""
    with psycopg.connect(reader.url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert row.fetchone() == (False, False, False)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(reader.url.replace(reader.role.password, "wrong"))


def test_traffic_is_what_the_connector_asked(reader: FarEnd) -> None:
    """Statements and refusals of the role since the scene was set; connecting alone is no interest in the data."""
    with psycopg.connect(reader.url):
        pass
    assert reader.traffic().statements == ()
    with psycopg.connect(reader.url) as connection:
        connection.execute("SELECT v\nFROM t")
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT w FROM t")
    traffic = reader.traffic()
    assert traffic.statements == ("SELECT v\n\tFROM t", "SELECT w FROM t")
    assert [refusal.split()[0] for refusal in traffic.refusals] == ["42703"]
    reader.set_scene(Scene(ROWS))
    assert reader.traffic().statements == ()


def test_an_open_transaction_of_the_connector_does_not_stop_the_next_scene(reader: FarEnd) -> None:
    """Its connection is ended, and counted."""
    connection = psycopg.connect(reader.url)
    connection.execute("SELECT * FROM t")
    assert reader.end_connections() == 1
    reader.set_scene(Scene(ROWS))
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")


def test_a_connection_that_was_closed_is_not_counted(reader: FarEnd) -> None:
    """A backend takes a moment to go; that is not a connection that was kept."""
    for _ in range(5):
        psycopg.connect(reader.url).close()
        assert reader.end_connections() == 0


def test_a_rotated_password_ends_what_was_connected(reader: FarEnd) -> None:
    """A pool has to log in again, with the old password."""
    connection = psycopg.connect(reader.url)
    connection.execute("SELECT 1")
    connection.commit()
    reader.set_scene(Scene(ROWS, (PasswordRotated(),)))
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")


def test_what_a_connector_changes_of_its_role_is_gone_in_the_next_scene(reader: FarEnd) -> None:
    """The server is thrown away rather than used as it was left; address and password stay."""
    with psycopg.connect(reader.url, autocommit=True) as connection:
        connection.execute("ALTER ROLE CURRENT_USER SET search_path = nowhere")
    reader.end_connections()
    reader.set_scene(Scene(ROWS))
    reader.declare(connector("c", reads=T))
    reader.set_scene(Scene(ROWS))
    assert refused(reader, "SELECT * FROM t") is None


def test_a_severed_connector_comes_back_at_once_and_is_refused(reader: FarEnd) -> None:
    """A blocked statement ends, a new login is refused, and the next scene lets it in again."""
    connection = psycopg.connect(reader.url)
    reader.sever()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT pg_sleep(30)")
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(reader.url)
    reader.set_scene(Scene(ROWS))
    assert refused(reader, "SELECT * FROM t") is None


@pytest.fixture
def mortal() -> Iterator[FarEnd]:
    """A far end of its own, to be killed."""
    with open_far_end() as opened:
        yield opened


def test_a_server_that_dies_is_told_and_comes_back_at_the_same_address(mortal: FarEnd) -> None:
    """The URL that a test has kept is good again."""
    contract = connector("c", reads=T)
    mortal.declare(contract)
    mortal.set_scene(Scene(ROWS))
    url = mortal.url
    os.kill(mortal.server._child.pid, signal.SIGKILL)  # type: ignore[attr-defined]
    time.sleep(0.2)
    assert not mortal.is_alive()
    with pytest.raises(ServerDied):
        mortal.set_scene(Scene(ROWS))
    mortal.revive()
    mortal.declare(contract)
    mortal.set_scene(Scene(ROWS))
    assert mortal.url == url
    assert refused(mortal, "SELECT * FROM t") is None


def test_on_a_given_server_nothing_is_touched_and_nothing_is_left(mortal: FarEnd) -> None:
    """A database and a role of our own, both gone at the end."""
    server = mortal.server
    url = f"postgresql://{server.user}:{server.password}@{server.host}:{server.port}/postgres"
    query = "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1"
    with psycopg.connect(url) as connection:
        before = connection.execute(query).fetchall()
    with open_far_end(url) as given:
        assert isinstance(given.server, GivenServer)
        given.declare(connector("c", reads=T))
        given.set_scene(Scene(ROWS))
        assert refused(given, "SELECT * FROM t") is None
        assert given.traffic().statements is None
        given.set_scene(Scene(ROWS))
        assert given.traffic().statements == ()
    with psycopg.connect(url) as connection:
        assert connection.execute(query).fetchall() == before


def test_a_server_that_plans_otherwise_does_so_for_one_scene(reader: FarEnd) -> None:
    """The connector's next connections see it, and those of the next scene do not."""
    for changes, expected in (((ANOTHER_PLAN,), "off"), ((), "on")):
        reader.set_scene(Scene(ROWS, changes))
        with psycopg.connect(reader.url) as connection:
            assert connection.execute("SHOW enable_hashagg").fetchone() == (expected,)
        assert reader.traffic().refusals == ()


def test_a_contract_that_comes_again_finds_its_tables_made_anew_and_empty(far_end: FarEnd) -> None:
    """Whatever was declared between, with the rights of this contract and not of that; nothing is read anew."""
    one = connector("one", reads=T)
    first = far_end.declare(one)
    far_end.set_scene(Scene(ROWS))
    assert far_end.declare(connector("two", writes=Table("t", ddl="CREATE TABLE t (v text)"))) != first
    assert refused(far_end, "INSERT INTO t (v) VALUES ('a')") is None
    assert far_end.declare(one) is first
    assert far_end.read("t") == ()
    assert refused(far_end, "SELECT * FROM t") is None
    assert refused(far_end, "INSERT INTO t (v) VALUES (1)") == "42501"
    far_end.declare(connector("three", writes=T))
    assert refused(far_end, "INSERT INTO t (v) VALUES (1)") is None


def test_what_can_no_longer_be_built_is_read_anew(far_end: FarEnd) -> None:
    """A build that fails is no error of the contract as long as its DDL is taken."""
    one = connector("one", reads=T)
    first = far_end.declare(one)
    far_end._declared.build = "SELECT 1 / 0"
    again = far_end.declare(one)
    assert again is not first
    assert again == first
    assert far_end.read("t") == ()
