"""How are JSON Lines written? The types of their keys, and how moments stand in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_connectors.contract.samples.parquet import known
from pytest_connectors.contract.samples.texts import moments_dialect, time_type
from pytest_connectors.contract.samples.wrong import NotThatError


def sampled_lines(data: bytes) -> tuple[Any, Mapping[str, object]]:
    """The columns of JSON Lines, and how they are written.

    Raises:
        NotThatError: They are no JSON Lines.
    """
    import pyarrow as pa
    from pyarrow import json as arrow_json

    rows = _rows(data)
    texts = {name: [row[name] for row in rows if isinstance(row.get(name), str)] for row in rows for name in row}
    block = arrow_json.ReadOptions(block_size=len(data) + 1, use_threads=False)
    try:
        found = arrow_json.read_json(pa.BufferReader(data), block).schema
    except pa.ArrowInvalid as error:
        msg = f"its rows do not agree: {str(error).splitlines()[0]}"
        raise NotThatError(msg) from None
    if not found.names:
        msg = "its rows have no keys"
        raise NotThatError(msg)
    # Arrow takes a day for a moment, and leaves a moment with fractions of a second a text.
    kinds = [
        (time_type(texts[one.name]) or pa.string())
        if texts[one.name] and not pa.types.is_nested(one.type)
        else one.type
        for one in found
    ]
    fields = [pa.field(one.name, known(kind)) for one, kind in zip(found, kinds, strict=True)]
    every = [
        text
        for name, kind in zip(found.names, kinds, strict=True)
        if pa.types.is_temporal(kind)
        for text in texts[name]
    ]
    return pa.schema(fields), {**moments_dialect(every), "newline": "\r\n" if b"\r\n" in data else "\n"}


def _rows(data: bytes) -> list[dict[str, Any]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"it is no UTF-8 text ({error.reason} at byte {error.start})"
        raise NotThatError(msg) from None
    if text.lstrip().startswith("["):
        msg = "it is one JSON array; JSON Lines have one object a line, without brackets and commas around them"
        raise NotThatError(msg)
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            msg = f"line {number} is no JSON: {line[:40]!r}"
            raise NotThatError(msg) from None
        if not isinstance(row, dict):
            msg = f"line {number} is no object, but {line[:40]!r}"
            raise NotThatError(msg)
        rows.append(row)
    return rows
