"""Each tooth, by its name, is in the rows that are drawn for its type."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from decimal import Decimal

import pytest

from pytest_connectors.drift.rows import generate
from pytest_connectors.drift.schema import Column, TableSchema, Type
from pytest_connectors.drift.values import KNOWN_TYPES

MOOD = Type("mood", "mood", labels=("sad", "it's ok"))
TEXT, INT, DATE = Type("text", "text"), Type("integer", "int4"), Type("date", "date")
POSITIVE = Type("positive", "int4", checks=("CHECK ((VALUE > 0))",), required=True)


def plain(base: str, **more: int) -> Type:
    """A type of that name."""
    return Type(base, base, **more)  # type: ignore[arg-type]


def made(form: str, *parts: Type, dimensions: int = 0) -> Type:
    """A type that is made of others."""
    return Type(form, form, form=form, parts=parts, dimensions=dimensions)


def array(part: Type, dimensions: int = 1) -> Type:
    """An array."""
    return made("array", part, dimensions=dimensions)


def values(kind: Type, *, nullable: bool = True) -> list[object]:
    """What 50 rows hold in a column of this type."""
    table = TableSchema("t", "public", "t", (Column("c", kind, nullable=nullable),))
    return [row["c"] for row in generate([table], 50, 1)["t"]]


TEETH = [
    ("the largest smallint", plain("int2"), 2**15 - 1),
    ("the largest integer", plain("int4"), 2**31 - 1),
    ("a bigint beyond 2^31", plain("int8"), 2**31),
    ("a bigint beyond 2^53", plain("int8"), 2**53 + 1),
    ("zero", plain("int4"), 0),
    ("an oid beyond 2^31", plain("oid"), 2**31),
    ("a numeric with a zero at its end", plain("numeric", precision=10, scale=2), Decimal("0.10")),
    ("a numeric beyond 2^31", plain("numeric"), Decimal(2**31)),
    ("a numeric beyond 2^53", plain("numeric", precision=30, scale=2), Decimal(2**53 + 1)),
    ("the smallest step of a numeric", plain("numeric", precision=3, scale=5), Decimal("0.00001")),
    ("a numeric of negative scale", plain("numeric", precision=2, scale=-3), Decimal(99000)),
    ("a sum that is not exact", plain("float8"), 0.30000000000000004),
    ("a half", plain("float4"), 0.5),
    ("money of many digits", plain("money"), Decimal("1234567.50")),
    ("both truths", plain("bool"), False),
    ("the country NA", TEXT, "NA"),
    ("leading zeros", TEXT, "007"),
    ("text outside ASCII", TEXT, "Zoë"),
    ("another alphabet", plain("citext"), "東京"),
    ("a quote", plain("name"), "it's"),
    ("NA in two letters", plain("bpchar", length=2), "NA"),
    ("one letter outside ASCII", plain("varchar", length=1), "é"),
    ("a digit as a letter", plain("char"), "0"),
    ("NA in XML", plain("xml"), '<item code="007">NA</item>'),
    ("an empty search vector", plain("tsvector"), ""),
    ("a search for leading zeros", plain("tsquery"), "'na' & '007'"),
    ("a label with leading zeros", plain("ltree"), "NA.007"),
    ("a key without a value", plain("hstore"), '"NA"=>"007", "empty"=>NULL'),
    ("no keys", plain("hstore"), ""),
    ("a path into JSON", plain("jsonpath"), '$."NA"'),
    ("the day before the clocks change in spring", DATE, dt.date(2026, 3, 28)),
    ("the day after the clocks change in spring", DATE, dt.date(2026, 3, 30)),
    ("the day before the clocks change in autumn", DATE, dt.date(2026, 10, 24)),
    ("the day after the clocks change in autumn", DATE, dt.date(2026, 10, 26)),
    ("a leap day", DATE, dt.date(2024, 2, 29)),
    ("a part of a second", plain("timestamp"), dt.datetime(2026, 3, 28, 1, 30, 0, 250000)),  # noqa: DTZ001 - naive
    ("no part of a second where there is none", plain("timestamp", precision=0), dt.datetime(2026, 3, 28, 1, 30)),  # noqa: DTZ001
    ("a moment in a zone", plain("timestamptz"), dt.datetime(2026, 10, 24, 1, 30, 0, 250000, tzinfo=dt.UTC)),
    ("midnight", plain("time"), dt.time(0, 0)),
    ("the last moment of a day", plain("time"), dt.time(23, 59, 59, 999999)),
    ("the last second of a day, which is not rounded up", plain("time", precision=0), dt.time(23, 59, 59)),
    (
        "an hour half an hour apart",
        plain("timetz"),
        dt.time(2, 30, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))),
    ),
    ("no time at all", plain("interval"), dt.timedelta(0)),
    ("a negative interval", plain("interval"), dt.timedelta(hours=-36)),
    ("more than a month", plain("interval"), dt.timedelta(days=40, seconds=1, milliseconds=500)),
    ("a UUID with leading zeros", plain("uuid"), uuid.UUID("01234567-89ab-cdef-0123-456789abcdef")),
    ("a null in JSON", plain("jsonb"), {"n": None}),
    ("an empty object", plain("json"), {}),
    ("a number beyond 2^53 in JSON", plain("jsonb"), {"n": 2**53 + 1, "name": "Zoë"}),
    ("bytes that are no text", plain("bytea"), b"\x00\xff"),
    ("no bytes", plain("bytea"), b""),
    ("bits with leading zeros", plain("bit", length=5), "00001"),
    ("no bits", plain("varbit"), ""),
    ("IPv6", plain("inet"), "2001:db8::1"),
    ("an address in its network", plain("inet"), "10.1.2.3/8"),
    ("a network of IPv6", plain("cidr"), "2001:db8::/32"),
    ("every bit of a MAC", plain("macaddr"), "ff:ff:ff:ff:ff:ff"),
    ("every bit of a long MAC", plain("macaddr8"), "ff:ff:ff:ff:ff:ff:ff:ff"),
    ("a negative coordinate", plain("point"), "(-1.5,52.25)"),
    ("a level line", plain("line"), "{0,1,-2.5}"),
    ("a segment", plain("lseg"), "[(-1.5,2),(3,4)]"),
    ("a box", plain("box"), "(3,4),(-1.5,2)"),
    ("an open path", plain("path"), "[(0,0),(1.5,1)]"),
    ("a closed path", plain("path"), "((0,0),(1,1),(1,0))"),
    ("a polygon", plain("polygon"), "((-1.5,0),(1,2))"),
    ("a circle without size", plain("circle"), "<(0,0),0>"),
    ("the first place in the log", plain("pg_lsn"), "0/0"),
    ("the last place in the log", plain("pg_lsn"), "FFFFFFFF/FFFFFFFF"),
    ("a vector of zeros", plain("vector", length=2), "[0,0]"),
    ("a vector of halves", plain("halfvec", length=2), "[0.25,0.25]"),
    ("every label of an enum", MOOD, "it's ok"),
    ("an empty array", array(TEXT), []),
    ("an array with NULL", array(INT), [0, None]),
    ("an array with a tie", array(MOOD), ["sad", "sad"]),
    ("an array of arrays", array(INT, 2), [[0, 7], [7, 0]]),
    ("an array of what must be there", array(POSITIVE), [7, 7]),
    ("an empty range", made("range", INT), "empty"),
    ("a range without any end", made("range", DATE), "(,)"),
    ("no ranges", made("multirange", made("range", INT)), "{}"),
    ("an empty range among ranges", made("multirange", made("range", INT)), "{empty}"),
    ("a composite with NULL", made("composite", TEXT, INT), ("NA", None)),
]


@pytest.mark.parametrize(("name", "kind", "tooth"), TEETH, ids=[name for name, _, _ in TEETH])
def test_a_tooth_is_in_the_rows(name: str, kind: Type, tooth: object) -> None:
    """Whether NULL takes a part of the rows or not."""
    for nullable in (True, False):
        found = values(kind, nullable=nullable)
        assert repr(tooth) in map(repr, found) or tooth in found, name
        assert (None in found) == nullable


def test_every_known_type_has_a_named_tooth() -> None:
    """A new type comes with a line above."""
    same = {"varchar", "bpchar", "citext", "name", "json"}
    assert KNOWN_TYPES - same <= {kind.base for _, kind, _ in TEETH}


@pytest.mark.parametrize("side", ["[", "("])
def test_ranges_without_one_end_are_in_the_rows(side: str) -> None:
    """One that begins and does not end, and the other way round."""
    found = [str(value) for value in values(made("range", INT))]
    ends = [text for text in found if text.endswith(",)") and text != "(,)"]
    begins = [text for text in found if text.startswith("(,") and text != "(,)"]
    assert ends
    assert begins
    assert any(text.startswith(side) for text in found)


@pytest.mark.parametrize("kind", [kind for _, kind, _ in TEETH if kind.base != "bool"], ids=str)
def test_values_tie_and_differ(kind: Type) -> None:
    """Two rows and more hold the same value, and there are several values."""
    found = [repr(value) for value in values(kind, nullable=False)]
    assert 1 < len(set(found)) < len(found)


def test_no_value_is_one_that_python_cannot_read() -> None:
    """No infinity, no NaN, no 24:00."""
    for _, kind, _ in TEETH:
        text = " ".join(repr(value).lower() for value in values(kind))
        assert "infinity" not in text
        assert "nan" not in text.replace("'na", "")


def test_what_a_domain_asks_holds_inside_of_arrays_and_composites() -> None:
    """A domain's CHECK is kept by elements and fields."""
    code = dataclasses.replace(TEXT, checks=("CHECK ((char_length(VALUE) <= 3))",))
    for row in values(array(code), nullable=False):
        assert all(value is None or len(value) <= 3 for value in row)  # type: ignore[attr-defined]
    assert all(one[1] > 0 for one in values(made("composite", code, POSITIVE), nullable=False) if one[1] is not None)  # type: ignore[index]
