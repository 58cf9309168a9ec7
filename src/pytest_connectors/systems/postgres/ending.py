"""How do the connector's connections end? By themselves, if that is a matter of a moment, else by the server."""

from __future__ import annotations

import gc
import time

from pytest_connectors.systems.postgres.introspection import Connection

_PATIENCE = 2.0
_WAITS = (0.001, 0.002, 0.004, 0.008, 0.016)


def end_all(connection: Connection, role: str, which: str = "") -> int:
    """End the connections of a role; how many did not end by themselves.

    Args:
        connection: Ours.
        role: The connector's.
        which: A further condition on `pg_stat_activity`, as SQL.
    """
    connections = f"SELECT {{}} FROM pg_stat_activity WHERE usename = %s{which}"
    count, end = (connections.format(what).encode() for what in ("count(*)", "pg_terminate_backend(pid)"))
    for i, wait in enumerate(_WAITS):
        if _count(connection, count, role) == 0:
            return 0
        # A client may wait for the garbage collector: the youngest objects first, at the end all.
        gc.collect(2 if i == len(_WAITS) - 1 else 1)
        # A backend takes a moment to end after its client has.
        time.sleep(wait)
    ended = len(connection.execute(end, (role,)).fetchall())
    # A pool may connect anew at once: it is given a moment, and no more.
    until = time.monotonic() + _PATIENCE
    while _count(connection, count, role) and time.monotonic() < until:
        time.sleep(_WAITS[0])
    return ended


def _count(connection: Connection, query: bytes, role: str) -> int:
    row = connection.execute(query, (role,), prepare=True).fetchone()
    return int(row[0]) if row else 0
