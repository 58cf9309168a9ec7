"""Which document would describe an API that has none? Made of recorded answers, a JSON Schema or a pydantic model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pytest_connectors.contract.openapi.loading import load
from pytest_connectors.contract.openapi.model import Document, Json
from pytest_connectors.contract.openapi.paging.words import asking_name, is_asking
from pytest_connectors.contract.openapi.rows.items import is_envelope, plain
from pytest_connectors.contract.openapi.rows.spots import children, spot
from pytest_connectors.contract.openapi.sampling.inferring import inferred
from pytest_connectors.contract.openapi.sampling.recorded import Described, Recorded, recorded
from pytest_connectors.errors import BadContract

_CALL = re.compile(r"\s*(GET|PUT|POST|PATCH|DELETE)\s+(/[^\s?#]*)(?:\?(\S*))?\s*", re.IGNORECASE)
_READS = "GET"
_TELLS_OF_PAGES = re.compile(r"next|prev|cursor|token|continuation|marker|after")
_NEIGHBOURS = re.compile(r"next|prev|first|last|self")
_NAME = "Sample"


def called(operation_id: str, said: str) -> tuple[str, str, str]:
    """Method, path and query of an operation that is named by its call: `GET /v2/tickets?page=1`.

    Raises:
        BadContract: It is named in another way.
    """
    found = _CALL.fullmatch(operation_id)
    if found is None:
        msg = (
            f"{said}: without a document an operation is named by its method and path: "
            f"Operation('GET /v2/tickets', url='https://api.crm.example', sample='tickets.json')."
        )
        raise BadContract(msg)
    return found[1].upper(), found[2], found[3] or ""


def sampled(operation_id: str, url: str | None, sample: object, items: str | None, said: str) -> Document:
    """The document of one operation whose bodies are like the sample.

    Args:
        operation_id: Method and path: `GET /v2/tickets`.
        url: Where the API lives.
        sample: What `recorded.recorded` takes.
        items: Where the rows lie, as the user says it.
        said: How the operation is named in messages.

    Raises:
        BadContract: The sample is of no use.
    """
    method, path, query = called(operation_id, said)
    found = recorded(sample, method, path, f"{said}: sample=")
    if isinstance(found, Described):
        schema, components = _described(found.schema, method, path, items, said)
        answers: list[Recorded] = []
    else:
        answers, components = found, {}
        bodies = [one.body for one in answers]
        _check_rows(bodies, said)
        schema = inferred(bodies, strict=method == _READS)
    if method == _READS:
        _open_ends(schema)
    parameters = _path_parameters(path)
    if method == _READS:
        parameters += _query_parameters(query, answers)
    operation: dict[str, Any] = {"parameters": parameters, "responses": {"200": {"description": "As recorded."}}}
    content = {"application/json": {"schema": schema}}
    if method == _READS:
        operation["responses"]["200"]["content"] = content
        if any("rel=" in one.link for one in answers):
            operation["responses"]["200"]["headers"] = {"Link": {"schema": {"type": "string"}}}
    else:
        operation["requestBody"] = {"required": True, "content": content}
    root = {
        "openapi": "3.1.0",
        "info": {"title": "As recorded", "version": "1"},
        **({"servers": [{"url": url}]} if url else {}),
        "paths": {path: {method.lower(): operation}},
        **({"components": {"schemas": components}} if components else {}),
    }
    return replace(load(root, f"{said}: sample="), undocumented=True)


def _described(
    schema: Mapping[str, Any], method: str, path: str, items: str | None, said: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of the body and what it refers to; what describes one row is put into a list."""
    whole = {_NAME: _moved(dict(schema), f"#/components/schemas/{_NAME}", said)}
    body: dict[str, Any] = {"$ref": f"#/components/schemas/{_NAME}"}
    root = {"components": {"schemas": whole}}
    here = spot(root, body, "#")
    keys = items.split(".") if items else []
    alone = method != _READS or path.rstrip("/").endswith("}")
    if keys[0] in children(root, here) if keys else alone or is_envelope(root, here, path):
        return body, whole
    listed: dict[str, Any] = {"type": "array", "items": body}
    for key in reversed(keys):
        listed = {"type": "object", "required": [key], "properties": {key: listed}}
    return listed, whole


