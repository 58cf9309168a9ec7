"""The pytest plugin: hooks of a few lines, each of which hands on to a module that has its name."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from pytest_connectors.errors import ConnectorError
from pytest_connectors.plugin.fixtures import (
    _connector_postgres,
    _connector_rest,
    _connector_s3,
    connector,
    postgres,
    rest,
    s3,
)
from pytest_connectors.plugin.marker import OPTIONS, check_proposals, generate_items, register_markers
from pytest_connectors.plugin.options import OUTSIDE, Options, add_options, outside

__all__ = ["_connector_postgres", "_connector_rest", "_connector_s3", "connector", "postgres", "rest", "s3"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the options."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the options, register the markers, and collect verdicts where there are any to come."""
    register_markers(config)
    config.stash[OPTIONS] = options = Options.of(config)
    config.stash[OUTSIDE] = outside()
    if options.contracts:
        from pytest_connectors.plugin.session import begin_contract_run

        begin_contract_run(config)


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """`--connector-list` prints the catalogue and ends."""
    if not config.getoption("connector_list"):
        return None
    from pytest_connectors.reporting.catalogue_text import catalogue_text

    print(*catalogue_text(), sep="\n")  # noqa: T201 - this is what the option is for
    return 0


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make an item for each scenario; last, so that our part of an id stands behind all others."""
    generate_items(metafunc)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Hand the body of a contract test to the runner."""
    __tracebackhide__ = True
    if pyfuncitem.get_closest_marker("connector") is None:
        return None
    from pytest_connectors.plugin.running import run_contract_test

    run_contract_test(pyfuncitem)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Our own errors are told by their text alone: a traceback through the plugin helps nobody."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and item.get_closest_marker("connector") is not None:
        from pytest_connectors.call.source import is_users

        path, _, reason = report.longrepr
        if not is_users(path):
            # Our own skips are raised in no line of the user's: the test's stands for it.
            report.longrepr = (str(item.path), (item.reportinfo()[1] or 0) + 1, reason)
    if call.excinfo is not None and isinstance(call.excinfo.value, ConnectorError) and report.failed:
        report.longrepr = told = call.excinfo.getrepr(style="value", chain=False)
        if told.reprcrash is not None:
            told.reprcrash.message = str(call.excinfo.value).partition("\n")[0]
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A declaration that cannot be used is told by its line in the module and by its text."""
    report = yield
    excinfo = getattr(getattr(report, "call", None), "excinfo", None)
    if excinfo is not None and isinstance(excinfo.value, ConnectorError):
        from pytest_connectors.call.source import raised_at

        where = raised_at(excinfo.tb)
        report.longrepr = f"{where}: {excinfo.value}" if where else str(excinfo.value)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say so where the marker stands on what cannot be called with fixtures, or a change is proposed to nothing."""
    for item in items:
        if item.get_closest_marker("connector") is not None and "connector" not in getattr(item, "fixturenames", ()):
            msg = (
                f"{item.nodeid}: the connector marker stands on a {type(item).__name__}, which cannot take the fixture "
                "`connector`; it needs a plain test function or a method of a plain test class."
            )
            raise pytest.UsageError(msg)
    check_proposals(config, items)
