"""DDL is parsed by the server itself, and what it made is read back as it is."""

from __future__ import annotations

import pytest

from pytest_connectors.contract import Table, connector
from pytest_connectors.drift.rows import generate
from pytest_connectors.drift.schema import Column, ForeignKey, TableSchema
from pytest_connectors.errors import BadContract
from pytest_connectors.runner.rowsets import Rowsets
from pytest_connectors.systems.postgres import FarEnd

DDL = """
CREATE SCHEMA shop;
CREATE DOMAIN positive AS numeric(8,3) NOT NULL CHECK (VALUE > 0);
CREATE TYPE shop.channel AS ENUM ('web', 'app');
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE shop.purchases (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "userId" int REFERENCES users (id),
    price positive,
    code varchar(7) NOT NULL,
    channel shop.channel,
    bought_at timestamptz DEFAULT now(),
    twice numeric GENERATED ALWAYS AS (price * 2) STORED,
    UNIQUE (code, channel),
    CHECK (code <> '')
);
"""


def declared(far_end: FarEnd, name: str, ddl: str) -> TableSchema:
    """The table as the server sees it."""
    (schema,) = far_end.declare(connector("c", reads=Table(name, ddl=ddl)))
    return schema


def test_a_table_is_read_back_with_all_that_rows_need(far_end: FarEnd) -> None:
    """Types with their modifiers, NOT NULL, keys, references, defaults, generated columns and checks."""
    table = declared(far_end, "shop.purchases", DDL)
    assert table.column_names == ("id", "userId", "price", "code", "channel", "bought_at", "twice")
    price, code, channel = table.column("price"), table.column("code"), table.column("channel")
    assert (price.type.base, price.type.precision, price.type.scale, price.nullable) == ("numeric", 8, 3, False)
    assert (code.type.base, code.type.length, code.nullable) == ("varchar", 7, False)
    assert channel.type.labels == ("web", "app")
    assert table.column("bought_at").fills_itself
    assert table.column("id").identity
    assert (table.column("twice").generated, table.column("twice").made_from) == (True, ("price",))
    assert table.primary_key == ("id",)
    assert set(table.unique) == {("id",), ("code", "channel")}
    assert table.foreign_keys == (ForeignKey(("userId",), "public.users", ("id",)),)
    assert len(table.checks) == 1


def test_a_table_that_is_referred_to_is_known_as_a_parent(far_end: FarEnd) -> None:
    """Its rows are needed although nobody declared it."""
    declared(far_end, "shop.purchases", DDL)
    assert [parent.name for parent in far_end.parents()] == ["public.users"]


def test_a_table_is_found_without_its_schema_where_there_is_one_of_the_name(far_end: FarEnd) -> None:
    """`purchases` is `shop.purchases` where no other is."""
    assert declared(far_end, "purchases", DDL).full_name == "shop.purchases"


def test_a_syntax_error_is_told_in_the_servers_words_with_its_line_and_place(far_end: FarEnd) -> None:
    """The caret stands under the word."""
    with pytest.raises(BadContract) as raised:
        declared(far_end, "t", "CREATE TABLE t (\n    id int,\n    nme txt\n);")
    text = str(raised.value)
    assert "Table('t')" in text
    assert 'type "txt" does not exist' in text
    line = next(line for line in text.splitlines() if "LINE 3:" in line)
    caret = text.splitlines()[text.splitlines().index(line) + 1]
    assert line[caret.index("^") :].startswith("txt")


def test_a_table_that_the_ddl_does_not_create_is_told_with_the_nearest(far_end: FarEnd) -> None:
    """`purchase` is not `purchases`."""
    with pytest.raises(BadContract, match=r"Did you mean 'purchases'\?"):
        declared(far_end, "purchase", "CREATE TABLE purchases (id int)")


def test_several_declarations_share_one_script(far_end: FarEnd) -> None:
    """A script that creates two tables is run once."""
    ddl = "CREATE TABLE a (id int); CREATE TABLE b (id int);"
    schemas = far_end.declare(connector("c", reads=[Table("a", ddl=ddl), Table("b", ddl=ddl)]))
    assert [schema.columns for schema in schemas] == [(Column("id", schemas[0].columns[0].type),)] * 2


def test_what_a_dump_sets_for_its_session_does_not_reach_ours(far_end: FarEnd) -> None:
    """pg_dump empties the search path and takes away time limits; our own statements keep theirs."""
    dump = """
    SET lock_timeout = 0; SET client_encoding = 'UTF8'; SELECT pg_catalog.set_config('search_path', '', false);
    CREATE TABLE public.t (id integer NOT NULL);
    ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
    """
    assert declared(far_end, "t", dump).primary_key == ("id",)
    shown = far_end._connection.execute("SHOW lock_timeout").fetchone()
    assert shown == ("5s",)


