"""What is compiled and generated of a document, and kept from one stage to the next?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from urllib.parse import urlsplit

from pytest_connectors.contract.openapi.model import Endpoint
from pytest_connectors.contract.openapi.references import at
from pytest_connectors.systems.rest.document.generating import generated
from pytest_connectors.systems.rest.document.validating import validators_of
from pytest_connectors.systems.rest.server import naming, replies
from pytest_connectors.systems.rest.server.checking import Checker
from pytest_connectors.systems.rest.server.routing import Router
from pytest_connectors.systems.rest.server.stage import Stage


class Library:
    """What belongs to one root of a document."""

    def __init__(self, stage: Stage) -> None:
        self.root = stage.api.document.root
        self._routes = stage.api.routes
        self.validators = validators_of(self.root)
        self.replies = replies.Replies(self.root, self.validators, generated)
        self.checker = Checker(self.root, self.validators)
        bases = [stage.base, *(urlsplit(url).path for url in stage.api.servers)]
        self.bases = tuple(dict.fromkeys(base.rstrip("/") for base in bases))
        self.router = Router(stage.api.routes, self.bases, gone=stage.gone)
        self.items = frozenset(
            naming.shelf(naming.collection(route.path)) for route in stage.api.routes if naming.is_item(route.path)
        )

    @cached_property
    def _has_security(self) -> bool:
        """Whether the document says of any operation that it asks for proof."""
        if self.root.get("security"):
            return True
        nodes = (at(self.root, route.pointer) for route in self._routes)
        return any(isinstance(node, Mapping) and node.get("security") for node in nodes)

    def asks_for_proof(self, endpoint: Endpoint) -> bool:
        """Whether an operation lets in only who proves who he is; all do, where the document is silent on that."""
        ways = endpoint.security
        return (any(ways) and all(ways)) or not self._has_security
