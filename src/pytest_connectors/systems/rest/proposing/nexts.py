"""What does the server play when the API speaks its next document, and what lies in it then?"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import cast

from pytest_connectors.contract.openapi.api import Api
from pytest_connectors.contract.openapi.loading import load
from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.operation import Operation
from pytest_connectors.drift.changes import AnswerChanged, ApiFault, DocumentReplaced, RequestChanged
from pytest_connectors.drift.schema import Row, Rows
from pytest_connectors.errors import BadContract
from pytest_connectors.systems.protocol import Told
from pytest_connectors.systems.rest.document.rewriting import at
from pytest_connectors.systems.rest.document.validating import validators_of
from pytest_connectors.systems.rest.playing import base_of
from pytest_connectors.systems.rest.proposing.agreeing import Agreeing
from pytest_connectors.systems.rest.proposing.carrying import Carrying, Side
from pytest_connectors.systems.rest.proposing.finding import Successor, bases, successor_of
from pytest_connectors.systems.rest.proposing.noting import notes_of, words_of
from pytest_connectors.systems.rest.proposing.sounding import unsound
from pytest_connectors.systems.rest.proposing.telling import told_of
from pytest_connectors.systems.rest.server import Keys, Served, Stage, Taken, naming

Way = AnswerChanged | RequestChanged | ApiFault


class Next:
    """The next document of one API, with what its declared operations are in it.

    Attributes:
        path: Where it lies.
        api: What it says.
    """

    def __init__(self, path: str, api: Api, successors: Mapping[str, Successor]) -> None:
        """The operations of one API, by declared name."""
        self.path, self.api = path, api
        self._successors = dict(successors)
        self._put: dict[str, list[tuple[str, Row]]] = {}

    def changes(self, name: str, said: str) -> tuple[DocumentReplaced, ...]:
        """The change for an operation; none where the documents say the same.

        Args:
            name: The operation's declared name.
            said: How the proposal is named in a message.

        Raises:
            BadContract: The next document says of it what cannot be read.
        """
        successor, carrying = self._successors[name], self._carryings.get(name)
        if successor.declared.api.document.root == self.api.document.root:
            return ()
        try:
            notes, words = notes_of(successor, carrying), words_of(successor, carrying)
            told_of(successor)
            for one in self._carryings.values():
                one.try_out()
        except Exception as error:  # noqa: BLE001 - whatever a document holds where a schema should stand
            raise unsound(successor, said, error) from None
        agreeing = Agreeing(carrying).rows if carrying is not None and not successor.writes else None
        return (DocumentReplaced(name, Path(self.path).name, self.path, notes, words, agreeing),)

    def told(self, name: str) -> Told:
        """How the operation differs in the two documents, and what a comparison of them says."""
        return told_of(self._successors[name])

    def stage(self, rows: Mapping[str, Rows], keys: Keys, ways: tuple[Way, ...], budget: int | None) -> Stage:
        """What the server is to play: the next document, with the rows as they lie in it."""
        carried = {name: one.rows(rows.get(name, ())) for name, one in self._carryings.items()}
        self._put = {
            name: [(_key(new), old) for new, old in zip(those, rows.get(name, ()), strict=True)]
            for name, those in carried.items()
        }
        declared = [one.declared for one in self._successors.values()]
        found = [(name, one, carried[name]) for name, one in self._successors.items() if name in carried]
        return Stage(
            api=self.api,
            served=tuple(_served(name, one, those) for name, one, those in found if not one.writes),
            taken=tuple(_taken(name, one, those) for name, one, those in found if one.writes),
            keys=keys,
            ways=ways,
            budget=budget,
            base=base_of(declared[0]),
            gone=tuple(one.endpoint.path for one in declared if one.endpoint.path not in self._paths),
        )

    def holds(self, name: str) -> bool:
        """Whether the next document has a place for the operation's rows."""
        return name in self._carryings

    def stored(self, name: str, rows: Sequence[Mapping[str, Json]]) -> Rows:
        """What lies in a written operation, in declared names; what was there before as it was put.

        A field that the next document no longer names is not kept, as servers do, unless it takes any field.
        """
        carrying, waiting = self._carryings[name], list(self._put.get(name, ()))
        names = carrying.pairs.names
        if _takes_any(carrying):
            names = {**{one.name: one.name for one in carrying.pairs.gone}, **names}
        found: list[Row] = []
        for row in rows:
            old = next((pair for pair in waiting if pair[0] == _key(row)), None)
            if old is not None:
                waiting.remove(old)
                found.append(old[1])
            else:
                found.append({was: row[now] for was, now in names.items() if now in row})
        return tuple(found)

    @cached_property
    def _paths(self) -> Collection[str]:
        return {route.path for route in self.api.routes}

    @cached_property
    def _carryings(self) -> dict[str, Carrying]:
        """How rows get there, of each operation that has a place for them."""
        validators = validators_of(self.api.document.root)
        return {
            name: Carrying(
                Side(one.declared.api.document.root, one.was), Side(self.api.document.root, one.shape), validators
            )
            for name, one in self._successors.items()
            if one.shape is not None
        }


