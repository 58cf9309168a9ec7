"""What does a read get: rows under their envelope, page by page, or one of them?"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from pytest_connectors.contract.openapi.model import Content, Endpoint, Json, Reply, Schema
from pytest_connectors.contract.openapi.paging import Paging
from pytest_connectors.systems.rest.server import lying, naming, texts, turning
from pytest_connectors.systems.rest.server.parameters import Said
from pytest_connectors.systems.rest.server.problems import Headers, Problem
from pytest_connectors.systems.rest.server.replies import Replies
from pytest_connectors.systems.rest.server.routing import names
from pytest_connectors.systems.rest.server.stage import Served

NOT_FOUND = 404
Row = Mapping[str, Json]

# What a schema says of its values as a whole.
_SAID = frozenset(("examples", "example", "default", "enum", "const"))


@dataclass(frozen=True, eq=False)
class Asked:
    """A request for rows: what it says, under which address it came.

    Attributes:
        address: Without the query: `https://api/v2/users`.
        pairs: The query's names and values, in their order.
    """

    endpoint: Endpoint
    said: Said
    address: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Sheet:
    """On what rows are handed out.

    Attributes:
        content: What the document says of the body.
        usual: How many rows a page holds where nothing is asked.
        ways: What happens to pages.
    """

    served: Served
    content: Content | None
    asked: Asked
    usual: int
    ways: Collection[str] = ()

    @property
    def schema(self) -> Schema:
        """The body's."""
        return self.content.schema if self.content is not None else texts.ANY


