"""Of which type is a column of a sample? Text has no types, so that a few values may be of the declared one still."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from pytest_connectors.contract.samples.parquet import known
from pytest_connectors.systems.s3.files.replacing import is_text
from pytest_connectors.systems.s3.files.texts import parsed

_COMMA = re.compile(r"[+-]?\d+(?:,\d+)?")
_DAY_FIRST = re.compile(r"\d\d/(?:0\d|1[0-2])/\d{4}(?:[T ].*)?")


def type_in(form: str, declared: pa.DataType, sampled: pa.DataType, values: Sequence[Any]) -> pa.DataType:
    """The type of a column whose objects are like the sample: the declared one, where the sample may be of it.

    Args:
        form: `parquet`, `csv` or `jsonl`.
        declared: What is declared.
        sampled: What the sample says, or seems to say.
        values: What stands in the sample, as the file says it.
    """
    if known(declared) == sampled:
        return declared
    if form == "parquet":
        return sampled
    if pa.types.is_temporal(declared) and pa.types.is_temporal(sampled):
        return declared if _said_alike(declared, sampled) else sampled
    return declared if agrees(values, declared, form) else sampled


def agrees(values: Sequence[Any], kind: pa.DataType, form: str) -> bool:
    """Whether what stands in a text file may be values of the type."""
    types = pa.types
    present = [one for one in values if one is not None]
    if form == "csv":
        return all(_is_text_of(one, kind) for one in present)
    if types.is_dictionary(kind):
        return agrees(present, kind.value_type, form)
    if types.is_struct(kind):
        if not all(isinstance(one, dict) for one in present):
            return False
        keys = {key for one in present for key in one}
        return not present or (
            keys == {one.name for one in kind}
            and all(agrees([row.get(one.name) for row in present], one.type, form) for one in kind)
        )
    if types.is_map(kind):
        return all(isinstance(one, dict) for one in present) and agrees(
            [one for row in present for one in row.values()], kind.item_type, form
        )
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return all(isinstance(one, list) for one in present) and agrees(
            [one for row in present for one in row], kind.value_type, form
        )
    return all(_is_json_of(one, kind) for one in present)


def says_otherwise(values: Sequence[Any], declared: pa.DataType) -> bool:
    """Whether texts are none of the declared type's values, so that no text of such a value is like them."""
    texts = [one for one in values if isinstance(one, str)]
    return bool(texts) and not is_text(declared) and not all(_is_text_of(one, declared) for one in texts)


def has_decimal_comma(values: Sequence[Any], declared: pa.DataType) -> bool:
    """Whether fractions of a CSV file are written with a comma: 1,5."""
    texts = [one for one in values if one]
    if not (pa.types.is_floating(declared) or pa.types.is_decimal(declared)):
        return False
    return any("," in one for one in texts) and all(_COMMA.fullmatch(one) for one in texts)


def is_day_first(values: Sequence[Any], declared: pa.DataType) -> bool:
    """Whether days of a CSV file are written day first: 31/12/2026."""
    texts = [one for one in values if one]
    temporal = pa.types.is_date(declared) or pa.types.is_timestamp(declared)
    return temporal and bool(texts) and all(_DAY_FIRST.fullmatch(one) for one in texts)


def _said_alike(one: pa.DataType, other: pa.DataType) -> bool:
    """Whether moments of both are written with as many digits; Python knows no nanoseconds."""
    return str(one).replace("[ns", "[us") == str(other).replace("[ns", "[us") or (
        pa.types.is_date(one) and pa.types.is_date(other)
    )


def _is_text_of(text: str, kind: pa.DataType) -> bool:
    """Whether the text says a value of the type."""
    if is_text(kind):
        return True
    if pa.types.is_boolean(kind):
        return text.lower() in ("true", "false")
    return not isinstance(parsed(text, kind), str)


def _is_json_of(value: Any, kind: pa.DataType) -> bool:
    """Whether a value of JSON that has no parts says one of the type."""
    types = pa.types
    match value:
        case bool():
            return bool(types.is_boolean(kind))
        case int():
            return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))
        case float() | Decimal():
            return bool(types.is_floating(kind) or types.is_decimal(kind))
        case str():
            in_text = not (types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))
            return in_text and not types.is_boolean(kind) and _is_text_of(value, kind)
        case _:
            return False
