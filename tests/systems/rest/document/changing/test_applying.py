"""Does a change of an API change what a document says and what rows hold, together, and nothing else?"""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from pytest_connectors.drift import changes as happening
from pytest_connectors.systems.rest.document.changing import Scenery, apply
from pytest_connectors.systems.rest.document.rewriting import at
from pytest_connectors.systems.rest.document.validating import Validators
from tests.systems.rest.document.played import ITEM, ROOT, ROWS, reading, writing


def is_valid(root: Any, row: Any, pointer: str = ITEM) -> bool:
    """Whether a row fits what a document says of it."""
    return bool(Validators(root).is_valid({"$ref": pointer}, row))


def answer(way: str, detail: str = "", column: str = "") -> happening.AnswerChanged:
    """A change to answers."""
    return happening.AnswerChanged("users", way, detail, column)


def request(way: str, detail: str = "", column: str = "") -> happening.RequestChanged:
    """A change to requests."""
    return happening.RequestChanged("push", way, detail, column)


# By name: the change, and whether the old document forbids what rows hold after it.
ROW_CHANGES: dict[str, tuple[Any, bool]] = {
    "removed": (happening.FieldRemoved("users", "name"), True),
    "removed-optional": (happening.FieldRemoved("users", "nick"), False),
    "renamed": (happening.FieldRenamed("users", "id", "uid"), True),
    "number-to-text": (happening.FieldRetyped("users", "id", "integer", "string", way="text"), True),
    "text-to-number": (happening.FieldRetyped("users", "nick", "string", "number", way="number"), True),
    "to-object": (happening.FieldRetyped("users", "status", "string", "object", way="object"), True),
    "to-array": (happening.FieldRetyped("users", "price", "number", "array", way="array"), True),
    "array-to-text": (happening.FieldRetyped("users", "tags", "array", "string", way="text"), True),
    "added": (happening.FieldAdded("users", "extra", "text", "a"), False),
    "added-number": (happening.FieldAdded("users", "extra", "bigint", "7"), False),
    "nullable": (happening.FieldNullable("users", "price"), True),
    "nullable-behind-ref": (happening.FieldNullable("users", "status"), True),
    "optional": (happening.FieldOptional("users", "name"), True),
    "emptied-text": (happening.FieldEmptied("users", "name"), True),
    "emptied-list": (happening.FieldEmptied("users", "tags"), True),
    "precision": (happening.PrecisionChanged("users", "price"), False),
    "offset": (happening.OffsetChanged("users", "born"), True),
    "unit": (happening.UnitChanged("users", "price"), False),
    "grew": (happening.NumbersGrew("users", "id", 2**53), True),
    "label-added": (happening.LabelAdded("users", "status", "Status", "lost"), True),
    "label-renamed": (happening.LabelRenamed("users", "status", "Status", "new", "NEW"), True),
    "variant": (happening.VariantAdded("users", "status", "other", ("id",)), True),
}


@pytest.mark.parametrize("name", ROW_CHANGES)
def test_changed_rows_fit_the_changed_document(name: str) -> None:
    """Changed rows fit the changed document, and not the old one where that does not allow such a change."""
    change, forbidden = ROW_CHANGES[name]
    before = reading()
    after = apply(before, change)
    assert after.rows != before.rows
    assert [row for row in after.rows if not is_valid(after.root, row, after.row)] == []
    assert all(is_valid(before.root, row) for row in after.rows) is not forbidden


@pytest.mark.parametrize("name", ROW_CHANGES)
def test_the_old_document_and_rows_are_not_touched(name: str) -> None:
    """The old document and rows are not touched, and the new document shares what it leaves alone."""
    before = reading()
    rows = copy.deepcopy(before.rows)
    after = apply(before, ROW_CHANGES[name][0])
    assert json.dumps(before.root) == json.dumps(ROOT)
    assert before.rows == rows
    assert after.root["paths"] is before.root["paths"]
    assert at(after.root, "#/components/schemas/Page") is at(before.root, "#/components/schemas/Page")


def test_rows_that_are_not_touched_stay_as_they_were() -> None:
    """A field is left out in every third row, and in no other."""
    after = apply(reading(), happening.FieldOptional("users", "name"))
    assert ["name" in row for row in after.rows] == [False, True, True, False, True, True]


def test_the_same_text_becomes_the_same_number() -> None:
    """Texts that are numbers become these; others become numbers that are the same for the same text."""
    scenery = reading()
    rows = tuple({**row, "name": name} for row, name in zip(ROWS, ("12", "1.5", "x", "y", "x", "007"), strict=True))
    after = apply(
        Scenery(**{**vars(scenery), "rows": rows}),
        happening.FieldRetyped("users", "name", "string", "number", way="number"),
    )
    numbers = [row["name"] for row in after.rows]
    assert numbers[:2] == [12, 1.5]
    assert numbers[2] == numbers[4] != numbers[3]
    assert all(isinstance(number, int | float) for number in numbers)


