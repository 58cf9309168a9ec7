"""How is a value written in a media type?"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from pytest_connectors.contract.openapi.media import essence, is_json
from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.systems.rest.server.bodies import FORM

LINES = frozenset(("application/x-ndjson", "application/jsonl", "application/x-jsonlines", "application/ndjson"))
NAME = re.compile(r"[^\w.-]")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c636060606000000005000185e3d9a80000000049454e44ae426082"
)
DOCUMENT = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ARCHIVE = b"PK\x05\x06" + bytes(18)  # an archive with nothing in it
BYTES = b"\x00\x01\x02\x03"


def concrete(media: str) -> str:
    """A media type that can stand in an answer: `*/*` is JSON, `text/*` plain text, `image/*` a PNG."""
    kind = essence(media)
    if "*" not in kind:
        return media
    major = kind.partition("/")[0]
    return {"text": "text/plain", "image": "image/png", "application": "application/json", "*": "application/json"}.get(
        major, "application/octet-stream"
    )


def written(media: str, value: Json) -> bytes:
    """A value in a media type, as near as it can be."""
    kind = essence(media)
    if is_json(kind):
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if kind in LINES:
        lines = value if isinstance(value, list) else [value]
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode("utf-8", "replace")
    if kind in {"text/csv", "application/csv"}:
        return _csv(value)
    if kind.endswith(("/xml", "+xml")):
        return xml(value)
    if kind == "text/html":
        return f"<!doctype html><title>{escape(_text(value), quote=False)}</title>\n".encode("utf-8", "replace")
    if kind == "text/event-stream":
        return f"data: {json.dumps(value)}\n\n".encode()
    if kind == FORM:
        return urlencode(value if isinstance(value, dict) else {"value": _text(value)}).encode()
    if kind.startswith("text/") or kind in {"application/yaml", "application/x-yaml", "application/javascript"}:
        return _text(value).encode("utf-8", "replace")
    return {"image/png": PIXEL, "application/pdf": DOCUMENT, "application/zip": ARCHIVE}.get(kind, BYTES)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _csv(value: Json) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    rows = [row for row in (value if isinstance(value, list) else [value]) if isinstance(row, Mapping)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    for row in rows:
        writer.writerow(["" if row.get(name) is None else _text(row[name]) for name in names])
    return out.getvalue().encode("utf-8", "replace")


def xml(value: Json, name: str = "response") -> bytes:
    """A value as XML: members are elements, and so are the items of a list."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_element(name, value)}\n'.encode("utf-8", "replace")


def _element(name: str, value: Json) -> str:
    tag = NAME.sub("_", name) or "item"
    tag = tag if tag[0].isalpha() or tag[0] == "_" else f"_{tag}"
    match value:
        case None:
            return f"<{tag}/>"
        case Mapping():
            inner = "".join(_element(str(key), one) for key, one in value.items())
        case list():
            inner = "".join(_element("item", one) for one in value)
        case _:
            inner = escape(_text(value), quote=False)
    return f"<{tag}>{inner}</{tag}>"
