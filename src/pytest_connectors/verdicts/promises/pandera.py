"""Does a result keep what a pandera schema promises?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pytest_connectors.drift.hints import Hint
from pytest_connectors.verdicts.promises.bounds import inside
from pytest_connectors.verdicts.promises.rows import plain_rows


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


def _pandera_hint(column: Any) -> Hint:
    low = high = above = below = longest = None
    allowed: tuple[object, ...] = ()
    for check in column.checks or ():
        said = dict(check.statistics or {})
        match check.name:
            case "greater_than_or_equal_to":
                low = said.get("min_value")
            case "greater_than":
                above = said.get("min_value")
            case "less_than_or_equal_to":
                high = said.get("max_value")
            case "less_than":
                below = said.get("max_value")
            case "in_range":
                low, high = said.get("min_value"), said.get("max_value")
                above = None if said.get("include_min", True) else low
                below = None if said.get("include_max", True) else high
            case "isin":
                allowed = tuple(said.get("allowed_values", ()))
            case "str_length":
                longest = said.get("max_value") or said.get("exact_value")
    whole = "int" in str(column.dtype).lower()
    bounds = inside(low, high, above=above, below=below, whole=whole)
    return replace(bounds, allowed=allowed, unique=bool(column.unique), required=not column.nullable, longest=longest)


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
