"""What is different in a changed document? A short diff of it: the places, and what stood and stands there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import joined

MOST = 12
_WIDTH = 100
_GONE = object()
_AROUND = ("anyOf", "oneOf", "allOf")
_CLOSE = 3
"""Lists of which no more places differ than this are told place by place."""


def difference(before: Mapping[str, Json], after: Mapping[str, Json], most: int = MOST) -> tuple[str, ...]:
    """The lines of a diff: each changed place by its pointer, then what went (`-`) and what came (`+`).

    It goes only where the two do not share the same object, so that it costs as much as was changed.
    """
    lines: list[str] = []
    for pointer, gone, come in _places(before, after, "#"):
        lines.append(pointer)
        lines += [f"- {line}" for line in gone]
        lines += [f"+ {line}" for line in come]
        if len(lines) > most:
            break
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], "...")


Place = tuple[str, list[str], list[str]]


def _places(before: Json, after: Json, pointer: str) -> Iterator[Place]:
    """The innermost objects whose members differ, with these members."""
    if before is after or before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _of_objects(before, after, pointer)
    elif isinstance(before, list) and isinstance(after, list) and _alike(before, after):
        for i, (old, new) in enumerate(zip(before, after, strict=False)):
            yield from _places(old, new, f"{pointer}/{i}")
        for i in range(len(after), len(before)):
            yield f"{pointer}/{i}", _told(before[i]), []
        for i in range(len(before), len(after)):
            yield f"{pointer}/{i}", [], _told(after[i])
    else:
        yield pointer, _told(before), _told(after)


def _alike(before: list[Json], after: list[Json]) -> bool:
    """Whether lists hold objects at the same places, so that it can be told which of them differ."""
    nested = all(isinstance(one, Mapping | list) for one in (*before, *after))
    differing = sum(old is not new and old != new for old, new in zip(before, after, strict=False))
    return nested and differing + abs(len(before) - len(after)) <= _CLOSE


def _of_objects(before: Mapping[str, Json], after: Mapping[str, Json], pointer: str) -> Iterator[Place]:
    around = next((one for one in _AROUND if any(part is before for part in after.get(one) or ())), None)
    if around is not None:
        new = [part for part in after[around] if part is not before]
        yield pointer, [], _cut(f"{around}: [as before, {', '.join(map(_words, new))}]")
        return
    moved = {id(value) for value in before.values()} & {id(value) for value in after.values()}
    gone: list[str] = []
    come: list[str] = []
    deeper: list[tuple[str, Json, Json]] = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, _GONE), after.get(key, _GONE)
        if old is new or old == new:
            continue
        if _nests(old) and _nests(new) and type(old) is type(new) and not _short(old, new):
            deeper.append((key, old, new))
            continue
        if isinstance(old, list) and isinstance(new, list):
            old, new = _only_in(old, new), _only_in(new, old)
        gone += [] if old is _GONE else _member(key, old, moved)
        come += [] if new is _GONE else _member(key, new, moved)
    if gone or come:
        yield pointer, gone, come
    for key, old, new in deeper:
        yield from _places(old, new, joined(pointer, key))


def _only_in(one: list[Json], other: list[Json]) -> Json:
    """What a list of words has and the other has not; all of it where they differ in nothing but order."""
    if sorted(map(repr, one)) == sorted(map(repr, other)):
        return one
    return [word for word in one if word not in other] or _GONE


def _nests(value: Json) -> bool:
    return isinstance(value, Mapping | list)


def _short(old: Json, new: Json) -> bool:
    """Whether both are lists of words, which are told in one line: `required: [id, name]`."""
    return isinstance(old, list) and isinstance(new, list) and not _alike(old, new)


def _member(key: str, value: Json, moved: set[int]) -> list[str]:
    """A member in a line; what stands under another key now, as it was, is not told again."""
    if id(value) in moved and isinstance(value, Mapping) and len(_words(value)) > _WIDTH // 2:
        return [f"{key}: ..."]
    return _cut(f"{json.dumps(key, ensure_ascii=False) if ': ' in key else key}: {_words(value)}")


def _told(value: Json) -> list[str]:
    return _cut(_words(value))


def _cut(text: str) -> list[str]:
    return [text if len(text) <= _WIDTH else f"{text[: _WIDTH - 3]}..."]


def _words(value: Json, depth: int = 6) -> str:
    """A value as YAML writes it in one line: `{type: [string, 'null'], maxLength: 5}`."""
    if depth == 0:
        return "..."
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_words(one, depth - 1)}" for key, one in list(value.items())[:8]) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_words(one, depth - 1) for one in value[:12]) + "]"
    if isinstance(value, str) and value and not _would_be_another(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _would_be_another(text: str) -> bool:
    """Whether a text without quotes would be read as something else."""
    if text.lower() in ("null", "true", "false", "yes", "no", "on", "off", "~"):
        return True
    if text != text.strip() or any(one in text for one in ",[]{}\"'\n") or ": " in text or " #" in text:
        return True
    return text[0] in "-+.0123456789&*!|>%@`?:#" and not text[1:2].isalpha() and not text.startswith("#/")
