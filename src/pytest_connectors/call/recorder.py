"""What was seen of one run? The calls of one test body, told as one observation."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pytest_connectors.call.source import raised_at
from pytest_connectors.verdicts.kinds import NULL, Node, Record
from pytest_connectors.verdicts.observation import Fault
from pytest_connectors.verdicts.snapshot import node_of


@dataclass(frozen=True)
class Limits:
    """How long one call may take, and what is done when it does not come back."""

    seconds: float
    sever: Callable[[], None]
    end: Callable[[], None]


@dataclass(frozen=True)
class Terms:
    """What the contract says of a result: how to see it, when it is a failure, and what was promised."""

    observe: Callable[[Any], Any] | None = None
    failed: Callable[[Any], object] | None = None
    promise: Callable[[Any], str | None] | None = None


@dataclass
class Recorder:
    """The record of one run of a test body."""

    limits: Limits
    terms: Terms = field(default_factory=Terms)
    nodes: list[Node] = field(default_factory=list)
    loud: Fault | None = None
    promise: str | None = None
    hung: bool = False
    where: str | None = None
    seconds: float = 0.0
    raised: BaseException | None = None
    error: BaseException | None = None
    calls: int = 0
    is_command: bool = False
    on_return: Callable[[], None] = lambda: None
    """Called when a call has returned: what the body does from now on, it does to assert."""

    @property
    def result(self) -> Node:
        """What all calls returned, in order."""
        if len(self.nodes) == 1:
            return self.nodes[0]
        return Record(tuple((f"call {i}", node) for i, node in enumerate(self.nodes, 1))) if self.nodes else NULL

    def returned(self, value: Any, *, is_command: bool = False) -> None:
        """Keep a snapshot of what a call returned, and look at it as the contract says."""
        terms = self.terms
        self.is_command = self.is_command or is_command
        self.on_return()
        if terms.failed is not None and (said := terms.failed(value)):
            self.spoke(Fault("failed=", f"failed= says so: {said!r}"))
        seen = value if terms.observe is None else _observed(terms.observe, value)
        if is_command and terms.observe is None:
            self.nodes.append(NULL)
            return
        self.nodes.append(node_of(seen))
        if terms.promise is not None and self.promise is None and self.loud is None:
            self.promise = terms.promise(seen)

    def spoke(self, fault: Fault, error: BaseException | None = None) -> None:
        """Keep the first thing that was loud."""
        if self.loud is None:
            self.loud, self.raised = fault, error

    def raised_in_call(self, error: BaseException) -> None:
        """Keep what a call raised, as text: an exception's frames would keep its connections open."""
        self.spoke(fault_of(error), error)
        self.nodes.append(NULL)


def fault_of(error: BaseException) -> Fault:
    """An exception as plain text, with those that caused it."""
    chain: list[str] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and len(chain) < 5:  # noqa: PLR2004 - enough to name a cause
        chain.append(f"{type(cause).__name__}: {cause}")
        cause = cause.__cause__ or cause.__context__
    return Fault(type(error).__name__, str(error), raised_at(error.__traceback__), "\n".join(chain))


def forget_frames(error: BaseException | None) -> None:
    """Let go of what an exception's frames hold, so that connections in them are closed."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _observed(observe: Callable[[Any], Any], value: Any) -> Any:
    seen = observe(value)
    return list(seen) if inspect.isgenerator(seen) else seen
