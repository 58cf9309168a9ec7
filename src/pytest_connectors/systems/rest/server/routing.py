"""Which operations stand at a path?

A tree by segments: a written segment wins over one with a template in it, and that over one that is all template. The
last template may hold slashes where nothing else fits, as APIs that name files by their paths expect it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, unquote

from pytest_connectors.contract.openapi.api import Route
from pytest_connectors.systems.http.messages import Request

TEMPLATE = re.compile(r"\{([^{}/]*)\}")
MARKS = "+#./;?&*"  # what RFC 6570 writes around a name


def names(path: str) -> tuple[str, ...]:
    """The names of a path's templates, in their order."""
    return tuple(name.strip(MARKS) for name in TEMPLATE.findall(path))


@dataclass(frozen=True, eq=False)
class Place:
    """A path of the document, with its operations by method.

    Attributes:
        wanted: What the query or a header must say besides: pairs of `?Action=List` or `#X-Amz-Target=Service.List`.
    """

    path: str
    methods: dict[str, Route]
    wanted: tuple[tuple[str, str], ...] = ()

    def fits(self, request: Request) -> bool:
        """Whether the request says what the path asks of it after `?` or `#`."""
        if not self.wanted:
            return True
        said = set(parse_qsl(request.query, keep_blank_values=True))
        return all(pair in said or request.fields.get(pair[0].lower()) == pair[1] for pair in self.wanted)


@dataclass(frozen=True, eq=False)
class Found:
    """A path of the document that fits: what stands in its templates, and the base before it."""

    place: Place
    values: Mapping[str, str]
    base: str


@dataclass(eq=False)
class _Node:
    written: dict[str, _Node] = field(default_factory=dict)
    mixed: list[tuple[str, re.Pattern[str], tuple[str, ...], _Node]] = field(default_factory=list)
    plain: list[tuple[str, _Node]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def child(self, segment: str) -> _Node:
        """The node below for this segment of a path, made where it is not there yet."""
        found = TEMPLATE.findall(segment)
        if not found:
            return self.written.setdefault(unquote(segment), _Node())
        told = tuple(name.strip(MARKS) for name in found)
        if TEMPLATE.fullmatch(segment):
            for name, node in self.plain:
                if name == told[0]:
                    return node
            self.plain.append((told[0], _Node()))
            return self.plain[-1][1]
        for written, _, _, node in self.mixed:
            if written == segment:
                return node
        self.mixed.append((segment, _pattern(segment), told, _Node()))
        self.mixed.sort(key=lambda one: -len(TEMPLATE.sub("", one[0])))
        return next(node for written, _, _, node in self.mixed if written == segment)


def _pattern(segment: str) -> re.Pattern[str]:
    pieces = TEMPLATE.split(segment)  # text, name, text, name, text
    inner = "".join(re.escape(unquote(piece)) if i % 2 == 0 else "(.+?)" for i, piece in enumerate(pieces))
    return re.compile(inner, re.DOTALL)


class Router:
    """The paths of a document; the tree is built when it is first asked.

    Attributes:
        routes: The document's operations.
        bases: What may stand before a path: `/v2`.
        moved: Further addresses of paths of the document, by the new one.
    """

    def __init__(self, routes: Iterable[Route], bases: Iterable[str], moved: Mapping[str, str] | None = None) -> None:
        self._routes = tuple(routes)
        self._bases = sorted({base.rstrip("/") for base in bases} | {""}, key=len, reverse=True)
        self._moved = dict(moved or {})

    @cached_property
    def _tree(self) -> _Node:
        tree = _Node()
        methods: dict[str, dict[str, Route]] = {}
        for route in self._routes:
            methods.setdefault(route.path, {})[route.method.upper()] = route
        for path, by_method in methods.items():
            _plant(tree, path, by_method)
        for new, old in self._moved.items():
            if old in methods:
                _plant(tree, new, methods[old])
        return tree

    def find(self, request: Request) -> list[Found]:
        """The paths that fit, the best one first."""
        found = [one for one in self._found(request.path, greedy=False) if one.place.fits(request)]
        found = found or [one for one in self._found(request.path, greedy=True) if one.place.fits(request)]
        return sorted(found, key=lambda one: -len(one.place.wanted)) if len(found) > 1 else found

    def _found(self, path: str, *, greedy: bool) -> Iterator[Found]:
        for base in self._bases:
            if base and path != base and not path.startswith(base + "/"):
                continue
            rest = path[len(base) :]
            segments = [unquote(segment) for segment in rest.split("/")[1:]] if rest else [""]
            for node, values in _walk(self._tree, segments, 0, greedy=greedy):
                for place in node.places:
                    yield Found(place, dict(values), base)


def _plant(tree: _Node, path: str, methods: dict[str, Route]) -> None:
    plain, _, fragment = path.partition("#")
    plain, _, query = plain.partition("?")
    wanted = [pair for pair in parse_qsl(query, keep_blank_values=True) if "{" not in pair[1]]
    name, equals, value = fragment.partition("=")
    if equals and "{" not in value:
        wanted.append((name, value))
    node = tree
    for segment in plain.split("/")[1:] if "/" in plain else [plain]:
        node = node.child(segment)
    node.places.append(Place(path, methods, tuple(wanted)))


def _walk(  # noqa: C901 - three kinds of segments, one after the other
    node: _Node, segments: list[str], at: int, *, greedy: bool
) -> Iterator[tuple[_Node, list[tuple[str, str]]]]:
    if at == len(segments):
        if node.places:
            yield node, []
        return
    segment = segments[at]
    if segment in node.written:
        yield from _walk(node.written[segment], segments, at + 1, greedy=greedy)
    for _, pattern, told, below in node.mixed:
        match = pattern.fullmatch(segment)
        if match is not None:
            for end, values in _walk(below, segments, at + 1, greedy=greedy):
                yield end, [*zip(told, match.groups(), strict=True), *values]
    for name, below in node.plain:
        if segment:
            for end, values in _walk(below, segments, at + 1, greedy=greedy):
                yield end, [(name, segment), *values]
        if greedy and below.places and at + 1 < len(segments):
            yield below, [(name, "/".join(segments[at:]))]
