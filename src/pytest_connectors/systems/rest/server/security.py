"""Does a request prove who sends it, and may he do that?"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable, Mapping

from pytest_connectors.contract.openapi.model import Endpoint, Scheme
from pytest_connectors.systems.http.messages import Request
from pytest_connectors.systems.rest.server.parameters import Said
from pytest_connectors.systems.rest.server.problems import Problem
from pytest_connectors.systems.rest.server.stage import Keys

UNAUTHORIZED = 401
BASIC = 'Basic realm="api", charset="UTF-8"'


class Doorkeeper:
    """Knows the credentials that are good at this moment.

    Attributes:
        tokens: The bearer tokens that are good.
    """

    def __init__(self, keys: Keys, schemes: Mapping[str, Scheme]) -> None:
        self._keys = keys
        self._schemes = schemes
        self.tokens = {keys.token} if keys.token else set()
        self.expired: set[str] = set()

    def check(self, endpoint: Endpoint, request: Request, said: Said) -> None:
        """Let the request through.

        Raises:
            Problem: 401, with what the server would have.
        """
        ways = [way for way in endpoint.security if all(name in self._schemes for name in way)]
        if not ways or any(self._lets_in(way, request, said) for way in ways):
            return
        schemes = [self._schemes[name] for way in ways for name in way]
        raise self._refusal(schemes, request, said)

    def _lets_in(self, way: Iterable[str], request: Request, said: Said) -> bool:
        """Whether all schemes of a way are content; one is enough of those that share a place."""
        places: dict[tuple[str, str], bool] = {}
        for scheme in (self._schemes[name] for name in way):
            place = (scheme.place, scheme.parameter.lower()) if scheme.kind == "apiKey" else ("header", "authorization")
            places[place] = places.get(place, False) or self._passes(scheme, request, said)
        return all(places.values())

    def _passes(self, scheme: Scheme, request: Request, said: Said) -> bool:
        match scheme.kind:
            case "basic":
                user, _, password = (self._basic(request) or "").partition(":")
                return _same(user, self._keys.username) and _same(password, self._keys.password)
            case "apiKey":
                sent = self._key(scheme, request, said)
                good = {self._keys.api_key, *self.tokens} - self.expired
                return sent is not None and any(_same(sent, one) for one in good)
            case _:
                sent = bearer(request)
                return sent is not None and any(_same(sent, one) for one in self.tokens)

    def credential(self, endpoint: Endpoint, request: Request, said: Said) -> str:
        """What the request proves itself by: a token, a key, or a name with its password; empty where by nothing."""
        for way in endpoint.security:
            for name in way:
                scheme = self._schemes.get(name)
                if scheme is not None and scheme.kind == "apiKey" and (sent := self._key(scheme, request, said)):
                    return sent
        return bearer(request) or self._basic(request) or ""

    @staticmethod
    def _basic(request: Request) -> str | None:
        kind, _, coded = request.fields.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            return base64.b64decode(coded.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return None

    @staticmethod
    def _key(scheme: Scheme, request: Request, said: Said) -> str | None:
        match scheme.place:
            case "query":
                return _last(said.query.get(scheme.parameter))
            case "cookie":
                return _last(said.cookies.get(scheme.parameter))
            case _:
                text = request.fields.get(scheme.parameter.lower())
                # `Authorization: Token abc`: many documents call this an apiKey.
                return text.rpartition(" ")[2] if text else None

    def _refusal(self, schemes: list[Scheme], request: Request, said: Said) -> Problem:
        kinds = {scheme.kind for scheme in schemes}
        sent = bearer(request)
        headers = (
            [("WWW-Authenticate", challenge(sent, expired=sent in self.expired))]
            if kinds & {"bearer", "oauth2"}
            else []
        )
        if "basic" in kinds:
            headers.append(("WWW-Authenticate", BASIC))
        keys = [scheme for scheme in schemes if scheme.kind == "apiKey"]
        if keys and not headers:
            headers.append(("WWW-Authenticate", f'ApiKey realm="api", name="{keys[0].parameter}"'))
        given = sent is not None or any(self._key(one, request, said) for one in keys) or self._basic(request)
        if sent is not None and sent in self.expired:
            return Problem(UNAUTHORIZED, "the access token has expired", headers=tuple(headers))
        wanted = " or ".join(dict.fromkeys(asked_for(scheme) for scheme in schemes))
        detail = (
            f"the credentials are not good: {wanted} is asked for"
            if given
            else f"no credentials: {wanted} is asked for"
        )
        return Problem(UNAUTHORIZED, detail, headers=tuple(headers))


def bearer(request: Request) -> str | None:
    """The bearer token that a request carries."""
    kind, _, token = request.fields.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def challenge(sent: str | None, *, expired: bool = False) -> str:
    """What WWW-Authenticate says, RFC 6750: no error where no token was sent."""
    if sent is None:
        return 'Bearer realm="api"'
    said = "the access token expired" if expired else "the access token is not known"
    return f'Bearer realm="api", error="invalid_token", error_description="{said}"'


def _last(texts: list[str] | None) -> str | None:
    return texts[-1] if texts else None


def asked_for(scheme: Scheme) -> str:
    """What a scheme asks for, in words."""
    match scheme.kind:
        case "basic":
            return "a name and a password (Basic)"
        case "apiKey":
            return f"a key in {scheme.place} {scheme.parameter!r}"
        case _:
            return "a bearer token"


def _same(one: str, other: str) -> bool:
    return bool(other) and hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
