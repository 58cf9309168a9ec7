"""What is a contract test without scenarios? An ordinary test: its body runs once, on the unchanged system."""

from __future__ import annotations

from pytest_connectors.call import Recorder
from pytest_connectors.call.recorder import Limits
from pytest_connectors.errors import ConnectorHangs
from pytest_connectors.runner.rowsets import Rowsets
from pytest_connectors.runner.study import FIRST_SECONDS
from pytest_connectors.runner.surroundings import without
from pytest_connectors.runner.trial import Bench
from pytest_connectors.systems.protocol import Scene
from pytest_connectors.verdicts.promises import promise_of


def run_once(bench: Bench) -> str | None:
    """Run the body; what it raises is raised. Otherwise what is wrong with the run, None where nothing is."""
    __tracebackhide__ = True
    contract, system = bench.contract, bench.system
    schemas = system.declare(contract)
    promise = promise_of(contract.returns, contract.name)
    rowset = Rowsets(system, contract, schemas, {} if promise is None else promise.hints).fixed()[0]
    system.end_connections()
    system.set_scene(Scene(rowset.rows))
    bench.show(dict(rowset.rows), dict(rowset.payloads))
    seconds = contract.timeout or FIRST_SECONDS
    recorder = Recorder(Limits(seconds, system.sever, bench.end), bench.terms)
    bench.connector.begin(recorder)
    try:
        with without(bench.hidden):
            bench.body()
    except ConnectorHangs:
        recorder.hung = True
    if recorder.hung:
        return f"{contract.name} hangs: the call did not come back within {seconds:g} s (timeout= sets the limit)."
    if recorder.calls == 0:
        return f"{contract.name}: the test never called its connector. Write connector(load, ...) in its body."
    if recorder.loud is not None and recorder.raised is None:
        return f"{contract.name} fails: {recorder.loud}\n{recorder.loud.chain}".strip()
    return None if recorder.promise is None else f"{contract.name}: returns= is broken: {recorder.promise}"
