"""Which rows does a change touch, and does a promise speak of what it does to them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.changes import Change, FilesEmptied, Placed, Touching, is_touching, plain, touching
from pytest_connectors.drift.hints import NO_HINT, Hint
from pytest_connectors.runner.rowsets import Rowset


def touched_places(changes: tuple[Change, ...], rowset: Rowset, read: Iterable[str]) -> dict[str, frozenset[int]]:
    """By table that is read and touched: the places of the rows that are no longer what they were."""
    found: dict[str, frozenset[int]] = {}
    for name in read:
        rows = rowset.rows.get(name, ())
        mine = touching(changes, name)
        places = frozenset[int]().union(*(one.touched(rows) for one in mine))
        if places or any(len(one.apply(rows)) != len(rows) for one in mine):
            found[name] = places
    return found


def is_promised(
    changes: tuple[Change, ...],
    names: frozenset[str] | None,
    hints: Mapping[str, Hint],
    asserted: frozenset[tuple[str, str]] = frozenset(),
) -> bool:
    """Whether a promise speaks of each change to values or rows.

    Args:
        changes: All that changed.
        names: The columns that `returns=` names.
        hints: What it says of their values.
        asserted: The tables and columns of which the test itself looked at the rows, as they are now, and was content.
    """
    found = [one for one in changes if is_touching(one)]
    return bool(found) and all(
        _speaks_of(one, names or frozenset(), hints) or _is_asserted(one, asserted) for one in found
    )


def unseen_writes(changes: tuple[Change, ...], written: Iterable[str]) -> str | None:
    """Why no far end can tell whether what was written is right, where none can."""
    for one in map(plain, changes):
        if isinstance(one, change.RequestChanged) and one.way == "field-ignored" and one.table in set(written):
            return (
                f"the API takes {one.column!r} and does not keep it: only who reads back what was written can tell; "
                "read it back in the connector, or assert rest.stored in the test"
            )
        if isinstance(one, change.UnitChanged) and one.table in set(written):
            return (
                f"no far end can tell in which unit {one.column!r} is written: say what values it may have, "
                "by a CHECK in the DDL or an assertion in the test"
            )
    return None


def _is_asserted(one: Touching | FilesEmptied | Placed, asserted: frozenset[tuple[str, str]]) -> bool:
    # Rows that are wrong themselves agree with a result that is as wrong: there an assertion on them says nothing.
    return not one.needs_promise and (one.table, getattr(one, "column", "")) in asserted


def _speaks_of(one: Touching | FilesEmptied | Placed, names: frozenset[str], hints: Mapping[str, Hint]) -> bool:
    hint = hints.get(getattr(one, "column", ""), NO_HINT)
    match plain(one):
        case change.UnitChanged():
            return hint.minimum is not None or hint.maximum is not None or bool(hint.allowed)
        case change.SentinelAppeared() | change.LabelAdded() | change.LabelRenamed():
            return bool(hint.allowed)
        case change.KeyDuplicated(key=key):
            return any(hints.get(name, NO_HINT).unique for name in key)
        case change.RowsChanged(way="doubled"):
            return any(hint.unique for hint in hints.values())
        case change.RowsChanged() | change.RowsHidden() | change.CursorLate() | change.RowsSoftDeleted():
            return False
        case FilesEmptied():
            return False
        case change.PagesOverlap():
            return any(hint.unique for hint in hints.values())
        case change.ZerosLost():
            return bool(hint.allowed) or hint.shortest is not None
        case _:
            return getattr(one, "column", "") in names
