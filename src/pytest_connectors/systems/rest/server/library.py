"""What is compiled and generated of a document, and kept from one stage to the next?"""

from __future__ import annotations

from urllib.parse import urlsplit

from pytest_connectors.systems.rest.document.generating import generated
from pytest_connectors.systems.rest.document.validating import validators_of
from pytest_connectors.systems.rest.server import naming, replies
from pytest_connectors.systems.rest.server.checking import Checker
from pytest_connectors.systems.rest.server.routing import TEMPLATE, Router
from pytest_connectors.systems.rest.server.stage import Stage


class Library:
    """What belongs to one root of a document."""

    def __init__(self, stage: Stage) -> None:
        self.root = stage.api.document.root
        self.validators = validators_of(self.root)
        self.replies = replies.Replies(self.root, self.validators, generated)
        self.checker = Checker(self.root, self.validators)
        bases = [stage.base, *(urlsplit(url).path for url in stage.api.servers)]
        self.bases = tuple(dict.fromkeys(base.rstrip("/") for base in bases))
        self.router = Router(stage.api.routes, self.bases)
        self.items = frozenset(
            naming.shelf(naming.collection(route.path))
            for route in stage.api.routes
            if TEMPLATE.fullmatch(route.path.rpartition("/")[2])
        )
