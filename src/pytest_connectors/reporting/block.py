"""How is one failing case told? Who failed and how; what changed; before and after; what to do."""

from __future__ import annotations

import textwrap

from pytest_connectors.reporting.text import WIDTH
from pytest_connectors.scenarios.scenario import Owed
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome, Silence

_MOST_DIFFERENCES, _MOST_LINES, _INDENT = 3, 3, 11
_FIXES = {
    "int-to-text": "cast in the query (id::bigint), or check the type in the connector, so that it fails loudly.",
    "null-appeared": "decide in the connector what NULL means: refuse it, or keep the column's type (Int64, COALESCE).",
    "column-dropped": "name the columns in the query, and let the error out when one is missing.",
    "column-renamed": "name the columns in the query, and let the error out when one is missing.",
}
_VERBS = {
    Outcome.HANGS: "hangs",
    Outcome.DAMAGED: "damages what it writes",
    Outcome.SILENT: "fails silently",
    Outcome.LOUD: "fails loudly",
    Outcome.VOID: "proves nothing",
    Outcome.UNGUARDED: "is unguarded",
}


def block(case: Case, others: int = 0) -> str:
    """One failing case in full, with how to fix it, to run it again and to accept it.

    Args:
        case: The case.
        others: How many other targets of the same item fail as well.
    """
    lines = [*_folded(_headline(case), WIDTH), "", *_facts(case)]
    if others:
        lines += _field("also", f"{others} other target{'s' if others > 1 else ''} in this scenario")
    lines += ["", *_said("Fix", _fix(case))]
    if case.nodeid:
        # Not folded: it is there to be copied.
        lines.append(f'Rerun:  pytest --connector-contracts "{case.nodeid}"')
    if case.outcome is not Outcome.VOID:
        named = case.outcome in (Outcome.HANGS, Outcome.DAMAGED)
        key = f"{case.scenario}: {case.outcome.value}" if named else case.scenario
        lines.append(f'Accept: known_breaks={{"{key}": "why, until when"}}')
    return "\n".join(lines)


def _headline(case: Case) -> str:
    owed = ", a change that it must survive" if case.owed is Owed.SURVIVE else ""
    how = f": {case.silence.value}" if case.silence is not None else ""
    verb = _VERBS.get(case.outcome, case.outcome.value)
    if case.finding is not None:
        how = f": {case.finding}"
    return f"{case.connector} {verb} in {case.scenario!r}{owed}{how}."


def _facts(case: Case) -> list[str]:
    lines = _field("change", case.change) if case.change else []
    for label, rows in (("rows", case.rows), ("payload", case.payloads)):
        for i, row in enumerate(rows):
            lines += _field(label if i == 0 else "", row)
    shown = case.differences[:_MOST_DIFFERENCES]
    for place, before, after in shown:
        lines += _field("before", f"{place}: {before}")
        lines += _field("after", f"{place}: {after}")
    if len(case.differences) > len(shown):
        lines += _field("", f"and {len(case.differences) - len(shown)} more")
    lines += _field("why", case.reason)
    if case.error and case.error.partition("\n")[0] not in case.reason:
        lines += _field("error", "\n".join(case.error.splitlines()[:_MOST_LINES]))
    if case.outcome is Outcome.LOUD and case.names_cause is False:
        lines += _field("", "(its message does not name what changed)")
    lines += _field("where", case.where) if case.where else []
    if case.not_compared:
        lines += _field("varies", f"{', '.join(case.not_compared)} (not compared)")
    return lines


def _field(label: str, text: str) -> list[str]:
    """`  label    text`, folded at 80 columns; lines of the text stay lines."""
    lines = [part for line in text.strip().splitlines() for part in _folded(line, WIDTH - _INDENT)]
    return [f"  {label if i == 0 else '':9}{line}" for i, line in enumerate(lines)]


def _said(label: str, text: str) -> list[str]:
    """`Label:  text`, folded at 80 columns."""
    return textwrap.wrap(
        f"{label + ':':8}{text}", WIDTH, subsequent_indent=" " * 8, break_on_hyphens=False, break_long_words=False
    )


def _folded(line: str, width: int) -> list[str]:
    return textwrap.wrap(line, width, break_on_hyphens=False, break_long_words=False) or [""]


def _fix(case: Case) -> str:
    if case.finding is not None:
        return "leave the URL and the password out of the error."
    match case.outcome:
        case Outcome.HANGS:
            return "give every wait a limit: connect_timeout, statement_timeout, a number of retries."
        case Outcome.DAMAGED:
            return "write in one transaction, or so that a second run repeats nothing (ON CONFLICT, a staging table)."
        case Outcome.VOID:
            return "make the case prove something, as said above."
        case Outcome.UNGUARDED:
            return "promise what must hold: returns=, or an assertion in the test."
        case Outcome.LOUD:
            return "name the columns in the query, so that a column more does not matter."
        case _ if case.silence is Silence.SWALLOWED:
            return "let the error out: do not turn it into an empty or a partial result."
        case _:
            return _fix_of_change(case)


def _fix_of_change(case: Case) -> str:
    scenario = next((known for known in _FIXES if case.scenario.endswith(known)), "")
    return _FIXES.get(scenario, "name the columns in the query, or validate in the connector what it returns.")
