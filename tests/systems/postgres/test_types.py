"""Every column type goes into the server and comes back; what came back goes in again unchanged."""

from __future__ import annotations

import datetime as dt
import ipaddress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from pytest_connectors.contract import Table, connector
from pytest_connectors.drift.rows import generate, is_kept, known_hints
from pytest_connectors.drift.schema import TableSchema, Type
from pytest_connectors.drift.strategies import values
from pytest_connectors.drift.values import NO_HINT
from pytest_connectors.systems.postgres import FarEnd

MADE = """
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s happy');
CREATE TYPE textrange AS RANGE (subtype = text, collation = "C");
CREATE TYPE timerange AS RANGE (subtype = time);
CREATE TYPE address AS (street text, zip varchar(5), since date, tags text[]);
CREATE TYPE nested AS (home address, n numeric(6,2), doc jsonb, moods mood[]);
CREATE DOMAIN positive AS numeric(8,3) NOT NULL CHECK (VALUE > 0);
CREATE DOMAIN mail AS text CHECK (VALUE ~ '^[^@ ]+@[^@ ]+$');
CREATE DOMAIN short_mail AS mail CHECK (char_length(VALUE) <= 30);
CREATE DOMAIN few AS text[] CHECK (array_length(VALUE, 1) < 3);
"""
# Each tried alone, so that a server without the extension skips only this one.
OF_EXTENSIONS = {"citext": "citext", "hstore": "hstore", "ltree": "ltree", "vector(3)": "vector"}
TYPES = [
    "smallint", "integer", "bigint", "numeric", "numeric(10,2)", "numeric(30,10)", "real", "double precision", "money",
    "text", "varchar(3)", "char(1)", "char(5)", "name", '"char"', "bytea", "boolean", "date",
    "time", "time(0)", "timetz", "timetz(2)", "timestamp", "timestamp(3)", "timestamptz", "timestamptz(0)",
    "interval", "interval(0)", "interval day to second", "uuid", "json", "jsonb", "bit", "bit(7)", "varbit",
    "varbit(5)",
    "inet", "cidr", "macaddr", "macaddr8", "point", "line", "lseg", "box", "path", "polygon", "circle",
    "tsvector", "tsquery", "oid", "pg_lsn", "jsonpath", "mood",
    "int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange", "textrange", "timerange",
    "address", "nested", "positive", "mail", "short_mail", "few",
]  # fmt: skip
# Servers before 15 have no numeric of a negative scale, servers before 14 no multiranges.
NEWER = {
    "numeric(2,-3)": 150000, "numeric(3,5)": 150000,
    "int4multirange": 140000, "nummultirange": 140000, "datemultirange": 140000, "tstzmultirange": 140000,
    "int4multirange[]": 140000,
}  # fmt: skip
NO_ARRAY = {"few", "smallint", "char(5)", "interval day to second", "nested"}
ARRAYS = [f"{kind}[]" for kind in (*TYPES, "xml", "citext", "hstore", "ltree") if kind not in NO_ARRAY]
DEEP = ["int[][]", "text[][]", "jsonb[][]", "mood[][]"]


def prepared(far_end: FarEnd, kind: str) -> str:
    """What the DDL of a type needs, or a skip where the server has it not."""
    base = kind.removesuffix("[]")
    version = far_end._connection.info.server_version
    if version < NEWER.get(kind, 0):
        pytest.skip(f"PostgreSQL {version // 10000} has no {kind}")
    if base == "xml":
        if not far_end._connection.execute("SELECT 1 FROM pg_config WHERE setting LIKE '%--with-libxml%'").fetchone():
            pytest.skip("the server is built without libxml")
        return ""
    extension = OF_EXTENSIONS.get(base)
    if extension is None:
        return MADE
    query = "SELECT 1 FROM pg_available_extensions WHERE name = %s"
    if far_end._connection.execute(query, (extension,)).fetchone() is None:
        pytest.skip(f"the server has not the extension {extension}")
    return f"CREATE EXTENSION {extension};"


def declared(far_end: FarEnd, kind: str, rest: str = "") -> TableSchema:
    """A table with one column of this type."""
    ddl = f"{prepared(far_end, kind)} CREATE TABLE t (id int PRIMARY KEY, c {kind} {rest});"
    (schema,) = far_end.declare(connector("c", reads=Table("t", ddl=ddl)))
    return schema


@pytest.mark.parametrize("kind", [*TYPES, *ARRAYS, *DEEP, *NEWER, "xml", *OF_EXTENSIONS])
def test_rows_of_a_type_go_round(kind: str, far_end: FarEnd) -> None:
    """The server takes all 50 rows, and gives back the same when what it gave is put again."""
    schema = declared(far_end, kind)
    first = far_end.accept(generate([schema], 50, 1))
    assert first.refused is None
    assert len(first.rows["t"]) == 50
    second = far_end.accept(first.rows)
    assert second.refused is None
    assert second.rows == first.rows
    assert len({repr(row["c"]) for row in first.rows["t"]}) > 1


