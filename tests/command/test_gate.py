"""Does `pytest-connectors gate` let through what nobody breaks at, and nothing of which the report does not tell?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_connectors.command import main
from pytest_connectors.reporting.json_report import json_report
from pytest_connectors.reporting.matrix import About, Matrix
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome, Silence

TO_18 = Case(
    "history",
    "postgres-18",
    "upgrade",
    change="PostgreSQL 16.4 becomes 18.1",
    reason="the same result as before",
    system="postgres",
    nodeid="contracts/test_history.py::test_reads[postgres-18]",
)
SILENT = replace(
    TO_18,
    outcome=Outcome.SILENT,
    silence=Silence.PASSED_ON,
    reason="it returned, and passed on: epoch",
    differences=(("epoch", "1700000000.5", "Decimal('1700000000.5')"), ("at", "1", "2")),
    where="connectors/history.py:13",
)
LOUD = replace(
    TO_18,
    connector="statistics",
    outcome=Outcome.LOUD,
    reason='UndefinedColumn: column "buffers_backend" does not exist',
    where="connectors/statistics.py:7",
)
HANGS = replace(TO_18, connector="push", outcome=Outcome.HANGS, reason="the call did not come back before its deadline")
KNOWN = replace(LOUD, connector="legacy", fails=True, known="SHOP-41: goes with the warehouse, until 2030-01-01")
VOID = replace(TO_18, connector="export", outcome=Outcome.VOID, reason="varies by itself")
UNGUARDED = replace(TO_18, connector="scores", outcome=Outcome.UNGUARDED, reason="promise that id is unique")
NOT_RUN = replace(TO_18, connector="new", outcome=Outcome.NOT_RUN, reason="PostgreSQL 18 could not be had")
SAME = replace(TO_18, outcome=Outcome.NOT_APPLICABLE, reason="not applicable: today's is 18 as well")
# It touches PostgreSQL, and was in a run without the upgrade.
ELSEWHERE = replace(TO_18, connector="other", scenario="column-dropped", family="drift")
OF_FILES = replace(ELSEWHERE, connector="files", system="s3")
CHANGE = replace(
    TO_18,
    scenario="change-0042",
    family="change",
    table="purchases",
    change="column 'note' dropped from purchases",
    nodeid="contracts/test_history.py::test_reads[change-0042]",
)
OWNERS = (About("history", "growth-ml", "1.4.0", "2031-06-30"), About("statistics", "data"), About("legacy", "data"))

Asked = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Asks the gate: `ask([case], "--upgrade", "postgres=18")` gives the status, what was said, and complaints."""
    monkeypatch.chdir(tmp_path)

    def asked(cases: Iterable[Case], *args: str, about: Iterable[About] = OWNERS) -> tuple[int, str, str]:
        Path("report.json").write_text(json_report(Matrix.of(cases, about)), encoding="utf-8")
        try:
            status = main(["gate", "report.json", *args])
        except SystemExit as end:
            status = int(str(end.code))
        said = capsys.readouterr()
        return status, said.out, said.err

    return asked


@pytest.fixture
def ask_18(ask: Asked) -> Asked:
    """Asks whether PostgreSQL 18 may go."""
    return lambda *cases: ask(cases, "--upgrade", "postgres=18")


