"""Does a result keep what a pyarrow schema promises?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_connectors.drift.hints import Hint
from pytest_connectors.verdicts.kinds import Cell, Listing, Node, Record, rows_of
from pytest_connectors.verdicts.snapshot import node_of


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
