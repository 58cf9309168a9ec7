"""What can happen to the objects of a dataset? They are written, named or kept in another way; some of them, or all."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pytest_connectors.drift.schema import Rows

if TYPE_CHECKING:
    from pytest_connectors.drift.changes import Change

OBJECTS = 3
NEW_ONLY, MID_RUN = "new-only", "mid-run"
# What `detail` says where it is no name, codec or delimiter.
SAME_NAMES, GZ_NAMES = "as before", ".gz"
MARKER, HIDDEN, DIRECTORIES = "_SUCCESS", "hidden files", "directory objects"

_SENTENCES = {
    # Parquet.
    "codec-changed": "objects of {table} are compressed by {detail}",
    "parquet-v2": "objects of {table} are Parquet of another format version, with data pages of version 2",
    # Any object.
    "suffix-gzipped": "objects of {table} are gzip; what their keys end in: {detail}",
    "file-empty": "objects of {table} hold no rows",
    "file-zero-bytes": "objects of {table} have no bytes",
    "file-corrupt": "objects of {table} are cut off in the middle",
    # CSV.
    "csv-delimiter": "fields of {table} are separated by {detail!r}",
    "csv-quote": "fields of {table} are quoted by {detail!r}",
    "csv-header-missing": "objects of {table} begin without a header",
    "csv-header-renamed": "column {column!r} of {table} is called {detail!r} in the header",
    "csv-bom": "objects of {table} begin with a byte order mark",
    "csv-latin1": "objects of {table} are Latin-1, not UTF-8",
    "csv-decimal-comma": "numbers of {table} are written with a comma: 1,5",
    "csv-date-dmy": "days of {table} are written day first: 31/12/2026",
    "csv-column-added": "a column {detail!r} stands before {column!r} in objects of {table}",
    "csv-ragged": "lines of {table} have a field too many, or too few",
    "csv-newline-in-field": "texts in column {column!r} of {table} hold a line break",
    "csv-crlf": "lines of {table} end in CR LF",
    # JSON Lines.
    "jsonl-array": "objects of {table} are one JSON array",
    "jsonl-pretty": "rows of {table} are printed over several lines",
    "jsonl-key-missing": "key {column!r} of {table} is left out where it is null",
    "jsonl-nan": "numbers in key {column!r} of {table} are NaN where they were null",
    "jsonl-wrapped": "rows of {table} stand inside {{'data': [...]}}",
    # Names and numbers of objects.
    "prefix-moved": "objects of {table} lie under {detail!r}",
    "partition-key-renamed": "partition {column!r} of {table} is called {detail!r} in the keys",
    "partition-value-reformatted": "values of partition {column!r} of {table} are written otherwise in the keys",
    "extension-changed": "keys of {table} end in {detail!r}",
    "files-split": "rows of {table} lie in more and smaller objects",
    "files-merged": "rows of {table} lie in one object",
    "listing-paged": "a listing of {table} has several pages, as it has where there are more than 1000 objects",
    "marker-files": "{detail} among the objects of {table}",
    # The state of an object.
    "object-archived": "an object of {table} is archived: it is listed and cannot be read",
    "object-deleted-mid-run": "an object of {table} is deleted after the first one was read",
    "object-replaced-mid-run": "objects of {table} are replaced by new ones after the first one was read",
    # For writers.
    "object-exists": "what it writes to {table} lies there already, from an earlier run",
    "second-writer": "another run writes to {table} when this one has sent its first object",
}


@dataclass(frozen=True)
class FilesChanged:
    """The objects of a dataset are written, named or kept in another way; what they say is the same.

    Attributes:
        table: The dataset's declared name.
        way: What is other about them: the scenario's id, without its placement.
        detail: To what: a codec, a delimiter, a name.
        column: The column that it is about, where it is about one.
    """

    table: str
    way: str
    detail: str = ""
    column: str = ""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return _SENTENCES[self.way].format(table=self.table, detail=self.detail, column=self.column)


@dataclass(frozen=True)
class FilesEmptied(FilesChanged):
    """The objects hold no rows any more: `FilesChanged(table, "file-empty")` that knows which rows are gone."""

    needs_promise: ClassVar[bool] = True
    way: str = "file-empty"

    def touched(self, rows: Rows) -> frozenset[int]:
        """The places of rows that are gone: all."""
        return frozenset(range(len(rows)))

    def apply(self, rows: Rows) -> Rows:  # noqa: ARG002 - one signature for all
        """The rows as they are after the change: none."""
        return ()


@dataclass(frozen=True)
class StorageFault:
    """The storage refuses: a key has expired, a right is gone, it is too busy; `kind` is the scenario's id."""

    kind: str

    _SENTENCES: ClassVar[dict[str, str]] = {
        "keys-expired": "the connector's key has expired (400 ExpiredToken)",
        "keys-revoked": "the connector's key is revoked (403 InvalidAccessKeyId)",
        "secret-rotated": "the secret of the connector's key is rotated (403 SignatureDoesNotMatch)",
        "token-malformed": "the connector's session token is malformed (400 InvalidToken)",
        "get-denied": "the connector may no longer get objects (403 AccessDenied)",
        "list-denied": "the connector may no longer list objects (403 AccessDenied)",
        "list-only": "the connector may list objects and no longer get them (403 AccessDenied)",
        "put-denied": "the connector may no longer put objects (403 AccessDenied)",
        "clock-skewed": "the connector's clock is wrong (403 RequestTimeTooSkewed)",
        "url-expired": "presigned URLs have expired (403 AccessDenied)",
        "keys-missing": "the connector's requests carry no key any more (403 AccessDenied)",
        "slow-down": "the storage is too busy (503 SlowDown)",
        "bucket-gone": "the bucket is gone (404 NoSuchBucket)",
        "encryption-required": "objects must be put with encryption (403 AccessDenied)",
    }

    @property
    def sentence(self) -> str:
        """The change in words."""
        return self._SENTENCES[self.kind]

    @property
    def codes(self) -> tuple[str, str]:
        """The status and S3's code in the answer: `403`, `AccessDenied`."""
        status, code = self.sentence.removesuffix(")").rpartition("(")[2].split()
        return status, code


