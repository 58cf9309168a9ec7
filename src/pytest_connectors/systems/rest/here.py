"""How does a connector in this process reach the far end by production's addresses, and nothing else by any?"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from pytest_connectors.systems.rest.catching import caught, guarded
from pytest_connectors.systems.rest.far_end import FarEnd


@contextlib.contextmanager
def kept_here(far_end: FarEnd, allowed: Callable[[str], bool]) -> Iterator[None]:
    """Lead clients to the far end, and refuse every other host, while a test runs.

    Args:
        far_end: With its operations taken.
        allowed: Whether a host that is not of this machine may be asked all the same: a database of the user's own.
    """
    with contextlib.ExitStack() as stack:
        every: list[str] = []
        for hosts, api in far_end.catches():
            every += hosts
            if hosts:
                catch = stack.enter_context(caught(hosts, api.application.answer))
                api.catches.append(catch)
                stack.callback(api.catches.remove, catch)
        far_end.guard = stack.enter_context(guarded(lambda host, _: allowed(host), hosts=every))
        try:
            yield
        finally:
            far_end.guard = None
