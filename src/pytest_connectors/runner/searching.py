"""How does hypothesis search for us? The same examples each time, and what fails is shrunk."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

# More than any one example needs; an example that needs more is left out.
_BYTES = 1 << 14


class Found(Exception):
    """An example is what is sought."""


class Enough(BaseException):
    """No further example is drawn: after one that returns or fails hypothesis goes on, and not after this."""


def our_settings(examples: int, *, seeded: bool) -> settings:
    """Our own settings, whatever profile the user has: the same examples each time, nothing kept on disk."""
    return settings(
        max_examples=examples,
        derandomize=not seeded,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        print_blob=False,
    )


def search(strategy: st.SearchStrategy[Any], test: Callable[[Any], None], examples: int, number: int | None) -> None:
    """Let hypothesis draw examples, and shrink one for which `test` raises `Found`, until it raises `Enough`."""
    decorated = given(strategy)(test)
    decorated = our_settings(examples, seeded=number is not None)(decorated)
    if number is not None:
        decorated = seed(number)(decorated)
    with contextlib.suppress(Found, Enough):
        decorated()


def drawn(strategy: st.SearchStrategy[Any], count: int, number: int) -> list[Any]:
    """Up to `count` examples for a number, the same each time.

    They are drawn from bytes: the search takes constants from whatever modules are loaded, so that a test would see
    other examples alone than among others.
    """
    found: list[Any] = []

    def keep(example: Any) -> None:
        found.append(example)

    decorated = our_settings(count, seeded=False)(given(strategy)(keep))
    rng = random.Random(number)  # noqa: S311 - rows, not secrets
    for _ in range(count):
        decorated.hypothesis.fuzz_one_input(rng.randbytes(_BYTES))  # type: ignore[attr-defined]  # which `given` adds
    return found
