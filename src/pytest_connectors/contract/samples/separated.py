"""How is a CSV file written? Delimiter, quotes, header, encoding and line ends, and the types of its columns."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pytest_connectors.contract.samples.parquet import MAGIC
from pytest_connectors.contract.samples.texts import moments_dialect, time_type
from pytest_connectors.contract.samples.tokens import Record, records
from pytest_connectors.contract.samples.wrong import NotThatError

_DELIMITERS = (",", ";", "\t", "|")
_BOM = "\ufeff"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# What stands in rows and not in a header.
_VALUE = re.compile(r"[+-]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d+)?|true|false|\d{4}-\d\d-\d\d.*", re.IGNORECASE)
_ZEROS = re.compile(r"[+-]?0\d+")
_WHOLE = re.compile(r"[+-]?\d+")


def sampled_separated(data: bytes) -> tuple[Any, Mapping[str, object]]:
    """The columns of a CSV file, and how it is written.

    Raises:
        NotThatError: It is no CSV.
    """
    import pyarrow as pa

    text, encoding, bom = _decoded(data)
    quote = _quote(text)
    delimiter = _delimiter(text, quote)
    found = list(records(text, delimiter, quote))
    _check_even(found)
    header = _has_header(found)
    names = [token[0] for token in found[0]] if header else [f"f{i}" for i in range(len(found[0]))]
    rows = found[1:] if header else found
    kinds = _types(text, (delimiter, quote), rows, header=header) if rows else [pa.string()] * len(names)
    dialect: dict[str, object] = {
        "delimiter": delimiter,
        "quote": quote,
        "header": header,
        "bom": bom,
        "encoding": encoding,
        "newline": "\r\n" if text.partition("\n")[0].endswith("\r") else "\n",
        **_quoting(rows, kinds),
        "header_quoted": header and all(quoted for _, quoted in found[0]),
    }
    moments = [row[i][0] for i, kind in enumerate(kinds) if pa.types.is_timestamp(kind) for row in rows]
    truths = [row[i][0] for i, kind in enumerate(kinds) if pa.types.is_boolean(kind) for row in rows if row[i][0]]
    fields = [pa.field(name, kind) for name, kind in zip(names, kinds, strict=True)]
    return pa.schema(fields), {**dialect, **moments_dialect(moments), **_truths(truths)}


def _decoded(data: bytes) -> tuple[str, str, bool]:
    """The text, its encoding, and whether a byte order mark stands before it."""
    if data.startswith(MAGIC):
        msg = "it is a Parquet file"
        raise NotThatError(msg)
    try:
        text, encoding = data.decode(), "utf-8"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"
    if _CONTROL.search(text):
        msg = f"it is no text in UTF-8 or Latin-1: it begins with {data[:12]!r}"
        raise NotThatError(msg)
    bom = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    if _is_json(text):
        msg = f"it is JSON: it begins with {text.lstrip()[:20]!r}"
        raise NotThatError(msg)
    return text, encoding, bom


def _is_json(text: str) -> bool:
    """Whether the text, or its first line, is a JSON object or array."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    for part in (text, text.lstrip().partition("\n")[0]):
        try:
            return isinstance(json.loads(part), dict | list)
        except ValueError:
            continue
    return False


def _quote(text: str) -> str:
    """The sign in which fields are quoted: as often a double one as not."""
    double = re.search(r'(?:^|[,;\t|])"', text, re.MULTILINE)
    single = re.search(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n]|\Z)", text, re.MULTILINE)
    return "'" if single and not double else '"'


def _delimiter(text: str, quote: str) -> str:
    """The sign that parts every line into the same number of fields, and into most."""
    best, most = ",", 1
    for sign in _DELIMITERS:
        counts = {len(record) for record in records(text, sign, quote)}
        if len(counts) == 1 and min(counts) > most:
            best, most = sign, min(counts)
    if most > 1:
        return best
    # Lines that do not agree are an error that is to be told by the sign that is meant.
    first = text.partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _check_even(found: Sequence[Record]) -> None:
    for number, record in enumerate(found, 1):
        if len(record) != len(found[0]):
            msg = f"line {number} has {len(record)} fields, the first one has {len(found[0])}"
            raise NotThatError(msg)


def _has_header(found: Sequence[Record]) -> bool:
    """Whether the first line names the columns: texts that are all different, and none of which is a value."""
    first = [token[0] for token in found[0]]
    return len(set(first)) == len(first) and all(first[1:]) and not any(_VALUE.fullmatch(one) for one in first)


def _types(text: str, signs: tuple[str, str], rows: Sequence[Record], *, header: bool) -> list[Any]:
    """The columns' types; `signs` are the delimiter and the quote."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    plain = [f"f{i}" for i in range(len(rows[0]))]
    read = arrow_csv.ReadOptions(
        use_threads=False, column_names=plain, skip_rows_after_names=int(header), block_size=4 * len(text) + 16
    )
    parse = arrow_csv.ParseOptions(delimiter=signs[0], quote_char=signs[1], newlines_in_values=True)
    try:
        schema = arrow_csv.read_csv(pa.BufferReader(text.encode()), read, parse).schema
    except pa.ArrowInvalid as error:
        raise NotThatError(str(error).splitlines()[0]) from None
    return [_type(kind, [row[i][0] for row in rows if row[i][0]]) for i, kind in enumerate(schema.types)]


def _type(kind: Any, texts: Sequence[str]) -> Any:
    """The type that Arrow infers, where it says all that the texts say."""
    import pyarrow as pa

    types = pa.types
    if types.is_date(kind) or types.is_timestamp(kind):
        return time_type(texts) or pa.string()
    if types.is_integer(kind) or types.is_floating(kind):
        # A code with leading zeros, and a number that is too large to be kept exactly, are texts.
        too_large = types.is_floating(kind) and all(_WHOLE.fullmatch(one) for one in texts)
        return pa.string() if too_large or any(_ZEROS.fullmatch(one) for one in texts) else kind
    return pa.string() if types.is_null(kind) or types.is_binary(kind) else kind


def _quoting(rows: Sequence[Record], kinds: Sequence[Any]) -> dict[str, object]:
    """Which fields are quoted: `all`, texts (`nonnumeric`) and perhaps moments, or those that need it (`minimal`)."""
    import pyarrow as pa

    quoted: dict[str, set[bool]] = {"text": set(), "moment": set(), "number": set()}
    for row in rows:
        for (text, is_quoted), kind in zip(row, kinds, strict=True):
            sort = "text" if pa.types.is_string(kind) else "moment" if pa.types.is_temporal(kind) else "number"
            if text or is_quoted:
                quoted[sort].add(is_quoted)
    found = set[bool]().union(*quoted.values())
    if found == {True}:
        return {"quoting": "all"}
    if quoted["text"] == {True} and True not in quoted["number"] and len(quoted["moment"]) <= 1:
        return {"quoting": "nonnumeric", "moments_quoted": quoted["moment"] == {True}}
    return {"quoting": "minimal"}


def _truths(texts: Sequence[str]) -> dict[str, object]:
    """How true and false are written."""
    if not texts or texts[0].islower():
        return {}
    return {"true": "TRUE", "false": "FALSE"} if texts[0].isupper() else {"true": "True", "false": "False"}
