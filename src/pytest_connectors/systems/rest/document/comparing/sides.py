"""What is a field to who sends it, and to who is handed it? The two sides of an operation judge it differently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pytest_connectors.contract.openapi.model import Json

REQUEST, RESPONSE = "request", "response"


@dataclass(frozen=True)
class Place:
    """Where a schema stands: `side` is request or response, `scope` is body, property, parameter or header."""

    side: str
    scope: str
    name: str = ""

    def check(self, what: str) -> str:
        """The id of a check: `response-property-became-nullable`."""
        return f"{self.side}-{self.scope}-{what}"

    def inside(self, key: str) -> Place:
        """The place of what stands under a key; what a body holds is a property."""
        scope = "property" if self.scope == "body" else self.scope
        return Place(self.side, scope, f"{self.name}/{key}")

    @property
    def text(self) -> str:
        """The place for people."""
        return f"{self.side} {self.scope} {self.name}".strip()


Tell = Callable[[str, str, str], None]


def of_request(tell: Tell, schemas: tuple[Json, Json], asked: tuple[bool, bool], place: Place) -> None:
    """Tell what became of a field of requests: its schemas, and whether it must be given, before and after."""
    old, new = schemas
    if _says(old if new is None else new, "readOnly"):
        return
    default = "-with-default" if isinstance(new, Mapping) and "default" in new else ""
    if new is None:
        tell("request-property-removed", "WARN", place.text)
    elif old is None:
        if asked[1]:
            tell(f"new-required-request-property{default}", "ERR", place.text)
        else:
            tell("new-optional-request-property", "INFO", place.text)
    elif asked == (False, True):
        tell(f"request-property-became-required{default}", "ERR", place.text)
    elif asked == (True, False):
        tell("request-property-became-optional", "INFO", place.text)


def of_response(tell: Tell, schemas: tuple[Json, Json], asked: tuple[bool, bool], place: Place) -> None:
    """Tell what became of a field of answers: its schemas, and whether it is always there, before and after."""
    old, new = schemas
    written = _says(old if new is None else new, "writeOnly")
    kind = "write-only-property" if written else "property"
    if new is None:
        need = "required" if asked[0] else "optional"
        tell(f"response-{need}-{kind}-removed", "ERR" if asked[0] and not written else "INFO", place.text)
    elif old is None:
        tell(f"response-{'required' if asked[1] else 'optional'}-{kind}-added", "INFO", place.text)
    elif asked == (True, False):
        tell(f"response-{kind}-became-optional", "INFO" if written else "ERR", place.text)
    elif asked == (False, True):
        tell(f"response-{kind}-became-required", "INFO", place.text)


def _says(schema: Json, word: str) -> bool:
    return isinstance(schema, Mapping) and schema.get(word) is True
