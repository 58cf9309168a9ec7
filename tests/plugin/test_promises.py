"""Does a promise in pydantic's words, or in a function, hold a connector in a real run?"""

from __future__ import annotations

from collections.abc import Callable

from .project import Project

TESTS = """{SHOP}
import decimal
import pydantic

CODES = Table("codes", ddl="CREATE TABLE codes (id int PRIMARY KEY, code text NOT NULL, kind text NOT NULL, note text)")

class Code(pydantic.BaseModel):
    id: int = pydantic.Field(gt=0)
    code: str = pydantic.Field(max_length=3)
    kind: str = pydantic.Field(pattern="^(new|old)$")

class Chosen(Code):
    kind: str

def codes(url):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute("SELECT id, code, kind, note FROM codes").fetchall()

@pytest.mark.connector("model", reads=CODES, returns=list[Chosen], only=["null-appeared", "column-added"])
def test_model(connector, postgres):
    assert all(0 < row["id"] and len(row["code"] or "") <= 3 for row in postgres.rows)
    connector(codes, postgres.url)

@pytest.mark.connector("broken model", reads=CODES, returns=Code, only="column-added")
def test_broken(connector, postgres):
    connector(codes, postgres.url)

def not_negative(rows):
    assert all(row["amount"] >= 0 for row in rows), "an amount below 0"

@pytest.mark.connector("function", reads=PURCHASES, returns=not_negative, only=["null-appeared", "column-added"])
def test_function(connector, postgres):
    connector(load, postgres.url)

@pytest.mark.connector("broken function", reads=PURCHASES, returns=not_negative, only="column-added")
def test_broken_function(connector, postgres):
    connector(lambda url: [{"amount": -1 - row["id"]} for row in load(url)], postgres.url)
"""


def test_models_and_functions_are_held_against_results(project: Callable[..., Project]) -> None:
    """What they promise is kept by generated rows, broken by a NULL, and named where the connector breaks it."""
    result = project({"test_it.py": TESTS}).run()
    assert result.verdicts("column-added", "model") == {"survives"}, result.out
    assert result.verdicts("column-added", "function") == {"survives"}
    nulls = [c for c in result.cases if c["scenario"] == "null-appeared" and c["target"] in ("code", "amount")]
    assert {(case["connector"], case["outcome"], case["broke_promise"]) for case in nulls} == {
        ("model", "silent", True),
        ("function", "silent", True),
    }
    reasons = {case["connector"]: case["reason"] for case in nulls}
    assert "'code': Input should be a valid string, and is None" in reasons["model"]
    assert "returns= is broken: TypeError: '>='" in reasons["function"]
    assert "returns= is broken: 'kind': String should match" in result.tests["test_broken[baseline]"].text
    assert "AssertionError: an amount below 0" in result.tests["test_broken_function[baseline]"].text


LOOKING = """{SHOP}
def quiet(url):
    try:
        return load(url)
    except psycopg.Error:
        return []

@pytest.mark.connector("quiet", reads=PURCHASES, only="column-dropped")
def test_quiet(connector, postgres):
    assert connector(quiet, postgres.url)
"""


def test_what_an_assertion_tells_is_no_leak(project: Callable[..., Project]) -> None:
    """Pytest tells every value of an assertion that fails, the URL with its password too: the connector told none."""
    result = project({"test_quiet.py": LOOKING}).run()
    found = {(case["outcome"], case["finding"]) for case in result.cases if case["scenario"] == "column-dropped"}
    assert found == {("silent", None)}
