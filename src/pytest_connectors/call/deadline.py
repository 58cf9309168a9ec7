"""What if the connector does not come back? Cut it off, then interrupt it, then end the process with the verdict."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

from pytest_connectors.errors import ConnectorHangs

GRACE = 1.0
INTERRUPTIONS = 3
_MOST_LOST = 10
_LINES = 10**6
_WAKING = signal.SIGUSR2


class Deadline:
    """A limit on the time of one call in this thread.

    (1) `sever` cuts the far end off: a blocked call comes back. (2) A retry loop does not: `ConnectorHangs` is raised
    in the calling thread, again each second, three times; in the main thread a signal wakes it from a sleep or a wait.
    (3) Then `end` ends the process with the verdict written.

    An interruption that arrives while Python finalizes an object is lost there: it is sent again, and is none.
    """

    def __init__(self, seconds: float, sever: Callable[[], None], end: Callable[[], None]) -> None:
        """Watch for `seconds`, from the moment of entry."""
        self.passed = False
        self._seconds, self._sever, self._end = seconds, sever, end
        self._thread = threading.get_ident()
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._wakes = False
        self._sent = False
        self._lost = threading.Event()
        self._outer_hook = sys.unraisablehook
        self._hook = self._drop

    def __enter__(self) -> Self:
        """Begin to watch."""
        self._thread = threading.get_ident()
        self._wakes = _can_wake()
        self._outer_hook, sys.unraisablehook = sys.unraisablehook, self._hook
        threading.Thread(target=self._watch, name="pytest-connectors-deadline", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching; an interruption that is on its way is waited for and held here."""
        while not self._done.is_set():
            try:
                with self._lock:
                    self._done.set()
            except ConnectorHangs:
                continue
        if self._sent:
            _let_it_arrive(self._thread)
        if sys.unraisablehook is self._hook:
            sys.unraisablehook = self._outer_hook

    def _drop(self, unraisable: Any) -> None:
        """Take note of an interruption that nobody could hear; all else goes to whom it went before."""
        if unraisable.exc_type is ConnectorHangs:
            self._lost.set()
        else:
            self._outer_hook(unraisable)

    def _watch(self) -> None:
        if self._done.wait(self._seconds):
            return
        self.passed = True
        self._sever()
        if self._done.wait(GRACE):
            return
        heard = 0
        for _ in range(INTERRUPTIONS + _MOST_LOST):
            with self._lock:
                if self._done.is_set():
                    return
                self._sent = True
                self._lost.clear()
                _interrupt(self._thread, ConnectorHangs)
                if self._wakes:
                    signal.pthread_kill(self._thread, _WAKING)
            if self._done.wait(GRACE):
                return
            heard += not self._lost.is_set()
            if heard == INTERRUPTIONS:
                break
        self._end()


def _interrupt(thread: int, error: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))


def _let_it_arrive(thread: int) -> None:
    """Send one more interruption and hold it, in place of one that may be on its way.

    Taking one back, by NULL, leaves CPython 3.11's flag for it set: the next `sys.settrace` would then never return.
    """
    with contextlib.suppress(ConnectorHangs):
        _interrupt(thread, ConnectorHangs)
        for _ in range(_LINES):
            pass


def _can_wake() -> bool:
    """Whether this thread can be woken by a signal: it is the main thread, and nobody else uses the signal."""
    if threading.current_thread() is not threading.main_thread():
        return False
    if signal.getsignal(_WAKING) is signal.SIG_DFL:
        # It stays: one that arrives when the call is over must not end the process.
        signal.signal(_WAKING, _wake)
    return signal.getsignal(_WAKING) is _wake


def _wake(_number: int, _frame: FrameType | None) -> None:
    """Nothing: the interruption that is waiting for this thread is raised as soon as it runs any line."""
