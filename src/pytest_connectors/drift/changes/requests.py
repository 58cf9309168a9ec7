"""What can happen to what an API takes? It asks for more, takes less, or keeps what it was sent in another way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

_SENTENCES = {
    "field-required": "{table} asks for a new field, {detail!r}",
    "field-made-required": "{table} asks for the field {column!r}, which could be left out",
    "field-not-nullable": "{table} no longer takes null in field {column!r}",
    "field-renamed": "{table} calls the field {column!r} of requests {detail!r}",
    "field-retyped": "{table} takes field {column!r} as {detail}",
    "field-enum-narrowed": "{table} no longer takes {detail!r} in field {column!r}",
    "field-bounded": "{table} bounds the field {column!r}: {detail}",
    "field-patterned": "{table} takes only what matches {detail} in field {column!r}",
    "field-refused": "{table} takes no field that its document does not name; {column!r} is no longer named",
    "field-ignored": "{table} takes the field {column!r} and does not store it",
    "batch-limited": "{table} takes no more than {detail} rows in one request",
    "parameter-required": "{table} asks for a new parameter of the query, {detail!r}",
    "parameter-renamed": "{table} calls the parameter {column!r} {detail!r}",
    "header-required": "{table} asks for a header, {detail!r}",
    "media-type-removed": "{table} no longer takes {column}, only {detail}",
    "method-changed": "{table} is called by {detail}",
    "path-moved": "{table} has moved to {detail}; the old path answers 404",
    "accepted-partially": "{table} answers 207: it stored some rows, and refused others, each with its error",
    "accepted-later": "{table} answers 202, and stores nothing yet",
    "answer-lost": "{table} stores what it is sent, and its answer is lost",
}


@dataclass(frozen=True)
class RequestChanged:
    """An operation takes requests in another way.

    Attributes:
        table: The operation's declared name.
        way: What is other about it: the scenario's id.
        detail: To what: a name, a type, a path, a bound.
        column: The field or parameter that it is about, where it is about one.
        variant: Which of several ways to make it: `errors in 200` for accepted-partially.
    """

    table: str
    way: str
    detail: str = ""
    column: str = ""
    variant: str = ""

    @property
    def sentence(self) -> str:
        """The change in words."""
        said = _SENTENCES[self.way].format(table=self.table, detail=self.detail, column=self.column)
        return f"{said} ({self.variant})" if self.variant else said


@dataclass(frozen=True)
class ApiFault:
    """The API refuses whoever asks: a token has expired, a scope is gone; `kind` is the scenario's id."""

    kind: str

    _SENTENCES: ClassVar[dict[str, str]] = {
        "token-expired": "the connector's token has expired (401)",
        "token-expired-bare": "the connector's token has expired (401, without WWW-Authenticate)",
        "token-expired-mid-run": "the connector's token expires after the first request (401)",
        "scope-lost": "the connector's token has lost a scope (403)",
        "concealed": "what the connector may no longer see is answered as if it were not there (404)",
        "refresh-refused": "the connector's token has expired, and no new one is given (400 invalid_grant)",
        "refresh-failing": "the connector's token has expired, and the server of tokens fails (500)",
        "token-short-lived": "a token is good for a few requests, and then for a new one (401)",
    }

    @property
    def sentence(self) -> str:
        """The change in words."""
        return self._SENTENCES[self.kind]

    @property
    def codes(self) -> tuple[str, ...]:
        """The status in the answer: `401`."""
        return tuple(word for word in self.sentence.replace("(", " ").replace(",", " ").split() if word.isdigit())
