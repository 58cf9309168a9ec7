"""What do path, query, headers and cookies of a request say? By the styles in which OpenAPI writes values."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from pytest_connectors.contract.openapi.model import Json, Parameter
from pytest_connectors.systems.http.messages import Request
from pytest_connectors.systems.rest.server import texts

UNREAD = frozenset(("accept", "content-type", "authorization"))  # OpenAPI: such header parameters are to be ignored
SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
MISSING = object()


class Said:
    """The texts of one request, by place."""

    def __init__(self, request: Request, path: Mapping[str, str]) -> None:
        self.path = path
        self._request = request

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The decoded values of the query, by name."""
        values: dict[str, list[str]] = {}
        for name, text in parse_qsl(self._request.query, keep_blank_values=True):
            values.setdefault(name, []).append(text)
        return values

    @cached_property
    def cookies(self) -> dict[str, list[str]]:
        """The cookies, by name."""
        values: dict[str, list[str]] = {}
        for part in self._request.fields.get("cookie", "").replace(",", ";").split(";"):
            name, equals, text = part.strip().partition("=")
            if equals:
                values.setdefault(name, []).append(unquote(text.strip('"')))
        return values

    def header(self, name: str) -> str | None:
        """A header's text."""
        return self._request.fields.get(name.lower())


class Reader:
    """Parameters as JSON; nothing is checked here."""

    def __init__(self, root: Mapping[str, Json], fits: texts.Fits) -> None:
        self._root = root
        self._fits = fits

    def value(self, parameter: Parameter, said: Said) -> Any:
        """What the request says of a parameter; MISSING where it says nothing."""
        match parameter.place:
            case "path":
                text = said.path.get(parameter.name)
                return MISSING if text is None else self._path(parameter, text)
            case "header":
                text = said.header(parameter.name)
                return MISSING if text is None else self._simple(parameter, text)
            case "cookie":
                return self._form(parameter, said.cookies)
            case _:
                return self._form(parameter, said.query)

    def _path(self, parameter: Parameter, text: str) -> Json:
        if parameter.style == "label":
            text = text.removeprefix(".")
            return self._simple(parameter, text, "." if parameter.explode else ",")
        if parameter.style == "matrix":
            return self._matrix(parameter, text)
        return self._simple(parameter, text)

    def _matrix(self, parameter: Parameter, text: str) -> Json:
        pairs = [part.partition("=")[::2] for part in text.split(";") if part]
        if "object" in self._types(parameter) and parameter.explode:
            return texts.told(self._root, parameter.schema, dict(pairs), self._fits)
        values = [one for name, one in pairs if name == parameter.name]
        if "array" in self._types(parameter) and len(values) > 1:
            return texts.told(self._root, parameter.schema, values, self._fits)
        return self._simple(parameter, values[0] if values else text)

    def _simple(self, parameter: Parameter, text: str, separator: str = ",") -> Json:
        """One text; lists and objects stand in it between commas."""
        if parameter.media is not None:
            return self._written(parameter, text)
        found = self._types(parameter)
        if "array" in found and found != texts.ALL:
            return texts.told(self._root, parameter.schema, self._parts(text, separator), self._fits)
        if "object" in found and found != texts.ALL and text[:1] != "{":
            return texts.told(self._root, parameter.schema, self._object(parameter, text, separator), self._fits)
        return texts.value(self._root, parameter.schema, text, self._fits)

    def _form(self, parameter: Parameter, values: Mapping[str, list[str]]) -> Any:
        found = self._types(parameter)
        if "object" in found and found != texts.ALL and parameter.media is None:
            raw = self._deep(parameter, values) or self._spread(parameter, values)
            if raw:
                return texts.told(self._root, parameter.schema, raw, self._fits)
        held = values.get(parameter.name)
        if held is None and "array" in found and found != texts.ALL:
            held = values.get(f"{parameter.name}[]")
        if held is None:
            return MISSING
        if parameter.media is not None:
            return self._written(parameter, held[-1])
        if "array" in found and found != texts.ALL:
            if len(held) == 1 and not parameter.explode:
                held = self._parts(held[0], SEPARATORS.get(parameter.style, ","))
            return texts.told(self._root, parameter.schema, held, self._fits)
        return self._simple(parameter, held[-1])

    def _deep(self, parameter: Parameter, values: Mapping[str, list[str]]) -> dict[str, Any]:
        begins = parameter.name + "["
        pairs = [(name, text) for name, those in values.items() if name.startswith(begins) for text in those]
        made = texts.nested(pairs).get(parameter.name, {}) if pairs else {}
        return made if isinstance(made, dict) else {}

    def _spread(self, parameter: Parameter, values: Mapping[str, list[str]]) -> dict[str, Any]:
        """An exploded object: each of its properties is a parameter of the query."""
        if not parameter.explode or parameter.style == "deepObject" or parameter.name in values:
            return {}
        properties = texts.flat(self._root, parameter.schema).get("properties") or {}
        if not properties:
            # A map of what has any name: whatever fits, since nothing else tells what is meant for it.
            held = {name: those[-1] for name, those in values.items()}
            told = texts.told(self._root, parameter.schema, held, self._fits)
            found = told if isinstance(told, dict) else {}
            inner = functools.partial(texts.below, self._root, parameter.schema)
            return {name: held[name] for name, one in found.items() if self._fits(inner(name), one)}
        return {
            name: values[name] if len(values[name]) > 1 else values[name][0] for name in properties if name in values
        }

    def _object(self, parameter: Parameter, text: str, separator: str) -> dict[str, str]:
        parts = self._parts(text, separator)
        if parameter.explode and all("=" in part for part in parts):
            return dict(part.split("=", 1) for part in parts)
        return dict(zip(parts[::2], parts[1::2], strict=False))

    @staticmethod
    def _parts(text: str, separator: str) -> list[str]:
        return [part.strip() if separator == "," else part for part in text.split(separator)] if text else []

    def _written(self, parameter: Parameter, text: str) -> Json:
        if "json" in (parameter.media or ""):
            try:
                return json.loads(text)
            except (ValueError, RecursionError):
                return text
        return texts.value(self._root, parameter.schema, text, self._fits)

    def _types(self, parameter: Parameter) -> frozenset[str]:
        return texts.types(self._root, parameter.schema)
