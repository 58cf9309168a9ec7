"""What does the runner need of an item? Its body, its fixtures and what is known of its test, in the runner's words."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_connectors.call import Connector
from pytest_connectors.call.recorder import Terms
from pytest_connectors.contract import Contract
from pytest_connectors.errors import BadContract
from pytest_connectors.plugin.ending import end_process
from pytest_connectors.plugin.fixtures import VIEWS
from pytest_connectors.plugin.options import OUTSIDE
from pytest_connectors.runner.rowsets import Rowsets
from pytest_connectors.runner.study import Study
from pytest_connectors.runner.trial import Bench, Trials
from pytest_connectors.verdicts.promises import promise_of

if TYPE_CHECKING:
    from pytest_connectors.drift.schema import TableSchema
    from pytest_connectors.systems.protocol import System

STUDIES = pytest.StashKey[dict[object, Study | BadContract]]()
"""What is known of each test; where its contract is of no use, why."""
_MOST_STUDIES = 4
_PASSING = (pytest.skip.Exception, pytest.exit.Exception, pytest.xfail.Exception)


def bench_of(item: pytest.Function, contract: Contract, connector: Connector, system: System) -> Bench:
    """The bench of an item: its contract, its body and its fixtures, as the runner wants them."""
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
        views=tuple(item.stash[VIEWS].values()),
        system=system,
        terms=terms,
        passing=_PASSING,
        directories=[tmp_path] if isinstance(tmp_path, Path) else [],
        clear=clear,
        end=functools.partial(end_process, item, contract),
        hidden=item.config.stash[OUTSIDE],
        quiet=item.config.getoption("capture") != "no" and not clear,
    )


def study_of(item: pytest.Function, bench: Bench) -> Study:
    """The study of the item's test: made once, and bound to this item's fixtures.

    Raises:
        BadContract: There can be none, with the same words for each item of the test.
    """
    studies = item.config.stash.setdefault(STUDIES, {})
    params = {name: value for name, value in item.callspec.params.items() if name != "connector"}
    key = (item.nodeid.partition("[")[0], repr(params), id(bench.system))
    schemas = bench.system.declare(bench.contract)
    study = studies.get(key)
    if isinstance(study, BadContract):
        raise study.with_traceback(None)
    if study is not None:
        study.trials.bench = bench
        return study
    while len(studies) >= _MOST_STUDIES:
        del studies[next(iter(studies))]
    try:
        studies[key] = study = _begun(bench, schemas)
    except BadContract as error:
        studies[key] = error
        raise
    return study


def _begun(bench: Bench, schemas: tuple[TableSchema, ...]) -> Study:
    promise = promise_of(bench.contract.returns, bench.contract.name)
    hints = {} if promise is None else promise.hints
    makes = Rowsets(bench.system, bench.contract, schemas, hints)
    study = Study(Trials(bench), makes, schemas, None if promise is None else promise.names)
    study.begin()
    return study


def _body(item: pytest.Function) -> Callable[[], object]:
    names = [name for name in inspect.signature(item.obj).parameters if name in item.funcargs]
    return functools.partial(item.obj, **{name: item.funcargs[name] for name in names})
