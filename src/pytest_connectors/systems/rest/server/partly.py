"""How does a server take some rows and refuse others?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.systems.http.messages import Answer

EVERY = 3  # of so many rows the first one is refused
WHY = "this row was not stored"
UNPROCESSABLE, MULTI = 422, 207


@dataclass(frozen=True)
class Refused:
    """A row that was refused, by its place in the request."""

    place: int


def partly(rows: Sequence[dict[str, Json]], before: int) -> tuple[list[dict[str, Json]], list[Refused], int]:
    """The rows that are taken, those that are refused, and how many rows came until now."""
    refused = [Refused(place) for place in range(len(rows)) if (before + place) % EVERY == 0]
    places = {one.place for one in refused}
    return [row for place, row in enumerate(rows) if place not in places], refused, before + len(rows)


def told(answer: Answer, value: Json, refused: Sequence[Refused], taken: int, *, in_200: bool) -> Answer:
    """The answer that tells of both: 207 with a status for each row, or 200 with the errors beside what was stored."""
    if in_200:
        errors = [{"index": one.place, "status": UNPROCESSABLE, "detail": WHY} for one in refused]
        body: Any = {**value, "errors": errors} if isinstance(value, dict) else {"accepted": taken, "errors": errors}
        return Answer(200, _json(answer), json.dumps(body).encode())
    places = {one.place for one in refused}
    results = [
        {"index": place, "status": UNPROCESSABLE, "error": {"title": "Unprocessable", "detail": WHY}}
        if place in places
        else {"index": place, "status": 201 if answer.status == 201 else 200}  # noqa: PLR2004 - HTTP's numbers
        for place in range(taken + len(refused))
    ]
    return Answer(MULTI, _json(answer), json.dumps({"results": results}).encode())


def _json(answer: Answer) -> tuple[tuple[str, str], ...]:
    kept = tuple(pair for pair in answer.headers if pair[0].lower() != "content-type")
    return (("Content-Type", "application/json"), *kept)
