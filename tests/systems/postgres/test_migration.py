"""A proposed migration is run as it stands, its tables are read through it, and nothing of it stays."""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pytest_connectors.contract import Contract, Table, connector
from pytest_connectors.contract.proposal import proposal_of
from pytest_connectors.drift.changes import Change, Migrated
from pytest_connectors.errors import BadProposal, CannotHappen
from pytest_connectors.systems.postgres import FarEnd
from pytest_connectors.systems.postgres.proposals.leaving_out import roles_named
from pytest_connectors.systems.postgres.proposals.script import script_of
from pytest_connectors.systems.protocol import Scene

DDL = """
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE purchases (
    id bigint PRIMARY KEY, amount numeric(10,2) NOT NULL, note text, feeling mood, at timestamp
);
CREATE TABLE users (id int PRIMARY KEY, name text);
"""
TABLE = Table("purchases", ddl=DDL)
READS: Contract = connector("c", reads=TABLE)
BOTH: Contract = connector("c", reads=TABLE, writes=TABLE)
ROWS: tuple[dict[str, Any], ...] = tuple(
    {"id": i, "amount": Decimal(f"{i}.50"), "note": f"n{i}", "feeling": "sad", "at": None} for i in range(1, 5)
)


def proposed(far_end: FarEnd, folder: Path, sql: str, contract: Contract = READS) -> tuple[Change, ...]:
    """The change that a migration with this text is, on a far end that has declared the contract."""
    path = folder / "0042.sql"
    path.write_text(sql)
    far_end.declare(contract)
    return far_end.proposed(proposal_of("purchases=0042.sql", folder))


def migrated(far_end: FarEnd, folder: Path, sql: str, contract: Contract = READS) -> tuple[Change, ...]:
    """The same, run on tables that hold the rows."""
    changes = proposed(far_end, folder, sql, contract)
    far_end.set_scene(Scene({"purchases": ROWS}, changes))
    return changes


def read(far_end: FarEnd, *names: str) -> list[tuple[object, ...]]:
    """What is read of these columns."""
    return [tuple(row[name] for name in names) for row in far_end.read("purchases")]


def asked(far_end: FarEnd, query: str) -> list[Any]:
    """What the connector's role is answered."""
    with psycopg.connect(far_end.url) as connection:
        return connection.execute(query.encode()).fetchall()


PUT = [(row["id"], row["amount"], row["note"]) for row in ROWS]
MAPPED = {
    "nothing": ("SELECT 1;", PUT),
    "renamed column": ("ALTER TABLE purchases RENAME amount TO total", PUT),
    "renamed table": ("ALTER TABLE purchases RENAME TO orders; ALTER TABLE orders RENAME amount TO total", PUT),
    "moved table": ("CREATE SCHEMA shop; ALTER TABLE purchases SET SCHEMA shop", PUT),
    "retyped and back": ("ALTER TABLE purchases ALTER amount TYPE float8, ALTER id TYPE text", PUT),
    "cents": (
        "ALTER TABLE purchases ALTER amount TYPE bigint USING (amount * 100)::bigint",
        [(i, amount * 100, note) for i, amount, note in PUT],
    ),
    "text that is no number any more": (
        "ALTER TABLE purchases ALTER amount TYPE text USING amount::text || ' EUR'",
        [(i, f"{amount} EUR", note) for i, amount, note in PUT],
    ),
    "new column under the old name": (
        (
            "ALTER TABLE purchases RENAME amount TO old; ALTER TABLE purchases ADD amount bigint; "
            "UPDATE purchases SET amount = old * 100 WHERE id > 2; UPDATE purchases SET amount = old * 100 WHERE id < 3"
        ),
        [(i, amount * 100, note) for i, amount, note in PUT],
    ),
    "swapped names": (
        (
            "ALTER TABLE purchases ADD other numeric; ALTER TABLE purchases RENAME note TO x; "
            "ALTER TABLE purchases ALTER feeling TYPE text; ALTER TABLE purchases RENAME feeling TO note; "
            "ALTER TABLE purchases RENAME x TO feeling"
        ),
        PUT,
    ),
    "made anew, in another order": (
        (
            "CREATE TABLE n AS SELECT note, amount, 'x' AS region, id, feeling, at FROM purchases ORDER BY id DESC; "
            "DROP TABLE purchases; ALTER TABLE n RENAME TO purchases"
        ),
        PUT,
    ),
    "a view in its place": (
        (
            "ALTER TABLE purchases RENAME TO heads; CREATE TABLE notes AS SELECT id, note FROM heads; "
            "ALTER TABLE heads DROP note; "
            "CREATE VIEW purchases AS SELECT h.id, h.amount, n.note FROM heads h JOIN notes n USING (id)"
        ),
        PUT,
    ),
    "rows that go": ("DELETE FROM purchases WHERE id = 2", [one for one in PUT if one[0] != 2]),
    "rows that come": ("INSERT INTO purchases VALUES (0, 0, 'new')", [*PUT, (0, Decimal("0.00"), "new")]),
    "a partitioned table": (
        (
            "ALTER TABLE purchases RENAME TO old; CREATE TABLE purchases (LIKE old) PARTITION BY RANGE (id); "
            "CREATE TABLE p1 PARTITION OF purchases DEFAULT; INSERT INTO purchases SELECT * FROM old; DROP TABLE old"
        ),
        PUT,
    ),
}


