"""How does an API hand out its rows in pages?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from pytest_connectors.contract.openapi.model import Endpoint, Json
from pytest_connectors.contract.openapi.paging.telling import Asked, Telling, asked, telling
from pytest_connectors.contract.openapi.paging.words import BY_ROW, COUNTS
from pytest_connectors.contract.openapi.references import joined
from pytest_connectors.contract.openapi.rows import Shape
from pytest_connectors.contract.openapi.rows.items import Told, plain, resolved
from pytest_connectors.contract.openapi.rows.spots import Spot, spot
from pytest_connectors.errors import BadContract, near

KINDS = ("page", "offset", "cursor", "link", "next-url")


@dataclass(frozen=True)
class Paging:
    """How the rows of an operation come page by page.

    Attributes:
        kind: `page` (number and size), `offset` (offset and limit), `cursor` (told in the body, asked in the query),
            `link` (header Link with rel="next"), `next-url` (the next page's address in the body).
        ask: The query's parameter that says which page: `page`, `offset`, `cursor`. For `link` and `next-url` the one
            that the server's own addresses carry.
        size: The query's parameter that says how many rows; empty where there is none.
        told: Where the body tells of the next page: `("meta", "next_cursor")`; nothing where it does not. Of a
            `cursor` that the body does not tell, the `id` of the last row is the cursor. Of `page` and `offset` it is
            the next page's number or offset, null on the last page.
        total: Where the body tells how many rows there are in all, or pages (`counts_pages`).
        more: Where the body tells by true and false whether there is another page.
        first: The first page's number.
        counts_pages: `total` counts pages.
    """

    kind: str
    ask: str
    size: str = ""
    told: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    first: int = 1
    counts_pages: bool = False

    @property
    def said(self) -> str:
        """The way in words: `pages by ?page= and ?per_page=`."""
        size = f" and ?{self.size}=" if self.size else ""
        match self.kind:
            case "page" | "offset":
                told = f", the next one told in {'.'.join(self.told)}" if self.told else ""
                return f"pages by ?{self.ask}={size}{told}"
            case "cursor":
                return f"pages by ?{self.ask}={size}, told " + (
                    f"in {'.'.join(self.told)}" if self.told else "by the last row's id"
                )
            case "link":
                return "pages by the header Link"
            case _:
                return f"pages by the address in {'.'.join(self.told)}"


def found_paging(root: Json, endpoint: Endpoint, shape: Shape, said: str) -> Paging | None:
    """How the rows of an answer come in pages, where the document leaves one reading; None where they do not.

    Raises:
        BadContract: There are several readings, and nothing decides; the text names them.
    """
    if not shape.many:
        return None
    ways = asked(root, endpoint)
    kinds = _kinds(root, endpoint, shape, ways)
    if not kinds:
        return None
    if len(kinds) > 1:
        both = " or ".join(f"{kind} (?{ways.by_kind[kind]}=)" for kind in kinds)
        msg = (
            f"{said}: the document does not say how {endpoint.method} {endpoint.path} hands out its pages: by {both}. "
            f"Say which the connector uses: pagination={kinds[0]!r}, or pagination=False for none."
        )
        raise BadContract(msg)
    return _paging(kinds[0], ways, _told_of(root, shape, ways))


def _kinds(root: Json, endpoint: Endpoint, shape: Shape, ways: Asked) -> list[str]:
    """The kinds of paging that can be meant, the clearest alone."""
    told = _told_of(root, shape, ways)
    cursor = ways.by_kind.get("cursor", "")
    if cursor and told.cursor:
        return ["cursor"]
    if told.address:
        return ["next-url"]
    if _links(endpoint, shape):
        return ["link"]
    numbered = [kind for kind in ("page", "offset") if kind in ways.by_kind]
    if numbered:
        decided = [kind for kind in numbered if kind in told.numbers or plain(ways.by_kind[kind]) in told.names]
        return decided if len(decided) == 1 else numbered
    return ["cursor"] if plain(cursor) in BY_ROW else []


def _links(endpoint: Endpoint, shape: Shape) -> bool:
    headers = [name.lower() for reply in endpoint.replies if reply.status == shape.status for name in reply.headers]
    return "link" in headers


def _told_of(root: Json, shape: Shape, ways: Asked) -> Telling:
    return telling(root, _whole(root, shape), shape.items, ways.by_kind.get("cursor", ""))


def _whole(root: Json, shape: Shape) -> Spot:
    return spot(root, shape.content.schema, joined(shape.content.pointer, "schema"))


def _paging(kind: str, ways: Asked, told: Telling) -> Paging:
    # Beside a cursor a mere count is that of the page.
    total = () if kind == "cursor" and told.total and plain(told.total[-1]) in COUNTS else told.total
    where = {"cursor": told.cursor, "next-url": told.address, "link": ()}
    return Paging(
        kind=kind,
        ask=ways.by_kind.get(kind, ways.carried),
        size=ways.size,
        told=where[kind] if kind in where else told.numbers.get(kind, ()),
        total=total or told.pages,
        more=told.more,
        first=ways.first,
        counts_pages=bool(told.pages) and not total,
    )


def said_paging(root: Json, endpoint: Endpoint, shape: Shape, pagination: object, said: str) -> Paging | None:
    """How the rows come in pages as `pagination=` says it: a kind, False, or a mapping of what `Paging` holds.

    Raises:
        BadContract: It says what cannot be; the text names what is near.
    """
    if pagination is False:
        return None
    given = _given(pagination, said)
    told = Told(f"{said}: pagination={pagination!r}", f"the answer {shape.status} of {endpoint.method} {endpoint.path}")
    if not shape.many:
        msg = (
            f"{told.body} holds one row, which has no pages. Leave it out, or say by items= where a list of rows lies."
        )
        raise told.bad(msg)
    ways = _asked_as_said(asked(root, endpoint), given, told)
    found = _paging(given["kind"], ways, _told_of(root, shape, ways))
    changed: dict[str, Any] = {key: given[key] for key in ("first", "counts_pages") if key in given}
    for key in ("told", "total", "more"):
        if key in given:
            changed[key] = resolved(root, _whole(root, shape), str(given[key] or ""), told, key)[0]
    paging = replace(found, **changed)
    if paging.kind == "next-url" and not paging.told:
        msg = (
            f"nothing in {told.body} is called as if it were the next page's address. Say where it stands: "
            f'pagination={{"kind": "next-url", "told": "links.next"}}.'
        )
        raise told.bad(msg)
    if paging.kind == "cursor" and not paging.told and "told" not in given and plain(paging.ask) not in BY_ROW:
        msg = (
            f"nothing in {told.body} is called as if it were the next page's cursor. Say where it stands: "
            f'pagination={{"kind": "cursor", "ask": "{paging.ask}", "told": "meta.next"}}; "told": "" where it is the '
            f"last row's id."
        )
        raise told.bad(msg)
    return paging


def _given(pagination: object, said: str) -> dict[str, Any]:
    """What `pagination=` says, by the names of what `Paging` holds."""
    given = dict(pagination) if isinstance(pagination, Mapping) else {"kind": pagination}
    known = [one.name for one in fields(Paging)]
    for key in given:
        if key not in known:
            msg = f"{said}: pagination= has no {key!r}.{near(str(key), known)} It takes {', '.join(known)}."
            raise BadContract(msg)
    kind = given.get("kind")
    if kind not in KINDS:
        meant = near(str(kind), KINDS)
        msg = (
            f"{said}: pagination= takes {', '.join(KINDS)}, False for none, or a mapping such as "
            f'{{"kind": "cursor", "ask": "cursor", "told": "meta.next"}}; its kind is {kind!r}.{meant}'
        )
        raise BadContract(msg)
    for key, value in given.items():
        wanted = {"first": int, "counts_pages": bool}.get(key, str)
        if not isinstance(value, wanted) or isinstance(value, bool) is not (wanted is bool):
            what = {int: "a whole number", bool: "True or False"}.get(wanted, "a text")
            msg = f"{said}: pagination= takes {what} as {key!r}; it is {value!r}."
            raise BadContract(msg)
    return given


def _asked_as_said(ways: Asked, given: Mapping[str, Any], told: Told) -> Asked:
    """The parameters that ask for pages, those in their place that `pagination=` names."""
    kind = given["kind"]
    by_address = kind in {"link", "next-url"}
    for key in ("ask", "size"):
        name = given.get(key)
        if name and name not in ways.names and not by_address:
            there = f" There are {', '.join(ways.names)}." if ways.names else " There are none."
            msg = f"{key} names {name!r}, which is no parameter of the query.{near(name, ways.names)}{there}"
            raise told.bad(msg)
    by_kind = {**ways.by_kind, **({kind: given["ask"]} if given.get("ask") else {})}
    if kind not in by_kind and not by_address:
        there = f"there are {', '.join(ways.names)}" if ways.names else "there are none"
        msg = (
            f"no parameter of the query is called as if it asked for pages by {kind}; {there}. Say which one does: "
            f'pagination={{"kind": "{kind}", "ask": "{next(iter(ways.names), kind)}"}}.'
        )
        raise told.bad(msg)
    return replace(ways, by_kind=by_kind, size=given.get("size", ways.size))
