"""What is a user told whose declaration cannot be used? One clear message each, at collection, before any server."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from .project import Project, Result

BODY = "def test_it(connector, postgres):\n    connector(load, postgres.url)\n"
TAKEN = {
    # what is written above the test: what is said
    '@pytest.mark.connector("c", reeds=PURCHASES)': ["'reeds'", "Did you mean 'reads'?", "It takes reads, writes"],
    '@pytest.mark.connector("c", reads=PURCHASES, known_break={})': ["'known_break'", "Did you mean 'known_breaks'?"],
    '@pytest.mark.connector("c", PURCHASES)': ["takes one plain argument, the name", "reads="],
    "@pytest.mark.connector(reads=PURCHASES)": ["has no name", "@pytest.mark.connector('purchase-history'"],
    '@pytest.mark.connector("", reads=PURCHASES)': ["has no name: ''"],
    "@pytest.mark.connector(PURCHASES)": ["has no name: Table("],
    "@pytest.mark.connector": ["has no name"],
    '@pytest.mark.connector("c")': ["c: the marker declares nothing", "reads=TABLE or writes=TABLE"],
    '@pytest.mark.connector("c", reads="purchases")': ["reads= takes a declaration", "'purchases' is a str", "Table("],
    '@pytest.mark.connector("c", reads=[PURCHASES, 7])': ["reads= takes a declaration", "7 is a int"],
    '@pytest.mark.connector("c", writes=None)': ["writes= takes a declaration", "None is a NoneType"],
    '@pytest.mark.connector("c", reads=PURCHASES, timeout="10")': ["c: timeout=", "'10'"],
    '@pytest.mark.connector("c", reads=PURCHASES, observe=7)': ["c: observe= takes a function", "7"],
    '@pytest.mark.connector("c", reads=PURCHASES, sunset="soon")': ["c: sunset= takes a day", "'soon'"],
    '@pytest.mark.connector("c", reads=PURCHASES, joins=[(PURCHASES, "id", RECS, "id")])': ["c: joins= takes tuples"],
    '@pytest.mark.connector("c", reads=PURCHASES, joins=7)': ["c: joins= takes tuples", "7"],
    '@pytest.mark.connector("c", reads=PURCHASES, known_breaks=["column-dropped"])': ["known_breaks= takes a dict"],
    '@pytest.mark.connector("c", reads=PURCHASES, known_breaks={"column-droped": "why"})': [
        "c: known_breaks= names 'column-droped'",
        "Did you mean 'column-dropped'?",
    ],
    '@pytest.mark.connector("c", reads=PURCHASES, known_breaks={"column-dropped": ""})': ["needs a reason"],
    '@pytest.mark.connector("c", reads=PURCHASES, known_breaks={"column-dropped: bad": "why"})': ["has the key"],
    '@pytest.mark.connector("c", reads=PURCHASES, known_breaks={"column-dropped": "why, until 2027-02-31"})': [
        "2027-02-31, which is no day"
    ],
    '@pytest.mark.connector("c", reads=PURCHASES, only="colum-*")': ["c: only= or without= names 'colum-*'"],
    '@pytest.mark.connector("c", reads=PURCHASES, without="column-drop")': ["Did you mean 'column-dropped'?"],
    '@pytest.mark.connector("c", reads=[PURCHASES, Table("purchases", ddl="CREATE TABLE purchases (id int)")])': [
        "c: table 'purchases' is declared twice"
    ],
    '@pytest.mark.connector("c", reads=Table("", ddl="CREATE TABLE x (id int)"))': ["needs the table's name"],
    '@pytest.mark.connector("c", reads=Table("x", ddl=""))': ["Table('x'): ddl= takes SQL text or the path of a file"],
    '@pytest.mark.connector("c", reads=Table("x", ddl="CREATE TABLE x (id int)", grants=("TRUNCAT",)))': [
        "'TRUNCAT', which is no right on a table",
        "Did you mean 'TRUNCATE'?",
    ],
}
BODIES = {
    "async def test_it(connector, postgres):\n    await connector(load, postgres.url)\n": [
        "a contract test is a plain `def`",
        "connector(load, ...)",
    ],
    "def test_it(postgres):\n    load(postgres.url)\n": ["c: the test does not take the fixture `connector`"],
}


@pytest.fixture
def collected(project: Callable[..., Project]) -> Result:
    """What is said of all bad declarations in one run, each in a module of its own."""
    files = {f"test_{i}.py": f"{{SHOP}}\n{above}\n{BODY}" for i, above in enumerate(TAKEN)}
    mark = '@pytest.mark.connector("c", reads=PURCHASES)'
    files |= {f"test_{i}.py": f"{{SHOP}}\n{mark}\n{body}" for i, body in enumerate(BODIES, len(TAKEN))}
    return project(files).run("--continue-on-collection-errors", "-p", "asyncio")


def said_of(result: Result, module: str) -> str:
    """What pytest printed about one module."""
    found = re.search(rf"_+ ERROR collecting {module}\.py _+\n(.*?)\n(?=_{{5}}|={{5}})", result.out, re.DOTALL)
    return found[1] if found else ""


def test_each_has_one_clear_message(collected: Result) -> None:
    """A bad argument is one message that names it and says what would be right; no traceback through the plugin."""
    wrong: list[str] = []
    for i, (written, words) in enumerate([*TAKEN.items(), *BODIES.items()]):
        said = said_of(collected, f"test_{i}")
        flat = " ".join(said.split())
        missing = [word for word in words if " ".join(word.split()) not in flat]
        if missing or re.search(r"pytest_connectors/|Traceback|^E  |\^\^\^", said, re.MULTILINE):
            wrong.append(f"{written}\n  lacks {missing}\n{said}")
    assert not wrong, "\n\n".join(wrong)
    assert collected.counts == {"error": len(TAKEN) + len(BODIES)}


def test_one_name_two_contracts(project: Callable[..., Project]) -> None:
    """Contracts of one name that disagree are an error which names both tests; those that agree are one connector."""
    made = project(
        {
            "test_a.py": '{SHOP}\n@pytest.mark.connector("c", reads=PURCHASES)\n' + BODY,
            "test_b.py": '{SHOP}\n@pytest.mark.connector("c", reads=PURCHASES)\n' + BODY,
            "test_c.py": '{SHOP}\n@pytest.mark.connector("c", reads=RECS)\n' + BODY,
            "test_d.py": '{SHOP}\n@pytest.mark.connector("c", reads=PURCHASES, owner="me")\n' + BODY,
        }
    )
    result = made.run("--continue-on-collection-errors", "--collect-only")
    assert result.counts["error"] == 2
    assert "test_c.py::test_it: two contracts are named 'c'" in result.out
    assert "the other is that of test_a.py::test_it. Give one of them another name." in result.out
    assert "test_d.py::test_it: two contracts are named 'c'" in result.out
    assert "ERROR collecting test_b.py" not in result.out


def test_without_the_option_the_same_is_said(project: Callable[..., Project]) -> None:
    """A bad marker is an error in an ordinary run as well."""
    made = project({"test_a.py": '{SHOP}\n@pytest.mark.connector("c", reeds=PURCHASES)\n' + BODY})
    result = made.run(contracts=False)
    assert "Did you mean 'reads'?" in result.out
    assert result.counts == {"error": 1}


def test_a_marker_on_what_is_no_function(project: Callable[..., Project]) -> None:
    """The marker on a unittest method says that it needs a test function."""
    body = """{SHOP}
import unittest

class TestOld(unittest.TestCase):
    @pytest.mark.connector("c", reads=PURCHASES)
    def test_it(self):
        pass
"""
    result = project({"test_a.py": body}).run()
    assert "test_a.py::TestOld::test_it: " in result.out
    assert "needs a plain test function" in result.out
    assert "Traceback" not in result.out
    assert "INTERNALERROR" not in result.out


def test_options(project: Callable[..., Project]) -> None:
    """A misspelt value on the command line is a usage error with the near one or the known ones."""
    made = project({"test_a.py": "def test_it(): pass"})
    wrong = {
        ("--connector-scenarios=column-droped",): "Did you mean 'column-dropped'?",
        ("--connector-fail-on=nothing",): "It takes none, silent",
        ("--connector-report=out.xlsx",): "known are .json",
    }
    for args, words in wrong.items():
        result = made.run(*args)
        assert result.code == pytest.ExitCode.USAGE_ERROR, args
        assert words in result.out
        assert "Traceback" not in result.out
