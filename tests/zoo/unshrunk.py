"""What does a run need of which the letters alone are read? No failing case made smaller; loaded by `-p unshrunk`."""

from __future__ import annotations

from pytest_connectors.runner import item


def pytest_configure() -> None:
    """Let each failing case stay as it was found: it is as silent, or as loud, as a smaller one."""
    item.smallest = lambda _, trialled, *__: trialled
