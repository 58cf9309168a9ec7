"""What do an operation's query and its answers say of pages?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pytest_connectors.contract.openapi.model import Endpoint, Json, Parameter, Schema
from pytest_connectors.contract.openapi.paging.words import (
    ADDRESS,
    ADDRESSES,
    ASKING,
    BELOW_NEXT,
    CERTAIN,
    CONTAINERS,
    CURSOR,
    CURSOR_HOLDERS,
    LINKS,
    MORE,
    NUMBER,
    NUMBERS,
    SAYS_ADDRESS,
    SIZE,
    TOTAL,
    TOTAL_PAGES,
    WEAK,
)
from pytest_connectors.contract.openapi.references import flattened
from pytest_connectors.contract.openapi.rows.items import plain
from pytest_connectors.contract.openapi.rows.spots import Spot, children, is_object, kinds

DEPTH = 4


@dataclass(frozen=True)
class Asked:
    """The query's parameters that ask for pages.

    Attributes:
        by_kind: The parameter that says which page, by kind of paging: `page`, `offset`, `cursor`.
        size: The one that says how many rows.
        first: The first page's number.
        names: All parameters of the query.
        carried: The one that an address of another page carries, where there are addresses.
    """

    by_kind: Mapping[str, str]
    size: str = ""
    first: int = 1
    names: tuple[str, ...] = ()
    carried: str = "page"


@dataclass(frozen=True)
class Telling:
    """What a body tells of pages, and where in it; nothing where it does not.

    Attributes:
        cursor: The next page's cursor.
        address: The next page's address.
        numbers: The next page's number or offset, by kind of paging.
        total: How many rows there are.
        pages: How many pages there are.
        more: Whether there is another page.
        names: All that it tells, without what joins their words.
    """

    cursor: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    total: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()


def asked(root: Json, endpoint: Endpoint) -> Asked:
    """What the query's parameters say of pages."""
    named = dict(_parameters(root, endpoint.parameters))
    size = next(iter(_called(named, SIZE)), "")
    sure: dict[str, str] = {}
    weak: dict[str, str] = {}
    for kind, words in ASKING.items():
        for name in _called(named, words):
            if _asks(kind, plain(name), named[name]) and not _is_range(plain(name), plain(size), named):
                (sure if size or plain(name) not in WEAK else weak).setdefault(kind, name)
    carried = [ways[kind] for ways in (sure, weak) for kind in ("cursor", "page", "offset") if kind in ways]
    page = named.get(sure.get("page", ""))
    return Asked(sure, size, _first(page), tuple(named), next(iter(carried), "page"))


def _is_range(name: str, size: str, names: Iterable[str]) -> bool:
    """Whether a parameter is where a range of moments or values begins."""
    ends = {"end", "to", "until", "stop"} & set(map(plain, names))
    return (name in {"start", "from"} and bool(ends)) or (name == "from" and size != "size")


def telling(root: Json, body: Spot, items: tuple[str, ...], ask: str = "") -> Telling:
    """What a body tells of pages beside its rows at `items`; `ask` is the parameter that asks by cursor."""
    leaves = list(_leaves(root, body, items))
    if {("next",), ("previous",)} <= {leaf.path for leaf in leaves}:
        # Both at the top, as texts of which nothing is said: these are addresses. A cursor leads one way.
        leaves = [_as_address(leaf) if leaf.path == ("next",) else leaf for leaf in leaves]
    by_name = [f"next{plain(ask)}", plain(ask)] if ask else []
    return Telling(
        cursor=_where(leaves, _cursor_rank(by_name)),
        address=_where(leaves, _address_rank(bool(ask))),
        numbers={kind: found for kind, words in NUMBER.items() if (found := _where(leaves, _typed(words, "integer")))},
        total=_where(leaves, _typed(TOTAL, "integer", "number", "")),
        pages=_where(leaves, _typed(TOTAL_PAGES, "integer", "number", "")),
        more=_where(leaves, _typed(MORE, "boolean")),
        names=frozenset(leaf.name for leaf in leaves),
    )


@dataclass(frozen=True)
class _Leaf:
    """A value beside the rows."""

    path: tuple[str, ...]
    schema: Mapping[str, Json]

    @property
    def name(self) -> str:
        return plain(self.path[-1])

    @property
    def parent(self) -> str:
        return plain(self.path[-2]) if len(self.path) > 1 else ""

    @property
    def types(self) -> frozenset[str]:
        return types_of(self.schema)

    @property
    def is_address(self) -> bool:
        """Whether it is said to be an address: by its format, its name, its place, its example or its description."""
        example = self.schema.get("example", next(iter(self.schema.get("examples") or ()), None))
        return (
            self.schema.get("format") in ADDRESSES
            or any(word in self.name for word in ("url", "link", "href", "uri"))
            or self.parent in LINKS
            or (isinstance(example, str) and ("://" in example or example.startswith(("/", "?"))))
            or SAYS_ADDRESS.search(str(self.schema.get("description", ""))) is not None
        )


def _as_address(leaf: _Leaf) -> _Leaf:
    return _Leaf(leaf.path, {"format": "uri", **leaf.schema}) if "string" in leaf.types else leaf


Ranking = Callable[[_Leaf], int | None]
"""How likely a value is what is looked for: 0 is likelier than 1, None is no."""


