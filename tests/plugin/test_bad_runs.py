"""What is a user told when a declaration turns out to be of no use, or a test proves nothing? Each test says so."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from .project import Project, Result

TESTS = '''{SHOP}
from pathlib import Path

def contract(name, ddl, table="t", **options):
    return pytest.mark.connector(name, reads=Table(table, ddl=ddl, **options))

def anything(url):
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT * FROM t").fetchall()

@contract("syntax", """CREATE TABLE t (id int);
CREATE TABLE u (
    id int,
    amount numerik(10, 2) NOT NUL
);""")
def test_syntax(connector, postgres):
    connector(anything, postgres.url)

@contract("no type", "CREATE TABLE t (id int, amount numerik(10, 2))")
def test_no_type(connector, postgres):
    connector(anything, postgres.url)

@contract("near", "CREATE TABLE purchases (id int)", "purchase")
def test_near(connector, postgres):
    connector(anything, postgres.url)

@contract("nothing created", "SELECT 1")
def test_nothing_created(connector, postgres):
    connector(anything, postgres.url)

@contract("no file", Path("nowhere.sql"))
def test_no_file(connector, postgres):
    connector(anything, postgres.url)

@contract("rows", "CREATE TABLE t (id int PRIMARY KEY)", rows=[{"id": "seven"}])
def test_rows_of_another_kind(connector, postgres):
    connector(anything, postgres.url)

@contract("rows twice", "CREATE TABLE t (id int PRIMARY KEY)", rows=[{"id": 7}, {"id": 7}])
def test_rows_twice(connector, postgres):
    connector(anything, postgres.url)

@contract("rows column", "CREATE TABLE t (user_id int)", rows=[{"userid": 7}])
def test_rows_column(connector, postgres):
    connector(anything, postgres.url)

@contract("rows number", "CREATE TABLE t (user_id int)", rows=7)
def test_rows_number(connector, postgres):
    connector(anything, postgres.url)

@contract("rows file", "CREATE TABLE t (user_id int)", rows="nowhere.csv")
def test_rows_file(connector, postgres):
    connector(anything, postgres.url)

@contract("check", "CREATE TABLE t (id int NOT NULL, CONSTRAINT odd CHECK (id * 0 = 1))")
def test_check(connector, postgres):
    connector(anything, postgres.url)

@contract("kind", "CREATE TABLE t (id int, place pg_snapshot)")
def test_kind(connector, postgres):
    connector(anything, postgres.url)

@pytest.mark.connector("never calls", reads=PURCHASES)
def test_never_calls(connector, postgres):
    load(postgres.url)

@pytest.mark.connector("calls before", reads=PURCHASES)
def test_calls_the_result(connector, postgres):
    connector(load(postgres.url))

@pytest.mark.connector("raises before", reads=PURCHASES)
def test_raises_before(connector, postgres):
    {}["user"]
    connector(load, postgres.url)

@pytest.mark.connector("nothing observed", reads=PURCHASES)
def test_nothing_observed(connector, postgres):
    connector(lambda url: load(url) and None, postgres.url)

@pytest.mark.connector("filters all", reads=PURCHASES)
def test_filters_all(connector, postgres):
    connector(lambda url: [row for row in load(url) if row["id"] < -5], postgres.url)

@pytest.mark.connector("never asks", reads=PURCHASES)
def test_never_asks(connector, postgres):
    connector(lambda url: [1, 2, 3], postgres.url)

@pytest.mark.connector("several", reads=[PURCHASES, RECS])
def test_several_rows(connector, postgres):
    connector(load, postgres.url)
    postgres.rows

@pytest.mark.connector("no payloads", reads=PURCHASES)
def test_no_payloads(connector, postgres):
    connector(push, postgres.url, postgres.payloads)

@pytest.mark.connector("not declared", reads=PURCHASES)
def test_not_declared(connector, postgres):
    connector(load, postgres.url)
    postgres.rows_of("purchase")

@pytest.fixture
def early(connector, postgres):
    return connector(load, postgres.url)

@pytest.mark.connector("in a fixture", reads=PURCHASES)
def test_call_in_a_fixture(early, connector):
    pass

def test_no_contract(connector):
    pass
'''
SAID = {
    "test_syntax": [
        "Table('t'): the server does not take the DDL",
        'syntax error at or near "NUL"',
        "LINE 4:     amount",
    ],
    "test_no_type": ['type "numerik" does not exist', "LINE 1: CREATE TABLE t (id int, amount numerik(10, 2))"],
    "test_near": ["creates no table of that name", "Did you mean 'purchases'?", "It creates purchases"],
    "test_nothing_created": ["It creates no table at all"],
    "test_no_file": ["ddl= names a file that cannot be read: nowhere.sql", "with_name('schema.sql')"],
    "test_rows_of_another_kind": ["Table('t'): rows= do not fit", "invalid input syntax for type integer", "seven"],
    "test_rows_twice": ["rows= do not fit", "t_pkey", "(id)=(7) already exists"],
    "test_rows_column": ["rows= has a column 'userid'", "Did you mean 'user_id'?", "It has user_id"],
    "test_rows_number": ["rows= takes a list of dicts", "it is 7"],
    "test_rows_file": ["rows= names a file that cannot be read: nowhere.csv"],
    "test_check": ["the constraint 'odd'", "rows=[{...}]"],
    "test_kind": ["column 'place' of type pg_snapshot", "Give the rows"],
    "test_never_calls": ["never called"],
    "test_calls_the_result": ["takes the function under test", "not connector(load(url))"],
    "test_raises_before": ["KeyError: 'user'"],
    "test_nothing_observed": ["nothing is observed: return the rows, or declare what it writes"],
    "test_filters_all": ["the generated rows do not pass its filter: give rows= or joins="],
    "test_never_asks": ["it did not ask the far end: cached?"],
    "test_several_rows": ["the contract has several tables, 'purchases', 'recs'", "postgres.rows_of(TABLE)"],
    "test_no_payloads": ["postgres.payloads: the contract writes nothing", "writes="],
    "test_not_declared": ["the contract does not declare 'purchase'", "Did you mean 'purchases'?"],
    "test_call_in_a_fixture": ["called outside of its test's body", "Call it in the test function itself"],
    "test_no_contract": ["the fixture `connector` needs a contract", "@pytest.mark.connector("],
}
ONLY_WITH_THE_OPTION = {"test_nothing_observed", "test_filters_all", "test_never_asks"}


def lacking(result: Result, case: str) -> str:
    """What the message of a test lacks, or has too much of; empty when it is as wanted."""
    name = next((name for name in result.tests if name.split("[")[0] == case), None)
    if name is None:
        return f"{case}: not run"
    test = result.tests[name]
    said = re.sub(r"&quot;", '"', test.text)
    missing = [word for word in SAID[case] if word not in said]
    ours = re.search(r"src/pytest_connectors/", said)
    return f"{name} is {test.outcome}, lacks {missing}, ours {ours}\n{said}" if missing or ours else ""


@pytest.mark.parametrize("contracts", [True, False])
def test_each_has_one_clear_message(project: Callable[..., Project], *, contracts: bool) -> None:
    """Each names what is wrong and what to do, without a traceback through the plugin, in both ways to run it."""
    made = project({"test_it.py": TESTS})
    result = made.run("--connector-scenarios=column-dropped", contracts=contracts)
    wrong = [said for case in SAID if contracts or case not in ONLY_WITH_THE_OPTION if (said := lacking(result, case))]
    assert not wrong, "\n\n".join(wrong)


def test_fixtures_of_the_users_own(project: Callable[..., Project]) -> None:
    """A fixture of the user's that hides one of ours is named, and no server is blamed."""
    own = "import pytest\n\n@pytest.fixture\ndef {name}(): return 7\n"
    test = '{SHOP}\n@pytest.mark.connector("c", reads=PURCHASES)\ndef test_it(connector{rest}): connector(load, "")\n'
    made = project(
        {
            "a/conftest.py": own.format(name="postgres"),
            "a/test_a.py": test.replace("{rest}", ", postgres"),
            "b/conftest.py": own.format(name="connector"),
            "b/test_b.py": test.replace("test_it", "test_other").replace("{rest}", ""),
        }
    )
    for contracts in (True, False):
        result = made.run("--connector-scenarios=column-added", contracts=contracts)
        assert "has a fixture 'postgres' of its own, which gives 7" in result.out
        assert "has a fixture 'connector' of its own, which gives 7" in result.out
        assert "rename yours" in result.out
        assert "src/pytest_connectors/" not in result.out
        assert "passed" not in result.counts


def test_what_is_wrong_is_found_once(project: Callable[..., Project]) -> None:
    """Each item of a contract that is of no use says so or refers to it, and the body is not run again for each."""
    test = """
import pytest
from pytest_connectors import Table

T = Table("t", ddl="CREATE TABLE t (id int PRIMARY KEY)")

@pytest.mark.connector("c", reads=T, only=("column-*", "password-rotated"))
def test_it(connector, postgres):
    with open("runs", "a") as file:
        file.write("run\\n")
    postgres.rows_of(Table("other", ddl="CREATE TABLE other (id int)"))
"""
    made = project({"test_it.py": test})
    result = made.run()
    assert result.code == 1
    assert result.verdicts("password-rotated") == {"void"}
    assert (made.folder / "runs").read_text().splitlines() == ["run"]
