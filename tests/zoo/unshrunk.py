"""What does a run need of which the letters alone are read? Two row sets of three, and nothing about a failing case.

Loaded by `-p unshrunk`. The sets that stay are the large one, with all teeth, and another.
"""

from __future__ import annotations

from pytest_connectors.runner import item, rowsets


def pytest_configure() -> None:
    """Let each failing case stay as it was found, without its line: it is as silent, or as loud, as a smaller one."""
    item.smallest = lambda _, trialled, *__: trialled
    item.line_at_fault = lambda *_: None
    rowsets.SIZES = rowsets.SIZES[:2]
