"""How is the catalogue told? A section a system and a line a scenario, printed from the one table."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_connectors.drift.changes.files import NEW_ONLY
from pytest_connectors.scenarios.catalogue import CATALOGUE
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.scenario import Family, Scenario

_LETTERS = {None: "-", Owed.SURVIVE: "S", Owed.SPEAK: "E", Owed.PROMISE: "V"}
_SYSTEMS = {"postgres": "tables in PostgreSQL", "s3": "files on S3", "rest": "APIs over REST"}


def catalogue_text() -> list[str]:
    """Every scenario with its id, what a reader and a writer owe, and what happens."""
    return [
        *(line for system, title in _SYSTEMS.items() for line in (*_section(system, title), "")),
        "R, W: what a reading, a writing connector owes. S must survive, with the same result.",
        "E may fail, but loudly. V only a promise in the contract can speak. - not applicable.",
        "+ there is a second scenario, such as column-dropped-new-only, of the same tier: new objects alone",
        "are other ones, beside old ones under the same prefix that are as they were.",
    ]


def _section(system: str, title: str) -> list[str]:
    """What can happen in one system: the core tier, then the rest."""
    mine = [scenario for scenario in CATALOGUE if scenario.happens_in(system)]
    new_only = {scenario.id for scenario in mine if scenario.placement == NEW_ONLY}
    shown = [scenario for scenario in mine if scenario.id not in new_only]
    width = max(len(scenario.id) for scenario in shown)

    def lines(those: Iterable[Scenario]) -> list[str]:
        return [_line(one, width, _also(one, new_only)) for one in those]

    return [
        f"{title}:",
        "",
        f"{'scenario':{width}}  family       R W{' +' if new_only else ''}  what happens",
        *lines(scenario for scenario in shown if scenario.core),
        "",
        f"{title}, only with --connector-scenarios=all, or where they are named:",
        "",
        *lines(scenario for scenario in shown if not scenario.core),
    ]


def _also(scenario: Scenario, new_only: set[str]) -> str:
    """A mark where the scenario is there in new objects only as well; nothing in a system that knows no such thing."""
    if not new_only:
        return ""
    return " +" if f"{scenario.id}-{NEW_ONLY}" in new_only else "  "


def _line(scenario: Scenario, width: int, also: str) -> str:
    baseline = scenario.family is Family.BASELINE
    owed = " ".join("-" if baseline else _LETTERS[one] for one in (scenario.reader, scenario.writer))
    return f"{scenario.id:{width}}  {scenario.family.value:11}  {owed}{also}  {scenario.text}"
