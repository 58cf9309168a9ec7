"""In which words does S3 refuse?

The codes, statuses and messages are those of "Error responses" in the S3 API reference.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from enum import Enum
from xml.sax.saxutils import escape

from pytest_connectors.systems.http.messages import Answer


class Code(Enum):
    """What S3 says when it says no: the HTTP status and the message by the code."""

    AccessDenied = 403, "Access Denied"
    AuthorizationHeaderMalformed = 400, "The authorization header you provided is invalid."
    AuthorizationQueryParametersError = 400, "The authorization query parameters that you provided are not valid."
    BadDigest = 400, "The Content-MD5 or checksum value that you specified did not match what the server received."
    ExpiredToken = 400, "The provided token has expired."
    IncompleteBody = 400, "You did not provide the number of bytes specified by the Content-Length HTTP header"
    InternalError = 500, "We encountered an internal error. Please try again."
    InvalidAccessKeyId = 403, "The AWS Access Key Id you provided does not exist in our records."
    InvalidArgument = 400, "Invalid Argument"
    InvalidObjectState = 403, "The operation is not valid for the object's storage class"
    InvalidRequest = 400, "Missing required header for this request: x-amz-content-sha256"
    InvalidToken = 400, "The provided token is malformed or otherwise invalid."
    MalformedXML = 400, "The XML you provided was not well-formed or did not validate against our published schema"
    NoSuchBucket = 404, "The specified bucket does not exist"
    RequestTimeTooSkewed = 403, "The difference between the request time and the current time is too large."
    SignatureDoesNotMatch = (
        403,
        (
            "The request signature we calculated does not match the signature you provided. "
            "Check your key and signing method."
        ),
    )
    SlowDown = 503, "Please reduce your request rate."
    XAmzContentSHA256Mismatch = 400, "The provided 'x-amz-content-sha256' header does not match what was computed."


class Refusal(Exception):  # an answer of S3, no error of ours
    """An answer in the negative: a code, a status, a message, and the elements that S3 adds to them."""

    def __init__(self, code: Code, message: str | None = None, more: Mapping[str, str] | None = None) -> None:
        self.code = code.name
        self.status = code.value[0]
        self.message = message or code.value[1]
        self.more = dict(more or {})
        super().__init__(f"{self.code}: {self.message}")


def request_id() -> str:
    """An id such as S3 gives to each request."""
    return secrets.token_hex(8).upper()


def host_id() -> str:
    """The second, longer id that goes with it."""
    return base64.b64encode(secrets.token_bytes(57)).decode()


def answered(refusal: Refusal, *, head: bool) -> Answer:
    """The refusal as S3 writes it."""
    return error(refusal.status, refusal.code, refusal.message, refusal.more, head=head)


def error(status: int, code: str, message: str, more: Mapping[str, str], *, head: bool) -> Answer:
    """An error as S3 writes it; the answer to HEAD has no body."""
    request, host = request_id(), host_id()
    elements = {"Code": code, "Message": message, **more, "RequestId": request, "HostId": host}
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in elements.items())
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{inner}</Error>'.encode()
    headers = (("Content-Type", "application/xml"), ("x-amz-request-id", request), ("x-amz-id-2", host))
    return Answer(status, headers, b"" if head else body)
