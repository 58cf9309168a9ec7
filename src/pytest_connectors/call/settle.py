"""What did the call really return? What is lazy is drained inside the call: a late error is an error of the call."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

Await = Callable[[Awaitable[Any]], Any]


def settle(result: Any, wait: Await) -> tuple[Any, Any]:
    """What to look at, and what to hand on to the test in its place: the same things, as lazy as they were.

    Args:
        result: What the connector returned.
        wait: Runs an awaitable on the item's event loop.
    """
    if inspect.isawaitable(result):
        result = wait(result)
    if isinstance(result, AsyncIterator):
        items = wait(_collected(result))
        return items, iter(items)
    library = type(result).__module__.partition(".")[0]
    if library == "polars" and type(result).__name__ == "LazyFrame":
        frame = result.collect()
        return frame, frame.lazy()
    if library == "pyarrow" and type(result).__name__ == "RecordBatchReader":
        table = result.read_all()
        return table, table.to_reader()
    if library == "sqlalchemy" and hasattr(result, "freeze"):
        frozen = result.freeze()
        return list(frozen()), frozen()
    if hasattr(result, "fetchall") and hasattr(result, "description"):
        return _cursor(result)
    if isinstance(result, Iterator):
        items = list(result)
        return items, iter(items)
    return result, result


async def _collected(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]


def _cursor(cursor: Any) -> tuple[Any, Any]:
    """A cursor's rows under their columns' names; the cursor is put back to its start where it can be."""
    if cursor.description is None:
        return None, cursor
    rows = cursor.fetchall()
    names = [column[0] for column in cursor.description]
    seen = [dict(zip(names, row, strict=True)) if isinstance(row, tuple) else row for row in rows]
    if hasattr(cursor, "scroll") and rows:
        cursor.scroll(0, mode="absolute")
        return seen, cursor
    return seen, iter(rows)
