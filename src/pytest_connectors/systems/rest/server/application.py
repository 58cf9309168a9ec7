"""What does a request get? The door of the server: everything that comes in is answered here, and noted."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from pytest_connectors.contract.openapi.model import Trouble
from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.rest.server.calls import Played
from pytest_connectors.systems.rest.server.playing import Play
from pytest_connectors.systems.rest.server.problems import Problem
from pytest_connectors.systems.rest.server.stage import Exchange, Seen, Stage

ERRORS = 400  # statuses from here on


class Application:
    """Answers requests as the document of the stage says, from any thread.

    Attributes:
        log: Every request since the stage was set, with what became of it.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._play: Play | None = None
        self._severed = False
        self._over_budget = False
        self._requests: list[str] = []
        self._refusals: list[str] = []
        self.log: list[Exchange] = []

    def set(self, stage: Stage) -> None:
        """Begin anew; nothing of the document is read before it is asked for."""
        with self._lock:
            before = self._play
            self._play = Play(stage, before)
            self._severed = self._over_budget = False
            self._requests, self._refusals, self.log = [], [], []

    def answer(self, request: Request) -> Answer | None:
        """The answer; None: the connection is closed without one."""
        moment = time.monotonic()
        play = self._play
        with self._lock:
            if play is None or play is not self._play or self._severed:
                return None
            if play.stage.budget is not None and len(self._requests) >= play.stage.budget:
                self._over_budget = True
                return None
            label = f"{request.method} {request.path}" + (f"?{request.query}" if request.query else "")
            self._requests.append(label)
            played = _played(play, request)
            status = played.answer.status if played.answer is not None else 0
            self.log.append(Exchange(request, status, played.body, played.name, played.why, moment))
            if status >= ERRORS:
                self._refusals.append(f"{status} {label}: {played.why or 'refused'}")
            return played.answer

    def stored(self, name: str) -> tuple[dict[str, object], ...]:
        """What lies in a declared operation now, columns of path and query included."""
        with self._lock:
            return self._play.stored(name) if self._play is not None else ()

    def remembered(self) -> Mapping[tuple[str, str, str], tuple[bytes, Answer | None]]:
        """What was answered to each Idempotency-Key: the next stage may go on with it."""
        with self._lock:
            return dict(self._play.answered) if self._play is not None else {}

    def seen(self) -> Seen:
        """What the connector did since the stage was set."""
        with self._lock:
            asked = self._play.most_asked if self._play is not None else 0
            return Seen(tuple(self._requests), tuple(self._refusals), self._over_budget, asked)

    def sever(self) -> None:
        """Answer nothing until the next stage."""
        self._severed = True

    @property
    def unanswered(self) -> list[Trouble]:
        """What could not be answered as the document has it, of what was asked for: where, and why."""
        with self._lock:
            return self._play.unanswered() if self._play is not None else []


def _played(play: Play, request: Request) -> Played:
    try:
        return play.answer(request)
    except Problem as refused:
        return Played(refused.answer, why=refused.detail)
    except Exception as trouble:  # noqa: BLE001 - whatever a document holds, the connector gets an answer
        why = f"{type(trouble).__name__}: {trouble}"
        play.note(f"{request.method} {request.path}", why)
        return Played(Problem(501, f"the server cannot answer this: {why}").answer, why=why)
