"""How does a connector get a token? The token endpoint of OAuth2, RFC 6749."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from pytest_connectors.contract.openapi.media import is_json
from pytest_connectors.contract.openapi.model import Scheme
from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.rest.server.stage import Keys

LIFETIME = 3600  # seconds, as it is said
BAD, UNAUTHORIZED, FAILED = 400, 401, 500
USUAL = "/oauth/token"
NO_STORE = (("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Pragma", "no-cache"))


class Tokens:
    """Gives tokens: the first one differs from that which a connector begins with.

    Attributes:
        paths: Where tokens are had, on whatever host.
    """

    def __init__(self, keys: Keys, schemes: Iterable[Scheme], base: str) -> None:
        self._keys = keys
        self._given = 0
        urls = [url for scheme in schemes for url in scheme.token_urls.values()]
        self.paths = frozenset(_path(url, base) for url in urls) or frozenset((USUAL, base.rstrip("/") + USUAL))
        self.told = bool(urls)

    def answer(self, request: Request, fault: str) -> tuple[Answer, str]:
        """The answer, and the token in it; empty where there is none."""
        if fault == "refresh-failing":
            return _error(FAILED, "server_error", "the server of tokens fails"), ""
        fields = _fields(request)
        named = _client(request, fields)
        if named is None:
            return _error(BAD, "invalid_request", "the header Authorization cannot be read"), ""
        known = (self._keys.client_id, self._keys.client_secret)
        grant = fields.get("grant_type", "")
        if not grant:
            return _error(BAD, "invalid_request", "grant_type is missing"), ""
        if grant not in {"client_credentials", "password", "refresh_token"}:
            return _error(BAD, "unsupported_grant_type", f"no tokens are given for {grant!r}"), ""
        if (grant == "client_credentials" or named[0]) and named != known:
            headers = (("WWW-Authenticate", 'Basic realm="api"'),)
            return _error(UNAUTHORIZED, "invalid_client", "the client or its secret is wrong", headers), ""
        if fault == "refresh-refused" or not self._granted(grant, fields):
            return _error(BAD, "invalid_grant", "what was given for a token is not good, or no longer"), ""
        self._given += 1
        token = f"{self._keys.token}.{self._given}"
        told = {"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME}
        if self._keys.refresh_token:
            told["refresh_token"] = self._keys.refresh_token
        if fields.get("scope"):
            told["scope"] = fields["scope"]
        return Answer(200, NO_STORE, json.dumps(told).encode()), token

    def _granted(self, grant: str, fields: dict[str, str]) -> bool:
        match grant:
            case "password":
                return (fields.get("username"), fields.get("password")) == (self._keys.username, self._keys.password)
            case "refresh_token":
                return fields.get("refresh_token") == self._keys.refresh_token
            case _:
                return True


def _path(url: str, base: str) -> str:
    split = urlsplit(url)
    if split.netloc or split.path.startswith("/"):
        return split.path or "/"
    return f"{base.rstrip('/')}/{split.path}"


def _fields(request: Request) -> dict[str, str]:
    if is_json(request.fields.get("content-type", "")):
        try:
            held = json.loads(request.body)
        except (ValueError, RecursionError):
            return {}
        return {str(name): str(text) for name, text in held.items()} if isinstance(held, dict) else {}
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def _client(request: Request, fields: dict[str, str]) -> tuple[str, str] | None:
    """The client's id and secret; None where the header cannot be read."""
    kind, _, coded = request.fields.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return fields.get("client_id", ""), fields.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote_plus(name), unquote_plus(secret)


def _error(status: int, code: str, why: str, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    body = json.dumps({"error": code, "error_description": why}).encode()
    return Answer(status, (*NO_STORE, *headers), body)