def test_keys_that_are_not_quite_keys_are_known_apart(far_end: FarEnd) -> None:
    """Unique indexes over expressions and over some rows guide the rows, and are no keys."""
    ddl = """CREATE TABLE t (id int PRIMARY KEY, email text, state text, a int, b int, UNIQUE (a, b));
    CREATE UNIQUE INDEX ON t (lower(email)); CREATE UNIQUE INDEX ON t (state, b) WHERE a > 1;
    CREATE UNIQUE INDEX ON t (a) INCLUDE (state);"""
    table = declared(far_end, "t", ddl)
    assert set(table.unique) == {("id",), ("a", "b"), ("a",)}
    assert set(table.nearly_unique) == {("email",), ("state", "b")}


def test_a_key_in_which_null_equals_null_is_no_ordinary_key(far_end: FarEnd) -> None:
    """At most one row has NULL in it."""
    if far_end._connection.info.server_version < 150000:
        pytest.skip("PostgreSQL has NULLS NOT DISTINCT since 15")
    table = declared(far_end, "t", "CREATE TABLE t (id int PRIMARY KEY, a int, UNIQUE NULLS NOT DISTINCT (a))")
    assert (table.unique, table.nearly_unique) == ((("id",),), (("a",),))
    rows = far_end.accept({"t": generate([table], 20, 1)["t"]})
    assert rows.refused is None
    assert len(rows.rows["t"]) == 20


def test_an_exclusion_is_known_by_its_columns(far_end: FarEnd) -> None:
    """Those that are compared for equality, and those that must not overlap, ends of a range included."""
    ddl = """CREATE EXTENSION btree_gist;
    CREATE TABLE t (room int, starts date, ends date,
        EXCLUDE USING gist (room WITH =, daterange(starts, ends) WITH &&))"""
    names = far_end._connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'btree_gist'").fetchone()
    if names is None:
        pytest.skip("the server has not the extension btree_gist")
    assert declared(far_end, "t", ddl).exclusions == ((("room",), ("starts", "ends")),)


PARTED = """
CREATE TABLE p (id int PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE TABLE t (id int, day date NOT NULL, p_id int) PARTITION BY RANGE (day);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (id);
CREATE TABLE t2a PARTITION OF t2 FOR VALUES IN (1, 2);
ALTER TABLE t1 ADD CONSTRAINT t1_fkey FOREIGN KEY (p_id) REFERENCES p;
ALTER TABLE t2 ADD CONSTRAINT t2_fkey FOREIGN KEY (p_id) REFERENCES p;
"""


def test_a_partitioned_table_asks_what_its_partitions_ask(far_end: FarEnd) -> None:
    """Their bounds, of all levels, are a check; their keys are its own, once; keys to partitions are left out."""
    table = declared(far_end, "t", PARTED)
    assert table.foreign_keys == (ForeignKey(("p_id",), "public.p", ("id",)),)
    (check,) = table.checks
    assert "2020-01-01" in check
    assert "2021-01-01" in check
    assert check.count(" OR ") >= 1
    assert declared(far_end, "t", PARTED + "CREATE TABLE t3 PARTITION OF t DEFAULT;").checks == ()
    assert [parent.name for parent in far_end.parents()] == ["public.p"]


def test_a_key_that_takes_null_in_all_columns_or_in_none_is_known(far_end: FarEnd) -> None:
    """MATCH FULL, and the key's name."""
    ddl = """CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
    CREATE TABLE t (a int, b int, CONSTRAINT t_p FOREIGN KEY (a, b) REFERENCES p MATCH FULL);"""
    (key,) = declared(far_end, "t", ddl).foreign_keys
    assert (key.full, key.name) == (True, "t_p")


REFUSED = """
CREATE FUNCTION never(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 = 'nobody guesses this' $$;
CREATE TABLE t (id int PRIMARY KEY, secret text NOT NULL CONSTRAINT secret_is_known CHECK (never(secret)));
"""


def test_where_no_row_is_taken_the_constraint_is_named(far_end: FarEnd) -> None:
    """The server knows which; the way out is `rows=`."""
    contract = connector("c", reads=Table("t", ddl=REFUSED))
    schemas = far_end.declare(contract)
    with pytest.raises(BadContract, match=r"(?s)the constraint 'secret_is_known' accepts.*rows="):
        Rowsets(far_end, contract, schemas, {}).fixed()
