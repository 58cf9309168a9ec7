"""Which line of the user's code asked for a connection?"""

from __future__ import annotations

import asyncio
import functools
import os
import sys
import sysconfig
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

_OURS = str(Path(__file__).resolve().parents[3])
_LIBRARIES = tuple(
    {
        os.path.realpath(path) + os.sep
        for key, path in sysconfig.get_paths().items()
        if key in ("stdlib", "platstdlib", "purelib", "platlib")
    }
)
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


def asking_line() -> str:
    """`connectors/push.py:41`, relative to the current directory where it lies below; empty where nobody can tell.

    It is the innermost line of this thread that is the user's. A thread or a task that a library started for the
    question has none: then the line at which tasks of the user's wait, or else where the main thread is.
    """
    return _innermost(sys._getframe(1)) or _waiting() or _innermost(_main_thread())  # noqa: SLF001 - as traceback does


def _innermost(frame: FrameType | None) -> str:
    while frame is not None:
        if _is_users(frame.f_code.co_filename):
            return _shown(frame.f_code.co_filename, frame.f_lineno)
        frame = frame.f_back
    return ""


def _main_thread() -> FrameType | None:
    return sys._current_frames().get(threading.main_thread().ident or 0)  # noqa: SLF001 - there is no other door


def _waiting() -> str:
    """The line at which most tasks of the loops that run now wait."""
    lines = Counter(filter(None, (_waiting_at(task) for loop in _loops() for task in _tasks(loop))))
    return lines.most_common(1)[0][0] if lines else ""


def _loops() -> Iterator[asyncio.AbstractEventLoop]:
    """The loops that run, by the frames in which they do."""
    for frame in sys._current_frames().values():  # noqa: SLF001 - there is no other door
        inner: FrameType | None = frame
        while inner is not None:
            if inner.f_code.co_name == "run_forever":
                loop = inner.f_locals.get("self")
                if isinstance(loop, asyncio.AbstractEventLoop):
                    yield loop
            inner = inner.f_back


def _tasks(loop: asyncio.AbstractEventLoop) -> list[asyncio.Task[Any]]:
    try:
        return list(asyncio.all_tasks(loop))
    except RuntimeError:  # they changed while they were counted
        return []


def _waiting_at(task: asyncio.Task[Any]) -> str:
    """The innermost of the user's lines at which a task waits."""
    found = ""
    inner: Any = task.get_coro()
    while inner is not None:
        frame = getattr(inner, "cr_frame", None) or getattr(inner, "ag_frame", None) or getattr(inner, "gi_frame", None)
        if frame is not None and _is_users(frame.f_code.co_filename):
            found = _shown(frame.f_code.co_filename, frame.f_lineno)
        inner = (
            getattr(inner, "cr_await", None) or getattr(inner, "ag_await", None) or getattr(inner, "gi_yieldfrom", None)
        )
    return found


@functools.lru_cache(maxsize=4096)
def _is_users(filename: str) -> bool:
    if filename.startswith("<"):
        return False
    path = os.path.realpath(filename)
    return not path.startswith((_OURS + os.sep, *_LIBRARIES)) and not any(part in path for part in _INSTALLED)


def _shown(filename: str, line: int) -> str:
    path = os.path.realpath(filename).removeprefix(os.path.realpath(Path.cwd()) + os.sep)
    return f"{path}:{line}"
