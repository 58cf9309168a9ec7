"""Which type of PostgreSQL is a type of Arrow, and which type of Arrow is one of PostgreSQL?"""

from __future__ import annotations

import re
from typing import Any

from pytest_connectors.contract.columns.sql import Column, Columns

# By the type's own name, without what stands in brackets; an unsigned number needs the next larger type.
_NAMES = {
    "bool": "boolean",
    "int8": "smallint",
    "int16": "smallint",
    "int32": "integer",
    "int64": "bigint",
    "uint8": "smallint",
    "uint16": "integer",
    "uint32": "bigint",
    "uint64": "numeric(20, 0)",
    "halffloat": "real",
    "float": "real",
    "double": "double precision",
    "string": "text",
    "large_string": "text",
    "string_view": "text",
    "binary": "bytea",
    "large_binary": "bytea",
    "binary_view": "bytea",
    "fixed_size_binary": "bytea",
    "date32": "date",
    "date64": "date",
    "time32": "time",
    "time64": "time",
    "duration": "interval",
    "month_day_nano_interval": "interval",
    "struct": "jsonb",
    "map": "jsonb",
}
# And back, by the name without its length or digits.
_BACK = {
    **dict.fromkeys(("boolean", "bool"), "bool"),
    **dict.fromkeys(("smallint", "int2"), "int16"),
    **dict.fromkeys(("integer", "int", "int4"), "int32"),
    **dict.fromkeys(("bigint", "int8"), "int64"),
    **dict.fromkeys(("real", "float4"), "float"),
    **dict.fromkeys(("double precision", "float8"), "double"),
    **dict.fromkeys(("text", "varchar", "character varying", "char", "character"), "string"),
    "bytea": "binary",
    "date": "date32",
    **dict.fromkeys(("time", "time without time zone"), "time64[us]"),
    **dict.fromkeys(("timestamp", "timestamp without time zone"), "timestamp[us]"),
    "interval": "duration[us]",
}
_EXACT = re.compile(r"(?:numeric|decimal)(?:\((\d+), ?(\d+)\))?")
_MOST_DIGITS, _USUAL_SCALE = 38, 9
_EXTENSIONS = {"arrow.uuid": "uuid", "arrow.json": "jsonb", "arrow.bool8": "boolean"}


def arrow_columns(schema: Any) -> Columns:
    """The columns of a pyarrow schema; it knows types and NOT NULL, and no keys."""
    return Columns(
        tuple(Column(field.name, arrow_type(field.type), str(field.type), nullable=field.nullable) for field in schema)
    )


def arrow_type(kind: Any) -> str | None:
    """PostgreSQL's name of an Arrow type; None where it has none."""
    import pyarrow as pa

    if isinstance(kind, pa.BaseExtensionType):
        return _EXTENSIONS.get(kind.extension_name)
    if pa.types.is_decimal(kind):
        return f"numeric({kind.precision}, {kind.scale})"
    if pa.types.is_timestamp(kind):
        return "timestamp" if kind.tz is None else "timestamptz"
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return arrow_type(kind.value_type)
    name = str(kind).partition("[")[0].partition("<")[0]
    if name not in _NAMES and hasattr(kind, "value_type"):
        inner = arrow_type(kind.value_type)
        return None if inner is None else f"{inner}[]"
    return _NAMES.get(name)


def arrow_of(sql: str) -> Any:
    """The Arrow type that holds the values of a type in PostgreSQL's words; None where it is not known here."""
    import pyarrow as pa

    if sql.endswith("[]"):
        inner = arrow_of(sql[:-2])
        return None if inner is None else pa.list_(inner)
    if exact := _EXACT.fullmatch(sql):
        precision, scale = (int(one) for one in (exact[1] or _MOST_DIGITS, exact[2] or _USUAL_SCALE))
        return pa.decimal128(precision, scale) if precision <= _MOST_DIGITS else pa.decimal256(precision, scale)
    if sql in ("timestamptz", "timestamp with time zone"):
        return pa.timestamp("us", "UTC")
    if sql == "uuid":
        return pa.uuid()
    name = _BACK.get(re.sub(r"\(\d+\)", "", sql))
    return None if name is None else pa.type_for_alias(name)
