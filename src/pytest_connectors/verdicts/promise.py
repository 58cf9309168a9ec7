"""What did the contract promise of a result (`returns=`), and does a result keep it?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pytest_connectors.drift.values import Hint
from pytest_connectors.errors import BadContract
from pytest_connectors.verdicts.kinds import Cell, Listing, Node, Record, rows_of
from pytest_connectors.verdicts.snapshot import node_of

_BOUNDS = {
    "greater_than_or_equal_to": "minimum",
    "greater_than": "minimum",
    "less_than_or_equal_to": "maximum",
    "less_than": "maximum",
}


class Promise(Protocol):
    """What is promised of the columns of a result."""

    @property
    def names(self) -> frozenset[str]:
        """The columns that are named."""

    @property
    def hints(self) -> Mapping[str, Hint]:
        """What rows must be like so that an honest connector can keep the promise."""

    def check(self, result: Any) -> str | None:
        """How a result breaks the promise; None where it keeps it. The result is not changed."""


def promise_of(returns: Any, contract: str) -> Promise | None:
    """The promise that `returns=` makes.

    Raises:
        BadContract: It is neither a pandera model or schema nor a pyarrow schema.
    """
    if returns is None:
        return None
    if hasattr(returns, "to_schema") and hasattr(returns, "validate"):
        return PanderaPromise(returns.to_schema())
    library = type(returns).__module__.partition(".")[0]
    if library == "pandera" and hasattr(returns, "columns"):
        return PanderaPromise(returns)
    if library == "pyarrow" and hasattr(returns, "field"):
        return ArrowPromise(returns)
    msg = f"{contract}: returns= takes a pandera model or a pyarrow schema; it is {returns!r}."
    raise BadContract(msg)


@dataclass(frozen=True)
class PanderaPromise:
    """A promise made by a pandera schema."""

    schema: Any

    @property
    def names(self) -> frozenset[str]:
        """The columns that the schema names."""
        return frozenset(str(name) for name in self.schema.columns)

    @property
    def hints(self) -> Mapping[str, Hint]:
        """Bounds, allowed values, uniqueness and NOT NULL of the schema's columns."""
        return {str(name): _pandera_hint(column) for name, column in self.schema.columns.items()}

    def check(self, result: Any) -> str | None:
        """What pandera says against a copy of the result."""
        try:
            frame = self._frame(result)
            self.schema.validate(frame, lazy=True)
        except Exception as error:  # noqa: BLE001 - pandera raises its own, and whatever a check of the user's raises
            return _pandera_words(error)
        return None

    def _frame(self, result: Any) -> Any:
        library = type(self.schema).__module__
        kind = type(result).__module__.partition(".")[0]
        if "polars" in library:
            import polars as pl

            return result.clone() if kind == "polars" else pl.DataFrame(plain_rows(result), schema=None)
        if "pandas" not in library:
            return result
        import pandas as pd

        if kind == "pandas":
            return result.copy() if isinstance(result, pd.DataFrame) else result.to_frame()
        if hasattr(result, "to_pandas"):
            return result.to_pandas()
        rows = plain_rows(result)
        return pd.DataFrame(rows) if rows else pd.DataFrame(columns=[str(name) for name in self.schema.columns])


@dataclass(frozen=True)
class ArrowPromise:
    """A promise made by a pyarrow schema: every field is there, in its kind, and null only where it may be."""

    schema: Any
    hints: Mapping[str, Hint] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The fields' names."""
        return frozenset(self.schema.names)

    def check(self, result: Any) -> str | None:
        """The first field that is missing, of another kind, or null where it must not be."""
        node = node_of(result)
        rows = rows_of(node)
        if not all(isinstance(row, Record) for row in rows):
            return f"it promises rows with {', '.join(self.schema.names)}, and {type(result).__name__} has none"
        columns = set(node.columns) if isinstance(node, Listing) else set()
        columns |= {name for row in rows if isinstance(row, Record) for name, _ in row.fields}
        for promised in self.schema:
            if rows and promised.name not in columns:
                return f"column {promised.name!r} is missing"
            for row in rows:
                if isinstance(row, Record) and (words := _arrow_breach(promised, dict(row.fields).get(promised.name))):
                    return words
        return None


