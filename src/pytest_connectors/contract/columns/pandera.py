"""Which columns does a pandera schema describe? Its types are those of numpy, pandas, polars or Arrow."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pytest_connectors.contract.columns.arrow import arrow_type
from pytest_connectors.contract.columns.sql import Column, Columns, compared, literal, one_of, quoted

_NAMES = {
    **dict.fromkeys(("bool", "boolean"), "boolean"),
    **dict.fromkeys(("int8", "int16", "uint8"), "smallint"),
    **dict.fromkeys(("int32", "uint16"), "integer"),
    **dict.fromkeys(("int64", "uint32"), "bigint"),
    "uint64": "numeric(20, 0)",
    **dict.fromkeys(("int128", "uint128"), "numeric(39, 0)"),
    **dict.fromkeys(("float16", "float32"), "real"),
    "float64": "double precision",
    **dict.fromkeys(("object", "str", "string", "utf8", "category", "categorical", "enum"), "text"),
    **dict.fromkeys(("bytes", "binary"), "bytea"),
    "date": "date",
    "time": "time",
    **dict.fromkeys(("duration", "timedelta64"), "interval"),
    **dict.fromkeys(("dict", "struct"), "jsonb"),
}
_PYTHON = {"int": "bigint", "float": "double precision", "str": "text", "bool": "boolean"}
_SIGNS = {
    "equal_to": "=",
    "not_equal_to": "<>",
    "greater_than": ">",
    "greater_than_or_equal_to": ">=",
    "less_than": "<",
    "less_than_or_equal_to": "<=",
}


def pandera_columns(schema: Any) -> Columns:
    """The columns of a pandera schema, named index levels first, with what its checks say that SQL can say."""
    levels = getattr(schema, "index", None)
    named = [level for level in getattr(levels, "indexes", [levels]) if getattr(level, "name", None) is not None]
    parts = {str(level.name): level for level in named} | {str(name): one for name, one in schema.columns.items()}
    together = getattr(schema, "unique", None) or ()
    unique = (together,) if isinstance(together, str) else tuple(map(str, together))
    return Columns(tuple(_column(name, one) for name, one in parts.items()), (unique,) if unique else ())


def _column(name: str, part: Any) -> Column:
    checks = [(check.name, dict(check.statistics or {})) for check in part.checks or ()]
    if getattr(part, "regex", False):
        return Column(name, None, "of a pattern of names")
    kind = _pandera_type(part.dtype)
    if kind == "text" and str(part.dtype) == "object":
        kind = _of_values([value for _, said in checks for value in said.values()])
    longest = [said.get("max_value") or said.get("exact_value") for check, said in checks if check == "str_length"]
    if kind == "text" and longest and longest[0]:
        kind = f"varchar({longest[0]})"
    said = [sql for check, values in checks for sql in _checks(name, check, values)]
    said += one_of(name, _categories(part.dtype))
    return Column(name, kind, str(part.dtype), bool(part.nullable), bool(part.unique), tuple(said))


def _categories(dtype: Any) -> list[Any]:
    found = [getattr(holder, "categories", None) for holder in (dtype, _native(dtype))]
    return next((list(one) for one in found if one is not None), [])


def _pandera_type(dtype: Any) -> str | None:
    """PostgreSQL's name of a type of pandera's; None where it has none."""
    native = _native(dtype)
    if type(native).__module__.startswith("pyarrow"):
        return arrow_type(native)
    if hasattr(dtype, "precision") and hasattr(dtype, "scale"):
        return _decimal(dtype)
    return _named(native if _is_nested(native) else dtype)


def _native(dtype: Any) -> Any:
    """The type as its library has it: an Arrow type in pandas, a polars type; else the same."""
    kind = getattr(dtype, "type", dtype)
    return getattr(kind, "pyarrow_dtype", kind)


def _is_nested(native: Any) -> bool:
    return type(native).__module__.partition(".")[0] in ("polars", "narwhals")


def _named(dtype: Any) -> str | None:
    text = str(dtype)
    name = re.split(r"[\[(]", text, maxsplit=1)[0].lower()
    match name:
        case "datetime64":
            return "timestamptz" if "," in text else "timestamp"
        case "datetime":
            return "timestamp" if getattr(dtype, "time_zone", None) is None else "timestamptz"
        case "decimal":
            return _decimal(dtype)
        case "list" | "array" if hasattr(dtype, "inner"):
            inner = _named(dtype.inner)
            return None if inner is None else f"{inner}[]"
        case "list":
            inner = _PYTHON.get(text[len("list[") : -1])
            return "jsonb" if inner is None else f"{inner}[]"
        case "object" if _is_nested(dtype):
            return None
        case _:
            return _NAMES.get(name)


def _decimal(dtype: Any) -> str:
    size = (getattr(dtype, "precision", None), getattr(dtype, "scale", None))
    return "numeric" if None in size else f"numeric({size[0]}, {size[1]})"


def _of_values(values: list[Any]) -> str:
    """The type of a column of objects, as far as its checks tell: numbers, days or moments; else text."""
    flat = [one for value in values for one in (value if isinstance(value, list | tuple | set) else [value])]
    known = [one for one in flat if one is not None and not isinstance(one, bool)]
    kinds = ((int | float | Decimal, "numeric"), (datetime.datetime, "timestamp"), (datetime.date, "date"))
    return next((kind for of, kind in kinds if known and all(isinstance(one, of) for one in known)), "text")


def _checks(name: str, check: str, said: Mapping[str, Any]) -> Iterator[str]:
    match check:
        case "isin":
            yield from one_of(name, said.get("allowed_values", ()))
        case "notin":
            unwanted = [literal(value) for value in said.get("forbidden_values", ())]
            if unwanted and None not in unwanted:
                yield f"{quoted(name)} NOT IN ({', '.join(map(str, unwanted))})"
        case "in_range":
            yield from compared(name, ">=" if said.get("include_min", True) else ">", said.get("min_value"))
            yield from compared(name, "<=" if said.get("include_max", True) else "<", said.get("max_value"))
        case "str_length":
            least = said.get("min_value") or said.get("exact_value")
            if least:
                yield f"char_length({quoted(name)}) >= {int(least)}"
        case _ if check in _SIGNS:
            yield from compared(name, _SIGNS[check], next(iter(said.values()), None))
