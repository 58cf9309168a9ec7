"""How is the matrix told on a terminal? A line a connector, then what failed, in 80 columns and without colour."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable

from pytest_connectors.reporting.matrix import Cell, Line, Matrix
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome, Silence

WIDTH = 80
LETTERS = {
    Outcome.SURVIVES: ".",
    Outcome.LOUD: "L",
    Outcome.SILENT: "S",
    Outcome.DAMAGED: "D",
    Outcome.HANGS: "H",
    Outcome.VOID: "V",
    Outcome.UNGUARDED: "u",
    Outcome.NOT_APPLICABLE: "-",
    Outcome.NOT_RUN: "?",
}
_LEGEND = (
    ". survives  L loud  S silent  P passed on  D damaged  H hangs  V void",
    "u unguarded  - not applicable  ? not run      a letter with ! fails the run",
)
_MOST_NAMED = 3
_WORDLESS = (Outcome.SILENT, Outcome.DAMAGED, Outcome.HANGS)
_BREAKING = (*_WORDLESS, Outcome.LOUD)
_MAJOR = re.compile(r"postgres-(\d+)")
_LETTER = 3
_JOINT = "\N{NO-BREAK SPACE}"


def summary(matrix: Matrix) -> list[str]:
    """A line a connector with a column a family, and a line for each scenario in which something is wrong."""
    if not matrix.lines:
        return []
    width = max(len("connector"), *(len(line.about.name) for line in matrix.lines))
    families = [family for family in matrix.families if any(line.of(family) for line in matrix.lines)]
    head = "  ".join([f"{'connector':{width}}", *(f"{family:>5}" for family in families), "found"])
    lines = [head]
    for line in matrix.lines:
        counts = [f"{_count(line, family):>{max(5, len(family))}}" for family in families]
        start = "  ".join([f"{line.about.name:{width}}", *counts, ""])
        lines += _folded(f"{start}{_found(line)}".rstrip(), len(start))
    failing = [(line, *one) for line in matrix.lines for one in _grouped([c for c in line.cells if _is_told(c)])]
    if failing:
        lines.append("")
    for line, cell, more in failing:
        lines += _told(line.about.name, cell, more)
    lines += ["", *_about(matrix), *_first_to_break(matrix), *_unseen_by_diffs(matrix)]
    return lines


def grid(matrix: Matrix) -> list[str]:
    """Every connector by every scenario, one letter a cell, with a legend."""
    scenarios = matrix.scenarios
    if not scenarios:
        return []
    width = max(len("connector"), *(len(line.about.name) for line in matrix.lines))
    at_once = max((WIDTH - width - 1) // _LETTER, 1)
    lines: list[str] = []
    for first in range(0, len(scenarios), at_once):
        numbered = list(enumerate(scenarios, 1))[first : first + at_once]
        lines += ["", f"{'connector':{width}}  {' '.join(f'{i:>2}' for i, _ in numbered)}"]
        for line in matrix.lines:
            cells = {cell.scenario: cell for cell in line.cells}
            letters = " ".join(f"{_letter(cells[name]) if name in cells else '':>2}" for _, name in numbered)
            lines.append(f"{line.about.name:{width}}  {letters}".rstrip())
    lines = lines[1:]
    names = "  ".join(f"{i}{_JOINT}{name}" for i, name in enumerate(scenarios, 1))
    folded = textwrap.wrap(names, WIDTH, break_long_words=False, break_on_hyphens=False)
    return [*lines, "", *(line.replace(_JOINT, " ") for line in folded), *_LEGEND]


def _letter(cell: Cell) -> str:
    case = cell.case
    letter = "P" if _is_passed_on(case) else LETTERS[case.outcome]
    return f"{letter}!" if case.fails and not case.known else letter


def _count(line: Line, family: str) -> str:
    cells = line.of(family)
    return f"{sum(cell.passes for cell in cells)}/{len(cells)}" if cells else "-"


def _found(line: Line) -> str:
    counts = Counter(_word(cell.case) for cell in line.cells if cell.judged and cell.case.family != "baseline")
    counts["accepted"] = sum(any(case.known for case in cell.cases) for cell in line.cells)
    counts = +counts
    order = {"hangs": 0, "damaged": 1, "silent": 2, "passed on": 3, "void": 4, "unguarded": 5, "loud": 6, "survives": 7}
    return ", ".join(f"{counts[word]} {word}" for word in sorted(counts, key=lambda word: order.get(word, 9)))


def _word(case: Case) -> str:
    return "passed on" if _is_passed_on(case) else case.outcome.value


def _is_passed_on(case: Case) -> bool:
    """Whether it only handed on the source's new kind, and broke no promise by it."""
    return case.outcome is Outcome.SILENT and case.silence is Silence.PASSED_ON and not case.broke_promise


