"""Do pytest's own ways to run tests work with contract items? Each of them, and the plugin's options beside them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from .project import Project

TESTS = """{SHOP}
@pytest.mark.connector("good", reads=PURCHASES, owner="growth")
def test_good(connector, postgres):
    connector(load, postgres.url)

@pytest.mark.connector("bad", reads=PURCHASES)
def test_bad(connector, postgres):
    connector(by_position, postgres.url)
"""
FEW = "--connector-scenarios=column-added-first,select-revoked"
STRICT = """
[pytest]
strict = true
addopts = --strict-markers
asyncio_default_fixture_loop_scope = function
"""


def test_last_failed_and_twice(project: Callable[..., Project]) -> None:
    """`--lf` runs what failed and nothing else; a second run finds the same; a mended connector passes."""
    made = project({"test_it.py": TESTS, "pytest.ini": STRICT})
    first = made.run(FEW, "-p", "asyncio", cached=False)
    assert first.outcomes() == {
        "test_good[baseline]": "passed",
        "test_good[column-added-first]": "passed",
        "test_good[select-revoked]": "passed",
        "test_bad[baseline]": "passed",
        "test_bad[column-added-first]": "failed",
        "test_bad[select-revoked]": "passed",
    }
    assert "PytestUnknownMarkWarning" not in first.out
    again = made.run(FEW, "--lf", "-p", "asyncio", cached=False)
    assert again.outcomes() == {"test_bad[column-added-first]": "failed"}
    assert again.tests["test_bad[column-added-first]"].text == first.tests["test_bad[column-added-first]"].text
    source = made.folder / "test_it.py"
    source.write_text(source.read_text().replace("SELECT * FROM", "SELECT id, amount FROM"))
    mended = made.run(FEW, "--lf", "-p", "asyncio", cached=False)
    assert mended.outcomes() == {"test_bad[column-added-first]": "passed"}


def test_stops_at_the_first_failure(project: Callable[..., Project]) -> None:
    """`-x` ends the run at the first failing item, and the matrix tells what was judged."""
    result = project({"test_it.py": TESTS}).run(FEW, "-x", "-k", "bad")
    assert result.outcomes() == {"test_bad[baseline]": "passed", "test_bad[column-added-first]": "failed"}
    assert "stopping after 1 failures" in result.out
    assert {case["scenario"] for case in result.cases} == {"baseline", "column-added-first"}


@pytest.mark.parametrize("args", [("-n", "2"), ("-n", "2", "--dist", "loadgroup")], ids=["load", "loadgroup"])
def test_in_parallel(project: Callable[..., Project], args: tuple[str, ...]) -> None:
    """With xdist each worker has a server of its own, the verdicts come together in one matrix, and nothing is left."""
    result = project({"test_it.py": TESTS}).run(FEW, "-p", "xdist", *args)
    assert result.counts == {"failed": 1, "passed": 5}
    assert {(case["connector"], case["scenario"]) for case in result.cases} == {
        (name, scenario)
        for name in ("good", "bad")
        for scenario in ("baseline", "column-added-first", "select-revoked")
    }
    assert "bad" in result.out.partition("connector contracts")[2]
    assert "owner growth" in result.out


def test_verdicts_travel(project: Callable[..., Project]) -> None:
    """JUnit has each case as a property, `--connector-report` the same cases in a versioned file."""
    result = project({"test_it.py": TESTS}).run(FEW)
    properties = result.tests["test_bad[column-added-first]"].properties
    cases = [json.loads(value) for name, value in properties if name == "connector_case"]
    assert {case["outcome"] for case in cases} == {"silent"}
    assert cases == [case for case in result.cases if case["nodeid"].endswith("test_bad[column-added-first]")]
    assert {case["target"] for case in cases} == {"id", "amount"}
    about = [json.loads(value) for name, value in result.tests["test_good[baseline]"].properties if "about" in name]
    assert about == [{"name": "good", "owner": "growth", "version": None, "sunset": None, "systems": ["postgres"]}]
    assert any(name == "connector_system" and "PostgreSQL" in value for name, value in properties)


@pytest.mark.parametrize(
    ("words", "failing"),
    # The good one orders by the number: as texts they come in another order, which is altered and not passed on.
    [("none", set()), ("passed-on", {"test_bad[int-to-text]"})],
)
def test_what_fails_a_run(project: Callable[..., Project], words: str, failing: set[str]) -> None:
    """`--connector-fail-on` decides on exit codes, never on outcomes."""
    scenarios = "--connector-scenarios=column-added-first,int-to-text"
    result = project({"test_it.py": TESTS}).run(scenarios, f"--connector-fail-on={words}")
    assert {name for name, outcome in result.outcomes().items() if outcome == "failed"} == failing
    assert result.code == bool(failing)
    assert result.verdicts("column-added-first", "bad") == {"silent"}


def test_the_list(project: Callable[..., Project]) -> None:
    """`--connector-list` prints every scenario and starts nothing."""
    result = project({"test_it.py": TESTS}).run("--connector-list", contracts=False)
    assert result.code == 0
    for scenario in ("column-dropped", "several-changed", "insert-revoked"):
        assert scenario in result.out
    assert "collected" not in result.out


def test_the_report_is_checked_and_written(project: Callable[..., Project]) -> None:
    """A report goes where it is said, relative to the current directory, with its folder made."""
    made = project({"test_it.py": TESTS})
    result = made.run("-k", "good and baseline", "--connector-report=deep/out.json")
    told = json.loads((made.folder / "deep" / "out.json").read_text())
    assert [case["scenario"] for case in told["cases"]] == ["baseline"]
    assert told["version"] == 1
    assert "report: " in result.out


def test_accepted_breaks(project: Callable[..., Project]) -> None:
    """A known break is an xfail; one that is not there fails; target, outcome and what a plain key covers count."""
    source = """{SHOP}
