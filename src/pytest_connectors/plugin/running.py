"""What happens when an item runs? Its body is handed to the runner, and the verdicts travel on the item."""

from __future__ import annotations

import dataclasses

import pytest

from pytest_connectors.call import Connector
from pytest_connectors.call.source import without_ours
from pytest_connectors.contract import Contract
from pytest_connectors.errors import (
    BadContract,
    BadProposal,
    BrokenContract,
    ConnectorError,
    NoMajor,
    ServerDied,
    UnknownBreak,
)
from pytest_connectors.plugin.benches import STUDIES, bench_of, study_of
from pytest_connectors.plugin.fixtures import far_end_of, ours
from pytest_connectors.plugin.marker import OPTIONS, contract_for, plan_of
from pytest_connectors.plugin.verdicts import CASES, SYSTEMS, case_of, forget, record
from pytest_connectors.reporting.block import block
from pytest_connectors.runner.budget import Budget
from pytest_connectors.runner.item import ItemRun
from pytest_connectors.runner.once import run_once
from pytest_connectors.runner.study import Study
from pytest_connectors.runner.trial import Bench
from pytest_connectors.scenarios.catalogue import BASELINE
from pytest_connectors.scenarios.scenario import Item
from pytest_connectors.verdicts.case import Case, Gate, worst
from pytest_connectors.verdicts.outcome import Outcome


def run_contract_test(item: pytest.Function) -> None:
    """Run one contract test: once as an ordinary test, or through its scenario.

    Raises:
        BrokenContract: The connector did not do what is owed.
    """
    __tracebackhide__ = True
    contract = contract_for(item.config, item)
    if contract is None:
        return
    connector = ours(item.nodeid, "connector", item.funcargs["connector"], Connector)
    system, plan = far_end_of(item.config, contract), plan_of(item)
    try:
        _run(item, bench_of(item, contract, connector, system), plan)
    except NoMajor as error:
        if plan is not None:
            _not_had(item, contract, plan, str(error))
        raise
    except (ConnectorError, pytest.skip.Exception, pytest.exit.Exception, pytest.xfail.Exception) as error:
        if isinstance(error, BadContract | ServerDied) and plan is not None:
            _record_void(item, contract, plan, str(error))
            if not isinstance(error, BadProposal):
                _see_baseline(item, plan)
        raise
    except Exception as error:
        # It is the baseline's own, or one of ours: in any case the item has judged nothing.
        if plan is not None and plan.scenario is not BASELINE:
            _record_void(item, contract, plan, f"{type(error).__name__}: {error}")
        raise


def _run(item: pytest.Function, bench: Bench, plan: Item | None) -> None:
    __tracebackhide__ = True
    for last in (False, True):
        try:
            if plan is not None:
                _run_scenario(item, plan, study_of(item, bench))
            elif (wrong := run_once(bench)) is not None:
                raise BrokenContract(wrong)
        except ServerDied:
            if last:
                raise
            # Once more on a new server; a second death is an error of this item, and the run goes on.
            item.config.stash[STUDIES] = {}
            forget(item)
            bench.system.revive()
        else:
            return


def _not_had(item: pytest.Function, contract: Contract, plan: Item, why: str) -> None:
    """Skip an item whose server cannot be had, with the reason; where that is no excuse, let it be an error."""
    __tracebackhide__ = True
    forget(item)
    reason = why.partition("\n")[0]
    record(item, CASES, case_of(contract, plan, item.nodeid, Outcome.NOT_RUN, f"not run: {reason}").to_json())
    if not item.config.stash[OPTIONS].strict:
        pytest.skip(f"{reason} `pytest-connectors postgres` lists what this machine can have")


def _record_void(item: pytest.Function, contract: Contract, plan: Item, reason: str) -> None:
    forget(item)
    record(item, CASES, case_of(contract, plan, item.nodeid, Outcome.VOID, reason, fails=True).to_json())


