"""DDL is parsed by the server itself, and what it made is read back as it is."""

from __future__ import annotations

import pytest

from pytest_connectors.contract import Table, connector
from pytest_connectors.drift.schema import Column, ForeignKey, TableSchema
from pytest_connectors.errors import BadContract
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
