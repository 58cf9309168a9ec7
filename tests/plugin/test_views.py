"""Is a connector that reads a view tested as one that reads a table? Rows lie behind it, changes happen to it."""

from __future__ import annotations

from collections.abc import Callable

from .project import Project

TESTS = '''{SHOP}
DDL = """
CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, amount numeric(8,2),
    paid bool NOT NULL);
CREATE VIEW paid AS SELECT o.id, u.name, o.amount FROM orders o JOIN users u ON u.id = o.user_id WHERE o.paid;
CREATE VIEW none AS SELECT id FROM orders WHERE amount > 1000000;
CREATE MATERIALIZED VIEW totals AS SELECT user_id, count(*) AS orders FROM orders GROUP BY 1;
"""
ONLY = ["column-dropped", "column-added-first", "int-to-text", "null-appeared", "select-revoked"]

def named(url):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute("SELECT id, name FROM paid").fetchall()

def positional(url):
    with psycopg.connect(url) as connection:
        return [row[:2] for row in connection.execute("SELECT * FROM paid")]

def totals(url):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute("SELECT user_id, orders FROM totals").fetchall()

@pytest.mark.connector("named", reads=Table("paid", ddl=DDL), only=ONLY)
def test_named(connector, postgres):
    read = connector(named, postgres.url)
    assert sorted(str(row["id"]) for row in read) == sorted(str(row["id"]) for row in postgres.rows)
    assert all("amount" in row for row in postgres.rows)

@pytest.mark.connector("positional", reads=Table("paid", ddl=DDL), only=ONLY)
def test_positional(connector, postgres):
    connector(positional, postgres.url)

@pytest.mark.connector("kept", reads=Table("totals", ddl=DDL), only=ONLY)
def test_kept(connector, postgres):
    assert len(connector(totals, postgres.url)) == len(postgres.rows) > 0

@pytest.mark.connector("nothing", reads=Table("none", ddl=DDL), only=ONLY)
def test_nothing(connector, postgres):
    connector(named, postgres.url)

@pytest.mark.connector("written", writes=Table("paid", ddl=DDL), only=ONLY)
def test_written(connector, postgres):
    connector(named, postgres.url)
'''


def test_views_are_read_as_tables_are(project: Callable[..., Project]) -> None:
    """A view's columns go, come and change; its rows come from generated rows of the tables behind it."""
    result = project({"test_it.py": TESTS}).run()
    worst = {(case["connector"], case["scenario"]): case["outcome"] for case in reversed(result.cases)}
    assert worst["named", "baseline"] == worst["kept", "baseline"] == "survives", result.out
    dropped = {
        case["target"]: case["outcome"]
        for case in result.cases
        if (case["connector"], case["scenario"]) == ("named", "column-dropped")
    }
    assert dropped == {"id": "loud", "name": "loud", "amount": "survives"}
    assert worst["named", "select-revoked"] == "loud"
    kinds = {case["silence"] for case in result.cases if case["connector"] == "named" and case["outcome"] == "silent"}
    assert kinds == {"passed on"}
    assert result.outcomes("test_positional")["test_positional[column-added-first]"] == "failed"
    assert result.outcomes("test_named")["test_named[null-appeared]"] == "skipped"


def test_what_cannot_be_done_with_a_view_is_said(project: Callable[..., Project]) -> None:
    """A view that shows no generated row, and one that is written: a message with what to declare."""
    result = project({"test_it.py": TESTS}).run("-k", "nothing or written")
    assert "the view shows none of the rows that were generated for the tables behind it" in result.out
    assert "is a view, and is written: rows lie in the tables behind it" in result.out
    assert "baseline and " in result.out
