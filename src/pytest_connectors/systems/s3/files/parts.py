"""Which rows lie together in one object, and which objects are new?"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.changes import Change, Touching
from pytest_connectors.drift.changes.files import OBJECTS, FilesChanged, Placed, grouped, plain
from pytest_connectors.drift.schema import Row, Rows
from pytest_connectors.errors import CannotHappen


@dataclass(frozen=True)
class Part:
    """The rows of one object.

    Attributes:
        rows: The rows.
        old: The oldest part: it was written the day before the others.
        new: One of the new parts, to which alone some changes happen.
        like: A row of the same partition, where there are no rows.
    """

    rows: Rows
    old: bool
    new: bool
    like: Row


def parts_of(dataset: Dataset, rows: Rows, changes: Sequence[Change]) -> list[Part]:
    """The rows by objects, the oldest first, after changes to rows and to the number of objects."""
    for change in changes:
        if isinstance(change, Touching):
            rows = change.apply(rows)
    parts = _parted(dataset, rows)
    for change in changes:
        if isinstance(change, Placed) and isinstance(change.change, Touching):
            parts = _touched(dataset, parts, change.change)
    for change in changes:
        if isinstance(one := plain(change), FilesChanged):
            parts = _sized(dataset, parts, one, new_only=isinstance(change, Placed))
    return parts


def _parted(dataset: Dataset, rows: Rows, count: int | None = None) -> list[Part]:
    count = 1 if dataset.is_single else count or OBJECTS
    groups = grouped(rows, dataset.partitioned_by, count)
    first_new = len(groups) - max(1, len(groups) // OBJECTS)
    return [
        Part(
            tuple(rows[i] for i in group),
            old=place == 0 and len(groups) > 1,
            new=place >= first_new,
            like=rows[group[0]],
        )
        for place, group in enumerate(groups)
    ]


def _touched(dataset: Dataset, parts: list[Part], change: Touching) -> list[Part]:
    """The parts after a change to the rows of new ones alone."""
    new = [part for part in parts if part.new]
    before = tuple(row for part in new for row in part.rows)
    after = change.apply(before)
    kept = [part for part in parts if not part.new]
    if len(after) == len(before) and not _moved(dataset, before, after):
        left = iter(after)
        changed = [dataclasses.replace(part, rows=tuple(next(left) for _ in part.rows)) for part in new]
        return [*kept, *changed]
    again = _parted(dataset, after, len(new))
    return [*kept, *(dataclasses.replace(part, old=False, new=True) for part in again)]


def _moved(dataset: Dataset, before: Rows, after: Rows) -> bool:
    """Whether a row is now in another partition."""
    names = dataset.partitioned_by
    return any(one.get(name) != other.get(name) for one, other in zip(before, after, strict=True) for name in names)


def _sized(dataset: Dataset, parts: list[Part], change: FilesChanged, *, new_only: bool) -> list[Part]:
    if change.way not in ("files-split", "files-merged"):
        return parts
    if dataset.is_single:
        msg = f"{dataset.name} is one object: its prefix is that object's key"
        raise CannotHappen(msg)
    if change.way == "files-merged":
        return _merged(dataset, parts, new_only=new_only)
    done: list[Part] = []
    for part in parts:
        if new_only and not part.new:
            done.append(part)
            continue
        groups = grouped(part.rows, (), OBJECTS)
        done += [dataclasses.replace(part, rows=tuple(part.rows[i] for i in group)) for group in groups]
    if len(done) == len(parts):
        msg = f"objects of {dataset.name} have one row each, which cannot be split"
        raise CannotHappen(msg)
    return done


def _merged(dataset: Dataset, parts: list[Part], *, new_only: bool) -> list[Part]:
    """One object for all; one a partition is what there is already."""
    chosen = [part for part in parts if part.new or not new_only]
    if dataset.partitioned_by or len(chosen) < 2:  # noqa: PLR2004 - one alone is merged with nothing
        msg = f"rows of {dataset.name} lie in one object already, or in one a partition"
        raise CannotHappen(msg)
    rows = tuple(row for part in chosen for row in part.rows)
    kept = [part for part in parts if part not in chosen]
    return [*kept, dataclasses.replace(chosen[-1], rows=rows)]
