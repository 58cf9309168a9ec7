"""Who tidies up when we are killed?

A shell that waits on a pipe. Only we hold the pipe's other end, so the shell reads end-of-file when we are gone,
however we went. It then ends the server that it was told of and removes the folders. An orderly stop goes the same way.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path

# A line says which process group is ours to end; an empty one, that there is none any more. Killed before we could say
# it, the server's own pid file does. After a server that was killed, line 7 of that file ends with the id of a piece of
# shared memory, which outlives all processes. An initdb that outlives us writes on for a moment: so more than once.
SCRIPT = r"""
trap '' HUP INT QUIT TERM
group= told=
while read -r line; do group=$line told=yes; done
lock=$1/data/postmaster.pid
if [ -z "$told" ] && [ -r "$lock" ]; then read -r group < "$lock"; fi
if [ -n "$group" ] && kill -s QUIT -- "-$group"; then
    tries=0
    while kill -s 0 -- "-$group" && [ $tries -lt 80 ]; do
        sleep 0.1 || sleep 1
        tries=$((tries + 1))
    done
    kill -s KILL -- "-$group"
fi
memory=$(sed -n '7s/.* //p' "$lock")
[ -z "$memory" ] || ipcrm -m "$memory"
left() { for one in "$@"; do [ ! -e "$one" ] || return 0; done; return 1; }
tries=0
rm -rf "$@"
while left "$@" && [ $tries -lt 40 ]; do
    sleep 0.25 || sleep 1
    rm -rf "$@"
    tries=$((tries + 1))
done
"""
PATIENCE = 20.0
_held: weakref.WeakSet[Watchdog] = weakref.WeakSet()


class Watchdog:
    """A shell that outlives us by the moment it takes to end our server and to remove our folders."""

    def __init__(self, home: Path, *others: Path) -> None:
        """Start it; `home` is the folder with the server's `data`, `others` are removed as well."""
        path = os.pathsep.join([os.environ.get("PATH", "/bin"), os.defpath, "/usr/sbin", "/sbin"])
        self._begin(
            ["/bin/sh", "-c", SCRIPT, "pytest-connectors-watchdog", str(home), *map(str, others)], {"PATH": path}
        )

    def _begin(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self._shell = subprocess.Popen(  # our own script
            argv,
            stdin=subprocess.PIPE,
            # Not our own: whoever reads our output to its end would wait for the shell.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env=env,
            start_new_session=True,
        )
        _held.add(self)

    def guard(self, group: int | None) -> None:
        """Tell which process group has to end with us; None when it has ended, since its number may be reused."""
        self._say(str(group or ""))

    def _say(self, line: str) -> None:
        assert self._shell.stdin is not None  # noqa: S101  # for the type checker
        with contextlib.suppress(OSError):  # the shell was killed: atexit is left
            self._shell.stdin.write(f"{line}\n".encode())

    def let_go(self) -> None:
        """Close our end in a forked child, which would keep the pipe open when we are gone."""
        assert self._shell.stdin is not None  # noqa: S101  # for the type checker
        with contextlib.suppress(OSError):
            self._shell.stdin.close()

    def dismiss(self) -> None:
        """Have it do its work now, and wait until it is done."""
        self.let_go()
        try:
            self._shell.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._shell.kill()
            self._shell.wait()
        _held.discard(self)


def _let_go_of_all() -> None:
    for watchdog in list(_held):
        watchdog.let_go()


os.register_at_fork(after_in_child=_let_go_of_all)


def end_group(group: int, number: signal.Signals) -> None:
    """Send a signal to a process group that may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def clear_after_death(data: Path) -> None:
    """End and free what a server leaves that was killed: its pid file is still there."""
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    # One in the middle of a query does not notice. All of them work in the data directory.
    for process in Path("/proc").glob("[0-9]*"):  # elsewhere there is no /proc: they end with their query
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == data.resolve():
                os.kill(int(process.name), signal.SIGKILL)
    with contextlib.suppress(OSError, IndexError, subprocess.SubprocessError):
        memory = lock.read_text().splitlines()[6].split()[-1]
        subprocess.run(["ipcrm", "-m", memory], capture_output=True, timeout=PATIENCE, check=False)  # noqa: S607  # wherever the PATH says
