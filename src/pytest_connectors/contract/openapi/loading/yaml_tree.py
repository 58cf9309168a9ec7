"""Which values does YAML hold, as version 1.2 reads it?

OpenAPI asks for 1.2: a date is a text, and so is `no`; the keys of a mapping are texts, so that `200:` and `"200":` are
the same. The tree is built from libyaml's events, which takes a third of the time of PyYAML's own loader.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.errors import BadContract

_WORDS: dict[str, Json] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
# What JSON takes for a number, `.5` and `5.`. A leading zero or a plus makes a text: a postal code, a telephone number.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)?((?<=\d)\.\d*|\.\d+)?((?<=[\d.])[eE][-+]?\d+)?", re.ASCII)
_HEX = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_NUMERIC = frozenset("-.0123456789")
# Longer ones `int()` refuses, since their reading takes ever longer.
_DIGITS = 4000
_MISSING = object()


def built(yaml: Any, loader: Any, where: str) -> Json:
    """The first document that holds something, of what a loader of PyYAML parses.

    Raises:
        BadContract: A key is no text, or an alias has no end.
        yaml.YAMLError: It does not parse.
    """
    tree = _Tree(where)
    take: dict[type, Callable[[Any], None]] = {
        yaml.ScalarEvent: tree.scalar,
        yaml.MappingStartEvent: tree.mapping,
        yaml.SequenceStartEvent: tree.sequence,
        yaml.MappingEndEvent: tree.end,
        yaml.SequenceEndEvent: tree.end,
        yaml.AliasEvent: tree.alias,
    }
    get = loader.get_event
    while True:
        event = get()
        kind = event.__class__
        if kind in take:
            take[kind](event)
        elif kind is yaml.StreamEndEvent or (kind is yaml.DocumentEndEvent and tree.root[-1] is not None):
            return tree.root[-1] if tree.root else None


class _Tree:
    """What was read up to now, and where the next value goes: into a list, or into a mapping under `key`."""

    __slots__ = ("anchors", "into", "is_mapping", "key", "outer", "root", "where")

    def __init__(self, where: str) -> None:
        self.where = where
        self.root: list[Json] = []
        self.into: Any = self.root
        self.is_mapping = False
        self.key: Any = _MISSING
        self.outer: list[tuple[Any, bool, Any]] = []
        self.anchors: dict[str, Json] = {}

    def scalar(self, event: Any) -> None:
        value = event.value
        if self.is_mapping and self.key is _MISSING:
            self.key = value
        else:
            if event.implicit[0]:
                if value in _WORDS:
                    value = _WORDS[value]
                elif value[0] in _NUMERIC:
                    value = _number(value)
            if self.is_mapping:
                self.into[self.key] = value
                self.key = _MISSING
            else:
                self.into.append(value)
        if event.anchor is not None:
            self.anchors[event.anchor] = value

    def mapping(self, event: Any) -> None:
        self._begin(event, {})
        self.is_mapping = True

    def sequence(self, event: Any) -> None:
        self._begin(event, [])
        self.is_mapping = False

    def end(self, _: Any) -> None:
        if self.is_mapping and "<<" in self.into:
            _merge(self.into)
        self.into, self.is_mapping, self.key = self.outer.pop()

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            msg = (
                f"{self.where} is no YAML: the alias *{event.anchor} {_at(event)} has no anchor. "
                f"Write &{event.anchor} before the value that is meant."
            )
            raise BadContract(msg)
        value = self.anchors[event.anchor]
        if value is self.into or any(value is held for held, _, _ in self.outer):
            msg = (
                f"{self.where} never ends: the alias *{event.anchor} {_at(event)} stands inside the value that it "
                f"repeats. Use $ref for what contains itself."
            )
            raise BadContract(msg)
        if self.is_mapping and self.key is _MISSING:
            self.key = str(value)
        else:
            self._put(value)

    def _begin(self, event: Any, value: Any) -> None:
        if self.is_mapping and self.key is _MISSING:
            msg = (
                f"{self.where} has a key that is no text {_at(event)}. Keys of an OpenAPI document are texts: "
                f"put it into quotes if it begins with a brace."
            )
            raise BadContract(msg)
        self._put(value)
        if event.anchor is not None:
            self.anchors[event.anchor] = value
        self.outer.append((self.into, self.is_mapping, self.key))
        self.into, self.key = value, _MISSING

    def _put(self, value: Json) -> None:
        if self.is_mapping:
            self.into[self.key] = value
            self.key = _MISSING
        else:
            self.into.append(value)


def _at(event: Any) -> str:
    return f"at line {event.start_mark.line + 1}, column {event.start_mark.column + 1}"


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
    if all(isinstance(part, dict) for part in parts):
        del into["<<"]
        for part in parts:
            for key, value in part.items():
                into.setdefault(key, value)
