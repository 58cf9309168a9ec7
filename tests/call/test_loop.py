"""Do the calls of all items run on one event loop, and does nothing run on from one item into the next?"""

from __future__ import annotations

import asyncio

import pytest

from pytest_connectors.call.loop import Loop
from pytest_connectors.errors import ConnectorHangs


async def running() -> asyncio.AbstractEventLoop:
    """The loop that runs."""
    return asyncio.get_running_loop()


async def leaving() -> asyncio.Task[None]:
    """A task that nobody waits for."""
    task = asyncio.create_task(asyncio.sleep(3600))
    await asyncio.sleep(0)
    return task


async def interrupted() -> None:
    """A call that is ended from outside."""
    raise ConnectorHangs


def test_the_same_loop_in_the_next_item() -> None:
    """A client that a module keeps belongs to a loop: it finds that in the next item, and all others are its too."""
    first, second = Loop(), Loop()
    loop = first.wait(running())
    first.close()
    assert not loop.is_closed()
    assert second.wait(running()) is loop
    second.close()


def test_what_still_runs_is_ended() -> None:
    """A task that an item leaves is cancelled at its end."""
    loop = Loop()
    task = loop.wait(leaving())
    assert not task.done()
    loop.close()
    assert task.cancelled()


def test_an_interrupted_loop_is_not_used_again() -> None:
    """What a hang was ended in is closed, and the next item has a loop that is well."""
    loop = Loop()
    broken = loop.wait(running())
    with pytest.raises(ConnectorHangs):
        loop.wait(interrupted())
    loop.close()
    assert broken.is_closed()
    after = Loop()
    assert after.wait(running()) is not broken
    after.close()


def test_an_error_is_no_interruption() -> None:
    """A call that fails leaves the loop as it was."""

    async def failing() -> None:
        raise LookupError

    loop = Loop()
    with pytest.raises(LookupError):
        loop.wait(failing())
    kept = loop.wait(running())
    loop.close()
    assert not kept.is_closed()