@pytest.mark.parametrize("way", MAPPED)
def test_rows_are_read_through_it(far_end: FarEnd, tmp_path: Path, way: str) -> None:
    """Rows come in declared names and kinds, and in the order in which they were put, wherever they lie now."""
    sql, expected = MAPPED[way]
    migrated(far_end, tmp_path, sql)
    assert read(far_end, "id", "amount", "note") == expected


def test_what_is_gone_is_left_out(far_end: FarEnd, tmp_path: Path) -> None:
    """A column that was dropped is left out; of a table that was dropped nothing is read, and that is no error."""
    migrated(far_end, tmp_path, "ALTER TABLE purchases DROP note, DROP feeling")
    assert set(far_end.read("purchases")[0]) == {"id", "amount", "at"}
    changes = migrated(far_end, tmp_path, "DROP TABLE purchases")
    assert far_end.read("purchases") == ()
    assert far_end.told(changes).judgement == "ERR table-dropped"


RUN = {
    "an index that is made concurrently": "CREATE INDEX CONCURRENTLY i ON purchases (note); VACUUM purchases",
    "its own transactions": "BEGIN; ALTER TABLE purchases ADD a int; COMMIT; START TRANSACTION; "
    "UPDATE purchases SET a = 1; END; SELECT a / a FROM purchases",
    "what only a transaction holds": "LOCK TABLE purchases; SAVEPOINT s; CREATE TEMP TABLE t (x int) ON COMMIT DROP; "
    "INSERT INTO t VALUES (1); ROLLBACK TO s; RELEASE s",
    "a label that is used at once": "ALTER TYPE mood ADD VALUE 'calm'; UPDATE purchases SET feeling = 'calm'",
    "a function": "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN NEW.note := ';'; RETURN NEW; "
    "END $body$; CREATE TRIGGER t BEFORE UPDATE ON purchases FOR EACH ROW EXECUTE FUNCTION f(); "
    "UPDATE purchases SET id = id",
    "a function in standard SQL": "CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; "
    "SELECT CASE WHEN x > 1 THEN 1 ELSE 2 END; END; SELECT f(1)",
    "data": "CREATE TABLE kinds (id int, name text);\nCOPY kinds (id, name) FROM STDIN;\n1\ta;b\n2\t\\N\n\\.\n"
    "ALTER TABLE kinds ADD CHECK (id < 3);",
    "what is said to psql": "\\set ON_ERROR_STOP on\n\\echo 'now'\nALTER TABLE purchases ADD a int;\n\\timing\n",
    "settings": "SET search_path = shop; SET statement_timeout = 0; SET standard_conforming_strings = on; "
    "SET ROLE NONE; SET lock_timeout = '1s'; CREATE TEMP TABLE t (x int); DECLARE c CURSOR WITH HOLD FOR SELECT 1",
    "a tool's own book": "UPDATE alembic_version SET version_num='2' WHERE version_num='1';\n"
    "INSERT INTO public.\"schema_migrations\" VALUES ('2'); ALTER TABLE purchases ADD a int;",
    "another table of the DDL": "ALTER TABLE users ADD email text; INSERT INTO users VALUES (1)",
    "a type": "CREATE TYPE rank AS ENUM ('a'); CREATE DOMAIN d AS int CHECK (VALUE > 0); "
    "ALTER TABLE purchases ADD r rank, ADD s d",
}


