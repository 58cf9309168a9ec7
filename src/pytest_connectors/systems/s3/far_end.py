"""How does S3 become a far end? Buckets, a key of our own with the contract's rights, and scenes set on them."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.metadata
import secrets
import string
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from pytest_connectors.contract import Contract, Dataset
from pytest_connectors.contract.proposal import Proposal
from pytest_connectors.drift.changes import Change, ColumnRetyped, SampleReplaced
from pytest_connectors.drift.changes.files import FilesChanged, Placed, StorageFault, plain
from pytest_connectors.drift.schema import Row, Rows, TableSchema
from pytest_connectors.errors import CannotHappen, ServerDied
from pytest_connectors.systems.protocol import Accepted, Refused, Scene, Told, Traffic
from pytest_connectors.systems.s3.files import objects_of, rows_in, schema_of, settled, values_became
from pytest_connectors.systems.s3.proposing import sampled_change, told
from pytest_connectors.systems.s3.server import Grant, Key, S3Server, Stage

BUCKET = "contracts"
"""The bucket of a test that has no contract."""
_LETTERS = string.ascii_uppercase + "234567"
_MOVED, _PAGED, _REPEATED, _OTHER_RUN = "prefix-moved", "listing-paged", "object-exists", "second-writer"


class FarEnd:
    """Buckets that the contract names, on a server of our own."""

    name = "s3"

    def __init__(self, server: S3Server) -> None:
        """On a server that has been started; the key is made anew for each session, as temporary ones are."""
        self.server = server
        self.key = Key(
            "ASIA" + "".join(secrets.choice(_LETTERS) for _ in range(16)),
            secrets.token_urlsafe(30),
            secrets.token_urlsafe(96),
        )
        # One day for the whole session: at midnight nothing changes its name.
        self._today = dt.datetime.now(dt.UTC).date()
        self._datasets: dict[str, Dataset] = {}
        self._written: frozenset[str] = frozenset()
        self._places: dict[str, str] = {}

    def describe(self) -> str:
        """What stands in for S3."""
        return f"S3, moto {importlib.metadata.version('moto')} behind our own layer"

    @property
    def secrets(self) -> Mapping[str, str]:
        """The secret of the connector's key; the session token S3 itself repeats in its errors."""
        return {"the secret of the connector's key": self.key.secret_key}

    @property
    def session_token(self) -> str:
        """The session token of the connector's key."""
        return self.key.session_token or ""

    def is_alive(self) -> bool:
        """Whether the server answers."""
        return self.server.alive()

    def revive(self) -> None:
        """Come back after a death, at the same address and with the same key."""
        self.server.restart()

    def close(self) -> None:
        """Nothing of it is anywhere but in its server."""

    def clear(self) -> None:
        """One empty bucket in which the connector's key may do what it likes."""
        self._datasets, self._places = {}, {}
        self.server.set(Stage(self.key, (Grant(BUCKET, "", writes=True),), {BUCKET: {}}))

    # -- what is declared --------------------------------------------------------------------------------------------

    def declare(self, contract: Contract) -> tuple[TableSchema, ...]:
        """Take over what the contract declares and say how it looks."""
        self._datasets = {one.name: one for one in contract.datasets}
        self._written = frozenset(one.name for one in contract.writes)
        self._places = {name: one.prefix for name, one in self._datasets.items()}
        return tuple(schema_of(one, self._today) for one in self._datasets.values())

    def parents(self) -> tuple[TableSchema, ...]:
        """None: objects do not refer to others."""
        return ()

    def accept(self, rows: Mapping[str, Sequence[Row]], *, as_said: Collection[str] = ()) -> Accepted:  # noqa: ARG002 - no row becomes another here
        """The rows as the datasets' formats keep them, without those that they do not take."""
        kept: dict[str, Rows] = {}
        refused: Refused | None = None
        for name, those in rows.items():
            kept[name], reasons = settled(self._datasets[name], tuple(those))
            refused = refused or next((Refused(name, reason) for reason in reasons), None)
        return Accepted(kept, refused)

    # -- the scene ---------------------------------------------------------------------------------------------------

    def set_scene(self, scene: Scene) -> None:
        """Let the buckets hold the declared datasets' objects, as the changes have them, and nothing else."""
        buckets: dict[str, dict[str, bytes]] = {one.bucket: {} for one in self._datasets.values()}
        later: dict[str, dict[str, bytes | None]] = {}
        archived: dict[str, frozenset[str]] = {}
        on = "get"
        for name, dataset in self._datasets.items():
            changes = tuple(one for one in scene.changes if getattr(one, "table", None) == name)
            self._places[name] = _place(dataset, changes)
            in_objects = tuple(one for one in changes if getattr(one, "way", "") not in (_PAGED, _REPEATED, _OTHER_RUN))
            found = objects_of(dataset, scene.rows.get(name, ()), in_objects, self._today)
            now, after = found.now, found.later
            if name in scene.left:
                left = cast("Mapping[str, bytes]", scene.left[name])
                theirs = {self._places[name] + key: body for key, body in left.items()}
                if any(isinstance(one, FilesChanged) and one.way == _OTHER_RUN for one in changes):
                    after, on = dict(theirs), "put"
                else:
                    now = theirs
            buckets[dataset.bucket] |= now
            if after is not None:
                later.setdefault(dataset.bucket, {}).update(after)
            archived[dataset.bucket] = archived.get(dataset.bucket, frozenset()) | found.archived
        self.server.set(
            Stage(
                self.key,
                tuple(self._grants()),
                buckets,
                fault=next((one.kind for one in scene.changes if isinstance(one, StorageFault)), None),
                later=later or None,
                on=on,
                archived=archived,
                budget=scene.budget,
                # A listing of more than 1000 objects has pages: for the connector it is the same, and takes no minute.
                page=1 if any(isinstance(one, FilesChanged) and one.way == _PAGED for one in scene.changes) else None,
            )
        )

    def _grants(self) -> Iterable[Grant]:
        for name, dataset in self._datasets.items():
            # Who writes may do so where objects lie now; who reads may still look where they lay.
            places = {self._places[name]} if name in self._written else {self._places[name], dataset.prefix}
            for place in places:
                yield Grant(dataset.bucket, place, writes=name in self._written)

    # -- what is seen ------------------------------------------------------------------------------------------------

    def objects(self, name: str) -> dict[str, bytes]:
        """The objects that lie in a dataset now, by key."""
        dataset, place = self._datasets[name], self._places[name]
        inner = [
            other
            for one, other in self._places.items()
            if one != name and self._datasets[one].bucket == dataset.bucket and len(other) > len(place)
        ]
        found = self.server.objects(dataset.bucket, place)
        return {key: body for key, body in found.items() if not any(key.startswith(one) for one in inner)}

    def read(self, table: str) -> Rows:
        """What lies in a dataset now, in declared names and kinds."""
        dataset, place = self._datasets[table], self._places[table]
        return rows_in(dataset, {dataset.prefix + key[len(place) :]: body for key, body in self.objects(table).items()})

    def left(self) -> Mapping[str, object]:
        """The objects of the written datasets, by what stands behind the prefix."""
        return {
            name: {key[len(self._places[name]) :]: body for key, body in self.objects(name).items()}
            for name in self._written
        }

    def values_became(self, change: ColumnRetyped, rows: Rows) -> Sequence[tuple[object, object]]:
        """What the values of these rows became in a retyped column: each as it was declared and as it is now."""
        return values_became(self._datasets[change.table], change, rows)

    def told(self, changes: Sequence[Change]) -> Told:
        """How a sample differs from what is declared, and what a comparison of schemas would have said of it."""
        found = next((one for one in map(plain, changes) if isinstance(one, SampleReplaced)), None)
        return Told() if found is None else Told(*told(self._datasets[found.table], found))

    def proposed(self, proposal: Proposal, placement: str = "") -> tuple[Change, ...]:
        """What a sample changes in the dataset that it names; nothing where it differs in nothing.

        Raises:
            BadContract: The sample is of another format, or cannot be read.
            CannotHappen: The dataset has no such placement, or the connector writes it by itself.
        """
        dataset = self._datasets[proposal.declared]
        found = sampled_change(dataset, proposal)
        if proposal.declared in self._written:
            msg = f"the connector writes {dataset.name} itself: a sample shows what others put there"
            raise CannotHappen(msg)
        if found is None or not placement:
            return () if found is None else (found,)
        if dataset.is_single:
            msg = f"{dataset.name} is one object, so that no other objects stay as they were"
            raise CannotHappen(msg)
        return (Placed(found, placement, tuple(dataset.partitioned_by)),)

    def traffic(self) -> Traffic:
        """What was seen of the connector since the scene was set."""
        seen = self.server.seen()
        return Traffic(seen.requests, seen.refusals, seen.over_budget)

    def end_connections(self, *, idle: bool = True) -> int:  # noqa: ARG002 - one signature for all far ends
        """None: a connection carries nothing from one request to the next."""
        return 0

    def sever(self) -> None:
        """Cut the connector off and refuse it, from any thread, until the next scene."""
        # A dead server is cut off already; whoever watches a deadline has to go on.
        with contextlib.suppress(ServerDied):
            self.server.sever()


def _place(dataset: Dataset, changes: Iterable[Change]) -> str:
    """Where the dataset's objects lie after the changes."""
    for one in map(plain, changes):
        if isinstance(one, FilesChanged) and one.way == _MOVED:
            return one.detail if dataset.is_single else f"{one.detail.strip('/')}/"
    return dataset.prefix
