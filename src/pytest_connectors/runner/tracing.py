"""At which line did it go wrong? The failing case is run once more, watched: where was an exception held, who asked?"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from pytest_connectors.call.source import is_users, shown
from pytest_connectors.call.state import Kept
from pytest_connectors.drift.changes import Change
from pytest_connectors.runner.rowsets import Rowset
from pytest_connectors.runner.trial import Trials

_ASKS = (
    "execute", "executemany", "copy", "fetch", "fetchall", "fetchone", "fetchval", "fetchrow", "fetchmany", "fetch_df",
    "read_sql", "read_sql_query", "read_sql_table", "read_database", "read_database_uri", "to_sql", "scalars", "scalar",
    "adbc_ingest", "write_database", "add_all", "commit", "stream",
)  # fmt: skip


class _Watch:
    """Remembers the user's lines at which an exception passed, and those that asked a driver."""

    def __init__(self) -> None:
        self.held: str | None = None
        self.asked: str | None = None
        self._users: dict[str, bool] = {}

    def _is_users(self, frame: FrameType) -> bool:
        filename = frame.f_code.co_filename
        if filename not in self._users:
            self._users[filename] = is_users(filename)
        return self._users[filename]

    def profile(self, frame: FrameType, event: str, arg: Any) -> None:
        if event == "call":
            name, caller = frame.f_code.co_name, frame.f_back
        elif event == "c_call":
            name, caller = getattr(arg, "__name__", ""), frame
        else:
            return
        if name in _ASKS and caller is not None and self._is_users(caller):
            self.asked = shown(caller.f_code.co_filename, caller.f_lineno)

    def trace(self, frame: FrameType, event: str, arg: Any) -> Any:
        if not self._is_users(frame):
            return None
        if event == "exception" and not issubclass(arg[0], StopIteration | StopAsyncIteration | GeneratorExit):
            self.held = self.held or shown(frame.f_code.co_filename, frame.f_lineno)
        return self.trace


def line_at_fault(
    trials: Trials, rowset: Rowset, changes: tuple[Change, ...], state: Kept, seconds: float
) -> str | None:
    """The user's line at which an exception was held, else the one that asked the far end; None where none is seen."""
    watch, kept = _Watch(), (sys.gettrace(), sys.getprofile())
    sys.setprofile(watch.profile)
    sys.settrace(watch.trace)
    try:
        seen = trials.observe(rowset, changes, state, seconds=seconds)
    finally:
        sys.setprofile(kept[1])
        sys.settrace(kept[0])
    # What the body itself raised after the call is no exception that the connector held.
    held = None if seen.assertion is not None and seen.assertion.where == watch.held else watch.held
    return held or watch.asked
