"""What lies in the API's collections, and what becomes of it when something is posted, put, patched or deleted?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.systems.rest.server import naming
from pytest_connectors.systems.rest.server.routing import names
from pytest_connectors.systems.rest.server.stage import Stage, Taken

Row = dict[str, Json]


@dataclass(eq=False)
class Entry:
    """A row that lies in a collection.

    Attributes:
        row: As it was sent, or as it is handed out.
        given: What the server added to it: an id.
        outside: What path and query said when it was sent, by the parameter's name.
        owner: The declared operation to which it belongs; empty for others.
        earlier: It was there before the connector wrote.
        key: What leads to it in an item's path, where no field says so.
    """

    row: Row
    given: Row = field(default_factory=dict)
    outside: Mapping[str, Json] = field(default_factory=dict)
    owner: str = ""
    earlier: bool = False
    key: str = ""

    @property
    def whole(self) -> Row:
        """The row as it is handed out."""
        return {**self.given, **self.row}

    def is_at(self, path: str, wanted: str) -> bool:
        """Whether the last template of an item's path means this one."""
        if self.key == wanted and self.key:
            return True
        whole = self.whole
        name = naming.field(whole, naming.own(path))
        if name is not None and naming.text(whole[name]) == wanted:
            return True
        told = names(path)
        return bool(told) and told[-1] in self.outside and naming.text(self.outside[told[-1]]) == wanted

    def belongs(self, path: str, values: Mapping[str, str]) -> bool:
        """Whether it is below what the path says of its parents, as far as it tells of these."""
        for name, wanted in naming.parents(path):
            if name not in values:
                continue
            if name in self.outside:
                if naming.text(self.outside[name]) != values[name]:
                    return False
                continue
            column = naming.field(self.row, wanted)
            if column is not None and naming.text(self.row[column]) != values[name]:
                return False
        return True


class Shelves:
    """All collections, by their paths.

    Attributes:
        version: Another number after each write.
        removed: What was deleted, by collection and address, so that it is not generated again.
    """

    def __init__(self, stage: Stage) -> None:
        self.version = 0
        self.removed: set[tuple[str, str]] = set()
        self._entries: dict[str, list[Entry]] = {}
        self._own: dict[str, list[Entry]] = {}
        self._readers: set[str] = set()
        self.declared: set[str] = set()
        for served in sorted(stage.served, key=lambda one: not one.many):
            place = place_of(served.path, many=served.many)
            entries = [Entry(row, owner=served.name) for row in served.rows]
            self._readers.add(place)
            self.declared.add(place)
            # Two reads of one collection have rows of their own, which were drawn for each.
            if place in self._entries:
                self._own[served.name] = entries
            else:
                self._entries[place] = entries
        for taken in stage.taken:
            place = place_of(taken.path, many=taken.many)
            self.declared.add(place)
            self._entries.setdefault(place, []).extend(earlier(taken, row) for row in taken.rows)

    def knows(self, place: str) -> bool:
        """Whether a declared operation is about this collection."""
        return place in self.declared

    def entries(self, place: str) -> list[Entry]:
        """All that lies there."""
        return self._entries.get(place, [])

    def seen(self, place: str, reader: str = "") -> list[Entry]:
        """What a read finds there: where it is a declared one, nothing that lay there only for a declared write."""
        if reader in self._own:
            return [
                *self._own[reader],
                *(one for one in self.entries(place) if not one.earlier and not self._is_read(one)),
            ]
        if place in self._readers:
            return [one for one in self.entries(place) if not one.earlier]
        return self.entries(place)

    def _is_read(self, entry: Entry) -> bool:
        return entry.owner != "" and not entry.outside and not entry.given and not entry.key

    def add(self, place: str, entry: Entry) -> None:
        """Lay down another one."""
        self.version += 1
        self._entries.setdefault(place, []).append(entry)

    def changed(self) -> None:
        """Note that an entry was changed in place."""
        self.version += 1

    def remove(self, place: str, gone: Iterable[Entry]) -> None:
        """Take some away."""
        self.version += 1
        those = {id(one) for one in gone}
        for entries in (self._entries.get(place, []), *self._own.values()):
            entries[:] = [one for one in entries if id(one) not in those]

    def owned(self, place: str, name: str) -> list[Entry]:
        """What lies there for a declared operation."""
        return self._own[name] if name in self._own else [one for one in self.entries(place) if one.owner == name]


def place_of(path: str, *, many: bool) -> str:
    """Where an operation's rows lie: an item lies in its collection, a list at its own path."""
    return naming.shelf(path if many else naming.collection(path))


def earlier(taken: Taken, row: Row) -> Entry:
    """A row that lay there before, its columns of path and query taken out of it."""
    outside = {name: row[column] for column, (_, name) in taken.outside.items() if column in row}
    kept = {column: value for column, value in row.items() if column not in taken.outside}
    return Entry(kept, outside=outside, owner=taken.name, earlier=True)


def told(taken: Taken, entry: Entry) -> Row:
    """An entry as a row of a declared write, columns of path and query included."""
    outside = {column: entry.outside[name] for column, (_, name) in taken.outside.items() if name in entry.outside}
    return {**outside, **entry.row}