def test_a_component_is_changed_where_it_stands() -> None:
    """A field in a part of an `allOf` behind a `$ref` is changed in that component."""
    after = apply(reading(), happening.FieldRenamed("users", "id", "uid"))
    assert at(after.root, "#/components/schemas/Base") == {
        "type": "object",
        "required": ["uid"],
        "properties": {"uid": {"type": "integer", "format": "int32", "maximum": 99999}},
    }
    assert at(after.root, ITEM) is at(after.root, ITEM)


def test_every_variant_that_has_a_field_is_changed() -> None:
    """A field of several variants goes from each, and a closed variant knows a new one."""
    scenery = reading()
    one = {"type": "object", "properties": {"id": {"type": "integer"}, "a": {}}, "additionalProperties": False}
    other = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    scenery.root["components"]["schemas"]["User"] = {"oneOf": [one, other]}
    gone = at(apply(scenery, happening.FieldRemoved("users", "id")).root, ITEM)
    assert [variant["properties"] for variant in gone["oneOf"]] == [{"a": {}}, {}]
    added = at(apply(scenery, happening.FieldAdded("users", "x", "boolean", "true")).root, ITEM)
    assert [variant["properties"]["x"] for variant in added["oneOf"]] == [{"type": "boolean"}] * 2


def test_changes_follow_one_another() -> None:
    """A field that was renamed is still known by its declared name when something else happens to it."""
    after = reading()
    for change in (
        answer("envelope-renamed", "rows"),
        happening.FieldRenamed("users", "price", "cost"),
        answer("path-moved", "/v2/users"),
        happening.FieldNullable("users", "price"),
        answer("envelope-added", "result"),
        happening.FieldAdded("users", "extra", "text", "a"),
    ):
        after = apply(after, change)
    assert after.items == ("result", "rows")
    assert after.names == {"price": "cost"}
    assert [row["cost"] for row in after.rows][:2] == [None, 1.25]
    assert all(is_valid(after.root, row, after.row) for row in after.rows)
    body = {"result": {"rows": list(after.rows), "meta": {"next": None, "total": 6}}}
    assert Validators(after.root).is_valid(at(after.root, after.body), body)


def test_envelopes_are_renamed_added_and_removed() -> None:
    """Where the rows lie is another place, in the document and for who serves them."""
    before = reading()
    renamed = apply(before, answer("envelope-renamed", "rows"))
    assert renamed.items == ("rows",)
    assert at(renamed.root, "#/components/schemas/Page")["required"] == ["rows", "meta"]
    added = apply(before, answer("envelope-added", "result"))
    assert (added.items, added.paging and added.paging.told) == (("result", "data"), ("result", "meta", "next"))
    assert at(added.root, added.body)["required"] == ["result"]
    removed = apply(before, answer("envelope-removed"))
    assert (removed.items, removed.paging and removed.paging.kind) == ((), "link")
    assert at(removed.root, removed.body)["type"] == "array"
    assert (added.row, removed.row) == (ITEM, ITEM)


def test_pages_are_told_in_another_way() -> None:
    """What leads to the next page has another name, or stands in a header; the total is not told."""
    before = reading()
    renamed = apply(before, answer("page-cursor-renamed", "next_v2"))
    assert renamed.paging is not None
    assert renamed.paging.told == ("meta", "next_v2")
    assert "next_v2" in at(renamed.root, "#/components/schemas/Page")["properties"]["meta"]["properties"]
    asked = apply(before, answer("page-cursor-renamed", "from", "after"))
    assert asked.paging is not None
    assert (asked.paging.ask, asked.paging.told) == ("from", ("meta", "next"))
    assert at(asked.root, "#/paths/~1v1~1users/get/parameters/0/name") == "from"
    linked = apply(before, answer("page-cursor-to-link"))
    assert linked.paging is not None
    assert (linked.paging.kind, linked.paging.told) == ("link", ())
    assert "Link" in at(linked.root, "#/components/responses/Users/headers")
    assert "next" not in at(linked.root, "#/components/schemas/Page")["properties"]["meta"]["properties"]
    silent = apply(before, answer("page-total-missing"))
    assert silent.paging is not None
    assert silent.paging.total == ()
    assert "total" not in at(silent.root, "#/components/schemas/Page")["properties"]["meta"]["properties"]


