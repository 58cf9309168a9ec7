"""Which rows stand on the page that is asked for, and what leads to the next one?"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.paging import Paging
from pytest_connectors.systems.rest.server import naming
from pytest_connectors.systems.rest.server.problems import Problem

PAGES = 3  # so many at least, where there are as many rows
BAD = 400
NUMBER = re.compile(r"[-+]?\d{1,18}")
PREFIX = b"row:"
OFFSETS = ("offset", "skip", "start", "from", "startat", "startindex", "firstresult")


@dataclass(frozen=True)
class Turn:
    """A page.

    Attributes:
        start: Its first row's place among all.
        stop: The place after its last row.
        size: How many rows a page holds.
        number: Its own number.
        following: What is to be asked for the next page, as a text; None after the last one.
    """

    start: int
    stop: int
    size: int
    number: int
    following: str | None


def manner(paging: Paging) -> str:
    """How a page is named in the query: `page`, `offset` or `cursor`."""
    if paging.kind in {"page", "offset", "cursor"}:
        return paging.kind
    name = naming.plain(paging.ask)
    if name in OFFSETS:
        return "offset"
    return "page" if "page" in name and "token" not in name and "cursor" not in name else "cursor"


def turned(  # noqa: PLR0913 - what a page depends on
    paging: Paging,
    query: Mapping[str, Sequence[str]],
    rows: Sequence[Mapping[str, Json]],
    usual: int,
    ways: Collection[str] = (),
    *,
    whole_cursors: bool = False,
) -> Turn:
    """The page that a query asks for.

    Args:
        paging: How pages are asked for.
        query: The query's values by name.
        rows: All that there are.
        usual: How many rows a page holds where nothing is asked.
        ways: What happens to pages: `page-ignored`.
        whole_cursors: A cursor is a whole number in this document.

    Raises:
        Problem: 400, a cursor that the server never gave, or what is no number.
    """
    size = _size(paging, query, usual, ways)
    how = manner(paging)
    start = 0 if "page-ignored" in ways else _start(paging, how, query, rows, size)
    if "page-looping" in ways and rows and start >= len(rows):
        start %= -(-len(rows) // size) * size if how == "page" else len(rows)
    stop = min(start + size, len(rows))
    following: int | None = stop if stop < len(rows) else None
    if following is None and "page-looping" in ways and rows:
        following = 0
    begin = start - 1 if "page-overlapping" in ways and 0 < start <= len(rows) else start
    number = paging.first + start // size
    return Turn(
        min(begin, len(rows)),
        max(stop, min(begin, len(rows))),
        size,
        number,
        _named(paging, how, following, size, rows, whole=whole_cursors),
    )


def asked_size(paging: Paging, query: Mapping[str, Sequence[str]]) -> int:
    """How many rows a query asks for, where that is what it gets; 0 where the server decides."""
    asked = _number(query, paging.size) if paging.size and not leads(paging) else None
    return max(asked or 0, 0)


def _size(paging: Paging, query: Mapping[str, Sequence[str]], usual: int, ways: Collection[str]) -> int:
    asked = _number(query, paging.size) if paging.size else None
    size = usual
    if asked is not None and asked > 0:
        size = min(asked, usual) if leads(paging) else asked
    if "page-smaller" in ways:
        size = size // 2
    if "page-larger" in ways:
        size *= 2
    return max(1, size)


def leads(paging: Paging) -> bool:
    """Whether the answer itself says if there is another page, however many rows stand on this one.

    Where it does not, clients take a page with fewer rows than they asked for to be the last one: it must be.
    """
    return paging.kind not in {"page", "offset"} or (
        paging.kind == "page" and (bool(paging.more) or paging.counts_pages)
    )


def _number(query: Mapping[str, Sequence[str]], name: str) -> int | None:
    held = query.get(name)
    if not held or not held[-1].strip():
        return None
    if not NUMBER.fullmatch(held[-1].strip()):
        raise Problem(BAD, f"query parameter {name!r} is no number", [wrong(name, "is no number")])
    return int(held[-1])


def wrong(name: str, detail: str, place: str = "query") -> dict[str, Json]:
    """What is wrong with a parameter, as problem+json tells it."""
    return {"parameter": name, "in": place, "detail": detail}


def _start(
    paging: Paging, how: str, query: Mapping[str, Sequence[str]], rows: Sequence[Mapping[str, Json]], size: int
) -> int:
    if how == "cursor":
        return _cursor(paging, (query.get(paging.ask) or [""])[-1], rows)
    told = _number(query, paging.ask)
    if told is None:
        return 0
    return max(0, (told - paging.first) * size if how == "page" else told)


def _cursor(paging: Paging, cursor: str, rows: Sequence[Mapping[str, Json]]) -> int:
    if not cursor:
        return 0
    try:
        plain = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==")
    except (binascii.Error, ValueError):
        plain = b""
    if plain.startswith(PREFIX) and plain[len(PREFIX) :].isdigit():
        return int(plain[len(PREFIX) :])
    if not paging.told:  # the cursor is the last row's own id, as with `starting_after`
        for place, row in enumerate(rows):
            if naming.text(_id(row)) == cursor:
                return place + 1
    if cursor.isascii() and cursor.isdigit():
        return int(cursor)
    raise Problem(BAD, f"query parameter {paging.ask!r} is no cursor of ours", [wrong(paging.ask, "is no cursor")])


def _id(row: Mapping[str, Json]) -> Json:
    name = naming.field(row, naming.IDS)
    return row[name] if name is not None else None


def _named(  # noqa: PLR0913 - as above
    paging: Paging, how: str, start: int | None, size: int, rows: Sequence[Mapping[str, Json]], *, whole: bool
) -> str | None:
    if start is None:
        return None
    match how:
        case "page":
            return str(paging.first + start // size)
        case "offset":
            return str(start)
        case _ if whole:
            return str(start)
        case _ if not paging.told and paging.kind == "cursor" and 0 < start <= len(rows):
            return naming.text(_id(rows[start - 1]))
        case _:
            return base64.urlsafe_b64encode(PREFIX + str(start).encode()).decode().rstrip("=")
