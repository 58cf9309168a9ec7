"""What is on the table? A migration that is run as it stands, or a database whose tables are other ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Migrated:
    """A migration was run, from its first statement to its last.

    Attributes:
        table: The declared name of the table for which it is proposed.
        name: The file's name.
        sql: What it says.
        amounts_to: The changes to which it comes, as far as they are known by themselves: they tell which rows it
            asks for, and what an error about it would name.
        left_out: What of it is not run here, and why.
    """

    table: str
    name: str
    sql: str = field(repr=False)
    amounts_to: tuple[Any, ...] = field(default=(), repr=False)
    left_out: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"migration {self.name} is run on {self.table}{_not_rehearsed(self.left_out)}"


@dataclass(frozen=True)
class FoundOtherwise:
    """A table is not what its declaration says; how it differs, the changes beside this one say.

    Attributes:
        table: The table's declared name.
        where: The database in which it was found, without a password.
        left_out: Differences that are not carried out here.
    """

    table: str
    where: str
    left_out: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"{self.table} is what it is in {self.where}{_not_rehearsed(self.left_out)}"


def _not_rehearsed(left_out: tuple[str, ...]) -> str:
    return f" (not rehearsed: {'; '.join(left_out)})" if left_out else ""
