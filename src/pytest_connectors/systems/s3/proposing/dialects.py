"""How are files written beside those that are declared? In the sample's dialect, as far as a sample shows one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.systems.s3.proposing.reading import Sample

_MOMENTS = {"between": "T", "zone": "+00:00"}
_USUAL: dict[str, dict[str, Any]] = {
    "parquet": {"codec": "snappy", "version": "2.6", "page": "1.0", "row_group": None, "dictionary": True},
    "csv": {
        "delimiter": ",",
        "quote": '"',
        "header": True,
        "bom": False,
        "encoding": "utf-8",
        "newline": "\n",
        "quoting": "minimal",
        "header_quoted": True,
        "moments_quoted": False,
        "true": "true",
        "false": "false",
        **_MOMENTS,
    },
    "jsonl": {"newline": "\n", **_MOMENTS},
}
"""What is written where a dialect does not say it."""
_TRUTHS = {"true": "true", "false": "false"}


def merged(dataset: Dataset, sample: Sample) -> dict[str, Any]:
    """The sample's dialect; what the sample does not show is as it was declared."""
    now = dict(sample.fields.dialect)
    if any(pa.types.is_boolean(one.type) for one in sample.fields.arrow):
        now = _TRUTHS | now
    return {**dataset.fields.dialect, **now}


def others(dataset: Dataset, dialect: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """What is other in a dialect: its name, what is declared, and what it is now."""
    form = str(dataset.format)
    was, now = _whole(form, dataset.fields.dialect), _whole(form, dialect)
    return [(key, was[key], now[key]) for key in was if was[key] != now.get(key, was[key])]


def _whole(form: str, dialect: Mapping[str, Any]) -> dict[str, Any]:
    """The dialect with everything that it leaves to be as usual, and without what then says nothing."""
    whole = {**_USUAL[form], **dialect}
    if whole.get("quoting") == "minimal":
        # Who quotes where it is needed asks for nothing else.
        return {**whole, "header_quoted": True, "moments_quoted": False}
    return whole
