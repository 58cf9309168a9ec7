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
    """The names of a path's templates, in their order; what is written after `?` or `#` is no path."""
    return tuple(name.strip(MARKS) for name in TEMPLATE.findall(bare(path)))


def bare(path: str) -> str:
    """A path of a document without what is written after `?` or `#`, by which some tell operations apart."""
    return path.partition("#")[0].partition("?")[0]


@dataclass(frozen=True, eq=False)
class Place:
    """A path of the document, with its operations by method.

    Attributes:
        wanted: What the query or a header must say besides: pairs of `?Action=List` or `#X-Amz-Target=Service.List`.
        queried: Templates that stand in the query: their names by those of the query's parameters.
    """

    path: str
    methods: dict[str, Route]
    wanted: tuple[tuple[str, str], ...] = ()
    queried: tuple[tuple[str, str], ...] = ()

    def fits(self, request: Request) -> bool:
        """Whether the request says what the path asks of it after `?` or `#`."""
        if not self.wanted:
            return True
        said = set(parse_qsl(request.query, keep_blank_values=True))
        return all(pair in said or request.fields.get(pair[0].lower()) == pair[1] for pair in self.wanted)


@dataclass(frozen=True, eq=False)
class Found:
    """A path of the document that fits.

    Attributes:
        values: What stands in its templates.
        base: What stands before it.
        form: Of each segment: 0 it is written, 1 it holds templates, 2 it is one, 3 it is one that holds slashes.
    """

    place: Place
    values: Mapping[str, str]
    base: str
    form: tuple[int, ...] = ()

    @property
    def rank(self) -> tuple[tuple[int, ...], int, str]:
        """What is the same of paths of which either may be meant."""
        return self.form, -len(self.place.wanted), self.base


@dataclass(eq=False)
class _Node:
    written: dict[str, _Node] = field(default_factory=dict)
    mixed: list[tuple[str, tuple[re.Pattern[str], ...], tuple[str, ...], _Node]] = field(default_factory=list)
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
        self.mixed.append((segment, _patterns(segment), told, _Node()))
        self.mixed.sort(key=lambda one: -len(TEMPLATE.sub("", one[0])))
        return next(node for written, _, _, node in self.mixed if written == segment)


def _patterns(segment: str) -> tuple[re.Pattern[str], ...]:
    """What a segment may be: first with a template that follows another one as what begins with a dot."""
    pieces = TEMPLATE.split(segment)  # text, name, text, name, text
    follow = [i for i in range(3, len(pieces), 2) if not pieces[i - 1]]
    made = []
    for after in (r"(\.[^.]+)", "(.+)") if follow else ("(.+)",):
        inner = (
            re.escape(unquote(one)) if i % 2 == 0 else after if i in follow else "(.+)" for i, one in enumerate(pieces)
        )
        made.append(re.compile("".join(inner), re.DOTALL))
    return tuple(made)


class Router:
    """The paths of a document; the tree is built when it is first asked.

    Attributes:
        routes: The document's operations.
        bases: What may stand before a path: `/v2`.
        moved: Further addresses of paths of the document, by the new one.
        gone: Paths that were there before: no template with slashes in it, and no plainer path, takes their place.
    """

    def __init__(
        self,
        routes: Iterable[Route],
        bases: Iterable[str],
        moved: Mapping[str, str] | None = None,
        gone: Iterable[str] = (),
    ) -> None:
        self._routes = tuple(routes)
        self._bases = sorted({base.rstrip("/") for base in bases} | {""}, key=len, reverse=True)
        self._moved = dict(moved or {})
        self._gone = tuple(gone)

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

    @cached_property
    def _old(self) -> _Node:
        tree = _Node()
        for path in self._gone:
            _plant(tree, path, {})
        return tree

    def find(self, request: Request) -> list[Found]:
        """The paths that fit, the best one first."""
        found = [one for one in self._found(request, self._tree) if one.place.fits(request)]
        was = [one for one in self._found(request, self._old) if one.place.fits(request)]
        if not found and not was:
            found = [one for one in self._found(request, self._tree, greedy=True) if one.place.fits(request)]
        # Who asks for one of several operations of a path, by a header or the query, means none of the others.
        asked = max((len(one.place.wanted) for one in was), default=0)
        found = [one for one in found if len(one.place.wanted) >= asked]
        return sorted(found, key=lambda one: one.rank[:2]) if len(found) > 1 else found

    def _found(self, request: Request, tree: _Node, *, greedy: bool = False) -> Iterator[Found]:
        path = request.path
        for base in self._bases:
            if base and path != base and not path.startswith(base + "/"):
                continue
            rest = path[len(base) :]
            segments = [unquote(segment) for segment in rest.split("/")[1:]] if rest else [""]
            for node, values, form in _walk(tree, segments, 0, greedy=greedy):
                for place in node.places:
                    yield Found(place, _with_query(place, values, request), base, form)


def _with_query(place: Place, values: Iterable[tuple[str, str]], request: Request) -> dict[str, str]:
    told = dict(values)
    if place.queried:
        said = dict(parse_qsl(request.query, keep_blank_values=True))
        told |= {template: said[name] for name, template in place.queried if name in said}
    return told


def _plant(tree: _Node, path: str, methods: dict[str, Route]) -> None:
    plain, _, fragment = path.partition("#")
    plain, _, query = plain.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    wanted = [pair for pair in pairs if "{" not in "".join(pair)]
    queried = [(name, match[1].strip(MARKS)) for name, text in pairs if (match := TEMPLATE.fullmatch(text))]
    name, equals, value = fragment.partition("=")
    if equals and "{" not in value:
        wanted.append((name, value))
    node = tree
    for segment in plain.split("/")[1:] if "/" in plain else [plain]:
        node = node.child(segment)
    node.places.append(Place(path, methods, tuple(wanted), tuple(queried)))


Walked = tuple[_Node, list[tuple[str, str]], tuple[int, ...]]


def _walk(node: _Node, segments: list[str], at: int, *, greedy: bool) -> Iterator[Walked]:
    if at == len(segments):
        if node.places:
            yield node, [], ()
        return
    segment = segments[at]
    for below, told, kind in _steps(node, segment):
        for end, values, form in _walk(below, segments, at + 1, greedy=greedy):
            yield end, [*told, *values], (kind, *form)
    if greedy and at + 1 < len(segments):
        for name, below in node.plain:
            if below.places:
                yield below, [(name, "/".join(segments[at:]))], (3,)


def _steps(node: _Node, segment: str) -> Iterator[tuple[_Node, list[tuple[str, str]], int]]:
    """Where a segment leads, with what stands in its templates."""
    if segment in node.written:
        yield node.written[segment], [], 0
    for _, patterns, told, below in node.mixed:
        match = next((found for pattern in patterns if (found := pattern.fullmatch(segment))), None)
        if match is not None:
            yield below, list(zip(told, match.groups(), strict=True)), 1
    if segment:
        yield from ((below, [(name, segment)], 2) for name, below in node.plain)