def _moved(node: Json, to: str, said: str) -> Json:
    """A schema with its own references led to where it stands now."""
    if isinstance(node, list):
        return [_moved(one, to, said) for one in node]
    if not isinstance(node, Mapping):
        return node
    moved = {key: _moved(value, to, said) for key, value in node.items()}
    ref = moved.get("$ref")
    if isinstance(ref, str):
        if not ref.startswith("#"):
            msg = f"{said}: sample= refers to another file, {ref!r}. Put what it needs under its $defs."
            raise BadContract(msg)
        moved["$ref"] = to + ref.removeprefix("#")
    return moved


def _check_rows(bodies: Sequence[Json], said: str) -> None:
    """Whether there is anything in recorded bodies from which rows could be learnt."""
    for body in bodies:
        if not isinstance(body, dict | list):
            msg = (
                f"{said}: sample= holds the single value {body!r:.80}. Rows lie in a list of objects, or an object "
                f"is one row: record such a body."
            )
            raise BadContract(msg)
    lists = [held for body in bodies for held in (body.values() if isinstance(body, dict) else [body])]
    if [] in lists and not any(isinstance(held, list | dict) and held for held in lists):
        msg = (
            f"{said}: sample= holds an empty list, from which nothing can be learnt. Record an answer with rows in it."
        )
        raise BadContract(msg)


def _open_ends(schema: Mapping[str, Any]) -> None:
    """Let what leads to another page be null, as on the last one, whichever page was recorded."""
    for name, below in (schema.get("properties") or {}).items():
        types = below.get("type")
        if types == "object":
            _open_ends(below)
        elif _TELLS_OF_PAGES.search(plain(name)) and types in ("null", "string", "integer"):
            below["type"] = ["string" if types == "null" else types, "null"]


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in dict.fromkeys(re.findall(r"\{([^}]+)\}", path))
    ]


def _query_parameters(query: str, answers: Sequence[Recorded]) -> list[dict[str, Any]]:
    """The query's parameters: those that were asked, those of addresses that lead on, and those that can be guessed."""
    seen: dict[str, list[str]] = {}
    pairs = parse_qsl(query, keep_blank_values=True)
    leaves = [leaf for one in answers for leaf in _leaves(one.body, ())]
    for one in answers:
        pairs += one.query.items()
        for address in re.findall(r"<([^>]*)>", one.link):
            pairs += parse_qsl(urlsplit(address).query, keep_blank_values=True)
    for keys, value in leaves:
        if isinstance(value, str) and "?" in value and any(_NEIGHBOURS.search(plain(key)) for key in keys):
            pairs += parse_qsl(urlsplit(value).query, keep_blank_values=True)
    for name, text in pairs:
        seen.setdefault(name, []).append(text)
    if not any(is_asking(name) for name in seen):
        for keys, value in leaves:
            name = asking_name(keys[-1])
            if name and (value is None or isinstance(value, str | int)) and not isinstance(value, bool):
                seen.setdefault(name, []).append("" if value is None else str(value))
    return [{"name": name, "in": "query", "schema": _typed(name, texts)} for name, texts in seen.items()]


def _typed(name: str, texts: Sequence[str]) -> dict[str, Any]:
    numbers = all(text.isascii() and text.isdigit() for text in texts)
    zero = {"minimum": 0} if numbers and "page" in plain(name) and "0" in texts else {}
    return {"type": "integer", **zero} if numbers else {"type": "string"}


def _leaves(value: Json, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Json]]:
    """What stands beside the rows of a recorded body."""
    for name, held in value.items() if isinstance(value, dict) else ():
        if isinstance(held, dict):
            yield from _leaves(held, (*keys, name))
        elif not isinstance(held, list):
            yield (*keys, name), held
