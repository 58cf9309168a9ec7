"""What can happen, as one table: every scenario with its id, its family, what is owed and how its changes are made."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator

from pytest_connectors.contract import Contract
from pytest_connectors.drift import changes as change
from pytest_connectors.drift.schema import INTEGERS, Column, TableSchema
from pytest_connectors.errors import BadContract, near
from pytest_connectors.scenarios.scenario import Direction, Family, Item, Owed, Reach, Scenario, Target

ADDED = "added_upstream"
_SAMPLES = {
    "int2": "7",
    "int4": "7",
    "int8": "7",
    "numeric": "7.5",
    "float4": "7.5",
    "float8": "7.5",
    "bool": "true",
    "date": "2026-05-05",
    "timestamp": "2026-05-05 05:05:05",
    "timestamptz": "2026-05-05 05:05:05+00",
    "uuid": "55555555-5555-5555-5555-555555555555",
    "jsonb": "{}",
}


def _dropped(table: TableSchema) -> Iterator[Target]:
    for column in table.columns:
        yield Target(column.name, ((change.ColumnDropped(table.name, column.name),),))


def _renamed(table: TableSchema) -> Iterator[Target]:
    for column in table.columns:
        to = _free(table, f"{column.name[:50]}_renamed")
        yield Target(column.name, ((change.ColumnRenamed(table.name, column.name, to),),))


def _added(table: TableSchema) -> Iterator[Target]:
    name = _free(table, ADDED)
    yield Target(
        table.name,
        (
            (change.ColumnAdded(table.name, name, "text", "a"),),
            (change.ColumnAdded(table.name, name, "integer", "7"),),
        ),
    )


def _added_first(table: TableSchema) -> Iterator[Target]:
    """Before each column in turn: one of the same type, which a reader by position takes for it, and a text."""
    name = _free(table, ADDED)
    for column in table.columns:
        kinds = dict.fromkeys([_sample(column), ("text", "a"), ("integer", "7")])
        yield Target(
            column.name,
            tuple((change.ColumnAdded(table.name, name, kind, value, before=column.name),) for kind, value in kinds),
        )


def _added_required(table: TableSchema) -> Iterator[Target]:
    name = _free(table, ADDED)
    yield Target(
        table.name,
        (
            (change.ColumnAdded(table.name, name, "text", "a", required=True),),
            (change.ColumnAdded(table.name, name, "integer", "7", required=True),),
        ),
    )


def _int_to_text(table: TableSchema) -> Iterator[Target]:
    for column in table.columns:
        if column.type.base in INTEGERS and not column.generated:
            yield Target(column.name, ((change.ColumnRetyped(table.name, column.name, column.type.text, "text"),),))


def _null_appeared(table: TableSchema) -> Iterator[Target]:
    for column in table.columns:
        if not (column.nullable or column.generated or column.identity or column.name in table.primary_key):
            nulls = [change.NullAppeared(table.name, column.name, every) for every in (3, 2, 4)]
            yield Target(column.name, tuple((one,) for one in nulls))


def _rotated(_: TableSchema) -> Iterator[Target]:
    yield Target("role", ((change.PasswordRotated(),),))


def _select_revoked(table: TableSchema) -> Iterator[Target]:
    yield Target(table.name, ((change.RightRevoked(table.name, "SELECT"),),))


def _insert_revoked(table: TableSchema) -> Iterator[Target]:
    yield Target(table.name, ((change.RightRevoked(table.name, "INSERT"),),))


def _sample(column: Column) -> tuple[str, str]:
    """A type like the column's and one value of it, as SQL; text where the type is of no common kind."""
    value = _SAMPLES.get(column.type.base)
    if value is None or column.type.labels:
        return "text", "a"
    return column.type.base, value


def _free(table: TableSchema, name: str) -> str:
    while name in table.column_names:
        name += "_"
    return name


E, S = Owed.SPEAK, Owed.SURVIVE
BASELINE = Scenario("baseline", Family.BASELINE, "nothing is changed", S, S, None)
SEVERAL = Scenario("several-changed", Family.DRIFT, "two to four of the changes above at once", E, E, None)
NOT_AGAIN = "it returned the same although {}: it did not ask again"

