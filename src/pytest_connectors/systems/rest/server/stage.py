"""What is the server told, and what does it tell?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_connectors.contract.openapi.api import Api
from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.paging import Paging
from pytest_connectors.drift.changes.answers import AnswerChanged
from pytest_connectors.drift.changes.requests import ApiFault, RequestChanged
from pytest_connectors.systems.http.messages import Answer, Request

Way = AnswerChanged | RequestChanged | ApiFault


@dataclass(frozen=True, eq=False)
class Served:
    """A declared operation that hands out rows.

    Attributes:
        name: As it is declared.
        rows: All of them, as they lie in the answer.
        items: The keys that lead from the body to the rows; nothing where the body itself is the rows.
        many: There lies a list of rows; else there lies one row.
        status: The answer's status.
        media: The answer's media type.
    """

    name: str
    method: str
    path: str
    rows: tuple[dict[str, Json], ...]
    items: tuple[str, ...] = ()
    many: bool = True
    paging: Paging | None = None
    status: str = "200"
    media: str = "application/json"


@dataclass(frozen=True, eq=False)
class Taken:
    """A declared operation that takes rows.

    Attributes:
        name: As it is declared.
        rows: The ones that were there before, columns of path and query included.
        items: The keys that lead from the body of a request to the rows.
        many: There lies a list of rows; else there lies one row.
        outside: Which columns stand in the path or the query: the place and the parameter's name by column.
    """

    name: str
    method: str
    path: str
    rows: tuple[dict[str, Json], ...] = ()
    items: tuple[str, ...] = ()
    many: bool = False
    outside: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Keys:
    """What proves who sends a request, by every scheme at once."""

    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    username: str
    password: str = field(repr=False)
    api_key: str = field(repr=False)


@dataclass(frozen=True, eq=False)
class Stage:
    """All that the server shall hold and do until the next one.

    Attributes:
        api: The document.
        served: The declared reads.
        taken: The declared writes.
        keys: The credentials that are known.
        ways: What happens that the document cannot show.
        budget: How many requests are answered.
        base: The path of the document's first server: `/v2`.
        gone: Paths under which declared operations were, and are no longer.
        remembered: What was answered to an Idempotency-Key before, as `Application.remembered` gave it.
    """

    api: Api
    served: tuple[Served, ...] = ()
    taken: tuple[Taken, ...] = ()
    keys: Keys = field(default_factory=lambda: Keys("", "", "", "", "", "", ""))
    ways: tuple[Way, ...] = ()
    budget: int | None = None
    base: str = ""
    gone: tuple[str, ...] = ()
    remembered: Mapping[tuple[str, str, str], tuple[bytes, Answer | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What the connector did on the stage.

    Attributes:
        requests: Each request that was answered or is being answered, as `GET /users?page=2`.
        refusals: Each answer that was an error, as `422 POST /users: score: 11 is more than 10`.
        over_budget: Whether a request came after the last of the budget.
        most_asked: The most rows that one page was asked to hold; 0 where the server decided.
    """

    requests: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    over_budget: bool = False
    most_asked: int = 0


@dataclass(frozen=True, eq=False)
class Exchange:
    """A request and what became of it.

    Attributes:
        status: Of the answer; 0 where there was none.
        body: What the request's body holds, where that is JSON or a form; else None.
        name: The declared operation that was called; empty for any other.
        why: What the answer says, where it is an error.
        moment: When it came, in seconds of a clock that only runs forward.
    """

    request: Request
    status: int
    body: Json = None
    name: str = ""
    why: str = ""
    moment: float = 0.0
