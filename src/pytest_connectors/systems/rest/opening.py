"""How is a far end opened, and how does nothing of it stay?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from pytest_connectors.errors import NoServer
from pytest_connectors.systems import NEEDS_EXTRA
from pytest_connectors.systems.rest.far_end import FarEnd


@contextlib.contextmanager
def open_far_end() -> Iterator[FarEnd]:
    """A REST far end in threads of this process.

    Raises:
        NoServer: What the extra `rest` brings is not there.
    """
    try:
        import jsonschema_rs  # noqa: F401 - whether it is there
        import yaml  # noqa: F401 - as above
    except ImportError as error:
        raise NoServer(NEEDS_EXTRA.format(error.name, "rest")) from None
    far_end = FarEnd()
    try:
        yield far_end
    finally:
        far_end.close()
