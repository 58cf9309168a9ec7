"""What is the result of a whole run? The one model from which every report is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pytest_connectors.scenarios.catalogue import IDS
from pytest_connectors.scenarios.scenario import Family
from pytest_connectors.verdicts.case import Case, worst
from pytest_connectors.verdicts.outcome import Outcome

_UNJUDGED = (Outcome.NOT_APPLICABLE, Outcome.NOT_RUN)


@dataclass(frozen=True)
class About:
    """What a contract says of itself, and which systems its connector uses."""

    name: str
    owner: str | None = None
    version: str | None = None
    sunset: str | None = None
    systems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One scenario of one connector: its worst case, and all of them."""

    scenario: str
    cases: tuple[Case, ...]

    @property
    def case(self) -> Case:
        """The case by which the cell is known."""
        return worst(list(self.cases))

    @property
    def judged(self) -> bool:
        """Whether any case of it was run."""
        return self.case.outcome not in _UNJUDGED

    @property
    def passes(self) -> bool:
        """Whether all of it is as it should be; what is unguarded or void is never a pass."""
        return self.judged and not any(
            case.fails or case.outcome in (Outcome.UNGUARDED, Outcome.VOID) for case in self.cases
        )


@dataclass(frozen=True)
class Line:
    """One connector: its cells in the catalogue's order."""

    about: About
    cells: tuple[Cell, ...]

    def of(self, family: str) -> tuple[Cell, ...]:
        """The cells of one family that were judged."""
        return tuple(cell for cell in self.cells if cell.case.family == family and cell.judged)


@dataclass(frozen=True)
class Matrix:
    """Connectors by scenarios."""

    lines: tuple[Line, ...] = ()
    systems: tuple[str, ...] = ()
    families: tuple[str, ...] = field(default=tuple(family.value for family in Family if family is not Family.BASELINE))

    @classmethod
    def of(cls, cases: Iterable[Case], about: Iterable[About] = (), systems: Sequence[str] = ()) -> Matrix:
        """The matrix of all cases of a run."""
        known = {one.name: one for one in about}
        by_connector: dict[str, dict[str, list[Case]]] = {}
        for case in cases:
            by_connector.setdefault(case.connector, {}).setdefault(case.scenario, []).append(case)
        lines = tuple(
            Line(
                known.get(name, About(name)),
                tuple(Cell(scenario, tuple(found)) for scenario, found in sorted(cells.items(), key=_place)),
            )
            for name, cells in sorted(by_connector.items())
        )
        # Several far ends that are one are told each by itself.
        return cls(lines, tuple(dict.fromkeys(part for system in systems for part in system.split("; "))))

    @property
    def unjudged(self) -> tuple[str, ...]:
        """The connectors of which scenarios were to be run and not one was judged.

        What is rehearsed besides does not count: a major that cannot be had is a skip, and no failure.
        """
        return tuple(
            line.about.name
            for line in self.lines
            if (cells := [cell for cell in line.cells if cell.case.family != "baseline" and cell.case.hypothetical])
            and not any(cell.judged and cell.case.outcome is not Outcome.UNGUARDED for cell in cells)
        )

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Every scenario that occurs, in the catalogue's order."""
        return tuple(
            sorted({cell.scenario for line in self.lines for cell in line.cells}, key=lambda s: _place((s, [])))
        )

    @property
    def cases(self) -> tuple[Case, ...]:
        """Every case, in order."""
        return tuple(case for line in self.lines for cell in line.cells for case in cell.cases)


def _place(entry: tuple[str, object]) -> tuple[int, str]:
    """An item's place: its scenario's in the catalogue, then its name."""
    item = entry[0]
    found = [i for i, scenario in enumerate(IDS) if item == scenario or item.endswith(f"-{scenario}")]
    return (min(found, key=lambda i: -len(IDS[i])) if found else len(IDS), item)
