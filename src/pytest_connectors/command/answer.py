"""Who breaks if a column changes? A table of connectors, or of columns, and a sentence for each kind of change."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pytest_connectors.command.report import Finding
from pytest_connectors.errors import ConnectorError, near
from pytest_connectors.scenarios.impact import Impact
from pytest_connectors.verdicts.outcome import Outcome, Silence

WIDTH = 80
NOT_TESTED = "not tested"
_UNJUDGED = (Outcome.VOID, Outcome.NOT_APPLICABLE, Outcome.NOT_RUN)
_HOW = {Outcome.HANGS: "hangs", Outcome.DAMAGED: "does damage", Outcome.SILENT: "silently", Outcome.LOUD: "loudly"}


class NoAnswer(ConnectorError):
    """What is asked for does not occur in the report."""


@dataclass(frozen=True)
class Answer:
    """What is printed for one question, and what it comes to."""

    lines: tuple[str, ...]
    breaks: bool
    is_known: bool


def answers(findings: Sequence[Finding], columns: Iterable[str], tables: Iterable[str]) -> list[Answer]:
    """The answer for each column and each table.

    Raises:
        NoAnswer: The report knows no such column or table.
    """
    return [
        *(_of_column(findings, *_column(findings, name)) for name in columns),
        *(_of_table(findings, _table(findings, name)) for name in tables),
    ]


def _column(findings: Sequence[Finding], name: str) -> tuple[str, str]:
    known = {f"{one.table}.{one.column}": (one.table, one.column) for one in findings if one.column}
    plain = name.removeprefix("public.")
    if plain in known:
        return known[plain]
    same = [full for full, (_, column) in known.items() if column == plain]
    if same:
        msg = f"--column {name!r} names no table. Did you mean {same[0]!r}?"
        raise NoAnswer(msg)
    table = plain.rpartition(".")[0]
    if table and table not in {one.table for one in findings}:
        meant = near(plain, known) or near(table, _tables(findings))
        msg = f"no contract of the report has a table {table!r}.{meant} {_has(findings)}"
        raise NoAnswer(msg)
    beside = sorted(full for full, (other, _) in known.items() if other == table) or sorted(known)
    msg = f"the report knows no column {name!r}.{near(plain, known)} It has {', '.join(beside) or 'none'}."
    raise NoAnswer(msg)


def _table(findings: Sequence[Finding], name: str) -> str:
    plain = name.removeprefix("public.")
    if plain not in _tables(findings):
        msg = f"no contract of the report has a table {name!r}.{near(plain, _tables(findings))} {_has(findings)}"
        raise NoAnswer(msg)
    return plain


def _tables(findings: Sequence[Finding]) -> list[str]:
    return sorted({one.table for one in findings})


def _has(findings: Sequence[Finding]) -> str:
    return f"It has {', '.join(_tables(findings))}."


def _of_column(findings: Sequence[Finding], table: str, column: str) -> Answer:
    connectors = _connectors(findings, table)
    found = {(name, impact): _worst(findings, name, table, column, impact) for name in connectors for impact in Impact}
    rows = [(name, *(_cell(found[name, impact]) for impact in Impact)) for name in connectors]
    full, known = f"{table}.{column}", [one for one in found.values() if _is_judged(one)]
    lines = [full, "", *_laid_out("connector", rows), ""]
    for impact in Impact:
        lines += _folded(_sentence(full, impact, {name: found[name, impact] for name in connectors}))
    return Answer(tuple(lines), any(_breaks(one) for one in known), bool(known))


def _of_table(findings: Sequence[Finding], table: str) -> Answer:
    connectors = _connectors(findings, table)
    columns = list(dict.fromkeys(one.column for one in findings if one.table == table and one.column))
    rows, known = [], []
    for column in columns:
        cells = [column]
        for impact in Impact:
            found = [_worst(findings, name, table, column, impact) for name in connectors]
            judged = [one for one in found if one is not None and _is_judged(one)]
            known += judged
            cells.append(_counted(judged))
        rows.append(tuple(cells))
    head = f"{table}: how many connectors break, of those that were judged"
    tail = "" if not columns else f"Which: --column {table}.{columns[0]}"
    return Answer((head, "", *_laid_out("column", rows), "", tail), any(map(_breaks, known)), bool(known))


def _connectors(findings: Sequence[Finding], table: str) -> list[str]:
    return sorted({one.connector for one in findings if one.table == table})


def _worst(findings: Sequence[Finding], connector: str, table: str, column: str, impact: Impact) -> Finding | None:
    """The worst that is known; a scenario that came to one thing as a whole speaks where the column has no case."""
    mine = [one for one in findings if (one.connector, one.table, one.impact) == (connector, table, impact)]
    exact = [one for one in mine if one.column == column]
    # Of another retyping scenario "it has no such column" says nothing of this one.
    whole = [one for one in mine if not one.column and one.outcome is not Outcome.NOT_APPLICABLE]
    return min(exact or whole, key=lambda one: (not _breaks(one), not _is_judged(one), one.outcome.rank), default=None)


def _is_judged(one: Finding | None) -> bool:
    return one is not None and one.outcome not in _UNJUDGED


def _breaks(one: Finding | None) -> bool:
    return one is not None and one.outcome in _HOW and not _is_passed_on(one)


def _is_passed_on(one: Finding) -> bool:
    return one.outcome is Outcome.SILENT and one.silence is Silence.PASSED_ON and not one.broke_promise


def _cell(one: Finding | None) -> str:
    if one is None:
        return NOT_TESTED
    return one.outcome.value if one.silence is None else f"{one.outcome}: {one.silence}"


def _counted(judged: Sequence[Finding]) -> str:
    if not judged:
        return NOT_TESTED
    silent = sum(one.outcome is Outcome.SILENT for one in judged if _breaks(one))
    count = f"{sum(map(_breaks, judged))} of {len(judged)}"
    return f"{count}, {silent} silent" if silent else count


def _sentence(full: str, impact: Impact, found: dict[str, Finding | None]) -> str:
    judged = {name: one for name, one in found.items() if one is not None and _is_judged(one)}
    when = f"if {full} is {impact}"
    if not judged:
        return f"Nothing is known of what happens {when}."
    breaking = {name: one for name, one in judged.items() if _breaks(one)}
    many = "connector" if len(judged) == len(breaking) == 1 else "connectors"
    verb = "breaks" if len(breaking) == 1 else "break"
    said = f"{len(breaking)} of {len(judged)} {many} {verb} {when}"
    named = ", ".join(f"{name} ({_HOW[one.outcome]})" for name, one in breaking.items())
    others = {
        "passed on": [name for name, one in judged.items() if _is_passed_on(one)],
        "unguarded": [name for name, one in judged.items() if one.outcome is Outcome.UNGUARDED],
        "not judged": [name for name in found if name not in judged],
    }
    also = "".join(f" {word.capitalize()}: {', '.join(names)}." for word, names in others.items() if names)
    return f"{said}{f': {named}' if named else ''}.{also}"


def _laid_out(first: str, rows: Sequence[tuple[str, ...]]) -> list[str]:
    """The table; where it is too wide, each name stands above its cells."""
    head = (first, *Impact)
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    if sum(widths) + 2 * (len(widths) - 1) <= WIDTH:
        return [_joined(row, widths) for row in (head, *rows)]
    lines = [first, _joined(("", *head[1:]), (0, *widths[1:]))]
    for row in rows:
        lines += [row[0], _joined(("", *row[1:]), (0, *widths[1:]))]
    return lines


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _folded(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
