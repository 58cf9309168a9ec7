"""Who signed a request, and does the signature hold?

The rules are those of "Authenticating Requests (AWS Signature Version 4)" in the S3 API reference and, for the query
strings that boto3 still signs by default, "Signing and authenticating REST requests (Signature Version 2)".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_to_bytes

from pytest_connectors.systems.s3.server.errors import Refusal
from pytest_connectors.systems.s3.server.request import Request
from pytest_connectors.systems.s3.server.stage import Key

ALGORITHM = "AWS4-HMAC-SHA256"
MECHANISM = f"The authorization mechanism you have provided is not supported. Please use {ALGORITHM}."
SKEW = 15 * 60  # seconds
UNSIGNED = "UNSIGNED-PAYLOAD"
HEXADECIMAL = re.compile(r"[0-9a-f]{64}")
PART = re.compile(r"\s*(\w+)=([^,\s]+)\s*")

# The parts of the query that Signature Version 2 signs.
SUBRESOURCES = frozenset(
    [
        "accelerate",
        "acl",
        "cors",
        "delete",
        "lifecycle",
        "location",
        "logging",
        "notification",
        "partNumber",
        "policy",
        "replication",
        "requestPayment",
        "response-cache-control",
        "response-content-disposition",
        "response-content-encoding",
        "response-content-language",
        "response-content-type",
        "response-expires",
        "restore",
        "select",
        "select-type",
        "tagging",
        "torrent",
        "uploadId",
        "uploads",
        "versionId",
        "versioning",
        "versions",
        "website",
    ]
)


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
        raise Refusal("InvalidRequest", MECHANISM)
    parts = dict(match.groups() for match in map(PART.fullmatch, rest.split(",")) if match)
    try:
        access_key, _, scope = parts["Credential"].partition("/")
        names, signature = tuple(parts["SignedHeaders"].split(";")), parts["Signature"]
    except KeyError as missing:
        message = f"The authorization header is malformed; missing {missing.args[0]}."
        raise Refusal("AuthorizationHeaderMalformed", message) from None
    if "x-amz-content-sha256" not in request.fields:
        raise Refusal("InvalidRequest")
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
    return _checked(signed, "AuthorizationHeaderMalformed")


def _date(request: Request) -> str:
    if "x-amz-date" in request.fields:
        return request.fields["x-amz-date"]
    try:
        return parsedate_to_datetime(request.fields["date"]).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    except (KeyError, ValueError):
        message = "AWS authentication requires a valid Date or x-amz-date header"
        raise Refusal("AccessDenied", message) from None


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
        raise Refusal("AuthorizationQueryParametersError", message) from None
    return _checked(signed, "AuthorizationQueryParametersError")


def _checked(signed: Signed, code: str) -> Signed:
    """The same, if its scope and its date can be read."""
    day, _, rest = signed.scope.partition("/")
    if rest.count("/") != 2 or not rest.endswith("/s3/aws4_request"):  # noqa: PLR2004  # region, service, terminator
        message = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/s3/aws4_request".'
        raise Refusal(code, f"The authorization header is malformed; {message}")
    try:
        _ = signed.seconds
    except ValueError:
        raise Refusal("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header") from None
    if not signed.date.startswith(day):
        raise Refusal(code, f'Invalid credential date "{day}". This date is not the same as X-Amz-Date.')
    return signed


def _of_version_2(request: Request) -> Signed:
    query = request.parameters
    if not query.get("Expires", "").isdigit():
        raise Refusal("AccessDenied", "Query-string authentication requires the Expires parameter")
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


def check(request: Request, signed: Signed, key: Key, now: float) -> None:
    """Raise what is wrong with the token, the time, the signature or the body.

    Raises:
        Refusal: In S3's words.
    """
    if key.session_token and not signed.token:
        # S3 looks for a temporary key without its token among the lasting ones.
        raise Refusal("InvalidAccessKeyId", AWSAccessKeyId=signed.access_key)
    if (signed.token or None) != (key.session_token or None):
        raise Refusal("InvalidToken", **({"Token-0": signed.token} if signed.token else {}))
    _check_time(signed, now)
    _check_signature(request, signed, key)
    if HEXADECIMAL.fullmatch(signed.payload):
        computed = hashlib.sha256(request.body).hexdigest()
        if computed != signed.payload:
            told = {"ClientComputedContentSHA256": signed.payload, "S3ComputedContentSHA256": computed}
            raise Refusal("XAmzContentSHA256Mismatch", **told)


def _check_time(signed: Signed, now: float) -> None:
    if not signed.presigned:
        if abs(now - signed.seconds) > SKEW:
            raise skewed(signed, now)
        return
    if signed.scope and signed.seconds - now > SKEW:
        raise Refusal("AccessDenied", "Request is not yet valid")
    ends = signed.seconds + signed.expires if signed.scope else float(signed.date)
    if now > ends:
        told = {"Expires": _iso(ends), "ServerTime": _iso(now)}
        if signed.scope:
            told = {"X-Amz-Expires": str(signed.expires)} | told
        raise Refusal("AccessDenied", "Request has expired", **told)


def skewed(signed: Signed, now: float) -> Refusal:
    """What S3 says to a request whose clock is off."""
    return Refusal(
        "RequestTimeTooSkewed",
        RequestTime=signed.date,
        ServerTime=_iso(now),
        MaxAllowedSkewMilliseconds=str(SKEW * 1000),
    )


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _check_signature(request: Request, signed: Signed, key: Key) -> None:
    attempts = _version_4(request, signed, key) if signed.scope else _version_2(request, signed, key)
    last = ""
    for last, computed in attempts:
        if hmac.compare_digest(computed.encode(), signed.signature.encode()):
            return
    told = {"AWSAccessKeyId": signed.access_key, "StringToSign": last, "SignatureProvided": signed.signature}
    raise Refusal("SignatureDoesNotMatch", **told)


def _version_4(request: Request, signed: Signed, key: Key) -> Iterator[tuple[str, str]]:
    """What is signed and its signature, for the path as S3 encodes it, then for the path as the client sent it."""
    secret = _signing_key(key.secret_key, signed.scope)
    for path in dict.fromkeys((_encoded(request.path, safe="/"), request.path)):
        canonical = "\n".join((request.method, path, _query(request.query), *_headers(request, signed)))
        digest = hashlib.sha256(canonical.encode("latin-1", "replace")).hexdigest()
        to_sign = f"{ALGORITHM}\n{signed.date}\n{signed.scope}\n{digest}"
        yield to_sign, hmac.new(secret, to_sign.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=64)
def _signing_key(secret_key: str, scope: str) -> bytes:
    secret = f"AWS4{secret_key}".encode()
    for part in scope.split("/"):
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    return secret


def _encoded(text: str, safe: str = "") -> str:
    return quote(unquote_to_bytes(text.encode("latin-1", "replace")), safe=f"-_.~{safe}")


def _query(query: str) -> str:
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    encoded = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs if name != "X-Amz-Signature")
    return "&".join(f"{name}={value}" for name, value in encoded)


def _headers(request: Request, signed: Signed) -> Iterator[str]:
    """The last three parts of a canonical request: headers, their names and the payload's hash."""
    lines = []
    for name in signed.names:
        values = (" ".join(value.split()) for known, value in request.headers if known == name)
        lines.append(f"{name}:{','.join(values)}\n")
    yield "".join(lines)
    yield ";".join(signed.names)
    yield signed.payload


def _version_2(request: Request, signed: Signed, key: Key) -> Iterator[tuple[str, str]]:
    """What is signed and its signature, with the type of the content as the query or as the header has it."""
    query = {unquote(name): unquote(value) for name, _, value in (p.partition("=") for p in request.query.split("&"))}
    given = {name: value for name, value in {**request.fields, **query}.items() if name.lower().startswith("x-amz-")}
    amz = "".join(f"{name.lower()}:{value.strip()}\n" for name, value in sorted(given.items()))
    parts = [f"{name}={query[name]}" if query[name] else name for name in sorted(query) if name in SUBRESOURCES]
    place = request.place + (f"?{'&'.join(parts)}" if parts else "")
    digest = query.get("content-md5", request.fields.get("content-md5", ""))
    kinds = (query.get("content-type", request.fields.get("content-type", "")), "")
    for kind in dict.fromkeys(kinds):
        to_sign = f"{request.method}\n{digest}\n{kind}\n{signed.date}\n{amz}{place}"
        computed = hmac.new(key.secret_key.encode(), to_sign.encode(), hashlib.sha1).digest()
        yield to_sign, base64.b64encode(computed).decode()