def test_who_breaks_who_owns_it_and_what_is_not_known(ask_18: Asked) -> None:
    """First the answer; then a line for each that breaks, the worst first; then owners, the others, and what to run."""
    status, said, _ = ask_18(SILENT, LOUD, HANGS, KNOWN, VOID, NOT_RUN, replace(NOT_RUN, connector="newer"), ELSEWHERE)
    assert status == 1
    assert said.splitlines() == [
        "PostgreSQL 18: must not go: 3 of 8 connectors break, 4 are unknown, 1 is",
        "  accepted.",
        "  PostgreSQL 16.4 becomes 18.1",
        "",
        "push        no owner   hangs",
        "    the call did not come back before its deadline",
        "history     growth-ml  silent: passed on  connectors/history.py:13",
        "    epoch: 1700000000.5 before, Decimal('1700000000.5') after (and 1 more)",
        "statistics  data       loud               connectors/statistics.py:7",
        '    UndefinedColumn: column "buffers_backend" does not exist',
        "",
        "Talk to data (statistics) and growth-ml (history).",
        "No owner is named for push.",
        "",
        "Accepted:",
        "  legacy (data): loud: SHOP-41: goes with the warehouse, until 2030-01-01",
        "",
        "Unknown:",
        "  export: void: varies by itself",
        "  new, newer: not run: PostgreSQL 18 could not be had",
        "  other: was not rehearsed on PostgreSQL 18",
        "",
        "See push in full:",
        f'  pytest --connector-contracts --connector-upgrade postgres=18 "{TO_18.nodeid}"',
        "",
        "Rehearse it:",
        "  pytest --connector-contracts --connector-upgrade postgres=18 --connector-report=report.json",
    ]


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_its_answer(ask_18: Asked, outcome: Outcome) -> None:
    """Each outcome there is, beside a connector that survives."""
    status, said, _ = ask_18(TO_18, replace(TO_18, connector="push", outcome=outcome))
    assert (status, said.splitlines()[0].removeprefix("PostgreSQL 18: ")) == {
        Outcome.SURVIVES: (0, "may go: 2 of 2 connectors survive."),
        Outcome.NOT_APPLICABLE: (0, "may go: 1 of 2 connectors survives, for 1 nothing changes."),
        **dict.fromkeys(
            (Outcome.HANGS, Outcome.DAMAGED, Outcome.SILENT, Outcome.LOUD),
            (1, "must not go: 1 of 2 connectors breaks."),
        ),
        **dict.fromkeys(
            (Outcome.VOID, Outcome.UNGUARDED, Outcome.NOT_RUN),
            (2, "unknown: nothing is known of 1 of 2 connectors."),
        ),
    }[outcome]


def test_what_is_accepted_does_not_stop_the_gate(ask_18: Asked) -> None:
    """It is named with its reason; what breaks otherwise in the same connector still stops it."""
    status, said, _ = ask_18(KNOWN, TO_18)
    assert (status, said.splitlines()[0]) == (
        0,
        "PostgreSQL 18: may go: 1 of 2 connectors survives, 1 is accepted.",
    )
    assert "legacy (data): loud: SHOP-41: goes with the warehouse, until 2030-01-01" in said
    assert ask_18(KNOWN)[0] == 0
    assert ask_18(KNOWN, replace(KNOWN, known=None))[0] == 1
    # That a break is accepted says nothing of what could not be judged.
    assert ask_18(KNOWN, replace(VOID, connector="legacy"))[0] == 2


def test_a_break_decides_whatever_the_run_let_pass(ask_18: Asked) -> None:
    """With --connector-fail-on=none no case fails the run; the gate is closed all the same."""
    assert ask_18(replace(SILENT, fails=False))[0] == 1


def test_a_connector_that_was_not_rehearsed_is_unknown(ask_18: Asked) -> None:
    """One that uses PostgreSQL has to have a case; one that only uses another system has nothing to do with it."""
    status, said, _ = ask_18(TO_18, ELSEWHERE)
    assert status == 2
    assert "other: was not rehearsed on PostgreSQL 18" in said
    assert ask_18(TO_18, OF_FILES)[0] == 0


def test_which_systems_a_connector_uses_is_its_contract_s_word(ask: Asked) -> None:
    """Its only case may be of no system, as the baseline is, or of another one than the upgrade's."""
    baseline = replace(TO_18, connector="files", scenario="baseline", family="baseline", system="")
    for_18 = ("--upgrade", "postgres=18")
    assert ask([TO_18, baseline], *for_18, about=[About("files", systems=("s3",))])[0] == 0
    assert ask([TO_18, OF_FILES], *for_18, about=[About("files", systems=("s3", "postgres"))])[0] == 2
    status, said, _ = ask([TO_18, baseline], *for_18)
    assert status == 2
    assert "the report does not say which systems it uses" in " ".join(said.split())


