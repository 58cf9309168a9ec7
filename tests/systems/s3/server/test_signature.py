"""Are signatures checked as S3 checks them?"""

from __future__ import annotations

import hashlib
import http.client
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from pytest_connectors.systems.s3.server import Grant, Key, Stage

PATH = "/acme-activity/activity/part-00000.txt"


def call(
    bench: Any, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> tuple[int, bytes]:
    """Status and body of the answer to a request that no client has touched."""
    place = urlsplit(bench.server.endpoint_url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=10)
    try:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": place.netloc, "Content-Length": str(len(body)), **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def signed(
    bench: Any, key: Key, *, method: str = "GET", body: bytes = b"", at: datetime | None = None, payload: str = ""
) -> dict[str, str]:
    """Headers as botocore's own signer makes them."""
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    request = AWSRequest(method, f"{bench.server.endpoint_url}{PATH}", data=body)
    credentials = Credentials(key.access_key, key.secret_key, key.session_token)
    signer = S3SigV4Auth(credentials, "s3", "us-east-1")
    if at is None and not payload:
        signer.add_auth(request)
    else:
        at = at or datetime.now(UTC)
        request.context["timestamp"] = at.strftime("%Y%m%dT%H%M%SZ")
        request.headers["X-Amz-Date"] = request.context["timestamp"]
        if key.session_token:
            request.headers["X-Amz-Security-Token"] = key.session_token
        request.headers["X-Amz-Content-SHA256"] = payload or hashlib.sha256(body).hexdigest()
        canonical = signer.canonical_request(request)
        to_sign = signer.string_to_sign(request, canonical)
        signer._inject_signature_to_request(request, signer.signature(to_sign, request))
    return dict(request.headers.items())


def test_a_signature_of_botocore_holds(bench: Any) -> None:
    """The right key gets the object."""
    assert call(bench, "GET", PATH, signed(bench, bench.key)) == (200, b"hello")


@pytest.mark.parametrize(
    ("key", "status", "code"),
    [
        (Key("ASIAQ3EGRPZXMPL7VTA2", "wrong", "FwoGZXIvYXdzEB/+token=="), 403, b"SignatureDoesNotMatch"),
        (Key("AKIAUNKNOWN000000000", "wrong", "FwoGZXIvYXdzEB/+token=="), 403, b"InvalidAccessKeyId"),
        (Key("ASIAQ3EGRPZXMPL7VTA2", "wJalrXUtnFEMI/K7MDENG+bPxRfiCY", "other"), 400, b"InvalidToken"),
        (Key("ASIAQ3EGRPZXMPL7VTA2", "wJalrXUtnFEMI/K7MDENG+bPxRfiCY"), 403, b"InvalidAccessKeyId"),
    ],
)
def test_a_wrong_key_is_refused(bench: Any, key: Key, status: int, code: bytes) -> None:
    """In S3's words, as XML, and noted."""
    got, body = call(bench, "GET", PATH, signed(bench, key))
    assert (got, b"<Code>" + code + b"</Code>" in body) == (status, True)
    assert body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>')
    assert [words.partition(":")[0] for words in bench.seen.refusals] == [code.decode()]
    assert bench.seen.refusals[0].endswith("(GetObject acme-activity/activity/part-00000.txt)")


def test_a_key_without_a_token_needs_none(bench: Any) -> None:
    """A lasting key; with a token it is refused."""
    lasting = Key("AKIAQ3EGRPZXMPL7VTA2", "secret")
    bench.set(key=lasting)
    assert call(bench, "GET", PATH, signed(bench, lasting))[0] == 200
    assert b"InvalidToken" in call(bench, "GET", PATH, signed(bench, Key("AKIAQ3EGRPZXMPL7VTA2", "secret", "t")))[1]


def test_nobody_is_refused(bench: Any) -> None:
    """No credentials, no access; the answer to HEAD has no body."""
    status, body = call(bench, "GET", PATH)
    assert (status, b"<Code>AccessDenied</Code><Message>Access Denied</Message>" in body) == (403, True)
    assert call(bench, "HEAD", PATH) == (403, b"")


def test_a_clock_may_be_off_by_minutes_only(bench: Any) -> None:
    """Fifteen of them."""
    now = datetime.now(UTC)
    near = signed(bench, bench.key, at=now - timedelta(minutes=14))
    far = signed(bench, bench.key, at=now + timedelta(minutes=16))
    assert call(bench, "GET", PATH, near)[0] == 200
    status, body = call(bench, "GET", PATH, far)
    assert (status, b"<Code>RequestTimeTooSkewed</Code>" in body) == (403, True)
    assert b"<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>" in body


def test_a_body_must_be_the_one_that_was_signed(bench: Any) -> None:
    """What was changed on the way is not stored."""
    headers = signed(bench, bench.key, method="PUT", body=b"hello")
    status, body = call(bench, "PUT", PATH, headers, b"jello")
    assert (status, b"XAmzContentSHA256Mismatch" in body) == (400, True)
    assert bench.server.objects(bench.bucket) == bench.objects


