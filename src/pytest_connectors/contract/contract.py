"""What does one connector read, write and promise?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.contract.known_break import KnownBreak
from pytest_connectors.contract.operation import Operation
from pytest_connectors.contract.table import Table

Declaration = Table | Dataset | Operation


@dataclass(frozen=True, eq=False, kw_only=True)
class Contract:
    """What one connector reads, writes and promises."""

    name: str
    reads: tuple[Declaration, ...] = ()
    writes: tuple[Declaration, ...] = ()
    returns: Any = None
    observe: Callable[[Any], Any] | None = None
    failed: Callable[[Any], object] | None = None
    timeout: float | None = None
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    joins: tuple[tuple[Declaration, str, Declaration, str], ...] = ()
    owner: str | None = None
    version: str | None = None
    sunset: datetime.date | None = None
    known_breaks: tuple[KnownBreak, ...] = ()

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """Every declaration once, what is read first."""
        return tuple(dict.fromkeys((*self.reads, *self.writes)))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The declared tables, what is read first."""
        return tuple(one for one in self.declarations if isinstance(one, Table))

    @property
    def datasets(self) -> tuple[Dataset, ...]:
        """The declared datasets, what is read first."""
        return tuple(one for one in self.declarations if isinstance(one, Dataset))

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The declared operations, what is read first."""
        return tuple(one for one in self.declarations if isinstance(one, Operation))

    def agrees_with(self, other: Contract) -> bool:
        """Whether two markers of one name say the same of what is read, written and promised."""
        pairs = ((self.reads, other.reads), (self.writes, other.writes))
        return (
            all(len(a) == len(b) and all(x.agrees_with(y) for x, y in zip(a, b, strict=True)) for a, b in pairs)
            and (self.returns is other.returns or repr(self.returns) == repr(other.returns))
            and (self.owner, self.version, self.sunset) == (other.owner, other.version, other.sunset)
        )