def test_where_nobody_uses_it_nothing_is_known(ask_18: Asked) -> None:
    """An empty report, and one of other systems, never say that an upgrade may go."""
    status, said, _ = ask_18()
    assert status == 2
    assert said.splitlines() == [
        "PostgreSQL 18: unknown: the report has no connector.",
        "",
        "Rehearse it:",
        "  pytest --connector-contracts --connector-upgrade postgres=18 --connector-report=report.json",
    ]
    status, said, _ = ask_18(OF_FILES)
    assert status == 2
    assert "unknown: no connector of the report uses PostgreSQL." in said


def test_the_major_of_today_changes_nothing(ask_18: Asked) -> None:
    """Equal versions in a range are no hindrance."""
    assert ask_18(SAME)[:2] == (
        0,
        "PostgreSQL 18: may go: nothing changes for 1 of 1 connector.\n  PostgreSQL 16.4 becomes 18.1\n",
    )


def test_of_a_range_the_first_that_breaks_is_named(ask: Asked) -> None:
    """Each major has its answer; one that breaks decides, also where another is unknown."""
    cases = [
        replace(TO_18, scenario="postgres-16", outcome=Outcome.NOT_APPLICABLE),
        replace(LOUD, connector="history", scenario="postgres-17"),
        TO_18,
    ]
    status, said, _ = ask(cases, "--upgrade", "postgres=16..18")
    heads = [line for line in said.splitlines() if line.startswith(("Of", "PostgreSQL"))]
    assert status == 1
    assert heads == [
        "Of 3 things asked: must not go: the first that breaks is PostgreSQL 17.",
        "PostgreSQL 16: may go: nothing changes for 1 of 1 connector.",
        "PostgreSQL 17: must not go: 1 of 1 connector breaks.",
        "PostgreSQL 18: may go: 1 of 1 connector survives.",
    ]
    assert ask([TO_18], "--upgrade", "postgres=16..18")[1].startswith(
        "Of 3 things asked: unknown: the first unknown is PostgreSQL 16."
    )
    assert ask([TO_18, CHANGE], "--upgrade", "postgres=18..18", "--change", "0042")[:1] == (0,)


@pytest.mark.parametrize(
    "scenario",
    ["change-0042", "purchases-change-0042", "change-log-change-0042", "change-0042-new-only", "a-change-0042-mid-run"],
)
def test_a_change_is_found_in_every_declaration_and_placement(ask: Asked, scenario: str) -> None:
    """Whatever stands before and behind it, a break at it closes the gate."""
    table = scenario.removesuffix("-change-0042") if scenario != "change-0042" else "purchases"
    broken = replace(CHANGE, connector="push", scenario=scenario, table=table, outcome=Outcome.LOUD)
    assert ask([CHANGE, broken], "--change", "0042")[0] == 1
    assert ask([CHANGE, broken], "--change", "change-0042")[0] == 1


def test_a_change_of_another_name_does_not_count(ask: Asked) -> None:
    """Not one that ends alike, nor an upgrade; only who has a case of it is counted."""
    others = [replace(CHANGE, scenario="change-10042", outcome=Outcome.LOUD), SILENT, ELSEWHERE]
    status, said, _ = ask([CHANGE, *others], "--change", "0042")
    assert (status, said.splitlines()[0]) == (0, "Change 0042: may go: 1 of 1 connector survives.")


def test_a_change_that_could_not_be_tried_is_unknown(ask: Asked) -> None:
    """Not applicable says that nothing is known of it, unless another placement was judged."""
    not_tried = replace(CHANGE, outcome=Outcome.NOT_APPLICABLE, reason="not applicable: the server does not allow it")
    status, said, _ = ask([not_tried], "--change", "0042")
    assert status == 2
    assert "history (growth-ml): not applicable: the server does not allow it" in said
    assert ask([CHANGE, replace(not_tried, scenario="change-0042-mid-run")], "--change", "0042")[0] == 0


