"""How is a request handed on to moto, and what is made of its answer?"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.sax.saxutils import unescape

from moto.moto_server.werkzeug_app import create_backend_app

from pytest_connectors.systems.http.messages import Answer
from pytest_connectors.systems.s3.server.bodies import decoded
from pytest_connectors.systems.s3.server.errors import error, host_id, request_id
from pytest_connectors.systems.s3.server.request import Request

ERRORS = 400
UNNAMED = {403: "AccessDenied", 404: "NoSuchKey"}  # what moto answers without a code
CODE = re.compile(rb"<Code>(.*?)</Code>", re.DOTALL)
MESSAGE = re.compile(rb"<Message>(.*?)</Message>", re.DOTALL)

# Ours to look at; moto would store some of them with the object.
NOT_HANDED_ON = frozenset(
    (
        "authorization",
        "connection",
        "content-length",
        "expect",
        "host",
        "transfer-encoding",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-amz-decoded-content-length",
        "x-amz-security-token",
        "x-amz-trailer",
    )
)
# moto takes a request without this header for that of a stranger.
AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request"
SIGNING = re.compile(r"(X-Amz-|AWSAccessKeyId=|Signature=|Expires=|x-amz-security-token=)")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
NOT_SENT_BACK = frozenset(("content-length", "date", "server", "connection", "access-control-allow-origin"))


class Beyond:
    """moto's S3, called as the WSGI application that it is, without a socket between us."""

    def __init__(self) -> None:
        self._app: Callable[..., Any] = create_backend_app("s3")
        # Names of objects may hold slashes in a row.
        self._app.url_map.merge_slashes = False

    def answer(self, request: Request) -> Answer:
        """What moto answers; its errors in S3's own form."""
        told: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _failed: object = None) -> None:
            told[:] = int(status[:3]), headers

        chunks = self._app(environ(request), start_response)
        try:
            body = b"".join(chunks)
        finally:
            getattr(chunks, "close", lambda: None)()
        status, headers = told
        if status >= ERRORS:
            return _in_our_form(status, body, request)
        return Answer(status, (*_sent_back(headers, request), ("x-amz-id-2", host_id())), body)

    def warm(self) -> None:
        """Have moto load what it loads with its first request."""
        self.answer(Request("GET", "/not-there", "list-type=2", ()))

    @staticmethod
    def words(answer: Answer) -> str:
        """Code and message of an answer that is an error."""
        code, message = CODE.search(answer.body), MESSAGE.search(answer.body)
        if code is None or message is None:
            return f"HTTP {answer.status}"
        return f"{unescape(code[1].decode())}: {unescape(message[1].decode())}"


def _in_our_form(status: int, body: bytes, request: Request) -> Answer:
    code, message = CODE.search(body), MESSAGE.search(body)
    return error(
        status,
        unescape(code[1].decode()) if code else UNNAMED.get(status, "InternalError"),
        unescape(message[1].decode()) if message else HTTPStatus(status).phrase,
        {"Key": request.name} if request.name else {"BucketName": request.bucket},
        head=request.method == "HEAD",
    )


def _sent_back(headers: list[tuple[str, str]], request: Request) -> list[tuple[str, str]]:
    kept = [(name, value) for name, value in headers if name.lower() not in NOT_SENT_BACK]
    if request.method == "HEAD":
        kept += [(name, value) for name, value in headers if name.lower() == "content-length"]
    if not any(name.lower() == "x-amz-request-id" for name, _ in kept):
        kept.append(("x-amz-request-id", request_id()))
    return kept


def is_form(name: str, value: str) -> bool:
    """Whether a header would have Flask take the body for a form, of which moto gets nothing; curl sends it."""
    return name == "content-type" and value.partition(";")[0].strip().lower() in FORMS


def environ(request: Request) -> dict[str, Any]:
    """The request as WSGI has it: in path style, signed by nobody in particular, its body decoded."""
    body, more = decoded(request)
    query = "&".join(part for part in request.query.split("&") if not SIGNING.match(part))
    made: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.place.encode("latin-1")).decode("latin-1"),
        "RAW_URI": request.place + (f"?{query}" if query else ""),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_AUTHORIZATION": AUTHORIZATION,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    names = {}
    for name, value in {**request.fields, **more}.items():
        if name in NOT_HANDED_ON or not value or is_form(name, value):
            continue
        folded = name.upper().replace("-", "_")
        made[folded if folded == "CONTENT_TYPE" else f"HTTP_{folded}"] = value
        if name.startswith("x-amz-meta-") and "_" in name:
            names[f"HTTP_{folded}"] = name
    made["moto.preserved_header_names"] = names
    return made
