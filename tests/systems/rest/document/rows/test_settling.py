"""Which rows does an operation hand out or take? Drawn ones in JSON that its document takes; others are refused."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_connectors.contract.operation import Operation
from pytest_connectors.drift.rows import generate
from pytest_connectors.drift.schema import Rows
from pytest_connectors.systems.rest.document.rows import schema_of, settled
from pytest_connectors.systems.rest.document.validating import Validators, validators_of

USER: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "format": "int64"},
        "name": {"type": "string", "maxLength": 20},
        "email": {"type": ["string", "null"], "format": "email"},
        "code": {"type": "string", "pattern": "^[A-Z]{2}-\\d{3,5}$"},
        "price": {"type": "number", "multipleOf": 0.01, "minimum": 0},
        "tags": {"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b", "c"]}},
        "at": {"type": "string", "format": "date-time"},
        "day": {"type": "string", "format": "date"},
        "hour": {"type": "string", "format": "time"},
        "team": {"type": "object", "properties": {"x": {"type": "integer"}}},
        "key": {"type": "string", "format": "uuid"},
        "count": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "bytes": {"type": "string", "format": "byte"},
        "step": {"type": "integer", "multipleOf": 5},
    },
}
CLOSED = {**USER, "additionalProperties": False}
EVENT: dict[str, Any] = {
    "oneOf": [
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["kind", name],
            "properties": {"kind": {"const": name}, name: {"type": kind}},
        }
        for name, kind in (("a", "integer"), ("b", "string"))
    ],
    "discriminator": {"propertyName": "kind"},
}


def _operation(item: dict[str, Any]) -> Operation:
    content = {"description": "", "content": {"application/json": {"schema": {"type": "array", "items": item}}}}
    get = {"operationId": "it", "responses": {"200": content}}
    return Operation(
        "it", openapi={"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": {"/users": {"get": get}}}
    )


OPERATIONS = {"user": _operation(USER), "event": _operation(EVENT)}


def _settled(operation: Operation, *rows: dict[str, Any]) -> tuple[Rows, tuple[str, ...]]:
    return settled(operation, operation.answered, validators_of(operation.api.document.root), rows)


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=20, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(0, 2**31))
def test_drawn_rows_all_fit(name: str, seed: int) -> None:
    """Rows that are drawn by an operation's schema fit its document, each of them."""
    operation = OPERATIONS[name]
    drawn = generate([schema_of(operation, writes=False)], 20, seed)["it"]
    rows, reasons = _settled(operation, *drawn)
    assert (len(rows), reasons) == (20, ())
    validators = Validators(operation.api.document.root)
    assert all(validators.is_valid(operation.answered.item, row) for row in rows)


def test_teeth_survive() -> None:
    """Texts outside ASCII, leading zeros, numbers beyond 2^31, ties and nulls are still there in JSON."""
    operation = OPERATIONS["user"]
    rows, _ = _settled(operation, *generate([schema_of(operation, writes=False)], 40, 5)["it"])
    names = [row["name"] for row in rows]
    assert {"Zoë", "東京", "007", "NA"} <= set(names)
    assert len(set(names)) < len(names)
    assert max(row["id"] for row in rows) > 2**31
    assert None in [row["email"] for row in rows]
    assert None in [row["count"] for row in rows]


def test_values_are_said_in_json() -> None:
    """Days, moments, exact numbers, keys and bytes are what a server would write."""
    rows, reasons = _settled(OPERATIONS["user"], {
        "id": 2**62, "name": "東京", "price": Decimal("19.90"), "at": dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC),
        "day": dt.date(2026, 3, 29), "hour": dt.time(9, 30), "key": uuid.UUID(int=1), "bytes": b"a", "email": None,
    })  # fmt: skip
    assert reasons == ()
    assert rows == ({
        "id": 2**62, "name": "東京", "price": 19.9, "at": "2026-03-29T01:30:00Z", "day": "2026-03-29",
        "hour": "09:30:00Z", "key": "00000000-0000-0000-0000-000000000001", "bytes": "YQ==", "email": None,
    },)  # fmt: skip


def test_values_that_fit_stay_as_they_are() -> None:
    """What a user gives is not replaced, and what is missing stays missing."""
    row = {
        "id": 1,
        "name": "a",
        "email": "ana@example.org",
        "code": "AB-123",
        "tags": ["b"],
        "team": {"y": 1},
        "step": 10,
        "new": [1],
    }
    assert _settled(OPERATIONS["user"], row) == ((row,), ())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "ab"}, "field 'code': \"ab\" does not match"),
        ({"id": "x"}, 'field \'id\': "x" is not of type "integer"'),
        ({"tags": ["a", "d"]}, "field 'tags' (at /tags/1): \"d\" is not one of"),
        ({"price": float("nan")}, "field 'price': JSON has no nan"),
        ({"name": None}, "field 'name': null is not of type \"string\""),
        ({"nmae": "a"}, "field 'nmae' is no field of the document. Did you mean 'name'?"),
        ({"at": "yesterday"}, 'field \'at\': "yesterday" is not a "date-time"'),
    ],
)
def test_rows_that_do_not_fit_are_refused_with_the_reason(wrong: dict[str, Any], said: str) -> None:
    """A row that breaks the document is told by its field and what is wrong with it; others are kept."""
    good = {"id": 1, "name": "a"}
    rows, reasons = _settled(_operation(CLOSED), {**good, **wrong}, good)
    assert rows == (good,)
    assert len(reasons) == 1
    assert reasons[0].startswith(said)


def test_missing_fields_that_are_required_are_named() -> None:
    """A row without a required field is refused by that field's name."""
    assert _settled(OPERATIONS["user"], {"id": 1}) == ((), ("'name' is required, and missing",))


def test_a_hundred_rows_are_settled_in_no_time() -> None:
    """Ten fields of a hundred rows take 20 ms."""
    operation = OPERATIONS["user"]
    drawn = generate([schema_of(operation, writes=False)], 100, 3)["it"]
    _settled(operation, *drawn)
    start = time.process_time()
    _settled(operation, *drawn)
    assert time.process_time() - start < 0.05  # twice what is promised, for a busy machine