def _is_told(cell: Cell) -> bool:
    return any(case.fails for case in cell.cases) or cell.case.outcome is Outcome.UNGUARDED


def _grouped(cells: list[Cell]) -> list[tuple[Cell, int]]:
    """The cells, of those that are void for one and the same reason only the first, and how many more there are.

    Of what is unguarded, too, one stands for all: a promise is missing.
    """
    keys = [_alike(cell) for cell in cells]
    first = dict(zip(reversed(keys), reversed(cells), strict=True))
    return [(first[key], keys.count(key) - 1) for key in dict.fromkeys(keys)]


def _alike(cell: Cell) -> str:
    match cell.case.outcome:
        case Outcome.VOID:
            return cell.case.reason
        case _ if cell.case.family == "upgrade" and not cell.case.hypothetical:
            # Each major above the first that breaks it, as a rule.
            return f"{cell.case.outcome.value} {cell.case.silence} {cell.case.where}"
        case Outcome.UNGUARDED if not any(case.fails for case in cell.cases):
            return "unguarded"
        case _:
            return f"{cell.scenario}\n"


def _told(name: str, cell: Cell, more: int) -> list[str]:
    """The targets of one scenario in which something is wrong, in one line where they fit."""
    case = cell.case
    same = [
        one.target for one in cell.cases if (one.outcome, one.silence) == (case.outcome, case.silence) and one.target
    ]
    how = _word(case) + (f" ({case.silence.value})" if case.silence and not _is_passed_on(case) else "")
    known = f"; accepted: {case.known}" if case.known else ""
    where = f"  {case.where}" if case.where and case.fails else ""
    same = list(dict.fromkeys(same))
    every = len(same) > _MOST_NAMED and len(same) == len(cell.cases)
    targets = f"[all {len(same)} targets]" if every else f"[{', '.join(same)}]" if same else ""
    others = f" and {more} more" if more else ""
    text = f"{how:19} {name}  {cell.scenario}{targets}{others}{where}{known}"
    return _folded(text, 20)


def _folded(text: str, indent: int) -> list[str]:
    """The text in 80 columns, its further lines indented."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="",
        subsequent_indent=" " * min(indent, WIDTH // 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _first_to_break(matrix: Matrix) -> list[str]:
    """Of several majors that were rehearsed, the first that a connector does not survive."""
    told: list[str] = []
    for line in matrix.lines:
        majors = {int(m[1]): cell for cell in line.cells if (m := _MAJOR.fullmatch(cell.scenario)) and cell.judged}
        first = next((major for major in sorted(majors) if majors[major].case.outcome in _BREAKING), None)
        if len(majors) > 1 and first is not None:
            told += _folded(f"{line.about.name}: PostgreSQL {first} is the first of {_named(majors)} to break it", 2)
    return ["", *told] if told else []


def _named(majors: Iterable[int]) -> str:
    *others, last = sorted(majors)
    return f"{', '.join(map(str, others))} and {last}"


def _unseen_by_diffs(matrix: Matrix) -> list[str]:
    """What breaks without a word although a comparison of two documents would have called the change harmless."""
    names = [
        f"{line.about.name} {cell.scenario}" + (f"[{case.target}]" if case.target else "")
        for line in matrix.lines
        for cell in line.cells
        for case in cell.cases
        if case.judgement.startswith("INFO") and case.outcome in _WORDLESS
    ]
    if not names:
        return []
    shown = ", ".join(names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return [
        "",
        *_folded(f"Without a word, where a comparison of the documents says no more than INFO: {shown}{more}", 2),
    ]


def _about(matrix: Matrix) -> list[str]:
    told = []
    for line in matrix.lines:
        about = line.about
        parts = [
            *([f"owner {about.owner}"] if about.owner else []),
            *([f"version {about.version}"] if about.version else []),
            *([f"sunset {about.sunset}"] if about.sunset else []),
        ]
        varies = sorted({name for cell in line.cells for case in cell.cases for name in case.not_compared})
        parts += [f"not compared: {' '.join(varies)} (varies by itself)"] if varies else []
        if parts:
            told += _folded(f"{about.name}: {', '.join(parts)}", 2)
    return [*told, *(part for system in matrix.systems for part in _folded(system, 2))]
