"""What is a request for one operation of the document, and what becomes of it?"""

from __future__ import annotations

from dataclasses import dataclass

from pytest_connectors.contract.openapi.model import Endpoint, Json
from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.rest.server.parameters import Said
from pytest_connectors.systems.rest.server.routing import Found
from pytest_connectors.systems.rest.server.stage import Served, Taken


@dataclass(frozen=True, eq=False)
class Played:
    """An answer, what the request's body held, the declared operation that was called, and why it was refused."""

    answer: Answer | None
    body: Json = None
    name: str = ""
    why: str = ""


@dataclass(frozen=True, eq=False)
class Call:
    """A request that is for one operation of the document."""

    request: Request
    found: Found
    endpoint: Endpoint
    declared: Served | Taken | None
    said: Said
    origin: str

    @property
    def name(self) -> str:
        """The declared operation's; empty for any other."""
        return self.declared.name if self.declared is not None else ""