def next_of(path: str, operations: Sequence[Operation], written: Collection[str], said: str) -> Next:
    """The next document of an API.

    Args:
        path: Where it lies.
        operations: All that are declared of the API.
        written: The names of those that the connector writes.
        said: How the proposal is named in a message.

    Raises:
        BadContract: It cannot be read, or is another API's.
    """
    try:
        api = Api(load(Path(path), path))
    except BadContract as error:
        msg = f"{said}: {error}"
        raise BadContract(msg) from None
    before = operations[0].api
    if not _is_same_api(before, api):
        there = ", ".join(dict.fromkeys(one.id for one in api.routes[:4])) or "nothing"
        msg = (
            f"{said}: {api.document.where} describes none of the operations of {before.document.where}: there is "
            f"{there}. It is to be the next document of the same API."
        )
        raise BadContract(msg)
    found = {one.name: successor_of(one, api, said, writes=one.name in written) for one in operations}
    return Next(path, api, found)


def _is_same_api(before: Api, after: Api) -> bool:
    """Whether any operation is in both; an API of few may lose them all, and then its title is the same."""
    if _calls(before) & _calls(after):
        return True
    titles = [at(one.document.root, "#/info/title") for one in (before, after)]
    return bool(after.routes) and titles[0] is not None and titles[0] == titles[1]


def _calls(api: Api) -> set[str]:
    """By what the operations of a document are known: their ids, and where they are called."""
    calls = {f"{route.method} {naming.shelf(route.path)}" for route in api.routes}
    whole = {f"{route.method} {base}{naming.shelf(route.path)}" for base in bases((), api) for route in api.routes}
    return {route.id for route in api.routes} | calls | whole


def _served(name: str, successor: Successor, rows: tuple[dict[str, Json], ...]) -> Served:
    endpoint, shape = successor.endpoint, successor.shape
    assert endpoint is not None and shape is not None  # noqa: S101, PT018 - rows were carried there
    return Served(
        name=name,
        method=endpoint.method,
        path=endpoint.path,
        rows=rows,
        items=shape.items,
        many=shape.many,
        paging=successor.paging,
        status=shape.status,
        media=shape.content.media,
    )


def _taken(name: str, successor: Successor, rows: tuple[dict[str, Json], ...]) -> Taken:
    endpoint, shape = successor.endpoint, successor.shape
    assert endpoint is not None and shape is not None  # noqa: S101, PT018 - as above
    return Taken(
        name=name,
        method=endpoint.method,
        path=endpoint.path,
        rows=rows,
        items=shape.items,
        many=shape.many,
        outside={one.name: (one.place, one.name) for one in shape.fields if one.place != "body"},
    )


def _takes_any(carrying: Carrying) -> bool:
    """Whether the next document says of requests that they may have fields that it does not name."""
    item = at(carrying.after.root, carrying.after.shape.pointer)
    said = cast("object", item.get("additionalProperties")) if isinstance(item, Mapping) else None
    return said is True or isinstance(said, Mapping)


def _key(row: Mapping[str, Json]) -> str:
    return json.dumps(row, sort_keys=True, default=str)
