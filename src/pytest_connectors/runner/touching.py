"""Which rows does a change touch, and does a promise speak of what it does to them?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import parse_qsl

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


def unseen_writes(
    changes: tuple[Change, ...],
    written: Iterable[str],
    unsent: Collection[tuple[str, str]] = (),
    asked: Sequence[str] = (),
) -> str | None:
    """Why no far end can tell whether what was written is right, where none can.

    Args:
        changes: All that changed.
        written: The tables that are written.
        unsent: The tables and columns into which the connector writes nothing.
        asked: What it asked of the far end.
    """
    for one in map(plain, changes):
        if getattr(one, "table", None) not in set(written):
            continue
        if isinstance(one, change.RequestChanged) and one.way == "parameter-renamed" and _says(asked, one.column):
            return (
                f"the API no longer heeds the parameter {one.column!r}, which it sends, and nobody can tell what it "
                "was for: assert in the test what must come of it"
            )
        if isinstance(one, change.RequestChanged) and one.way == "field-ignored":
            if (one.table, one.column) in unsent:
                continue
            return (
                f"the API takes {one.column!r} and does not keep it: only who reads back what was written can tell; "
                "read it back in the connector, or assert rest.stored in the test"
            )
        if isinstance(one, change.UnitChanged):
            return (
                f"no far end can tell in which unit {one.column!r} is written: say what values it may have, "
                "by a CHECK in the DDL or an assertion in the test"
            )
    return None


def _says(asked: Sequence[str], parameter: str) -> bool:
    """Whether a request's query says a parameter."""
    queries = (one.partition("?")[2] for one in asked)
    return any(name == parameter for query in queries for name, _ in parse_qsl(query, keep_blank_values=True))


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
        case change.PrecisionChanged() | change.OffsetChanged():
            # That there is a number, or a time, says nothing of its cents, or of where it is that time.
            return bool(hint.allowed)
        case change.PagesOverlap():
            return any(hint.unique for hint in hints.values())
        case change.ZerosLost():
            return bool(hint.allowed) or hint.shortest is not None
        case _:
            return getattr(one, "column", "") in names
