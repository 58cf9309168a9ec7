"""What does the connector do, once, on one state of the far end? The body runs, and everything that is seen is kept."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from pytest_connectors.call import Connector, Recorder
from pytest_connectors.call.recorder import Limits, Terms, fault_of, forget_frames
from pytest_connectors.call.state import NOTHING_KEPT, Kept
from pytest_connectors.contract import Contract
from pytest_connectors.drift.changes import Change, Migrated, ServerReplaced, changed_rows
from pytest_connectors.drift.schema import Rows
from pytest_connectors.errors import BadContract, ConnectorHangs, ServerDied
from pytest_connectors.runner.rowsets import Rowset
from pytest_connectors.runner.surroundings import restored
from pytest_connectors.systems.protocol import Scene, System
from pytest_connectors.verdicts.observation import Fault, Observation
from pytest_connectors.verdicts.snapshot import rows_node

_RECOVERIES = 5
NOTHING_LEFT: Mapping[str, object] = MappingProxyType({})


class View(Protocol):
    """What a test sees of the far end."""

    @property
    def looked_at(self) -> frozenset[tuple[str, str]]:
        """The tables and columns at which the test looked since the last call."""

    def show(self, rows: dict[str, Rows], payloads: dict[str, Rows]) -> None:
        """Let the test see these rows."""

    def forget(self) -> None:
        """A call has returned."""


@dataclass(frozen=True)
class Bench:
    """Everything that a run of one test needs and that stays the same in all of its runs.

    Attributes:
        contract: What was declared.
        body: The test's body, to be called without arguments.
        connector: The fixture's object.
        views: What the test sees of each far end.
        system: The far end.
        terms: What the contract says of results.
        passing: Exceptions that are pytest's own business, such as a skip.
        directories: Directories whose contents are put back between runs.
        clear: Called between runs.
        end: Ends the process when a hang cannot be interrupted.
        hidden: Variables of the environment that a run must not see, with the values that they have outside.
        quiet: Keep what a run prints, of which there are many, and show none but the last.
    """

    contract: Contract
    body: Callable[[], object]
    connector: Connector
    views: Sequence[View]
    system: System
    terms: Terms = field(default_factory=Terms)
    passing: tuple[type[BaseException], ...] = ()
    directories: Sequence[Path] = ()
    clear: Sequence[Callable[[], None]] = ()
    end: Callable[[], None] = lambda: None
    quiet: bool = False
    hidden: Mapping[str, str] = field(default_factory=dict)

    def show(self, rows: dict[str, Rows], payloads: dict[str, Rows]) -> None:
        """Let the test see these rows."""
        for view in self.views:
            view.show(rows, payloads)

    def forget(self) -> None:
        """A call has returned."""
        for view in self.views:
            view.forget()

    @property
    def looked_at(self) -> frozenset[tuple[str, str]]:
        """The tables and columns at which the test looked since the last call."""
        return frozenset().union(*(view.looked_at for view in self.views))


class KeepsConnection(Exception):
    """The connector keeps a connection between calls and does not recover when it is ended."""


@dataclass
class Trials:
    """Runs of one test, one after the other; remembers whether its connector has to recover from ended connections.

    Attributes:
        page: The most rows that the connector asked for at once.
    """

    bench: Bench
    needs_recovery: bool | None = None
    is_command: bool = False
    count: int = 0
    error: BaseException | None = None
    said: str = ""
    budget: int | None = None
    page: int = 0
    _shown: dict[int, tuple[Rowset, dict[str, Rows]]] = field(default_factory=dict)

    def observe(
        self,
        rowset: Rowset,
        changes: tuple[Change, ...] = (),
        state: Kept = NOTHING_KEPT,
        *,
        seconds: float,
        left: Mapping[str, object] = NOTHING_LEFT,
    ) -> Observation:
        """One run of the body on these rows, after these changes, and on what another run left.

        Raises:
            KeepsConnection: It holds on to a connection that was ended.
            ServerDied: The far end is gone.
        """
        self._begin_without_connections(rowset, state, seconds)
        if self.needs_recovery and any(isinstance(one, ServerReplaced) for one in changes):
            # What a pool keeps leads to the server before: as after a death, one call is not judged.
            self._run(rowset, changes, state, seconds, left)
        return self._run(rowset, changes, state, seconds, left)

    def again(self, rowset: Rowset, state: Kept, *, seconds: float) -> tuple[Observation, Kept]:
        """One run on the unchanged far end, and the state that it leaves."""
        seen = self.observe(rowset, (), state, seconds=seconds)
        return seen, self.bench.connector.state.kept()

    def _begin_without_connections(self, rowset: Rowset, state: Kept, seconds: float) -> None:
        system = self.bench.system
        ended = system.end_connections()
        # Before the first run, what is ended is another test's.
        if self.count == 0 or ended == 0 or self.needs_recovery is False:
            return
        for attempt in range(_RECOVERIES):
            seen = self._run(rowset, (), state, seconds)
            if seen.complaint is None or (seen.loud is None and not seen.hung):
                if self.needs_recovery is None:
                    self.needs_recovery = attempt > 0
                break
        else:
            raise KeepsConnection
        system.end_connections(idle=not self.needs_recovery)

    def _run(
        self,
        rowset: Rowset,
        changes: tuple[Change, ...],
        state: Kept,
        seconds: float,
        left: Mapping[str, object] = NOTHING_LEFT,
    ) -> Observation:
        bench = self.bench
        shown = self._shown_by_views(rowset)
        bench.system.set_scene(Scene(rowset.rows, changes, left, self.budget))
        now = {name: changed_rows(changes, name, rows) for name, rows in rowset.rows.items()}
        there = self._read_through(changes)
        bench.show(now | shown | there, dict(rowset.payloads))
        recorder = Recorder(Limits(seconds, bench.system.sever, bench.end), bench.terms, on_return=bench.forget)
        bench.connector.begin(recorder)
        bench.connector.state.become(state)
        self.count += 1
        with restored(bench.directories, bench.clear, bench.hidden), self._heard():
            early, assertion = self._call_body(recorder)
        self.is_command = self.is_command or recorder.is_command
        self.error = recorder.error
        traffic = bench.system.traffic()
        self.page = max(self.page, traffic.page)
        if (recorder.loud is not None or early is not None) and not bench.system.is_alive():
            msg = "the server went away while the connector ran"
            raise ServerDied(msg)
        return Observation(
            calls=recorder.calls,
            result=recorder.result,
            loud=recorder.loud,
            early=early,
            assertion=assertion,
            asserted=bench.looked_at if assertion is None else frozenset(),
            promise=recorder.promise,
            hung=recorder.hung,
            there=there,
            over_budget=self.budget if traffic.over_budget else None,
            sinks={table.name: rows_node(bench.system.read(table.name)) for table in bench.contract.writes},
            left=bench.system.left() if bench.contract.writes else NOTHING_LEFT,
            statements=None if traffic.statements is None else len(traffic.statements) + len(traffic.refusals),
            refusals=traffic.refusals,
            outside=traffic.outside,
            where=recorder.where,
            seconds=recorder.seconds,
            asked=traffic.statements or (),
        )

    def _read_through(self, changes: tuple[Change, ...]) -> dict[str, Rows]:
        """What lies in the declared tables after a migration, which only the far end can say."""
        if not any(isinstance(one, Migrated) for one in changes):
            return {}
        return {table.name: self.bench.system.read(table.name) for table in self.bench.contract.tables}

    def _shown_by_views(self, rowset: Rowset) -> dict[str, Rows]:
        """What the declared views show of these rows while nothing is changed; asked once."""
        views = [table.name for table in self.bench.contract.reads if table.name not in rowset.rows]
        if views and id(rowset) not in self._shown:
            self.bench.system.set_scene(Scene(rowset.rows))
            # The key is the object's identity, so the object has to live as long as the entry.
            self._shown[id(rowset)] = (rowset, {name: self.bench.system.read(name) for name in views})
        return self._shown[id(rowset)][1] if views else {}

    @contextlib.contextmanager
    def _heard(self) -> Iterator[None]:
        """Keep what the run prints."""
        if not self.bench.quiet:
            yield
            return
        with contextlib.redirect_stdout(io.StringIO()) as out:
            try:
                yield
            finally:
                self.said = out.getvalue()

    def _call_body(self, recorder: Recorder) -> tuple[Fault | None, Fault | None]:
        """What the body raised before its first call, and what it raised after a call that had returned."""
        try:
            self.bench.body()
        except self.bench.passing:
            raise
        except (KeyboardInterrupt, BadContract):
            raise
        except ConnectorHangs:
            recorder.hung = True
        except BaseException as error:  # noqa: BLE001 - whatever a body raises is evidence
            said = fault_of(error)
            with contextlib.suppress(RuntimeError):
                forget_frames(error)
            recorder.error = error
            if recorder.calls == 0:
                return said, None
            if recorder.loud is None and not recorder.hung:
                return None, said
        return None, None
