"""Which line of the user's code was it? The innermost frame that belongs neither to a library nor to this plugin."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

_OURS = str(Path(__file__).resolve().parents[1])
_LIBRARIES = tuple(
    {
        os.path.realpath(path)
        for key, path in sysconfig.get_paths().items()
        if key in ("stdlib", "platstdlib", "purelib", "platlib")
    }
)


def is_users(filename: str) -> bool:
    """Whether a file is the user's own."""
    if filename.startswith("<"):
        return False
    path = os.path.realpath(filename)
    if not os.path.exists(path):  # noqa: PTH110 - compiled code names the file that it was made from
        return False
    return not path.startswith((_OURS + os.sep, *(library + os.sep for library in _LIBRARIES)))


def shown(filename: str, line: int | None = None) -> str:
    """`purchases.py:24`, relative to the current directory where the file lies below it."""
    path = os.path.realpath(filename).removeprefix(os.path.realpath(Path.cwd()) + os.sep)
    return path if line is None else f"{path}:{line}"


def raised_at(trace: TracebackType | None) -> str | None:
    """The innermost line of the user's code in a traceback."""
    found = None
    while trace is not None:
        if is_users(trace.tb_frame.f_code.co_filename):
            found = shown(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return found


def without_ours(trace: TracebackType | None) -> TracebackType | None:
    """The traceback without the plugin's own frames."""
    if trace is None:
        return None
    rest = without_ours(trace.tb_next)
    if os.path.realpath(trace.tb_frame.f_code.co_filename).startswith(_OURS + os.sep):
        return rest
    return TracebackType(rest, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)


def defined_at(function: Callable[..., object]) -> str | None:
    """The line at which a function of the user's is defined."""
    inner = getattr(function, "func", function)
    code = getattr(getattr(inner, "__func__", inner), "__code__", None)
    return shown(code.co_filename, code.co_firstlineno) if code is not None and is_users(code.co_filename) else None
