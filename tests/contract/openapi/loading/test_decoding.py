"""Is the text of a document read as JSON and YAML 1.2 read it, and is a fault in it said by line and column?"""

from __future__ import annotations

import datetime
import gc
from typing import Any

import pytest

from pytest_connectors.contract.openapi.loading.decoding import decoded, plain, read
from pytest_connectors.errors import BadContract


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-01", "2026-01-01"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("'null'", "null"),
        ("12", 12),
        ("-3", -3),
        ("1.50", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-", None),
        ("0x1F", 31),
        ("0o17", 15),
        ("0123", "0123"),
        ("+31612345678", "+31612345678"),
        ("1_000", "1_000"),
        ("3.0.3", "3.0.3"),
        ("-x", "-x"),
        ("'12'", "12"),
        ("!!str 12", "12"),
        (".inf", ".inf"),
        ("|\n  a\n  b\n", "a\nb\n"),
    ],
)
def test_a_scalar_of_yaml_is_what_json_would_say(text: str, value: Any) -> None:
    """Dates, `no` and numbers with a leading zero stay texts; numbers and true and false are such."""
    found = read(f"at: {text}", "x")["at"] if text != "-" else read("at: [~]", "x")["at"][0]
    assert found == value
    assert type(found) is type(value)


def test_keys_of_yaml_are_texts() -> None:
    """Keys of YAML are texts."""
    assert read("{200: a, 2026-01-01: b, no: c, 1.0: d, ~: e}", "x") == {
        "200": "a",
        "2026-01-01": "b",
        "no": "c",
        "1.0": "d",
        "~": "e",
    }


def test_aliases_and_merged_defaults_are_carried_out() -> None:
    """An alias repeats its value, and `<<` lays defaults under what a mapping says itself."""
    text = """
    base: &base {a: 1, b: 2}
    other: &other {c: 3}
    one: {<<: *base, b: 9}
    two: {<<: [*base, *other]}
    again: *base
    name: &name text
    *name : key
    """
    found = read(text, "x")
    assert found["one"] == {"a": 1, "b": 9}
    assert found["two"] == {"a": 1, "b": 2, "c": 3}
    assert found["again"] is found["base"]
    assert found["text"] == "key"


def test_the_first_document_of_a_stream_that_holds_something_counts() -> None:
    """The first document of a stream that holds something counts."""
    assert read("--- # nothing\n---\na: 1\n---\nb: 2\n", "x") == {"a": 1}
    assert read("# nothing\n", "x") is None


def test_json_is_read_as_json_and_forgiven_what_yaml_forgives() -> None:
    """JSON is read as JSON and forgiven what YAML forgives."""
    assert read('{"a": "2026-01-01", "b": [1, 2.5, null]}', "x") == {"a": "2026-01-01", "b": [1, 2.5, None]}
    assert read('{"a": 1, # why\n "b": [1, 2,],}', "x") == {"a": 1, "b": [1, 2]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", "shop.yaml is no YAML: did not find expected ',' or ']' at line 3, column 2."),
        ("a: 1\n b: 2\n", "mapping values are not allowed in this context at line 2, column 3."),
        ("a: *nowhere\n", "the alias *nowhere at line 1, column 4 has no anchor. Write &nowhere"),
        ("a: &a\n  b: *a\n", "never ends: the alias *a at line 2, column 6 stands inside the value that it repeats."),
        ("/users/{id}: 1\n{id}: 2\n", "has a key that is no text at line 2, column 1."),
        ('{"a": 1\n "b": 2}', "shop.yaml is no JSON: Expecting ',' delimiter at line 2, column 2.\n\n  \"b\": 2}"),
        ("a: \x01", "shop.yaml is no YAML: "),
    ],
)
def test_what_does_not_parse_is_said_by_line_and_column(text: str, said: str) -> None:
    """What does not parse is said by line and column."""
    with pytest.raises(BadContract) as error:
        read(text, "shop.yaml")
    assert said in str(error.value)


def test_bytes_are_decoded_by_what_they_begin_with() -> None:
    """Bytes are decoded by what they begin with."""
    assert (
        decoded("é".encode(), "x") == decoded("é".encode("utf-8-sig"), "x") == decoded("é".encode("utf-16"), "x") == "é"
    )
    with pytest.raises(BadContract, match=r"x is no text in UTF-8: byte 1 is b'\\xe9'."):
        decoded(b"a\xe9b", "x")


def test_a_dict_of_the_user_is_copied_as_json_would_hold_it() -> None:
    """What PyYAML's own loader makes of keys and dates becomes texts, and the user's dict is left alone."""
    given = {200: {True: datetime.date(2026, 1, 1), None: (1, 2)}, "x": {1.5: datetime.datetime(2026, 1, 1, 2)}}  # noqa: DTZ001 - as YAML gives it
    assert plain(given) == {"200": {"true": "2026-01-01", "null": [1, 2]}, "x": {"1.5": "2026-01-01T02:00:00"}}
    assert 200 in given


def test_the_garbage_collector_is_left_as_it_was() -> None:
    """The garbage collector is left as it was."""
    assert gc.isenabled()
    read("a: 1", "x")
    assert gc.isenabled()
    with pytest.raises(BadContract):
        read("a: [", "x")
    assert gc.isenabled()
