"""What did a writer leave? The state of a written table against what should lie in it."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pytest_connectors.verdicts.kinds import Listing, Node, Record, canonical


class SinkState(enum.Enum):
    """What a run left in a written table; the values complete the sentence `it left ...`."""

    AS_EXPECTED = "what it should"
    UNTOUCHED = "nothing written"
    ALTERED = "other values"
    PARTIAL = "half a write"
    DOUBLED = "rows too many"
    DELETED = "earlier rows deleted"


@dataclass(frozen=True)
class Sink:
    """What lay in a written table before a run, and what should lie there after it.

    Attributes:
        before: The earlier rows, as the change left them.
        expected: The rows after a run on the unchanged system, the earlier ones among them as the change left them.
        ignored: Columns that the server fills and the connector does not write.
        unhealed: The earlier rows and the expected ones on the unchanged system.
    """

    before: Listing
    expected: Listing
    ignored: frozenset[str] = frozenset()
    unhealed: tuple[Listing, Listing] = field(default=(Listing(()), Listing(())))

    def is_untouched(self, rows: Listing) -> bool:
        """Whether there lies what lay there before, even where that is what should lie there after."""
        return self.counted(rows) == self.counted(self.before)

    def healing(self) -> Sink:
        """The same sink on the unchanged system."""
        before, expected = self.unhealed
        return replace(self, before=before, expected=expected)

    def without_ignored(self, rows: Listing) -> Listing:
        """The rows without the columns that are not compared."""
        if not self.ignored:
            return rows
        kept = (
            Record(tuple((n, v) for n, v in row.fields if n not in self.ignored)) if isinstance(row, Record) else row
            for row in rows.items
        )
        return Listing(tuple(kept))

    def counted(self, rows: Listing) -> Counter[object]:
        """The rows as a multiset."""
        return Counter(canonical(row, ordered=True) for row in self.without_ignored(rows).items)


def expected_rows(before: Listing, after: Listing, changed_before: Listing, key: Sequence[str] = ()) -> Listing:
    """What an unchanged run left, with the earlier rows as the change left them.

    Args:
        before: The earlier rows.
        after: The rows after the unchanged run.
        changed_before: The earlier rows after the change, in the same order.
        key: The columns that tell one row from another, so that a row is known again when its other columns differ.
    """
    # Rows that are there twice come behind those that they repeat.
    count = len(before.items)
    return expected_after(before, after, changed_before.items[:count], changed_before.items[count:], key)


def expected_after(
    before: Listing, after: Listing, became: Sequence[Node | None], more: Sequence[Node], key: Sequence[str] = ()
) -> Listing:
    """What an unchanged run left, with the earlier rows as the change left them.

    Args:
        before: The earlier rows.
        after: The rows after the unchanged run.
        became: What the change made of each earlier row; None where it is gone.
        more: The rows that came with the change.
        key: As above.
    """
    waiting: dict[object, list[Node | None]] = {}
    for old, new in zip(before.items, became, strict=True):
        waiting.setdefault(canonical(old, ordered=True), []).append(new)
    rows: list[Node | None] = []
    for row in after.items:
        images = waiting.get(canonical(row, ordered=True))
        rows.append(images.pop(0) if images else _rewritten(row, before, became, key))
    return Listing((*(row for row in rows if row is not None), *more))


def paired(before: Listing, now: Listing, key: Sequence[str]) -> tuple[tuple[Node | None, ...], tuple[Node, ...]]:
    """What each of some rows is now, None where it is gone, and the rows that none of them became.

    They are known by their key, where it is still there; else as what they were, and then by their place.
    """
    known: dict[object, list[Node]] = {}
    by_key = bool(key) and all(_key(row, key) is not None for row in now.items)
    for row in now.items:
        known.setdefault(_key(row, key) if by_key else canonical(row, ordered=True), []).append(row)
    if not by_key and len(before.items) == len(now.items):
        return now.items, ()
    became = []
    for row in before.items:
        images = known.get(_key(row, key) if by_key else canonical(row, ordered=True))
        became.append(images.pop(0) if images else None)
    return tuple(became), tuple(row for images in known.values() for row in images)


def _key(row: Node, key: Sequence[str]) -> object:
    """The values of a row's key; None where it has none."""
    if not isinstance(row, Record):
        return None
    fields = dict(row.fields)
    return tuple(canonical(fields[name], ordered=True) for name in key) if set(key) <= fields.keys() else None


def _rewritten(row: Node, before: Listing, changed_before: Sequence[Node | None], key: Sequence[str]) -> Node:
    """A row that the run wrote; where it wrote over an earlier one, with what the change made of the rest."""
    if not key or not isinstance(row, Record):
        return row
    fields = dict(row.fields)
    for old, new in zip(before.items, changed_before, strict=False):
        if isinstance(old, Record) and isinstance(new, Record):
            was, became = dict(old.fields), dict(new.fields)
            if all(was.get(name) == fields.get(name) for name in key):
                kept = ((n, became[n] if was.get(n) == v else v) for n, v in row.fields if n in became)
                return Record(tuple(kept))
    return row


def sink_state(sink: Sink, rows: Listing) -> SinkState:
    """The state in which a run left a written table."""
    found, before, expected = sink.counted(rows), sink.counted(sink.before), sink.counted(sink.expected)
    if found == expected:
        return SinkState.AS_EXPECTED
    if found == before:
        return SinkState.UNTOUCHED
    wanted, written = expected - before, found - before
    if (before - found) - (before - expected):
        return SinkState.DELETED
    if not written:
        return SinkState.DELETED
    if written.total() != wanted.total():
        return SinkState.PARTIAL if written.total() < wanted.total() else SinkState.DOUBLED
    return SinkState.ALTERED
