"""What did a client send, once aws-chunked is taken off?"""

from __future__ import annotations

import base64
import binascii
import io

from pytest_connectors.systems.s3.server.errors import Code, Refusal
from pytest_connectors.systems.s3.server.request import Request

CHUNKED = "aws-chunked"


def decoded(request: Request) -> tuple[bytes, dict[str, str]]:
    """The body and the headers that differ for it: what came as a trailer is one, the encoding is off.

    Raises:
        Refusal: The chunks do not add up to the length that was announced, or the checksum is not theirs.
    """
    fields = request.fields
    encoding = fields.get("content-encoding", "")
    if not fields.get("x-amz-content-sha256", "").startswith("STREAMING-") and CHUNKED not in encoding:
        return request.body, {}
    body, trailers = _unchunked(request.body)
    length = fields.get("x-amz-decoded-content-length")
    if length is not None and length != str(len(body)):
        raise Refusal(Code.IncompleteBody)
    checksum = trailers.get("x-amz-checksum-crc32")
    if checksum not in {None, base64.b64encode(binascii.crc32(body).to_bytes(4, "big")).decode()}:
        raise Refusal(Code.BadDigest, "The CRC32 you specified did not match the calculated checksum.")
    rest = ",".join(part.strip() for part in encoding.split(",") if part.strip() != CHUNKED)
    more = {name: value for name, value in trailers.items() if name.startswith("x-amz-checksum-")}
    for name in more:
        more = {"x-amz-sdk-checksum-algorithm": name.removeprefix("x-amz-checksum-").upper()} | more
    return body, {"content-encoding": rest} | more


def _unchunked(body: bytes) -> tuple[bytes, dict[str, str]]:
    """The data of the chunks, and the headers after the last of them."""
    stream, parts = io.BytesIO(body), []
    while True:
        line = stream.readline()
        try:
            size = int(line.partition(b";")[0], 16)
        except ValueError:
            raise Refusal(Code.IncompleteBody) from None
        if not size:
            break
        parts.append(stream.read(size))
        stream.readline()
    lines = (line.decode("latin-1").strip().partition(":") for line in stream)
    return b"".join(parts), {name.strip().lower(): value.strip() for name, _, value in lines if value}
