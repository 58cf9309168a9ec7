"""One far end for the tests of published schemas."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_connectors.systems.postgres import FarEnd, open_far_end


@pytest.fixture(scope="session")
def far_end() -> Iterator[FarEnd]:
    """A real server with a database and a role of ours."""
    with open_far_end() as opened:
        yield opened
