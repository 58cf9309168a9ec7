"""What do data frame libraries hold? Their frames as columns, their arrays as lists, their scalars as Python's own.

None of them is imported here: a value is known by the module of its class.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

_MICRO = 1000


class Columns(dict[str, list[Any]]):
    """A frame's columns by name, in their order."""


class Precise(NamedTuple):
    """A moment or a duration with what Python's own cannot hold."""

    whole: dt.datetime | dt.timedelta
    nanoseconds: int


def plain_of(value: Any) -> Any:
    """The value as `Columns`, a list or a plain scalar; the value itself where it is of no such library."""
    library = type(value).__module__.partition(".")[0]
    found = _LIBRARIES[library](value) if library in _LIBRARIES else value
    if found is value and hasattr(value, "__arrow_c_stream__"):
        import pyarrow as pa

        return _arrow(pa.table(value))
    return found


def _pandas(value: Any) -> Any:
    match type(value).__name__:
        case "DataFrame":
            columns = {str(value.columns[i]): value.iloc[:, i] for i in range(value.shape[1])}
            return Columns({name: _values(column) for name, column in (_index(value.index) | columns).items()})
        case "Series":
            if not (index := _index(value.index)):
                return _values(value)
            name = "value" if value.name is None else str(value.name)
            return Columns({key: _values(column) for key, column in (*index.items(), (name, value))})
        case "Timestamp":
            whole = value.to_pydatetime(warn=False)
            return Precise(whole, value.nanosecond) if value.nanosecond else whole
        case "Timedelta":
            rest = value.value % _MICRO
            return Precise(value.to_pytimedelta(), rest) if rest else value.to_pytimedelta()
        case "NaTType" | "NAType":
            return None
        case _:
            return _values(value) if hasattr(value, "to_numpy") else value


def _values(column: Any) -> list[Any]:
    """The values as Python objects; what pandas holds to be missing is None, since it knows no other way."""
    missing = column.isna() if hasattr(column, "isna") else [False] * len(column)
    return [None if gone else item for item, gone in zip(column.tolist(), missing, strict=True)]


def _index(index: Any) -> dict[str, Any]:
    """The index's levels as columns where they carry data: where they are named, or are no integers."""
    if index.nlevels > 1:
        return {str(name or f"index {i}"): index.get_level_values(i) for i, name in enumerate(index.names)}
    if index.name is not None:
        return {str(index.name): index}
    return {} if index.dtype.kind in "iu" or len(index) == 0 else {"index": index}


def _numpy(value: Any) -> Any:
    if not hasattr(value, "dtype"):
        return value
    if value.dtype.kind in "mM":
        value = value.astype(f"{'datetime64' if value.dtype.kind == 'M' else 'timedelta64'}[us]")
    if value.dtype.names and getattr(value, "ndim", 0) == 1:
        return Columns({name: value[name].tolist() for name in value.dtype.names})
    return value.tolist()


def _polars(value: Any) -> Any:
    match type(value).__name__:
        case "DataFrame":
            return Columns({column.name: column.to_list() for column in value.get_columns()})
        case "Series":
            return value.to_list()
        case _:
            return value


def _arrow(value: Any) -> Any:
    match type(value).__name__:
        case "Table" | "RecordBatch":
            return Columns({name: value.column(i).to_pylist() for i, name in enumerate(value.schema.names)})
        case _ if hasattr(value, "to_pylist"):
            return value.to_pylist()
        case _ if hasattr(value, "as_py"):
            return value.as_py()
        case _:
            return value


_LIBRARIES: dict[str, Callable[[Any], Any]] = {
    "pandas": _pandas,
    "numpy": _numpy,
    "polars": _polars,
    "pyarrow": _arrow,
}
