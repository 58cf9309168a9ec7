"""What is promised of the connectors that read with other drivers?"""

import pytest

import drivers
from tables import PURCHASES, READ_FEW


def fields(found):
    return [{"id": one.id, "user_id": one.user_id, "amount": one.amount} for one in found]


@pytest.mark.connector("psycopg2", reads=PURCHASES, without="several-changed")
def test_psycopg2(connector, postgres):
    connector(drivers.with_psycopg2, postgres.url)


@pytest.mark.connector("async-psycopg", reads=PURCHASES, only=READ_FEW)
def test_async_psycopg(connector, postgres):
    connector(drivers.with_async_psycopg, postgres.url)


@pytest.mark.connector("lazily-async", reads=PURCHASES, only=READ_FEW)
def test_lazily_async(connector, postgres):
    connector(drivers.lazily_async, postgres.url)


@pytest.mark.connector("asyncpg", reads=PURCHASES, without="several-changed")
def test_asyncpg(connector, postgres):
    connector(drivers.with_asyncpg, postgres.url)


@pytest.mark.connector("sqlalchemy-core", reads=PURCHASES, only=READ_FEW)
def test_sqlalchemy_core(connector, postgres):
    connector(drivers.with_sqlalchemy_core, postgres.url)


@pytest.mark.connector("sqlalchemy-orm", reads=PURCHASES, observe=fields, without="several-changed")
def test_sqlalchemy_orm(connector, postgres):
    connector(drivers.with_sqlalchemy_orm, postgres.url)


@pytest.mark.connector("sqlalchemy-orm-unobserved", reads=PURCHASES)
def test_sqlalchemy_orm_unobserved(connector, postgres):
    connector(drivers.with_sqlalchemy_orm, postgres.url)
