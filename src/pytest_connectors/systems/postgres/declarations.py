"""What was declared on a far end before? Contracts come again with each of their items, and are read once."""

from __future__ import annotations

import psycopg

from pytest_connectors.contract import Contract
from pytest_connectors.systems.postgres.declared import Declared
from pytest_connectors.systems.postgres.home import Home
from pytest_connectors.systems.postgres.proposals import Proposals

_MOST_KEPT = 16


class Declarations:
    """The contracts that a home has seen last, as its server sees them."""

    def __init__(self, home: Home) -> None:
        """None is known yet."""
        self._home = home
        self._known: dict[object, tuple[Declared, Proposals]] = {}

    def build(self, contract: Contract) -> tuple[Declared, Proposals]:
        """Make the declared tables, empty; and what can be proposed for them.

        Raises:
            BadContract: The DDL is not taken, or does not create a declared table.
        """
        # Tables are told apart by identity: what is kept below keeps them alive, so that no other can have theirs.
        key = (self._home.role.name, tuple(map(id, contract.reads)), tuple(map(id, contract.writes)))
        if (known := self._known.pop(key, None)) is None or not self._is_built(known[0]):
            declared = Declared.on(self._home.connection, contract, self._home.role.name)
            known = declared, Proposals(self._home, contract, declared)
        while len(self._known) >= _MOST_KEPT:
            del self._known[next(iter(self._known))]
        self._known[key] = known
        return known

    def _is_built(self, declared: Declared) -> bool:
        """Whether what was read from the server once can be made on it again."""
        try:
            self._home.connection.execute(declared.build.encode(), prepare=False)
        except psycopg.Error as error:
            if self._home.connection.closed or isinstance(error, psycopg.errors.DiskFull):
                raise
            self._home.connection.execute("ROLLBACK")
            return False
        return True
