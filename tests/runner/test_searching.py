"""Does a search end when it is told to?"""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from pytest_connectors.runner.searching import Enough, Found, search


@pytest.mark.parametrize("fails", [True, False])
def test_a_search_ends_with_its_allowance(fails: bool) -> None:
    """After `Enough` nothing is drawn any more, neither while a failure is sought nor while one is shrunk."""
    drawn: list[list[int]] = []

    def test(example: list[int]) -> None:
        drawn.append(example)
        if len(drawn) == 30:
            raise Enough
        if fails and sum(example) > 50:
            raise Found

    search(st.lists(st.integers(), min_size=3), test, 100, None)
    assert len(drawn) == 30