class Reading:
    """Makes bodies of rows."""

    def __init__(self, root: Mapping[str, Json], replies: Replies) -> None:
        self._root = root
        self._replies = replies
        self._hollow: dict[int, tuple[Content, Content]] = {}

    def filtered(self, rows: Sequence[Row], served: Served, asked: Asked) -> list[Row]:
        """The rows that the query's parameters leave: each that is called like a scalar field asks for its value."""
        paging = served.paging
        paged = {paging.ask, paging.size} if paging is not None else set()
        kept = list(rows)
        for parameter in asked.endpoint.parameters:
            wanted = asked.said.query.get(parameter.name)
            if parameter.place != "query" or parameter.name in paged or not wanted:
                continue
            scalar = [row for row in rows if not isinstance(row.get(parameter.name, []), list | dict)]
            if not scalar:
                continue
            told = {part for text in wanted for part in (text, *text.split(","))}
            kept = [row for row in kept if _text(row.get(parameter.name)) in told]
        return kept

    def chosen(self, rows: Sequence[Row], served: Served, said: Said) -> Row:
        """The one row that the path means.

        Raises:
            Problem: 404, there is none.
        """
        told = names(served.path)
        for name in reversed(told):
            wanted = naming.own(served.path) if name == told[-1] else (naming.plain(name),)
            columns = [naming.field(row, wanted) for row in rows]
            if not any(columns):
                continue
            value = said.path.get(name)
            for row, column in zip(rows, columns, strict=True):
                if column is not None and _text(row[column]) == value:
                    return row
            raise Problem(NOT_FOUND, f"there is no {naming.thing(served.path) or 'row'} with {name} {value!r}")
        if not rows:
            raise Problem(NOT_FOUND, "there is nothing here")
        return rows[0]

    def one(self, served: Served, content: Content | None, row: Row) -> Json:
        """The body that holds one row."""
        return lying.put(self._around(served.items, content), served.items, dict(row))

    def page(self, sheet: Sheet, rows: Sequence[Row]) -> tuple[Json, Headers]:
        """The body that holds a page of rows, and the header that leads to the next one."""
        served, asked = sheet.served, sheet.asked
        paging = served.paging
        around = self._around(served.items, sheet.content)
        if paging is None:
            return lying.put(around, served.items, list(rows)), ()
        whole = self._are_whole(paging, asked.endpoint)
        turn = turning.turned(paging, asked.said.query, rows, sheet.usual, sheet.ways, whole_cursors=whole)
        body = lying.put(around, served.items, list(rows[turn.start : turn.stop]))
        headers = self._link(paging, sheet, turn)
        return (self._told(body, paging, sheet, turn, len(rows)) if served.items else body), headers

    def _around(self, items: tuple[str, ...], content: Content | None) -> Json:
        """What stands around the rows; an example may tell what the document, as it is now, no longer names."""
        if not items or content is None:
            return {}
        return self._named(content.schema, self._replies.value(self._without_rows(content, items)))

    def _without_rows(self, content: Content, items: tuple[str, ...]) -> Content:
        """The same body with no rows in it, which would be made to be thrown away."""
        if content.examples:
            return content
        if id(content) not in self._hollow:
            hollow = self._hollowed(content.schema, items)
            # The key is the object's identity, so the object has to live as long as the entry.
            self._hollow[id(content)] = (content, dataclasses.replace(content, schema=hollow))
        return self._hollow[id(content)][1]

    def _hollowed(self, schema: Schema, items: tuple[str, ...]) -> Schema:
        if not items:
            return {"const": []}
        flat = texts.flat(self._root, schema)
        members = flat.get("properties")
        if not isinstance(members, Mapping) or items[0] not in members or not _SAID.isdisjoint(flat):
            return schema
        return {**flat, "properties": {**members, items[0]: self._hollowed(members[items[0]], items[1:])}}

    def _named(self, schema: Schema, value: Json) -> Json:
        """A value without the members that its schema does not name, where it names any."""
        named = texts.flat(self._root, schema).get("properties")
        if not isinstance(value, Mapping) or not isinstance(named, Mapping) or not named:
            return value
        return {name: self._named(named[name], one) for name, one in value.items() if name in named}

    def _are_whole(self, paging: Paging, endpoint: Endpoint) -> bool:
        for parameter in endpoint.parameters:
            if parameter.place == "query" and parameter.name == paging.ask:
                found = texts.types(self._root, parameter.schema)
                return "string" not in found and bool(found & {"integer", "number"})
        return False

    def _told(self, body: Json, paging: Paging, sheet: Sheet, turn: turning.Turn, count: int) -> Json:
        """The body with what it tells of pages."""
        if paging.total:
            pages = max(1, -(-count // turn.size))
            body = lying.put(body, paging.total, pages if paging.counts_pages else count)
        if paging.more:
            body = lying.put(body, paging.more, turn.following is not None)
        if paging.told:
            told: Json = turn.following
            if told is not None and paging.kind in {"next-url", "link"}:
                told = _next(paging, sheet.asked, turn)
            elif told is not None and texts.types(self._root, lying.at(self._root, sheet.schema, paging.told)) == {
                "integer"
            }:
                told = int(told) if told.isdigit() else told
            body = self._set(body, sheet.schema, paging.told, told if "page-cursor-to-link" not in sheet.ways else None)
        return self._beside(body, paging, sheet, turn, count)

    def _set(self, body: Json, schema: Schema, keys: tuple[str, ...], value: Json) -> Json:
        """A member is told; where there is nothing to tell, by null, by leaving it out, or by an empty text."""
        if value is not None:
            return lying.put(body, keys, value)
        below = lying.at(self._root, schema, keys)
        if "null" in texts.types(self._root, below) and self._replies.fits(below, None):
            return lying.put(body, keys, None)
        if lying.requires(self._root, schema, keys):
            return lying.put(body, keys, "")
        return lying.without(body, keys)

    def _beside(self, body: Json, paging: Paging, sheet: Sheet, turn: turning.Turn, count: int) -> Json:
        """What else envelopes tell of a page, under the names that are usual for it."""
        pages = max(1, -(-count // turn.size))
        known: dict[str, Json] = {
            naming.plain(paging.size): turn.size,
            "page": turn.number, "currentpage": turn.number, "pagenumber": turn.number,
            "pagesize": turn.size, "perpage": turn.size, "limit": turn.size,
            "offset": turn.start, "skip": turn.start,
            "totalpages": pages, "pagecount": pages, "lastpage": pages,
            "totalcount": count, "totalitems": count, "totalresults": count, "totalrecords": count, "total": count,
            "hasmore": turn.following is not None, "hasnext": turn.following is not None,
        }  # fmt: skip
        if turning.manner(paging) != "cursor":
            known[naming.plain(paging.ask)] = turn.start if turning.manner(paging) == "offset" else turn.number
        said = {paging.told, paging.total, paging.more}
        for keys in {keys[:-1] for keys in (paging.told, paging.total, paging.more) if keys} | {()}:
            held = lying.held(body, keys)
            for name in list(held) if isinstance(held, Mapping) else ():
                way = (*keys, name)
                if way in said:
                    continue
                if naming.plain(name) in {
                    "prev",
                    "previous",
                    "previouspage",
                    "prevpage",
                    "prevcursor",
                    "previouscursor",
                }:
                    body = self._set(body, sheet.schema, way, None)
                elif naming.plain(name) in known:
                    value = known[naming.plain(name)]
                    if self._replies.fits(lying.at(self._root, sheet.schema, way), value):
                        body = lying.put(body, way, value)
        return body

    @staticmethod
    def _link(paging: Paging, sheet: Sheet, turn: turning.Turn) -> Headers:
        if turn.following is None or (paging.kind != "link" and "page-cursor-to-link" not in sheet.ways):
            return ()
        return (("Link", f'<{_next(paging, sheet.asked, turn)}>; rel="next"'),)


def _next(paging: Paging, asked: Asked, turn: turning.Turn) -> str:
    """The next page's address; what else the query said goes along."""
    pairs = [(name, text) for name, text in asked.pairs if name != paging.ask]
    return f"{asked.address}?{urlencode([*pairs, (paging.ask, turn.following)], quote_via=quote)}"


def _text(value: Json) -> str:
    return naming.text(value)


def by_status(endpoint: Endpoint, status: str) -> Reply | None:
    """The reply of a status, else the one for all of its kind."""
    told = {reply.status.upper(): reply for reply in endpoint.replies}
    return told.get(status.upper()) or told.get(f"{status[:1]}XX") or told.get("DEFAULT")
