"""What can happen to a system as a whole? A password, a default of its sessions, the way it plans."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PasswordRotated:
    """The role that the connector logs in as has another password."""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return "the password of the connector's role is rotated"


@dataclass(frozen=True)
class PasswordStoredAsMd5:
    """The role's password is stored as it was before PostgreSQL 14, and the server takes only what came with that."""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return "the password of the connector's role is stored as md5, and the server takes scram-sha-256 alone"


@dataclass(frozen=True)
class CreateRevoked:
    """In schema public nobody but its owner may create anything, as in databases made by PostgreSQL 15 and later."""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return "the right to CREATE in schema public is its owner's alone"


@dataclass(frozen=True)
class DatabaseSet:
    """A setting of the database has another default for new sessions."""

    name: str
    value: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"the database's default {self.name} is {self.value!r}"


@dataclass(frozen=True)
class ServerReplaced:
    """Another major of the server holds the same rows.

    Attributes:
        major: Such as 18.
        way: Where the server must be from: `container`, a URL, or empty for the first that has the major.
        ranged: The major is one of a range, in which today's own may be.
    """

    major: int
    way: str = ""
    ranged: bool = False

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"the server is PostgreSQL {self.major}"


@dataclass(frozen=True)
class PlannedOtherwise:
    """The server finds the same rows by another way, and so in another order where none was asked for."""

    without: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The change in words."""
        return f"the server plans queries without {', '.join(self.without)}"


ANOTHER_PLAN = PlannedOtherwise(("hashagg", "hashjoin"))
YET_ANOTHER_PLAN = PlannedOtherwise(("sort", "mergejoin", "nestloop"))