@pytest.mark.parametrize("way", RUN)
def test_it_is_run_as_tools_run_it(far_end: FarEnd, tmp_path: Path, way: str) -> None:
    """Whatever a migration may hold is run, again and again, and the session is ours again after it."""
    version = int(far_end.version.partition(".")[0])
    if "standard" in way and version < 14:
        pytest.skip("bodies in standard SQL came with PostgreSQL 14")
    changes = migrated(far_end, tmp_path, RUN[way])
    connection = far_end._connection
    for _ in range(2):
        assert read(far_end, "id") == [(row["id"],) for row in ROWS]
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        shown = [connection.execute(f"SHOW {name}".encode()).fetchone() for name in ("search_path", "lock_timeout")]
        assert shown == [('"$user", public',), ("5s",)]
        far_end.set_scene(Scene({"purchases": ROWS}, changes))
    far_end.set_scene(Scene({"purchases": ROWS}))
    assert read(far_end, "id", "amount", "note") == PUT


UP = "ALTER TABLE purchases ADD a int;"
DOWN = "DROP TABLE purchases;"
TOOLS = {
    "dbmate": f"-- migrate:up\n{UP}\n-- migrate:down\n{DOWN}\n",
    "dbmate without a transaction": f"-- migrate:up transaction:false\n{UP}\n-- migrate:down transaction:false\n{DOWN}",
    "goose": f"-- +goose Up\n-- +goose StatementBegin\n{UP}\n-- +goose StatementEnd\n-- +goose Down\n{DOWN}",
    "sql-migrate": f"-- +migrate Up notransaction\n{UP}\n-- +migrate Down\n{DOWN}",
    "node-pg-migrate": f"-- Up Migration\n{UP}\n-- Down Migration\n{DOWN}",
    "tern": f"{UP}\n---- create above / drop below ----\n{DOWN}",
    "down first": f"-- migrate:down\n{DOWN}\n-- migrate:up\n{UP}",
    "flyway, alembic --sql": f"\ufeffBEGIN;\n-- Running upgrade 1 -> 2\n{UP}\nCOMMIT;\n",
}


@pytest.mark.parametrize("tool", TOOLS)
def test_of_a_tools_file_the_way_up_is_run(tool: str) -> None:
    """What undoes a migration is not run, and what is run stands at its own line."""
    script = script_of(tool, TOOLS[tool].removeprefix("\ufeff"))
    texts = [step.text for step in script.steps]
    assert UP in texts
    assert DOWN not in texts
    line = TOOLS[tool].splitlines().index(UP) + 1
    assert script.line(next(step for step in script.steps if step.text == UP)) == line
    assert script.alone == ("without" in tool or tool in ("sql-migrate", "flyway, alembic --sql"))


def test_words_in_comments_are_no_marks() -> None:
    """Only what a tool writes divides a file."""
    script = script_of("it", f"-- up to now: down\n-- Down with it\n{UP}\n-- the way down\n{DOWN}")
    assert [step.text for step in script.steps] == [UP, DOWN]


def test_a_compressed_file_is_read(far_end: FarEnd, tmp_path: Path) -> None:
    """A file that ends in .sql.gz is unpacked."""
    (tmp_path / "0042.sql.gz").write_bytes(gzip.compress(b"ALTER TABLE purchases DROP note"))
    far_end.declare(READS)
    changes = far_end.proposed(proposal_of("purchases=0042.sql.gz", tmp_path))
    assert far_end.told(changes).difference == ("- note text",)


BAD = {
    "ALTER TABLE purchases\n  ALTER amout TYPE bigint;": (
        'ERROR: column "amout" of relation "purchases" does not exist',
        "LINE 2: ALTER TABLE purchases",
        "  ALTER amout TYPE bigint;",
    ),
    "SELECT 1;\nSELEC 2;": ("syntax error", "LINE 3: SELEC 2;", "        ^", "Mend the migration"),
    "ALTER TABLE orders ADD a int;": ('relation "orders" does not exist', "LINE 2", "give it the DDL of all"),
    "DO $$ BEGIN RAISE EXCEPTION 'not today' USING HINT = 'tomorrow'; END $$;": (
        "not today",
        "HINT: tomorrow",
        "LINE 2",
    ),
    "\\i other.sql\nSELECT 1;": ("line 2", "'\\\\i other.sql'", "psql"),
    "-- nothing\n;": ("holds no statement",),
    "BEGIN; ALTER TABLE purchases ADD a int;": ("does not end it", "Write COMMIT"),
    "BEGIN; CREATE INDEX CONCURRENTLY i ON purchases (id); COMMIT;": ("cannot run inside a transaction", "LINE 2"),
    "CREATE POLICY p ON purchases TO app USING (true);": ('role "app" does not exist', "LINE 2"),
    "COPY purchases FROM STDIN;\nx\n\\.\n": ("invalid input syntax", "LINE 2"),
}


