"""What does the fixture `connector` give? An object that is called with the function under test, like a benchmark."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar, overload

from pytest_connectors.call.command import Completed, clean_environment, located, run_command
from pytest_connectors.call.deadline import Deadline
from pytest_connectors.call.fresh import Fresh, absent, check_module
from pytest_connectors.call.loop import Loop
from pytest_connectors.call.recorder import Recorder
from pytest_connectors.call.settle import settle
from pytest_connectors.call.source import defined_at, shown
from pytest_connectors.call.state import State, empty
from pytest_connectors.errors import BadContract, ConnectorHangs
from pytest_connectors.verdicts.kinds import NULL
from pytest_connectors.verdicts.observation import Fault

P = ParamSpec("P")
T = TypeVar("T")


class Connector:
    """Calls the code under test and looks at what it does.

    Example:
        >>> def test_reads_every_purchase(connector, postgres):
        ...     history = connector(load_purchases, postgres.url)
    """

    def __init__(
        self, room: Path, places: Sequence[Path] = (), environment: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """A connector whose files lie in `room`; scripts are sought in `places`; `environment` is the far ends'."""
        self._home, self._workdir, self._places = room / "home", room / "workdir", tuple(places)
        self._state = State(room / "state")
        self._loop = Loop()
        self._recorder: Recorder | None = None
        self._fresh = Fresh(environment)
        for directory in (self._home, self._workdir, self._state.path):
            empty(directory)

    @property
    def workdir(self) -> Path:
        """A directory for the connector's files, empty in each case."""
        return self._workdir

    @property
    def state(self) -> State:
        """What the connector keeps between two runs: values by name, and files by `state / name`."""
        return self._state

    @overload
    def __call__(self, function: Callable[P, Coroutine[Any, Any, T]], /, *args: P.args, **kwargs: P.kwargs) -> T: ...
    @overload
    def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T: ...
    def __call__(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call the function (a coroutine function is awaited) and give what it returns.

        Iterators and cursors are drained inside the call and handed on anew.

        Raises:
            BadContract: What is given cannot be called.
        """
        __tracebackhide__ = True
        if not callable(function):
            msg = (
                f"connector(...) takes the function under test and its arguments; its first argument is {function!r}. "
                "Write connector(load, url), not connector(load(url)); a command goes through connector.run([...])."
            )
            raise BadContract(msg)
        recorder = self._current()
        recorder.where = recorder.where or defined_at(function)
        started = time.perf_counter()
        limits = recorder.limits
        deadline = Deadline(limits.seconds, limits.sever, limits.end)
        try:
            with deadline:
                seen, handed_on = settle(function(*args, **kwargs), self._loop.wait)
                recorder.returned(seen)
        except ConnectorHangs:
            recorder.hung = True
            raise
        except SystemExit as error:
            if error.code:
                recorder.raised_in_call(error)
                raise
            recorder.nodes.append(NULL)
            return None
        except (Exception, asyncio.CancelledError) as error:
            recorder.hung = deadline.passed
            recorder.raised_in_call(error)
            raise
        finally:
            recorder.hung = recorder.hung or deadline.passed
            recorder.seconds += time.perf_counter() - started
        return handed_on

    def run(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | str | None = None,
        input: str | None = None,  # noqa: A002 - the name that subprocess.run gives it
    ) -> Completed:
        """Run a connector that is a command; like `subprocess.run`, with its output as text.

        Args:
            argv: The command; a script that lies beside the test is found there.
            env: Laid over a clean environment: no `PG*`, `AWS_*`, proxies, and HOME is empty.
            cwd: Where it runs; by default `connector.workdir`.
            input: What it reads.

        Raises:
            ConnectorHangs: It did not end in time and was killed.
        """
        __tracebackhide__ = True
        recorder = self._current()
        started = time.perf_counter()
        place = self._workdir if cwd is None else Path(cwd)
        words = located([str(word) for word in argv], place, self._places)
        recorder.where = recorder.where or next((shown(word) for word in words if word.endswith(".py")), None)
        environment = {**clean_environment(self._home), **(env or {})}
        try:
            done, hung = run_command(words, env=environment, cwd=place, text=input, seconds=recorder.limits.seconds)
        except OSError as error:
            recorder.raised_in_call(error)
            # The frames are the plugin's and the library's: which command it was, the error says.
            raise error.with_traceback(None) from None
        recorder.seconds += time.perf_counter() - started
        if hung:
            recorder.hung = True
            msg = f"{words} did not end within {recorder.limits.seconds:g} s"
            raise ConnectorHangs(msg)
        if done.returncode:
            said = (done.stderr or done.stdout).strip()
            recorder.spoke(Fault(f"exit status {done.returncode}", said.splitlines()[-1] if said else "", chain=said))
        recorder.returned(done, is_command=True)
        return done

    def fresh(self, module: str) -> Any:
        """Import a module and its package anew, under the far ends' environment; the old ones are put back afterwards.

        For a connector that makes its client or reads its settings when it is imported. What the import raises is an
        error of the call.

        Args:
            module: Its name, as in an import statement: `"app.reader"`.

        Raises:
            BadContract: There is no such module.

        Example:
            >>> def test_reads_a_day(connector, s3):
            ...     connector(connector.fresh("app.reader").load_day, day)
        """
        __tracebackhide__ = True
        name, recorder = check_module(module), self._current()
        limits = recorder.limits
        deadline = Deadline(limits.seconds, limits.sever, limits.end)
        try:
            with deadline, absent(name):
                found = self._fresh.imported(name)
        except BadContract:
            raise
        except (ConnectorHangs, SystemExit, Exception) as error:
            recorder.hung = deadline.passed or isinstance(error, ConnectorHangs)
            recorder.raised_in_call(error)
            raise
        # The import alone is no call: nothing is observed by it.
        recorder.calls -= 1
        return found

    def begin(self, recorder: Recorder) -> None:
        """Let what follows be seen by this recorder, in an empty workdir."""
        self._recorder = recorder
        self._fresh.put_back()
        empty(self._workdir)
        empty(self._home)

    def close(self) -> None:
        """End what runs on the event loop, and let everything be found that was there before."""
        self._fresh.put_back()
        self._loop.close()

    def _current(self) -> Recorder:
        if self._recorder is None:
            msg = "connector(...) is called outside of its test's body. Call it in the test function itself."
            raise BadContract(msg)
        self._recorder.calls += 1
        return self._recorder
