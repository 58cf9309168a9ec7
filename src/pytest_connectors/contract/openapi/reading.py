"""How is the text of a document, JSON or YAML, turned into values?

JSON's own parser is tried first. YAML is read as version 1.2 reads it, since OpenAPI asks for that: a date is a text, and
so is `no`; the keys of a mapping are texts, so that `200:` and `"200":` are the same. The tree is built from libyaml's
events, which takes a third of the time of PyYAML's own loader.
"""

from __future__ import annotations

import contextlib
import datetime
import gc
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.errors import BadContract

_WORDS: dict[str, Json] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
# What JSON takes for a number, `.5` and `5.`. A leading zero or a plus makes a text: a postal code, a telephone's number.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)?((?<=\d)\.\d*|\.\d+)?((?<=[\d.])[eE][-+]?\d+)?")
_HEX = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_NUMERIC = frozenset("-.0123456789")
# json's integers and PyYAML's C code know no such bound; `int()` of a text does, and says so.
_DIGITS = 4000


def read(text: str, where: str) -> Json:
    """What a text of JSON or YAML holds.

    Raises:
        BadContract: It does not parse; line and column are said.
    """
    with _uncollected():
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
        return _built(yaml, loader(text), where)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f" at line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
        shown = f"\n\n  {_line(text, mark.line)}\n\n" if mark is not None else " "
        msg = (
            f"{where} is no YAML: {error.problem or error.context}{at}.{shown}"
            f"An OpenAPI document is JSON or YAML; is a colon, a quote or an indentation missing there?"
        )
        raise BadContract(msg) from None
    except yaml.YAMLError as error:
        msg = f"{where} is no YAML: {error}. An OpenAPI document is JSON or YAML in UTF-8."
        raise BadContract(msg) from None


def _built(yaml: Any, loader: Any, where: str) -> Json:
    """The first document of the stream that holds something."""
    # One loop without calls: this is where the time of a large document goes.
    scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    ends, alias = (yaml.MappingEndEvent, yaml.SequenceEndEvent), yaml.AliasEvent
    get, missing = loader.get_event, object()
    anchors: dict[str, Json] = {}
    outer: list[tuple[Any, bool, Any]] = []
    root: list[Json] = []
    # Where the next value goes: into a list, or into a mapping under the key that was met before.
    into: Any = root
    is_mapping, key = False, missing
    while True:
        event = get()
        kind = event.__class__
        if kind is scalar:
            value = event.value
            if is_mapping and key is missing:
                key = value
                if event.anchor is not None:
                    anchors[event.anchor] = value
                continue
            if event.implicit[0]:
                if value in _WORDS:
                    value = _WORDS[value]
                elif value[0] in _NUMERIC:
                    value = _number(value)
        elif kind is mapping or kind is sequence:
            value = {} if kind is mapping else []
            if is_mapping and key is missing:
                raise BadContract(_no_key(event, where))
        elif kind in ends:
            if is_mapping and "<<" in into:
                _merge(into)
            into, is_mapping, key = outer.pop()
            continue
        elif kind is alias:
            value = anchors[event.anchor] if event.anchor in anchors else _nothing(event, where)
            if value is into or any(value is held for held, _, _ in outer):
                raise BadContract(_endless(event, where))
            if is_mapping and key is missing:
                key = str(value)
                continue
        elif kind is yaml.StreamEndEvent or (kind is yaml.DocumentEndEvent and root[-1] is not None):
            return root[-1] if root else None
        else:
            continue
        if is_mapping:
            into[key] = value
            key = missing
        else:
            into.append(value)
        if kind is alias:
            continue
        if event.anchor is not None:
            anchors[event.anchor] = value
        if kind is not scalar:
            outer.append((into, is_mapping, key))
            into, is_mapping, key = value, kind is mapping, missing


def _number(text: str) -> Json:
    """The number that a plain scalar says, or the text itself."""
    found = _NUMBER.fullmatch(text)
    if found is not None and text != "-" and len(text) < _DIGITS:
        return int(text) if found[1] is None and found[2] is None else float(text)
    return int(text, 0) if _HEX.fullmatch(text) else text


def _merge(into: dict[str, Json]) -> None:
    """Carry out `<<: *defaults`, which YAML 1.2 left out and everybody still writes."""
    merged = into["<<"]
    parts = merged if isinstance(merged, list) else [merged]
    if not all(isinstance(part, dict) for part in parts):
        return
    del into["<<"]
    for part in parts:
        for key, value in part.items():
            into.setdefault(key, value)


def _no_key(event: Any, where: str) -> str:
    mark = event.start_mark
    return (
        f"{where} has a key that is no text at line {mark.line + 1}, column {mark.column + 1}. "
        f"Keys of an OpenAPI document are texts: put it into quotes if it begins with a brace."
    )


def _nothing(event: Any, where: str) -> Json:
    mark = event.start_mark
    msg = (
        f"{where} is no YAML: the alias *{event.anchor} at line {mark.line + 1}, column {mark.column + 1} has no anchor. "
        f"Write &{event.anchor} before the value that is meant."
    )
    raise BadContract(msg)


def _endless(event: Any, where: str) -> str:
    mark = event.start_mark
    return (
        f"{where} never ends: the alias *{event.anchor} at line {mark.line + 1}, column {mark.column + 1} stands inside "
        f"the value that it repeats. Use $ref for what contains itself."
    )


def _shown(text: str, error: ValueError) -> str:
    if not isinstance(error, json.JSONDecodeError):
        return ""
    return f"\n\n  {_line(text, error.lineno - 1)}\n\n"


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number].strip()[:100] if number < len(lines) else ""


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cyclic garbage collector, which would walk a growing tree again and again: twice the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
