"""What can happen to what an API declares as a whole? Its next document takes the place of today's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pytest_connectors.drift.schema import Rows

_MOST = 6


@dataclass(frozen=True)
class DocumentReplaced:
    """From now on the API of an operation speaks another document.

    Attributes:
        table: The operation's declared name.
        document: The document's name, as people call it.
        path: Where it lies.
        notes: What is other about the operation, in words: `amount is gone`.
        words: What an error that names its cause may say: a field, a status.
        agreed: Gives of rows such as both documents allow, as far as there are any; the same where they do.
    """

    table: str
    document: str
    path: str
    notes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    agreed: Callable[[Rows], Rows] | None = field(default=None, compare=False, repr=False)

    @property
    def sentence(self) -> str:
        """The change in words."""
        more = f", and {len(self.notes) - _MOST} more" if len(self.notes) > _MOST else ""
        told = f": {', '.join(self.notes[:_MOST])}{more}" if self.notes else ""
        return f"the API of {self.table} speaks {self.document}{told}"
