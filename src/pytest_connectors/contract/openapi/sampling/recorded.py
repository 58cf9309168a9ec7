"""What did a user record of an API that has no document?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.errors import BadContract, near

_TYPES = frozenset(("object", "array", "string", "number", "integer", "boolean", "null"))
_ABSENT = object()


@dataclass(frozen=True, eq=False)
class Recorded:
    """One exchange, as far as it was recorded.

    Attributes:
        body: The answer's; of a written operation the request's, where that is known.
        query: What the request asked, by parameter.
        link: The answer's header Link.
    """

    body: Json
    query: Mapping[str, str] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True, eq=False)
class Described:
    """A JSON Schema in place of what was recorded."""

    schema: Mapping[str, Any]


def recorded(sample: object, method: str, path: str, where: str) -> list[Recorded] | Described:
    """What `sample=` holds: recorded bodies, or a schema of them.

    Args:
        sample: The path of a JSON or HAR file, a list of paths, a body, a JSON Schema, or a pydantic model.
        method: The operation's, in capitals.
        path: The operation's.
        where: How the argument is named in messages.

    Raises:
        BadContract: It is none of these, or cannot be read.
    """
    model = getattr(sample, "model_json_schema", None)
    if callable(model):
        return Described(model(mode="validation" if method == "GET" else "serialization"))
    if isinstance(sample, Mapping):
        return _held(dict(sample), method, path, where)
    if isinstance(sample, list | tuple) and sample and all(isinstance(one, Mapping) for one in sample):
        return [Recorded(list(sample))]
    paths = [sample] if isinstance(sample, str | Path) else sample
    if not isinstance(paths, list | tuple) or not paths or not all(isinstance(one, str | Path) for one in paths):
        msg = (
            f"{where} takes the path of a recorded JSON answer or a list of such paths, a JSON Schema, or a pydantic "
            f"model; it is {sample!r:.80}."
        )
        raise BadContract(msg)
    found: list[Recorded] = []
    for one in paths:
        held = _held(_json(_text(one, where), f"{where} {one}"), method, path, f"{where} {one}")
        if isinstance(held, Described):
            if len(paths) > 1:
                msg = f"{where} {one} is a JSON Schema; one schema says all, so give it alone."
                raise BadContract(msg)
            return held
        found += held
    return found


def _held(value: Json, method: str, path: str, where: str) -> list[Recorded] | Described:
    if is_schema(value):
        return Described(value)
    if isinstance(value, dict) and isinstance(value.get("log"), dict) and isinstance(value["log"].get("entries"), list):
        found = list(_entries(value["log"]["entries"], method, path, where))
        if not found:
            msg = f"{where} is a HAR file in which nothing was asked by {method} {path} and answered with JSON."
            raise BadContract(msg)
        return found
    if isinstance(value, dict) and set(value) == {"request", "response"}:
        return list(_entries([value], method, None, where))
    return [Recorded(value)]


def is_schema(value: Json) -> bool:
    """Whether a value is a JSON Schema, and not what one describes."""
    if not isinstance(value, Mapping):
        return False
    if isinstance(value.get("$schema"), str) and "json-schema" in value["$schema"]:
        return True
    said = value.get("type")
    types = {said} if isinstance(said, str) else set(said) if isinstance(said, list) and said else None
    if types is not None and not types <= _TYPES:
        return False
    held = value.get("properties")
    if isinstance(held, Mapping):
        return all(isinstance(one, bool | Mapping) for one in held.values())
    return isinstance(value.get("$ref"), str) or (types is not None and isinstance(value.get("items"), Mapping))


def _text(path: str | Path, where: str) -> str:
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        folder = Path(path).parent
        beside = [one.name for one in folder.iterdir()] if folder.is_dir() else []
        msg = (
            f"{where} names a file that cannot be read: {path} ({error.strerror or error})."
            f"{near(Path(path).name, beside)} "
            f"Give a path relative to the test file: sample=Path(__file__).with_name('tickets.json')."
        )
        raise BadContract(msg) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{where} {path} is no text in UTF-8 ({error}). Record the answer's body as JSON."
        raise BadContract(msg) from None


def _json(text: str, where: str) -> Json:
    if not text.strip():
        msg = f"{where} is empty. Record the body of an answer, with rows in it."
        raise BadContract(msg)
    if re.match(r"\s*<", text):
        msg = (
            f"{where} is HTML or XML, and no JSON: {text.strip()[:40]!r}. Was it recorded without signing in, or "
            f"without Accept: application/json?"
        )
        raise BadContract(msg)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        msg = f"{where} is no JSON: {error}. Record the body alone, without headers: curl -s URL > answer.json."
        raise BadContract(msg) from None


def _entries(entries: Sequence[Json], method: str, path: str | None, where: str) -> Iterator[Recorded]:
    """The exchanges of a HAR file, or of one that is written like its entries, that are this operation's."""
    for entry in entries:
        request, response = entry.get("request") or {}, entry.get("response") or {}
        asked = urlsplit(str(request.get("url", "")))
        if path is not None and not (request.get("method") == method and _is_path(asked.path, path)):
            continue
        holder = response if method == "GET" else request
        body = _body(holder, where)
        if body is not _ABSENT:
            yield Recorded(body, dict(parse_qsl(asked.query, keep_blank_values=True)), _header(response, "link"))


def _is_path(asked: str, path: str) -> bool:
    pattern = "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", path))
    return re.fullmatch(rf"(?:/.*)?{pattern}/?", asked) is not None


def _body(holder: Mapping[str, Json], where: str) -> Json:
    for key in ("body", "json", "content", "postData"):
        held = holder.get(key)
        if held is None:
            continue
        text = held.get("text", _ABSENT if key in {"content", "postData"} else held) if isinstance(held, dict) else held
        return _json(text, where) if isinstance(text, str) else text
    return _ABSENT


def _header(response: Mapping[str, Json], name: str) -> str:
    held = response.get("headers") or {}
    pairs = held.items() if isinstance(held, dict) else ((one.get("name"), one.get("value")) for one in held)
    return next((str(value) for key, value in pairs if str(key).lower() == name), "")