@dataclass(frozen=True)
class Placed:
    """A change that happens to the new objects alone, or after the first object was read.

    Attributes:
        change: What changes.
        where: `new-only` or `mid-run`.
        partitions: The columns that stand in the objects' keys, by which new objects are told from old ones.
    """

    change: Change
    where: str
    partitions: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """The dataset's declared name."""
        return str(self.change.table)  # type: ignore[union-attr]  # what is placed happens to a dataset

    @property
    def column(self) -> str:
        """The column that the change is about; empty where it is about none."""
        return str(getattr(self.change, "column", ""))

    @property
    def needs_promise(self) -> bool:
        """Whether only a promise can notice it."""
        return bool(getattr(self.change, "needs_promise", False))

    @property
    def sentence(self) -> str:
        """The change in words."""
        when = "in new objects only" if self.where == NEW_ONLY else "after the first object was read"
        return f"{self.change.sentence}, {when}"

    def touched(self, rows: Rows) -> frozenset[int]:
        """The places of rows in new objects that are no longer what they were."""
        new = new_places(rows, self.partitions)
        return frozenset(new[i] for i in self.change.touched(tuple(rows[i] for i in new)))  # type: ignore[union-attr]  # all that are in files can

    def apply(self, rows: Rows) -> Rows:
        """The rows as they are after the change: those of old objects as they were, then those of new ones."""
        new = new_places(rows, self.partitions)
        changed = self.change.apply(tuple(rows[i] for i in new))  # type: ignore[union-attr]  # as above
        if len(changed) == len(new):
            became = dict(zip(new, changed, strict=True))
            return tuple(became.get(i, row) for i, row in enumerate(rows))
        known = set(new)
        return (*(row for i, row in enumerate(rows) if i not in known), *changed)

    def reached(self, rows: Rows) -> Rows:
        """The rows to which the change may happen: those of new objects; any, where it comes while they are read."""
        return tuple(rows[i] for i in new_places(rows, self.partitions)) if self.where == NEW_ONLY else rows


def plain(change: Change) -> Change:
    """The change itself, wherever it is placed."""
    return change.change if isinstance(change, Placed) else change


def grouped(rows: Rows, partitions: Sequence[str] = (), count: int = OBJECTS) -> list[tuple[int, ...]]:
    """The places of the rows that lie together in one object, the oldest object first.

    Args:
        rows: The dataset's rows.
        partitions: Columns by whose values rows are parted; where there are none, rows are parted in their order.
        count: In how many objects, where nothing parts the rows.
    """
    if not rows:
        return []
    if partitions:
        parts: dict[tuple[str, ...], list[int]] = {}
        for place, row in enumerate(rows):
            parts.setdefault(tuple(str(row.get(name)) for name in partitions), []).append(place)
        return [tuple(parts[key]) for key in sorted(parts)]
    count = min(count, len(rows))
    edges = [len(rows) * i // count for i in range(count + 1)]
    return [tuple(range(*pair)) for pair in itertools.pairwise(edges)]


def new_places(rows: Rows, partitions: Sequence[str] = ()) -> tuple[int, ...]:
    """The places of the rows in new objects: the last third of the objects, and never all of several."""
    groups = grouped(rows, partitions)
    return tuple(place for group in groups[-max(1, len(groups) // OBJECTS) :] for place in group)
