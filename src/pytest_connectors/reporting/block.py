"""How is one failing case told? Who failed and how; what changed; before and after; what to do."""

from __future__ import annotations

from pytest_connectors.scenarios.scenario import Owed
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome, Silence

_MOST_DIFFERENCES = 3
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
    lines = [_headline(case), ""]
    lines += _facts(case)
    if others:
        lines.append(f"  also     {others} other target{'s' if others > 1 else ''} in this scenario")
    lines += ["", f"Fix:    {_fix(case)}"]
    if case.nodeid:
        lines.append(f'Rerun:  pytest --connector-contracts "{case.nodeid}"')
    if case.outcome is not Outcome.VOID:
        key = (
            case.scenario
            if case.outcome not in (Outcome.HANGS, Outcome.DAMAGED)
            else f"{case.scenario}: {case.outcome.value}"
        )
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
    lines = []
    if case.change:
        lines += [f"  change   {case.change}"]
    if case.rows:
        lines += [
            f"  {label}{row}"
            for label, row in zip(("rows     ", *["         "] * len(case.rows)), case.rows, strict=False)
        ]
    where = f"   {case.where}" if case.where else ""
    shown = case.differences[:_MOST_DIFFERENCES]
    for i, (place, before, after) in enumerate(shown):
        lines.append(f"  before   {place}: {before}")
        lines.append(f"  after    {place}: {after}{where if i == len(shown) - 1 else ''}")
    if len(case.differences) > _MOST_DIFFERENCES:
        lines.append(f"           and {len(case.differences) - _MOST_DIFFERENCES} more")
    lines.append(f"  why      {_indented(case.reason)}")
    if case.error and case.error not in case.reason:
        lines.append(f"  error    {_indented(case.error)}")
    if case.outcome is Outcome.LOUD and case.names_cause is False:
        lines.append("           (its message does not name what changed)")
    if where and not shown:
        lines.append(f"  where    {case.where}")
    if case.not_compared:
        lines.append(f"  not compared: {', '.join(case.not_compared)} (varies by itself)")
    return lines


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n           ")


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
        case _ if case.broke_promise:
            return "validate in the connector what the contract promises, so that it fails there and loudly."
        case _:
            return "name the columns in the query, or validate in the connector what it returns."
