"""What can happen, as one table: every scenario with its id, its family, what is owed and how its changes are made."""

from __future__ import annotations

import dataclasses
import fnmatch
from collections.abc import Iterable

from pytest_connectors.contract import Contract, Declaration
from pytest_connectors.contract.proposal import Proposal
from pytest_connectors.errors import BadContract, near
from pytest_connectors.scenarios import of_apis, of_files, of_tables
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.rehearsals import is_rehearsed
from pytest_connectors.scenarios.scenario import Direction, Family, Item, Reach, Scenario

E, S = Owed.SPEAK, Owed.SURVIVE
BASELINE = Scenario("baseline", Family.BASELINE, "nothing is changed", S, S, None, system="")
SEVERAL = Scenario("several-changed", Family.DRIFT, "two to four of the changes above at once", E, E, None, system="")
CATALOGUE: tuple[Scenario, ...] = (
    BASELINE,
    *of_tables.DRIFT,
    *of_files.DRIFT,
    *of_apis.DRIFT,
    SEVERAL,
    *of_tables.CREDENTIALS,
    *of_files.CREDENTIALS,
    *of_apis.CREDENTIALS,
    *of_tables.UPGRADES,
)
COMBINED = (*of_tables.COMBINED, *of_files.COMBINED, *of_apis.COMBINED)
_CHANGED_BY = {
    "postgres": "A table takes a migration (.sql) or a database (postgresql://user:password@host/database).",
    "s3": "A dataset takes a sample (.parquet, .csv, .jsonl).",
    "rest": "An operation takes an OpenAPI document (.yaml, .json).",
}
# The same id may stand for the same happening in two systems.
IDS = tuple(dict.fromkeys(scenario.id for scenario in CATALOGUE))


def direction_of(contract: Contract, table: object) -> Direction:
    """Whether the contract reads the declaration, writes it, or both."""
    reads, writes = table in contract.reads, table in contract.writes
    return Direction.BOTH if reads and writes else Direction.READS if reads else Direction.WRITES


def items_of(contract: Contract, chosen: Iterable[str] = (), rehearsed: Iterable[Scenario] = ()) -> list[Item]:
    """The items of a contract, the baseline first.

    Args:
        contract: What the marker declared.
        chosen: Globs of scenarios, or `all`; nothing is the core tier.
        rehearsed: What is rehearsed besides, whatever is chosen; only `without=` leaves it out.

    Raises:
        BadContract: `only=` or `without=` names no scenario, or a proposal is none for what it names.
    """
    check_globs((*contract.only, *contract.without), f"{contract.name}: only= or without=")
    wanted = [scenario for scenario in CATALOGUE if _is_wanted(scenario, contract, tuple(chosen))]
    wanted += [scenario for scenario in rehearsed if not _matches(scenario, contract.without)]
    return _apart([item for scenario in wanted for item in _items(scenario, contract)])


def check_globs(globs: Iterable[str], what: str) -> None:
    """Say so where a glob matches no scenario.

    Raises:
        BadContract: With the nearest id.
    """
    for glob in globs:
        if glob != "all" and not is_rehearsed(glob) and not fnmatch.filter(IDS, glob):
            msg = f"{what} names {glob!r}, which is no scenario.{near(glob, IDS)} pytest --connector-list shows them."
            raise BadContract(msg)


def _is_wanted(scenario: Scenario, contract: Contract, chosen: tuple[str, ...]) -> bool:
    if scenario is BASELINE:
        return True
    # What the marker names runs, whichever tier it is in.
    tier = _matches(scenario, chosen) if chosen else scenario.core or _matches(scenario, contract.only)
    return (
        tier and (not contract.only or _matches(scenario, contract.only)) and not _matches(scenario, contract.without)
    )


def _matches(scenario: Scenario, globs: tuple[str, ...]) -> bool:
    return any(glob == "all" or fnmatch.fnmatchcase(scenario.id, glob) for glob in globs)


def _items(scenario: Scenario, contract: Contract) -> list[Item]:
    declared = [table for table in contract.declarations if scenario.happens_in(table.system)]
    if scenario is BASELINE:
        return [Item(scenario.id, scenario, tuple(table.name for table in declared), None)]
    if scenario.proposal is not None:
        return _proposed(scenario, scenario.proposal, contract)
    owed = {table.name: scenario.owed(direction_of(contract, table)) for table in declared}
    names = tuple(name for name, owes in owed.items() if owes is not None)
    if not names:
        return []
    if scenario.reach is Reach.SYSTEM or scenario is SEVERAL:
        return [Item(scenario.id, scenario, names, owed[names[0]])]
    prefix = "{}-" if len(contract.declarations) > 1 else ""
    return [Item(prefix.format(name) + scenario.id, scenario, (name,), owed[name]) for name in names]


def spellings_of(declared: Declaration) -> tuple[str, ...]:
    """By which names `--connector-change` may call a declaration: a dataset by its prefix as well."""
    return (declared.name, *declared.spellings)


def _proposed(scenario: Scenario, proposal: Proposal, contract: Contract) -> list[Item]:
    """The item of a proposal, where the contract declares what it names."""
    for declared in contract.declarations:
        if proposal.declared in spellings_of(declared):
            if not scenario.happens_in(declared.system):
                msg = (
                    f"{contract.name}: --connector-change {proposal.declared}={proposal.said}: {declared.said} cannot "
                    f"be changed by {proposal.kind.value}. {_CHANGED_BY[declared.system]}"
                )
                raise BadContract(msg)
            named = dataclasses.replace(proposal, declared=declared.name)
            scenario = dataclasses.replace(scenario, proposal=named)
            return [Item(scenario.id, scenario, (declared.name,), Owed.SURVIVE)]
    return []


def _apart(items: list[Item]) -> list[Item]:
    """The items with ids of their own: of two proposals with one id, each is told by its declaration."""
    ids = [item.id for item in items]
    return [
        dataclasses.replace(item, id=f"{item.tables[0]}-{item.id}") if ids.count(item.id) > 1 else item
        for item in items
    ]
