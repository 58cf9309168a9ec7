"""What does the body of a request hold? JSON, forms, several parts, text or bytes, by its media type."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from pytest_connectors.contract.openapi.media import essence, is_json
from pytest_connectors.contract.openapi.model import Content, Json, Schema
from pytest_connectors.systems.rest.server import texts
from pytest_connectors.systems.rest.server.problems import Problem

BAD = 400
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"


@dataclass(frozen=True)
class Read:
    """What a body holds; `checked`: it is a value of which the schema can speak."""

    value: Json
    checked: bool = True


def matching(contents: Sequence[Content], media: str) -> Content | None:
    """The content for a media type: the same, else one that holds all of its kind, else one that holds all."""
    kind = essence(media)
    compact = media.replace(" ", "").lower()
    for content in contents:
        if content.media.replace(" ", "").lower() == compact:
            return content
    for wanted in (kind, kind.partition("/")[0] + "/*", "*/*", "*"):
        for content in contents:
            if essence(content.media) == wanted:
                return content
    return None


def read(root: Mapping[str, Json], content: Content, media: str, body: bytes, fits: texts.Fits) -> Read:
    """The value of a body.

    Raises:
        Problem: 400, the body is not what its media type says.
    """
    kind = essence(media)
    if is_json(kind):
        return Read(parsed(body))
    if (kind == FORM or kind.startswith("multipart/")) and "object" not in texts.types(root, content.schema):
        return Read(None, checked=False)
    if kind == FORM:
        pairs = parse_qsl(_decoded(body, media), keep_blank_values=True)
        return Read(_form(root, content, pairs, fits))
    if kind.startswith("multipart/"):
        return Read(_form(root, content, list(parts(body, media)), fits), checked=kind == PARTS)
    if kind in {"application/x-ndjson", "application/jsonl", "application/x-jsonlines", "application/json-seq"}:
        return Read([parsed(line) for line in body.splitlines() if line.strip(b"\x1e \t")], checked=False)
    if kind.startswith("text/") and "xml" not in kind:
        text = _decoded(body, media)
        return Read(texts.value(root, content.schema, text, fits), checked=kind == "text/plain")
    return Read(None, checked=False)


def parsed(body: bytes) -> Json:
    """JSON out of bytes.

    Raises:
        Problem: 400, with line and column of what cannot be read.
    """
    try:
        return json.loads(body, parse_constant=_no_number)
    except json.JSONDecodeError as wrong:
        detail = (
            f"the body is no JSON: {wrong.msg} at line {wrong.lineno}, column {wrong.colno} (character {wrong.pos})"
        )
        raise Problem(BAD, detail, [{"pointer": "#", "detail": wrong.msg, "position": wrong.pos}]) from None
    except (ValueError, RecursionError) as wrong:
        detail = f"the body is no JSON: {wrong}"
        raise Problem(BAD, detail, [{"pointer": "#", "detail": str(wrong)}]) from None


def _no_number(word: str) -> NoReturn:
    msg = f"{word} is no number of JSON"
    raise ValueError(msg)


def _decoded(body: bytes, media: str) -> str:
    try:
        return body.decode(_parameter(media, "charset") or "utf-8")
    except (LookupError, UnicodeDecodeError) as wrong:
        raise Problem(BAD, f"the body cannot be decoded: {wrong}", [{"pointer": "#", "detail": str(wrong)}]) from None


def _parameter(header: str, name: str) -> str | None:
    message = Message()
    message["content-type"] = header
    found = message.get_param(name)
    return found if isinstance(found, str) else None


def _form(root: Mapping[str, Json], content: Content, pairs: list[tuple[str, Any]], fits: texts.Fits) -> Json:
    schema = content.schema
    known = frozenset(texts.flat(root, schema).get("properties") or ())
    made: dict[str, Any] = {}
    for name, raw in texts.nested(pairs, known).items():
        below = texts.below(root, schema, name)
        made[name] = texts.told(root, below, _apart(root, content, name, below, raw), fits)
    return made


def _apart(root: Mapping[str, Json], content: Content, name: str, schema: Schema, raw: Any) -> Any:
    """A list that the form writes in one field, between commas or bars."""
    encoding = content.encoding.get(name) or {}
    if isinstance(raw, str) and "array" in texts.types(root, schema) and raw[:1] != "[":
        style = encoding.get("style", "form")
        separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",")
        if style != "form" or encoding.get("explode") is False:
            return raw.split(separator)
    return raw


def parts(body: bytes, media: str) -> list[tuple[str, Any]]:
    """The parts of a body of several: names and contents.

    Raises:
        Problem: 400, there is no boundary, or it does not occur.
    """
    boundary = _parameter(media, "boundary")
    if not boundary:
        raise Problem(BAD, "the body has several parts, and the header Content-Type names no boundary")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("latin-1", "replace"))
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):  # noqa: PLR2004 - what stands before the first, and one
        raise Problem(BAD, "the body of several parts does not end with its boundary")
    found: list[tuple[str, Any]] = []
    for piece in pieces[1:-1]:
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name, value = _part(head, content)
        if name:
            found.append((name, value))
    return found


def _part(head: bytes, content: bytes) -> tuple[str, Any]:
    message = Message()
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _, text = line.partition(":")
        if name.strip():
            message[name.strip()] = text.strip()
    named = message.get_param("name", header="content-disposition")
    told = named[2] if isinstance(named, tuple) else str(named or "")
    kind = message.get("content-type", "")
    if is_json(kind) and message.get_filename() is None:
        return told, parsed(content)
    return told, content.decode("utf-8", "replace")
