"""What is asked over HTTP, and what is answered?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Request:
    """A request as it came over the wire: path and query are still encoded, header names are in lower case.

    Attributes:
        method: In capitals.
        path: From the first slash, without the query.
        query: Without the question mark.
        headers: In their order, repeated ones included.
        caught: The address that a client inside this process asked for, where it was led here: `https://api`.
    """

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    caught: str = ""

    @cached_property
    def fields(self) -> dict[str, str]:
        """The headers by name; where one is repeated, its values are joined."""
        fields: dict[str, str] = {}
        for name, value in self.headers:
            fields[name] = f"{fields[name]},{value}" if name in fields else value
        return fields


@dataclass(frozen=True)
class Answer:
    """An answer.

    Attributes:
        status: The number.
        headers: In their order; Content-Length and Date are added on the wire.
        body: As it is sent.
        cut: How many bytes of the body are sent before the connection is cut; None for all. Content-Length says the
            whole length, as where a server dies in mid-answer.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    body: bytes = b""
    cut: int | None = None
