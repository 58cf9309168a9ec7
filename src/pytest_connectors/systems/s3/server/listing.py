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

from pytest_connectors.systems.s3.server.errors import Answer, Code, Refusal, host_id, request_id
from pytest_connectors.systems.s3.server.request import Request
from pytest_connectors.systems.s3.server.store import Store

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
PAGE = 1000
REGION = "us-east-1"
OWNER = "<Owner><ID>75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a</ID></Owner>"


def list_objects(request: Request, store: Store, *, version: int) -> Answer:
    """A page of names and of common prefixes, in version 1 or 2 of the operation.

    Raises:
        Refusal: The page cannot be told from the request.
    """
    query = request.parameters
    after = _token(query) if version == 2 else query.get("marker", "")  # noqa: PLR2004  # the other is 1
    most, delimiter = _most(query), query.get("delimiter", "")
    entries = _entries(store.names(request.bucket), query.get("prefix", ""), delimiter, after)
    page = list(islice(entries, most + 1))
    truncated = 0 < most < len(page)
    page = page[:most]
    encoded = _encoder(query)
    told = [("Name", request.bucket), ("Prefix", encoded(query.get("prefix", "")))]
    if version == 1:
        told.append(("Marker", encoded(after)))
        told += [("NextMarker", encoded(page[-1]))] if truncated and delimiter else []
    else:
        told += [(name, query[key]) for name, key in (("ContinuationToken", "continuation-token"),) if key in query]
        told += [("NextContinuationToken", base64.b64encode(page[-1].encode()).decode())] if truncated else []
        told += [("StartAfter", encoded(query["start-after"]))] if "start-after" in query else []
        told.append(("KeyCount", str(len(page))))
    told.append(("MaxKeys", str(most)))
    told += [("Delimiter", encoded(delimiter))] if delimiter else []
    told += [("EncodingType", query["encoding-type"])] if "encoding-type" in query else []
    told.append(("IsTruncated", str(truncated).lower()))
    owner = OWNER if version == 1 or query.get("fetch-owner") == "true" else ""
    keys = [name for name in page if not _is_folder(name, query.get("prefix", ""), delimiter)]
    folders = [name for name in page if _is_folder(name, query.get("prefix", ""), delimiter)]
    inner = "".join(f"<{name}>{_text(value)}</{name}>" for name, value in told)
    inner += "".join(_object(encoded(name), store.described(request.bucket, name), owner) for name in keys)
    inner += "".join(f"<CommonPrefixes><Prefix>{_text(encoded(name))}</Prefix></CommonPrefixes>" for name in folders)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    body = f'{declaration}<ListBucketResult xmlns="{NAMESPACE}">{inner}</ListBucketResult>'
    headers = (
        ("Content-Type", "application/xml"),
        ("x-amz-bucket-region", REGION),
        ("x-amz-request-id", request_id()),
        ("x-amz-id-2", host_id()),
    )
    return Answer(200, headers, body.encode())


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
    past = after if delimiter and after.endswith(delimiter) else None
    last = None
    for name in names:
        if not name.startswith(prefix) or name <= after or (past and name.startswith(past)):
            continue
        head, found, _ = name[len(prefix) :].partition(delimiter) if delimiter else (name, "", "")
        entry = f"{prefix}{head}{found}" if found else name
        if entry != last:
            yield entry
        last = entry


def _is_folder(name: str, prefix: str, delimiter: str) -> bool:
    return bool(delimiter) and delimiter in name[len(prefix) :]


def _encoder(query: dict[str, str]) -> Callable[[str], str]:
    if query.get("encoding-type") == "url":
        return quote
    return str


def _text(value: str) -> str:
    return escape(value, {"\r": "&#13;", '"': "&quot;"})


def _object(name: str, described: dict[str, str], owner: str) -> str:
    inner = "".join(f"<{field}>{_text(value)}</{field}>" for field, value in described.items())
    return f"<Contents><Key>{_text(name)}</Key>{inner}{owner}</Contents>"
