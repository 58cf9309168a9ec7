"""How is one failing case told? Who failed and how; what changed; before and after; what to do."""

from __future__ import annotations

import textwrap

from pytest_connectors.reporting.fixes import fix_of
from pytest_connectors.reporting.text import WIDTH
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome

_MOST_DIFFERENCES, _MOST_LINES, _MOST_OF_DOCUMENT, _INDENT = 3, 3, 8, 11
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
    lines += ["", *_said("Fix", fix_of(case))]
    if case.nodeid:
        # Not folded: it is there to be copied.
        option = f" {case.option}" if case.option else ""
        lines.append(f'Rerun:  pytest --connector-contracts{option} "{case.nodeid}"')
    if case.outcome is not Outcome.VOID:
        named = case.outcome in (Outcome.HANGS, Outcome.DAMAGED)
        key = f"{case.scenario}: {case.outcome.value}" if named else case.scenario
        lines.append(f'Accept: known_breaks={{"{key}": "why, until when"}}')
    return "\n".join(lines)


def _headline(case: Case) -> str:
    owed = ", a change that it must survive" if case.owed is Owed.SURVIVE else ""
    if not case.hypothetical:
        owed = ", a change that is on its way"
    how = f": {case.silence.value}" if case.silence is not None else ""
    verb = _VERBS.get(case.outcome, case.outcome.value)
    if case.finding is not None:
        how = f": {case.finding}"
    return f"{case.connector} {verb} in {case.scenario!r}{owed}{how}."


def _facts(case: Case) -> list[str]:
    lines = _field("change", case.change) if case.change else []
    # What is compared is the document of an API, or the schema of a table or a file.
    compared = "document" if case.system == "rest" else "schema"
    for i, line in enumerate(case.document[:_MOST_OF_DOCUMENT]):
        lines += _field(compared if i == 0 else "", line)
    if case.judgement:
        lines += _field("judged", case.judgement)
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
