"""How is the catalogue told? A line a scenario, printed from the one table."""

from __future__ import annotations

from pytest_connectors.scenarios.catalogue import CATALOGUE
from pytest_connectors.scenarios.scenario import Family, Owed, Scenario

_LETTERS = {None: "-", Owed.SURVIVE: "S", Owed.SPEAK: "E", Owed.PROMISE: "V"}


def catalogue_text() -> list[str]:
    """Every scenario with its id, what a reader and a writer owe, and what happens."""
    width = max(len(scenario.id) for scenario in CATALOGUE)
    return [
        f"{'scenario':{width}}  family       R W  what happens",
        *(_line(scenario, width) for scenario in CATALOGUE if scenario.core),
        "",
        "only with --connector-scenarios=all, or where they are named:",
        "",
        *(_line(scenario, width) for scenario in CATALOGUE if not scenario.core),
        "",
        "R, W: what a reading, a writing connector owes. S must survive, with the same result.",
        "E may fail, but loudly. V only a promise in the contract can speak. - not applicable.",
    ]


def _line(scenario: Scenario, width: int) -> str:
    baseline = scenario.family is Family.BASELINE
    owed = " ".join("-" if baseline else _LETTERS[one] for one in (scenario.reader, scenario.writer))
    return f"{scenario.id:{width}}  {scenario.family.value:11}  {owed}  {scenario.text}"
