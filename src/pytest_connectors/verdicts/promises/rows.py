"""What are the rows of a result, for a library that checks rows?"""

from __future__ import annotations

import copy
from typing import Any

from pytest_connectors.verdicts.kinds import Cell, Listing, Node, Record, rows_of
from pytest_connectors.verdicts.snapshot import node_of


def plain_rows(result: Any) -> list[dict[str, Any]]:
    """A result as plain dicts.

    Raises:
        TypeError: It is not made of rows.
    """
    rows = []
    for row in rows_of(node_of(result)):
        if not isinstance(row, Record):
            msg = f"returns= promises columns, and the result is a {type(result).__name__} that has none"
            raise TypeError(msg)
        rows.append({name: _plain(node) for name, node in row.fields})
    return rows


def copied(result: Any) -> Any:
    """A copy of the result, so that a check cannot change it; the result itself where it cannot be copied."""
    try:
        return copy.deepcopy(result)
    except Exception:  # noqa: BLE001 - a lock, a cursor, whatever a class of the user's raises
        return result


def _plain(node: Node) -> Any:
    match node:
        case Cell("float", "NaN"):
            return float("nan")
        case Cell(_, (whole, int())):
            # A moment with nanoseconds, which Python's own cannot hold.
            return whole
        case Cell(_, value):
            return getattr(value, "value", value)
        case Record(fields):
            return {name: _plain(inner) for name, inner in fields}
        case Listing(items):
            return [_plain(item) for item in items]
