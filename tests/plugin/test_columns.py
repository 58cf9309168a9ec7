"""Is a table that is made of columns a table like any other, in a real run?"""

from __future__ import annotations

from collections.abc import Callable

from .project import Project

TESTS = """{SHOP}
import datetime, decimal
import pandera.pandas as pandera, pyarrow

class Purchase(pandera.DataFrameModel):
    id: int = pandera.Field(unique=True, gt=0)
    amount: decimal.Decimal = pandera.Field(ge=decimal.Decimal(10))
    kind: str = pandera.Field(isin=["new", "old"], nullable=True)
    stars: int = pandera.Field(isin=[3, 4])
    code: str = pandera.Field(str_length={"min_value": 2, "max_value": 3})
    share: float = pandera.Field(in_range={"min_value": 1, "max_value": 5})

PURCHASE = Table("shop.Purchase", columns=Purchase)
EVENTS = Table("events", columns=pyarrow.schema([
    pyarrow.field("id", pyarrow.uint64(), nullable=False),
    pyarrow.field("at", pyarrow.timestamp("us", "UTC"), nullable=False),
    pyarrow.field("day", pyarrow.date32()), pyarrow.field("doc", pyarrow.struct({"n": pyarrow.int8()})),
    pyarrow.field("raw", pyarrow.binary()), pyarrow.field("ok", pyarrow.bool_()),
    pyarrow.field("price", pyarrow.decimal128(6, 2)),
]))
LINES = Table("lines", columns=pyarrow.schema({"id": pyarrow.int32(), "tags": pyarrow.list_(pyarrow.string()),
                                              "took": pyarrow.duration("s")}),
              rows=[{"id": 1, "tags": ["a", "b"], "took": datetime.timedelta(seconds=3)},
                    {"id": 2, "tags": [], "took": None}])

def read(url, table):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute("SELECT * FROM " + table).fetchall()

def by_id(rows):
    return sorted(map(repr, rows))

@pytest.mark.connector("pandera", reads=PURCHASE, returns=Purchase, only="column-dropped")
def test_pandera(connector, postgres):
    rows = connector(read, postgres.url, 'shop."Purchase"')
    for row in postgres.rows:
        assert row["id"] > 0 and row["amount"] >= 10 and row["kind"] in (None, "new", "old") and row["stars"] in (3, 4)
        assert 2 <= len(row["code"]) <= 3 and 1 <= row["share"] <= 5
    assert len(rows) == len(postgres.rows) > 3

@pytest.mark.connector("arrow", reads=EVENTS, only="column-added")
def test_arrow(connector, postgres):
    names = ", ".join(EVENTS.columns.names)
    def named(url):
        with psycopg.connect(url, row_factory=dict_row) as connection:
            return connection.execute("SELECT " + names + " FROM events").fetchall()
    assert by_id(connector(named, postgres.url)) == by_id(postgres.rows)

@pytest.mark.connector("lines", reads=LINES, only="column-dropped")
def test_lines(connector, postgres):
    assert by_id(connector(read, postgres.url, "lines")) == by_id(postgres.rows)
    assert {tuple(row["tags"]) for row in postgres.rows} <= {("a", "b"), ()}
"""


def test_made_tables_are_read_and_changed(project: Callable[..., Project]) -> None:
    """Rows are generated that keep the checks, rows that are given lie there, and each column has its turn."""
    result = project({"test_it.py": TESTS}).run()
    baselines = {name: test.outcome for name, test in result.tests.items() if "baseline" in name}
    assert set(baselines.values()) == {"passed"}, result.out
    assert result.verdicts("column-added", "arrow") == {"survives"}
    dropped = [case for case in result.cases if case["scenario"] == "column-dropped"]
    assert {case["target"] for case in dropped if case["connector"] == "pandera"} == {
        *("id", "amount", "kind", "stars", "code", "share")
    }
    assert {case["table"] for case in dropped} == {"shop.Purchase", "lines"}
    assert {case["target"] for case in dropped if case["connector"] == "lines"} == {"id", "tags", "took"}
