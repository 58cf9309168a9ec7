"""How is the text of a document, JSON or YAML, turned into values?

JSON's own parser is tried first, YAML is for what is left.
"""

from __future__ import annotations

import contextlib
import datetime
import gc
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_connectors.contract.openapi.loading.yaml_tree import built
from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.errors import BadContract


def read(text: str, where: str) -> Json:
    """What a text of JSON or YAML holds.

    Raises:
        BadContract: It does not parse; line and column are said.
    """
    with uncollected():
        if text.lstrip()[:1] not in {"{", "["}:
            return _read_yaml(text, where)
        try:
            return json.loads(text, parse_constant=str)
        except RecursionError:
            msg = f"{where} is nested too deeply to be read."
            raise BadContract(msg) from None
        except ValueError as error:
            # YAML's braces forgive what JSON does not: comments, a comma at the end.
            with contextlib.suppress(BadContract):
                return _read_yaml(text, where)
            at = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "a number"
            said = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            msg = f"{where} is no JSON: {said} at {at}.{_shown(text, error)} An OpenAPI document is JSON or YAML."
            raise BadContract(msg) from None


def decoded(raw: bytes, where: str) -> str:
    """The text of a file, in UTF-8 or what its first bytes say.

    Raises:
        BadContract: It is no text.
    """
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        msg = (
            f"{where} is no text in UTF-8: byte {error.start} is {raw[error.start : error.start + 1]!r}. "
            f"An OpenAPI document is JSON or YAML in UTF-8: save it so."
        )
        raise BadContract(msg) from None


def plain(value: Any) -> Json:
    """A copy of a value that holds only what JSON does: keys are texts, dates are texts."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {_key(key): plain(held) for key, held in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(held) for held in value]
        case datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return str(value)


def _key(key: Any) -> str:
    # YAML 1.1 reads `no:` as False, and JSON has no keys but texts.
    return json.dumps(key) if key is None or isinstance(key, bool) else str(key)


def _read_yaml(text: str, where: str) -> Json:
    try:
        import yaml
    except ImportError:
        msg = (
            f"{where} is YAML, and this needs 'yaml', which is not installed: "
            f'pip install "pytest-connectors[rest]". JSON needs nothing.'
        )
        raise BadContract(msg) from None
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return built(yaml, loader(text), where)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f" at line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
        shown = " " if mark is None or not (line := _line(text, mark.line)).strip() else f"\n\n  {line}\n\n"
        msg = (
            f"{where} is no YAML: {error.problem or error.context}{at}.{shown}"
            f"An OpenAPI document is JSON or YAML; is a colon, a quote or an indentation missing there?"
        )
        raise BadContract(msg) from None
    except yaml.YAMLError as error:
        msg = f"{where} is no YAML: {error}. An OpenAPI document is JSON or YAML in UTF-8."
        raise BadContract(msg) from None


def _shown(text: str, error: ValueError) -> str:
    if not isinstance(error, json.JSONDecodeError):
        return ""
    return f"\n\n  {_line(text, error.lineno - 1)}\n\n"


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number].strip()[:100] if number < len(lines) else ""


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without the cyclic garbage collector, which would walk a growing tree again and again: twice the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
