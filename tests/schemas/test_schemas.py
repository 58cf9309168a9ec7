"""Published schemas get rows that their own constraints take, in every table, with teeth, the same each time."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from pytest_connectors.contract import Table, connector
from pytest_connectors.drift.changes import ColumnDropped
from pytest_connectors.drift.conditions import conditions
from pytest_connectors.drift.rows import generate, parents_first
from pytest_connectors.drift.schema import Rows, TableSchema
from pytest_connectors.drift.values import teeth
from pytest_connectors.runner.rowsets import Rowsets
from pytest_connectors.systems.postgres import FarEnd
from pytest_connectors.systems.postgres.declared import Declared
from pytest_connectors.systems.postgres.introspection import table_names
from pytest_connectors.systems.postgres.literals import insert_statement
from pytest_connectors.systems.protocol import Scene

FOLDER = Path(__file__).parent
SCHEMAS = sorted(path.stem for path in FOLDER.glob("*.sql"))
# What the tables' triggers put there is theirs.
BY_TRIGGER = {"film", "billing.customers"}
WANTED, ENOUGH = 50, 20


def text_of(name: str) -> str:
    """The DDL of a schema."""
    return (FOLDER / f"{name}.sql").read_text()


def declare(far_end: FarEnd, ddl: str) -> tuple[TableSchema, ...]:
    """Build the schema, and declare all of its tables; skip where the server lacks an extension that it needs."""
    there = {row[0] for row in far_end._connection.execute("SELECT name FROM pg_available_extensions").fetchall()}
    for extension in re.findall(r"^CREATE EXTENSION IF NOT EXISTS (\w+)", ddl, re.MULTILINE):
        if extension not in there:
            pytest.skip(f"the server has not the extension {extension}")
    first = re.search(r"CREATE TABLE (\S+)", ddl)
    assert first
    contract = connector("schema", reads=Table(first[1].replace('"', ""), ddl=ddl))
    Declared.on(far_end._connection, contract, far_end.role.name, fewest=ddl.count("CREATE TABLE") + 99)
    names = table_names(far_end._connection)
    return far_end.declare(connector("schema", reads=[Table(name, ddl=ddl) for name in names]))


def drawn(schemas: tuple[TableSchema, ...], seed: int) -> dict[str, Rows]:
    """One proposal for all tables, parents first."""
    rows = generate(schemas, WANTED, seed)
    return {table.name: rows[table.name] for table in parents_first(schemas)}


def free_columns(table: TableSchema) -> list[str]:
    """The columns that stand in no key, no check and no exclusion."""
    bound = {name for key in (*table.unique, *table.nearly_unique) for name in key}
    bound |= {name for key in table.foreign_keys for name in key.columns}
    bound |= {name for condition in conditions(table) for name in condition.columns}
    bound |= {name for pair in table.exclusions for names in pair for name in names}
    return [column.name for column in table.columns if column.name not in bound and not column.generated]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_table_of_a_published_schema_gets_rows(name: str, far_end: FarEnd) -> None:
    """The server takes one proposal, nearly whole; it is the same for the same seed, and can be put again."""
    schemas = declare(far_end, text_of(name))
    rows = drawn(schemas, 1)
    assert rows == drawn(schemas, 1)
    assert rows != drawn(schemas, 2)
    accepted = far_end.accept(rows).rows
    assert {table: len(found) for table, found in accepted.items() if len(found) < ENOUGH} == {}
    again = far_end.accept({table.name: accepted[table.name] for table in parents_first(schemas)})
    assert again.refused is None
    kept = {table.name for table in schemas if table.full_name not in BY_TRIGGER and table.name not in BY_TRIGGER}
    assert {one: again.rows[one] for one in kept} == {one: accepted[one] for one in kept}


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_no_constraint_binds_has_teeth(name: str, far_end: FarEnd) -> None:
    """Each tooth of its type is in such a column, as is NULL where it may be; ties are in most."""
    schemas = declare(far_end, text_of(name))
    rows = drawn(schemas, 1)
    free = [(table, column) for table in schemas for column in free_columns(table)]
    assert free
    for table, column in free:
        found = [repr(row[column]) for row in rows[table.name]]
        kind = table.column(column)
        lacking = [tooth for tooth in teeth(kind.type) if repr(tooth) not in found]
        assert not lacking, f"{table.name}.{column}: {lacking}"
        assert ("None" in found) == kind.nullable, f"{table.name}.{column}"
        assert len(set(found)) < len(found), f"{table.name}.{column} has no ties"


def test_a_tree_has_depth_and_keys_that_may_be_null_are_null_somewhere(far_end: FarEnd) -> None:
    """Rows of a table that refers to itself refer to earlier rows, which refer to others."""
    schemas = declare(far_end, text_of("mastodon"))
    rows = drawn(schemas, 1)["statuses"]
    parent = {row["id"]: row["in_reply_to_id"] for row in rows}

    @cache
    def depth(one: object) -> int:
        return 0 if one is None else 1 + depth(parent[one])

    assert max(depth(one) for one in parent) > 3
    assert None in parent.values()
    places = {row["id"]: place for place, row in enumerate(rows)}
    assert all(places[row["in_reply_to_id"]] < places[row["id"]] for row in rows if row["in_reply_to_id"] is not None)


def test_rows_of_a_partitioned_table_lie_in_its_partitions(far_end: FarEnd) -> None:
    """More than one partition has rows."""
    schemas = declare(far_end, text_of("pagila"))
    assert len(far_end.accept(drawn(schemas, 1)).rows["payment"]) >= ENOUGH
    counts = [
        far_end._connection.execute(f"SELECT count(*) FROM payment_p2022_0{month}".encode()).fetchone()
        for month in (1, 2, 3)
    ]
    assert all(count and count[0] > 0 for count in counts)


CIRCLES = [("odoo", "res_company"), ("odoo", "res_partner"), ("gitlab", "projects"), ("sakila", "store")]


@pytest.mark.parametrize(("name", "table"), CIRCLES)
def test_a_table_in_a_circle_can_be_written(name: str, table: str, far_end: FarEnd) -> None:
    """No row that lies there refers to one that the connector is yet to write, and all of those can be written."""
    contract = connector("circle", writes=Table(table, ddl=text_of(name)))
    schemas = far_end.declare(contract)
    for rowset in Rowsets(far_end, contract, schemas, {}).fixed():
        far_end.set_scene(Scene(rowset.rows, ()))
        payloads = rowset.payloads[table]
        assert len(payloads) >= ENOUGH
        far_end._run(insert_statement(schemas[0], payloads))


def test_given_rows_get_the_parents_of_their_parents(far_end: FarEnd) -> None:
    """A rental needs an inventory, which needs a film, which needs a language."""
    moment = dt.datetime(2022, 1, 5, tzinfo=dt.UTC)
    given = [{"rental_id": i, "rental_date": moment, "inventory_id": 900 + i, "customer_id": 5} for i in range(4)]
    contract = connector("given", reads=Table("rental", ddl=text_of("pagila"), rows=given))
    schemas = far_end.declare(contract)
    rows = Rowsets(far_end, contract, schemas, {}).fixed()[0].rows
    assert [row["inventory_id"] for row in rows["rental"]] == [900, 901, 902, 903]
    assert {row["inventory_id"] for row in rows["public.inventory"]} == {900, 901, 902, 903}
    assert rows["public.language"]


def test_a_tree_loses_the_children_of_what_is_left_out(far_end: FarEnd) -> None:
    """Whichever rows are left out, what remains can be put."""
    contract = connector("tree", reads=Table("statuses", ddl=text_of("mastodon")))
    schemas = far_end.declare(contract)
    rowset = Rowsets(far_end, contract, schemas, {}).fixed()[0]
    count = len(rowset.rows["statuses"])
    part = rowset.only({"statuses": [*range(5), *range(10, count)]}, [*schemas, *far_end.parents()])
    far_end.set_scene(Scene(part.rows, ()))
    assert 5 < len(far_end.read("statuses")) < count - 5


def test_a_deferred_key_does_not_keep_a_table_from_being_altered(far_end: FarEnd) -> None:
    """Django's keys are checked at the end of a transaction, and a table with checks to come cannot be altered."""
    contract = connector("deferred", reads=Table("django_admin_log", ddl=text_of("django")))
    schemas = far_end.declare(contract)
    rows = Rowsets(far_end, contract, schemas, {}).fixed()[0].rows
    far_end.set_scene(Scene(rows, (ColumnDropped("django_admin_log", "object_id"),)))
    assert "object_id" not in far_end.read("django_admin_log")[0]


def shape(schemas: tuple[TableSchema, ...]) -> Mapping[str, object]:
    """What a table is, without what it is called by the order of its constraints."""
    return {
        one.full_name: (one.columns, one.primary_key, set(one.unique), set(one.foreign_keys), sorted(one.checks))
        for one in schemas
    }


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_pg_dump_makes_of_a_schema_is_taken_as_it_is(name: str, far_end: FarEnd) -> None:
    """The dump builds the same tables."""
    program = shutil.which("pg_dump")
    if program is None:
        pytest.skip("pg_dump is not installed")
    before = declare(far_end, text_of(name))
    server = far_end.server
    done = subprocess.run(
        [program, "-h", server.host, "-p", str(server.port), "-U", server.user, far_end.dbname],
        capture_output=True, text=True, check=False, env={**os.environ, "PGPASSWORD": server.password or ""},
    )  # fmt: skip
    if "server version mismatch" in done.stderr:
        pytest.skip(f"pg_dump does not fit the server: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    assert "OWNER TO" in done.stdout
    assert shape(declare(far_end, done.stdout)) == shape(before)