def _run_scenario(item: pytest.Function, plan: Item, study: Study) -> None:
    __tracebackhide__ = True
    record(item, SYSTEMS, study.trials.bench.system.describe())
    if plan.scenario is BASELINE:
        for schema in study.schemas:
            if schema.reading:
                record(item, SYSTEMS, schema.reading)
        _baseline(item, study)
        return
    if study.complaint is not None:
        contract = study.trials.bench.contract
        case = case_of(contract, plan, item.nodeid, Outcome.VOID, study.complaint, fails=False)
        record(item, CASES, case.to_json())
        _see_baseline(item, plan)
        raise _not_accepted(contract)(block(case))
    options = item.config.stash[OPTIONS]
    gate = Gate() if options.fails_on is None else Gate(options.fails_on)
    cases = ItemRun(study, plan, gate, Budget(seed=options.seed), item.nodeid).cases()
    for case in cases:
        record(item, CASES, case.to_json())
    # With the servers that were opened for it.
    record(item, SYSTEMS, study.trials.bench.system.describe())
    if any(case.fails for case in cases) and study.trials.said:
        # Of all that the connector printed in its many runs, what the last one printed stands for them.
        print(study.trials.said, end="")  # noqa: T201 - pytest shows it with the failure
    _conclude(cases, study.trials.bench.contract)


def _see_baseline(item: pytest.Function, plan: Item | None) -> None:
    """Skip an item whose contract cannot be judged, where the item that says why is run as well."""
    __tracebackhide__ = True
    if plan is None or plan.scenario is BASELINE:
        return
    base = item.nodeid.removesuffix(f"{plan.id}]") + f"{BASELINE.id}]"
    if any(other.nodeid == base for other in item.session.items):
        pytest.skip(f"see [{BASELINE.id}]")


def _not_accepted(contract: Contract) -> type[ConnectorError]:
    """What fails an item although it has a known break: that is an xfail for what it covers, and for nothing else."""
    return UnknownBreak if contract.known_breaks else BrokenContract


def _conclude(cases: list[Case], contract: Contract) -> None:
    """Fail, be an accepted failure, be skipped with a reason, or pass."""
    __tracebackhide__ = True
    first = worst(cases)
    unknown = [case for case in cases if case.fails and not case.known]
    if unknown:
        raise _not_accepted(contract)(block(first, len(unknown) - 1))
    if first.fails:
        raise BrokenContract(block(first))
    skipped = (Outcome.UNGUARDED, Outcome.NOT_APPLICABLE, Outcome.NOT_RUN)
    if first.outcome in skipped:
        same = [case.target for case in cases if case.outcome is first.outcome and case.target]
        which = (
            f"{first.outcome.value}: {', '.join(same)}: "
            if same and first.outcome is not Outcome.NOT_APPLICABLE
            else ""
        )
        pytest.skip(f"{which}{first.reason}")


def _baseline(item: pytest.Function, study: Study) -> None:
    __tracebackhide__ = True
    contract = study.trials.bench.contract
    if study.complaint is None:
        case = case_of(contract, None, item.nodeid, Outcome.SURVIVES, "nothing is changed")
        varies = tuple(sorted(study.scope.ignored))
        record(item, CASES, dataclasses.replace(case, not_compared=varies).to_json())
        return
    options = item.config.stash[OPTIONS]
    holds = not study.void or options.fails_on is None or "void" in options.fails_on
    case = case_of(contract, None, item.nodeid, Outcome.VOID, study.complaint, fails=holds)
    record(item, CASES, case.to_json())
    if not holds:
        pytest.skip(f"void: {study.complaint}")
    if study.error is not None:
        study.error.add_note(f"{contract.name}, on an unchanged system: {study.complaint}")
        raise study.error.with_traceback(without_ours(study.error.__traceback__))
    raise BrokenContract(_baseline_block(contract, study, item.nodeid))


def _baseline_block(contract: Contract, study: Study, nodeid: str) -> str:
    what = "proves nothing" if study.void else "fails"
    return (
        f"{contract.name} {what} on an unchanged system, so that no scenario can be judged.\n\n"
        f"  why      {(study.complaint or '').replace(chr(10), chr(10) + '           ')}\n\n"
        f'Rerun:  pytest --connector-contracts "{nodeid}"'
    )
