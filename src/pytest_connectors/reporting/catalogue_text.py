"""How is the catalogue told? A line a scenario, printed from the one table."""

from __future__ import annotations

from pytest_connectors.scenarios.catalogue import CATALOGUE
from pytest_connectors.scenarios.scenario import Family, Owed

_LETTERS = {None: "-", Owed.SURVIVE: "S", Owed.SPEAK: "E", Owed.PROMISE: "V"}


def catalogue_text() -> list[str]:
    """Every scenario with its id, what a reader and a writer owe, and what happens."""
    width = max(len(scenario.id) for scenario in CATALOGUE)
    lines = [f"{'scenario':{width}}  family       R W  what happens"]
    for scenario in CATALOGUE:
        owed = " ".join(
            "-" if scenario.family is Family.BASELINE else _LETTERS[o] for o in (scenario.reader, scenario.writer)
        )
        tier = "" if scenario.core else " (not in the core tier)"
        lines.append(f"{scenario.id:{width}}  {scenario.family.value:11}  {owed}  {scenario.text}{tier}")
    return [
        *lines,
        "",
        "R, W: what a reading, a writing connector owes. S must survive, with the same result.",
        "E may fail, but loudly. V only a promise in the contract can speak. - not applicable.",
    ]