GIVEN = [
    ("jsonb", "text that was read from JSON"),
    ("jsonb", "12 it's"),
    ("jsonb", [1, None, "a"]),
    ("jsonb", 3),
    ("jsonb", True),
    ("json", {"a b": [{"c": None}]}),
    ("jsonb[]", [{"a": '"quoted" \\ {back}'}, None, [1, 2]]),
    ("text[]", ['a "quoted" \\ {word}', "", "NULL", "a,b", None, " "]),
    ("text[]", []),
    ("bytea", b"\x00'\\"),
    ("bytea[]", [b"\x00'\\", None]),
    ("int[]", [[1, None], [3, 4]]),
    ("box[]", ["(1,1),(0,0)", None]),
    ("int4range", Range(1, 5, "[)")),
    ("int4range", Range(empty=True)),
    ("numrange", Range(None, Decimal("1.50"), "()")),
    ("tstzrange", Range(dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC), None, "[)")),
    ("daterange[]", [Range(dt.date(2026, 1, 1), dt.date(2026, 2, 1), "[)"), None]),
    ("int4multirange", Multirange([Range(1, 5, "[)"), Range(7, 9, "[)")])),
    ("nummultirange", Multirange()),
    ("inet", ipaddress.ip_interface("10.1.2.3/8")),
    ("cidr", ipaddress.ip_network("2001:db8::/32")),
    ("inet[]", [ipaddress.ip_address("192.0.2.1"), None]),
    ("interval", dt.timedelta(days=-3, seconds=5)),
    ("interval[]", [dt.timedelta(days=-3, seconds=5)]),
    ("timetz", dt.time(8, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))),
    ("address", '("a ""quoted"" street",00123,2026-01-01,"{a,NULL}")'),
    ("mood", "it's happy"),
    ("mood[]", '{"it\'s happy",sad}'),
]


@pytest.mark.parametrize(("kind", "value"), GIVEN)
def test_a_value_of_the_driver_is_put_as_it_is(kind: str, value: object, far_end: FarEnd) -> None:
    """What psycopg gives for a column may stand in `rows=`, NULL inside of it included."""
    declared(far_end, kind)
    rows = ({"id": 1, "c": value}, {"id": 2, "c": None})
    assert far_end.accept({"t": rows}).rows["t"] == rows


COMPOSED = [
    ("address", ("a street", "00123", dt.date(2026, 1, 1), ["a", None]), '("a street",00123,2026-01-01,"{a,NULL}")'),
    ("address", ("", None, None, None), '("",,,)'),
    ("hstore", {"NA": "007", "none": None}, '"NA"=>"007", "none"=>NULL'),
    ("jsonb", '{"a": [1]}', {"a": [1]}),
    ("mood[]", ["sad", None], "{sad,NULL}"),
    ("timerange", "[08:00,10:00)", "[08:00:00,10:00:00)"),
]


@pytest.mark.parametrize(("kind", "value", "read"), COMPOSED)
def test_a_value_that_the_server_writes_otherwise_is_taken(
    kind: str, value: object, read: object, far_end: FarEnd
) -> None:
    """Tuples are composites, mappings hold keys, and text from a file is what it says."""
    declared(far_end, kind)
    assert far_end.accept({"t": ({"id": 1, "c": value},)}).rows["t"] == ({"id": 1, "c": read},)


def test_a_domain_over_a_domain_asks_for_all(far_end: FarEnd) -> None:
    """Its base type, both CHECKs and NOT NULL are known."""
    kind = declared(far_end, "short_mail").column("c").type
    assert (kind.text, kind.base, len(kind.checks), kind.required) == ("short_mail", "text", 2, False)
    column = declared(far_end, "positive").column("c")
    assert (column.type.base, column.type.precision, column.nullable) == ("numeric", 8, False)


def test_a_type_is_known_with_what_it_is_made_of(far_end: FarEnd) -> None:
    """Arrays, ranges, multiranges and composites name their parts, with lengths and digits."""
    element = declared(far_end, "numeric(5,-2)[]" if far_end._connection.info.server_version >= 150000 else "int[]")
    assert element.column("c").type.form == "array"
    few = declared(far_end, "few").column("c").type
    assert (few.form, few.parts[0].base, few.base) == ("array", "text", "_text")
    address = declared(far_end, "address").column("c").type
    assert [part.base for part in address.parts] == ["text", "varchar", "date", "_text"]
    assert address.parts[1].length == 5
    ranged = declared(far_end, "textrange").column("c").type
    assert (ranged.form, ranged.parts) == ("range", (Type("text", "text"),))
    assert declared(far_end, "mood[][]").column("c").type.dimensions == 2


def test_a_generated_column_is_left_to_the_server(far_end: FarEnd) -> None:
    """Its value is read back, and not written the second time."""
    ddl = "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, c int GENERATED ALWAYS AS (n * 2) STORED);"
    (schema,) = far_end.declare(connector("c", reads=Table("t", ddl=ddl)))
    first = far_end.accept(generate([schema], 20, 1)).rows
    assert far_end.accept(first).rows == first
    assert all(row["c"] == row["n"] * 2 for row in first["t"])  # type: ignore[operator]


@pytest.mark.parametrize("kind", [*TYPES, "int[]", "text[]", "jsonb[]", "mood[]", "positive[]"])
def test_what_hypothesis_draws_of_a_type_is_taken(kind: str, far_end: FarEnd) -> None:
    """All but what a domain's CHECK forbids in words that a strategy does not follow."""
    schema = declared(far_end, kind)
    drawn: list[object] = []

    @settings(max_examples=30, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(values(schema.column("c").type, known_hints(schema, {}).get("c", NO_HINT)))
    def draw(value: object) -> None:
        drawn.append(value)

    draw()
    rows = tuple({"id": number, "c": value} for number, value in enumerate(drawn))
    taken = len(far_end.accept({"t": tuple(row for row in rows if is_kept(schema, row))}).rows["t"])
    assert taken == len([row for row in rows if is_kept(schema, row)])
    assert taken > 0 or kind in {"mail", "short_mail"}
