"""How can a table as a whole change, and the system that it stands in?"""

from __future__ import annotations

from collections.abc import Iterator

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.scenarios.targets import Target, Targets

_ELSEWHERE = "moved"


def renamed(table: TableSchema) -> Iterator[Target]:
    """The table."""
    yield Target(table.name, ((change.TableRenamed(table.name, f"{table.table[:50]}_renamed"),),))


def moved(table: TableSchema) -> Iterator[Target]:
    """The table goes to another schema, or names without a schema mean another one."""
    yield Target(
        table.name,
        ((change.TableMoved(table.name, _ELSEWHERE),), (change.DatabaseSet("search_path", _ELSEWHERE),)),
    )


def to_view(table: TableSchema) -> Iterator[Target]:
    """The table."""
    yield Target(table.name, ((change.TableReplaced(table.name, "view"),),))


def partitioned(table: TableSchema) -> Iterator[Target]:
    """A table of which one column stands in every key, as partitions ask for."""
    keys = [set(key) for key in table.unique]
    for column in table.columns:
        if all(column.name in key for key in keys) and not column.generated:
            yield Target(table.name, ((change.TableReplaced(table.name, "partitions", column.name),),))
            return


def gapped(table: TableSchema) -> Iterator[Target]:
    """Every column that counts by itself."""
    for column in table.columns:
        if column.identity or (column.default or "").startswith("nextval("):
            yield Target(column.name, ((change.SequenceGapped(table.name, column.name),),))


def dropping_trigger(table: TableSchema) -> Iterator[Target]:
    """The table."""
    yield Target(table.name, ((change.NewRowsDropped(table.name, "trigger"),),))


def dropping_rule(table: TableSchema) -> Iterator[Target]:
    """The table."""
    yield Target(table.name, ((change.NewRowsDropped(table.name, "rule"),),))


def select_revoked(table: TableSchema) -> Iterator[Target]:
    """The table."""
    yield Target(table.name, ((change.RightRevoked(table.name, "SELECT"),),))


def insert_revoked(table: TableSchema) -> Iterator[Target]:
    """The table."""
    yield Target(table.name, ((change.RightRevoked(table.name, "INSERT"),),))


def rotated(_: TableSchema) -> Iterator[Target]:
    """The role."""
    yield Target("role", ((change.PasswordRotated(),),))


def stored_as_md5(_: TableSchema) -> Iterator[Target]:
    """The role."""
    yield Target("role", ((change.PasswordStoredAsMd5(),),))


def create_revoked(_: TableSchema) -> Iterator[Target]:
    """The role."""
    yield Target("role", ((change.CreateRevoked(),),))


def database_set(name: str, *values: str) -> Targets:
    """The database, with each of these values."""

    def targets(_: TableSchema) -> Iterator[Target]:
        yield Target("database", tuple((change.DatabaseSet(name, value),) for value in values))

    return targets


zone = database_set("timezone", "Asia/Tokyo", "America/New_York")
date_style = database_set("datestyle", "SQL, DMY", "German, DMY")