def sleep(url):
    try:
        return load(url)
    except Exception:
        import time
        time.sleep(60)

def known(name, **breaks):
    known = {key.replace("_", "-"): reason for key, reason in breaks.items()}
    return pytest.mark.connector(name, reads=PURCHASES, known_breaks=known)

@known("accepted", column_added_first="SHOP-1")
def test_accepted(connector, postgres):
    connector(by_position, postgres.url)

@known("gone", column_added_first="SHOP-1, until 2020-01-31")
def test_gone(connector, postgres):
    connector(load, postgres.url)

@pytest.mark.connector("target", reads=PURCHASES, known_breaks={"column-added-first[id]": "SHOP-2"})
def test_target(connector, postgres):
    connector(by_position, postgres.url)

@pytest.mark.connector("both", reads=PURCHASES, known_breaks={
    "column-added-first[id]: silent": "SHOP-2", "column-added-first[amount]": "SHOP-3"})
def test_both_targets(connector, postgres):
    connector(by_position, postgres.url)

@pytest.mark.connector("outcome", reads=PURCHASES, known_breaks={"column-added-first: loud": "SHOP-4"})
def test_outcome(connector, postgres):
    connector(by_position, postgres.url)

@pytest.mark.connector("hangs", reads=PURCHASES, timeout=1, only="select-revoked",
                       known_breaks={"select-revoked": "SHOP-5"})
def test_hangs(connector, postgres):
    connector(sleep, postgres.url)

@pytest.mark.connector("hangs known", reads=PURCHASES, timeout=1, only="select-revoked",
                        known_breaks={"select-revoked: hangs": "SHOP-5"})
def test_hangs_known(connector, postgres):
    connector(sleep, postgres.url)

@pytest.mark.connector("sunset", reads=PURCHASES, sunset="2021-06-30")
def test_sunset(connector, postgres):
    connector(load, postgres.url)
"""
    result = project({"test_it.py": source}).run(FEW)
    assert result.counts == {"failed": 4, "passed": 15, "xfailed": 3, "warnings": 2}, result.out
    said = {name: result.outcomes(name + "[") for name in ("test_accepted", "test_gone", "test_target", "test_outcome")}
    first = "[column-added-first]"
    assert said["test_accepted"][f"test_accepted{first}"] == "skipped", result.out
    assert "SHOP-1" in result.tests[f"test_accepted{first}"].text
    assert said["test_gone"][f"test_gone{first}"] == "failed"
    assert "FAILED test_it.py::test_gone[column-added-first] - [XPASS(strict)] SHOP-1" in result.out
    assert "[XPASS(strict)] SHOP-1" in result.tests[f"test_gone{first}"].text
    assert said["test_target"][f"test_target{first}"] == "failed"
    assert "before 'amount'" in result.tests[f"test_target{first}"].text
    assert result.outcomes("test_both")[f"test_both_targets{first}"] == "skipped"
    assert said["test_outcome"][f"test_outcome{first}"] == "failed"
    assert result.outcomes("test_hangs[")["test_hangs[select-revoked]"] == "failed"
    assert '"select-revoked: hangs"' in result.tests["test_hangs[select-revoked]"].text
    assert result.outcomes("test_hangs_known")["test_hangs_known[select-revoked]"] == "skipped"
    assert "accepted: SHOP-1" in result.out
    assert "test_it.py:" in result.out.partition("warnings summary")[2]
    assert "ConnectorWarning: sunset: its sunset was 2021-06-30" in result.out
    assert "known_breaks['column-added-first'] was accepted until 2020-01-31" in result.out
    assert result.outcomes("test_sunset")["test_sunset[baseline]"] == "passed"