def test_beside_a_break_stands_what_a_comparison_said(ask: Asked) -> None:
    """The static judgement, and how to run that case again, with the declaration that changes."""
    judged = replace(CHANGE, outcome=Outcome.SILENT, silence=Silence.LOST, judgement="INFO column-dropped")
    said = ask([judged], "--change", "0042")[1]
    assert "    a static comparison says: INFO column-dropped\n" in said
    assert f'  pytest --connector-contracts --connector-change purchases=PATH/0042 "{CHANGE.nodeid}"\n' in said


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--change", "0043"], "the report has no change '0043'. Did you mean '0042'?"),
        (["--change", "purchases=migrations/0042.sql"], "Did you mean '0042'?"),
        (["--change", "0043"], "The report can answer: --upgrade postgres=18, --change 0042."),
        (["--upgrade", "postgres=81"], "The report can answer: --upgrade postgres=18, --change 0042."),
        (["--upgrade", "postgres=81"], "history (growth-ml): was not rehearsed on PostgreSQL 81"),
    ],
)
def test_what_the_report_does_not_have_is_unknown(ask: Asked, args: list[str], words: str) -> None:
    """It is said what was near and what else the report could answer; a break elsewhere still decides."""
    status, said, _ = ask([TO_18, CHANGE], *args)
    assert status == 2
    assert words in " ".join(said.split())
    assert ask([LOUD, CHANGE], *args, "--upgrade", "postgres=18")[0] == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--upgrade", "mysql=8"], "no upgrade of 'mysql' is known. Known: postgres."),
        (["--upgrade", "postgresql=18"], "Did you mean 'postgres'?"),
        (["--upgrade", "postgres"], "names no major. Give one, postgres=18"),
        (["--upgrade", "postgres=18.1"], "names no major"),
        (["--upgrade", "postgres=18..16"], "a range from the lower one, postgres=16..18"),
        (["--upgrade", "postgres=1..999"], "names no major"),
        ([], "name what is to come: --upgrade postgres=18, or --change 0042."),
        ([], "report.json can answer: --upgrade postgres=18, --change 0042"),
    ],
)
def test_what_cannot_be_asked_is_bad_use(ask: Asked, args: list[str], words: str) -> None:
    """It is no answer, and what to give instead is said."""
    status, said, complaint = ask([TO_18, CHANGE], *args)
    assert (status, said) == (2, "")
    assert words in complaint


