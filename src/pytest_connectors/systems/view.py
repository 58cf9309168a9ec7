"""What does a test see of a far end? The rows that are there, and those to be written, in declared names and kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, ClassVar

from pytest_connectors.contract import Declaration
from pytest_connectors.drift.schema import Row, Rows
from pytest_connectors.errors import BadContract, near


class ShownRow(dict[str, object]):
    """A row as the test sees it: a dict that tells which of its columns the test looks at."""

    def __init__(self, row: Row, note: Callable[[Iterable[str]], None]) -> None:
        """The row, and whom to tell."""
        super().__init__(row)
        self._note = note

    def __getitem__(self, name: str) -> object:
        self._note([name])
        return super().__getitem__(name)

    def get(self, name: str, default: object = None) -> object:
        """The value of a column, or a default."""
        self._note([name])
        return super().get(name, default)

    def values(self) -> Any:
        """All values: the test looks at all columns."""
        self._note(self)
        return super().values()

    def items(self) -> Any:
        """All columns and values: the test looks at all of them."""
        self._note(self)
        return super().items()

    def __eq__(self, other: object) -> bool:
        self._note(self)
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __reduce__(self) -> tuple[type[Row], tuple[Row]]:
        """A copy, or what another process gets, is a plain dict."""
        return dict, (dict(self),)


class RowsView:
    """One test's view of what lies in a far end; each system's view adds how the far end is reached."""

    fixture: ClassVar[str]
    noun: ClassVar[str]

    def __init__(
        self,
        read: Callable[[str], Rows],
        reads: tuple[Declaration, ...] = (),
        writes: tuple[Declaration, ...] = (),
    ) -> None:
        """A view of what a contract reads and writes; `read` gives what lies in a declaration now."""
        self._read, self._reads, self._writes = read, reads, writes
        self._rows: Mapping[str, Rows] = {}
        self._payloads: Mapping[str, Rows] = {}
        self._looked_at: set[tuple[str, str]] = set()

    @property
    def rows(self) -> list[Row]:
        """What lies there at this moment to be read, in the declaration's names and kinds."""
        return self.rows_of(self._only("rows", self._reads or self._writes))

    @property
    def payloads(self) -> list[Row]:
        """Valid rows for the connector to write."""
        return self.payloads_of(self._only("payloads", self._writes))

    def rows_of(self, declared: Declaration | str) -> list[Row]:
        """What lies in this declaration at this moment to be read."""
        name = self._name(declared)
        # A view's rows are those that it shows.
        rows = self._read(name) if name not in self._rows else self._rows[name]
        return [ShownRow(row, partial(self._note, name)) for row in rows]

    def payloads_of(self, declared: Declaration | str) -> list[Row]:
        """Valid rows for the connector to write into this declaration."""
        name = self._name(declared)
        if name not in self._payloads:
            msg = f"the contract does not write {name!r}, so there are no payloads for it. Name it in writes=."
            raise BadContract(msg)
        return [dict(row) for row in self._payloads[name]]

    def read(self, declared: Declaration | str) -> list[Row]:
        """What lies in this declaration now, what the connector wrote included."""
        return [dict(row) for row in self._read(self._name(declared))]

    def show(self, rows: Mapping[str, Rows], payloads: Mapping[str, Rows]) -> None:
        """Let the test see these rows; the runner calls it before each run."""
        self._rows, self._payloads = rows, payloads
        self.forget()

    @property
    def looked_at(self) -> frozenset[tuple[str, str]]:
        """The declarations and columns of shown rows at which the test looked since `forget`."""
        return frozenset(self._looked_at)

    def forget(self) -> None:
        """Begin anew to watch at which columns the test looks: a call has returned, and now it asserts."""
        self._looked_at.clear()

    @property
    def env(self) -> dict[str, str]:
        """The variables by which a command, or a module that is imported, finds the far end."""
        return {}

    def _note(self, name: str, columns: Iterable[str]) -> None:
        self._looked_at.update((name, column) for column in columns)

    def _only(self, what: str, declared: tuple[Declaration, ...]) -> Declaration:
        if len(declared) == 1:
            return declared[0]
        if not declared and (self._reads or self._writes):
            msg = f"{self.fixture}.{what}: the contract writes nothing. Name the {self.noun} in writes=."
            raise BadContract(msg)
        if not declared:
            msg = f"{self.fixture}.{what}: the contract has no {self.noun}. Name it in reads= or writes=."
            raise BadContract(msg)
        names = ", ".join(repr(one.name) for one in declared)
        asked = what if what == "read" else f"{what}_of"
        msg = (
            f"{self.fixture}.{what}: the contract has several {self.noun}s, {names}. "
            f"Say which: {self.fixture}.{asked}({self.noun.upper()})."
        )
        raise BadContract(msg)

    def _name(self, declared: Any) -> str:
        known = [one.name for one in dict.fromkeys((*self._reads, *self._writes))]
        system = getattr(declared, "system", self.fixture)
        if system != self.fixture:
            msg = f"{declared.said} is no {self.noun}, so that {self.fixture} knows nothing of it: ask {system}."
            raise BadContract(msg)
        name = declared if isinstance(declared, str) else str(getattr(declared, "name", declared))
        if name not in known:
            there = f" It declares {', '.join(known)}." if known else f" It names no {self.noun}."
            msg = f"the contract does not declare {name!r}.{near(name, known)}{there}"
            raise BadContract(msg)
        return name
