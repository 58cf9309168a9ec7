"""Which values has a type of Arrow? As the type of PostgreSQL by which rows are generated."""

from __future__ import annotations

import dataclasses
import re

import pyarrow as pa

from pytest_connectors.contract.columns import arrow_of, arrow_type
from pytest_connectors.drift.schema import Type

_BASES = {
    "smallint": "int2",
    "integer": "int4",
    "bigint": "int8",
    "real": "float4",
    "double precision": "float8",
    "boolean": "bool",
}
_DIGITS = {"s": 0, "ms": 3, "us": 6, "ns": 6}
_UUID_BYTES = 16
_LENGTH = re.compile(r"varchar\((\d+)\)")


def type_of(kind: pa.DataType, sql: str | None = None) -> Type:
    """The type of an Arrow type's values.

    Args:
        kind: The Arrow type.
        sql: Its name in PostgreSQL, where more than the Arrow type is known: a length.
    """
    text = str(kind)
    if pa.types.is_dictionary(kind):
        return dataclasses.replace(type_of(kind.value_type), text=text)
    if pa.types.is_nested(kind):
        return _nested(kind)
    if pa.types.is_decimal(kind):
        return Type(text, "numeric", precision=kind.precision, scale=kind.scale)
    if pa.types.is_integer(kind):
        return _whole(kind)
    if pa.types.is_fixed_size_binary(kind):
        return Type(text, "uuid" if kind.byte_width == _UUID_BYTES else "bytea")
    name = arrow_type(kind) or "text"
    if name in ("time", "timestamp", "timestamptz"):
        return Type(text, name, precision=_DIGITS[kind.unit])
    if sql is not None and (found := _LENGTH.fullmatch(sql)):
        return Type(text, "varchar", length=int(found[1]))
    return Type(text, _BASES.get(name, name))


def _nested(kind: pa.DataType) -> Type:
    """Lists as arrays; what has a fixed number of parts as a composite, whose values come as tuples."""
    text = str(kind)
    if pa.types.is_map(kind):
        parts = (type_of(kind.key_type), type_of(kind.item_type))
        pair = Type("pair", "record", form="composite", parts=parts, required=True)
        return Type(text, "array", form="array", parts=(pair,), dimensions=1)
    if pa.types.is_struct(kind):
        return Type(text, "record", form="composite", parts=tuple(type_of(one.type) for one in kind))
    if pa.types.is_fixed_size_list(kind):
        return Type(text, "record", form="composite", parts=(type_of(kind.value_type),) * kind.list_size)
    element = dataclasses.replace(type_of(kind.value_type), required=not kind.value_field.nullable)
    return Type(text, "array", form="array", parts=(element,), dimensions=1)


def _whole(kind: pa.DataType) -> Type:
    """A whole number, with a check where PostgreSQL's type takes more."""
    signed, bits = pa.types.is_signed_integer(kind), kind.bit_width
    low = -(2 ** (bits - 1)) if signed else 0
    high = 2 ** (bits - 1) - 1 if signed else 2**bits - 1
    check = f"CHECK (((VALUE >= {low}) AND (VALUE <= {high})))"
    base = _BASES.get(str(arrow_type(kind)), "numeric")
    if base == "numeric":
        return Type(str(kind), base, precision=20, scale=0, checks=(check,))
    exact = signed and bits > 8  # noqa: PLR2004 - PostgreSQL has no number of one byte
    return Type(str(kind), base, checks=() if exact else (check,))


def named_type(text: str, was: pa.DataType) -> pa.DataType:
    """The Arrow type of a text, as `str` of it, or `ColumnRetyped`, says it; or of a type in SQL's words.

    Args:
        text: `int64`, `timestamp[us, tz=UTC]`, `dictionary`, `bigint`.
        was: The type before, of which a dictionary or a struct is made.
    """
    word = text.partition("<")[0]
    if word == "dictionary":
        return was if pa.types.is_dictionary(was) else pa.dictionary(pa.int32(), was)
    if word == "struct":
        return pa.struct([("value", was)])
    if found := re.fullmatch(r"timestamp\[(\w+), tz=(.+)\]", text):
        return pa.timestamp(found[1], found[2])
    if found := re.fullmatch(r"decimal(\d+)\((\d+), ?(\d+)\)", text):
        return (pa.decimal256 if found[1] == "256" else pa.decimal128)(int(found[2]), int(found[3]))
    aliases = {"large_string": pa.large_string(), "string_view": pa.string_view(), "null": pa.null()}
    if text in aliases:
        return aliases[text]
    try:
        return pa.type_for_alias(text.replace("date32[day]", "date32").replace("date64[ms]", "date64"))
    except ValueError:
        found_type = arrow_of(text)
    if found_type is None:
        msg = f"no type of Arrow is called {text!r}"
        raise ValueError(msg)
    return found_type
