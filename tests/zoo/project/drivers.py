"""How do connectors read with other drivers? psycopg 2, asyncpg, psycopg's async side, SQLAlchemy's core and ORM."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import asyncpg
import psycopg
import psycopg2
import psycopg2.extras
import sqlalchemy as sa
from psycopg.rows import dict_row
from sqlalchemy import orm

from readers import Row
from tables import NAMED


def with_psycopg2(url: str) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(NAMED)
            return cursor.fetchall()
    finally:
        connection.close()


async def with_async_psycopg(url: str) -> list[Row]:
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as connection:
        cursor = await connection.execute(NAMED)
        return await cursor.fetchall()


async def lazily_async(url: str) -> AsyncIterator[Row]:
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as connection:
        async for row in await connection.execute(NAMED):
            yield row


async def with_asyncpg(url: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(NAMED)
    finally:
        await connection.close()


def engine_for(url: str, driver: str = "psycopg2") -> sa.Engine:
    return sa.create_engine(url.replace("postgresql", f"postgresql+{driver}", 1), poolclass=sa.NullPool)


purchases = sa.table("purchases", sa.column("id"), sa.column("user_id"), sa.column("amount"))


def with_sqlalchemy_core(url: str) -> list[Any]:
    with engine_for(url).connect() as connection:
        return list(connection.execute(sa.select(purchases)).mappings())


class Base(orm.DeclarativeBase):
    pass


class Purchase(Base):
    __tablename__ = "purchases"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    user_id: orm.Mapped[int]
    amount: orm.Mapped[Decimal]


def with_sqlalchemy_orm(url: str) -> list[Purchase]:
    with orm.Session(engine_for(url)) as session:
        return list(session.scalars(sa.select(Purchase)))
