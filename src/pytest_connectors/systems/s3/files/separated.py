"""How does a sheet become lines of CSV, and which rows do lines of CSV hold?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from pytest_connectors.contract.samples.tokens import records
from pytest_connectors.drift.schema import Row
from pytest_connectors.errors import CannotHappen
from pytest_connectors.systems.s3.files.manner import Manner
from pytest_connectors.systems.s3.files.sheet import Sheet
from pytest_connectors.systems.s3.files.texts import parsed, text_of

_BOM = "\ufeff"
_EXTRA = "extra"


def separated_bytes(sheet: Sheet, manner: Manner) -> bytes:
    """The sheet as CSV.

    Raises:
        CannotHappen: The encoding lacks a letter.
    """
    dialect = manner.dialect
    delimiter, newline = dialect.get("delimiter", ","), dialect.get("newline", "\n")
    columns = [
        [_field(value, one.kind, manner, alone=len(sheet.columns) == 1) for value in one.values]
        for one in sheet.columns
    ]
    lines = [list(fields) for fields in zip(*columns, strict=True)] if columns else []
    if manner.ragged:
        lines = [_ragged(line, i) for i, line in enumerate(lines)]
    if dialect.get("header", True):
        above = manner if dialect.get("header_quoted", True) else manner.with_dialect(quoting="minimal")
        lines.insert(0, [_quoted(one.name, above, is_text=True) if one.name else "" for one in sheet.columns])
    text = "".join(delimiter.join(line) + newline for line in lines)
    encoding = str(dialect.get("encoding", "utf-8"))
    try:
        return (_BOM + text if dialect.get("bom") else text).encode(encoding)
    except UnicodeEncodeError as error:
        raise CannotHappen(_unsaid(sheet, encoding)) from error


def separated_rows(data: bytes, dialect: Mapping[str, Any], kinds: Mapping[str, pa.DataType]) -> list[Row]:
    """The rows of a CSV file in the dialect.

    Args:
        data: The file.
        dialect: As the sample has it.
        kinds: The columns in their order, and their types.

    Raises:
        ValueError: Lines have other numbers of fields than the first one.
    """
    text = data.decode(dialect.get("encoding", "utf-8")).removeprefix(_BOM)
    found = list(records(text, dialect.get("delimiter", ","), dialect.get("quote", '"')))
    names: Sequence[str] = list(kinds)
    if dialect.get("header", True):
        if not found:
            msg = "no header"
            raise ValueError(msg)
        names = [token[0] for token in found.pop(0)]
    rows = []
    for record in found:
        cells = zip(names, record, strict=True)
        rows.append({name: _value(text, kinds.get(name), quoted=quoted) for name, (text, quoted) in cells})
    return rows


def field_text(value: Any, kind: pa.DataType, manner: Manner) -> str:
    """A value as it stands in a field, before any quotes."""
    text = text_of(value, kind, manner.dialect)
    if manner.day_first and isinstance(value, datetime.date):
        return f"{text[8:10]}/{text[5:7]}/{text[:4]}{text[10:]}"
    if manner.decimal != "." and not isinstance(value, str | datetime.date | datetime.time):
        return text.replace(".", manner.decimal)
    return text


def _value(text: str, kind: pa.DataType | None, *, quoted: bool) -> Any:
    if not text and not (quoted and (kind is None or _is_text(kind))):
        return None
    return text if kind is None else parsed(text, kind)


def _field(value: Any, kind: pa.DataType, manner: Manner, *, alone: bool) -> str:
    if value is None:
        # A line with nothing in it is no line.
        return str(manner.dialect.get("quote", '"')) * 2 if alone else ""
    sorts = (str, datetime.date, datetime.time) if manner.dialect.get("moments_quoted") else str
    return _quoted(field_text(value, kind, manner), manner, is_text=isinstance(value, sorts))


def _quoted(text: str, manner: Manner, *, is_text: bool) -> str:
    dialect = manner.dialect
    quote, quoting = str(dialect.get("quote", '"')), dialect.get("quoting", "minimal")
    special = (str(dialect.get("delimiter", ",")), quote, "\n", "\r")
    wanted = quoting == "all" or (quoting == "nonnumeric" and is_text)
    if wanted or not text or any(sign in text for sign in special):
        return quote + text.replace(quote, quote * 2) + quote
    return text


def _ragged(line: list[str], place: int) -> list[str]:
    """The line with a field too many, or too few; every third one as it was."""
    match place % 3:
        case 0:
            return [*line, _EXTRA]
        case 1 if len(line) > 1:
            return line[:-1]
        case _:
            return line


def _unsaid(sheet: Sheet, encoding: str) -> str:
    """Which column has a text that the encoding cannot say."""
    for one in sheet.columns:
        for text in (one.name, *one.values):
            try:
                str(text).encode(encoding)
            except UnicodeEncodeError as error:
                return f"column {one.name!r} holds {text!r}, and {error.encoding} has no {text[error.start]!r}"
    return f"{encoding} has no byte order mark"


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_dictionary(kind) or "string" in str(kind)
