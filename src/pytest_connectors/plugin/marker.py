"""How does a marked test become items? One for each scenario, by pytest's own parametrize."""

from __future__ import annotations

import datetime as dt
import inspect
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from pytest_connectors.contract import Contract, contract_of
from pytest_connectors.errors import BadContract, BrokenContract, ConnectorWarning, near
from pytest_connectors.plugin.options import Options

if TYPE_CHECKING:
    from pytest_connectors.scenarios.scenario import Item

OPTIONS = pytest.StashKey[Options]()
_CONTRACTS = pytest.StashKey[dict[str, tuple[Contract, str]]]()
_MARKER = pytest.StashKey[dict[int, tuple[pytest.Mark, Contract]]]()


@dataclass(frozen=True)
class Plan:
    """What one item is to do: a contract, and the scenario in which it is run."""

    contract: Contract
    item: object


def register_markers(config: pytest.Config) -> None:
    """Register the marker and the families' marks."""
    config.addinivalue_line(
        "markers", "connector(name, *, reads, writes, returns, ...): what a connector reads, writes and promises"
    )
    for family in ("baseline", "drift", "credentials", "network", "upgrade", "change"):
        config.addinivalue_line("markers", f"connector_{family}: scenarios of the family {family}")


def generate_items(metafunc: pytest.Metafunc) -> None:
    """Make an item for each scenario of a marked test."""
    mark = metafunc.definition.get_closest_marker("connector")
    if mark is None:
        return
    try:
        contract = _checked(metafunc, mark)
        options = metafunc.config.stash[OPTIONS]
        if options.contracts:
            metafunc.parametrize("connector", _params(metafunc.config, contract, options), indirect=True)
    except BadContract as error:
        said = f"{metafunc.definition.nodeid}: {error}"
    else:
        return
    # Outside the handler: an error that has a context is told with it.
    pytest.fail(said, pytrace=False)


def contract_for(config: pytest.Config, node: pytest.Item) -> Contract | None:
    """The contract that an item's marker declares, made once for each marker."""
    mark = node.get_closest_marker("connector")
    return None if mark is None else _contract(config, mark)


def _contract(config: pytest.Config, mark: pytest.Mark) -> Contract:
    # A marker that is used by several tests declares one contract; the mark is kept, so that its id stays its own.
    known = config.stash.setdefault(_MARKER, {})
    if id(mark) not in known:
        known[id(mark)] = (mark, contract_of(mark.args, mark.kwargs))
    return known[id(mark)][1]


def _checked(metafunc: pytest.Metafunc, mark: pytest.Mark) -> Contract:
    if inspect.iscoroutinefunction(metafunc.function) or inspect.isasyncgenfunction(metafunc.function):
        msg = (
            "a contract test is a plain `def`. connector(...) awaits a coroutine function by itself: "
            "write def test_...(connector, ...): connector(load, ...)"
        )
        raise BadContract(msg)
    contract = _contract(metafunc.config, mark)
    if "connector" not in metafunc.fixturenames:
        msg = (
            f"{contract.name}: the test does not take the fixture `connector`, so nothing would be tested. "
            "Write def test_...(connector, postgres): connector(load, postgres.url)"
        )
        raise BadContract(msg)
    contracts = metafunc.config.stash.setdefault(_CONTRACTS, {})
    other, place = contracts.setdefault(contract.name, (contract, metafunc.definition.nodeid))
    if not contract.agrees_with(other):
        msg = (
            f"two contracts are named {contract.name!r} and do not agree on what is read, written or promised; "
            f"the other is that of {place}. Give one of them another name."
        )
        raise BadContract(msg)
    _warn_of_what_has_passed(metafunc.definition, contract)
    return contract


def _warn_of_what_has_passed(node: pytest.Item, contract: Contract) -> None:
    today = dt.datetime.now(dt.UTC).date()
    passed = [f"its sunset was {contract.sunset}"] if contract.sunset and contract.sunset < today else []
    passed += [
        f"known_breaks[{known.key!r}] was accepted until {known.until}"
        for known in contract.known_breaks
        if known.until is not None and known.until < today
    ]
    for words in passed:
        warnings.warn_explicit(
            f"{contract.name}: {words}", ConnectorWarning, str(node.path), (node.reportinfo()[1] or 0) + 1
        )


def _params(config: pytest.Config, contract: Contract, options: Options) -> list[object]:
    from pytest_connectors.scenarios.catalogue import IDS, items_of
    from pytest_connectors.scenarios.rehearsals import is_rehearsed, scenarios_of

    items = items_of(contract, options.scenarios, scenarios_of(options.upgrades, options.proposals, options.postgres))
    ids = {item.id for item in items} | set(IDS)
    for known in contract.known_breaks:
        if known.scenario not in ids and not is_rehearsed(known.scenario):
            meant = near(known.scenario, ids)
            msg = f"{contract.name}: known_breaks= names {known.scenario!r}, which is no scenario.{meant}"
            raise BadContract(msg)
    grouped = [pytest.mark.xdist_group(contract.name)] if config.pluginmanager.hasplugin("xdist") else []
    params: list[object] = []
    for item in items:
        marks = [getattr(pytest.mark, f"connector_{item.scenario.family.value}"), *grouped]
        reasons = [known.reason for known in contract.known_breaks if known.scenario in (item.id, item.scenario.id)]
        if reasons:
            marks.append(pytest.mark.xfail(strict=True, raises=BrokenContract, reason="; ".join(reasons)))
        params.append(pytest.param(Plan(contract, item), id=item.id, marks=marks))
    return params


def check_proposals(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say so where `--connector-change` names what no contract declares.

    Raises:
        pytest.UsageError: With the nearest name.
    """
    proposals = config.stash[OPTIONS].proposals
    # What failed last may be no contract that the change touches.
    if not proposals or not items or config.getoption("lf", default=False):
        return
    from pytest_connectors.scenarios.catalogue import spellings_of

    declared = [one for item in items if (it := contract_for(config, item)) for one in it.declarations]
    called = {spelling for one in declared for spelling in spellings_of(one)}
    names = sorted({one.name for one in declared})
    for proposal in proposals:
        if proposal.declared not in called and config.stash[OPTIONS].contracts:
            msg = (
                f"--connector-change: no contract that was collected declares {proposal.declared!r}."
                f"{near(proposal.declared, names)} They declare {', '.join(names) or 'nothing'}."
            )
            raise pytest.UsageError(msg)


def plan_of(item: pytest.Function) -> Item | None:
    """The scenario in which an item is run; None where it runs once, as an ordinary test."""
    from pytest_connectors.scenarios.scenario import Item

    callspec = getattr(item, "callspec", None)
    plan = None if callspec is None else callspec.params.get("connector")
    return plan.item if isinstance(plan, Plan) and isinstance(plan.item, Item) else None
