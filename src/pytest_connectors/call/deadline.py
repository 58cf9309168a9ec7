"""What if the connector does not come back? Cut it off, then interrupt it, then end the process with the verdict."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

from pytest_connectors.errors import ConnectorHangs

GRACE = 1.0
INTERRUPTIONS = 3
_LINES = 10**6
_WAKING = signal.SIGUSR2


class Deadline:
    """A limit on the time of one call in this thread.

    (1) `sever` cuts the far end off: a blocked call comes back. (2) A retry loop does not: `ConnectorHangs` is raised
    in the calling thread, again each second, three times; in the main thread a signal wakes it from a sleep or a wait.
    (3) Then `end` ends the process with the verdict written.
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

    def __enter__(self) -> Self:
        """Begin to watch."""
        self._thread = threading.get_ident()
        self._wakes = _can_wake()
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
                self._sent = True
                _interrupt(self._thread, ConnectorHangs)
                if self._wakes:
                    signal.pthread_kill(self._thread, _WAKING)
            if self._done.wait(GRACE):
                return
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
