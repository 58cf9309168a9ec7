"""How is a far end opened, and how does nothing of it stay?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from pytest_connectors.systems.s3.far_end import FarEnd
from pytest_connectors.systems.s3.server import S3Server


@contextlib.contextmanager
def open_far_end() -> Iterator[FarEnd]:
    """An S3 far end in a process of its own, which ends with this.

    Raises:
        NoServer: It does not start; the text says why and what to do.
    """
    server = S3Server()
    server.start()
    try:
        yield FarEnd(server)
    finally:
        server.stop()
