"""Do rows that a strategy draws lie in the table, the same in each run, and as far as the table takes them?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from .project import Project

TESTS = """{SHOP}
import decimal, json
from pathlib import Path
from hypothesis import settings, strategies as st

settings.register_profile("mine", max_examples=1, derandomize=False)
settings.load_profile("mine")
DDL = "CREATE TABLE t (id int PRIMARY KEY, amount numeric(10,2) NOT NULL CHECK (amount >= 0), note text)"
ONE = st.fixed_dictionaries({
    "id": st.integers(1, 10**6),
    "amount": st.decimals(5, 9, places=2),
    "note": st.sampled_from(["a", "b", None]),
})
SEVERAL = st.integers(3, 60).map(lambda n: [{"id": i, "amount": decimal.Decimal(n)} for i in range(n)])
SEEN = Path(__file__).with_name("seen.jsonl")

def read(url):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute("SELECT id, amount, note FROM t").fetchall()

def keep(rows):
    with SEEN.open("a") as file:
        file.write(json.dumps([[row["id"], str(row["amount"])] for row in rows]) + chr(10))

@pytest.mark.connector("one", reads=Table("t", ddl=DDL, rows=ONE), only=["column-added", "column-dropped"])
def test_one(connector, postgres):
    keep(postgres.rows)
    assert all(5 <= row["amount"] <= 9 and row["note"] in ("a", "b", None) for row in postgres.rows)
    rows = connector(read, postgres.url)
    assert sorted(map(repr, rows)) == sorted(map(repr, postgres.rows))

@pytest.mark.connector("several", reads=Table("t", ddl=DDL, rows=SEVERAL), only="column-added")
def test_several(connector, postgres):
    assert {row["amount"] for row in postgres.rows} == {len(postgres.rows)}
    assert len(connector(read, postgres.url)) == len(postgres.rows)

PAYLOADS = Table("recs", ddl=RECS.ddl, rows=st.fixed_dictionaries({"item": st.sampled_from(["one", "two", "three"])}))

@pytest.mark.connector("payloads", writes=PAYLOADS, only="column-added")
def test_payloads(connector, postgres):
    assert {row["item"] for row in postgres.payloads} <= {"one", "two", "three"}
    connector(push, postgres.url, postgres.payloads)

HALF = ONE.map(lambda row: {**row, "amount": row["amount"] if row["id"] % 4 else -row["amount"]})

@pytest.mark.connector("some refused", reads=Table("t", ddl=DDL, rows=HALF), only="column-added")
def test_some_refused(connector, postgres):
    assert connector(read, postgres.url) and all(row["amount"] > 0 for row in postgres.rows)

NEGATIVE = ONE.map(lambda row: {**row, "amount": -row["amount"]})

@pytest.mark.connector("refused", reads=Table("t", ddl=DDL, rows=NEGATIVE), only="column-added")
def test_refused(connector, postgres):
    connector(read, postgres.url)

@pytest.mark.connector("number", reads=Table("t", ddl=DDL, rows=st.integers()), only="column-added")
def test_number(connector, postgres):
    connector(read, postgres.url)

@pytest.mark.connector("empty", reads=Table("t", ddl=DDL, rows=ONE.filter(lambda row: False)), only="column-added")
def test_empty(connector, postgres):
    connector(read, postgres.url)

@pytest.mark.connector("raises", reads=Table("t", ddl=DDL, rows=ONE.map(lambda row: 1 / 0)), only="column-added")
def test_raises(connector, postgres):
    connector(read, postgres.url)

@pytest.mark.connector("misspelt", reads=Table("t", ddl=DDL, rows=ONE.map(lambda row: {"ids": row["id"]})))
def test_misspelt(connector, postgres):
    connector(read, postgres.url)
"""
BROKEN = {
    "test_refused": ["rows that were drawn from the strategy in rows=, the server refuses", "'t_amount_check'"],
    "test_number": ["the strategy in rows= draws", "one row, as a dict, or a list of rows"],
    "test_empty": ["nothing can be drawn from the strategy in rows=: its filters let nothing through"],
    "test_raises": ["nothing can be drawn from the strategy in rows=: ZeroDivisionError: division by zero"],
    "test_misspelt": ["rows= has a column 'ids', and the table has none. Did you mean 'id'?"],
}


def lines_of(folder: Path) -> list[list[list[object]]]:
    """What the connector's test saw, a list of rows each time."""
    path = folder / "seen.jsonl"
    found = [json.loads(line) for line in path.read_text().splitlines()]
    path.unlink()
    return found


def test_drawn_rows_are_the_same_in_each_run(project: Callable[..., Project]) -> None:
    """Whatever the user's profile is and whatever else is run; what the server refuses is left out."""
    other = "def test_other():\n    assert {7: 1, 999_983: 2, 6.25: 3}\n"
    made = project({"test_it.py": TESTS, "test_a.py": other})
    result = made.run()
    failed = {
        name.partition("[")[0] for name, test in result.tests.items() if test.outcome not in ("passed", "skipped")
    }
    assert failed == set(BROKEN), result.out
    for name, words in BROKEN.items():
        text = result.tests[f"{name}[baseline]"].text
        assert all(word in text for word in words), f"{name} lacks {words}\n{text}"
    for name in ("one", "several", "payloads", "some refused"):
        assert result.verdicts("column-added", name) == {"survives"}
    assert result.verdicts("column-dropped", "one") == {"loud"}
    seen = lines_of(made.folder)
    assert {50, 20} <= {len(rows) for rows in seen}
    again = made.run("test_it.py", "-k", "test_one")
    assert {case["connector"] for case in again.cases} == {"one"}
    assert lines_of(made.folder) == seen


def test_drawn_rows_without_scenarios(project: Callable[..., Project]) -> None:
    """An ordinary test runs on drawn rows as well."""
    result = project({"test_it.py": TESTS}).run(contracts=False)
    failed = {name for name, test in result.tests.items() if test.outcome != "passed"}
    assert failed == set(BROKEN), result.out