def plain_rows(result: Any) -> list[dict[str, Any]]:
    """A result as plain dicts.

    Raises:
        TypeError: It is not made of rows.
    """
    rows = []
    for row in rows_of(node_of(result)):
        if not isinstance(row, Record):
            msg = f"returns= promises columns, and the result is a {type(result).__name__} that has none"
            raise TypeError(msg)
        rows.append({name: _plain(node) for name, node in row.fields})
    return rows


def _plain(node: Node) -> Any:
    match node:
        case Cell("float", "NaN"):
            return float("nan")
        case Cell(_, value):
            return getattr(value, "value", value)
        case Record(fields):
            return {name: _plain(inner) for name, inner in fields}
        case Listing(items):
            return [_plain(item) for item in items]


def _pandera_hint(column: Any) -> Hint:
    bounds: dict[str, Any] = {"minimum": None, "maximum": None}
    allowed: tuple[object, ...] = ()
    for check in column.checks or ():
        values = dict(check.statistics or {})
        if check.name in _BOUNDS:
            bounds[_BOUNDS[check.name]] = next(iter(values.values()), None)
        elif check.name == "in_range":
            bounds = {"minimum": values.get("min_value"), "maximum": values.get("max_value")}
        elif check.name == "isin":
            allowed = tuple(values.get("allowed_values", ()))
    numbers = {key: value if isinstance(value, int | float) else None for key, value in bounds.items()}
    return Hint(
        numbers["minimum"],
        numbers["maximum"],
        allowed=allowed,
        unique=bool(column.unique),
        required=not column.nullable,
    )


def _pandera_words(error: Exception) -> str:
    cases = getattr(error, "failure_cases", None)
    if cases is not None and hasattr(cases, "columns") and {"check", "failure_case"} <= set(cases.columns):
        rows = cases.to_dicts() if hasattr(cases, "to_dicts") else cases.to_dict("records")
        if rows:
            first, more = rows[0], len(rows) - 1
            column = first.get("column") or first.get("failure_case")
            also = f" (and {more} more)" if more else ""
            check, value = str(first["check"]), first["failure_case"]
            if check == "column_in_dataframe":
                return f"column {value!r} is missing{also}"
            if (kind := re.match(r"dtype\('(.*)'\)", check)) is not None:
                return f"column {column!r} is promised as {kind[1]} and holds {value!r}{also}"
            return f"column {column!r}: {check} fails for {value!r}{also}"
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"


def _arrow_breach(promised: Any, node: Node | None) -> str | None:
    if not isinstance(node, Cell):
        return None if node is not None else _null_breach(promised)
    if node.kind == "null":
        return _null_breach(promised)
    expected = _arrow_kind(promised.type)
    if expected is not None and node.kind != expected:
        return f"column {promised.name!r} is promised as {promised.type}, and {node} is of kind {node.kind}"
    return None


def _null_breach(promised: Any) -> str | None:
    return None if promised.nullable else f"column {promised.name!r} is promised without nulls, and holds one"


def _arrow_kind(kind: Any) -> str | None:
    import pyarrow as pa

    tests = (
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "float"),
        (pa.types.is_decimal, "decimal"),
        (lambda t: pa.types.is_string(t) or pa.types.is_large_string(t), "text"),
        (lambda t: pa.types.is_binary(t) or pa.types.is_large_binary(t), "bytes"),
        (pa.types.is_date, "date"),
        (lambda t: pa.types.is_timestamp(t) and t.tz is None, "naive time"),
        (lambda t: pa.types.is_timestamp(t) and t.tz is not None, "instant"),
        (pa.types.is_duration, "duration"),
    )
    return next((name for test, name in tests if test(kind)), None)
