"""Which declared column is a column of a sample? By name, by place where there are no names, or taken for renamed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.systems.s3.proposing.reading import Sample, untyped
from pytest_connectors.systems.s3.proposing.typing import has_decimal_comma, is_day_first, type_in

Kind = Callable[[str, str], Any]
_NO_LETTER = re.compile(r"[\W_]")


def matched(dataset: Dataset, sample: Sample) -> dict[str, tuple[str, Any]]:
    """The sample's columns that are declared: under which name, and of which type they are now."""
    kind = _kinds(dataset, sample)
    declared, names = dataset.fields.arrow.names, sample.fields.arrow.names
    of = _by_place(dataset, sample)
    if not of:
        of = _by_name(declared, names)
        of |= _renamed(dataset, [one for one in names if one not in of], set(of.values()), kind)
    return {name: (other, kind(name, other)) for name, other in of.items()}


def _kinds(dataset: Dataset, sample: Sample) -> Kind:
    """Of which type a column of the sample is, if it is this declared one."""
    unsaid = untyped(sample)

    def kind(name: str, other: str) -> Any:
        declared, values = dataset.fields.arrow.field(other).type, sample.values(name)
        if name in unsaid:
            return declared
        if sample.form == "csv" and (has_decimal_comma(values, declared) or is_day_first(values, declared)):
            return declared
        return type_in(sample.form, declared, sample.fields.arrow.field(name).type, values)

    return kind


def _by_place(dataset: Dataset, sample: Sample) -> dict[str, str]:
    """The columns by their places, where one of both sides has no header."""
    if dataset.fields.dialect.get("header", True) and sample.fields.dialect.get("header", True):
        return {}
    names = sample.fields.arrow.names
    declared: list[str] = dataset.fields.arrow.names
    if len(names) < len(declared):
        # What stands in the keys is not in the objects, but may be in a sample.
        declared = [one for one in declared if one not in dataset.partitioned_by]
    return dict(zip(names, declared, strict=False))


def _by_name(declared: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """The columns by their names; then by their letters alone, so that `userId` and `USER_ID` are `user_id`."""
    of = {name: name for name in names if name in declared}
    for name in names:
        near = [one for one in declared if one not in of.values() and _letters(one) == _letters(name)]
        if name not in of and len(near) == 1:
            of[name] = near[0]
    return of


def _renamed(dataset: Dataset, come: Sequence[str], taken: set[str], kind: Kind) -> dict[str, str]:
    """The column that is taken for renamed, where exactly one went, and one of its type came."""
    gone = [one for one in dataset.fields.arrow if one.name not in taken and one.name not in dataset.partitioned_by]
    if len(gone) != 1:
        return {}
    alike = [name for name in come if kind(name, gone[0].name) == gone[0].type]
    return {alike[0]: gone[0].name} if len(alike) == 1 else {}


def _letters(name: str) -> str:
    return _NO_LETTER.sub("", name).casefold()
