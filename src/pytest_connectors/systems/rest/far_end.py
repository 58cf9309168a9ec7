"""How does an API become a far end? A server of our own that speaks the declared documents, as a `System`."""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from pytest_connectors.contract import Contract
from pytest_connectors.contract.operation import Operation
from pytest_connectors.contract.proposal import Proposal
from pytest_connectors.drift.changes import (
    AnswerChanged,
    ApiFault,
    Change,
    ColumnRetyped,
    DocumentReplaced,
    RequestChanged,
    changed_rows,
)
from pytest_connectors.drift.schema import Row, Rows, TableSchema
from pytest_connectors.systems.protocol import Accepted, Refused, Scene, Told, Traffic
from pytest_connectors.systems.rest.catching import Guard
from pytest_connectors.systems.rest.document.changing import Scenery, apply
from pytest_connectors.systems.rest.document.comparing import compared, difference, said
from pytest_connectors.systems.rest.document.rows import schema_of, settled
from pytest_connectors.systems.rest.document.validating import validators_of
from pytest_connectors.systems.rest.playing import Api, played, scenery_of, stage_of
from pytest_connectors.systems.rest.proposing import Next, next_of
from pytest_connectors.systems.rest.server import Exchange, Keys

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class FarEnd:
    """The APIs that the contract names, each on a server of our own."""

    name = "rest"

    def __init__(self) -> None:
        """Nothing is served yet; tokens are made anew for each session."""
        self.keys = Keys(
            token=secrets.token_urlsafe(24),
            refresh_token=secrets.token_urlsafe(24),
            client_id="connector-" + "".join(secrets.choice(_LETTERS) for _ in range(6)),
            client_secret=secrets.token_urlsafe(24),
            username="connector",
            password=secrets.token_urlsafe(12),
            api_key=secrets.token_urlsafe(24),
        )
        self._servers: list[Api] = []
        self._operations: dict[str, Operation] = {}
        self._written: frozenset[str] = frozenset()
        self._scene: dict[str, Scenery] = {}
        self._rows: dict[str, Rows] = {}
        self._nexts: dict[object, Next] = {}
        self._replaced: dict[str, Next] = {}
        self.guard: Guard | None = None
        self._refused_before = 0

    def describe(self) -> str:
        """What stands in for the API."""
        return "REST, a server that speaks the OpenAPI document"

    @property
    def secrets(self) -> Mapping[str, str]:
        """Everything by which the connector proves who it is."""
        return {
            "the connector's token": self.keys.token,
            "the connector's refresh token": self.keys.refresh_token,
            "the secret of the connector's client": self.keys.client_secret,
            "the connector's password": self.keys.password,
            "the connector's API key": self.keys.api_key,
        }

    def is_alive(self) -> bool:
        """Whether the servers answer: they live in this very process."""
        return True

    def revive(self) -> None:
        """Nothing to do: what lives in this process does not die before it."""

    def close(self) -> None:
        """Close the servers' sockets."""
        for one in self._servers:
            one.close()
        self._servers = []

    def clear(self) -> None:
        """Nothing is declared, and nothing is served."""
        self._operations, self._scene, self._rows = {}, {}, {}
        self._nexts, self._replaced = {}, {}

    # -- what is declared --------------------------------------------------------------------------------------------

    def take(self, operations: Iterable[Operation]) -> None:
        """Let these be the operations that are declared; each of their APIs has its address from now on."""
        self._operations = {one.name: one for one in operations}
        for _ in self._apis():
            pass

    def declare(self, contract: Contract) -> tuple[TableSchema, ...]:
        """Take over what the contract declares and say how it looks."""
        self.take(contract.operations)
        self._written = frozenset(one.name for one in contract.writes)
        return tuple(schema_of(one, writes=name in self._written) for name, one in self._operations.items())

    def parents(self) -> tuple[TableSchema, ...]:
        """None: operations do not refer to others."""
        return ()

    def accept(self, rows: Mapping[str, Sequence[Row]], *, as_said: Collection[str] = ()) -> Accepted:
        """The rows as JSON holds them, without those that the operations' schemas do not take."""
        kept: dict[str, Rows] = {}
        refused: Refused | None = None
        for name, those in rows.items():
            operation = self._operations[name]
            writes = name in self._written
            shape = operation.taken if writes else operation.answered
            validators = validators_of(operation.api.document.root)
            found, reasons = settled(operation, shape, validators, tuple(those), as_said=name in as_said)
            kept[name] = tuple(found)
            refused = refused or next((Refused(name, reason) for reason in reasons), None)
        return Accepted(kept, refused)

    # -- the scene ---------------------------------------------------------------------------------------------------

    def set_scene(self, scene: Scene) -> None:
        """Let each API play its declared operations, as the changes have them, and nothing else."""
        self._refused_before = 0 if self.guard is None else len(self.guard.refused)
        self._rows = {name: changed_rows(scene.changes, name, rows) for name, rows in scene.rows.items()}
        self._replaced = {}
        for api, operations in self._apis():
            before = [self._scenery(one, scene.rows.get(one.name, ())) for one in operations]
            after = played(before, scene.changes)
            self._scene |= {one.name: one for one in after}
            ways = tuple(one for one in scene.changes if isinstance(one, AnswerChanged | RequestChanged | ApiFault))
            following = self._following(operations, scene.changes)
            if following is None:
                stage = stage_of(operations, after, self.keys, ways, scene.budget)
            else:
                stage = following.stage(scene.rows, self.keys, ways, scene.budget)
                self._replaced |= dict.fromkeys((one.name for one in operations), following)
            remembered = next((scene.left[one.name] for one in operations if one.name in scene.left), {})
            api.application.set(dataclasses.replace(stage, remembered=remembered))  # type: ignore[arg-type]  # as it was left

    def _apis(self) -> Iterator[tuple[Api, list[Operation]]]:
        """Each API that is declared, with its operations; one server each, which stays for the session."""
        documents = list(dict.fromkeys(id(one.api.document) for one in self._operations.values()))
        while len(self._servers) < len(documents):
            self._servers.append(Api())
        for api, document in zip(self._servers, documents, strict=False):
            yield api, [one for one in self._operations.values() if id(one.api.document) == document]

    def api_of(self, name: str | None = None) -> Api:
        """The server that plays an operation; the only one, or the first, where none is named."""
        for api, operations in self._apis():
            if name is None or any(one.name == name for one in operations):
                return api
        if not self._servers:
            self._servers.append(Api())
        return self._servers[0]

    def catches(self) -> list[tuple[tuple[str, ...], Api]]:
        """By API, under which addresses connectors call it in production."""
        return [(_addresses(operations), api) for api, operations in self._apis()]

    def _scenery(self, operation: Operation, rows: Rows) -> Scenery:
        return scenery_of(operation, rows, writes=operation.name in self._written)

    # -- what is seen ------------------------------------------------------------------------------------------------

    def read(self, table: str) -> Rows:
        """What an operation hands out, or what it has stored, in declared names."""
        if table not in self._written:
            return self._rows.get(table, ())
        if (following := self._replaced.get(table)) is not None:
            if not following.holds(table):
                return self._rows.get(table, ())
            return following.stored(table, self.api_of(table).application.stored(table))
        scenery = self._scene[table]
        declared = {field.name: scenery.names.get(field.name, field.name) for field in scenery.shape.fields}
        stored = self.api_of(table).application.stored(table)
        return tuple({name: row[wire] for name, wire in declared.items() if wire in row} for row in stored)

    def left(self) -> Mapping[str, object]:
        """Beside the rows, what was answered to which Idempotency-Key, of each API by one of its operations."""
        return {
            next(one.name for one in operations if one.name in self._written): api.application.remembered()
            for api, operations in self._apis()
            if any(one.name in self._written for one in operations)
        }

    def exchanges(self) -> list[Exchange]:
        """Every request since the scene was set, with its answer, in their order."""
        return sorted((one for api, _ in self._apis() for one in api.application.log), key=lambda one: one.moment)

    def values_became(self, change: ColumnRetyped, rows: Rows) -> Sequence[tuple[object, object]]:
        """What the values of these rows became in a retyped field: each as it was declared and as it is now."""
        operation = self._operations[change.table]
        after = apply(self._scenery(operation, rows), change)
        name = change.column
        return [(old.get(name), new.get(name)) for old, new in zip(rows, after.rows, strict=False) if name in old]

    def told(self, changes: Iterable[Change]) -> Told:
        """How the changes show in the documents, and what a comparison of these would say of them."""
        lines: list[str] = []
        judged: list[str] = []
        kept = tuple(changes)
        for one in kept:
            if isinstance(one, DocumentReplaced):
                return self._next(one.path, self._beside(one.table), "").told(one.table)
        for _, operations in self._apis():
            before = [self._scenery(one, ()) for one in operations]
            if not before or not operations[0].documented or not _concerns(kept, operations):
                continue
            after = played(before, kept)
            lines += difference(before[0].root, after[-1].root)
            for old, new in zip(before, after, strict=True):
                if any(getattr(one, "table", None) == old.name for one in kept):
                    judged.append(said(compared(old.root, new.root, old.method, old.path)))
        return Told(tuple(lines), "; ".join(dict.fromkeys(judged)))

    def proposed(self, proposal: Proposal, placement: str = "") -> tuple[Change, ...]:  # noqa: ARG002 - one signature for all far ends
        """The next document in place of today's; nothing where they say the same."""
        said = f"--connector-change {proposal.declared}={proposal.said}"
        return self._next(proposal.source, self._beside(proposal.declared), said).changes(proposal.declared, said)

    def _beside(self, name: str) -> list[Operation]:
        """The declared operations of the API to which one of them belongs."""
        document = self._operations[name].api.document
        return [one for one in self._operations.values() if one.api.document is document]

    def _next(self, path: str, operations: Sequence[Operation], said: str) -> Next:
        """The next document of these operations, read once."""
        key = (path, tuple((id(one), one.name in self._written) for one in operations))
        if key not in self._nexts:
            self._nexts[key] = next_of(path, operations, self._written, said)
        return self._nexts[key]

    def _following(self, operations: Sequence[Operation], changes: Iterable[Change]) -> Next | None:
        """The next document of an API, where that is what it speaks after the changes."""
        names = {one.name for one in operations}
        for change in changes:
            if isinstance(change, DocumentReplaced) and change.table in names:
                return self._next(change.path, operations, change.document)
        return None

    def traffic(self) -> Traffic:
        """What was seen of the connector since the scene was set."""
        seen = [api.application.seen() for api, _ in self._apis()]
        return Traffic(
            tuple(request for one in seen for request in one.requests),
            tuple(refusal for one in seen for refusal in one.refusals),
            any(one.over_budget for one in seen),
            max((one.most_asked for one in seen), default=0),
            self._outside(),
        )

    def _outside(self) -> tuple[str, ...]:
        """Which other hosts the connector asked, and was refused: with the port where it named one."""
        refused = [] if self.guard is None else self.guard.refused[self._refused_before :]
        told = (
            f"{one.host}{f':{one.port}' if one.port else ''}{f' at {one.where}' if one.where else ''}"
            for one in refused
        )
        return tuple(dict.fromkeys(told))

    def end_connections(self, *, idle: bool = True) -> int:  # noqa: ARG002 - one signature for all far ends
        """None: a connection carries nothing from one request to the next."""
        return 0

    def sever(self) -> None:
        """Cut the connector off and refuse it, from any thread, until the next scene."""
        for one in self._servers:
            with contextlib.suppress(OSError):
                one.sever()


def _addresses(operations: Sequence[Operation]) -> tuple[str, ...]:
    """Where an API is called in production, and where its tokens are had, which may be on another host."""
    found = [host for one in operations for host in one.hosts]
    schemes = (scheme for one in operations for scheme in one.api.schemes.values())
    tokens = (urlsplit(url) for scheme in schemes for url in scheme.token_urls.values())
    found += [f"{url.scheme}://{url.netloc}" for url in tokens if url.scheme and url.netloc]
    return tuple(dict.fromkeys(found))


def _concerns(changes: Sequence[Change], operations: Iterable[Operation]) -> bool:
    names = {one.name for one in operations}
    return any(getattr(one, "table", None) in names for one in changes)
