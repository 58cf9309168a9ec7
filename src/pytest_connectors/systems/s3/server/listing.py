"""What is on a page of a listing?

moto would need a seventh of a second for a thousand names, and pages of version 1 with a delimiter come out wrong.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from urllib.parse import quote
from xml.sax.saxutils import escape

from pytest_connectors.systems.http.messages import Answer
from pytest_connectors.systems.s3.server.errors import Code, Refusal, host_id, request_id
from pytest_connectors.systems.s3.server.request import Request
from pytest_connectors.systems.s3.server.store import Store

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
PAGE = 1000  # names, at most
NEWER = 2  # the version whose pages have tokens
REGION = "us-east-1"
OWNER = "<Owner><ID>75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a</ID></Owner>"


def list_objects(request: Request, store: Store, *, version: int, size: int | None = None) -> Answer:
    """A page of names and of common prefixes, in version 1 or 2 of the operation.

    S3 may tell fewer names than are asked for: `size` is how many at most.

    Raises:
        Refusal: The page cannot be told from the request.
    """
    query = request.parameters
    after = _token(query) if version == NEWER else query.get("marker", "")
    prefix, delimiter, most = query.get("prefix", ""), query.get("delimiter", ""), _most(query)
    told_at_once = min(most, size or PAGE)
    page = list(islice(_entries(store.names(request.bucket), prefix, delimiter, after), told_at_once + 1))
    more = 0 < told_at_once < len(page)
    page = page[:told_at_once]
    encoded = quote if query.get("encoding-type") == "url" else str
    owner = OWNER if version != NEWER or query.get("fetch-owner") == "true" else ""
    told = [("Name", request.bucket), ("Prefix", encoded(prefix)), ("MaxKeys", str(most))]
    told += [("Delimiter", encoded(delimiter))] if delimiter else []
    told += [("EncodingType", query["encoding-type"])] if "encoding-type" in query else []
    told += _place(query, page, version, encoded, more=more)
    inner = [f"<{name}>{_text(value)}</{name}>" for name, value in told]
    for name in page:
        if delimiter and delimiter in name[len(prefix) :]:
            inner.append(f"<CommonPrefixes><Prefix>{_text(encoded(name))}</Prefix></CommonPrefixes>")
        else:
            inner.append(_object(encoded(name), store.described(request.bucket, name), owner))
    body = f'{DECLARATION}<ListBucketResult xmlns="{NAMESPACE}">{"".join(inner)}</ListBucketResult>'
    ids = (("x-amz-request-id", request_id()), ("x-amz-id-2", host_id()))
    return Answer(200, (("Content-Type", "application/xml"), ("x-amz-bucket-region", REGION), *ids), body.encode())


def _place(
    query: dict[str, str], page: list[str], version: int, encoded: Callable[[str], str], *, more: bool
) -> list[tuple[str, str]]:
    """Which page it is and where the next one begins."""
    told = [("IsTruncated", str(more).lower())]
    if version != NEWER:
        told.append(("Marker", encoded(query.get("marker", ""))))
        # Without a delimiter the last name says it.
        return told + ([("NextMarker", encoded(page[-1]))] if more and query.get("delimiter") else [])
    told.append(("KeyCount", str(len(page))))
    told += [("StartAfter", encoded(query["start-after"]))] if "start-after" in query else []
    told += [("ContinuationToken", query["continuation-token"])] if "continuation-token" in query else []
    return told + ([("NextContinuationToken", base64.b64encode(page[-1].encode()).decode())] if more else [])


def _token(query: dict[str, str]) -> str:
    """The last name of the page before, or the name after which the first page begins."""
    if "continuation-token" not in query:
        return query.get("start-after", "")
    try:
        token = base64.b64decode(query["continuation-token"], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        token = ""
    if not token:
        message = "The continuation token provided is incorrect"
        raise Refusal(Code.InvalidArgument, message, {"ArgumentName": "continuation-token"})
    return token


def _most(query: dict[str, str]) -> int:
    given = query.get("max-keys") or str(PAGE)
    if not given.isdecimal():
        message = "Provided max-keys not an integer or within integer range"
        raise Refusal(Code.InvalidArgument, message, {"ArgumentName": "max-keys", "ArgumentValue": given})
    return min(int(given), PAGE)


def _entries(names: Iterable[str], prefix: str, delimiter: str, after: str) -> Iterator[str]:
    """Names and, where they hold the delimiter behind the prefix, what is before it, once each."""
    last = after  # a folder that ended the page before is not told again
    for name in names:
        if not name.startswith(prefix) or name <= after:
            continue
        entry = name
        if delimiter:
            head, found, _ = name[len(prefix) :].partition(delimiter)
            entry = f"{prefix}{head}{found}"
        if entry != last:
            yield entry
        last = entry


def _text(value: str) -> str:
    return escape(value, {"\r": "&#13;", '"': "&quot;"})


def _object(name: str, described: dict[str, str], owner: str) -> str:
    inner = "".join(f"<{field}>{_text(value)}</{field}>" for field, value in described.items())
    return f"<Contents><Key>{_text(name)}</Key>{inner}{owner}</Contents>"
