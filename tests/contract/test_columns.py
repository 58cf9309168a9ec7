"""Is the table that is made of a schema's columns the one that the schema describes?"""

from __future__ import annotations

import datetime as dt
import warnings
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pandera
import polars as pl
import pyarrow as pa
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pandera.polars as pandera_polars

from pytest_connectors import BadContract, Table

ARROW = {
    pa.bool_(): "boolean",
    pa.int8(): "smallint",
    pa.int16(): "smallint",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.uint8(): "smallint",
    pa.uint16(): "integer",
    pa.uint32(): "bigint",
    pa.uint64(): "numeric(20, 0)",
    pa.float16(): "real",
    pa.float32(): "real",
    pa.float64(): "double precision",
    pa.decimal128(10, 2): "numeric(10, 2)",
    pa.decimal256(50, 5): "numeric(50, 5)",
    pa.string(): "text",
    pa.large_string(): "text",
    pa.string_view(): "text",
    pa.binary(): "bytea",
    pa.large_binary(): "bytea",
    pa.binary(16): "bytea",
    pa.date32(): "date",
    pa.date64(): "date",
    pa.time32("s"): "time",
    pa.time64("us"): "time",
    pa.timestamp("us"): "timestamp",
    pa.timestamp("ns", "Europe/Berlin"): "timestamptz",
    pa.duration("ms"): "interval",
    pa.month_day_nano_interval(): "interval",
    pa.list_(pa.int32()): "integer[]",
    pa.large_list(pa.string()): "text[]",
    pa.list_(pa.list_(pa.float64())): "double precision[][]",
    pa.struct({"a": pa.int8()}): "jsonb",
    pa.map_(pa.string(), pa.int8()): "jsonb",
    pa.dictionary(pa.int32(), pa.string()): "text",
    pa.dictionary(pa.int32(), pa.int64()): "bigint",
}
PANDAS = {
    int: "bigint",
    float: "double precision",
    str: "text",
    bool: "boolean",
    object: "text",
    np.uint8: "smallint",
    "int32": "integer",
    "uint16": "integer",
    "UInt64": "numeric(20, 0)",
    "Int64": "bigint",
    "Float32": "real",
    "boolean": "boolean",
    "string": "text",
    "string[python]": "text",
    "datetime64[ns]": "timestamp",
    "datetime64[ns, UTC]": "timestamptz",
    "datetime64[us, Europe/Berlin]": "timestamptz",
    "timedelta64[ns]": "interval",
    "category": "text",
    "date": "date",
    "int64[pyarrow]": "bigint",
    pd.ArrowDtype(pa.timestamp("us", "UTC")): "timestamptz",
    pd.ArrowDtype(pa.list_(pa.int32())): "integer[]",
    pd.ArrowDtype(pa.decimal128(5, 2)): "numeric(5, 2)",
    # pandera itself takes it for a whole number, and refuses 0.10.
    Decimal: "numeric(28, 0)",
    pandera.Decimal(10, 2): "numeric(10, 2)",
    list[int]: "bigint[]",
    dict[str, int]: "jsonb",
}
POLARS = {
    int: "bigint",
    pl.Int8: "smallint",
    pl.UInt16: "integer",
    pl.UInt32: "bigint",
    pl.UInt64: "numeric(20, 0)",
    pl.Float32: "real",
    pl.Float64: "double precision",
    pl.String: "text",
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.Datetime: "timestamp",
    pl.Datetime("us", "UTC"): "timestamptz",
    pl.Time: "time",
    pl.Duration: "interval",
    pl.Binary: "bytea",
    pl.Decimal(5, 2): "numeric(5, 2)",
    pl.List(pl.Int64): "bigint[]",
    pl.List(pl.Datetime("us", "UTC")): "timestamptz[]",
    pl.Array(pl.String, 3): "text[]",
    pl.Struct({"x": pl.Int64}): "jsonb",
    pl.Categorical: "text",
}


def made(columns: Any, name: str = "t") -> str:
    """The DDL that is made of columns."""
    return Table(name, columns=columns).ddl_text


def lines(columns: Any) -> list[str]:
    """The columns' lines of the DDL."""
    return [line.strip().rstrip(",") for line in made(columns).splitlines()[1:-1]]


@pytest.mark.parametrize(("kind", "expected"), ARROW.items(), ids=str)
def test_arrow_types(kind: pa.DataType, expected: str) -> None:
    """Each type of Arrow has its own in PostgreSQL; an unsigned number has room."""
    assert lines(pa.schema({"a": kind})) == [f'"a" {expected}']


def test_arrow_extensions() -> None:
    """A uuid is a uuid, where this pyarrow knows it."""
    if not hasattr(pa, "uuid"):
        pytest.skip("pyarrow 18 brought uuid")
    assert lines(pa.schema({"a": pa.uuid()})) == ['"a" uuid']


def test_arrow_knows_what_may_be_null() -> None:
    """NOT NULL is what nullable=False says; a name is quoted, whatever letters it has."""
    schema = pa.schema([pa.field('my "id"', pa.int64(), nullable=False), pa.field("Note", pa.string())])
    assert made(schema, "shop.Purchases") == (
        'CREATE SCHEMA IF NOT EXISTS "shop";\n'
        'CREATE TABLE "shop"."Purchases" (\n    "my ""id""" bigint NOT NULL,\n    "Note" text\n);\n'
    )
    assert made(schema, "public.t").startswith('CREATE TABLE "public"."t" (')


@pytest.mark.parametrize(("kind", "expected"), PANDAS.items(), ids=str)
def test_pandas_types(kind: Any, expected: str) -> None:
    """Numpy's names, pandas' own types, Arrow in pandas and Python's types are known."""
    assert lines(pandera.DataFrameSchema({"a": pandera.Column(kind, nullable=True)})) == [f'"a" {expected}']


