"""What can go wrong that is not a verdict, and how is it said?

Every message has four parts: who and what; the offending piece; what was expected; what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ConnectorError(Exception):
    """The base of every error that this plugin raises on purpose; its text is the whole message."""


class BadContract(ConnectorError):
    """What the user declared cannot be used: a misspelt argument, DDL that does not parse, rows that do not fit."""


class BadProposal(BadContract):
    """A change that is on the table cannot be rehearsed: a migration that fails, a file or a database of no use."""


class BrokenContract(ConnectorError):
    """A connector did not do what its contract and the catalogue ask of it; the text is the failing case."""


class UnknownBreak(ConnectorError):
    """A connector failed in a way that its `known_breaks` do not cover."""


class NoServer(ConnectorError):
    """No server could be had; the text lists what was tried and how to get the rest."""


class NoMajor(NoServer):
    """A major of PostgreSQL cannot be had; the text says what was tried and how to get it."""


class NothingToRehearse(ConnectorError):
    """A change that is on its way changes nothing here; `ranged` where it was one of many, so that it is no error."""

    def __init__(self, text: str, *, ranged: bool = False) -> None:
        """With what is the same on both sides."""
        super().__init__(text)
        self.ranged = ranged


class ServerDied(ConnectorError):
    """The server that we own went away in mid-session."""


class CannotHappen(ConnectorError):
    """A change that this table does not allow; the text is the server's own."""


class ConnectorHangs(BaseException):
    """Raised inside a connector that is past its deadline; no `except Exception` holds it."""


class ConnectorWarning(UserWarning):
    """Something that does not fail a test and that its owner should know: a sunset that has passed."""


def near(name: str, known: Iterable[str]) -> str:
    """` Did you mean 'reads'?` where a known name is near, else an empty text."""
    matches = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {matches[0]!r}?" if matches else ""
