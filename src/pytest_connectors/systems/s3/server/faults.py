"""Which requests does a scenario refuse, and with what?"""

from __future__ import annotations

from pytest_connectors.systems.s3.server.errors import Code, Refusal
from pytest_connectors.systems.s3.server.operations import ENCRYPTABLE, LISTS, READS, WRITES
from pytest_connectors.systems.s3.server.request import Request
from pytest_connectors.systems.s3.server.signature import skewed
from pytest_connectors.systems.s3.server.signed import Signed
from pytest_connectors.systems.s3.server.stage import Stage

OF_KEYS = {
    "keys-revoked": Code.InvalidAccessKeyId,
    "secret-rotated": Code.SignatureDoesNotMatch,
    "token-malformed": Code.InvalidToken,
    "keys-missing": Code.AccessDenied,
}
KNOWN = frozenset(OF_KEYS) | {
    "bucket-gone",
    "clock-skewed",
    "encryption-required",
    "get-denied",
    "keys-expired",
    "list-denied",
    "list-only",
    "put-denied",
    "slow-down",
    "url-expired",
}


def refuse_all(stage: Stage) -> None:
    """Raise what is said before anybody looks at the request.

    Raises:
        Refusal: The server is busy.
    """
    if stage.fault == "slow-down":
        raise Refusal(Code.SlowDown)


def refuse_signed(stage: Stage, signed: Signed, now: float) -> None:
    """Raise what happens to whoever signs with the key.

    Raises:
        Refusal: The key, the token or the clock is not accepted.
    """
    fault = stage.fault
    if fault == "keys-expired":
        raise Refusal(Code.ExpiredToken, more={"Token-0": signed.token} if signed.token else {})
    if fault in OF_KEYS:
        named = {} if fault in {"keys-missing", "token-malformed"} else {"AWSAccessKeyId": signed.access_key}
        raise Refusal(OF_KEYS[fault], more=named)
    if fault == "clock-skewed" and not signed.presigned:
        raise skewed(signed, now)
    if fault in {"url-expired", "clock-skewed"} and signed.presigned:
        raise Refusal(Code.AccessDenied, "Request has expired")


def refuse_operation(stage: Stage, asked: str, request: Request) -> None:
    """Raise what happens to this operation.

    Raises:
        Refusal: A right was taken away, the bucket is gone, or the object would lie there unencrypted.
    """
    match stage.fault:
        case "bucket-gone" if request.bucket:
            raise Refusal(Code.NoSuchBucket, more={"BucketName": request.bucket})
        case "get-denied" | "list-only" if asked in READS:
            raise Refusal(Code.AccessDenied)
        case "list-denied" if asked in LISTS:
            raise Refusal(Code.AccessDenied)
        case "put-denied" if asked in WRITES and asked != "DeleteObjects":
            raise Refusal(Code.AccessDenied)
        case "encryption-required" if asked in ENCRYPTABLE:
            given = request.fields.get("x-amz-server-side-encryption")
            if given is None or given != (stage.required_encryption or given):
                raise Refusal(Code.AccessDenied)
        case _:
            pass
