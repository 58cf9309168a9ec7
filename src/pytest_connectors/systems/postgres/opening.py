"""How is a far end opened, and how does nothing of it stay?"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from pytest_connectors.drift.changes import ServerReplaced
from pytest_connectors.errors import NoMajor, NoServer
from pytest_connectors.systems.postgres.access import Role
from pytest_connectors.systems.postgres.far_end import FarEnd
from pytest_connectors.systems.postgres.majors import server_of
from pytest_connectors.systems.postgres.rehearsal import Rehearsal
from pytest_connectors.systems.postgres.relay import Relay
from pytest_connectors.systems.postgres.server import Address, Server, find_server

_URLS = re.compile(r"PYTEST_CONNECTORS_PG_\d+_URL")


@contextlib.contextmanager
def open_far_end(asked: str | None = None, cache: Path | None = None, image: str | None = None) -> Iterator[FarEnd]:
    """A PostgreSQL far end; everything that it made is taken away at the end.

    Args:
        asked: A URL, a major (`16`), `container`, or None for the first server that is there.
        cache: A directory for initialised data directories, or None.
        image: The image of containers, or None for the official one.

    Raises:
        NoServer: No server can be had; the text says what was tried and how to get one.
    """
    server = find_server(asked, cache, image)
    with _on(server, "" if server.owned else _suffix()) as far_end:
        yield far_end


@contextlib.contextmanager
def open_rehearsal(
    asked: str | None = None, cache: Path | None = None, image: str | None = None, ways: Iterable[str] = ()
) -> Iterator[Rehearsal]:
    """A PostgreSQL far end in whose place other majors can stand; the others are opened when they are asked for.

    Args:
        asked: Today's server, as for `open_far_end`.
        cache: A directory for initialised data directories, or None.
        image: What containers are made of, as for `open_far_end`.
        ways: Where the others are from: of servers that are not ours, names must be kept apart.

    Raises:
        NoServer: Today's server cannot be had.
    """
    today = find_server(asked, cache, image)
    shared = not today.owned or any("://" in way for way in ways) or any(map(_URLS.fullmatch, os.environ))
    suffix = _suffix() if shared else ""
    with contextlib.ExitStack() as stack:
        relay = stack.enter_context(Relay())
        far_end = stack.enter_context(_on(today, suffix, address=relay))

        def opens(other: ServerReplaced) -> FarEnd:
            try:
                server = server_of(other.major, cache, other.way, image)
                return stack.enter_context(_on(server, suffix, far_end.role, relay))
            except NoServer as error:
                raise NoMajor(str(error)) from None

        yield Rehearsal(far_end, relay, opens)


@contextlib.contextmanager
def _on(server: Server, suffix: str, role: Role | None = None, address: Address | None = None) -> Iterator[FarEnd]:
    server.start()
    try:
        far_end = FarEnd(server, suffix=suffix, role=role, address=address)
        try:
            yield far_end
        finally:
            far_end.close()
    finally:
        server.stop()


def _suffix() -> str:
    return f"_{secrets.token_hex(4)}"
