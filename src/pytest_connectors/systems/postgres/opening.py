"""How is a far end opened, and how does nothing of it stay?"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from pytest_connectors.systems.postgres.far_end import FarEnd
from pytest_connectors.systems.postgres.server import find_server


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
    server.start()
    try:
        far_end = FarEnd(server, suffix="" if server.owned else f"_{secrets.token_hex(4)}")
        try:
            yield far_end
        finally:
            far_end.close()
    finally:
        server.stop()