CATALOGUE: tuple[Scenario, ...] = (
    BASELINE,
    Scenario("column-dropped", Family.DRIFT, "a column is gone", E, E, _dropped),
    Scenario("column-renamed", Family.DRIFT, "a column has another name", E, E, _renamed),
    Scenario("column-added", Family.DRIFT, "a nullable column stands at the end", S, S, _added),
    Scenario("column-added-first", Family.DRIFT, "a new column stands before another", S, E, _added_first),
    Scenario(
        "column-added-required",
        Family.DRIFT,
        "a column is added that is NOT NULL, without default",
        S,
        E,
        _added_required,
    ),
    Scenario("int-to-text", Family.DRIFT, "an integer column holds text", E, E, _int_to_text),
    Scenario("null-appeared", Family.DRIFT, "NULL occurs in a column that was NOT NULL", E, S, _null_appeared),
    SEVERAL,
    Scenario(
        "password-rotated",
        Family.CREDENTIALS,
        "the role has another password (28P01)",
        E,
        E,
        _rotated,
        reach=Reach.SYSTEM,
        impossible=NOT_AGAIN.format("its password is no longer valid"),
    ),
    Scenario(
        "select-revoked",
        Family.CREDENTIALS,
        "SELECT is revoked (42501)",
        E,
        None,
        _select_revoked,
        impossible=NOT_AGAIN.format("it may no longer SELECT"),
    ),
    Scenario(
        "insert-revoked",
        Family.CREDENTIALS,
        "INSERT is revoked (42501)",
        None,
        E,
        _insert_revoked,
        impossible=NOT_AGAIN.format("it may no longer INSERT"),
    ),
)
IDS = tuple(scenario.id for scenario in CATALOGUE)


def direction_of(contract: Contract, table: object) -> Direction:
    """Whether the contract reads the declaration, writes it, or both."""
    reads, writes = table in contract.reads, table in contract.writes
    return Direction.BOTH if reads and writes else Direction.READS if reads else Direction.WRITES


def items_of(contract: Contract, chosen: Iterable[str] = ()) -> list[Item]:
    """The items of a contract, the baseline first.

    Args:
        contract: What the marker declared.
        chosen: Globs of scenarios, or `all`; nothing is the core tier.

    Raises:
        BadContract: `only=` or `without=` names no scenario.
    """
    check_globs((*contract.only, *contract.without), f"{contract.name}: only= or without=")
    wanted = [scenario for scenario in CATALOGUE if _is_wanted(scenario, contract, tuple(chosen))]
    return [item for scenario in wanted for item in _items(scenario, contract)]


def check_globs(globs: Iterable[str], what: str) -> None:
    """Say so where a glob matches no scenario.

    Raises:
        BadContract: With the nearest id.
    """
    for glob in globs:
        if glob != "all" and not fnmatch.filter(IDS, glob):
            msg = f"{what} names {glob!r}, which is no scenario.{near(glob, IDS)} pytest --connector-list shows them."
            raise BadContract(msg)


def _is_wanted(scenario: Scenario, contract: Contract, chosen: tuple[str, ...]) -> bool:
    if scenario is BASELINE:
        return True
    tier = scenario.core if not chosen else _matches(scenario, chosen)
    return (
        tier and (not contract.only or _matches(scenario, contract.only)) and not _matches(scenario, contract.without)
    )


def _matches(scenario: Scenario, globs: tuple[str, ...]) -> bool:
    return any(glob == "all" or fnmatch.fnmatchcase(scenario.id, glob) for glob in globs)


def _items(scenario: Scenario, contract: Contract) -> list[Item]:
    declared = {table.name: direction_of(contract, table) for table in contract.declarations}
    if scenario is BASELINE:
        return [Item(scenario.id, scenario, tuple(declared), None)]
    owed = {name: scenario.owed(direction) for name, direction in declared.items()}
    names = tuple(name for name, owes in owed.items() if owes is not None)
    if not names:
        return []
    if scenario.reach is Reach.SYSTEM or scenario is SEVERAL:
        return [Item(scenario.id, scenario, names, owed[names[0]])]
    prefix = "{}-" if len(declared) > 1 else ""
    return [Item(prefix.format(name) + scenario.id, scenario, (name,), owed[name]) for name in names]
