"""What should lie in a written table after a run, judged by the run on the unchanged far end?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from pytest_connectors.drift.changes import (
    Change,
    ColumnRetyped,
    FilesChanged,
    RequestChanged,
    gone_columns,
    kept_rows,
    plain,
)
from pytest_connectors.drift.schema import Row, Rows, TableSchema
from pytest_connectors.runner.rowsets import Rowset
from pytest_connectors.verdicts.kinds import NULL, Cell, Listing, Node, Record
from pytest_connectors.verdicts.promises import plain_rows
from pytest_connectors.verdicts.sinks import Sink, expected_after, expected_rows, paired
from pytest_connectors.verdicts.snapshot import rows_node

if TYPE_CHECKING:
    from pytest_connectors.verdicts.observation import Observation

NOTHING_THERE: Mapping[str, Rows] = MappingProxyType({})
_ANOTHER = ("object-exists", "second-writer")


def sinks_of(
    schemas: tuple[TableSchema, ...],
    rowset: Rowset,
    changes: tuple[Change, ...],
    unchanged: Observation,
    there: Mapping[str, Rows] = NOTHING_THERE,
) -> Mapping[str, Sink]:
    """What lay in each written table before a run, and what should lie there after it, under these changes.

    Args:
        schemas: The declared tables.
        rowset: The rows that were put.
        changes: What changed.
        unchanged: The run on the unchanged far end.
        there: What lay in the tables after the changes, where only the far end can say.
    """
    by_name = {schema.name: schema for schema in schemas}
    return {
        name: _migrated(by_name[name], rowset, after, there[name])
        if name in there
        else _sink(by_name[name], rowset, changes, after)
        for name, after in unchanged.sinks.items()
    }


def _migrated(schema: TableSchema, rowset: Rowset, after: Listing, there: Rows) -> Sink:
    """The sink where the earlier rows are what a migration made of them."""
    before = rows_node(rowset.rows[schema.name])
    became, more = paired(before, rows_node(there), schema.primary_key)
    return Sink(
        before=rows_node(there),
        expected=expected_after(before, after, became, more, schema.primary_key),
        ignored=_not_written(schema, rowset, before, after),
        unhealed=(before, after),
    )


def _sink(schema: TableSchema, rowset: Rowset, changes: tuple[Change, ...], after: Listing) -> Sink:
    before = rows_node(rowset.rows[schema.name])
    if schema.name in there_already(changes):
        return Sink(before=after, expected=after, unhealed=(after, after))
    gone = gone_columns(changes, schema)
    rows = kept_rows(changes, schema.name, rowset.rows[schema.name])
    became = rows_node({name: value for name, value in row.items() if name not in gone} for row in rows)
    retyped = [one for one in map(plain, changes) if isinstance(one, ColumnRetyped) and one.table == schema.name]
    lossy = {one.column for one in retyped if one.lossy}
    # What the far end can no longer hold exactly, or at all, it cannot give back exactly.
    dropped = {
        one.column
        for one in changes
        if isinstance(one, RequestChanged) and one.way == "field-ignored" and one.table == schema.name
    }
    ignored = _not_written(schema, rowset, before, after) | lossy | dropped
    return Sink(
        before=became,
        expected=expected_rows(before, after, became, schema.primary_key),
        ignored=ignored,
        unhealed=(before, after),
    )


def _not_written(schema: TableSchema, rowset: Rowset, before: Listing, after: Listing) -> frozenset[str]:
    """Columns that the server fills and whose new values are not those of the payloads."""
    payloads = rows_node(rowset.payloads.get(schema.name, ()))
    return frozenset(
        column.name
        for column in schema.columns
        if column.fills_itself
        and _values(after, column.name) - _values(before, column.name) != _values(payloads, column.name)
    )


def unsent_columns(
    schemas: tuple[TableSchema, ...], rowset: Rowset, unchanged: Observation
) -> frozenset[tuple[str, str]]:
    """The tables and columns into which a run on the unchanged far end writes nothing."""
    by_name = {schema.name: schema for schema in schemas}
    return frozenset(
        (name, column.name)
        for name, after in unchanged.sinks.items()
        for column in by_name[name].columns
        if _said(after, column.name) <= _said(rows_node(rowset.rows[name]), column.name)
    )


def _said(rows: Listing, name: str) -> Counter[Node]:
    """How often a column holds each of its values, where it holds one."""
    held = (field for row in rows.items if isinstance(row, Record) for column, field in row.fields if column == name)
    return Counter(one for one in held if one != NULL)


def _values(rows: Listing, name: str) -> Counter[object]:
    return Counter(
        field
        for row in rows.items
        if isinstance(row, Record)
        for column, field in row.fields
        if column == name and isinstance(field, Cell)
    )


def there_already(changes: tuple[Change, ...]) -> frozenset[str]:
    """The datasets in which there lies already what the connector is to write."""
    return frozenset(one.table for one in changes if isinstance(one, FilesChanged) and one.way == "object-exists")


def another_writes(changes: tuple[Change, ...]) -> bool:
    """Whether another run of the same connector writes as well: before this one, or in the middle of it."""
    return any(isinstance(one, FilesChanged) and one.way in _ANOTHER for one in changes)


def rows_left(changed: Observation, schema: TableSchema, rowset: Rowset, changes: tuple[Change, ...]) -> Rows:
    """What a run left in a written table, as rows; earlier rows are again what they were before the change."""
    earlier, sink = rowset.rows[schema.name], changed.sinks[schema.name]
    images: list[Row | None] = list(kept_rows(changes, schema.name, earlier))
    rows: list[Row] = []
    if schema.name in changed.there:
        became, more = paired(rows_node(earlier), rows_node(changed.there[schema.name]), schema.primary_key)
        images = [None if one is None else plain_rows(Listing((one,)))[0] for one in (*became, *more)]
        # What a migration took away is there again, once it is undone.
        rows = [dict(row) for row, one in zip(earlier, became, strict=True) if one is None]
    for row in plain_rows(sink):
        place = next((i for i, image in enumerate(images) if image is not None and _is_image(row, image)), None)
        if place is None:
            rows.append(row)
            continue
        images[place] = None
        if place < len(earlier):
            rows.append(dict(earlier[place]))
    return tuple(rows)


def _is_image(row: Row, image: Row) -> bool:
    return all(image.get(key) == value or value is None for key, value in row.items())
