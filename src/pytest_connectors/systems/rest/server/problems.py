"""In which words does the server refuse? As problem+json, RFC 9457."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from pytest_connectors.contract.openapi.references import joined
from pytest_connectors.systems.http.messages import Answer

Headers = tuple[tuple[str, str], ...]
UNKNOWN = "Unknown"
PHRASES = {status.value: status.phrase for status in HTTPStatus}


class Problem(Exception):
    """An answer in the negative: a status, a sentence and, for each field that is wrong, where it is and why."""

    def __init__(
        self, status: int, detail: str, errors: Sequence[dict[str, Any]] = (), headers: Headers = (), **more: Any
    ) -> None:
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = headers
        self.more = more
        super().__init__(f"{status}: {detail}")

    @property
    def answer(self) -> Answer:
        """The refusal as it is sent."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": PHRASES.get(self.status, UNKNOWN),
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        if self.errors:
            body["errors"] = list(self.errors)
        headers = (("Content-Type", "application/problem+json"), *self.headers)
        return Answer(self.status, headers, json.dumps(body, ensure_ascii=False).encode())


def pointer(path: Sequence[str | int]) -> str:
    """Where something stands in a body, as a JSON pointer: `#/items/3/score`."""
    return joined("#", *path)
