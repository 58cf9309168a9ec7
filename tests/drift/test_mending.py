"""Rows keep the conditions of their table, as the server words them; what is not understood is left to the server."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest

from pytest_connectors.drift.evaluation import reading
from pytest_connectors.drift.expressions import Unknown, names_in
from pytest_connectors.drift.functions import UNSURE, Present
from pytest_connectors.drift.patterns import text_for
from pytest_connectors.drift.rows import generate
from pytest_connectors.drift.schema import Column, Row, TableSchema, Type
from pytest_connectors.drift.wording import condition

COLUMNS = {
    "id": Type("bigint", "int8"),
    "a": Type("integer", "int4"),
    "b": Type("integer", "int4"),
    "price": Type("numeric(8,2)", "numeric", precision=8, scale=2),
    "rate": Type("numeric(3,2)", "numeric", precision=3, scale=2),
    "code": Type("text", "text"),
    "iso": Type("character(2)", "bpchar", length=2),
    "starts": Type("date", "date"),
    "ends": Type("date", "date"),
    "at": Type("timestamp with time zone", "timestamptz"),
    "flag": Type("boolean", "bool"),
    "tags": Type("text[]", "_text", form="array", parts=(Type("text", "text"),), dimensions=1),
    "mood": Type("mood", "mood", labels=("sad", "ok")),
    "opens": Type("time", "time"),
    "closes": Type("time", "time"),
    "doc": Type("jsonb", "jsonb"),
}

VERDICTS = [
    ("(amount >= (0)::numeric)", {"amount": Decimal(1)}, True),
    ("((q >= 1) AND (q <= 20))", {"q": None}, None),
    ("(score < ('0.5'::numeric)::double precision)", {"score": 0.5}, False),
    ("(status = ANY (ARRAY['new'::text, 'it''s'::text]))", {"status": "it's"}, True),
    ("((s)::text = ANY ((ARRAY['a'::character varying])::text[]))", {"s": "b"}, False),
    ("(status <> ALL (ARRAY['new'::text, 'old'::text]))", {"status": "old"}, False),
    ('("Starts" < ends)', {"Starts": dt.date(2020, 1, 1), "ends": dt.date(2020, 1, 1)}, False),
    ("(code ~ '^[A-Z]{2}$'::text)", {"code": "DE"}, True),
    ("(code !~~ '%@%'::text)", {"code": "a@b"}, False),
    ("(code ~* '^a'::text)", {"code": "A"}, True),
    ("(email OPERATOR(public.~~) '%@%'::public.citext)", {"email": "ab"}, False),
    ("((a IS NULL) OR (b IS NOT NULL))", {"a": 1, "b": None}, False),
    ("(num_nonnulls(a, b) = 1)", {"a": 1, "b": 2}, False),
    ("(char_length(a) <= 3)", {"a": "Zoë"}, True),
    ("(octet_length(a) <= 3)", {"a": "Zoë"}, False),
    ("(array_length(tags, 1) > 0)", {"tags": []}, None),
    ("(cardinality(tags) > 1)", {"tags": ["a"]}, False),
    (
        "(at >= '2022-01-01 00:00:00+00'::timestamp with time zone)",
        {"at": dt.datetime(2021, 1, 1, tzinfo=dt.UTC)},
        False,
    ),
    ("(day <= CURRENT_DATE)", {"day": dt.date(2020, 1, 1)}, True),
    ("(day <= (now() - '18 years'::interval))", {"day": dt.date(2020, 1, 1)}, False),
    ("(EXTRACT(year FROM day) > (2000)::numeric)", {"day": dt.date(1999, 1, 1)}, False),
    ("((flag AND (NOT gone)) OR (a = b))", {"flag": True, "gone": True, "a": 1, "b": 2}, False),
    ("((a + b) <= 10)", {"a": 5, "b": 6}, False),
    ("(upper(code) = code)", {"code": "Ab"}, False),
    ("(weight > (- (1)::numeric))", {"weight": Decimal(-1)}, False),
    ("(jsonb_typeof(doc) = 'object'::text)", {"doc": []}, False),
    ("(flag IS TRUE)", {"flag": False}, False),
    ("(some_function(a) > 1)", {"a": 1}, UNSURE),
    ("((a = 1) OR some_function(b))", {"a": 1, "b": 1}, True),
    ("(name < 'b'::text)", {"name": "a"}, UNSURE),
]


@pytest.mark.parametrize(("wording", "row", "expected"), VERDICTS)
def test_a_condition_is_read_as_the_server_reads_it(wording: str, row: Row, expected: object) -> None:
    """True, False, NULL, or unsure where a collation or a function decides."""
    node = condition(f"CHECK ({wording})")
    assert not isinstance(node, Unknown)
    assert reading(node)(row) is expected
    assert set(names_in(node)) == set(row)


@pytest.mark.parametrize("wording", ["CASE WHEN a THEN b ELSE c END", "a ==> (b", "(SELECT 1)"])
def test_what_is_not_understood_is_left_to_the_server(wording: str) -> None:
    """No wording stops the drawing of rows."""
    assert isinstance(condition(f"CHECK ({wording})"), Unknown)


def test_the_present_is_long_past_and_far_off() -> None:
    """A day of the rows' years is never near to the present: a row must be taken tomorrow as well."""
    assert Present().past < dt.datetime(2026, 1, 1, tzinfo=dt.UTC) < Present().future


