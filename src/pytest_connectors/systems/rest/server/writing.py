"""What does a write do to what lies in the API, and what is it answered?"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_connectors.contract.openapi.model import Content, Endpoint, Json, Schema
from pytest_connectors.systems.rest.server import lying, naming, replies, texts
from pytest_connectors.systems.rest.server.patching import merged, patched
from pytest_connectors.systems.rest.server.problems import Problem
from pytest_connectors.systems.rest.server.replies import Replies
from pytest_connectors.systems.rest.server.routing import Found, names
from pytest_connectors.systems.rest.server.shelves import Entry, Shelves, place_of
from pytest_connectors.systems.rest.server.stage import Taken

NOT_FOUND = 404
PATCHES = "application/json-patch+json"


@dataclass(frozen=True, eq=False)
class Write:
    """A request that writes, read and checked.

    Attributes:
        outside: What path and query say, by the parameter's name.
        rows: The rows that it sends.
        media: The body's media type.
        body: What the body holds.
    """

    endpoint: Endpoint
    found: Found
    taken: Taken | None
    outside: Mapping[str, Json]
    rows: Sequence[dict[str, Json]]
    media: str = ""
    body: Json = None

    @property
    def path(self) -> str:
        """The path as the document writes it, wherever it was moved to."""
        return self.endpoint.path

    @property
    def many(self) -> bool:
        """Whether it sends a list."""
        return self.taken is not None and self.taken.many

    @property
    def is_item(self) -> bool:
        """Whether its path means one row of a collection."""
        return not self.many and naming.is_item(self.path)

    @property
    def place(self) -> str:
        """Where its rows lie."""
        return place_of(self.path, many=self.many)

    @property
    def name(self) -> str:
        """The declared operation's; empty for any other."""
        return self.taken.name if self.taken is not None else ""


@dataclass(frozen=True, eq=False)
class Done:
    """What a write did: the rows as they lie there now; `existed`: they lay there before."""

    entries: tuple[Entry, ...] = ()
    existed: bool = True
    deleted: bool = False


