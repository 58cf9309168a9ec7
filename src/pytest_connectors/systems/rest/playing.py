"""What does a server play? Declared operations with their rows, before and after changes, as a stage."""

from __future__ import annotations

import dataclasses
import socket
import threading
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from pytest_connectors.contract.operation import Operation
from pytest_connectors.drift.changes import AnswerChanged, ApiFault, Change, RequestChanged, RowsChanged
from pytest_connectors.drift.schema import Rows
from pytest_connectors.systems.http.wire import Wire
from pytest_connectors.systems.rest.catching import Catch
from pytest_connectors.systems.rest.document.changing import Scenery, apply
from pytest_connectors.systems.rest.server import Application, Keys, Served, Stage, Taken

_HOST = "127.0.0.1"
_BACKLOG = 128


class Api:
    """One API on a socket of loopback, in threads of this process; its address stays the same for the session."""

    def __init__(self) -> None:
        """Listening at once; it answers nothing until a stage is set."""
        self.application = Application()
        self.catches: list[Catch] = []
        self._listener = socket.create_server((_HOST, 0), backlog=_BACKLOG)
        self._wire = Wire(self._listener, self.application.answer, server="pytest-connectors")
        self.origin = f"http://{_HOST}:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._wire.serve, name="pytest-connectors-rest", daemon=True).start()

    def token_url(self, url: str) -> str:
        """Where this server gives tokens that a document says to be had at `url`."""
        return self.origin + urlsplit(url).path

    def sever(self) -> None:
        """Answer nobody until the next stage, and cut the connections that are open."""
        self.application.sever()
        self._wire.cut()
        for catch in self.catches:
            catch.cut()

    def close(self) -> None:
        """Close the socket and all connections."""
        self._wire.close()


def scenery_of(operation: Operation, rows: Rows, *, writes: bool) -> Scenery:
    """An operation as it is played while nothing is changed."""
    shape = operation.taken if writes else operation.answered
    endpoint = operation.endpoint
    return Scenery(
        root=operation.api.document.root,
        name=operation.name,
        method=endpoint.method,
        path=endpoint.path,
        shape=shape,
        items=shape.items,
        many=shape.many,
        paging=None if writes else operation.paging,
        rows=tuple(cast("dict[str, Any]", row) for row in rows),
        writes=writes,
    )


def played(sceneries: Sequence[Scenery], changes: Sequence[Change]) -> list[Scenery]:
    """The operations of one document after the changes; all of them have the same root again."""
    done = list(sceneries)
    for change in changes:
        for i, one in enumerate(done):
            if getattr(change, "table", None) != one.name:
                continue
            changed = _applied(one, change)
            done[i] = changed
            if changed.root is not one.root:
                done = [dataclasses.replace(other, root=changed.root) for other in done]
    return done


def _applied(scenery: Scenery, change: Change) -> Scenery:
    if isinstance(change, RowsChanged):
        rows = change.apply(scenery.rows)
        return dataclasses.replace(scenery, rows=cast("tuple[dict[str, Any], ...]", rows))
    return apply(scenery, change)


def stage_of(
    operations: Sequence[Operation],
    sceneries: Sequence[Scenery],
    keys: Keys,
    ways: tuple[AnswerChanged | RequestChanged | ApiFault, ...],
    budget: int | None,
) -> Stage:
    """What the server of these operations, which are of one document, is to play."""
    api = operations[0].api
    root = sceneries[0].root
    return Stage(
        api=api if root is api.document.root else api.changed(root),
        served=tuple(_served(one) for one in sceneries if not one.writes),
        taken=tuple(_taken(one) for one in sceneries if one.writes),
        keys=keys,
        ways=ways,
        budget=budget,
        base=base_of(operations[0]),
        gone=tuple(one.endpoint.path for one in operations if one.endpoint.path not in root.get("paths", {})),
    )


def base_of(operation: Operation) -> str:
    """The path under which the API lies at its first address: `/v2` of `https://api.shop.example/v2`."""
    servers = operation.endpoint.servers or operation.api.servers or operation.hosts
    return urlsplit(servers[0]).path.rstrip("/") if servers else ""


def _served(scenery: Scenery) -> Served:
    return Served(
        name=scenery.name,
        method=scenery.method,
        path=scenery.path,
        rows=scenery.rows,
        items=scenery.items,
        many=scenery.many,
        paging=scenery.paging,
        status=scenery.shape.status,
        media=scenery.shape.content.media,
    )


def _taken(scenery: Scenery) -> Taken:
    outside = {
        field.name: (field.place, scenery.names.get(field.name, field.name))
        for field in scenery.shape.fields
        if field.place != "body"
    }
    return Taken(
        name=scenery.name,
        method=scenery.method,
        path=scenery.path,
        rows=scenery.rows,
        items=scenery.items,
        many=scenery.many,
        outside=outside,
    )
