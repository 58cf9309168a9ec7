"""Which type of PostgreSQL is a type of Arrow?"""

from __future__ import annotations

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
