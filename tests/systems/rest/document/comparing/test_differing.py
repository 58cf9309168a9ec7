"""Is a changed document told in a few lines that say what stood there and what stands there now?"""

from __future__ import annotations

from pytest_connectors.drift import changes as happening
from pytest_connectors.systems.rest.document.changing import apply
from pytest_connectors.systems.rest.document.comparing import difference
from tests.systems.rest.document.played import reading


def lines_of(change: happening.Change) -> list[str]:
    """The diff that a change makes."""
    before = reading()
    return list(difference(before.root, apply(before, change).root))


def test_a_place_stands_above_what_went_and_what_came() -> None:
    """A place stands above what went and what came; lists of words tell the words that differ."""
    assert lines_of(happening.FieldRenamed("users", "id", "uid")) == [
        "#/components/schemas/Base",
        "- required: [id]",
        "+ required: [uid]",
        "#/components/schemas/Base/properties",
        "- id: {type: integer, format: int32, maximum: 99999}",
        "+ uid: {type: integer, format: int32, maximum: 99999}",
    ]
    assert lines_of(happening.LabelAdded("users", "status", "Status", "lost")) == [
        "#/components/schemas/Status",
        "+ enum: [lost]",
    ]


def test_texts_that_read_as_something_else_are_quoted() -> None:
    """A type that is a text and reads as null is quoted, as in YAML."""
    assert lines_of(happening.FieldNullable("users", "price")) == [
        "#/components/schemas/User/allOf/1/properties/price",
        "- type: number",
        '+ type: [number, "null"]',
    ]


def test_what_moved_is_not_told_again() -> None:
    """What stands under another key is told by its keys; what is put around a schema, without the schema."""
    assert lines_of(happening.AnswerChanged("users", "path-moved", "/v2/users")) == [
        "#/paths",
        "- /v1/users: ...",
        "+ /v2/users: ...",
    ]
    assert lines_of(happening.FieldNullable("users", "status")) == [
        "#/components/schemas/User/allOf/1/properties/status",
        '+ anyOf: [as before, {type: "null"}]',
    ]


def test_nothing_is_told_of_what_is_equal() -> None:
    """Nothing is told of what is equal, were it another object."""
    before = reading()
    assert difference(before.root, before.root) == ()
    assert difference(before.root, reading().root) == ()
    assert lines_of(happening.AnswerChanged("users", "page-ignored")) == []


def test_a_long_diff_is_cut() -> None:
    """A diff has a dozen lines at most, each of a hundred letters at most."""
    before = {f"key {number}": {"value": number, "text": "x" * 300} for number in range(20)}
    after = {key: {"value": -1, "text": "y" * 300} for key in before}
    lines = difference(before, after)
    assert len(lines) == 12
    assert lines[-1] == "..."
    assert max(map(len, lines)) <= 102
