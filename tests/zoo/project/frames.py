"""How do connectors read into frames? pandas, polars and Arrow, with and without a promise of what they return."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pandera
import polars as pl
import psycopg
import pyarrow as pa

from drivers import engine_for
from readers import rows
from tables import NAMED


class History(pandera.DataFrameModel):
    id: int = pandera.Field(unique=True)
    user_id: int
    amount: float = pandera.Field(ge=0)


class CoercedHistory(History):
    class Config:
        coerce = True


ARROW = pa.schema(
    [
        pa.field("id", pa.int64(), nullable=False),
        pa.field("user_id", pa.int64(), nullable=False),
        pa.field("amount", pa.decimal128(10, 2), nullable=False),
    ]
)
LENIENT_ARROW = pa.schema([pa.field(field.name, field.type) for field in ARROW])


def with_pandas(url: str) -> pd.DataFrame:
    return pd.read_sql(NAMED, engine_for(url))


def validated(url: str) -> pd.DataFrame:
    return CoercedHistory.validate(with_pandas(url))


def with_polars(url: str) -> pl.DataFrame:
    with psycopg.connect(url) as connection:
        return pl.read_database(NAMED, connection)


def arrow_of_a_schema(url: str) -> pa.Table:
    return pa.Table.from_pylist(rows(url), schema=LENIENT_ARROW)


def arrow_as_it_comes(url: str) -> pa.Table:
    return pa.Table.from_pylist(rows(url))
