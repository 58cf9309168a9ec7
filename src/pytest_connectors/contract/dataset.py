"""How is a dataset on object storage declared? By where it lies, how its objects are called, and its rows' schema."""

from __future__ import annotations

import datetime
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from pytest_connectors.contract.fields import Fields, fields_of, sampled_fields
from pytest_connectors.errors import BadContract, near

FORMATS = ("parquet", "csv", "jsonl")
SUFFIXES = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_OWN_NAMES = ("day", "n")


@dataclass(frozen=True, eq=False)
class Dataset:
    """Objects under a prefix of a bucket that together hold rows, as Parquet, CSV or JSON Lines.

    Args:
        prefix: Where the objects lie, without the bucket: `"activity/"`; or the key of a single object:
            `"exports/users.parquet"`.
        bucket: The bucket's name, as the connector knows it.
        schema: A pyarrow schema, or a pandera model or schema, of the rows.
        sample: In place of `schema`, the path of a file like those that lie there: its schema is taken over, and its
            dialect (Parquet: codec, version, row groups; CSV: delimiter, quote, header, encoding), and gzip.
        format: `"parquet"`, `"csv"` or `"jsonl"`; where it is left out, the sample's or the prefix's suffix says it.
        partitioned_by: Columns that stand in the keys, as `day=2026-05-05/`, and not in the objects.
        keys: How objects are called below the prefix: `"dt={day}/part-{n}.csv.gz"`. `{n}` counts; `{day}` is a day up
            to yesterday; the name of a column partitions by it.
        rows: What lies in the dataset, in place of generated rows, as for a table. For a written dataset these are the
            rows for the connector to write.

    Example:
        >>> Dataset("activity/", bucket="acme-activity", schema=pyarrow.schema({"user_id": "int64"})).name
        'activity'

    Raises:
        BadContract: An argument is of no use.
    """

    system: ClassVar[str] = "s3"

    prefix: str
    bucket: str = field(default="", kw_only=True)
    schema: Any = field(default=None, kw_only=True)
    sample: Any = field(default=None, kw_only=True)
    format: str | None = field(default=None, kw_only=True)
    partitioned_by: Sequence[str] = field(default=(), kw_only=True)
    keys: str | None = field(default=None, kw_only=True)
    rows: Any = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Check what can be checked; a sample is opened, nothing else."""
        self._check_place()
        if (self.schema is None) == (self.sample is None):
            said = "neither is given" if self.schema is None else "both are given"
            msg = (
                f"Dataset({self.prefix!r}) takes either schema= (a pyarrow schema, or a pandera model or schema) or "
                f"sample= (the path of a file like those that lie there); {said}."
            )
            raise BadContract(msg)
        self._check_kinds()
        object.__setattr__(self, "format", self._checked_format())
        columns = _several(self.partitioned_by)
        found = (
            fields_of(self.prefix, self.schema, str(self.format))
            if self.sample is None
            else sampled_fields(self.prefix, Path(self.sample), str(self.format))
        )
        # What is called .gz is gzip; a sample that is gzip under another name says so by itself.
        called = self.keys or (self.prefix if self.is_single else "")
        object.__setattr__(self, "_fields", replace(found, gzipped=found.gzipped or called.endswith(".gz")))
        self._check_names("partitioned_by=", columns)
        named = self._check_keys()
        object.__setattr__(self, "partitioned_by", tuple(dict.fromkeys((*columns, *named))))
        if len(self.partitioned_by) == len(found.arrow.names):
            msg = f"Dataset({self.prefix!r}): every column is named in partitioned_by= or keys=, so objects hold none."
            raise BadContract(msg)

    @property
    def name(self) -> str:
        """The dataset's name, for ids and people: `raw/activity/` is `raw-activity`."""
        return self.prefix.strip("/").replace("/", "-") or self.bucket

    @property
    def spellings(self) -> tuple[str, ...]:
        """By which other names people call it: its prefix, with its slash or without."""
        return (self.prefix, self.prefix.strip("/"))

    @property
    def said(self) -> str:
        """How the declaration is named in a message."""
        return f"Dataset({self.prefix!r})"

    @property
    def fields(self) -> Fields:
        """The rows' schema, in Arrow and in words; with the sample's dialect where there is one."""
        return self._fields  # type: ignore[attr-defined, no-any-return]  # a frozen dataclass keeps it aside

    @property
    def is_single(self) -> bool:
        """Whether the prefix is the key of one object."""
        return not self.prefix.endswith("/") and Path(self.prefix.removesuffix(".gz")).suffix in SUFFIXES

    @property
    def suffix(self) -> str:
        """What an object's key ends in, where neither `keys` nor the prefix says it."""
        return f".{self.format}" + (".gz" if self.fields.gzipped else "")

    @property
    def template(self) -> str:
        """How objects are called, the prefix included: `activity/day={day}/part-{n:05d}.parquet`."""
        if self.is_single:
            return _plain(self.prefix)
        parts = "".join(f"{name}={{{name}}}/" for name in self.partitioned_by)
        return _plain(self.prefix) + (self.keys or f"{parts}part-{{n:05d}}{self.suffix}")

    def agrees_with(self, other: object) -> bool:
        """Whether both declare the same dataset in the same way."""
        return self is other or (
            isinstance(other, Dataset)
            and (self.prefix, self.bucket, self.format, self.partitioned_by, self.keys, self.fields)
            == (other.prefix, other.bucket, other.format, other.partitioned_by, other.keys, other.fields)
            and (self.rows is other.rows or repr(self.rows) == repr(other.rows))
        )

    def _check_place(self) -> None:
        prefix = self.prefix
        if not isinstance(prefix, str):
            msg = f"Dataset(...) needs the prefix as its first argument, a text such as 'activity/'; it is {prefix!r}."
            raise BadContract(msg)
        if "://" in prefix:
            bucket, _, rest = prefix.partition("://")[2].partition("/")
            msg = (
                f"Dataset({prefix!r}): a prefix is what stands behind the bucket, without a scheme. "
                f"Write Dataset({rest!r}, bucket={bucket!r}, ...)."
            )
            raise BadContract(msg)
        if prefix.startswith("/"):
            msg = f"Dataset({prefix!r}): a prefix begins without a slash. Write Dataset({prefix.lstrip('/')!r}, ...)."
            raise BadContract(msg)
        if not isinstance(self.bucket, str) or not _BUCKET.fullmatch(self.bucket):
            msg = (
                f"Dataset({prefix!r}): bucket= takes the bucket's name as the connector knows it: 3 to 63 small "
                f"letters, digits, dots and hyphens; it is {self.bucket!r}."
            )
            raise BadContract(msg)
        if prefix and not prefix.endswith("/") and not self.is_single:
            object.__setattr__(self, "prefix", f"{prefix}/")

    def _check_kinds(self) -> None:
        columns = self.partitioned_by
        if not isinstance(columns, str | list | tuple):
            msg = (
                f"Dataset({self.prefix!r}): partitioned_by= takes a column's name or a list of them; it is {columns!r}."
            )
            raise BadContract(msg)
        if self.keys is not None and not isinstance(self.keys, str):
            msg = (
                f"Dataset({self.prefix!r}): keys= takes a text such as 'dt={{day}}/part-{{n}}.csv'; it is "
                f"{self.keys!r}."
            )
            raise BadContract(msg)
        if self.sample is not None and not isinstance(self.sample, str | Path):
            msg = f"Dataset({self.prefix!r}): sample= takes the path of a file; it is {self.sample!r}."
            raise BadContract(msg)

    def _checked_format(self) -> str:
        if self.format in FORMATS:
            return str(self.format)
        if self.format is not None:
            msg = (
                f"Dataset({self.prefix!r}): format= takes {', '.join(FORMATS)}; it is {self.format!r}."
                f"{near(str(self.format), FORMATS)}"
            )
            raise BadContract(msg)
        for name in (self.sample, self.keys, self.prefix):
            suffix = Path(str(name or "").removesuffix(".gz")).suffix.lower()
            if suffix in SUFFIXES:
                return SUFFIXES[suffix]
        return "parquet"

    def _check_names(self, argument: str, names: Sequence[str]) -> None:
        known = self.fields.arrow.names
        for name in names:
            if name not in known:
                msg = (
                    f"Dataset({self.prefix!r}): {argument} names {name!r}, which is no column of the schema."
                    f"{near(str(name), known)} It has {', '.join(known)}."
                )
                raise BadContract(msg)

    def _check_keys(self) -> list[str]:
        """The columns that `keys` names."""
        self._check_single()
        partitions = _several(self.partitioned_by)
        if "n" in partitions:
            msg = f"Dataset({self.prefix!r}): {{n}} counts the objects, so that no partition can be called 'n'."
            raise BadContract(msg)
        if self.keys is None:
            return []
        try:
            parsed = string.Formatter().parse(self.keys)
            parts = [(name, spec or "") for _, name, spec, _ in parsed if name is not None]
        except ValueError as error:
            msg = f"Dataset({self.prefix!r}): keys= is no template: {self.keys!r} ({error})."
            raise BadContract(msg) from None
        names = [name for name, _ in parts]
        columns = [name for name in names if name in self.fields.arrow.names and name != "n"]
        self._check_names("keys=", [name for name in names if name not in _OWN_NAMES])
        if "n" not in names:
            msg = (
                f"Dataset({self.prefix!r}): keys= needs {{n}}, which counts the objects; it is {self.keys!r}. "
                "Where there is one object only, make its key the prefix."
            )
            raise BadContract(msg)
        left = [name for name in partitions if name not in names]
        if left:
            msg = (
                f"Dataset({self.prefix!r}): keys= does not name the partition {left[0]!r}, so that its values stand "
                f"nowhere; it is {self.keys!r}. Write {left[0]}={{{left[0]}}}/ into it, or leave it out of "
                f"partitioned_by=."
            )
            raise BadContract(msg)
        self._check_own_names([part for part in parts if part[0] not in columns])
        return columns

    def _check_single(self) -> None:
        """Whether what is said of keys can be said of one object."""
        if not self.is_single:
            return
        if self.partitioned_by:
            msg = (
                f"Dataset({self.prefix!r}): the prefix is one object's key, in which no partition stands. Leave out "
                f"partitioned_by=, or make the prefix a directory that ends in a slash."
            )
            raise BadContract(msg)
        if self.keys is not None:
            msg = (
                f"Dataset({self.prefix!r}): the prefix is one object's key already, so keys= says nothing: leave it "
                f"out."
            )
            raise BadContract(msg)

    def _check_own_names(self, parts: Sequence[tuple[str, str]]) -> None:
        """Whether a day and a number can be written as `keys` asks."""
        for name, spec in parts:
            try:
                format({"day": datetime.date(2026, 5, 5), "n": 0}[name], spec)
            except ValueError as error:
                msg = (
                    f"Dataset({self.prefix!r}): keys= cannot name an object: {{{name}:{spec}}} ({error}). {{day}} "
                    f"takes what strftime does, such as {{day:%Y/%m/%d}}; {{n}} what a number does, such as {{n:05d}}."
                )
                raise BadContract(msg) from None


def _several(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _plain(prefix: str) -> str:
    return prefix.replace("{", "{{").replace("}", "}}")
