"""Does every operation of a document get an answer? Each is called once, with what the document itself asks for."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from pytest_connectors.contract.openapi.api import Api, Route, Unservable
from pytest_connectors.contract.openapi.media import essence, is_json
from pytest_connectors.contract.openapi.model import Body, Endpoint, Json, Parameter, Scheme, Trouble
from pytest_connectors.systems.http.messages import Request
from pytest_connectors.systems.rest.document.generating import generated
from pytest_connectors.systems.rest.server.application import Application
from pytest_connectors.systems.rest.server.bodies import FORM
from pytest_connectors.systems.rest.server.naming import text
from pytest_connectors.systems.rest.server.parameters import UNREAD
from pytest_connectors.systems.rest.server.rendering import concrete, written
from pytest_connectors.systems.rest.server.routing import MARKS, TEMPLATE
from pytest_connectors.systems.rest.server.stage import Keys, Stage
from pytest_connectors.systems.rest.server.texts import below
from pytest_connectors.systems.rest.server.tokens import Tokens

KEYS = Keys("token", "refresh", "client", "secret", "user", "password", "key")
GRANT = {"grant_type": "client_credentials", "client_id": KEYS.client_id, "client_secret": KEYS.client_secret}
SEEDS = 12
BOUNDARY = "boundary-of-parts"
ERRORS, FAILED, NOT_IMPLEMENTED = 400, 500, 501


@dataclass
class Count:
    """What became of a document's operations.

    Attributes:
        answered: So many were answered with 2xx or 3xx.
        named: What cannot be served, by location.
        refused: What was refused though it was asked for as the document has it: the operation, and the answer.
        failed: Answers with 500, and errors of ours.
        start: How many seconds passed before the first request was answered, after the document was read.
    """

    answered: int = 0
    named: list[Trouble] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    start: float = 0.0


def counted(api: Api) -> Count:
    """What becomes of each operation of a document when it is called."""
    count = Count()
    application = Application()
    began = time.perf_counter()
    stage = Stage(api, keys=KEYS)
    application.set(stage)
    application.answer(Request("GET", "/", headers=(("host", "127.0.0.1"),)))
    count.start = time.perf_counter() - began
    for route in api.routes:
        application.set(stage)  # what was deleted is there again
        _called(application, api, route, count)
    return count


def _called(application: Application, api: Api, route: Route, count: Count) -> None:
    label = f"{route.method} {route.path}"
    try:
        endpoint = api.endpoint(route.method, route.path)
        request = asked(api, endpoint)
    except Unservable as unservable:
        count.named.append(unservable.trouble)
        return
    except Exception as trouble:  # noqa: BLE001 - this is what is counted
        count.named.append(Trouble(route.pointer, f"no request could be made: {type(trouble).__name__}: {trouble}"))
        return
    try:
        answer = application.answer(request)
    except Exception as trouble:  # noqa: BLE001 - as above
        count.failed.append((label, f"{type(trouble).__name__}: {trouble}"))
        return
    status = answer.status if answer is not None else 0
    said = answer.body[:400].decode("utf-8", "replace") if answer is not None else "no answer"
    if status in {0, FAILED, NOT_IMPLEMENTED}:
        count.failed.append((label, said))
    elif status >= ERRORS:
        count.refused.append((label, said))
    else:
        count.answered += 1


def asked(api: Api, endpoint: Endpoint) -> Request:
    """A request as the document has it: what is required is there, and nothing else."""
    root = api.document.root
    said = _Said([("host", "127.0.0.1")])
    for parameter in endpoint.parameters:
        if parameter.place == "path" or parameter.required:
            value, told = _value(root, parameter)
            said.tell(parameter, value, told)
    for name, one in _credentials(endpoint, api.schemes).items():
        said.prove(name, one)
    if said.cookies:
        said.headers.append(("cookie", "; ".join(said.cookies)))
    path, query = _path(endpoint.path, said.values, said.pairs, said.headers)
    body = b""
    if endpoint.method == "POST" and (tokens := Tokens(KEYS, api.schemes.values(), "")).told and path in tokens.paths:
        body = urlencode(GRANT).encode()
        said.headers = [*(pair for pair in said.headers if pair[0] != "authorization"), ("content-type", FORM)]
    elif endpoint.body is not None and endpoint.body.contents:
        media, body = _body(root, endpoint.body)
        said.headers.append(("content-type", media))
    return Request(endpoint.method, path, query, tuple(said.headers), body)


@dataclass
class _Said:
    """What a request says, by place."""

    headers: list[tuple[str, str]]
    pairs: list[tuple[str, str]] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    def tell(self, parameter: Parameter, value: Json, told: list[tuple[str, str]]) -> None:
        """Write a parameter down where it belongs."""
        match parameter.place:
            case "path":
                self.values[parameter.name] = _in_path(parameter, value)
            case "query":
                self.pairs += told
            case "cookie":
                self.cookies += [f"{name}={quote(one)}" for name, one in told]
            case _ if parameter.name.lower() not in UNREAD:
                self.headers.append((parameter.name.lower(), ",".join(one for _, one in _flat(parameter, value))))

    def prove(self, name: str, one: str) -> None:
        """Write a credential down, in place of a parameter of its name."""
        if name.startswith("?"):
            self.pairs = [*(pair for pair in self.pairs if pair[0] != name[1:]), (name[1:], one)]
        elif name.startswith(";"):
            self.cookies.append(f"{name[1:]}={one}")
        else:
            self.headers = [*(pair for pair in self.headers if pair[0] != name), (name, one)]


def _value(root: Mapping[str, Json], parameter: Parameter) -> tuple[Json, list[tuple[str, str]]]:
    """A value that can be sent: an empty list is nothing in a query, and an empty text nothing in a path."""
    value: Json = None
    told: list[tuple[str, str]] = []
    for seed in range(SEEDS):
        value = generated(root, parameter.schema, seed, for_request=True)
        told = list(_told(parameter, value))
        if told and (told[0][1] or parameter.place != "path"):
            return value, told
    if value == {}:
        # An object that holds nothing is nothing in a query; the document names no member of it.
        value = {"name": generated(root, below(root, parameter.schema, "name"), 0, for_request=True)}
        told = list(_told(parameter, value))
    return value, told


def _path(
    path: str, values: Mapping[str, str], pairs: list[tuple[str, str]], headers: list[tuple[str, str]]
) -> tuple[str, str]:
    plain, _, fragment = path.partition("#")
    name, equals, value = fragment.partition("=")
    if equals and not any(one == name.lower() for one, _ in headers):
        headers.append((name.lower(), value))
    plain, _, written_query = plain.partition("?")
    filled = TEMPLATE.sub(lambda match: values.get(match[1].strip(MARKS)) or "x", plain)
    written_query = TEMPLATE.sub(lambda match: quote(values.get(match[1].strip(MARKS), "x")), written_query)
    query = "&".join(one for one in (written_query, urlencode(pairs)) if one)
    return quote(filled, safe="/%:@!$&'()*+,;=~"), query


def _in_path(parameter: Parameter, value: Json) -> str:
    joined = ",".join(one for _, one in _flat(parameter, value))
    match parameter.style:
        case "label":
            joined = "." + joined
        case "matrix":
            joined = f";{parameter.name}={joined}"
    return quote(joined, safe=";=,.")


def _flat(parameter: Parameter, value: Json) -> list[tuple[str, str]]:
    """The texts of a value that stand in one place, between commas."""
    if parameter.media is not None and not isinstance(value, str):
        return [(parameter.name, json.dumps(value))]
    match value:
        case list():
            return [(parameter.name, _text(one)) for one in value]
        case dict() if parameter.explode:
            return [(parameter.name, f"{name}={_text(one)}") for name, one in value.items()]
        case dict():
            return [(parameter.name, part) for name, one in value.items() for part in (name, _text(one))]
        case _:
            return [(parameter.name, _text(value))]


def _told(parameter: Parameter, value: Json) -> Iterator[tuple[str, str]]:
    """The pairs of a query or of cookies."""
    if isinstance(value, dict) and parameter.media is None:
        if parameter.style == "deepObject":
            yield from ((f"{parameter.name}[{name}]", _text(one)) for name, one in value.items())
            return
        if parameter.explode:
            yield from ((name, _text(one)) for name, one in value.items())
            return
    flat = _flat(parameter, value)
    if isinstance(value, list) and parameter.explode and parameter.media is None:
        yield from flat
        return
    separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(parameter.style, ",")
    yield parameter.name, separator.join(one for _, one in flat)


def _text(value: Json) -> str:
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, dict | list) else text(value)


def _credentials(endpoint: Endpoint, schemes: Mapping[str, Scheme]) -> dict[str, str]:
    """Headers, `?` parameters and `;` cookies that let in."""
    ways = [way for way in endpoint.security if all(name in schemes for name in way)]
    found: dict[str, str] = {}
    for scheme in (schemes[name] for name in min(ways, key=len, default={})):
        match scheme.kind:
            case "basic":
                coded = base64.b64encode(f"{KEYS.username}:{KEYS.password}".encode()).decode()
                found["authorization"] = f"Basic {coded}"
            case "apiKey" if scheme.place == "header":
                found[scheme.parameter.lower()] = KEYS.api_key
            case "apiKey":
                found[("?" if scheme.place == "query" else ";") + scheme.parameter] = KEYS.api_key
            case _:
                found["authorization"] = f"Bearer {KEYS.token}"
    return found


def _body(root: Mapping[str, Json], body: Body) -> tuple[str, bytes]:
    content = next((one for one in body.contents if is_json(concrete(one.media))), body.contents[0])
    media = concrete(content.media)
    value = generated(root, content.schema, 0, for_request=True)
    if essence(media) == FORM:
        return media, urlencode(list(_fields(value))).encode()
    if essence(media).startswith("multipart/"):
        return f"{essence(media)}; boundary={BOUNDARY}", _parts(_fields(value))
    return media, written(media, value)


def _fields(value: Json) -> Iterable[tuple[str, str]]:
    for name, one in value.items() if isinstance(value, dict) else ():
        yield from _field(name, one)


def _field(name: str, value: Json) -> Iterator[tuple[str, str]]:
    match value:
        case dict() if value:
            yield name, json.dumps(value)
        case list() if value and not any(isinstance(one, dict | list) for one in value):
            yield from ((f"{name}[]" if len(value) == 1 else name, _text(one)) for one in value)
        case dict() | list():
            yield name, json.dumps(value)
        case _:
            yield name, _text(value)


def _parts(fields: Iterable[tuple[str, str]]) -> bytes:
    pieces = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{one}\r\n' for name, one in fields]
    return ("".join(pieces) + f"--{BOUNDARY}--\r\n").encode("utf-8", "replace")
