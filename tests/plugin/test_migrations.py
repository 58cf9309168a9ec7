"""A change that is on the table becomes an item of every contract that touches it, and one of no use is told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest

from pytest_connectors.systems.postgres import FarEnd, open_far_end

from .project import Project

TESTS = """{SHOP}
@pytest.mark.connector("reader", reads=PURCHASES, owner="growth-ml")
def test_reader(connector, postgres):
    found = connector(load, postgres.url)
    assert [row["amount"] for row in found] == [row["amount"] for row in sorted(postgres.rows, key=lambda r: r["id"])]

@pytest.mark.connector("careless", reads=PURCHASES)
def test_careless(connector, postgres):
    connector(by_position, postgres.url)

@pytest.mark.connector("writer", writes=RECS)
def test_writer(connector, postgres):
    connector(push, postgres.url, postgres.payloads)
"""
CENTS = "ALTER TABLE purchases ALTER amount TYPE bigint USING (amount * 100)::bigint;\n"
FILES = {
    "test_it.py": TESTS,
    "migrations/0042.sql": CENTS,
    "migrations/0043.sql": "CREATE INDEX CONCURRENTLY by_amount ON purchases (amount);",
    "migrations/broken.sql": "ALTER TABLE purchases ADD note text;\n\nALTER TABLE purchases\n    DROP COLUMN amout;\n",
    "migrations/empty.sql": "-- to be written\n",
    "migrations/unfit.sql": "ALTER TABLE purchases ADD CHECK (amount > 1000000000);",
    "migrations/gone.sql": "DROP TABLE purchases;",
}
ONLY = ("-k", "baseline or change-")


def changes(*names: str) -> list[str]:
    """The options for these migrations of purchases."""
    return [f"--connector-change=purchases=migrations/{name}.sql" for name in names]


def test_each_contract_that_touches_it_gets_an_item(project: Callable[..., Project]) -> None:
    """Each migration is an item of its own, with the verdict, the diff and what a comparison of schemas says."""
    result = project(FILES).run(*changes("0042", "0043", "gone"), *ONLY)
    assert result.code == 1, result.out
    assert result.outcomes() == {
        "test_reader[baseline]": "passed",
        "test_reader[change-0042]": "failed",
        "test_reader[change-0043]": "passed",
        "test_reader[change-gone]": "failed",
        "test_careless[baseline]": "passed",
        "test_careless[change-0042]": "failed",
        "test_careless[change-0043]": "passed",
        "test_careless[change-gone]": "failed",
        "test_writer[baseline]": "passed",
    }
    assert result.verdicts("change-0042") == {"silent"}
    assert result.verdicts("change-gone") == {"loud"}
    text = result.tests["test_reader[change-0042]"].text
    for said in (
        "migration 0042.sql is run on purchases",
        "- amount numeric(10,2) NOT NULL",
        "+ amount bigint NOT NULL",
        "ERR column-retyped",
        "amount",
    ):
        assert said in text
    judged = {case["scenario"]: case["judgement"] for case in result.cases if case["scenario"] != "baseline"}
    assert judged == {
        "change-0042": "ERR column-retyped",
        "change-0043": "INFO nothing a reader sees",
        "change-gone": "ERR table-dropped",
    }


def test_one_that_fails_is_told_in_the_servers_words(project: Callable[..., Project]) -> None:
    """The item fails with the server's words at their line, the others run, and nobody is sent to the baseline."""
    result = project(FILES).run(*changes("broken", "empty", "unfit", "0043"), *ONLY)
    assert result.code == 1, result.out
    assert result.outcomes("test_reader") == {
        "test_reader[baseline]": "passed",
        "test_reader[change-broken]": "failed",
        "test_reader[change-empty]": "failed",
        "test_reader[change-unfit]": "failed",
        "test_reader[change-0043]": "passed",
    }
    texts = {name: test.text for name, test in result.tests.items()}
    broken = texts["test_reader[change-broken]"]
    assert "--connector-change purchases=broken.sql: the migration fails." in broken
    assert 'ERROR: column "amout" of relation "purchases" does not exist' in broken
    assert "LINE 3: ALTER TABLE purchases" in broken
    assert "DROP COLUMN amout;" in broken
    assert broken.count("ERROR:") <= 2, "junit holds the message and its text"
    assert "Traceback" not in broken
    assert "holds no statement that could be run" in texts["test_reader[change-empty]"]
    unfit = texts["test_reader[change-unfit]"]
    assert "is violated by some row" in unfit
    assert "Give rows that it takes" in unfit


def test_a_migration_reads_its_rows_through_it(project: Callable[..., Project]) -> None:
    """Of a table that is made anew, with its columns elsewhere, the test sees the rows in declared names and kinds."""
    sql = """
        CREATE TABLE n (region text, amount numeric(10,2), id int PRIMARY KEY);
        INSERT INTO n SELECT 'eu', amount, id FROM purchases;
        DROP TABLE purchases;
        ALTER TABLE n RENAME TO purchases;
        GRANT SELECT ON purchases TO app;
    """
    result = project({**FILES, "migrations/0044.sql": sql}).run(*changes("0044"), "-k", "change-")
    assert result.outcomes() == {"test_reader[change-0044]": "passed", "test_careless[change-0044]": "failed"}
    assert "there is no role 'app' here" in " ".join(result.tests["test_careless[change-0044]"].text.split())


@pytest.fixture(scope="module")
def staging() -> Iterator[FarEnd]:
    """A server with a database that stands for a live one."""
    with open_far_end() as opened:
        yield opened


def url_of(staging: FarEnd, password: str | None = None) -> str:
    """The URL of the live database."""
    server = staging.server
    return f"postgresql://{server.user}:{password or server.password}@{server.host}:{server.port}/{staging.dbname}"


def test_a_live_database_is_a_change(project: Callable[..., Project], staging: FarEnd) -> None:
    """What a database has otherwise than the contract is rehearsed; one with nothing else is nothing to rehearse."""
    with psycopg.connect(url_of(staging), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS purchases, recs")
        connection.execute("CREATE TABLE purchases (region text, id int PRIMARY KEY, amount float8 NOT NULL)")
        connection.execute("CREATE TABLE recs (id serial PRIMARY KEY, item text NOT NULL)")
    url = url_of(staging)
    result = project(FILES).run(f"--connector-change=purchases={url}", f"--connector-change=recs={url}", *ONLY)
    name = f"change-{staging.dbname}"
    assert result.outcomes()[f"test_careless[{name}]"] == "failed"
    assert result.outcomes()[f"test_writer[{name}]"] == "skipped"
    assert "differs in nothing from what is declared" in result.out
    text = " ".join(result.tests[f"test_careless[{name}]"].text.split())
    assert "+ region text" in text
    assert "ERR column-retyped" in text
    assert staging.server.password not in result.out


def test_a_live_database_that_does_not_answer(project: Callable[..., Project], staging: FarEnd) -> None:
    """A wrong password is the server's words, without the password."""
    result = project(FILES).run(f"--connector-change=purchases={url_of(staging, 's3cr3t-wrong')}", *ONLY)
    assert result.code == 1
    text = result.tests[f"test_reader[change-{staging.dbname}]"].text
    assert "password authentication failed" in text
    assert "s3cr3t-wrong" not in result.out
