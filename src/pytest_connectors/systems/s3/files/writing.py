"""Which objects does a dataset have, before a change, after it, and in the middle of a run?"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.changes import Change, SampleReplaced, Touching
from pytest_connectors.drift.changes.files import MID_RUN, FilesChanged, Placed, plain
from pytest_connectors.drift.schema import Rows
from pytest_connectors.errors import CannotHappen
from pytest_connectors.systems.s3.files.changed import ColumnChange, column_changed
from pytest_connectors.systems.s3.files.encoding import encoded
from pytest_connectors.systems.s3.files.keys import KeyMaker
from pytest_connectors.systems.s3.files.manner import Manner, damaged, in_manner
from pytest_connectors.systems.s3.files.naming import markers, renamed
from pytest_connectors.systems.s3.files.parts import Part, parts_of
from pytest_connectors.systems.s3.files.replacing import like_the_sample, manner_of_sample
from pytest_connectors.systems.s3.files.sheet import Sheet, sheet_of

_STATES = ("object-archived", "object-deleted-mid-run", "object-replaced-mid-run", "object-exists", "second-writer")
_KEPT = 16


@dataclass(frozen=True)
class Objects:
    """The objects of a dataset, by their keys without the bucket.

    Attributes:
        now: What lies there when the connector begins.
        later: What is put, or deleted where it is None, after the connector read its first object; None for nothing.
        archived: Keys that are listed and cannot be read.
    """

    now: dict[str, bytes]
    later: dict[str, bytes | None] | None = None
    archived: frozenset[str] = field(default_factory=frozenset)


# The unchanged objects of the last datasets: the same rows are put many times. The rows are held, so that no other
# rows get their identity.
_unchanged: dict[tuple[int, int, datetime.date], tuple[Dataset, Rows, dict[str, bytes]]] = {}


def objects_of(dataset: Dataset, rows: Rows, changes: tuple[Change, ...], today: datetime.date) -> Objects:
    """The objects that hold the rows, after the changes.

    Args:
        dataset: As it was declared.
        rows: The rows before the changes, as `settled` gives them.
        changes: What happened; what happens to others is left out.
        today: No object is of a later day than yesterday.

    Raises:
        CannotHappen: A change is impossible, or would leave every byte as it is.
    """
    own = tuple(one for one in changes if getattr(one, "table", None) == dataset.name)
    first = tuple(one for one in own if not (isinstance(one, Placed) and one.where == MID_RUN))
    now = _state(dataset, rows, first, today)
    later = _later(dataset, rows, own, now, today)
    ways = [one.way for one in map(plain, own) if isinstance(one, FilesChanged)]
    archived = frozenset(list(now)[-1:]) if "object-archived" in ways else frozenset()
    visible = any(isinstance(plain(one), FilesChanged | ColumnChange | SampleReplaced) for one in own)
    silent = later is None and not archived and not set(ways) & set(_STATES)
    if rows and visible and silent and now == _state(dataset, rows, (), today):
        msg = f"objects of {dataset.name} are the same afterwards, byte for byte"
        raise CannotHappen(msg)
    return Objects(now, later, archived)


def _later(
    dataset: Dataset, rows: Rows, changes: tuple[Change, ...], now: dict[str, bytes], today: datetime.date
) -> dict[str, bytes | None] | None:
    """What differs once the first object was read."""
    ways = {one.way for one in map(plain, changes) if isinstance(one, FilesChanged)}
    if not now:
        return None
    if "object-deleted-mid-run" in ways:
        return {list(now)[-1]: None}
    rewritten = "object-replaced-mid-run" in ways
    if not rewritten and not any(isinstance(one, Placed) and one.where == MID_RUN for one in changes):
        return None
    after = _state(dataset, rows, tuple(map(_arrived, changes)), today, rewritten=rewritten)
    later: dict[str, bytes | None] = {key: data for key, data in after.items() if now.get(key) != data}
    return later | {key: None for key in now if key not in after}


def _arrived(change: Change) -> Change:
    """A change of the middle of a run when it has come: to all objects, or to those rows that it says it touches."""
    if isinstance(change, Placed) and change.where == MID_RUN and not isinstance(change.change, Touching):
        return change.change
    return change


def _state(
    dataset: Dataset, rows: Rows, changes: tuple[Change, ...], today: datetime.date, *, rewritten: bool = False
) -> dict[str, bytes]:
    if changes or rewritten:
        return _made(dataset, rows, changes, today, rewritten=rewritten)
    known = (id(dataset), id(rows), today)
    found = _unchanged.get(known)
    if found is None:
        found = (dataset, rows, _made(dataset, rows, (), today, rewritten=False))
        while len(_unchanged) >= _KEPT:
            _unchanged.pop(next(iter(_unchanged)), None)
        _unchanged[known] = found
    return dict(found[2])


def _made(
    dataset: Dataset, rows: Rows, changes: tuple[Change, ...], today: datetime.date, *, rewritten: bool
) -> dict[str, bytes]:
    parts = parts_of(dataset, rows, changes)
    objects: dict[str, bytes] = {}
    without_rows: dict[bool, bytes] = {}
    for part, key in zip(parts, _keys(dataset, parts, changes, today), strict=True):
        if part.rows or part.new not in without_rows:
            data = _content(dataset, part, _happening(changes, part), rewritten=rewritten)
            if not part.rows:
                without_rows[part.new] = data
        # Of a thousand objects without rows one is encoded.
        objects[key] = data if part.rows else without_rows[part.new]
    return objects | markers(dataset, objects, changes)


def _keys(dataset: Dataset, parts: Sequence[Part], changes: Sequence[Change], today: datetime.date) -> list[str]:
    """The parts' keys; those of one group of rows in the order of a listing, in which x-10 is before x-9."""
    usual, otherwise = KeyMaker(dataset), KeyMaker(dataset, _reformatted(changes))
    found: list[str] = []
    for _, group in itertools.groupby(parts, lambda part: (id(part.like), part.new)):
        keys = []
        for part in group:
            mine = _happening(changes, part)
            maker = otherwise if _reformatted(mine) else usual
            day = today - datetime.timedelta(days=2 if part.old else 1)
            keys.append(renamed(dataset, maker.key(part.like, day), mine))
        found += sorted(keys)
    return found


def _happening(changes: Sequence[Change], part: Part) -> list[Change]:
    """The changes that happen to an object, wherever they were placed."""
    return [plain(one) for one in changes if part.new or not isinstance(one, Placed)]


def _content(dataset: Dataset, part: Part, changes: Sequence[Change], *, rewritten: bool) -> bytes:
    sheet: Sheet = sheet_of(dataset, part.rows)
    for change in changes:
        sheet = column_changed(dataset, change, sheet)
    manner = Manner.of(dataset)
    if rewritten:
        manner = manner.anew()
    for change in changes:
        if isinstance(change, FilesChanged):
            sheet, manner = in_manner(dataset, change, sheet, manner)
        elif isinstance(change, SampleReplaced):
            sheet, manner = like_the_sample(change, sheet), manner_of_sample(change, manner)
    data = encoded(sheet, manner)
    for change in changes:
        if isinstance(change, FilesChanged):
            data = damaged(change, data)
    return data


def _reformatted(changes: Sequence[Change]) -> tuple[str, ...]:
    found = [plain(one) for one in changes]
    return tuple(
        one.column for one in found if isinstance(one, FilesChanged) and one.way == "partition-value-reformatted"
    )