class Writing:
    """Carries writes out.

    Args:
        items: The collections of which the document speaks of items.
    """

    def __init__(self, root: Mapping[str, Json], made: Replies, shelves: Shelves, items: frozenset[str]) -> None:
        self._root = root
        self._replies = made
        self._shelves = shelves
        self._items = items

    def tracks(self, write: Write) -> bool:
        """Whether what this writes can be seen again: a declared operation, or a collection whose items have paths."""
        place = write.place
        return write.taken is not None or self._shelves.knows(place) or place in self._items

    def carried_out(self, write: Write) -> Done:
        """Do it.

        Raises:
            Problem: 404, there is nothing to change or delete.
        """
        match write.endpoint.method:
            case "DELETE":
                return self._deleted(write)
            case "PATCH":
                return self._merged(write)
            case "PUT":
                return self._replaced(write)
            case _:
                return self._merged(write) if write.is_item else self._added(write)

    # -- each kind of write ------------------------------------------------------------------------------------------

    def _added(self, write: Write) -> Done:
        entries = tuple(self._entry(write, row) for row in write.rows)
        identify = self._identifying(write)
        for entry in entries:
            identify(entry)
            self._shelves.add(write.place, entry)
        return Done(entries, existed=False)

    def _replaced(self, write: Write) -> Done:
        old = self._meant(write)
        if not old and write.taken is None and self._is_gone(write):
            self._shelves.removed.discard((write.place, self._address(write)))
        entries = tuple(self._entry(write, row) for row in write.rows)
        if write.is_item and old and entries:
            entries[0].given, entries[0].key = old[0].given, old[0].key
        self._shelves.remove(write.place, old)
        for entry in entries:
            self._shelves.add(write.place, entry)
        return Done(entries, existed=bool(old))

    def _merged(self, write: Write) -> Done:
        old = self._meant(write)
        if not old:
            self._must_be_there(write)
            return Done(self._added_as_it_is(write), existed=False)
        if write.many:
            return self._added(write)
        for entry in old:
            if write.media == PATCHES:
                entry.row = patched(entry.row, write.body)
            else:
                for row in write.rows:
                    entry.row = merged(entry.row, row)
            entry.owner = write.name or entry.owner
            entry.earlier = False
            if write.taken is not None:
                entry.outside = {**entry.outside, **write.outside}
        self._shelves.changed()
        return Done(tuple(old))

    def _added_as_it_is(self, write: Write) -> tuple[Entry, ...]:
        entries = tuple(self._entry(write, row) for row in write.rows)
        for entry in entries:
            self._shelves.add(write.place, entry)
        return entries

    def _deleted(self, write: Write) -> Done:
        old = self._meant(write)
        if not old:
            self._must_be_there(write)
        self._shelves.remove(write.place, old)
        self._shelves.removed.add((write.place, self._address(write)))
        return Done(tuple(old), deleted=True)

    def _must_be_there(self, write: Write) -> None:
        missing = self._is_gone(write) or (self._shelves.knows(write.place) and write.is_item)
        if missing and (write.taken is None or write.endpoint.method == "DELETE"):
            raise Problem(NOT_FOUND, f"there is no {naming.thing(write.path) or 'row'} at this address")

    # -- what a write is about ---------------------------------------------------------------------------------------

    def _meant(self, write: Write) -> list[Entry]:
        """The entries that a path means."""
        entries = [one for one in self._shelves.entries(write.place) if one.belongs(write.path, write.found.values)]
        if write.is_item:
            told = names(write.path)
            wanted = write.found.values.get(told[-1], "")
            return [one for one in entries if one.is_at(write.path, wanted)]
        inside = {name: value for name, value in write.outside.items() if name in write.found.values}
        return [one for one in entries if all(one.outside.get(name, value) == value for name, value in inside.items())]

    def _is_gone(self, write: Write) -> bool:
        return (write.place, self._address(write)) in self._shelves.removed

    @staticmethod
    def _address(write: Write) -> str:
        return "/".join(write.found.values.get(name, "") for name in names(write.path))

    @staticmethod
    def _entry(write: Write, row: dict[str, Json]) -> Entry:
        return Entry(row, outside=write.outside, owner=write.name)

    def _identifying(self, write: Write) -> Callable[[Entry], None]:
        """What gives an id to a row that is posted without one, where the document has one."""
        path = self._item_path(write)
        wanted = (*(naming.own(path) if path else ()), "id", f"{naming.plain(naming.thing(write.path))}id", "uuid")
        number = len(self._shelves.entries(write.place))
        known: dict[str, list[Json]] = {}

        def identify(entry: Entry) -> None:
            nonlocal number
            number += 1
            sent = naming.field(entry.row, wanted)
            if sent is not None and entry.row[sent] is not None:
                entry.key = naming.text(entry.row[sent])
                for name, ids in known.items():
                    ids.append(entry.row.get(name))
                return
            found = self._member(write, wanted)
            if found is None:
                entry.key = str(number)
                return
            name, schema = found
            if name not in known:
                known[name] = [one.whole.get(name) for one in self._shelves.entries(write.place)]
            value = self._fresh(schema, known[name], number, naming.thing(write.path))
            known[name].append(value)
            entry.given = {name: value}
            entry.key = naming.text(value)

        return identify

    def _member(self, write: Write, wanted: tuple[str, ...]) -> tuple[str, Schema] | None:
        _, reply = replies.success(write.endpoint, existed=False)
        contents = [
            *(reply.contents if reply is not None else ()),
            *(write.endpoint.body.contents if write.endpoint.body else ()),
        ]
        for content in contents:
            where = lying.lying(self._root, content.schema)
            schema = content.schema if where is None else replies.item_of(self._root, content.schema, where)
            found = replies.member(self._root, schema, wanted)
            if found is not None:
                return found
        return None

    def _fresh(self, schema: Schema, known: Sequence[Json], number: int, thing: str) -> Json:
        found = texts.types(self._root, schema)
        if found & {"integer", "number"} and "string" not in found:
            number = max([number - 1, *(one for one in known if isinstance(one, int))]) + 1
            return number if self._replies.fits(schema, number) else self._generated(schema, number)
        if texts.flat(self._root, schema).get("format") == "uuid":
            return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{thing}/{number}"))
        for text in (f"{thing}-{number}", str(number)):
            if self._replies.fits(schema, text) and text not in known:
                return text
        return self._generated(schema, number)

    def _generated(self, schema: Schema, seed: int) -> Json:
        return self._replies.value(Content("application/json", schema, "#"), seed)

    def _item_path(self, write: Write) -> str:
        place = write.place
        return f"{write.path}/{{id}}" if place in self._items else ""

    def location(self, write: Write, done: Done, base: str) -> str:
        """Where what was posted can be got; empty where the document knows no such path."""
        if write.place not in self._items or len(done.entries) != 1 or write.is_item:
            return ""
        return f"{base}/{naming.text(done.entries[0].key)}"

    # -- its answer --------------------------------------------------------------------------------------------------

    def told(self, content: Content | None, done: Done, write: Write) -> Json:
        """The body of the answer."""
        if content is None:
            return None
        value = self._replies.value(content, replies.seeded(write.path, write.found.values))
        where = replies.rows_in(self._root, content)
        whole = [entry.whole for entry in done.entries]
        if where is None or not whole:
            return value
        item = replies.item_of(self._root, content.schema, where)
        first: Any = lying.held(value, where.items)
        first = (first[0] if first else {}) if isinstance(first, list) else first
        known = self.tracks(write)
        made = [self._replies.overlaid(item, {} if first is None else first, row, known=known) for row in whole]
        return lying.put(value, where.items, made if where.many else made[0])
