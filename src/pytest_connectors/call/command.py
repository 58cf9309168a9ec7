"""How is a connector run that is a command? In a clean environment and a process group of its own, output in files."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

_SECRET = re.compile(r"PG[A-Z]+|AWS_.*|(https?|ftp|all|no)_proxy|DATABASE_URL|PYTEST_.*|COV_.*", re.IGNORECASE)


class Completed(subprocess.CompletedProcess[str]):
    """A command that has ended: what `subprocess.run` gives, and `cwd`, the directory in which it ran."""

    cwd: Path


def clean_environment(home: Path) -> dict[str, str]:
    """This process' environment without credentials, addresses and proxies; HOME is an empty directory."""
    kept = {name: value for name, value in os.environ.items() if not _SECRET.fullmatch(name)}
    return {**kept, "HOME": str(home)}


def run_command(
    argv: Sequence[str], *, env: Mapping[str, str], cwd: Path, text: str | None, seconds: float
) -> tuple[Completed, bool]:
    """Run a command to its end or its deadline; the second value says whether it was past it and was killed.

    The command and all that it started share a process group, which is gone in any case when this returns.
    """
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(_file()) for _ in range(3)]
        files[0].write((text or "").encode())
        files[0].seek(0)
        process = subprocess.Popen(
            list(argv), env=dict(env), cwd=cwd, stdin=files[0], stdout=files[1], stderr=files[2], start_new_session=True
        )
        hung = False
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            hung = True
        finally:
            _end_group(process)
        said = [_read(file) for file in files[1:]]
    done = Completed(list(argv), process.returncode, said[0], said[1])
    done.cwd = cwd
    return done, hung


def _file() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="pytest-connectors-")


def _read(file: IO[bytes]) -> str:
    # The command wrote at a place of its own in the same open file.
    file.seek(0)
    return file.read().decode(errors="replace")


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def located(argv: Sequence[str], cwd: Path, places: Sequence[Path]) -> list[str]:
    """The command's words, where a file that is not in `cwd` but in one of `places` is named by its whole path.

    So `[sys.executable, "cron_push.py", "recs.json"]` finds the script beside the test and its file in the workdir.
    """
    return [_located(str(word), cwd, places) for word in argv]


def _located(word: str, cwd: Path, places: Sequence[Path]) -> str:
    if not word or word.startswith("-") or Path(word).is_absolute() or (cwd / word).exists():
        return word
    found = (place / word for place in places)
    return next((str(path) for path in found if path.is_file()), word)
