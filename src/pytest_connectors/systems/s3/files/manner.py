"""In which manner is an object written? In the dataset's own, or in the one of a change."""

from __future__ import annotations

import dataclasses
import gzip
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.changes.files import FilesChanged
from pytest_connectors.errors import CannotHappen
from pytest_connectors.systems.s3.files.sheet import Cells, Sheet

_EXTRA_VALUE = "added"
_GZIP_LEVEL = 6
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Manner:
    """How an object is written.

    Attributes:
        format: `parquet`, `csv` or `jsonl`.
        dialect: As the sample has it; what it does not say is what pyarrow, or most programs, do.
        gzipped: The object is compressed as a whole.
        decimal: What stands before a number's fraction in CSV.
        day_first: Days stand as 31/12/2026 in CSV.
        ragged: Lines have a field too many, or too few.
        shape: JSON rows stand as `lines`, `array`, `pretty` or `wrapped`.
    """

    format: str
    dialect: Mapping[str, Any]
    gzipped: bool = False
    decimal: str = "."
    day_first: bool = False
    ragged: bool = False
    shape: str = "lines"

    @classmethod
    def of(cls, dataset: Dataset) -> Manner:
        """The dataset's own."""
        return cls(str(dataset.format), dict(dataset.fields.dialect), dataset.fields.gzipped)

    def with_dialect(self, **changes: Any) -> Manner:
        """The same with another dialect."""
        return dataclasses.replace(self, dialect={**self.dialect, **changes})

    def anew(self) -> Manner:
        """As another program, or another version, writes the same: other bytes of the same length or not."""
        match self.format:
            case "parquet":
                codec = "gzip" if self.dialect.get("codec") == "zstd" else "zstd"
                return self.with_dialect(codec=codec, row_group=2)
            case "csv":
                return self.with_dialect(quoting="minimal" if self.dialect.get("quoting") == "all" else "all")
            case _:
                return self.with_dialect(spaced=True)


def in_manner(dataset: Dataset, change: FilesChanged, sheet: Sheet, manner: Manner) -> tuple[Sheet, Manner]:
    """What is written, and how, after one change.

    Raises:
        CannotHappen: The dataset's format or columns do not allow it.
    """
    way, detail = change.way, change.detail
    if way.startswith(("csv-", "jsonl-")) and not way.startswith(f"{manner.format}-"):
        msg = f"objects of {dataset.name} are no {way.partition('-')[0].upper()}"
        raise CannotHappen(msg)
    match way:
        case "codec-changed" | "parquet-v2" if manner.format != "parquet":
            msg = f"objects of {dataset.name} are no Parquet"
            raise CannotHappen(msg)
        case "codec-changed":
            return sheet, manner.with_dialect(codec=detail)
        case "parquet-v2":
            version = "2.6" if manner.dialect.get("version") == "1.0" else "1.0"
            return sheet, manner.with_dialect(page="2.0", version=version)
        case "suffix-gzipped":
            if manner.gzipped:
                msg = f"objects of {dataset.name} are gzip already"
                raise CannotHappen(msg)
            return sheet, dataclasses.replace(manner, gzipped=True)
        case "file-empty":
            return emptied(sheet), manner
        case _ if way.startswith("csv-"):
            return _separated(change, sheet, manner)
        case _ if way.startswith("jsonl-"):
            return _lined(change, sheet, manner)
        case _:
            return sheet, manner


def damaged(change: FilesChanged, data: bytes) -> bytes:
    """The object's bytes after a change that leaves less of them."""
    match change.way:
        case "file-zero-bytes":
            return b""
        case "file-corrupt":
            half = max(1, len(data) // 2)
            # Not between two lines: what is left would be whole.
            return data[:half].rstrip(b"\r\n")[:-1] or data[:1]
        case _:
            return data


def compressed(data: bytes) -> bytes:
    """The bytes as gzip, without a time in it."""
    return gzip.compress(data, _GZIP_LEVEL, mtime=0)


def emptied(sheet: Sheet) -> Sheet:
    """The same columns without rows."""
    return Sheet(tuple(dataclasses.replace(one, values=[], absent=frozenset()) for one in sheet.columns), 0)


def _separated(change: FilesChanged, sheet: Sheet, manner: Manner) -> tuple[Sheet, Manner]:  # noqa: C901 - one case a way
    way, detail = change.way, change.detail
    match way:
        case "csv-delimiter":
            return sheet, manner.with_dialect(delimiter=_sign(detail))
        case "csv-quote":
            return sheet, manner.with_dialect(quote=_sign(detail), quoting="all")
        case "csv-header-missing":
            return sheet, manner.with_dialect(header=False)
        case "csv-header-renamed":
            place = sheet.place(change.column)
            renamed = (
                sheet if place is None else sheet.put(place, dataclasses.replace(sheet.columns[place], name=detail))
            )
            return renamed, manner
        case "csv-bom":
            return sheet, manner.with_dialect(bom=True, encoding="utf-8")
        case "csv-latin1":
            return sheet, manner.with_dialect(bom=False, encoding="latin-1")
        case "csv-decimal-comma":
            return sheet, dataclasses.replace(manner, decimal=",")
        case "csv-date-dmy":
            return sheet, dataclasses.replace(manner, day_first=True)
        case "csv-column-added":
            extra = Cells(detail, pa.string(), [_EXTRA_VALUE] * sheet.count, of=detail)
            return sheet.inserted(extra, change.column or None), manner
        case "csv-ragged":
            return sheet, dataclasses.replace(manner, ragged=True)
        case _:
            return sheet, manner.with_dialect(newline="\r\n")


def _lined(change: FilesChanged, sheet: Sheet, manner: Manner) -> tuple[Sheet, Manner]:
    way = change.way
    place = sheet.place(change.column)
    match way:
        case "jsonl-array" | "jsonl-pretty" | "jsonl-wrapped":
            return sheet, dataclasses.replace(manner, shape=way.removeprefix("jsonl-"))
        case _ if place is None:
            return sheet, manner
        case "jsonl-key-missing":
            cells = sheet.columns[place]
            gone = {i for i, value in enumerate(cells.values) if value is None}
            return sheet.put(place, dataclasses.replace(cells, absent=frozenset(gone))), manner
        case _:
            cells = sheet.columns[place]
            values = [math.nan if value is None else value for value in cells.values]
            return sheet.put(place, dataclasses.replace(cells, values=values)), manner


def _sign(detail: str) -> str:
    """A delimiter or quote, which may be said in words."""
    return {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "pipe": "|"}.get(detail, detail)