@pytest.mark.parametrize("sql", BAD)
def test_one_that_fails_is_told_in_the_servers_words(far_end: FarEnd, tmp_path: Path, sql: str) -> None:
    """The message says which migration, what the server said, and at which line; and the far end is well after it."""
    with pytest.raises((BadProposal, CannotHappen)) as caught:
        migrated(far_end, tmp_path, f"-- the first line\n{sql}")
    said = str(caught.value)
    assert "--connector-change purchases=0042.sql" in said
    for part in BAD[sql]:
        assert part in said
    far_end.set_scene(Scene({"purchases": ROWS}))
    assert read(far_end, "id", "amount", "note") == PUT


def test_rows_that_it_refuses_are_no_fault_of_the_file(far_end: FarEnd, tmp_path: Path) -> None:
    """A migration that is sound and refuses these rows says so by another error, and which rows it asks for."""
    sql = "ALTER TABLE purchases ALTER at SET NOT NULL, ADD UNIQUE (note)"
    changes = proposed(far_end, tmp_path, sql)
    with pytest.raises(CannotHappen, match="contains null values"):
        far_end.set_scene(Scene({"purchases": ROWS}, changes))
    assert isinstance(changes[0], Migrated)
    assert [one.sentence for one in changes[0].amounts_to] == [
        "column 'at' of purchases is NOT NULL",
        "column 'note' of purchases is UNIQUE",
    ]


def test_roles_that_are_not_here_are_told(far_end: FarEnd, tmp_path: Path) -> None:
    """Rights of roles that are not here are not given, and the change says so with the line."""
    sql = "ALTER TABLE purchases ADD a int;\nGRANT SELECT ON purchases TO app;\nALTER TABLE purchases OWNER TO app;\n"
    (change,) = migrated(far_end, tmp_path, sql)
    assert "line 2, GRANT SELECT ON purchases TO app: there is no role 'app' here" in change.sentence
    assert "line 3" in change.sentence


@pytest.mark.parametrize(
    ("statement", "roles"),
    [
        ("GRANT ALL ON ALL TABLES IN SCHEMA public TO app, GROUP WITH GRANT OPTION", {"app", "group"}),
        ('REVOKE SELECT (id) ON purchases FROM "App" CASCADE;', {"App"}),
        ("GRANT SELECT ON purchases TO PUBLIC", set()),
        ("ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO app", {"app"}),
        ("SET SESSION AUTHORIZATION 'ana'", {"ana"}),
        ("ALTER FUNCTION f(int) OWNER TO CURRENT_USER", set()),
        ("UPDATE purchases SET note = 'GRANT x TO y'", set()),
    ],
)
def test_the_roles_of_a_statement(statement: str, roles: set[str]) -> None:
    """The roles to which something is given are found; everybody is no role."""
    assert roles_named(statement) == roles


def test_the_connector_keeps_its_rights(far_end: FarEnd, tmp_path: Path) -> None:
    """On a table that is made anew the connector has what its contract gives, and on what a trigger needs."""
    sql = """CREATE TABLE n (LIKE purchases INCLUDING ALL); INSERT INTO n SELECT * FROM purchases;
        DROP TABLE purchases; ALTER TABLE n RENAME TO purchases;
        CREATE SCHEMA audit; CREATE TABLE audit.log (n serial, id bigint);
        CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql
          AS $$ BEGIN INSERT INTO audit.log (id) VALUES (NEW.id); RETURN NEW; END $$;
        CREATE TRIGGER logged AFTER INSERT ON purchases FOR EACH ROW EXECUTE FUNCTION log();"""
    migrated(far_end, tmp_path, sql, BOTH)
    with psycopg.connect(far_end.url) as connection:
        connection.execute("INSERT INTO purchases (id, amount) VALUES (9, 1)")
        connection.execute("DELETE FROM purchases WHERE id = 1")
    assert [row[0] for row in read(far_end, "id")] == [2, 3, 4, 9]
    assert asked(far_end, "SELECT id FROM audit.log") == [(9,)]


