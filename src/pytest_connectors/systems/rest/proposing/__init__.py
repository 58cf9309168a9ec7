"""What if an API spoke its next document? Where its operations are in it, what becomes of rows, and how it is told."""

from pytest_connectors.systems.rest.proposing.nexts import Next, next_of

__all__ = ["Next", "next_of"]
