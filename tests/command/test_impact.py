"""Does `pytest-connectors impact` say who breaks, as the report has it, and nothing that the report has not?"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_connectors.command import main
from pytest_connectors.reporting.json_report import json_report
from pytest_connectors.reporting.matrix import Matrix
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome, Silence

DROP = Case("history", "column-dropped", "drift", target="note", table="purchases", outcome=Outcome.LOUD)
CASES = [
    Case("history", "baseline", "baseline"),
    DROP,
    dataclasses.replace(DROP, target="id", outcome=Outcome.SURVIVES),
    dataclasses.replace(DROP, scenario="column-renamed", outcome=Outcome.SILENT, silence=Silence.ALTERED),
    dataclasses.replace(DROP, scenario="int-to-text", outcome=Outcome.SILENT, silence=Silence.PASSED_ON),
    dataclasses.replace(DROP, scenario="text-shortened", outcome=Outcome.SURVIVES),
    dataclasses.replace(DROP, scenario="null-appeared", outcome=Outcome.UNGUARDED),
    # Another connector has two tables, and names this one with its schema.
    dataclasses.replace(
        DROP,
        connector="scores",
        scenario="public.purchases-column-dropped",
        table="public.purchases",
        outcome=Outcome.SILENT,
        silence=Silence.LOST,
    ),
    dataclasses.replace(DROP, connector="scores", scenario="users-column-dropped", table="users", target="email"),
    dataclasses.replace(DROP, connector="export", outcome=Outcome.SURVIVES),
    # Its baseline failed, so that none of its columns has a case.
    dataclasses.replace(DROP, connector="broken", target="", outcome=Outcome.NOT_RUN),
]

Asked = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asked:
    """Asks for something in a report: `ask("--column", "a.b")` gives the status, what was said, and complaints."""

    def asked(*args: str, cases: list[Case] = CASES, text: str | None = None) -> tuple[int, str, str]:
        path = tmp_path / "connectors.json"
        path.write_text(json_report(Matrix.of(cases)) if text is None else text, encoding="utf-8")
        try:
            status = main(["impact", str(path), *args])
        except SystemExit as end:
            status = int(str(end.code))
        said = capsys.readouterr()
        return status, said.out, said.err

    return asked


def test_a_line_a_connector_a_column_a_kind_and_a_sentence_each(ask: Asked) -> None:
    """Every connector that has the table stands there, with what each kind of change comes to."""
    status, said, _ = ask("--column", "purchases.note")
    assert status == 1
    assert said.splitlines() == [
        "purchases.note",
        "",
        "connector  dropped       renamed          retyped            nullable",
        "broken     not run       not tested       not tested         not tested",
        "export     survives      not tested       not tested         not tested",
        "history    loud          silent: altered  silent: passed on  unguarded",
        "scores     silent: lost  not tested       not tested         not tested",
        "",
        "2 of 3 connectors break if purchases.note is dropped: history (loudly), scores",
        "  (silently). Not judged: broken.",
        "1 of 1 connector breaks if purchases.note is renamed: history (silently). Not",
        "  judged: broken, export, scores.",
        "0 of 1 connectors break if purchases.note is retyped. Passed on: history. Not",
        "  judged: broken, export, scores.",
        "0 of 1 connectors break if purchases.note is nullable. Unguarded: history. Not",
        "  judged: broken, export, scores.",
    ]


def test_a_table_has_a_line_a_column(ask: Asked) -> None:
    """For each column: how many of the judged connectors break, and how many of these silently."""
    status, said, _ = ask("--table", "purchases")
    assert status == 1
    assert said.splitlines() == [
        "purchases: how many connectors break, of those that were judged",
        "",
        "column  dropped           renamed           retyped     nullable",
        "note    2 of 3, 1 silent  1 of 1, 1 silent  0 of 1      0 of 1",
        "id      0 of 1            not tested        not tested  not tested",
        "",
        "Which: --column purchases.note",
    ]


def test_several_questions_are_answered_in_their_order(ask: Asked) -> None:
    """Columns first, then tables; the status is of all."""
    status, said, _ = ask("--column", "purchases.id", "--column", "users.email", "--table", "users")
    heads = [part.splitlines()[0] for part in said.split("\n\n") if part.startswith(("purchases.", "users"))]
    assert (status, heads) == (
        1,
        ["purchases.id", "users.email", "users: how many connectors break, of those that were judged"],
    )


def test_the_status_says_whether_anybody_breaks(ask: Asked) -> None:
    """0 where none breaks, and never 0 where nothing was judged."""
    assert ask("--column", "purchases.id")[0] == 0
    unjudged = [dataclasses.replace(DROP, outcome=Outcome.NOT_RUN)]
    status, said, _ = ask("--column", "purchases.note", cases=unjudged)
    assert status == 2
    assert "Nothing is known of what happens if purchases.note is dropped." in said


def test_of_several_retyping_scenarios_what_breaks_is_told(ask: Asked) -> None:
    """A loud one counts before one that only passed the new type on."""
    cases = [*CASES, dataclasses.replace(DROP, scenario="text-to-enum")]
    _, said, _ = ask("--column", "purchases.note", cases=cases)
    assert "1 of 1 connector breaks if purchases.note is retyped: history (loudly)." in said


def test_what_is_too_wide_is_folded(ask: Asked) -> None:
    """No line is wider than 80 columns, whatever the connectors' names are."""
    long = [dataclasses.replace(case, connector=f"{case.connector}-of-the-whole-shop-at-night") for case in CASES]
    _, said, _ = ask("--column", "purchases.note", "--table", "purchases", cases=long)
    lines = said.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[lines.index("history-of-the-whole-shop-at-night") + 1].split() == [
        *("loud", "silent:", "altered", "silent:", "passed", "on", "unguarded")
    ]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--column", "purchases.nite"], "knows no column 'purchases.nite'. Did you mean 'purchases.note'?"),
        (["--column", "purchase.note"], "no contract of the report has a table 'purchase'. Did you mean"),
        (["--column", "note"], "--column 'note' names no table. Did you mean 'purchases.note'?"),
        (["--table", "user"], "has a table 'user'. Did you mean 'users'? It has purchases, users."),
        ([], "name what is to change: --column purchases.note, or --table purchases"),
    ],
)
def test_what_the_report_does_not_have_is_named_with_its_neighbour(ask: Asked, args: list[str], words: str) -> None:
    """A misspelt column is no column that nobody breaks at."""
    status, said, complaint = ask(*args)
    assert (status, said) == (2, "")
    assert words in complaint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ("[1, 2]", "no report of pytest-connectors"),
        ('{"format": "other", "version": 1}', "no report of pytest-connectors"),
        ('{"format": "pytest-connectors", "version": 9}', "version 9; this pytest-connectors reads version 1."),
        ('{"format": "pytest-connectors", "version": 1}', "is a report without cases"),
        ('{"format": "pytest-connectors", "version": 1, "cases": []}', "has no case in which a column is dropped"),
        (
            '{"format": "pytest-connectors", "version": 1, "cases": [{"scenario": "column-dropped"}]}',
            "has cases that cannot be read (KeyError: 'table')",
        ),
    ],
)
def test_what_is_no_report_is_refused_in_a_sentence(ask: Asked, text: str, words: str) -> None:
    """No traceback, and what to do."""
    status, said, complaint = ask("--column", "purchases.note", text=text)
    assert (status, said) == (2, "")
    assert words in complaint
    assert len(complaint.splitlines()) == 1


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named, and how to write one; a folder is no file either."""
    assert main(["impact", str(tmp_path / "none.json"), "--column", "a.b"]) == 2
    assert "there is no file" in capsys.readouterr().err
    assert main(["impact", str(tmp_path), "--column", "a.b"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_later_report_of_this_version_is_read(ask: Asked) -> None:
    """Fields and scenarios may be added within a version."""
    document = json.loads(json_report(Matrix.of([*CASES, dataclasses.replace(DROP, scenario="moon-full")])))
    text = json.dumps({**document, "more": 1, "cases": [{**case, "more": 1} for case in document["cases"]]})
    assert ask("--column", "purchases.note", text=text)[0] == 1


def test_alone_it_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    """So does a person find out what it can do, and what its status means."""
    assert main([]) == 0
    said = capsys.readouterr().out
    assert "impact" in said
    assert "at least one connector breaks" in said


def test_the_installed_command_starts_without_pytest() -> None:
    """`pytest-connectors --version` is there, and needs nothing that runs a case."""
    script = Path(sys.executable).with_name("pytest-connectors")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("pytest-connectors 0.")
    heavy = "{'pytest', 'hypothesis', 'psycopg', 'pyarrow', 'pandas'}"
    code = f"import sys, pytest_connectors.command; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"
