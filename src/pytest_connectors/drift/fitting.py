"""Which rows fit a change? A shorter text, a smaller number or a new constraint is tried on rows that allow it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pytest_connectors.drift.changes import (
    Change,
    ColumnConstrained,
    ColumnRequired,
    ColumnRetyped,
    DocumentReplaced,
    FilesChanged,
    Placed,
    SampleReplaced,
    ZerosLost,
    plain,
)
from pytest_connectors.drift.changes.files import MID_RUN, new_places
from pytest_connectors.drift.schema import Rows

_NEAR_THE_END = 1000
_EVERY = 3
_ACCENTED = "Zoë"
# Changes to how NULL is written, which show where there is one.
_NULLS = ("jsonl-key-missing", "jsonl-nan")


def asks_of_rows(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that not every row allows, or that some rows would not show."""
    return tuple(one for one in changes if _asks(plain(one)))


def fitting_places(change: Change, rows: Rows) -> list[int]:
    """The places of rows that the change allows; all where it would allow none."""
    match change:
        case ColumnRequired(column=column):
            places = [i for i, row in enumerate(rows) if row.get(column) is not None]
        case ColumnConstrained(kind="unique", column=column):
            seen: set[str] = set()
            places = []
            for i, row in enumerate(rows):
                value = row.get(column)
                if value is None or repr(value) not in seen:
                    seen.add(repr(value))
                    places.append(i)
        case _:
            return list(range(len(rows)))
    return places or list(range(len(rows)))


def fitted(change: Change, rows: Rows) -> Rows:
    """The rows with values that the change allows, before it as after it: texts cut, numbers smaller, NULL.

    The very same rows where nothing has to be another one. What is placed in new objects asks of their rows alone.
    """
    match change:
        case Placed(change=SampleReplaced() as inner, where=where) if where == MID_RUN:
            return fitted(inner, rows)
        case Placed(change=inner, partitions=partitions):
            places = new_places(rows, partitions)
            part = tuple(rows[i] for i in places)
            if (became := fitted(inner, part)) is part:
                return rows
            new = dict(zip(places, became, strict=True))
            return tuple(new.get(i, row) for i, row in enumerate(rows))
        case DocumentReplaced(agreed=agreed) if agreed is not None:
            return agreed(rows)
        case ColumnRetyped(way="null", column=column):
            return tuple({**row, column: None} for row in rows)
        case ColumnRetyped(column=column, limit=int() as limit):
            return tuple({**row, column: _cut(row.get(column), limit)} for row in rows)
        case ZerosLost(column=column):
            return rows if change.touched(rows) else _every_third(rows, column, lambda place: f"{place:05}")
        case FilesChanged(way=way, column=column) if way in _NULLS:
            return _every_third(rows, column, lambda _: None)
        case FilesChanged(way="csv-latin1") | SampleReplaced() if _asks(change):
            return _in_latin1(rows, _of_texts(change, rows))
        case _:
            return rows


def _of_texts(change: FilesChanged | SampleReplaced, rows: Rows) -> str:
    """The column whose texts show another encoding."""
    if isinstance(change, FilesChanged):
        return change.column
    return next((one.of for one in change.columns if any(isinstance(row.get(one.of), str) for row in rows)), "")


def _asks(change: Change) -> bool:
    match change:
        case ColumnRetyped(limit=limit, way=way):
            return limit is not None or way == "null"
        case FilesChanged(way=way):
            return way in _NULLS or way == "csv-latin1"
        case SampleReplaced(dialect=dialect):
            return dialect.get("encoding") == "latin-1"
        case ColumnConstrained(kind=kind):
            return kind == "unique"
        case DocumentReplaced(agreed=agreed):
            return agreed is not None
        case _:
            return isinstance(change, ColumnRequired | ZerosLost)


def _cut(value: object, limit: int) -> object:
    match value:
        case str():
            return value[:limit].rstrip()
        case bool():
            return value
        case int() if abs(value) > limit:
            return limit - abs(value) % _NEAR_THE_END
        case _:
            return value


def _every_third(rows: Rows, column: str, made: Callable[[int], object]) -> Rows:
    """The rows, of which every third holds what is made of its place."""
    return tuple({**row, column: made(i)} if i % _EVERY == 0 else row for i, row in enumerate(rows))


def _in_latin1(rows: Rows, column: str) -> Rows:
    """The rows with texts that Latin-1 has; one text at least, in this column, has a letter that ASCII has not."""
    known: dict[str, dict[str, str]] = {}
    fit = [
        {name: _latin1(v, known.setdefault(name, {})) if isinstance(v, str) else v for name, v in row.items()}
        for row in rows
    ]
    texts = [text for row in fit if isinstance(text := row.get(column), str)]
    if fit and column and all(text.isascii() for text in texts):
        fit[0] = {**fit[0], column: _ACCENTED}
    return tuple(fit)


def _latin1(text: str, known: dict[str, str]) -> str:
    """The text with `?` for what Latin-1 lacks; texts that were different still are."""
    fit = text.encode("latin-1", "replace").decode("latin-1")
    while known.setdefault(fit, text) != text:
        fit += "?"
    return fit
