"""How does a sheet become JSON Lines, and which rows do JSON Lines hold?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from pytest_connectors.drift.schema import Row
from pytest_connectors.systems.s3.files.manner import Manner
from pytest_connectors.systems.s3.files.sheet import Sheet
from pytest_connectors.systems.s3.files.texts import parsed, text_of


def jsonl_bytes(sheet: Sheet, manner: Manner) -> bytes:
    """The sheet as JSON Lines, or in another shape of JSON."""
    spaced = bool(manner.dialect.get("spaced")) or manner.shape == "pretty"
    colon, comma = (": ", ", ") if spaced else (":", ",")
    rows = []
    for i in range(sheet.count):
        pairs = [
            f"{json.dumps(one.name, ensure_ascii=False)}{colon}{json_of(one.values[i], one.kind, manner.dialect)}"
            for one in sheet.columns
            if i not in one.absent
        ]
        rows.append(
            "{\n  " + ",\n  ".join(pairs) + "\n}" if manner.shape == "pretty" else "{" + comma.join(pairs) + "}"
        )
    newline = str(manner.dialect.get("newline", "\n"))
    match manner.shape:
        case "array":
            text = f"[{comma.join(rows)}]{newline}"
        case "wrapped":
            text = f'{{"data"{colon}[{comma.join(rows)}]}}{newline}'
        case _:
            text = "".join(row + newline for row in rows)
    return text.encode()


def jsonl_rows(data: bytes, kinds: Mapping[str, pa.DataType]) -> list[Row]:
    """The rows of JSON Lines, in the types of the columns as far as they are of these.

    Raises:
        ValueError: A line is no JSON object.
    """
    rows = []
    for line in data.decode("utf-8-sig").split("\n"):
        if not line.strip():
            continue
        row = json.loads(line, parse_float=Decimal)
        if not isinstance(row, dict):
            msg = f"no object: {line[:40]!r}"
            raise TypeError(msg)
        rows.append({name: _value(value, kinds.get(name)) for name, value in row.items()})
    return rows


def json_of(value: Any, kind: pa.DataType, dialect: Mapping[str, Any]) -> str:
    """A value as JSON: exact numbers as they are, what JSON has no type for as a text."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case float():
            return json.dumps(value)
        case int():
            return str(value)
        case Decimal():
            return format(value, "f")
        case str():
            return json.dumps(value, ensure_ascii=False)
        case dict():
            inner = {one.name: one.type for one in kind} if pa.types.is_struct(kind) else {}
            return _object([(name, json_of(one, inner.get(name, pa.null()), dialect)) for name, one in value.items()])
        case list() | tuple() if pa.types.is_map(kind):
            return _object(
                [(text_of(key, kind.key_type, dialect), json_of(one, kind.item_type, dialect)) for key, one in value]
            )
        case list() | tuple():
            inner_kind = getattr(kind, "value_type", pa.null())
            return "[" + ",".join(json_of(one, inner_kind, dialect) for one in value) + "]"
        case _:
            return json.dumps(text_of(value, kind, dialect), ensure_ascii=False)


def _object(pairs: list[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{json.dumps(name, ensure_ascii=False)}:{text}" for name, text in pairs) + "}"


def _value(value: Any, kind: pa.DataType | None) -> Any:
    """A value of JSON as one of the type; the numbers of an unknown column as Python usually has them."""
    match value:
        case Decimal() if kind is None or not (pa.types.is_decimal(kind) or pa.types.is_floating(kind)):
            return float(value)
        case str() if kind is not None:
            return parsed(value, kind)
        case list() if kind is not None and hasattr(kind, "value_field"):
            return [_value(one, kind.value_type) for one in value]
        case dict() if kind is not None and pa.types.is_map(kind):
            return [(parsed(name, kind.key_type), _value(one, kind.item_type)) for name, one in value.items()]
        case dict():
            inner = {one.name: one.type for one in kind} if kind is not None and pa.types.is_struct(kind) else {}
            return {name: _value(one, inner.get(name)) for name, one in value.items()}
        case list():
            return [_value(one, None) for one in value]
        case _:
            return value
