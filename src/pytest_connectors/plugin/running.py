"""What happens when an item runs? Its body is handed to the runner, and the verdicts travel on the item."""

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_connectors.call import Connector, Recorder
from pytest_connectors.call.recorder import Limits, Terms
from pytest_connectors.call.source import without_ours
from pytest_connectors.contract import Contract
from pytest_connectors.errors import (
    BadContract,
    BrokenContract,
    ConnectorError,
    ConnectorHangs,
    ServerDied,
    UnknownBreak,
)
from pytest_connectors.plugin.fixtures import FAR_END, VIEW, ours
from pytest_connectors.plugin.marker import OPTIONS, Plan, contract_for
from pytest_connectors.plugin.verdicts import CASES, EMERGENCY, SYSTEMS, record
from pytest_connectors.reporting.block import block
from pytest_connectors.runner.budget import Budget
from pytest_connectors.runner.item import ItemRun
from pytest_connectors.runner.rowsets import Rowsets
from pytest_connectors.runner.study import FIRST_SECONDS, Study
from pytest_connectors.runner.trial import Bench, Trials
from pytest_connectors.scenarios.catalogue import BASELINE
from pytest_connectors.scenarios.scenario import Family, Item
from pytest_connectors.systems.protocol import Scene
from pytest_connectors.verdicts.case import Case, Gate, worst
from pytest_connectors.verdicts.outcome import Outcome
from pytest_connectors.verdicts.promise import promise_of

if TYPE_CHECKING:
    from pytest_connectors.systems.postgres.far_end import FarEnd

_STUDIES = pytest.StashKey[dict[object, Study]]()
_MOST_STUDIES = 4
_PASSING = (pytest.skip.Exception, pytest.exit.Exception, pytest.xfail.Exception)


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
    far_end = item.config.stash[FAR_END]
    plan = _plan(item)
    try:
        bench = _bench(item, contract, connector, far_end)
    except BadContract:
        _see_baseline(item, plan)
        raise
    try:
        _run(item, bench, plan)
    except ServerDied:
        # Once more on a new server; a second death is an error of this item, and the run goes on.
        item.config.stash[_STUDIES] = {}
        item.user_properties.clear()
        far_end.revive()
        _run(item, bench, plan)


def _run(item: pytest.Function, bench: Bench, plan: Item | None) -> None:
    __tracebackhide__ = True
    if plan is None:
        _run_once(bench)
        return
    try:
        study = _study(item, bench)
    except BadContract:
        _see_baseline(item, plan)
        raise
    _run_scenario(item, plan, study)


def _plan(item: pytest.Function) -> Item | None:
    callspec = getattr(item, "callspec", None)
    plan = None if callspec is None else callspec.params.get("connector")
    return plan.item if isinstance(plan, Plan) and isinstance(plan.item, Item) else None


def _bench(item: pytest.Function, contract: Contract, connector: Connector, far_end: FarEnd) -> Bench:
    promise = promise_of(contract.returns, contract.name)
    terms = Terms(contract.observe, contract.failed, None if promise is None else promise.check)
    clear = []
    for name, method in (("caplog", "clear"), ("capsys", "readouterr"), ("capfd", "readouterr")):
        if name in item.funcargs:
            clear.append(getattr(item.funcargs[name], method))
    tmp_path = item.funcargs.get("tmp_path")
    return Bench(
        contract=contract,
        body=_body(item),
        connector=connector,
        view=item.stash[VIEW],
        system=far_end,
        terms=terms,
        passing=_PASSING,
        directories=[tmp_path] if isinstance(tmp_path, Path) else [],
        clear=clear,
        end=functools.partial(_end_process, item, contract),
    )


def _body(item: pytest.Function) -> Callable[[], object]:
    names = [name for name in inspect.signature(item.obj).parameters if name in item.funcargs]
    return functools.partial(item.obj, **{name: item.funcargs[name] for name in names})


def _study(item: pytest.Function, bench: Bench) -> Study:
    """The study of the item's test: made once, and bound to this item's fixtures."""
    studies = item.config.stash.setdefault(_STUDIES, {})
    params = {name: value for name, value in item.callspec.params.items() if name != "connector"}
    key = (item.nodeid.partition("[")[0], repr(params), id(bench.system))
    schemas = bench.system.declare(bench.contract)
    study = studies.get(key)
    if study is not None:
        study.trials.bench = bench
        return study
    while len(studies) >= _MOST_STUDIES:
        del studies[next(iter(studies))]
    promise = promise_of(bench.contract.returns, bench.contract.name)
    hints = {} if promise is None else promise.hints
    makes = Rowsets(bench.system, bench.contract, schemas, hints)
    study = Study(Trials(bench), makes, schemas, None if promise is None else promise.names)
    study.begin()
    studies[key] = study
    return study


