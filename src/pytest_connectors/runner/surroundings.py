"""What may one run leave to the next? Nothing: what a body changes around it is put back."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_connectors.runner.clients import forget_clients

_SEED = 20260101


@contextlib.contextmanager
def restored(
    directories: Sequence[Path] = (), clear: Sequence[Callable[[], None]] = (), hidden: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Put back what a run may change: cwd, environment, import path, random states, cached clients, directories.

    `random` and numpy's global generator start alike before each run.

    Args:
        directories: Directories whose contents are put back, such as `tmp_path`.
        clear: Called at the end, for instance to clear captured logs.
        hidden: Variables that the run must not see, as long as they have these values: a fixture may set its own.
    """
    cwd, environment, path = Path.cwd(), dict(os.environ), list(sys.path)
    states = _random_states()
    with _contents(directories):
        _seed()
        try:
            with without(hidden or {}):
                yield
        finally:
            with contextlib.suppress(OSError):
                os.chdir(cwd)
            if dict(os.environ) != environment:
                os.environ.clear()
                os.environ.update(environment)
            sys.path[:] = path
            _set_random_states(states)
            forget_clients()
            for one in clear:
                one()


@contextlib.contextmanager
def without(hidden: Mapping[str, str]) -> Iterator[None]:
    """Hide variables of the environment as long as they have these values."""
    taken = {name: os.environ.pop(name) for name, value in hidden.items() if os.environ.get(name) == value}
    try:
        yield
    finally:
        os.environ.update({name: value for name, value in taken.items() if name not in os.environ})


def _seed() -> None:
    random.seed(_SEED)
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed(_SEED)


def _random_states() -> tuple[Any, Any]:
    numpy = sys.modules.get("numpy")
    return random.getstate(), None if numpy is None else numpy.random.get_state()


def _set_random_states(states: tuple[Any, Any]) -> None:
    random.setstate(states[0])
    if states[1] is not None:
        sys.modules["numpy"].random.set_state(states[1])


@contextlib.contextmanager
def _contents(directories: Sequence[Path]) -> Iterator[None]:
    directories = [directory for directory in directories if directory.is_dir()]
    if not any(any(directory.iterdir()) for directory in directories):
        try:
            yield
        finally:
            for directory in directories:
                _empty(directory)
        return
    with tempfile.TemporaryDirectory(prefix="pytest-connectors-") as kept:
        copies = [Path(kept) / str(i) for i in range(len(directories))]
        for directory, copy in zip(directories, copies, strict=True):
            shutil.copytree(directory, copy, symlinks=True)
        try:
            yield
        finally:
            for directory, copy in zip(directories, copies, strict=True):
                _empty(directory)
                shutil.copytree(copy, directory, symlinks=True, dirs_exist_ok=True)


def _empty(directory: Path) -> None:
    for entry in list(directory.iterdir()) if directory.is_dir() else []:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
