"""Who says that they signed a request, and how?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pytest_connectors.systems.s3.server.errors import Code, Refusal
from pytest_connectors.systems.s3.server.request import Request

ALGORITHM = "AWS4-HMAC-SHA256"
MECHANISM = f"The authorization mechanism you have provided is not supported. Please use {ALGORITHM}."
UNSIGNED = "UNSIGNED-PAYLOAD"
PART = re.compile(r"\s*(\w+)=([^,\s]+)\s*")


@dataclass(frozen=True)
class Signed:
    """How a request says who it is.

    Attributes:
        scope: Day, region, service and terminator of Signature Version 4; empty in Version 2.
        date: As it was sent, `20260301T101500Z`; in Version 2 the second at which the URL expires.
        expires: For how many seconds a presigned URL holds.
    """

    access_key: str
    signature: str
    scope: str
    date: str
    names: tuple[str, ...]
    token: str | None
    payload: str
    presigned: bool
    expires: int = 0

    @property
    def seconds(self) -> float:
        """The moment of signing, in seconds since the epoch."""
        return datetime.strptime(self.date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()


def read(request: Request) -> Signed | None:
    """How the request is signed; None if it is not.

    Raises:
        Refusal: The signature cannot be read.
    """
    header = request.fields.get("authorization")
    if header is not None:
        return _in_header(header, request)
    if "X-Amz-Algorithm" in request.parameters or "X-Amz-Signature" in request.parameters:
        return _in_query(request)
    if "AWSAccessKeyId" in request.parameters and "Signature" in request.parameters:
        return _of_version_2(request)
    return None


def _in_header(header: str, request: Request) -> Signed:
    algorithm, _, rest = header.partition(" ")
    if algorithm != ALGORITHM:
        raise Refusal(Code.InvalidRequest, MECHANISM)
    parts = {match[1]: match[2] for match in map(PART.fullmatch, rest.split(",")) if match}
    try:
        access_key, _, scope = parts["Credential"].partition("/")
        names, signature = tuple(parts["SignedHeaders"].split(";")), parts["Signature"]
    except KeyError as missing:
        message = f"The authorization header is malformed; missing {missing.args[0]}."
        raise Refusal(Code.AuthorizationHeaderMalformed, message) from None
    if "x-amz-content-sha256" not in request.fields:
        raise Refusal(Code.InvalidRequest)
    signed = Signed(
        access_key=access_key,
        signature=signature,
        scope=scope,
        date=_date(request),
        names=names,
        token=request.fields.get("x-amz-security-token"),
        payload=request.fields["x-amz-content-sha256"],
        presigned=False,
    )
    return _checked(signed, Code.AuthorizationHeaderMalformed)


def _date(request: Request) -> str:
    if "x-amz-date" in request.fields:
        return request.fields["x-amz-date"]
    try:
        return parsedate_to_datetime(request.fields["date"]).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    except (KeyError, ValueError):
        message = "AWS authentication requires a valid Date or x-amz-date header"
        raise Refusal(Code.AccessDenied, message) from None


def _in_query(request: Request) -> Signed:
    query = request.parameters
    try:
        access_key, _, scope = query["X-Amz-Credential"].partition("/")
        signed = Signed(
            access_key=access_key,
            signature=query["X-Amz-Signature"],
            scope=scope,
            date=query["X-Amz-Date"],
            names=tuple(query["X-Amz-SignedHeaders"].split(";")),
            token=query.get("X-Amz-Security-Token") or request.fields.get("x-amz-security-token"),
            payload=request.fields.get("x-amz-content-sha256", UNSIGNED),
            presigned=True,
            expires=int(query["X-Amz-Expires"]),
        )
    except (KeyError, ValueError):
        message = (
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
            "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
        )
        raise Refusal(Code.AuthorizationQueryParametersError, message) from None
    return _checked(signed, Code.AuthorizationQueryParametersError)


def _checked(signed: Signed, code: Code) -> Signed:
    """The same, if its scope and its date can be read."""
    day, _, rest = signed.scope.partition("/")
    if rest.count("/") != 2 or not rest.endswith("/s3/aws4_request"):  # noqa: PLR2004  # region, service, terminator
        message = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/s3/aws4_request".'
        raise Refusal(code, f"The authorization header is malformed; {message}")
    try:
        _ = signed.seconds
    except ValueError:
        raise Refusal(Code.AccessDenied, "AWS authentication requires a valid Date or x-amz-date header") from None
    if not signed.date.startswith(day):
        raise Refusal(code, f'Invalid credential date "{day}". This date is not the same as X-Amz-Date.')
    return signed


def _of_version_2(request: Request) -> Signed:
    query = request.parameters
    if not query.get("Expires", "").isdigit():
        raise Refusal(Code.AccessDenied, "Query-string authentication requires the Expires parameter")
    return Signed(
        access_key=query["AWSAccessKeyId"],
        signature=query["Signature"],
        scope="",
        date=query["Expires"],
        names=(),
        token=query.get("x-amz-security-token") or request.fields.get("x-amz-security-token"),
        payload=UNSIGNED,
        presigned=True,
    )