@pytest.mark.parametrize("chunked", [False, True])
def test_a_stream_is_held_by_its_first_signature(bench: Any, chunked: bool) -> None:
    """In aws-chunked, and in the chunks of HTTP around them."""
    body = b"5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n"
    headers = signed(bench, bench.key, method="PUT", payload="STREAMING-UNSIGNED-PAYLOAD-TRAILER")
    headers |= {"Content-Encoding": "aws-chunked", "x-amz-decoded-content-length": "11"}
    if chunked:
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        headers |= {"Transfer-Encoding": "chunked"}
    assert call(bench, "PUT", PATH, headers, body)[0] == 200
    assert bench.server.objects(bench.bucket) == {"activity/part-00000.txt": b"hello world"}


def test_a_signature_for_one_request_is_none_for_another(bench: Any) -> None:
    """Method, path, query and signed headers are all held by it."""
    headers = signed(bench, bench.key)
    for method, target in (("PUT", PATH), ("GET", f"{PATH}?versionId=1"), ("GET", PATH.replace("00000", "00001"))):
        assert b"SignatureDoesNotMatch" in call(bench, method, target, headers)[1]
    assert b"SignatureDoesNotMatch" in call(bench, "GET", PATH, headers | {"Host": "elsewhere"})[1]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Basic dXNlcjpwYXNz", b"InvalidRequest"),
        ("AWS4-HMAC-SHA256 Credential=x", b"AuthorizationHeaderMalformed"),
        ("AWS4-HMAC-SHA256 Credential=x/20260101,SignedHeaders=host,Signature=0", b"AuthorizationHeaderMalformed"),
    ],
)
def test_a_header_that_cannot_be_read_is_refused(bench: Any, header: str, code: bytes) -> None:
    """With 400, not with an error of ours."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {"Authorization": header, "x-amz-date": now, "x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
    status, body = call(bench, "GET", PATH, headers)
    assert (status, code in body) == (400, True)


def fetch(url: str, content: bytes | None = None) -> tuple[int, bytes]:
    """What a URL gives to whoever has it."""
    from urllib.error import HTTPError

    request = Request(url, content, method="GET" if content is None else "PUT")  # noqa: S310  # our own server
    if content is not None:
        request.add_header("Content-Type", "text/plain")
    try:
        with urlopen(request) as answer:  # noqa: S310  # as above
            return answer.status, answer.read()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read()


@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_a_presigned_url_holds_until_it_expires(bench: Any, version: str) -> None:
    """In both versions of signatures; with s3, boto3 signs as it does by default."""
    client = bench.boto3(signature_version=version)
    place = {"Bucket": bench.bucket, "Key": "activity/a b+ü.txt"}
    put = client.generate_presigned_url("put_object", Params=place | {"ContentType": "text/plain"}, ExpiresIn=60)
    assert fetch(put, b"by url")[0] == 200
    get = client.generate_presigned_url("get_object", Params=place, ExpiresIn=1)
    assert fetch(get) == (200, b"by url")
    assert fetch(get.replace("Expires=", "Expires=9"))[0] in {400, 403}
    time.sleep(2.1)
    status, body = fetch(get)
    assert (status, b"<Message>Request has expired</Message>" in body) == (403, True)


def test_a_presigned_url_is_refused_when_urls_expired(bench: Any) -> None:
    """A request that is signed in its headers is not."""
    bench.set(fault="url-expired")
    client = bench.boto3(signature_version="s3v4")
    place = {"Bucket": bench.bucket, "Key": "activity/part-00000.txt"}
    status, body = fetch(client.generate_presigned_url("get_object", Params=place))
    assert (status, b"Request has expired" in body) == (403, True)
    assert client.get_object(**place)["Body"].read() == b"hello"


def test_the_bucket_may_be_in_the_name_of_the_host(bench: Any) -> None:
    """Requests of the virtual-hosted style, whose canonical path is without the bucket."""
    key = Key("AKIAQ3EGRPZXMPL7VTA2", "secret")
    bench.server.set(Stage(key, (Grant("acme", ""),), {"acme": {"a/b.txt": b"hosted"}}))
    port = urlsplit(bench.server.endpoint_url).port
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    request = AWSRequest("GET", f"http://acme.localhost:{port}/a/b.txt", data=b"")
    S3SigV4Auth(Credentials(key.access_key, key.secret_key), "s3", "us-east-1").add_auth(request)
    headers = dict(request.headers.items()) | {"Host": f"acme.localhost:{port}"}
    assert call(bench, "GET", "/a/b.txt", headers) == (200, b"hosted")
    assert bench.seen.requests == ("GetObject acme/a/b.txt",)
