"""Does the signature of a request hold?

The rules are those of "Authenticating Requests (AWS Signature Version 4)" in the S3 API reference and, for the query
strings that boto3 still signs by default, "Signing and authenticating REST requests (Signature Version 2)".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_to_bytes

from pytest_connectors.systems.s3.server.errors import Code, Refusal
from pytest_connectors.systems.s3.server.request import Request
from pytest_connectors.systems.s3.server.signed import ALGORITHM, Signed
from pytest_connectors.systems.s3.server.stage import Key

SKEW = 15 * 60  # seconds
HEXADECIMAL = re.compile(r"[0-9a-f]{64}")

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


def check(request: Request, signed: Signed, key: Key, now: float) -> None:
    """Raise what is wrong with the token, the time, the signature or the body.

    Raises:
        Refusal: In S3's words.
    """
    if key.session_token and not signed.token:
        # S3 looks for a temporary key without its token among the lasting ones.
        raise Refusal(Code.InvalidAccessKeyId, more={"AWSAccessKeyId": signed.access_key})
    if (signed.token or None) != (key.session_token or None):
        raise Refusal(Code.InvalidToken, more={"Token-0": signed.token} if signed.token else {})
    _check_time(signed, now)
    _check_signature(request, signed, key)
    if HEXADECIMAL.fullmatch(signed.payload):
        computed = hashlib.sha256(request.body).hexdigest()
        if computed != signed.payload:
            told = {"ClientComputedContentSHA256": signed.payload, "S3ComputedContentSHA256": computed}
            raise Refusal(Code.XAmzContentSHA256Mismatch, more=told)


def _check_time(signed: Signed, now: float) -> None:
    if not signed.presigned:
        if abs(now - signed.seconds) > SKEW:
            raise skewed(signed, now)
        return
    if signed.scope and signed.seconds - now > SKEW:
        raise Refusal(Code.AccessDenied, "Request is not yet valid")
    ends = signed.seconds + signed.expires if signed.scope else float(signed.date)
    if now > ends:
        told = {"Expires": _iso(ends), "ServerTime": _iso(now)}
        if signed.scope:
            told = {"X-Amz-Expires": str(signed.expires)} | told
        raise Refusal(Code.AccessDenied, "Request has expired", more=told)


def skewed(signed: Signed, now: float) -> Refusal:
    """What S3 says to a request whose clock is off."""
    return Refusal(
        Code.RequestTimeTooSkewed,
        more={
            "RequestTime": signed.date,
            "ServerTime": _iso(now),
            "MaxAllowedSkewMilliseconds": str(SKEW * 1000),
        },
    )


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _check_signature(request: Request, signed: Signed, key: Key) -> None:
    attempts = _version_4(request, signed, key) if signed.scope else _version_2(request, signed, key)
    for to_sign, computed in attempts:  # noqa: B007  # the last of them is told
        if hmac.compare_digest(computed.encode(), signed.signature.encode()):
            return
    told = {"AWSAccessKeyId": signed.access_key, "StringToSign": to_sign, "SignatureProvided": signed.signature}
    raise Refusal(Code.SignatureDoesNotMatch, more=told)


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