def test_nothing_asked_of_a_report_without_rehearsals(ask: Asked) -> None:
    """It says that the report can answer neither."""
    assert "can answer: neither, it has no case of an upgrade or a change" in ask([ELSEWHERE])[2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ('{"format": "pytest-connectors", "version": 9, "cases": []}', "this pytest-connectors reads version 1."),
        ('{"format": "pytest-connectors", "version": 1}', "is a report without cases"),
        ('{"format": "pytest-connectors", "version": 1, "cases": [{}]}', "cannot be read (KeyError: 'family')"),
        ('{"format": "pytest-connectors", "version": 1, "cases": [1]}', "cannot be read (TypeError"),
        ('{"format": "pytest-connectors", "version": 1, "cases": [], "connectors": 1}', "cannot be read (TypeError"),
    ],
)
def test_what_is_no_report_is_refused_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    """No traceback, whose status would say that a connector breaks."""
    (tmp_path / "broken.json").write_text(text, encoding="utf-8")
    done = console(tmp_path, "broken.json", "--upgrade", "postgres=18")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_outcome_of_a_later_version_is_no_answer(
    ask: Asked, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the gate does not understand it does not let through."""
    ask([TO_18])
    path = tmp_path / "report.json"
    path.write_text(path.read_text().replace('"survives"', '"limps"'))
    assert main(["gate", str(path), "--upgrade", "postgres=18"]) == 2
    assert "'limps' is not a valid Outcome" in capsys.readouterr().err


def test_fields_of_a_later_version_are_passed_over(ask: Asked, tmp_path: Path) -> None:
    """Fields may be added within a version."""
    ask([TO_18])
    path = tmp_path / "report.json"
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, "more": 1, "cases": [{**case, "more": 1} for case in document["cases"]]}))
    assert main(["gate", str(path), "--upgrade", "postgres=18"]) == 0


def test_machines_are_told_in_one_object(ask: Asked) -> None:
    """Who breaks, with owner and reason; who is accepted; what is unknown; of each thing that was asked."""
    cases = [SILENT, KNOWN, VOID, replace(TO_18, connector="good"), replace(SAME, connector="new"), CHANGE]
    args = ("--upgrade", "postgres=18", "--change", "0042", "--change", "0043", "--json")
    status, said, _ = ask(cases, *args)
    found = json.loads(said)
    assert (status, found["answer"]) == (1, "must not go")
    assert found["asked"] == [
        {"asked": "--upgrade postgres=18", "answer": "must not go", "why": ""},
        {"asked": "--change 0042", "answer": "may go", "why": ""},
        {
            "asked": "--change 0043",
            "answer": "unknown",
            "why": "the report has no change '0043'. Did you mean '0042'?",
        },
    ]
    assert found["breaks"] == [
        {
            "asked": "--upgrade postgres=18",
            "connector": "history",
            "owner": "growth-ml",
            "version": "1.4.0",
            "sunset": "2031-06-30",
            "scenario": "postgres-18",
            "outcome": "silent",
            "silence": "passed on",
            "reason": "it returned, and passed on: epoch",
            "change": "PostgreSQL 16.4 becomes 18.1",
            "differences": [["epoch", "1700000000.5", "Decimal('1700000000.5')"], ["at", "1", "2"]],
            "judgement": "",
            "where": "connectors/history.py:13",
            "known": None,
            "fails": False,
            "nodeid": "contracts/test_history.py::test_reads[postgres-18]",
            "more": 0,
        }
    ]
    assert [(one["connector"], one["known"]) for one in found["accepted"]] == [("legacy", KNOWN.known)]
    assert [(one["connector"], one["reason"]) for one in found["unknown"]] == [("export", "void: varies by itself")]
    assert [(one["connector"], one["asked"]) for one in found["survives"]] == [
        ("good", "--upgrade postgres=18"),
        ("history", "--change 0042"),
    ]
    assert [one["connector"] for one in found["unchanged"]] == ["new"]


def test_no_line_but_a_command_is_wider_than_a_terminal(ask: Asked) -> None:
    """Long names, reasons and paths are folded, an endless reason is cut, and nothing moves the cursor."""
    name = "a-connector-of-the-whole-shop-that-runs-at-night"
    long = [
        replace(case, connector=f"{name}-{i}", reason="\x1b[2Jwords " * 99, where=f"connectors/{name}/source.py:13")
        for i, case in enumerate((LOUD, HANGS, VOID, NOT_RUN, KNOWN, replace(SILENT, silence=Silence.LOST)))
    ]
    about = [About(f"{name}-{i}", "the-team-that-owns-whatever-nobody-else-does") for i in range(6)]
    said = ask(long, "--upgrade", "postgres=18", about=about)[1]
    assert max(len(line) for line in said.splitlines() if not line.startswith("  pytest ")) <= 80
    assert said.count("words") < 300
    assert "\x1b" not in said


def test_of_several_cases_the_worst_is_told(ask_18: Asked) -> None:
    """A contract test with parameters has several; how many more break is said."""
    said = ask_18(LOUD, replace(HANGS, connector="statistics"), replace(TO_18, connector="statistics"))[1]
    assert "statistics  data  hangs and 1 more\n" in said


def console(room: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """The installed command, as a shell starts it."""
    script = Path(sys.executable).with_name("pytest-connectors")
    return subprocess.run([script, "gate", *args], cwd=room, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("case", "status", "head"),
    [
        (TO_18, 0, "PostgreSQL 18: may go"),
        (LOUD, 1, "PostgreSQL 18: must not go"),
        (VOID, 2, "PostgreSQL 18: unknown"),
    ],
)
def test_the_installed_command_has_the_status(tmp_path: Path, case: Case, status: int, head: str) -> None:
    """In CI the exit status is the answer."""
    (tmp_path / "report.json").write_text(json_report(Matrix.of([case])), encoding="utf-8")
    done = console(tmp_path, "report.json", "--upgrade", "postgres=18")
    assert (done.returncode, done.stderr) == (status, "")
    assert done.stdout.startswith(head)


def test_its_help_says_what_the_status_means(capsys: pytest.CaptureFixture[str]) -> None:
    """So does a person find out how to ask."""
    with pytest.raises(SystemExit) as end:
        main(["gate", "--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert "0  it may go: no connector breaks" in said
    assert "--upgrade postgres=18" in said
