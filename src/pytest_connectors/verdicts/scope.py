"""What of two results is compared, and what is a difference?"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from pytest_connectors.verdicts.kinds import Cell, Node
from pytest_connectors.verdicts.outcome import Silence

_BOTH = 2
# What is left of a sum of numbers with seven digits.
_PRECISION = 1e-5


@dataclass(frozen=True)
class Scope:
    """What of two results is compared, and how.

    Attributes:
        ordered: The connector puts its rows into an order, so that the order is part of the result.
        ignored: Paths of fields that vary by themselves.
        named: The columns that the contract promises; None compares all.
        retyped: Pairs of kinds (before, after) that the source itself went through.
        became: Pairs of cells (before, after): what the source's own values became.
        keyed: The names of the outermost record are data.
    """

    ordered: bool = False
    ignored: frozenset[str] = frozenset()
    named: frozenset[str] | None = None
    retyped: frozenset[tuple[str, str]] = frozenset()
    keyed: bool = False
    became: frozenset[tuple[Node, Node]] = frozenset()

    def is_passed_on(self, old: Node, new: Node) -> bool:
        """Whether a value is what the source's own value became, as it is or in the words of a driver."""
        if (old, new) in self.became or (isinstance(old, Cell) and (old.value, new) in self._as_floats):
            return True
        if not isinstance(new, Cell) or new.kind != "text":
            return False
        in_words = isinstance(old, Cell) and old.kind == "text" and (old.value, new.value) in self._both_in_words
        return in_words or (old, new.value) in self._words

    def is_retyped(self, old: Cell, new: Cell) -> bool:
        """Whether a value differs by no more than the kind, or the precision, that the source went through."""
        if (old.kind, new.kind) not in self.retyped:
            return False
        if str(old.value) == str(new.value):
            return True
        numbers = [one.value for one in (old, new) if isinstance(one.value, int | float | Decimal)]
        return len(numbers) == _BOTH and math.isclose(*map(float, numbers), rel_tol=_PRECISION)

    @cached_property
    def _as_floats(self) -> frozenset[tuple[float, Node]]:
        """What whole numbers became, by what they are in a frame that holds a missing value among them."""
        cells = ((old, new) for old, new in self.became if isinstance(old, Cell) and old.kind == "integer")
        return frozenset((float(old.value), new) for old, new in cells)

    @cached_property
    def _both_in_words(self) -> frozenset[tuple[str, str]]:
        cells = ((old, new) for old, new in self.became if isinstance(old, Cell) and isinstance(new, Cell))
        return frozenset((str(old.value), str(new.value)) for old, new in cells)

    @cached_property
    def _words(self) -> frozenset[tuple[Node, str]]:
        return frozenset((old, str(new.value)) for old, new in self.became if isinstance(new, Cell))


ALL = Scope()
"""Everything is compared, rows in any order."""


@dataclass(frozen=True)
class Difference:
    """One way in which a result is not what it was."""

    silence: Silence
    place: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """Everything that two results differ in, and the new columns that were seen and not judged."""

    differences: tuple[Difference, ...] = ()
    added: tuple[str, ...] = field(default=())

    @property
    def silence(self) -> Silence | None:
        """The worst class among the differences, None where there is none."""
        found = {difference.silence for difference in self.differences}
        return next((silence for silence in Silence if silence in found), None)
