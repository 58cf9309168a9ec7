"""Does a call that does not come back come back? Whatever it waits for, short of what nobody can interrupt."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from pytest_connectors.call.deadline import INTERRUPTIONS, Deadline
from pytest_connectors.errors import ConnectorHangs


def retry() -> None:
    """A retry loop that no error ends."""
    while True:
        with contextlib.suppress(Exception):
            time.sleep(0.01)


def stubborn() -> None:
    """One that survives the first interruption."""
    for _ in range(2):
        with contextlib.suppress(BaseException):
            time.sleep(60)


WAITS: dict[str, Callable[[], object]] = {
    "a retry loop": retry,
    "a long sleep": lambda: time.sleep(60),
    "an event": lambda: threading.Event().wait(60),
    "a child": lambda: subprocess.run([sys.executable, "-c", "import time; time.sleep(60)"], check=False),
}


@pytest.mark.parametrize("wait", WAITS)
def test_it_is_interrupted(wait: str) -> None:
    """The far end is cut off first, then `ConnectorHangs` is raised in the calling thread."""
    cut: list[float] = []
    began = time.monotonic()
    deadline = Deadline(0.2, lambda: cut.append(time.monotonic() - began), lambda: pytest.fail("ended"))
    with pytest.raises(ConnectorHangs), deadline:
        WAITS[wait]()
    assert deadline.passed
    assert 0.2 <= cut[0] < 1
    assert 1.2 <= time.monotonic() - began < 5


def test_it_is_interrupted_again() -> None:
    """One that swallows the first interruption is interrupted again."""
    began = time.monotonic()
    deadline = Deadline(0.1, lambda: None, lambda: pytest.fail("ended"))
    with contextlib.suppress(ConnectorHangs), deadline:
        stubborn()
    assert deadline.passed
    assert time.monotonic() - began < 5


def test_one_that_is_lost_is_sent_again() -> None:
    """What arrives in a finalizer is heard by nobody: it counts for nothing, and warns nobody."""
    lost: list[int] = []

    class Left:
        def __del__(self) -> None:
            if len(lost) < INTERRUPTIONS:
                lost.append(1)
                time.sleep(60)

    def leave() -> None:
        while True:
            Left()
            time.sleep(0.01)

    outer = sys.unraisablehook
    with pytest.raises(ConnectorHangs), Deadline(0.1, lambda: None, lambda: pytest.fail("ended")):
        leave()
    assert len(lost) == INTERRUPTIONS
    assert sys.unraisablehook is outer


def test_what_else_cannot_be_raised_is_told() -> None:
    """An error in a finalizer of the connector's goes where it went before."""

    class Bad:
        def __del__(self) -> None:
            raise ValueError

    told: list[object] = []
    outer, sys.unraisablehook = sys.unraisablehook, lambda unraisable: told.append(unraisable.exc_type)
    try:
        with Deadline(5, lambda: None, lambda: None):
            Bad()
    finally:
        sys.unraisablehook = outer
    assert told == [ValueError]


def test_cutting_off_is_enough() -> None:
    """A call that comes back when the far end is gone is past its deadline and is not interrupted."""
    gone = threading.Event()
    deadline = Deadline(0.1, gone.set, lambda: pytest.fail("ended"))
    with deadline:
        gone.wait(60)
    time.sleep(1.5)
    assert deadline.passed


def test_in_time() -> None:
    """A call that is in time is left alone, also later, and a late signal ends nothing."""
    with Deadline(0.1, lambda: pytest.fail("severed"), lambda: pytest.fail("ended")) as deadline:
        pass
    time.sleep(0.2)
    signal.raise_signal(signal.SIGUSR2)
    assert not deadline.passed


def test_in_another_thread() -> None:
    """In a thread that no signal reaches, a loop is interrupted nevertheless."""
    raised: list[BaseException] = []

    def work() -> None:
        try:
            with Deadline(0.1, lambda: None, lambda: None):
                retry()
        except ConnectorHangs as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert len(raised) == 1


def test_the_end() -> None:
    """What no interruption ends, ends with the process."""
    ended = threading.Event()

    def endless() -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end and not ended.is_set():
            with contextlib.suppress(BaseException):
                time.sleep(0.01)

    with contextlib.suppress(ConnectorHangs), Deadline(0.1, lambda: None, ended.set):
        endless()
    assert ended.is_set()
