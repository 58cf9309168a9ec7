"""A database that has the change already is read, and only read, and its differences become changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pytest_connectors.contract import Contract, Table, connector
from pytest_connectors.contract.proposal import proposal_of
from pytest_connectors.drift.changes import Change, FoundOtherwise
from pytest_connectors.errors import BadProposal, NothingToRehearse
from pytest_connectors.systems.postgres import FarEnd, open_far_end
from pytest_connectors.systems.protocol import Scene

DDL = """CREATE TABLE purchases (
    id serial PRIMARY KEY, user_id int NOT NULL, amount numeric(10,2) NOT NULL, note text, paid bool DEFAULT false,
    score float8 CHECK (score > 0)
)"""
CONTRACT: Contract = connector("c", reads=Table("purchases", ddl=DDL))
ROWS: tuple[dict[str, Any], ...] = tuple(
    {"id": i, "user_id": i, "amount": i, "note": "n", "paid": True, "score": 1.5} for i in range(1, 4)
)


class Staging:
    """A database on a server of its own: the far end's would throw it away as something that is not its own."""

    def __init__(self, other: FarEnd) -> None:
        """Where it is."""
        self.server = other.server
        self.dbname = other.dbname
        self.info = psycopg.conninfo.make_conninfo(
            host=self.server.host,
            port=self.server.port,
            user=self.server.user,
            password=self.server.password,
            dbname=self.dbname,
        )

    def url(self, user: str | None = None, password: str | None = None, dbname: str | None = None) -> str:
        """Its URL."""
        who = f"{user or self.server.user}:{password or self.server.password}"
        return f"postgresql://{who}@{self.server.host}:{self.server.port}/{dbname or self.dbname}"

    def run(self, sql: str) -> list[Any]:
        """Run SQL in it."""
        with psycopg.connect(self.info, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def make(self, sql: str) -> None:
        """Let it hold this and nothing else."""
        self.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
        self.run(sql)


@pytest.fixture(scope="module")
def staging() -> Iterator[Staging]:
    """An empty database."""
    with open_far_end() as other:
        yield Staging(other)


def found(far_end: FarEnd, url: str) -> tuple[Change, ...]:
    """What the database changes."""
    far_end.declare(CONTRACT)
    return far_end.proposed(proposal_of(f"purchases={url}", Path.cwd()))


def test_the_same_table_changes_nothing(far_end: FarEnd, staging: Staging) -> None:
    """A database that has what is declared is no change, whatever its sequences and other tables are called."""
    staging.make(
        f"CREATE SEQUENCE purchases_id_seq; CREATE TABLE users (id int); {DDL}; CREATE INDEX i ON purchases (note)"
    )
    assert found(far_end, staging.url()) == ()


LIVE = {
    "ALTER TABLE purchases DROP note": ["column 'note' dropped from purchases"],
    "ALTER TABLE purchases ADD region text": ["column 'region' (text) added to purchases"],
    "ALTER TABLE purchases ADD region text NOT NULL": [
        "column 'region' (text) NOT NULL, without default, added to purchases"
    ],
    "ALTER TABLE purchases ADD region text NOT NULL DEFAULT 'eu'": [
        "column 'region' (text) NOT NULL DEFAULT 'eu' added to purchases"
    ],
    "ALTER TABLE purchases ALTER amount TYPE bigint": [
        "column 'amount' of purchases changed from numeric(10,2) to bigint"
    ],
    "ALTER TABLE purchases ALTER user_id TYPE bigint, ALTER note TYPE varchar(3)": [
        "column 'user_id' of purchases changed from integer to bigint",
        "column 'note' of purchases changed from text to character varying(3)",
    ],
    "ALTER TABLE purchases ALTER note SET NOT NULL": ["column 'note' of purchases is NOT NULL"],
    "ALTER TABLE purchases ALTER paid SET DEFAULT true": ["column 'paid' of purchases has the default 'true'"],
    "ALTER TABLE purchases ALTER paid DROP DEFAULT": ["column 'paid' of purchases has no default any more"],
    "ALTER TABLE purchases ADD UNIQUE (user_id)": ["column 'user_id' of purchases is UNIQUE"],
    "ALTER TABLE purchases ADD CHECK (user_id < 500)": ["new rows of purchases must fulfil CHECK ((user_id < 500))"],
    "ALTER TABLE purchases RENAME note TO remark": [
        "column 'note' dropped from purchases",
        "column 'remark' (text) added to purchases before 'paid'",
    ],
    "ALTER TABLE purchases RENAME TO o; "
    "CREATE TABLE purchases AS SELECT id, amount, note, paid, score, user_id FROM o; "
    "ALTER TABLE purchases ALTER user_id SET NOT NULL, ALTER amount SET NOT NULL, ADD PRIMARY KEY (id), "
    "ALTER paid SET DEFAULT false, ADD CHECK (score > 0), ALTER id SET DEFAULT nextval('purchases_id_seq')": [
        "column 'user_id' moved to the end of purchases"
    ],
}


@pytest.mark.parametrize("sql", LIVE)
def test_what_differs_is_carried_out(far_end: FarEnd, staging: Staging, sql: str) -> None:
    """Each difference is a change, and the tables on which it was made are then what the database's is."""
    staging.make(f"{DDL}; {sql}")
    changes = found(far_end, staging.url())
    first, *others = changes
    assert isinstance(first, FoundOtherwise)
    assert [one.sentence for one in others] == LIVE[sql]
    assert first.left_out == ()
    far_end.set_scene(Scene({"purchases": ROWS}, changes))
    shape = (
        "SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute "
        "WHERE attrelid = 'purchases'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    assert far_end._connection.execute(shape.encode()).fetchall() == staging.run(shape)
    assert far_end.told(changes).difference != ()


def test_what_cannot_be_carried_out_is_named(far_end: FarEnd, staging: Staging) -> None:
    """Differences for which there is no change stand in the sentence; alone they are nothing to rehearse."""
    staging.make(f"{DDL}; ALTER TABLE purchases ALTER amount DROP NOT NULL, ADD UNIQUE (user_id, note)")
    changes = found(far_end, staging.url())
    (change,) = changes
    assert "not rehearsed: amount may be NULL; UNIQUE (user_id, note)" in change.sentence
    with pytest.raises(NothingToRehearse, match="amount may be NULL"):
        far_end.set_scene(Scene({"purchases": ROWS}, changes))
    assert far_end.told(changes).judgement == "WARN column-nullable, WARN unique-added"


def test_nothing_of_it_is_changed_or_read(far_end: FarEnd, staging: Staging) -> None:
    """A role without any right on a table is enough, and what it asks is the catalogue's, in a session that reads."""
    staging.make(
        f"{DDL}; DROP ROLE IF EXISTS looker; CREATE ROLE looker LOGIN PASSWORD 'known'; "
        "REVOKE ALL ON SCHEMA public FROM PUBLIC; ALTER ROLE looker SET log_statement = 'all'; "
        "ALTER TABLE purchases DROP note"
    )
    log = staging.server.log
    assert log is not None
    before = log.stat().st_size
    try:
        assert [one.sentence for one in found(far_end, staging.url("looker", "known"))[1:]] == [
            "column 'note' dropped from purchases"
        ]
    finally:
        staging.run("DROP ROLE looker")
    with log.open(encoding="utf-8") as file:
        file.seek(before)
        said = file.read()
    assert "SET TRANSACTION READ ONLY" in said
    asked = [part.split() for part in re.split(r"(?:statement|execute \S+): ", said)[1:]]
    ours = [words for words in asked if words[0] not in ("SET", "BEGIN", "ROLLBACK", "SHOW")]
    assert {words[0] for words in ours} <= {"SELECT", "WITH", "DROP"}
    read = {words[i + 1] for words in ours for i, word in enumerate(words[:-1]) if word in ("FROM", "JOIN")}
    assert {name for name in read if re.match(r"purchases|public|information", name)} == set()
    assert any(name.startswith("pg_attribute") for name in read)


def test_one_that_cannot_be_read_is_told_without_its_password(far_end: FarEnd, staging: Staging) -> None:
    """The server's words, what was asked for, and what helps; and never a password."""
    staging.make("CREATE TABLE purchase (id int); CREATE TABLE users (id int)")
    port = staging.server.port
    said = {}
    for url in (
        staging.url(password="s3cr3t-wrong"),
        staging.url(dbname="nowhere"),
        staging.url(),
        "postgresql://ana:s3cr3t-wrong@127.0.0.1:1/db",
        "postgresql://ana:s3cr3t-wrong@127.0.0.1:1x/db",
        f"postgresql://127.0.0.1:{port}/{staging.dbname}?user=ana&password=s3cr3t-wrong",
    ):
        with pytest.raises(BadProposal) as caught:
            found(far_end, url)
        said[url] = str(caught.value)
    texts = list(said.values())
    assert all(text.startswith("--connector-change purchases=postgresql://") for text in texts)
    assert not any("s3cr3t" in text or staging.server.password in text for text in texts)
    assert "password authentication failed" in texts[0]
    assert 'database "nowhere" does not exist' in texts[1]
    assert "there is no table 'purchases'. Did you mean 'purchase'? It has purchase, users." in texts[2]
    assert "refused" in texts[3]
