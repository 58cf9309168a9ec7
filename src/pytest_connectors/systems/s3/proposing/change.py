"""Which change puts a sample in the place of what is declared? Columns are matched, and types compared."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.contract.proposal import Proposal
from pytest_connectors.drift.changes.samples import SampleColumn, SampleReplaced
from pytest_connectors.systems.s3.files.replacing import is_text
from pytest_connectors.systems.s3.files.values import ERRORS, kept
from pytest_connectors.systems.s3.proposing.dialects import merged
from pytest_connectors.systems.s3.proposing.matching import matched
from pytest_connectors.systems.s3.proposing.reading import Sample, read
from pytest_connectors.systems.s3.proposing.telling import differences, words
from pytest_connectors.systems.s3.proposing.typing import has_decimal_comma, is_day_first, says_otherwise


def sampled_change(dataset: Dataset, proposal: Proposal) -> SampleReplaced | None:
    """What changes where the objects of a dataset are like a sample; None where the sample is like them already.

    Raises:
        BadContract: The sample is of another format, or cannot be read.
    """
    sample = read(dataset, proposal)
    columns = _columns(dataset, sample)
    numbers, days = _manner(dataset, sample)
    gzipped = sample.fields.gzipped
    change = SampleReplaced(
        dataset.name,
        proposal.said,
        columns,
        (),
        dialect=merged(dataset, sample),
        gzipped=gzipped,
        zipped_keys=None if gzipped == dataset.fields.gzipped else gzipped and sample.called_gz,
        decimal="," if numbers else ".",
        day_first=days,
    )
    found = differences(dataset, change)
    return dataclasses.replace(change, differences=found, words=words(dataset, change)) if found else None


def _columns(dataset: Dataset, sample: Sample) -> tuple[SampleColumn, ...]:
    """The sample's columns, as far as they stand in objects, each with the declared one whose values it holds."""
    of = matched(dataset, sample)
    kinds = {one.name: of[one.name][1] if one.name in of else one.type for one in sample.fields.arrow}
    rows = sample.typed(kinds)
    found = []
    for name, kind in kinds.items():
        other = of[name][0] if name in of else ""
        if other in dataset.partitioned_by:
            # What stands in the keys is not in the objects.
            continue
        column = SampleColumn(
            # A file without a header says no names.
            other if other and not sample.fields.dialect.get("header", True) else name,
            kind,
            other,
            required=sample.form == "parquet" and not sample.fields.arrow.field(name).nullable,
            own=_own([row.get(name) for row in rows], kind),
            omitted=_is_omitted(sample, name),
        )
        found.append(dataclasses.replace(column, filled=_is_filled(dataset, sample, name, column)))
    return tuple(found)


def _own(values: Sequence[Any], kind: Any) -> tuple[Any, ...]:
    """The sample's own values of a column, those alone that are of the type."""
    found = []
    for value in values:
        try:
            found.append(kept(value, kind))
        except ERRORS:
            continue
    return tuple(found)


def _is_filled(dataset: Dataset, sample: Sample, name: str, column: SampleColumn) -> bool:
    """Whether what stands in the sample is no text of a declared value, such as A-17 where numbers were."""
    if not column.of:
        return False
    declared = dataset.fields.arrow.field(column.of).type
    return is_text(column.kind) and declared != column.kind and says_otherwise(sample.values(name), declared)


def _is_omitted(sample: Sample, name: str) -> bool:
    """Whether a row of JSON lacks the key, and none says null."""
    if sample.form != "jsonl":
        return False
    return any(name not in row for row in sample.rows) and all(row.get(name, "") is not None for row in sample.rows)


def _manner(dataset: Dataset, sample: Sample) -> tuple[bool, bool]:
    """Whether a CSV file has a comma in its numbers, and its days written day first."""
    if sample.form != "csv":
        return False, False
    of = {name: dataset.fields.arrow.field(other).type for name, (other, _) in matched(dataset, sample).items()}
    values = [(sample.values(name), kind) for name, kind in of.items()]
    return any(has_decimal_comma(*pair) for pair in values), any(is_day_first(*pair) for pair in values)
