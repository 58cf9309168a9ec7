"""Which items does a marked test become? With the option one for each scenario, without it the test itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .project import Project

READER = [
    "baseline",
    "column-dropped",
    "column-renamed",
    "column-added",
    "column-added-first",
    "column-reordered",
    "column-added-required",
    "int-widened",
    "int-to-text",
    "text-shortened",
    "timestamp-zoned",
    "enum-value-added",
    "null-appeared",
    "column-required",
    "unique-added",
    "table-renamed",
    "table-to-view",
    "several-changed",
    "password-rotated",
    "select-revoked",
]
WRITER = [*READER[:-1], "insert-revoked"]
TESTS = """{SHOP}
@pytest.mark.connector("reader", reads=PURCHASES)
def test_reader(connector, postgres):
    assert len(connector(load, postgres.url)) == len(postgres.rows) > 0

@pytest.mark.connector("writer", writes=RECS)
def test_writer(connector, postgres):
    connector(push, postgres.url, postgres.payloads)
    assert len(postgres.read(RECS)) >= len(postgres.payloads) > 0

class TestMethods:
    @pytest.mark.connector("method", reads=PURCHASES, only="column-added")
    def test_method(self, connector, postgres):
        assert connector(load, postgres.url)
        assert isinstance(self, TestMethods)

@pytest.mark.parametrize("limit", [5, 9])
@pytest.mark.parametrize("how", ["all", "some"])
@pytest.mark.connector("stacked", reads=PURCHASES, only=["column-added", "column-added-first"])
def test_stacked(connector, postgres, how, limit):
    connector(load, postgres.url)

@pytest.mark.connector("both", reads=PURCHASES, writes=RECS, without="several-changed")
def test_both(connector, postgres):
    connector(lambda url: push(url, [{"item": str(row["id"])} for row in load(url)]), postgres.url)

def test_ordinary():
    pass
"""


def test_collection(project: Callable[..., Project]) -> None:
    """`[baseline]` is first, then the catalogue's ids; a table's name before them where there are several tables."""
    made = project({"test_it.py": TESTS})
    # Without any programs a server could not be started: collecting needs none.
    result = made.given(PYTEST_CONNECTORS_PG_15_BIN="/nowhere").run("--collect-only", "-q", "--connector-postgres=99")
    assert result.code == 0
    nodes = [node.removeprefix("test_it.py::") for node in result.nodes]
    assert [node for node in nodes if node.startswith("test_reader")] == [f"test_reader[{one}]" for one in READER]
    assert [node for node in nodes if node.startswith("test_writer")] == [f"test_writer[{one}]" for one in WRITER]
    assert [node for node in nodes if "method" in node] == [
        "TestMethods::test_method[baseline]",
        "TestMethods::test_method[column-added]",
    ]
    assert [node for node in nodes if node.startswith("test_stacked")] == [
        f"test_stacked[{how}-{limit}-{one}]"
        for how in ("all", "some")
        for limit in (5, 9)
        for one in ("baseline", "column-added", "column-added-first")
    ]
    both = [node for node in nodes if node.startswith("test_both")]
    assert both[:3] == ["test_both[baseline]", "test_both[purchases-column-dropped]", "test_both[recs-column-dropped]"]
    assert both[-3:] == [
        "test_both[password-rotated]",
        "test_both[purchases-select-revoked]",
        "test_both[recs-insert-revoked]",
    ]
    assert nodes[-1] == "test_ordinary"


def test_without_the_option(project: Callable[..., Project]) -> None:
    """Each contract test is an ordinary test: its id is its name, it runs once, real rows are there."""
    made = project({"test_it.py": TESTS})
    result = made.run(contracts=False)
    assert set(result.outcomes()) == {
        "test_reader",
        "test_writer",
        "test_method",
        *(f"test_stacked[{how}-{limit}]" for how in ("all", "some") for limit in (5, 9)),
        "test_both",
        "test_ordinary",
    }
    assert result.counts == {"passed": 9}
    assert "connector contracts" not in result.out


def test_all_of_them_run(project: Callable[..., Project]) -> None:
    """All pass that a good connector survives or speaks in, with every plugin that happens to be installed."""
    ini = "[pytest]\nasyncio_default_fixture_loop_scope = function\n"
    made = project({"test_it.py": TESTS, "pytest.ini": ini}).given(PYTEST_DISABLE_PLUGIN_AUTOLOAD="")
    result = made.run("-p", "no:randomly", "--connector-scenarios=column-added*,*-revoked")
    assert result.code == 0, result.out
    assert result.outcomes("test_method") == {"test_method[baseline]": "passed", "test_method[column-added]": "passed"}
    assert len(result.outcomes("test_stacked")) == 12
    assert {case["outcome"] for case in result.cases if case["scenario"].endswith("-revoked")} == {"loud"}
    assert "not judged" not in result.out


@pytest.mark.parametrize(
    ("args", "chosen"),
    [
        (["-k", "test_reader and added"], {f"test_reader[{one}]" for one in READER if "added" in one}),
        (
            ["-m", "connector_credentials", "-k", "reader"],
            {"test_reader[password-rotated]", "test_reader[select-revoked]"},
        ),
        (
            ["-k", "test_reader", "--connector-scenarios=int-t*, *-revoked"],
            {f"test_reader[{one}]" for one in ("baseline", "int-to-text", "select-revoked")},
        ),
    ],
    ids=["-k", "-m", "globs"],
)
def test_choosing(project: Callable[..., Project], args: list[str], chosen: set[str]) -> None:
    """Pytest's own ways to choose items work, and `--connector-scenarios` beside them."""
    made = project({"test_it.py": TESTS})
    collected = made.run("--collect-only", "-q", *args)
    assert {node.partition("::")[2] for node in collected.nodes} == chosen
