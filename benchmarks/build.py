"""How long does it take to build one table of a large DDL? The whole DDL against the part that the table needs.

A scene is what every case begins with: the database is emptied, the DDL is run, the rows are put. The DDL is generated:
60 tables with keys, indexes and comments, two thirds of which refer to others. Prints milliseconds, and the ratio that
counts.
"""

from __future__ import annotations

import statistics
import time

from pytest_connectors.contract import Table, connector
from pytest_connectors.systems.postgres import FarEnd, open_far_end
from pytest_connectors.systems.postgres.declared import Declared
from pytest_connectors.systems.protocol import Scene

TABLES, ROUNDS = 60, 15
WHOLE, PRUNED = TABLES, 4
ROWS = {"table_00": tuple({"id": i, "name": f"name {i}", "amount": i} for i in range(50))}


def ddl(tables: int) -> str:
    """As pg_dump writes it: tables first, then keys, indexes and what refers to what."""
    names = [f"table_{i:02}" for i in range(tables)]
    makes = [
        f"CREATE TABLE {name} (id bigint NOT NULL, name text NOT NULL, amount numeric(10,2), parent_id bigint, "
        "made_at timestamptz DEFAULT now() NOT NULL);\n"
        f"CREATE SEQUENCE {name}_id_seq OWNED BY {name}.id;\n"
        f"ALTER TABLE ONLY {name} ALTER COLUMN id SET DEFAULT nextval('{name}_id_seq'::regclass);\n"
        f"COMMENT ON TABLE {name} IS 'one of many; not all are needed';"
        for name in names
    ]
    keys = [
        f"ALTER TABLE ONLY {name} ADD CONSTRAINT {name}_pkey PRIMARY KEY (id);\n"
        f"CREATE INDEX {name}_by_name ON {name} (name);"
        for name in names
    ]
    refers = [
        f"ALTER TABLE ONLY {name} ADD CONSTRAINT {name}_parent FOREIGN KEY (parent_id) REFERENCES {names[i - 1]} (id);"
        for i, name in enumerate(names)
        if i % 3
    ]
    return "\n".join([*makes, *keys, *refers])


def declared(far_end: FarEnd, fewest: int) -> tuple[Declared, float]:
    """The far end's tables by one way to build them, and the milliseconds that it took to find it."""
    contract = connector("benchmark", reads=Table("table_00", ddl=ddl(TABLES)))
    started = time.perf_counter()
    found = Declared.on(far_end._connection, contract, far_end.role.name, fewest=fewest)
    return found, (time.perf_counter() - started) * 1000


def scenes(far_end: FarEnd, tables: Declared) -> list[float]:
    """Milliseconds to set each scene of one build; the first empties what another one left, and is not told."""
    far_end._declared, far_end._alterations = tables, tables.unaltered()
    took = []
    for _ in range(ROUNDS + 1):
        started = time.perf_counter()
        far_end.set_scene(Scene(ROWS))
        took.append((time.perf_counter() - started) * 1000)
    return took[1:]


def main() -> None:
    """Measure both, several times, and print the medians."""
    with open_far_end() as far_end:
        (whole, once), (pruned, once_pruned) = (declared(far_end, fewest) for fewest in (WHOLE, PRUNED))
        assert len(pruned.build) < len(whole.build)
        a, b = (statistics.median(scenes(far_end, tables)) for tables in (whole, pruned))
    print(f"(a) the whole DDL, {TABLES} tables   {a:7.1f} ms a scene   {once:7.0f} ms to declare, once")
    print(f"(b) what one table needs      {b:7.1f} ms a scene   {once_pruned:7.0f} ms to declare, once")
    print(f"a / b = {a / b:.1f}")


if __name__ == "__main__":
    main()
