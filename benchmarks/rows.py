"""How long does it take to draw rows? 50 rows of 10 columns under constraints, against hypothesis drawing the same.

Only `generate` is timed: no server decides. Prints milliseconds of the processor, and the ratio that counts.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pytest_connectors.drift.conditions import conditions
from pytest_connectors.drift.rows import generate, known_hints
from pytest_connectors.drift.schema import Column, Row, TableSchema, Type
from pytest_connectors.drift.strategies import values
from pytest_connectors.drift.values import NO_HINT

INT, DAY = Type("integer", "int4"), Type("date", "date")
NAME, WORD = Type("text", "text"), Type("character varying(20)", "varchar", length=20)
MONEY = Type("numeric(10,2)", "numeric", precision=10, scale=2)
STATUS = Type("status", "status", labels=("new", "paid", "sent"))
TAGS = Type("text[]", "_text", form="array", parts=(NAME,), dimensions=1)
COLUMNS = {
    "id": Type("bigint", "int8"), "code": WORD, "status": STATUS, "quantity": INT, "net": MONEY, "gross": MONEY,
    "ordered": DAY, "sent": DAY, "note": NAME, "tags": TAGS,
}  # fmt: skip
TABLE = TableSchema(
    "orders",
    "public",
    "orders",
    tuple(Column(name, kind, nullable=name in {"sent", "note", "tags"}) for name, kind in COLUMNS.items()),
    ("id",),
    (("id",), ("code",)),
    checks=(
        "CHECK ((quantity >= 1) AND (quantity <= 100))",
        "CHECK ((net > (0)::numeric))",
        "CHECK ((net <= gross))",
        "CHECK (((sent IS NULL) OR (sent >= ordered)))",
        "CHECK (((code)::text ~ '^[A-Z]{2}-[0-9]{4}$'::text))",
        "CHECK ((char_length(note) <= 40))",
    ),
)
ROWS, ROUNDS = 50, 40


def by_generate(seed: int) -> None:
    """Fifty rows from one seed."""
    assert len(generate([TABLE], ROWS, seed)["orders"]) == ROWS


def by_hypothesis() -> Callable[[], int]:
    """The same rows, one an example, as hypothesis draws them: each column by its strategy, the rest by a filter."""
    hints, asked = known_hints(TABLE, {}), conditions(TABLE)
    columns = {}
    for column in TABLE.columns:
        drawn = values(column.type, hints.get(column.name, NO_HINT))
        columns[column.name] = st.one_of(st.none(), drawn) if column.nullable else drawn
    columns["code"] = st.from_regex(r"\A[A-Z]{2}-[0-9]{4}\Z")
    one = st.fixed_dictionaries(columns).filter(lambda row: all(one.read(row) is not False for one in asked))
    drawn_rows: list[Row] = []

    @settings(
        max_examples=ROWS, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(one)
    def draw(row: Row) -> None:
        drawn_rows.append(row)

    def work() -> int:
        drawn_rows.clear()
        draw()
        return len(drawn_rows)

    return work


def main() -> None:
    """Measure both, and print the medians."""
    spent = []
    for seed in range(ROUNDS):
        started = time.process_time()
        by_generate(seed)
        spent.append((time.process_time() - started) * 1000)
    ours, theirs, draw = statistics.median(spent), [], by_hypothesis()
    draw()
    for _ in range(5):
        started = time.process_time()
        count = draw()
        theirs.append((time.process_time() - started) * 1000 / count * ROWS)
    hypothesis = statistics.median(theirs)
    size = f"{ROWS} rows of {len(COLUMNS)} columns"
    print(f"(a) generate     {ours:7.1f} ms for {size}   ({min(spent):.1f} to {max(spent):.1f})")
    print(f"(b) hypothesis   {hypothesis:7.1f} ms for {size}   ({min(theirs):.1f} to {max(theirs):.1f})")
    print(f"a = {ours:.1f} ms (wanted: at most 10)     b / a = {hypothesis / ours:.0f}")


if __name__ == "__main__":
    main()