def _run_scenario(item: pytest.Function, plan: Item, study: Study) -> None:
    __tracebackhide__ = True
    record(item, SYSTEMS, study.trials.bench.system.describe())
    if plan.scenario is BASELINE:
        _baseline(item, study)
        return
    if study.complaint is not None:
        case = _void(item, plan, study)
        record(item, CASES, case.to_json())
        _see_baseline(item, plan)
        raise _not_accepted(study.trials.bench.contract)(block(case))
    options = item.config.stash[OPTIONS]
    gate = Gate() if options.fails_on is None else Gate(options.fails_on)
    cases = ItemRun(study, plan, gate, Budget(seed=options.seed), item.nodeid).cases()
    for case in cases:
        record(item, CASES, case.to_json())
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
        case = Case(
            contract.name,
            BASELINE.id,
            Family.BASELINE.value,
            reason="nothing is changed",
            not_compared=tuple(sorted(study.scope.ignored)),
            nodeid=item.nodeid,
        )
        record(item, CASES, case.to_json())
        return
    case = _void(item, None, study)
    record(item, CASES, case.to_json())
    if study.error is not None:
        study.error.add_note(f"{contract.name}, on an unchanged system: {study.complaint}")
        raise study.error.with_traceback(without_ours(study.error.__traceback__))
    raise BrokenContract(_baseline_block(contract, study, item.nodeid))


def _void(item: pytest.Function, plan: Item | None, study: Study) -> Case:
    contract = study.trials.bench.contract
    return Case(
        connector=contract.name,
        scenario=BASELINE.id if plan is None else plan.id,
        family=Family.BASELINE.value if plan is None else plan.scenario.family.value,
        outcome=Outcome.VOID,
        owed=None if plan is None else plan.owed,
        reason=study.complaint or "",
        fails=plan is None,
        nodeid=item.nodeid,
    )


def _baseline_block(contract: Contract, study: Study, nodeid: str) -> str:
    what = "proves nothing" if study.void else "fails"
    return (
        f"{contract.name} {what} on an unchanged system, so that no scenario can be judged.\n\n"
        f"  why      {(study.complaint or '').replace(chr(10), chr(10) + '           ')}\n\n"
        f'Rerun:  pytest --connector-contracts "{nodeid}"'
    )


def _run_once(bench: Bench) -> None:
    """Without the option: the body once, on the unchanged system."""
    __tracebackhide__ = True
    contract, system = bench.contract, bench.system
    schemas = system.declare(contract)
    promise = promise_of(contract.returns, contract.name)
    makes = Rowsets(system, contract, schemas, {} if promise is None else promise.hints)
    rowset = makes.fixed()[0]
    system.end_connections()
    system.set_scene(Scene(rowset.rows))
    bench.view.show(dict(rowset.rows), dict(rowset.payloads))
    seconds = contract.timeout or FIRST_SECONDS
    recorder = Recorder(Limits(seconds, system.sever, bench.end), bench.terms)
    bench.connector.begin(recorder)
    try:
        bench.body()
    except ConnectorHangs:
        recorder.hung = True
    if recorder.hung:
        msg = f"{contract.name} hangs: the call did not come back within {seconds:g} s."
        raise BrokenContract(msg)
    if recorder.calls == 0:
        msg = f"{contract.name}: the test never called its connector. Write connector(load, ...) in its body."
        raise BrokenContract(msg)
    if recorder.loud is not None and recorder.raised is None:
        msg = f"{contract.name} fails: {recorder.loud}\n{recorder.loud.chain}".strip()
        raise BrokenContract(msg)
    if recorder.promise is not None:
        msg = f"{contract.name}: returns= is broken: {recorder.promise}"
        raise BrokenContract(msg)


def _end_process(item: pytest.Function, contract: Contract) -> None:
    """The third step against a hang: write the verdict where it is not lost, take the server away, and end."""
    plan = _plan(item)
    case = Case(
        connector=contract.name,
        scenario=BASELINE.id if plan is None else plan.id,
        family=Family.BASELINE.value if plan is None else plan.scenario.family.value,
        outcome=Outcome.HANGS,
        owed=None if plan is None else plan.owed,
        reason="the call could not be interrupted, so the process was ended; the items after it were not run",
        fails=True,
        nodeid=item.nodeid,
    )
    text = f"\n{block(case)}\n"
    if (capture := item.config.pluginmanager.getplugin("capturemanager")) is not None:
        # What is captured is never told: nothing comes after this.
        capture.suspend_global_capture(in_=True)
    os.write(sys.__stderr__.fileno() if sys.__stderr__ is not None else 2, text.encode())
    if EMERGENCY in item.config.stash:
        item.config.stash[EMERGENCY](case)
    far_end = item.config.stash.get(FAR_END, None)
    if far_end is not None:
        far_end.close()
        far_end.server.stop()
    os._exit(1)