@pytest.mark.parametrize(("kind", "expected"), POLARS.items(), ids=str)
def test_polars_types(kind: Any, expected: str) -> None:
    """So are the types of polars."""
    schema = pandera_polars.DataFrameSchema({"a": pandera_polars.Column(kind, nullable=True)})
    assert lines(schema) == [f'"a" {expected}']


class Purchase(pandera.DataFrameModel):
    """A table with all that a check can say in SQL."""

    id: int = pandera.Field(unique=True, gt=0)
    amount: object = pandera.Field(ge=Decimal(0), lt=Decimal("1e6"))
    share: float = pandera.Field(in_range={"min_value": 0, "max_value": 1, "include_max": False})
    kind: str = pandera.Field(isin=["it's", "new"], nullable=True)
    stars: int = pandera.Field(isin=[1, 2, 3])
    code: str = pandera.Field(str_length={"min_value": 2, "max_value": 3})
    day: object = pandera.Field(ge=dt.date(2020, 1, 1))
    other: int = pandera.Field(notin=[4], ne=5)
    name: str = pandera.Field(str_startswith="a")

    class Config:
        """The key."""

        unique = ("kind", "code")


def test_checks_become_checks() -> None:
    """Bounds, choices, ranges, lengths and keys are the table's own; what SQL cannot say is left out."""
    assert lines(Purchase) == [
        '"id" bigint NOT NULL UNIQUE CHECK ("id" > 0)',
        '"amount" numeric NOT NULL CHECK ("amount" >= 0) CHECK ("amount" < 1E+6)',
        '"share" double precision NOT NULL CHECK ("share" >= 0) CHECK ("share" < 1)',
        """"kind" text CHECK ("kind" = ANY (ARRAY['it''s', 'new']))""",
        '"stars" bigint NOT NULL CHECK ("stars" = ANY (ARRAY[1, 2, 3]))',
        '"code" varchar(3) NOT NULL CHECK (char_length("code") >= 2)',
        """"day" date NOT NULL CHECK ("day" >= '2020-01-01')""",
        '"other" bigint NOT NULL CHECK ("other" <> 5) CHECK ("other" NOT IN (4))',
        '"name" text NOT NULL',
        'UNIQUE ("kind", "code")',
    ]


def test_categories_are_choices() -> None:
    """A category or an Enum holds nothing but its categories."""
    check = """"a" text NOT NULL CHECK ("a" = ANY (ARRAY['x', 'y']))"""
    assert lines(pandera.DataFrameSchema({"a": pandera.Column(pandera.Category(["x", "y"]))})) == [check]
    polars = pandera_polars.DataFrameSchema({"a": pandera_polars.Column(pl.Enum(["x", "y"]))})
    assert lines(polars) == [check]


def test_a_named_index_is_a_column() -> None:
    """A frame's named index came from a column."""
    schema = pandera.DataFrameSchema({"a": pandera.Column(str)}, index=pandera.Index(int, name="id", unique=True))
    assert lines(schema) == ['"id" bigint NOT NULL UNIQUE', '"a" text NOT NULL']
    assert lines(pandera.DataFrameSchema({"a": pandera.Column(str)}, index=pandera.Index(int))) == ['"a" text NOT NULL']


NO_TYPE = [
    (pa.schema({"x": pa.null()}), "null"),
    (pa.schema({"x": pa.list_(pa.null())}), "list<item: null>"),
    (pandera.DataFrameSchema({"x": pandera.Column(complex)}), "complex128"),
    (pandera.DataFrameSchema({"x": pandera.Column(None)}), "None"),
    (pandera.DataFrameSchema({"x": pandera.Column(int, regex=True)}), "of a pattern of names"),
    (pandera_polars.DataFrameSchema({"x": pandera_polars.Column(pl.Object)}), "Object"),
]


@pytest.mark.parametrize(("columns", "kind"), NO_TYPE, ids=[kind for _, kind in NO_TYPE])
def test_a_type_that_cannot_be_mapped_is_named(columns: Any, kind: str) -> None:
    """With its column, and with what to do."""
    with pytest.raises(BadContract) as raised:
        Table("t", columns=columns)
    assert f"column 'x' of columns= has the type {kind}, " in str(raised.value)
    assert str(raised.value).endswith("Give ddl= in place of columns=.")


def test_what_is_no_schema_is_refused() -> None:
    """Also a schema of no column, and a frame in place of its schema."""
    for columns in ({"id": int}, pa.table({"a": [1]}), pd.DataFrame({"a": [1]}), Purchase.to_schema().columns["id"]):
        with pytest.raises(BadContract, match="columns= takes a pyarrow schema, or a pandera model"):
            Table("t", columns=columns)
    with pytest.raises(BadContract, match="columns= has no column"):
        Table("t", columns=pa.schema({}))


def test_a_table_is_declared_in_one_way() -> None:
    """Either by its DDL or by its columns."""
    with pytest.raises(BadContract, match=r"either ddl= .* or columns= .*; neither is given"):
        Table("t")
    with pytest.raises(BadContract, match=r"either ddl= .* or columns= .*; both are given"):
        Table("t", ddl="CREATE TABLE t (id int)", columns=Purchase)


def test_tables_agree_where_their_columns_do() -> None:
    """Two schemas that say the same are the same; a DDL and a schema are not compared."""
    one = Table("t", columns=pa.schema({"a": pa.int64()}))
    same = Table("t", columns=pa.schema({"a": pa.int64()}))
    assert one.agrees_with(same)
    assert not one.agrees_with(Table("t", columns=pa.schema({"a": pa.int32()})))
    assert not one.agrees_with(Table("t", ddl=one.ddl_text))
