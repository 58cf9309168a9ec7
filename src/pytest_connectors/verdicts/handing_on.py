"""Which columns of a result are those of the source, value for value, and does a result still hand them on?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pytest_connectors.verdicts.kinds import Cell, Node, Record, rows_of
from pytest_connectors.verdicts.outcome import Silence
from pytest_connectors.verdicts.scope import Difference

_LEAST_VALUES = 2
_NUMBERS = frozenset(("integer", "float", "decimal"))


def handed_on(result: Node, source: Sequence[Cell]) -> frozenset[str]:
    """The columns of a result that hold exactly the source's values, as often as the source does.

    Numbers are the same whatever holds them: who takes ids for floats hands them on, as long as floats can hold them.
    A column of which all values are alike shows nothing.
    """
    wanted = Counter(map(_number, source))
    if len(wanted) < _LEAST_VALUES:
        return frozenset()
    return frozenset(name for name, values in _columns(result).items() if values == wanted)


def no_longer_handed_on(result: Node, names: frozenset[str], source: Sequence[Cell]) -> tuple[Difference, ...]:
    """What is wrong in columns that handed the source's values on, now that the source has other values."""
    wanted, columns = Counter(map(_number, source)), _columns(result)
    found = []
    for name in sorted(names & columns.keys()):
        missing, come = wanted - columns[name], columns[name] - wanted
        if missing:
            before = str(next(iter(missing)))
            after = str(next(iter(come))) if come else "missing"
            found.append(Difference(Silence.ALTERED if come else Silence.LOST, name, before, after))
    return tuple(found)


def _columns(result: Node) -> Mapping[str, Counter[Cell]]:
    found: dict[str, Counter[Cell]] = {}
    for row in rows_of(result):
        for name, value in row.fields if isinstance(row, Record) else (("value", row),):
            if isinstance(value, Cell):
                found.setdefault(name, Counter())[_number(value)] += 1
    return found


def _number(cell: Cell) -> Cell:
    """A number as such; anything else as it is."""
    return Cell("number", cell.value) if cell.kind in _NUMBERS else cell