def test_a_reader_gets_no_more_than_to_read(far_end: FarEnd, tmp_path: Path) -> None:
    """What is taken from everybody, or said of rights on what is new, is left as the migration says."""
    sql = "CREATE TABLE a (x int); CREATE TABLE b (x int); REVOKE ALL ON b FROM PUBLIC;"
    migrated(far_end, tmp_path, sql)
    assert asked(far_end, "SELECT * FROM a") == []
    for refused in ("INSERT INTO a VALUES (1)", "SELECT * FROM b", "DELETE FROM purchases"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            asked(far_end, refused)


OUTSIDE = {
    "a role": ("CREATE ROLE made_here; GRANT SELECT ON purchases TO made_here", "pg_roles WHERE rolname = 'made_here'"),
    "default rights": ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC", "pg_default_acl"),
    "a publication": ("CREATE PUBLICATION p FOR ALL TABLES", "pg_publication"),
    "an event trigger": (
        (
            "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$; "
            "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION e()"
        ),
        "pg_event_trigger",
    ),
}


@pytest.mark.parametrize("what", OUTSIDE)
def test_what_stands_in_no_schema_goes_too(far_end: FarEnd, tmp_path: Path, what: str) -> None:
    """Roles and what else outlives the schemas is gone before the next scene, and a second run meets none of it."""
    sql, where = OUTSIDE[what]
    changes = migrated(far_end, tmp_path, sql)
    far_end.set_scene(Scene({"purchases": ROWS}, changes))
    assert far_end._connection.execute(f"SELECT FROM {where}".encode()).fetchall() != []
    far_end.declare(READS)
    assert far_end._connection.execute(f"SELECT FROM {where}".encode()).fetchall() == []


TOLD = {
    "CREATE INDEX i ON purchases (note)": ((), "INFO nothing a reader sees"),
    "ALTER TABLE purchases ALTER amount TYPE bigint": (
        ("- amount numeric(10,2) NOT NULL", "+ amount bigint NOT NULL"),
        "ERR column-retyped",
    ),
    "ALTER TABLE purchases ALTER amount TYPE numeric(12,2)": (
        ("- amount numeric(10,2) NOT NULL", "+ amount numeric(12,2) NOT NULL"),
        "WARN column-widened",
    ),
    "ALTER TABLE purchases DROP note, ADD region text, ALTER at SET NOT NULL": (
        (
            "- note text",
            "- at timestamp without time zone",
            "+ at timestamp without time zone NOT NULL",
            "+ region text",
        ),
        "ERR column-dropped, WARN column-required, INFO column-added",
    ),
    "ALTER TABLE purchases ADD kind text NOT NULL DEFAULT 'a', ADD UNIQUE (note)": (
        ("+ kind text NOT NULL DEFAULT 'a'::text", "+ UNIQUE (note)"),
        "WARN unique-added, INFO column-added",
    ),
    "ALTER TABLE purchases ADD region text NOT NULL": (("+ region text NOT NULL",), "WARN column-added-required"),
    "ALTER TABLE purchases RENAME TO orders": (
        ("- table public.purchases", "+ table public.orders"),
        "ERR table-renamed",
    ),
    "ALTER TABLE purchases RENAME TO o; CREATE VIEW purchases AS SELECT * FROM o": (
        ("- table public.purchases", "+ view public.purchases", "- PRIMARY KEY (id)"),
        "WARN view-in-place-of-table",
    ),
    "ALTER TYPE mood ADD VALUE 'calm'": ((), "WARN enum-value-added"),
}


@pytest.mark.parametrize("sql", TOLD)
def test_beside_the_verdict_stands_what_schemas_say(far_end: FarEnd, tmp_path: Path, sql: str) -> None:
    """The shapes before and after are told as a diff, with what a comparison of them would have said."""
    told = far_end.told(proposed(far_end, tmp_path, sql))
    assert (told.difference, told.judgement) == TOLD[sql]
