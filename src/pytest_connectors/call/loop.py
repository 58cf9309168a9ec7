"""On which event loop do coroutine functions run? On one for the whole process, as a service has one."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Awaitable
from typing import Any

_kept: list[asyncio.Runner] = []


class Loop:
    """The event loop for all calls of an item; a client that a module keeps finds the same one in the next item."""

    def __init__(self) -> None:
        """No loop yet."""
        self._runner: asyncio.Runner | None = None
        self._was_interrupted = False

    def wait(self, awaitable: Awaitable[Any]) -> Any:
        """What the awaitable comes to."""
        if self._runner is None:
            self._runner = _kept.pop() if _kept else asyncio.Runner()
            asyncio.set_event_loop(self._runner.get_loop())
        try:
            return self._runner.run(_awaited(awaitable))
        except Exception:
            raise
        except BaseException:
            self._was_interrupted = True
            raise

    def close(self) -> None:
        """End what still runs on the loop; one that was interrupted is closed, since nobody knows how it stands."""
        runner, self._runner = self._runner, None
        if runner is None:
            return
        if self._was_interrupted or runner.get_loop().is_closed():
            runner.close()
            return
        runner.run(_ended())
        asyncio.set_event_loop(None)
        _kept.append(runner)


async def _awaited(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


async def _ended() -> None:
    """Cancel all other tasks, and wait for them."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@atexit.register
def _close_all() -> None:
    while _kept:
        _kept.pop().close()
