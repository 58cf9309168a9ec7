"""What happens to a request that the document does not show: refusals, floods, redirects, tokens that expire?"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping
from email.utils import formatdate
from urllib.parse import quote

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.drift.changes.answers import AnswerChanged
from pytest_connectors.drift.changes.requests import ApiFault, RequestChanged
from pytest_connectors.systems.http.messages import Answer
from pytest_connectors.systems.rest.server import rendering
from pytest_connectors.systems.rest.server.problems import Headers, Problem
from pytest_connectors.systems.rest.server.routing import TEMPLATE, Found
from pytest_connectors.systems.rest.server.security import challenge
from pytest_connectors.systems.rest.server.stage import Stage

LIMITED = (1, 4)  # which requests are too many: one before anything was done, and one in the middle
GOOD_FOR = 2  # requests that a short-lived token is good for
SICK = 2  # requests that are answered 503
LOGIN = "/login"
PAGE = (
    "<!doctype html>\n<html><head><title>Sign in</title></head>"
    '<body><h1>Sign in</h1><form method="post"><input name="username"><input name="password" type="password">'
    "</form></body></html>\n"
)
EXPIRED = "the access token has expired"
REFRESHED = frozenset(("token-expired", "token-expired-bare", "refresh-refused", "refresh-failing"))
SUNSET = 90 * 24 * 3600  # seconds from now


class Happening:
    """What the stage lets happen, with what it has to remember for that."""

    def __init__(self, stage: Stage) -> None:
        self._ways: dict[str, dict[str, AnswerChanged | RequestChanged]] = {}
        self.fault = ""
        for way in stage.ways:
            if isinstance(way, ApiFault):
                self.fault = way.kind
            else:
                self._ways.setdefault(way.table, {})[way.way] = way
        self._first = stage.keys.token
        self._counts: Counter[tuple[str, str]] = Counter()
        self._uses: Counter[str] = Counter()
        self.minted: set[str] = set()
        self.expired: set[str] = set()
        self.rows = 0

    @property
    def has_login(self) -> bool:
        """Whether there is a login page."""
        return any("login-page" in ways for ways in self._ways.values())

    def of(self, name: str) -> Mapping[str, AnswerChanged | RequestChanged]:
        """What happens to a declared operation, by way."""
        return self._ways.get(name, {})

    def moved(self, paths: Mapping[str, str]) -> dict[str, str]:
        """The addresses to which operations redirect: their own path by the new one; `paths` are theirs by name."""
        return {
            address(way.detail): paths[name]
            for name, ways in self._ways.items()
            for key, way in ways.items()
            if key.startswith("redirected-") and name in paths and way.detail
        }

    def before(self, name: str, found: Found, origin: str, query: str) -> Answer | None:
        """The answer of what stands before the API: a gateway, a load balancer; None where it lets through."""
        ways = self.of(name)
        for key, way in ways.items():
            if key.startswith("redirected-") and way.detail and found.place.path != address(way.detail):
                status = int(key.removeprefix("redirected-"))
                return Answer(status, (("Location", _location(way.detail, found, origin, query)),))
        if "gone-410" in ways:
            return Problem(410, "this operation is gone").answer
        if "unavailable" in ways and self._count(name, "unavailable") <= SICK:
            return Problem(503, "the service is not available just now", headers=(("Retry-After", "1"),)).answer
        if "rate-limited" in ways and self._count(name, "rate-limited") in LIMITED:
            return Problem(429, "too many requests", headers=(("Retry-After", "1"),)).answer
        if "server-error" in ways:
            return Problem(500, "something went wrong").answer
        if "login-page" in ways:
            return login(origin)
        return error_in_200("the request could not be carried out") if "error-in-200" in ways else None

    def _count(self, name: str, key: str) -> int:
        self._counts[name, key] += 1
        return self._counts[name, key]

    def refused(self, credential: str) -> Answer | None:
        """The answer of a fault to a request that should prove who sends it; None where it lets through."""
        match self.fault:
            case kind if kind in REFRESHED:
                if credential not in self.minted:
                    return self._expired(credential)
            case "token-expired-mid-run" | "token-short-lived":
                if credential in self.expired:
                    return self._expired(credential)
            case "scope-lost":
                said = 'Bearer realm="api", error="insufficient_scope"'
                headers = (("WWW-Authenticate", said),)
                return Problem(403, "the token lacks the scope that this asks for", headers=headers).answer
            case "concealed":
                return Problem(404, "there is nothing here").answer
        return None

    def used(self, credential: str) -> None:
        """Note a request that proved well who sends it."""
        self._uses[credential] += 1
        if self.fault == "token-expired-mid-run" and not self.expired:
            self.expired.add(credential)
        if self.fault == "token-short-lived" and self._uses[credential] >= GOOD_FOR:
            self.expired.add(credential)

    def _expired(self, credential: str) -> Answer:
        self.expired.add(credential)
        headers: Headers = (("WWW-Authenticate", challenge(credential, expired=True)),)
        return Problem(401, EXPIRED, headers=() if self.fault == "token-expired-bare" else headers).answer

    def after(self, name: str, answer: Answer, value: Json) -> Answer:
        """The answer of a declared operation, as it is now."""
        status, headers, body, cut = answer.status, answer.headers, answer.body, answer.cut
        for key, way in self.of(name).items():
            match key:
                case "status-204":
                    status, headers, body = 204, _without(headers, "content-type"), b""
                case "status-202":
                    status, body = 202, b'{"status": "pending"}'
                case "status-207":
                    status, body = 207, _each(value)
                case "body-empty":
                    body = b""
                case "body-truncated":
                    cut = len(body) // 2
                case "media-type-changed":
                    headers = (*_without(headers, "content-type"), ("Content-Type", "application/xml"))
                    body = rendering.xml(value)
                case "header-added":
                    told, _, text = way.detail.partition(":")
                    headers = (*_without(headers, told.strip().lower()), (told.strip(), text.strip() or "1"))
                case "sunset-announced":
                    now = time.time()
                    day = formatdate(now + SUNSET, usegmt=True)
                    kept = _without(_without(headers, "sunset"), "deprecation")
                    headers = (*kept, ("Deprecation", f"@{int(now)}"), ("Sunset", day))
        return Answer(status, headers, body, cut)


def login(origin: str) -> Answer:
    """Off to the login page."""
    return Answer(302, (("Location", origin + LOGIN), ("Content-Type", "text/html; charset=utf-8")))


def login_page() -> Answer:
    """The page itself."""
    return Answer(200, (("Content-Type", "text/html; charset=utf-8"),), PAGE.encode())


def error_in_200(why: str) -> Answer:
    """An error that the status does not tell."""
    body = {"error": {"code": "internal_error", "message": why}, "success": False}
    return Answer(200, (("Content-Type", "application/json"),), json.dumps(body).encode())


def address(detail: str) -> str:
    """The path of an address."""
    return "/" + detail.partition("//")[2].partition("/")[2] if "//" in detail else detail


def _location(detail: str, found: Found, origin: str, query: str) -> str:
    told = TEMPLATE.sub(lambda match: quote(found.values.get(match[1], ""), safe=""), detail)
    where = told if "//" in told else f"{origin}{found.base}{told}"
    return f"{where}?{query}" if query else where


def _each(value: Json) -> bytes:
    rows = value if isinstance(value, list) else None
    if isinstance(value, dict):
        for name, held in value.items():
            if isinstance(held, list):
                return json.dumps({**value, name: [{"status": 200, "body": row} for row in held]}).encode()
    made = {"status": 200, "body": value} if rows is None else [{"status": 200, "body": row} for row in rows]
    return json.dumps(made).encode()


def _without(headers: Headers, name: str) -> Headers:
    return tuple(pair for pair in headers if pair[0].lower() != name)
