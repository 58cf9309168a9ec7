"""Is aws-chunked taken off a body, whoever signed the chunks?"""

from __future__ import annotations

import base64
import binascii

import pytest

from pytest_connectors.systems.s3.server.bodies import decoded
from pytest_connectors.systems.s3.server.errors import Refusal
from pytest_connectors.systems.s3.server.request import Request

CHECKSUM = base64.b64encode(binascii.crc32(b"hello world").to_bytes(4, "big")).decode()


def sent(body: bytes, kind: str, encoding: str = "aws-chunked", length: int = 11) -> Request:
    """A request with such a body."""
    headers = {
        "x-amz-content-sha256": kind,
        "content-encoding": encoding,
        "x-amz-decoded-content-length": str(length),
    }
    return Request("PUT", "/bucket/name", "", tuple(headers.items()), body)


def test_a_plain_body_stays_as_it_is() -> None:
    """Even if it looks like chunks."""
    assert decoded(Request("PUT", "/b/k", "", (), b"5\r\nhello\r\n0\r\n")) == (b"5\r\nhello\r\n0\r\n", {})


def test_unsigned_chunks_have_their_checksum_in_a_trailer() -> None:
    """It becomes a header, and other encodings stay."""
    body = f"5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:{CHECKSUM}\r\n\r\n".encode()
    got, more = decoded(sent(body, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "gzip, aws-chunked"))
    assert got == b"hello world"
    assert more == {
        "content-encoding": "gzip",
        "x-amz-checksum-crc32": CHECKSUM,
        "x-amz-sdk-checksum-algorithm": "CRC32",
    }


def test_signatures_of_chunks_are_taken_off() -> None:
    """They need not hold: the first signature does."""
    body = b"b;chunk-signature=00ff\r\nhello world\r\n0;chunk-signature=00ff\r\n\r\n"
    assert decoded(sent(body, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")) == (b"hello world", {"content-encoding": ""})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"5\r\nhello\r\n0\r\n\r\n", "IncompleteBody"),
        (b"b\r\nhello", "IncompleteBody"),
        (b"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", "BadDigest"),
    ],
)
def test_what_does_not_add_up_is_refused(body: bytes, code: str) -> None:
    """As S3 refuses it."""
    with pytest.raises(Refusal, match=code):
        decoded(sent(body, "STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
