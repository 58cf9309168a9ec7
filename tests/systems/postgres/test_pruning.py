"""A table of a large DDL is built without the rest of it, and nothing that could be noticed is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_connectors.contract import Contract, Table, connector
from pytest_connectors.drift.changes import ColumnDropped
from pytest_connectors.drift.rows import generate, parents_first
from pytest_connectors.systems.postgres import FarEnd
from pytest_connectors.systems.postgres.declared import Declared
from pytest_connectors.systems.postgres.dump import as_run
from pytest_connectors.systems.postgres.introspection import table_names
from pytest_connectors.systems.postgres.pruning.statements import split
from pytest_connectors.systems.protocol import Scene

SCHEMAS = sorted((Path(__file__).parents[2] / "schemas").glob("*.sql"))
NEVER = 10**6
OTHERS = "".join(f"CREATE TABLE other{i} (id int PRIMARY KEY, note text);\n" for i in range(3))


def made(far_end: FarEnd, ddl: str, contract: Contract | None = None) -> set[str]:
    """The tables and views that are there for a contract on `t`, when a scene has been set."""
    contract = contract or connector("c", reads=Table("t", ddl=ddl))
    far_end.end_connections()
    far_end._declared = Declared.on(far_end._connection, contract, far_end.role.name, fewest=1)
    far_end.set_scene(Scene({}))
    return there(far_end)


def there(far_end: FarEnd) -> set[str]:
    """The tables and views of the schema `public`."""
    found = far_end._connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
    )
    return {name for (name,) in found.fetchall()}


T = "CREATE TABLE t (id int PRIMARY KEY, v int);\n"
LEFT_OUT = [
    "",
    "CREATE SEQUENCE s OWNED BY other0.id; ALTER TABLE other0 ALTER id SET DEFAULT nextval('s');",
    "CREATE SEQUENCE s OWNED BY other0.id; SELECT setval('s', 9);",
    "CREATE INDEX i ON other0 (note); COMMENT ON INDEX i IS 'x'; COMMENT ON COLUMN other0.id IS 'x';",
    "CREATE VIEW w AS SELECT t.id FROM t JOIN other0 USING (id); COMMENT ON VIEW w IS 'x';",
    (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;"
        "CREATE TRIGGER g AFTER UPDATE OF note ON other1 FOR EACH ROW EXECUTE FUNCTION f();"
    ),
    "INSERT INTO other0 VALUES (1, 'a; b'), (2, NULL);",
    "ALTER TABLE other0 ADD FOREIGN KEY (id) REFERENCES t;",
    "CREATE TYPE kind AS ENUM ('other0', 'other1');",
    "GRANT SELECT ON t TO PUBLIC; REVOKE ALL ON TABLE other0 FROM PUBLIC;",
]


@pytest.mark.parametrize("more", LEFT_OUT)
def test_what_is_about_other_tables_is_left_out(more: str, far_end: FarEnd) -> None:
    """With all that belongs to them."""
    assert made(far_end, T + OTHERS + more) == {"t"}


ALL_OTHERS = {"other0", "other1", "other2"}
KEPT = [
    (
        (
            "ALTER TABLE t ADD FOREIGN KEY (v) REFERENCES other0;"
            "ALTER TABLE other0 ADD FOREIGN KEY (id) REFERENCES other1;"
        ),
        {"other0", "other1"},
    ),
    ("CREATE VIEW w AS SELECT id FROM t; CREATE VIEW x AS SELECT * FROM w;", {"w", "x"}),
    (
        "CREATE VIEW w AS SELECT id FROM other0; CREATE VIEW x AS SELECT * FROM w; GRANT SELECT ON x TO PUBLIC;",
        {"x", "w", "other0"},
    ),
    ("GRANT SELECT ON other1 TO PUBLIC;", {"other1"}),
    ("GRANT SELECT (note) ON other2 TO PUBLIC;", {"other2"}),
    ("CREATE TABLE p (); ALTER TABLE t INHERIT p; ALTER TABLE other0 INHERIT p;", {"p", "other0"}),
    (
        (
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT max(id) FROM Other0); END $$;"
            "ALTER TABLE other0 ADD FOREIGN KEY (id) REFERENCES other1;"
        ),
        {"other0", "other1"},
    ),
    (
        (
            "CREATE VIEW w AS SELECT id FROM other1;"
            "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM w';"
        ),
        {"w", "other1"},
    ),
    ("CREATE RULE r AS ON DELETE TO t DO ALSO DELETE FROM other0;", {"other0"}),
    ("CREATE POLICY p ON t USING (EXISTS (SELECT FROM other0));", {"other0"}),
    ("ALTER TABLE t ADD others other0[];", {"other0"}),
    (
        (
            "INSERT INTO t VALUES (1); INSERT INTO other0 VALUES (1); INSERT INTO other1 VALUES (1);"
            "ALTER TABLE other0 ADD FOREIGN KEY (id) REFERENCES t;"
        ),
        {"other0"},
    ),
    ("DO $$ BEGIN PERFORM 1; END $$;", ALL_OTHERS),
    (
        "CREATE FUNCTION f(n text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DELETE FROM ' || n; END $$;",
        ALL_OTHERS,
    ),
    ("GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;", ALL_OTHERS),
    ("GRANT CREATE ON SCHEMA public TO PUBLIC;", ALL_OTHERS),
    ("SET standard_conforming_strings = off;", ALL_OTHERS),
]


@pytest.mark.parametrize(("more", "names"), KEPT)
def test_what_could_matter_to_the_table_or_its_connector_is_kept(more: str, names: set[str], far_end: FarEnd) -> None:
    """Through keys, functions, views, rules, policies, types, rights and rows, as far as they lead."""
    assert made(far_end, T + OTHERS + more) == {"t"} | names


def test_a_partitioned_table_has_its_partitions(far_end: FarEnd) -> None:
    """Wherever they are made, and theirs; a partitioned table that is not needed goes with its own."""
    ddl = """
    CREATE TABLE t (id int, day date) PARTITION BY RANGE (day);
    CREATE TABLE t_1 (id int, day date);
    CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (id);
    CREATE TABLE t_2_1 PARTITION OF t_2 DEFAULT;
    ALTER TABLE ONLY t ATTACH PARTITION t_1 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE u (id int) PARTITION BY LIST (id);
    CREATE TABLE u_1 PARTITION OF u DEFAULT;
    """
    assert made(far_end, ddl + OTHERS) == {"t", "t_1", "t_2", "t_2_1"}


@pytest.mark.parametrize("right", ["CREATE", "OWNER"])
def test_who_may_make_tables_has_all_of_the_ddl(right: str, far_end: FarEnd) -> None:
    """Any table could be in the way of one that the connector makes."""
    ddl = T + OTHERS
    contract = connector("c", writes=Table("t", ddl=ddl, grants=(right,)))
    assert made(far_end, ddl, contract) == {"t"} | ALL_OTHERS


def test_who_may_truncate_has_what_refers_to_the_table(far_end: FarEnd) -> None:
    """TRUNCATE is refused where a key refers to the table, even from no rows."""
    ddl = T + OTHERS + "ALTER TABLE other0 ADD FOREIGN KEY (id) REFERENCES t;"
    contract = connector("c", writes=Table("t", ddl=ddl, grants=("TRUNCATE",)))
    assert made(far_end, ddl, contract) == {"t", "other0"}


def test_a_build_that_is_not_the_same_is_not_used(far_end: FarEnd) -> None:
    """Here a trigger on a table that seems to be of no use fills the declared one."""
    ddl = """
    CREATE TABLE log (id int); CREATE TABLE t (id int);
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1); RETURN NEW; END $$;
    CREATE TRIGGER g AFTER INSERT ON log FOR EACH ROW EXECUTE FUNCTION f();
    INSERT INTO log VALUES (1);
    """
    assert made(far_end, ddl) == {"t", "log"}
    assert far_end._connection.execute("SELECT * FROM t").fetchall() == [(1,)]


def test_a_build_that_fails_is_not_used(far_end: FarEnd) -> None:
    """A table that was renamed on the way has two names."""
    ddl = "CREATE TABLE a (id int); ALTER TABLE a RENAME TO t; CREATE TABLE a (id int);"
    assert made(far_end, ddl) == {"t", "a"}


def test_a_small_ddl_is_used_as_it_is(far_end: FarEnd) -> None:
    """What a connector asks of a table that is not declared is refused as its server would refuse it."""
    far_end.declare(connector("c", reads=Table("t", ddl=T + OTHERS)))
    assert there(far_end) == {"t"} | ALL_OTHERS


def test_a_smaller_build_has_the_same_rights_and_changes(far_end: FarEnd) -> None:
    """Without being asked for, where a DDL has many tables."""
    ddl = T + OTHERS + "CREATE TABLE other3 (id int REFERENCES t); CREATE TABLE other4 (id int);"
    far_end.declare(connector("c", reads=Table("t", ddl=ddl)))
    far_end.set_scene(Scene({"t": ({"id": 1, "v": 2},)}, (ColumnDropped("t", "v"),)))
    assert there(far_end) == {"t"}
    assert far_end.read("t") == ({"id": 1},)
    right = "SELECT has_table_privilege(%s, 't', 'SELECT'), has_table_privilege(%s, 't', 'INSERT')"
    assert far_end._connection.execute(right, (far_end.role.name,) * 2).fetchone() == (True, False)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_each_table_of_a_published_schema_is_the_same_without_the_others(path: Path, far_end: FarEnd) -> None:
    """What can be left out is, it makes the same table, and rows can be put there."""
    ddl = path.read_text()
    there = {row[0] for row in far_end._connection.execute("SELECT name FROM pg_available_extensions").fetchall()}
    if missing := set(re.findall(r"^CREATE EXTENSION IF NOT EXISTS (\w+)", ddl, re.MULTILINE)) - there:
        pytest.skip(f"the server has not the extension {missing.pop()}")
    statements = split(as_run(ddl))
    assert statements is not None
    assert "".join(str(one) for one in statements) == as_run(ddl)
    first = re.search(r"CREATE TABLE (\S+)", ddl)
    assert first
    role, lesser = far_end.role.name, 0
    contract = connector("c", reads=Table(first[1].replace('"', ""), ddl=ddl))
    Declared.on(far_end._connection, contract, role, fewest=NEVER)
    for name in table_names(far_end._connection):
        contract = connector("c", reads=Table(name, ddl=ddl))
        whole = Declared.on(far_end._connection, contract, role, fewest=NEVER)
        less = Declared.on(far_end._connection, contract, role, fewest=1)
        assert (less.schemas, less.parents) == (whole.schemas, whole.parents)
        lesser += len(less.build) < len(whole.build)
        far_end._declared, far_end._alterations = less, less.unaltered()
        rows = generate(less.tables, 20, 1)
        accepted = far_end.accept({table.name: rows[table.name] for table in parents_first(less.tables)}).rows
        far_end.set_scene(Scene({table.name: accepted[table.name] for table in parents_first(less.tables)}))
        assert far_end.read(name)
    assert lesser