CHECKS = [
    "((a >= 5) AND (a <= 9))",
    "(a <> 7)",
    "(a < b)",
    "(a > b)",
    "((rate > (0)::numeric) AND (rate < (1)::numeric))",
    "((price > (0)::numeric) OR (price IS NULL))",
    "(starts <= ends)",
    "((ends >= starts) OR (ends IS NULL))",
    "((starts >= '2020-01-01'::date) AND (starts < '2020-02-01'::date))",
    "(at > now())",
    "(opens < closes)",
    "(char_length(code) <= 4)",
    "(length(code) = 12)",
    "(length(btrim(code)) > 0)",
    "(code ~ '^[A-Z]{3}-[0-9]{4}$'::text)",
    "(code ~ '^(alpha|beta)_\\d+$'::text)",
    "(code ~~ '%_@_%.org'::text)",
    "(code = lower(code))",
    "(iso ~ '^[A-Z]{2}$'::text)",
    "(upper((iso)::text) = ANY (ARRAY['DE'::text, 'NA'::text]))",
    "(array_length(tags, 1) = 2)",
    "(num_nonnulls(a, code) = 1)",
    "(flag OR (price IS NULL))",
    "(((mood = 'sad'::mood) AND (code IS NOT NULL)) OR ((mood <> 'sad'::mood) AND (code IS NULL)))",
    "((a IS NULL) = (b IS NULL))",
    "(jsonb_typeof(doc) = 'object'::text)",
    "((flag IS TRUE) OR (a = ANY (ARRAY[1, 2])))",
]


@pytest.mark.parametrize("wording", CHECKS)
def test_drawn_rows_keep_a_check(wording: str) -> None:
    """Nearly as many rows as were asked for, and each keeps the condition."""
    check = f"CHECK ({wording})"
    columns = tuple(Column(name, kind, nullable=name != "id") for name, kind in COLUMNS.items())
    table = TableSchema("t", "public", "t", columns, ("id",), (("id",),), checks=(check,))
    rows = generate([table], 50, 1)["t"]
    assert len(rows) >= 45
    read = reading(condition(check))
    assert all(read(row) is not False for row in rows)
    assert any(read(row) is True for row in rows)


def test_checks_hold_together() -> None:
    """Several conditions on the same columns are kept at once, and keys stay unique."""
    checks = tuple(f"CHECK ({one})" for one in ("(a < b)", "(b <= 30)", "(a >= 3)", "((starts < ends) OR (a = 4))"))
    columns = tuple(Column(name, COLUMNS[name], nullable=False) for name in ("id", "a", "b", "starts", "ends"))
    table = TableSchema("t", "public", "t", columns, ("id",), (("id",), ("a", "b")), checks=checks)
    rows = generate([table], 50, 1)["t"]
    assert len(rows) >= 45
    assert len({(row["a"], row["b"]) for row in rows}) == len(rows)
    assert all(reading(condition(check))(row) is True for check in checks for row in rows)


@pytest.mark.parametrize(
    "pattern",
    ["^[A-Z]{2}$", "^[0-9]+$", r"^\d{3}-\d{4}$", "^https?://", "^[[:alpha:]_]+$", "a|b", r"^[^@]+@[^@]+\.[a-z]{2,3}$"],
)
def test_a_text_is_made_for_a_pattern(pattern: str) -> None:
    """It fits, and there are several."""
    import random

    rng = random.Random(1)
    found = {text_for(pattern, rng) for _ in range(20)}
    assert len(found) > 1
    plain = pattern.replace("[:alpha:]", "a-zA-Z")
    assert all(text is not None and re.search(plain, text) for text in found)
