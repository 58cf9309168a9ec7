"""Is it known which columns of a result are the source's, and what became of them?"""

from __future__ import annotations

from pytest_connectors.verdicts.handing_on import handed_on, no_longer_handed_on
from pytest_connectors.verdicts.kinds import Cell
from pytest_connectors.verdicts.snapshot import node_of

IDS = [Cell("integer", one) for one in (7, 8, 9)]
HUGE = [Cell("integer", 2**53 + 1), *IDS[1:]]


def test_numbers_are_handed_on_whatever_holds_them() -> None:
    """Floats that equal the source's whole numbers are its column; texts of them are not."""
    result = node_of([{"id": float(one.value), "text": str(one.value), "other": 1.0} for one in IDS])
    assert handed_on(result, IDS) == {"id"}


def test_what_a_float_cannot_hold_is_altered() -> None:
    """2**53 + 1 becomes another number, where whole numbers are read as floats."""
    (found,) = no_longer_handed_on(node_of([{"id": float(one.value)} for one in HUGE]), frozenset({"id"}), HUGE)
    assert (found.place, found.silence.value, found.before) == ("id", "altered", str(2**53 + 1))
    assert no_longer_handed_on(node_of([{"id": one.value} for one in HUGE]), frozenset({"id"}), HUGE) == ()