def types_of(schema: Schema) -> frozenset[str]:
    """The types that a schema names, null left out; of `anyOf` and `oneOf` those of all."""
    if not isinstance(schema, Mapping):
        return frozenset()
    said = schema.get("type")
    own = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    below = [types_of(member) for word in ("anyOf", "oneOf") for member in schema.get(word) or ()]
    return frozenset(map(str, own)).union(*below) - {"null"}


def _leaves(root: Json, body: Spot, items: tuple[str, ...]) -> Iterator[_Leaf]:
    """All single values of the body that stand on the way to the rows, or in what is called as if it told of pages."""
    waiting: list[tuple[tuple[str, ...], Spot]] = [((), body)]
    while waiting:
        keys, here = waiting.pop(0)
        for name, inner in children(root, here).items():
            path = (*keys, name)
            if path == items:
                continue
            found = kinds(root, inner.schema, inner.pointer)
            if "scalar" in found or not found:
                flat = flattened(root, inner.schema)
                yield _Leaf(path, flat if isinstance(flat, Mapping) else {})
            elif is_object(root, inner) and len(path) < DEPTH and (_on_way(path, items) or plain(name) in CONTAINERS):
                waiting.append((path, inner))


def _on_way(path: tuple[str, ...], items: tuple[str, ...]) -> bool:
    return items[: len(path)] == path


def _where(leaves: Iterable[_Leaf], rank: Ranking) -> tuple[str, ...]:
    """The likeliest of these, None of a rank being none at all; of equal ones the nearest."""
    ranked = [(found, len(leaf.path), leaf.path) for leaf in leaves if (found := rank(leaf)) is not None]
    return min(ranked)[2] if ranked else ()


def _cursor_rank(by_name: list[str]) -> Ranking:
    def rank(leaf: _Leaf) -> int | None:
        if leaf.types and not leaf.types & {"string", "integer", "number"}:
            return None
        if leaf.is_address and leaf.name not in by_name[:1] and "cursor" not in leaf.name and "token" not in leaf.name:
            return None
        if leaf.parent == "next" and leaf.name in BELOW_NEXT["cursor"]:
            return -2
        if leaf.name in by_name[:1] or (leaf.name == "after" and leaf.parent in CURSOR_HOLDERS):
            return -1
        if leaf.name in {"after", "marker", "startingafter", "lastkey"} and leaf.name not in by_name:
            return None
        return CURSOR.index(leaf.name) if leaf.name in CURSOR else None

    return rank


def _address_rank(by_cursor: bool) -> Ranking:  # noqa: FBT001 - the only thing that matters
    def rank(leaf: _Leaf) -> int | None:
        if leaf.types and "string" not in leaf.types:
            return None
        if leaf.parent == "next" and leaf.name in BELOW_NEXT["address"]:
            return -1
        # A plain text that is called `next` is an address where nothing asks for a cursor.
        said = leaf.is_address or (not by_cursor and leaf.name == "next" and "string" in leaf.types)
        return ADDRESS.index(leaf.name) if said and leaf.name in ADDRESS else None

    return rank


def _typed(words: tuple[str, ...], *types: str) -> Ranking:
    def rank(leaf: _Leaf) -> int | None:
        fits = bool(leaf.types.intersection(types)) if leaf.types else "" in types
        return words.index(leaf.name) if fits and leaf.name in words else None

    return rank


def _parameters(root: Json, parameters: Iterable[Parameter]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """The query's parameters and their schemas; of `page[number]` written as an object each part."""
    for one in parameters:
        if one.place != "query":
            continue
        flat = flattened(root, one.schema)
        schema = flat if isinstance(flat, Mapping) else {}
        inner = children(root, Spot(schema, f"{one.pointer}/schema")) if one.style == "deepObject" else {}
        if not inner:
            yield one.name, schema
        for name, part in inner.items():
            below = flattened(root, part.schema)
            yield f"{one.name}[{name}]", below if isinstance(below, Mapping) else {}


def _called(named: Mapping[str, Mapping[str, Json]], words: tuple[str, ...]) -> list[str]:
    """The parameters of these names, the likelier first."""
    found = [
        (words.index(asks), place, name)
        for place, (name, schema) in enumerate(named.items())
        for asks in (plain(name), _last_part(name))
        if asks in words and _may_count(asks, schema)
    ]
    return list(dict.fromkeys(name for _, _, name in sorted(found)))


def _last_part(name: str) -> str:
    """Of `query.page` and `criteria[pageSize]` what stands last, where that can be nothing but a page's."""
    parts = [part for part in re.split(r"[.\[\]]+", name) if part]
    last = plain(parts[-1]) if len(parts) > 1 and "filter" not in name.lower() else ""
    return last if last in CERTAIN else ""


def _may_count(name: str, schema: Mapping[str, Json]) -> bool:
    types = types_of(schema)
    if schema.get("format") in {"date", "date-time"} or (types and types <= {"boolean", "array", "object"}):
        return False
    return name not in NUMBERS or not types or bool(types & {"integer", "number"})


def _asks(kind: str, name: str, schema: Mapping[str, Json]) -> bool:
    """Whether a parameter of that name and schema asks for pages of that kind."""
    if kind == "cursor":
        return True
    types = types_of(schema)
    return not types or bool(types & {"integer", "number"}) or name not in WEAK


def _first(schema: Mapping[str, Json] | None) -> int:
    """The number of the first page, by the parameter's default or minimum."""
    for word in ("default", "minimum"):
        said = (schema or {}).get(word)
        if said in (0, 1, "0", "1") and not isinstance(said, bool):
            return int(str(said).partition(".")[0])
    return 1
