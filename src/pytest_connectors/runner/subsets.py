"""Which rows show whether a connector works row by row? A subset that splits a group of equal values in each column."""

from __future__ import annotations

import random
from collections.abc import Sequence

from pytest_connectors.drift.schema import Row

_TRIES, _HALF = 50, 0.5


def splitting_subset(rows: Sequence[Row], rng: random.Random) -> list[int] | None:
    """Places of about half of the rows, such that every column with equal values has a group of them split."""
    groups: list[list[set[int]]] = []
    for name in rows[0] if rows else ():
        by_value: dict[str, set[int]] = {}
        for place, row in enumerate(rows):
            by_value.setdefault(repr(row.get(name)), set()).add(place)
        if repeated := [places for places in by_value.values() if len(places) > 1]:
            groups.append(repeated)
    for _ in range(_TRIES):
        # One of each column's equal values is taken and another left, as far as that goes; chance decides on the rest.
        taken, left = set[int](), set[int]()
        for column in groups:
            one, other = rng.sample(sorted(rng.choice(column)), 2)
            if one not in left and other not in taken:
                taken.add(one)
                left.add(other)
        chosen = {place for place in range(len(rows)) if place in taken or (place not in left and rng.random() < _HALF)}
        if chosen and all(any(places & chosen and places - chosen for places in column) for column in groups):
            return sorted(chosen)
    return None
