"""What does the server's own process do?"""

from __future__ import annotations

import os
import socket
import threading
import time
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from pytest_connectors.systems.http.wire import Wire
    from pytest_connectors.systems.s3.server.front import Front

EVERY = 1.0  # seconds between two looks at the parent


def main(control: int, listener: int, parent: int) -> NoReturn:
    """Serve on the socket and obey the other one until the parent is gone; both are numbers of open files."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    # Only here: the parent must not pay for them, and says what is missing.
    from pytest_connectors.systems.http.wire import Wire
    from pytest_connectors.systems.s3.server.beyond import Beyond
    from pytest_connectors.systems.s3.server.front import Front
    from pytest_connectors.systems.s3.server.request import Request
    from pytest_connectors.systems.s3.server.store import Store

    beyond = Beyond()
    front = Front(Store(), beyond)
    wire = Wire(socket.socket(fileno=listener), lambda asked: front.answer(Request.of(asked)), server="AmazonS3")
    orders = Connection(control)
    _fall_silent()
    threading.Thread(target=wire.serve, daemon=True).start()
    orders.send((0, "ready", None))
    beyond.warm()
    _obey(orders, front, wire)


def _end_with(parent: int) -> NoReturn:
    """End when the parent does: a process that it forked may still hold its end of our socket."""
    while os.getppid() == parent:
        time.sleep(EVERY)
    os._exit(0)


def _fall_silent() -> None:
    """From now on nobody reads what we write; until now the parent did."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    os.close(nothing)


def _obey(orders: Connection, front: Front, wire: Wire) -> NoReturn:
    while True:
        try:
            number, order, arguments = orders.recv()
        except (EOFError, OSError):
            os._exit(0)
        result: object = None
        try:
            match order:
                case "set":
                    front.set(*arguments)
                case "objects":
                    result = front.objects(*arguments)
                case "seen":
                    result = front.seen()
                case "sever":
                    front.sever()
                    wire.cut()
            reply = number, "done", result
        except Exception as trouble:  # noqa: BLE001  # it is raised in the parent
            reply = number, "failed", f"{type(trouble).__name__}: {trouble}"
        try:
            orders.send(reply)
        except OSError:
            os._exit(0)
