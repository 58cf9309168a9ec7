"""How are objects called, and which partition does a key name?"""

from __future__ import annotations

import datetime
import re
import string
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from pytest_connectors.contract.dataset import Dataset

NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
# What Hive writes as %XX in a key.
_ESCAPED = re.compile(r"[\x00-\x1f\x7f\"#%'*/:=?\\{\[\]^]")


class KeyMaker:
    """Keys by the dataset's template, counted within what is otherwise the same."""

    def __init__(self, dataset: Dataset, reformatted: Sequence[str] = ()) -> None:
        """Begin to count; values of `reformatted` partitions are written in another way."""
        self._template = dataset.template
        self._single = dataset.is_single
        self._names = tuple(dataset.partitioned_by)
        self._formatter = _Formatter(self._names, reformatted)
        self._counts: dict[str, int] = {}

    def key(self, values: Mapping[str, Any], day: datetime.date) -> str:
        """The next object's key.

        Args:
            values: A row of the object, for its partitions.
            day: The day on which it was written.
        """
        said = {"day": day, **{name: values.get(name) for name in self._names}}
        group = self._formatter.vformat(self._template, (), {**said, "n": 0})
        number = self._counts.get(group, 0)
        self._counts[group] = number + 1
        return group if number == 0 else self._formatter.vformat(self._template, (), {**said, "n": number})


class _Formatter(string.Formatter):
    def __init__(self, names: Sequence[str], reformatted: Sequence[str]) -> None:
        self._names, self._reformatted = names, reformatted
        self._name = ""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        found = super().get_field(field_name, args, kwargs)
        self._name = field_name
        return found

    def format_field(self, value: Any, format_spec: str) -> str:
        if self._name not in self._names:
            return format(value, format_spec) if format_spec else str(value)
        text = NO_VALUE if value is None else format(value, format_spec) if format_spec else _said(value)
        return escaped(otherwise(text) if self._name in self._reformatted else text)


def escaped(text: str) -> str:
    """A partition's value as it stands in a key."""
    return _ESCAPED.sub(lambda found: f"%{ord(found[0]):02X}", text)


def otherwise(text: str) -> str:
    """A partition's value written in another way: 20260505 for 2026-05-05, 05 for 5; itself where there is no other."""
    if re.match(r"\d{4}-\d\d-\d\d", text):
        return text.replace("-", "", 2)
    if re.fullmatch(r"\d{8}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if text.isdecimal():
        return f"0{text}"
    return {"true": "True", "false": "False"}.get(text, text)


def partition_texts(dataset: Dataset, key: str) -> dict[str, str | None]:
    """What a key says of the partitions, by the template or as `name=value`."""
    wanted = tuple(dataset.partitioned_by)
    found: dict[str, str | None] = {}
    for segment in key.split("/"):
        name, sign, value = segment.partition("=")
        if sign and name in wanted:
            found[name] = unquote(value)
    if len(found) < len(wanted) and (match := _pattern(dataset).fullmatch(key)):
        found = {**{name: unquote(match[f"p{i}"]) for i, name in enumerate(wanted)}, **found}
    return {name: None if text == NO_VALUE else text for name, text in found.items()}


def _pattern(dataset: Dataset) -> re.Pattern[str]:
    """The template as a pattern of keys."""
    wanted = list(dataset.partitioned_by)
    seen: set[str] = set()
    parts = []
    for before, name, _, _ in string.Formatter().parse(dataset.template):
        parts.append(re.escape(before))
        if name in wanted and name not in seen:
            parts.append(f"(?P<p{wanted.index(name)}>[^/]*?)")
            seen.add(name)
        elif name is not None:
            parts.append(r"\d+" if name == "n" else "[^/]*?")
    return re.compile("".join(parts))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat(sep=" ") if isinstance(value, datetime.datetime) else str(value)
