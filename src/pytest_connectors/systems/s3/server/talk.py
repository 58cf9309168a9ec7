"""How does an order reach the server whole, whatever interrupts the one who waits for its answer?

A test that is past its deadline has an exception thrown into it at any point. The messages go out in a thread of
their own, and what is between the threads are queues written in C: an interruption leaves none of them half done.
"""

from __future__ import annotations

import threading
import time
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import NamedTuple

ANSWERS_WITHIN = 60.0  # seconds
MARGIN = 5.0  # by which the one who asks waits longer than the one who listens


class Reply(NamedTuple):
    """What came of an order: `done` with a result, `failed` with words, or `gone`."""

    kind: str
    result: object = None


GONE = Reply("gone")


class _Asked(NamedTuple):
    order: str
    arguments: tuple[object, ...]
    reply: SimpleQueue[Reply]


class Talk:
    """Our end of the socket to the server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()
        self._number = 0
        self._thread = threading.Thread(target=self._carry, name="s3-stand-in", daemon=True)
        self._thread.start()

    def ask(self, order: str, *arguments: object) -> Reply:
        """What came of the order; it is carried out even if the caller does not wait for that."""
        reply: SimpleQueue[Reply] = SimpleQueue()
        self._asked.put(_Asked(order, arguments, reply))
        try:
            return reply.get(timeout=ANSWERS_WITHIN + MARGIN)
        except Empty:
            return GONE

    def close(self) -> None:
        """End the thread and close the socket; the server must be gone by now."""
        self._asked.put(None)
        self._thread.join()
        self._connection.close()

    def _carry(self) -> None:
        while (asked := self._asked.get()) is not None:
            try:
                reply = self._exchanged(asked)
            except (EOFError, OSError):
                reply = GONE
            except Exception as trouble:  # noqa: BLE001  # what cannot be sent: the caller hears of it
                reply = Reply("failed", f"{type(trouble).__name__}: {trouble}")
            asked.reply.put(reply)

    def _exchanged(self, asked: _Asked) -> Reply:
        """The answer to this order; one that came too late for the order before is passed over."""
        self._number += 1
        self._connection.send((self._number, asked.order, asked.arguments))
        ends = time.monotonic() + ANSWERS_WITHIN
        while self._connection.poll(max(0.0, ends - time.monotonic())):
            number, kind, result = self._connection.recv()
            if number == self._number:
                return Reply(kind, result)
        return GONE
