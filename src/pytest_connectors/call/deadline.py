"""What if the connector does not come back? Cut it off, then interrupt it, then end the process with the verdict."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from pytest_connectors.errors import ConnectorHangs

GRACE = 1.0
INTERRUPTIONS = 3


class Deadline:
    """A limit on the time of one call in this thread.

    (1) `sever` cuts the far end off: a blocked call comes back. (2) A retry loop does not: `ConnectorHangs` is raised
    in the calling thread, again each second, three times. (3) Then `end` ends the process with the verdict written.
    """

    def __init__(self, seconds: float, sever: Callable[[], None], end: Callable[[], None]) -> None:
        """Watch for `seconds`, from the moment of entry."""
        self.passed = False
        self._seconds, self._sever, self._end = seconds, sever, end
        self._thread = threading.get_ident()
        self._done = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Begin to watch."""
        self._thread = threading.get_ident()
        threading.Thread(target=self._watch, name="pytest-connectors-deadline", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching; an interruption that is on its way is taken back."""
        while not self._done.is_set():
            try:
                with self._lock:
                    self._done.set()
                    if self.passed:
                        _interrupt(self._thread, None)
            except ConnectorHangs:
                continue

    def _watch(self) -> None:
        if self._done.wait(self._seconds):
            return
        self.passed = True
        self._sever()
        if self._done.wait(GRACE):
            return
        for _ in range(INTERRUPTIONS):
            with self._lock:
                if self._done.is_set():
                    return
                _interrupt(self._thread, ConnectorHangs)
            if self._done.wait(GRACE):
                return
        self._end()


def _interrupt(thread: int, error: type[BaseException] | None) -> None:
    value = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), value)
