"""How is the gate's answer told? First whether it may go, then who breaks and who owns them; or as one JSON object."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pytest_connectors.command.gate.judging import WORDS, Answer, Broken, status_of
from pytest_connectors.command.report import Connector
from pytest_connectors.command.status import NONE_BREAKS, SOME_BREAK
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome

WIDTH = 80
_MOST_LINES, _MOST_SAID = 3, 3
_NOBODY = "no owner"


def told(answers: Sequence[Answer], report: Path) -> str:
    """The answers for people, in 80 columns; of several the conclusion stands first."""
    blocks = [_told(one, report) for one in answers]
    if len(answers) > 1:
        blocks.insert(0, _overall(answers))
    return "\n\n".join("\n".join(lines) for lines in blocks)


def as_json(answers: Sequence[Answer]) -> str:
    """The answers for machines: one object, its fields described in docs/report.md."""
    document: dict[str, Any] = {
        "answer": WORDS[status_of(answers)],
        "asked": [{"asked": one.asked.given, "answer": WORDS[one.status], "why": one.absent} for one in answers],
    }
    for field in ("breaks", "accepted", "unknown", "survives", "unchanged"):
        document[field] = []
    for one in answers:
        asked = one.asked.given
        document["breaks"] += [{"asked": asked, **_record(broken)} for broken in one.breaks]
        document["accepted"] += [{"asked": asked, **_record(broken)} for broken in one.accepted]
        document["unknown"] += [{"asked": asked, **_about(x.connector), "reason": x.why} for x in one.unknown]
        document["survives"] += [{"asked": asked, **_about(connector)} for connector in one.survive]
        document["unchanged"] += [{"asked": asked, **_about(connector)} for connector in one.unchanged]
    return json.dumps(document, indent=1)


def _about(connector: Connector) -> dict[str, Any]:
    return {
        "connector": connector.name,
        "owner": connector.owner,
        "version": connector.version,
        "sunset": connector.sunset,
    }


def _record(broken: Broken) -> dict[str, Any]:
    case = broken.case
    return {
        **_about(broken.connector),
        "scenario": case.scenario,
        "outcome": case.outcome,
        "silence": case.silence,
        "reason": case.reason,
        "change": case.change,
        "differences": case.differences,
        "judgement": case.judgement,
        "where": case.where,
        "known": case.known,
        "fails": case.fails,
        "nodeid": case.nodeid,
        "more": broken.more,
    }


def _overall(answers: Sequence[Answer]) -> list[str]:
    """Whether all of it may go, and the first that breaks or is not known."""
    status = status_of(answers)
    first = next(one for one in answers if one.status == status).asked.title
    how = {NONE_BREAKS: "no connector breaks", SOME_BREAK: f"the first that breaks is {first}"}
    said = how.get(status, f"the first unknown is {first}")
    return _folded(f"Of {len(answers)} things asked: {WORDS[status]}: {said}.", 2)


def _told(one: Answer, report: Path) -> list[str]:
    lines = _folded(f"{_capital(one.asked.title)}: {WORDS[one.status]}: {_summed(one)}", 2)
    for happens in one.happens[:_MOST_SAID]:
        lines += _indented(happens, 2)
    if len(one.happens) > _MOST_SAID:
        lines.append(f"  and {len(one.happens) - _MOST_SAID} more changes")
    lines += _section("", _broken_lines(one.breaks))
    lines += _section("", _owners(one.breaks))
    lines += _section("Accepted:", [line for x in one.accepted for line in _accepted(x)])
    lines += _section("Unknown:", _unknown_lines(one))
    lines += _section("", _folded(f"The report can answer: {', '.join(one.instead)}.", 2) if one.instead else [])
    if one.status == NONE_BREAKS:
        return lines
    seen = [x.case for x in one.breaks if x.case.nodeid][:1]
    if seen:
        # Not folded: it is there to be copied.
        lines += ["", f"See {one.breaks[0].connector.name} in full:"]
        lines.append(f'  pytest --connector-contracts {_option(one, seen[0])} "{seen[0].nodeid}"')
    if one.unknown or one.absent:
        lines += ["", "Rehearse it:"]
        option = _option(one, seen[0]) if seen else one.asked.option
        lines.append(f"  pytest --connector-contracts {option} --connector-report={report}")
    return lines


def _summed(one: Answer) -> str:
    """Who breaks, of how many, and who else."""
    if one.absent:
        return one.absent
    whole, accepted = len(one.names), len({x.connector.name for x in one.accepted})
    if one.breaks:
        counts = [f"{_of(len(one.breaks), whole)} {'breaks' if len(one.breaks) == 1 else 'break'}"]
    elif one.unknown:
        counts = [f"nothing is known of {_of(len(one.unknown), whole)}"]
    elif one.survive:
        counts = [f"{_of(len(one.survive), whole)} {'survives' if len(one.survive) == 1 else 'survive'}"]
    else:
        counts = [] if accepted else [f"nothing changes for {_of(whole, whole)}"]
    if one.breaks and one.unknown:
        counts.append(f"{len(one.unknown)} {'is' if len(one.unknown) == 1 else 'are'} unknown")
    if accepted:
        counts.append(f"{accepted} {'is' if accepted == 1 else 'are'} accepted")
    if one.unchanged and one.survive and not (one.breaks or one.unknown):
        counts.append(f"for {len(one.unchanged)} nothing changes")
    return f"{', '.join(counts)}."


def _of(some: int, whole: int) -> str:
    return f"{some} of {whole} connector{'s' if whole > 1 else ''}"


def _broken_lines(breaks: Sequence[Broken]) -> list[str]:
    """For each a line with its owner, what it came to and where; below it the first difference or the reason."""
    rows = [(x.connector.name, x.connector.owner or _NOBODY, _how(x)) for x in breaks]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(3)]
    lines = []
    for x, (name, owner, how) in zip(breaks, rows, strict=True):
        head = f"{name:{widths[0]}}  {owner:{widths[1]}}  {how:{widths[2]}}"
        where = x.case.where or ""
        if len(f"{head}  {where}") <= WIDTH:
            lines.append(_plain([f"{head}  {where}"]).rstrip())
        else:
            lines += [*_folded(head, 4), *_indented(where, 4)]
        lines += _indented(_what(x.case), 4)
        if x.case.judgement:
            lines += _indented(f"a static comparison says: {x.case.judgement}", 4)
    return lines


def _how(x: Broken) -> str:
    recovers = " (recovers)" if x.case.recovers else ""
    more = f" and {x.more} more" if x.more else ""
    silence = f": {x.case.silence}" if x.case.silence else ""
    return f"{x.case.outcome}{silence}{recovers}{more}"


def _what(case: Case) -> str:
    """The first difference where it returned, else why the outcome is what it is."""
    if case.outcome is not Outcome.SILENT or not case.differences:
        return case.reason
    place, before, after = case.differences[0]
    more = len(case.differences) - 1
    return f"{place}: {before} before, {after} after{f' (and {more} more)' if more else ''}"


def _owners(breaks: Sequence[Broken]) -> list[str]:
    """Whom to talk to, and about which connectors."""
    owners: dict[str | None, list[str]] = {}
    for x in breaks:
        owners.setdefault(x.connector.owner, []).append(x.connector.name)
    named = [f"{owner} ({', '.join(names)})" for owner, names in sorted(owners.items(), key=str) if owner]
    lines = _folded(f"Talk to {_listed(named)}.", 2) if named else []
    nobody = owners.get(None, [])
    return [*lines, *(_folded(f"No owner is named for {_listed(nobody)}.", 2) if nobody else [])]


def _accepted(x: Broken) -> list[str]:
    owner = f" ({x.connector.owner})" if x.connector.owner else ""
    return _folded(f"  {x.connector.name}{owner}: {_how(x)}: {x.case.known}", 4)


def _unknown_lines(one: Answer) -> list[str]:
    """The connectors of which one and the same is to be said stand together."""
    whys: dict[str, list[str]] = {}
    for x in one.unknown:
        owner = f" ({x.connector.owner})" if x.connector.owner else ""
        whys.setdefault(x.why, []).append(f"{x.connector.name}{owner}")
    return [line for why, names in whys.items() for line in _folded(f"  {', '.join(names)}: {why}", 4)]


def _option(one: Answer, case: Case) -> str:
    return case.option or one.asked.option.replace("DECLARATION", case.table or "DECLARATION")


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", *([title] if title else []), *lines] if lines else []


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _indented(text: str, indent: int) -> list[str]:
    """A text of any length and any lines, in at most three."""
    lines = textwrap.wrap(_plain(text.split()), WIDTH - indent, max_lines=_MOST_LINES, placeholder=" ...")
    return [f"{' ' * indent}{line}" for line in lines]


def _folded(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        _plain([text]), WIDTH, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )


def _plain(parts: Iterable[str]) -> str:
    """Without what would move a terminal's cursor: reasons hold what far ends and connectors said."""
    return "".join(char if char.isprintable() else " " for char in " ".join(parts))