def test_operations_move() -> None:
    """An operation is at another path or under another method, or its version is gone."""
    moved = apply(reading(), answer("path-moved", "/v1/moved/users"))
    assert list(moved.root["paths"]) == ["/v1/moved/users", "/v1/teams"]
    assert moved.path == "/v1/moved/users"
    assert at(moved.root, moved.operation)["operationId"] == "users"
    assert apply(reading(), answer("version-removed", "/v1")).root["paths"] == {}
    put = apply(writing(), request("method-changed", "PUT"))
    assert (put.method, "post" in at(put.root, put.way)) == ("PUT", False)
    assert at(put.root, put.body)["type"] == "array"


def test_statuses_headers_and_media_types_are_named() -> None:
    """What an operation answers now is named in its document."""
    responses = {
        way: list(at(one.root, one.operation)["responses"])
        for way in ("status-204", "status-202", "status-207", "redirected-301", "gone-410")
        for one in (apply(reading(), answer(way, "/moved")),)
    }
    assert responses == {
        "status-204": ["200", "204"],
        "status-202": ["200", "202"],
        "status-207": ["200", "207"],
        "redirected-301": ["200", "301"],
        "gone-410": ["410"],
    }
    headed = apply(reading(), answer("header-added", "X-Served-By: a"))
    assert list(at(headed.root, "#/components/responses/Users/headers")) == ["X-Served-By"]
    told = apply(reading(), answer("media-type-changed"))
    assert told.media_type == "application/xml"
    assert at(told.root, told.body) == {"$ref": "#/components/schemas/Page"}


@pytest.mark.parametrize("way", ["page-ignored", "page-looping", "body-truncated", "login-page", "error-in-200"])
def test_what_no_document_speaks_of_leaves_it_as_it_is(way: str) -> None:
    """What no document speaks of leaves it as it is."""
    before = reading()
    assert apply(before, answer(way)) is before
    assert apply(before, happening.AnswerChanged("others", "envelope-renamed", "x")) is before


# By name: the change, and a row that was taken before it and is not after it.
REFUSED: dict[str, tuple[Any, dict[str, Any]]] = {
    "required": (request("field-required", "zip"), {}),
    "made-required": (request("field-made-required", "", "price"), {"price": ...}),
    "not-nullable": (request("field-not-nullable", "", "nick"), {"nick": None}),
    "renamed": (request("field-renamed", "title", "name"), {}),
    "retyped": (request("field-retyped", "boolean", "price"), {}),
    "enum-narrowed": (request("field-enum-narrowed", '"old"', "status"), {"status": "old"}),
    "maximum": (request("field-bounded", "maximum 1", "price"), {"price": 2}),
    "max-length": (request("field-bounded", "maxLength 3", "name"), {}),
    "max-length-behind-ref": (request("field-bounded", "maxLength 2", "status"), {}),
    "patterned": (request("field-patterned", "^[A-Z]{3}[0-9]$", "name"), {}),
    "refused": (request("field-refused", "", "nick"), {}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_taken_is_narrowed(name: str) -> None:
    """A row that was taken is not taken after the change."""
    change, other = REFUSED[name]
    before = writing()
    row = {key: value for key, value in {**ROWS[0], **other}.items() if value is not ...}
    after = apply(before, change)
    assert is_valid(before.root, row)
    assert not is_valid(after.root, row)
    assert json.dumps(before.root) == json.dumps(ROOT)


def test_rows_that_lie_there_are_told_under_the_new_name() -> None:
    """Rows that lie there are told under the new name, and it is known what a declared field is called now."""
    after = apply(writing(), request("field-renamed", "title", "name"))
    assert dict(after.names) == {"name": "title"}
    assert [row["title"] for row in after.rows] == [row["name"] for row in ROWS]


def test_parameters_batches_and_media_types_change() -> None:
    """Parameters are asked for and renamed, batches limited, media types replaced."""
    before = writing()
    asked = apply(before, request("parameter-required", "tenant"))
    assert at(asked.root, f"{asked.operation}/parameters/1") == {
        "name": "tenant",
        "in": "query",
        "required": True,
        "schema": {"type": "string"},
    }
    headed = apply(before, request("header-required", "X-Api-Version"))
    assert at(headed.root, f"{headed.operation}/parameters/1")["in"] == "header"
    called = apply(before, request("parameter-renamed", "group", "team"))
    assert at(called.root, "#/paths/~1v1~1users/parameters/0/name") == "group"
    assert at(apply(before, request("batch-limited", "2")).root, before.body)["maxItems"] == 2
    bound = apply(before, request("field-bounded", "maximum 3", "mode"))
    assert at(bound.root, f"{bound.operation}/parameters/0/schema") == {"type": "integer", "maximum": 3}
    media = apply(before, request("media-type-removed", "application/vnd.api+json", "application/json"))
    assert list(at(media.root, f"{media.operation}/requestBody/content")) == ["application/vnd.api+json"]
    assert media.media_type == "application/vnd.api+json"
