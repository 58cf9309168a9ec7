"""What is played on a stage? From a request through all checks to an answer, with the state between requests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from pytest_connectors.contract.openapi.api import Route, Unservable
from pytest_connectors.contract.openapi.media import essence
from pytest_connectors.contract.openapi.model import Content, Json, Reply, Trouble
from pytest_connectors.drift.changes.requests import RequestChanged
from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.rest.server import lying, replies, shelves
from pytest_connectors.systems.rest.server.calls import Call, Played
from pytest_connectors.systems.rest.server.checking import accepted
from pytest_connectors.systems.rest.server.fetching import Fetching
from pytest_connectors.systems.rest.server.happening import LOGIN, Happening, login_page
from pytest_connectors.systems.rest.server.library import Library
from pytest_connectors.systems.rest.server.parameters import Said
from pytest_connectors.systems.rest.server.partly import Refused, partly, told
from pytest_connectors.systems.rest.server.problems import Problem
from pytest_connectors.systems.rest.server.reading import by_status
from pytest_connectors.systems.rest.server.routing import Found, Router
from pytest_connectors.systems.rest.server.security import Doorkeeper
from pytest_connectors.systems.rest.server.shelves import Shelves
from pytest_connectors.systems.rest.server.stage import Served, Stage, Taken
from pytest_connectors.systems.rest.server.tokens import Tokens
from pytest_connectors.systems.rest.server.writing import Done, Write, Writing

NOT_FOUND, NOT_ALLOWED, UNPROCESSABLE, NOT_IMPLEMENTED = 404, 405, 422, 501
MISFITS = frozenset((400, 404, 415, 422))  # what another path of the same form may be meant by
WRITES = frozenset(("POST", "PUT", "PATCH", "DELETE"))
READS = frozenset(("GET", "HEAD"))
KEYS = ("idempotency-key", "x-idempotency-key")


class Play:
    """A stage while it is played."""

    def __init__(self, stage: Stage, before: Play | None) -> None:
        self.stage = stage
        same = before is not None and before.stage.api is stage.api and before.stage.base == stage.base
        self.library: Library = before.library if same and before is not None else Library(stage)
        library = self.library
        declared: list[Served | Taken] = [*stage.served, *stage.taken]
        self._declared = {(one.method.upper(), one.path): one for one in declared}
        self._by_name = {one.name: one for one in declared}
        self._happening = Happening(stage)
        moved = self._happening.moved({one.name: one.path for one in declared})
        self._router = Router(stage.api.routes, library.bases, moved, stage.gone) if moved else library.router
        self._shelves = Shelves(stage)
        self._fetching = Fetching(stage, library, self._shelves, self._happening)
        self._writing = Writing(library.root, library.replies, self._shelves, library.items)
        schemes = stage.api.schemes
        self._tokens = Tokens(stage.keys, schemes.values(), stage.base)
        self._door = Doorkeeper(stage.keys, schemes)
        self.answered = dict(stage.remembered)
        self._lost: set[str] = set()
        self._notes: dict[str, str] = {}

    # -- the way of a request ----------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Played:
        """The answer.

        Raises:
            Problem: It is refused.
        """
        origin = request.caught or f"http://{request.fields.get('host', '127.0.0.1')}"
        if (
            request.method == "POST"
            and request.path in self._tokens.paths
            and (self._tokens.told or not self._router.find(request))
        ):
            return self._token(request)
        if request.path == LOGIN and request.method in READS and self._happening.has_login:
            return Played(login_page())
        routed = self._routed(request)
        if not routed:
            return Played(Answer(204, (("Allow", _allowed(self._router.find(request))),)))
        # Paths of one form, such as /files/{id} and /files/{name}: the first one is meant whose parameters fit.
        played = [self._called(request, origin, found, route) for found, route in routed[:1]]
        for found, route in routed[1:]:
            if played[-1].answer is None or played[-1].answer.status not in MISFITS:
                break
            played.append(self._called(request, origin, found, route))
        last = played[-1].answer
        return played[-1] if last is None or last.status not in MISFITS else played[0]

    def _called(self, request: Request, origin: str, found: Found, route: Route) -> Played:
        declared = self._declared.get((route.method, route.path))
        name = declared.name if declared is not None else ""
        try:
            endpoint = self.stage.api.endpoint(route.method, route.path)
        except Unservable as trouble:
            self.note(trouble.trouble.pointer, trouble.trouble.why)
            raise Problem(NOT_IMPLEMENTED, f"the document cannot be served here: {trouble}") from None
        call = Call(request, found, endpoint, declared, Said(request, found.values), origin)
        try:
            return self._let_in(call)
        except Problem as refused:
            return Played(refused.answer, _json(request), name, refused.detail)

    def _token(self, request: Request) -> Played:
        answer, token = self._tokens.answer(request, self._happening.fault)
        if token:
            self._door.tokens.add(token)
            self._happening.minted.add(token)
        return Played(answer, why="" if token else answer.body.decode())

    def _routed(self, request: Request) -> list[tuple[Found, Route]]:
        """The operations that may be meant, declared ones first; none for OPTIONS, which asks what there is."""
        found = self._router.find(request)
        if not found:
            raise Problem(NOT_FOUND, f"there is nothing at {request.path}")
        for method in ("HEAD", "GET") if request.method == "HEAD" else (request.method,):
            routed = [(one, one.place.methods[method]) for one in found if method in one.place.methods]
            if len(routed) > 1:
                first = routed[0][0].rank
                alike = [one for one in routed if one[0].rank == first]
                return sorted(alike, key=lambda one: (one[1].method, one[1].path) not in self._declared)
            if routed:
                return routed
        if request.method == "OPTIONS":
            return []
        allowed = _allowed(found)
        detail = f"{request.method} is not allowed at {request.path}, but {allowed}"
        raise Problem(NOT_ALLOWED, detail, headers=(("Allow", allowed),))

    def _let_in(self, call: Call) -> Played:
        happened = self._happening.before(call.name, call.found, call.origin, call.request.query)
        happened = happened if happened is not None else self._proved(call)
        if happened is not None:
            return Played(happened, _json(call.request), call.name, _why(happened))
        checker = self.library.checker
        content = checker.media(call.endpoint, call.request)
        reply = self._reply(call)
        # Who asks for JSON alone is not told that it is XML now: that is what happens to him.
        accept = "" if "media-type-changed" in self._happening.of(call.name) else call.request.fields.get("accept", "")
        chosen = accepted(reply.contents, accept) if reply is not None else None
        values = checker.parameters(call.endpoint, call.said)
        read = checker.body(call.endpoint, content, call.request)
        if call.endpoint.method in WRITES and not isinstance(call.declared, Served):
            return self._written(call, read.value, values, content)
        answer, value = self._fetching.read(call, reply, chosen)
        return Played(self._happening.after(call.name, answer, value), read.value, call.name)

    def _proved(self, call: Call) -> Answer | None:
        """The answer to who does not prove well who he is; None where he does."""
        if not self.library.asks_for_proof(call.endpoint):
            return None
        credential = self._door.credential(call.endpoint, call.request, call.said)
        refused = self._happening.refused(credential)
        if refused is None:
            self._door.expired = self._happening.expired
            self._door.check(call.endpoint, call.request, call.said)
            self._happening.used(credential)
        return refused

    def _reply(self, call: Call) -> Reply | None:
        if isinstance(call.declared, Served):
            return by_status(call.endpoint, call.declared.status) or replies.success(call.endpoint)[1]
        return replies.success(call.endpoint)[1]

    # -- writes ------------------------------------------------------------------------------------------------------

    def _written(self, call: Call, body: Json, values: Mapping[tuple[str, str], Json], sent: Content | None) -> Played:
        key = next((call.request.fields[name] for name in KEYS if call.request.fields.get(name)), "")
        slot = (call.endpoint.method, call.request.path, key)
        digest = hashlib.sha256(call.request.body).digest()
        if key and slot in self.answered:
            before, answer = self.answered[slot]
            if before != digest:
                raise Problem(UNPROCESSABLE, "this Idempotency-Key was used with another body")
            return Played(answer, body, call.name)
        answer, whole = self._stored(call, body, values, sent)
        # What was not stored as a whole may be sent again.
        if key and whole:
            self.answered[slot] = digest, answer
        if "answer-lost" in self._happening.of(call.name) and call.name not in self._lost:
            self._lost.add(call.name)
            return Played(None, body, call.name)
        return Played(answer, body, call.name)

    def _stored(
        self, call: Call, body: Json, values: Mapping[tuple[str, str], Json], sent: Content | None
    ) -> tuple[Answer, bool]:
        """The answer, and whether all was stored."""
        taken = call.declared if isinstance(call.declared, Taken) else None
        rows = self._rows(taken, body, sent)
        ways = self._happening.of(call.name)
        _limited(ways, len(rows))
        if "accepted-later" in ways:
            return Answer(202, (("Content-Type", "application/json"),), b'{"status": "accepted"}'), False
        outside = {name: one for (place, name), one in values.items() if place in {"path", "query"}}
        outside = {**{name: text for name, text in call.found.values.items() if name not in outside}, **outside}
        refused: list[Refused] = []
        if "accepted-partially" in ways:
            rows, refused, self._happening.rows = partly(rows, self._happening.rows)
        ignored = {way.column for key, way in ways.items() if key == "field-ignored"}
        rows = [{name: one for name, one in row.items() if name not in ignored} for row in rows] if ignored else rows
        media = essence(call.request.fields.get("content-type", ""))
        write = Write(call.endpoint, call.found, taken, outside, rows, media, body)
        done = Done()
        if self._writing.tracks(write) and (rows or not refused):
            done = self._writing.carried_out(write)
        answer, value = self._confirmed(call, write, done)
        if refused:
            way = ways["accepted-partially"]
            variant = way.variant if isinstance(way, RequestChanged) else ""
            return told(answer, value, refused, len(rows), in_200=variant == "errors in 200"), False
        return self._happening.after(call.name, answer, value), True

    def _rows(self, taken: Taken | None, body: Json, sent: Content | None) -> list[dict[str, Json]]:
        if taken is not None:
            return lying.rows(body, taken.items)
        where = replies.rows_in(self.library.root, sent)
        return lying.rows(body, where.items if where is not None else ())

    def _confirmed(self, call: Call, write: Write, done: Done) -> tuple[Answer, Json]:
        status, reply = replies.success(call.endpoint, existed=done.existed)
        content = accepted(reply.contents, call.request.fields.get("accept", "")) if reply is not None else None
        value = self._writing.told(content, done, write)
        body, media = replies.body_of(content, value)
        told = self.library.replies.headers(reply) if reply is not None else ()
        place = self._writing.location(write, done, call.origin + call.request.path)
        location = (("Location", place),) if place and call.endpoint.method == "POST" else ()
        return Answer(status, (*media, *told, *location), body), value

    # -- what is told ------------------------------------------------------------------------------------------------

    def stored(self, name: str) -> tuple[dict[str, Json], ...]:
        """What lies in a declared operation now."""
        declared = self._by_name[name]
        place = shelves.place_of(declared.path, many=declared.many)
        if isinstance(declared, Taken):
            return tuple(shelves.told(declared, one) for one in self._shelves.owned(place, name))
        return tuple(one.whole for one in self._shelves.seen(place, name))

    @property
    def most_asked(self) -> int:
        """The most rows that one page was asked to hold."""
        return self._fetching.most_asked

    def note(self, pointer: str, why: str) -> None:
        """Remember that something could not be answered as the document has it."""
        self._notes[pointer] = why

    def unanswered(self) -> list[Trouble]:
        """All of that."""
        left = dict(self.library.validators.left_out)
        told = {**self._notes, **self.library.replies.unanswered, **left}
        return [Trouble(pointer, why) for pointer, why in told.items()]


def _allowed(found: Iterable[Found]) -> str:
    methods = {method for one in found for method in one.place.methods}
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods | {"OPTIONS"}))


def _json(request: Request) -> Json:
    """What the body of a refused request holds, where that is JSON."""
    import json

    try:
        return json.loads(request.body) if request.body else None
    except (ValueError, RecursionError):
        return None


def _why(answer: Answer) -> str:
    """What an answer says of itself, where it is a refusal of ours."""
    import json

    try:
        return str(json.loads(answer.body).get("detail", ""))
    except (ValueError, AttributeError):
        return ""


def _limited(ways: Mapping[str, Any], count: int) -> None:
    way = ways.get("batch-limited")
    if way is not None and way.detail.isdigit() and count > int(way.detail):
        status = int(way.variant) if getattr(way, "variant", "").isdigit() else 413
        raise Problem(status, f"at most {way.detail} rows are taken in one request, and these are {count}")
