"""What is a read answered: declared rows, what was written before, or what the document gives as an example?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from pytest_connectors.contract.openapi.media import essence
from pytest_connectors.contract.openapi.model import Content, Json, Reply
from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.rest.server import lying, naming, replies, shelves
from pytest_connectors.systems.rest.server.calls import Call
from pytest_connectors.systems.rest.server.happening import Happening
from pytest_connectors.systems.rest.server.library import Library
from pytest_connectors.systems.rest.server.problems import Headers, Problem
from pytest_connectors.systems.rest.server.reading import Asked, Reading, Sheet
from pytest_connectors.systems.rest.server.routing import names
from pytest_connectors.systems.rest.server.shelves import Shelves
from pytest_connectors.systems.rest.server.stage import Served, Stage
from pytest_connectors.systems.rest.server.texts import ANY
from pytest_connectors.systems.rest.server.turning import PAGES, asked_size

NOT_FOUND = 404
READS = frozenset(("GET", "HEAD"))


class Fetching:
    """Answers reads; what was rendered once is kept until something is written."""

    def __init__(self, stage: Stage, library: Library, lies: Shelves, happening: Happening) -> None:
        self._stage = stage
        self._library = library
        self._shelves = lies
        self._happening = happening
        self._reading = Reading(library.root, library.replies)
        self._pages: dict[tuple[Any, ...], tuple[Answer, Json]] = {}
        self.most_asked = 0

    def read(self, call: Call, reply: Reply | None, content: Content | None) -> tuple[Answer, Json]:
        """The answer to a read, and what its body holds.

        Raises:
            Problem: 404, what the path means is not there.
        """
        request = call.request
        key = (
            call.endpoint.method,
            request.path,
            request.query,
            call.origin,
            content and content.media,
            self._shelves.version,
        )
        if key in self._pages and not request.body:
            return self._pages[key]
        made = self._served(call, call.declared, reply, content) if isinstance(call.declared, Served) else None
        made = made or self._tracked(call, reply, content) or self._other(call, reply, content)
        if not request.body:
            self._pages[key] = made
        return made

    def _served(self, call: Call, served: Served, reply: Reply | None, content: Content | None) -> tuple[Answer, Json]:
        ways = frozenset(self._happening.of(served.name))
        place = shelves.place_of(served.path, many=served.many)
        lies = [one for one in self._shelves.seen(place, served.name) if one.belongs(served.path, call.found.values)]
        rows: Sequence[Mapping[str, Json]] = [one.whole for one in lies]
        if content is None or essence(content.media) != essence(served.media):
            content = _of_media(reply, served.media) or content or Content(served.media, ANY, "#")
        headers: Headers = ()
        value: Json
        if served.many:
            asked = Asked(call.endpoint, call.said, call.origin + call.request.path, _pairs(call.request))
            rows = self._reading.filtered(rows, served, asked)
            first = [row for row in served.rows if shelves.Entry(row).belongs(served.path, call.found.values)]
            usual = -(-len(self._reading.filtered(first, served, asked)) // PAGES)
            if served.paging is not None:
                query = {name: [value] for name, value in _pairs(call.request)}
                self.most_asked = max(self.most_asked, asked_size(served.paging, query))
            sheet = Sheet(served, content, asked, max(1, usual), ways)
            value, headers = self._reading.page(sheet, rows)
        else:
            value = self._reading.one(served, content, self._reading.chosen(rows, served, call.said))
        body, media = replies.body_of(content, value)
        told = self._library.replies.headers(reply, len(rows)) if reply is not None else ()
        status = int(served.status) if served.status.isdigit() else replies.success(call.endpoint)[0]
        return Answer(status, (*media, *told, *headers), body), value

    def _tracked(self, call: Call, reply: Reply | None, content: Content | None) -> tuple[Answer, Json] | None:
        """A read of a collection in which something was written; None for any other."""
        where = replies.rows_in(self._library.root, content)
        if where is None or content is None or call.endpoint.method not in READS:
            return None
        is_item = naming.is_item(call.endpoint.path) and not where.many
        place = shelves.place_of(call.endpoint.path, many=not is_item)
        lies = [one for one in self._shelves.seen(place) if one.belongs(call.endpoint.path, call.found.values)]
        knows = self._shelves.knows(place)
        root, made = self._library.root, self._library.replies
        value = made.value(content, replies.seeded(call.request.path, call.found.values))
        item = replies.item_of(root, content.schema, where)
        first: Any = lying.held(value, where.items)
        if not where.many:
            if is_item:
                told = names(call.endpoint.path)[-1]
                lies = [one for one in lies if one.is_at(call.endpoint.path, call.found.values.get(told, ""))]
                address = "/".join(call.found.values.get(name, "") for name in names(call.endpoint.path))
                if not lies and (knows or (place, address) in self._shelves.removed):
                    raise Problem(NOT_FOUND, f"there is no {naming.thing(call.endpoint.path) or 'row'} {address!r}")
            if not lies:
                return None
            value = lying.put(value, where.items, made.overlaid(item, first, lies[-1].whole))
        elif lies or knows:
            sample = first[0] if isinstance(first, list) and first else {}
            rows = [made.overlaid(item, sample, one.whole) for one in lies]
            value = lying.put(value, where.items, rows if knows else [*(first or ()), *rows])
        else:
            return None
        return self._sent(call, reply, content, value)

    def _other(self, call: Call, reply: Reply | None, content: Content | None) -> tuple[Answer, Json]:
        """What an operation answers that nobody declared: an example, or a generated body."""
        value: Json = None
        if content is not None:
            values = call.found.values
            made = self._library.replies
            value = made.value(content, replies.seeded(call.request.path, values))
            value = self._named(content, value, call)
        return self._sent(call, reply, content, value)

    def _named(self, content: Content, value: Json, call: Call) -> Json:
        """The body with what the path says of it: `GET /users/7` answers user 7."""
        where = replies.rows_in(self._library.root, content)
        told = names(call.endpoint.path)
        if where is None or where.many or not told or not isinstance(lying.held(value, where.items), Mapping):
            return value
        item = replies.item_of(self._library.root, content.schema, where)
        found = replies.member(self._library.root, item, naming.own(call.endpoint.path))
        text = call.found.values.get(told[-1], "")
        if found is None or not naming.is_item(call.endpoint.path):
            return value
        for one in (text, int(text) if text.isascii() and text.isdigit() and len(text) < 18 else text):  # noqa: PLR2004 - 64 bits
            if self._library.replies.fits(found[1], one):
                return lying.put(value, (*where.items, found[0]), one)
        return value

    def _sent(self, call: Call, reply: Reply | None, content: Content | None, value: Json) -> tuple[Answer, Json]:
        status, _ = replies.success(call.endpoint)
        body, media = replies.body_of(content, value)
        told = self._library.replies.headers(reply) if reply is not None else ()
        if 300 <= status < 400:  # noqa: PLR2004 - redirects
            told = (*told, ("Location", f"{call.origin}{call.found.base}/"))
        return Answer(status, (*media, *told), body), value


def _pairs(request: Request) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(request.query, keep_blank_values=True))


def _of_media(reply: Reply | None, media: str) -> Content | None:
    contents = reply.contents if reply is not None else ()
    return next((content for content in contents if essence(content.media) == essence(media)), None)
