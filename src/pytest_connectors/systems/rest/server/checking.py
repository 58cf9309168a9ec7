"""Does a request keep to the document? In the order of a real server: media types, parameters, body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_connectors.contract.openapi.media import essence
from pytest_connectors.contract.openapi.model import Content, Endpoint, Json, Parameter, Schema
from pytest_connectors.systems.http.messages import Request
from pytest_connectors.systems.rest.server.bodies import Read, matching, read
from pytest_connectors.systems.rest.server.parameters import MISSING, UNREAD, Reader, Said
from pytest_connectors.systems.rest.server.problems import Problem
from pytest_connectors.systems.rest.server.turning import wrong

if TYPE_CHECKING:
    from pytest_connectors.systems.rest.document.validating import Validators

BAD, NOT_FOUND, NOT_ACCEPTABLE, UNSUPPORTED, UNPROCESSABLE = 400, 404, 406, 415, 422
NOTHING = Read(None, checked=False)


class Checker:
    """Checks requests against one document."""

    def __init__(self, root: Mapping[str, Json], validators: Validators) -> None:
        self._root = root
        self._validators = validators
        self._reader = Reader(root, self.fits)

    def fits(self, schema: Schema, value: Json) -> bool:
        """Whether a value that is sent keeps to a schema."""
        return schema is True or self._validators.is_valid(schema, value, for_request=True)

    def media(self, endpoint: Endpoint, request: Request) -> Content | None:
        """The content of the document for the body that is sent; None where there is none.

        Raises:
            Problem: 415, it takes no such media type; 400, a body is missing.
        """
        body = endpoint.body
        if body is None or not body.contents:
            return None
        if not request.body:
            if not body.required:
                return None
            if not _may_be_empty(body.contents, request):
                raise Problem(BAD, "the body is missing", [{"pointer": "#", "detail": "the body is required"}])
        sent = request.fields.get("content-type", "")
        content = matching(body.contents, sent)
        if content is None:
            taken = ", ".join(one.media for one in body.contents)
            what = f"Content-Type {essence(sent)!r} is not taken" if sent else "the header Content-Type is missing"
            headers = (("Accept-Post" if request.method == "POST" else "Accept", taken),)
            raise Problem(UNSUPPORTED, f"{what}, but {taken}", headers=headers)
        return content

    def parameters(self, endpoint: Endpoint, said: Said) -> dict[tuple[str, str], Json]:
        """What the request says of each parameter, by place and name.

        Raises:
            Problem: 400, or 404 for a path; a parameter is missing, or is not as it should be.
        """
        values: dict[tuple[str, str], Json] = {}
        errors: list[dict[str, Any]] = []
        unfit: list[Parameter] = []
        for parameter in endpoint.parameters:
            if parameter.place == "header" and parameter.name.lower() in UNREAD:
                continue
            value = self._reader.value(parameter, said)
            if value is MISSING:
                if parameter.required and parameter.place != "path":
                    errors.append(wrong(parameter.name, "is required, and missing", parameter.place))
                    unfit.append(parameter)
                continue
            values[parameter.place, parameter.name] = value
            if not self.fits(parameter.schema, value):
                problems = self._validators.problems(parameter.schema, value, for_request=True)
                errors += [_said(parameter, one.pointer, one.message) for one in problems]
                if problems:
                    unfit.append(parameter)
        if errors:
            raise self._unfit(endpoint, unfit, errors)
        return values

    @staticmethod
    def _unfit(endpoint: Endpoint, unfit: Sequence[Parameter], errors: list[dict[str, Any]]) -> Problem:
        told = "; ".join(f"{one['in']} parameter {one['parameter']!r}: {one['detail']}" for one in errors[:3])
        in_path = all(parameter.place == "path" for parameter in unfit)
        usual = (BAD, UNPROCESSABLE, NOT_FOUND) if in_path else (BAD, UNPROCESSABLE)
        return Problem(declared(endpoint, *usual, otherwise=NOT_FOUND if in_path else BAD), told, errors)

    def body(self, endpoint: Endpoint, content: Content | None, request: Request) -> Read:
        """What the body holds.

        Raises:
            Problem: 400, it cannot be read; 422 or 400, as the document has it: it does not keep to its schema.
        """
        if content is None:
            return NOTHING
        media = request.fields.get("content-type", "") or content.media
        held = read(self._root, content, media, request.body, self.fits)
        if not held.checked or self.fits(content.schema, held.value):
            return held
        problems = self._validators.problems(content.schema, held.value, for_request=True)
        if not problems:
            return held
        errors = [{"pointer": f"#{one.pointer}", "detail": one.message, "keyword": one.keyword} for one in problems]
        told = "; ".join(f"{one.pointer or '/'}: {one.message}" for one in problems[:3])
        raise Problem(declared(endpoint, UNPROCESSABLE, BAD, otherwise=UNPROCESSABLE), told, errors)


def declared(endpoint: Endpoint, *statuses: int, otherwise: int) -> int:
    """The first of these statuses that the document speaks of."""
    known = {reply.status for reply in endpoint.replies}
    return next((status for status in statuses if str(status) in known), otherwise)


def accepted(contents: Sequence[Content], accept: str) -> Content | None:
    """The content that a client would have rather than the others.

    Raises:
        Problem: 406, it would have none of them.
    """
    if not contents:
        return None
    if not accept.strip():
        return contents[0]
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    best: tuple[float, int, Content] | None = None
    for place, content in enumerate(contents):
        quality = max(
            ((_exactness(kind, content.media), q) for kind, q in ranges if _exactness(kind, content.media)),
            default=(0, 0.0),
        )[1]
        if quality > 0 and (best is None or quality > best[0]):
            best = (quality, -place, content)
    if best is None:
        offered = ", ".join(content.media for content in contents)
        raise Problem(NOT_ACCEPTABLE, f"Accept asks for {accept!r}; there is {offered}")
    return best[2]


def _range(part: str) -> tuple[str, float]:
    kind, *more = (piece.strip() for piece in part.split(";"))
    for piece in more:
        name, _, text = piece.partition("=")
        if name.strip().lower() == "q":
            try:
                return kind.lower(), float(text)
            except ValueError:
                return kind.lower(), 0.0
    return kind.lower(), 1.0


def _exactness(wanted: str, media: str) -> int:
    """How exactly a range of Accept means a media type: 0 not at all, 3 letter for letter."""
    kind = essence(media)
    if wanted == kind:
        return 3
    major, _, minor = wanted.partition("/")
    own, _, detail = kind.partition("/")
    if wanted in {"*/*", "*"}:
        return 1
    if own == "*" or (own == major and "*" in (minor, detail)):
        return 2
    # A client that asks for JSON takes what is JSON with a name of its own.
    return 1 if wanted == "application/json" and detail.endswith("+json") else 0


def _may_be_empty(contents: Sequence[Content], request: Request) -> bool:
    """A form without fields, and a text or file without a byte, are sent as nothing at all."""
    content = matching(contents, request.fields.get("content-type", ""))
    return content is not None and "json" not in essence(content.media) and "content-type" in request.fields


def _said(parameter: Parameter, pointer: str, message: str) -> dict[str, Any]:
    said = wrong(parameter.name, message, parameter.place)
    return {**said, "pointer": f"#{pointer}"} if pointer else said
