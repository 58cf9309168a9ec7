"""Does the static judgement say what oasdiff would say of a change: which check reports it, and how bad it is?"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_connectors.drift import changes as happening
from pytest_connectors.systems.rest.document.changing import apply
from pytest_connectors.systems.rest.document.comparing import Finding, Proof, compared, proven, said, worst
from pytest_connectors.systems.rest.document.rewriting import edited
from tests.systems.rest.document.played import ITEM, ROOT, reading, writing

READ: dict[str, tuple[Any, set[str]]] = {
    "removed": (happening.FieldRemoved("users", "name"), {"ERR response-required-property-removed"}),
    "removed-optional": (happening.FieldRemoved("users", "nick"), {"INFO response-optional-property-removed"}),
    "renamed": (
        happening.FieldRenamed("users", "nick", "nickname"),
        {"INFO response-optional-property-removed", "INFO response-optional-property-added"},
    ),
    "text": (
        happening.FieldRetyped("users", "id", "integer", "string", way="text"),
        {"ERR response-property-type-changed"},
    ),
    "added": (happening.FieldAdded("users", "extra", "text", "a"), {"INFO response-optional-property-added"}),
    "nullable": (happening.FieldNullable("users", "price"), {"ERR response-property-became-nullable"}),
    "nullable-ref": (happening.FieldNullable("users", "status"), {"ERR response-property-became-nullable"}),
    "optional": (happening.FieldOptional("users", "name"), {"ERR response-property-became-optional"}),
    "emptied": (happening.FieldEmptied("users", "name"), {"ERR response-property-min-length-unset"}),
    "offset": (happening.OffsetChanged("users", "born"), {"ERR response-property-type-generalized"}),
    "label": (
        happening.LabelAdded("users", "status", "Status", "lost"),
        {"WARN response-property-enum-value-added"},
    ),
    "variant": (
        happening.VariantAdded("users", "status", "other", ("id",)),
        {"ERR response-property-any-of-added"},
    ),
    "envelope-removed": (
        happening.AnswerChanged("users", "envelope-removed"),
        {"ERR response-body-type-changed", "INFO response-header-added"},
    ),
    "path": (
        happening.AnswerChanged("users", "path-moved", "/v1/moved/users"),
        {"ERR api-path-removed-without-deprecation"},
    ),
    "gone": (
        happening.AnswerChanged("users", "gone-410"),
        {"ERR response-success-status-removed", "INFO response-non-success-status-added"},
    ),
    "media": (
        happening.AnswerChanged("users", "media-type-changed"),
        {"ERR response-media-type-removed", "INFO response-media-type-added"},
    ),
    "sunset": (
        happening.AnswerChanged("users", "sunset-announced"),
        {"INFO endpoint-deprecated", "INFO response-header-added"},
    ),
    "ignored": (happening.AnswerChanged("users", "page-ignored"), set()),
    "unit": (happening.UnitChanged("users", "price"), set()),
}
WRITTEN: dict[str, tuple[tuple[str, str, str], set[str]]] = {
    "required": (("field-required", "zip", ""), {"ERR new-required-request-property"}),
    "made-required": (("field-made-required", "", "price"), {"ERR request-property-became-required"}),
    "not-nullable": (("field-not-nullable", "", "nick"), {"ERR request-property-became-not-nullable"}),
    "renamed": (
        ("field-renamed", "title", "name"),
        {"ERR new-required-request-property", "WARN request-property-removed"},
    ),
    "retyped": (("field-retyped", "boolean", "price"), {"ERR request-property-type-changed"}),
    "enum": (("field-enum-narrowed", '"old"', "status"), {"ERR request-property-enum-value-removed"}),
    "bounded": (("field-bounded", "maximum 1", "price"), {"ERR request-property-max-set"}),
    "bounded-more": (("field-bounded", "maximum 1", "id"), {"ERR request-property-max-decreased"}),
    "patterned": (("field-patterned", "^[A-Z]$", "name"), {"ERR request-property-pattern-added"}),
    "batch": (("batch-limited", "2", ""), {"ERR request-body-max-items-set"}),
    "parameter": (("parameter-required", "tenant", ""), {"ERR new-required-request-parameter"}),
    "parameter-renamed": (
        ("parameter-renamed", "group", "team"),
        {"WARN request-parameter-removed", "INFO new-optional-request-parameter"},
    ),
    "parameter-bounded": (("field-bounded", "maximum 3", "mode"), {"ERR request-parameter-max-set"}),
    "media": (
        ("media-type-removed", "application/vnd.api+json", "application/json"),
        {"ERR request-body-media-type-removed", "INFO request-body-media-type-added"},
    ),
    "method": (("method-changed", "PUT", ""), {"ERR api-removed-without-deprecation"}),
    "lost": (("answer-lost", "", ""), set()),
}


def told(findings: tuple[Finding, ...]) -> set[str]:
    """Level and id of each."""
    return {f"{one.level} {one.id}" for one in findings}


@pytest.mark.parametrize("name", READ)
def test_changes_of_answers_are_reported_by_id_and_level(name: str) -> None:
    """Changes of answers are reported by id and level."""
    change, expected = READ[name]
    before = reading()
    assert told(compared(before.root, apply(before, change).root, "GET", "/v1/users")) == expected


@pytest.mark.parametrize("name", WRITTEN)
def test_changes_of_requests_are_reported_by_id_and_level(name: str) -> None:
    """Changes of requests are reported by id and level."""
    way, expected = WRITTEN[name]
    before = writing()
    after = apply(before, happening.RequestChanged("push", *way))
    assert told(compared(before.root, after.root, "POST", "/v1/users")) == expected


def test_the_same_change_is_judged_by_the_side_on_which_it_stands() -> None:
    """A component that answers and requests share: what widens it breaks readers, and not writers."""
    before = reading()
    after = apply(before, happening.FieldNullable("users", "price"))
    assert told(compared(before.root, after.root, "POST", "/v1/users")) == {"INFO request-property-became-nullable"}
    assert compared(before.root, after.root, "GET", "/v1/teams") == ()


def test_a_document_that_was_parsed_anew_is_compared_too() -> None:
    """Two documents that share no object are compared by what they say."""
    before = reading()
    after = copy.deepcopy(apply(before, happening.FieldRemoved("users", "nick")).root)
    assert told(compared(before.root, after, "GET", "/v1/users")) == {"INFO response-optional-property-removed"}
    assert compared(before.root, copy.deepcopy(before.root), "GET", "/v1/users") == ()


def test_a_deprecated_operation_may_go() -> None:
    """Who was told that an operation ends is not surprised when it is gone."""
    before = apply(reading(), happening.AnswerChanged("users", "sunset-announced"))
    after = apply(before, happening.AnswerChanged("users", "version-removed", "/v1"))
    found = compared(before.root, after.root, "GET", "/v1/users")
    assert told(found) == {"INFO api-path-removed-with-deprecation"}


def test_containment_proves_what_no_rule_sees() -> None:
    """Where no rule finds anything and values can be proven to be possible that were not, that is a finding."""
    before = dict(ROOT)
    place = "#/components/schemas/Page"
    flags = edited(before, place, lambda _: {"type": "object", "properties": {"a": {}}})
    after = edited(flags, place, lambda node: {**node, "not": {"required": ["a"]}})
    assert proven(flags, after, "GET", "/v1/users").response == "compatible"
    assert proven(after, flags, "GET", "/v1/users") == Proof("compatible", "incompatible")
    found = compared(after, flags, "GET", "/v1/users")
    assert told(found) == {"WARN response-schema-not-covered"}


def test_containment_is_proven_behind_references_and_in_lists() -> None:
    """A change of an item is one of the page that holds a list of them; the other way round it is safe."""
    plain = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
    before = edited(dict(ROOT), ITEM, lambda _: plain)
    after = edited(before, f"{ITEM}/properties/id", lambda _: {"type": ["integer", "null"]})
    assert proven(before, after, "GET", "/v1/users") == Proof("compatible", "incompatible")
    assert proven(after, before, "GET", "/v1/users") == Proof("compatible", "compatible")
    assert proven(after, before, "POST", "/v1/users") == Proof("incompatible", "compatible")


def test_unknown_is_no_proof() -> None:
    """Of schemas that contain themselves nothing is proven, and that is no finding."""
    before = dict(ROOT)
    after = edited(before, f"{ITEM}/allOf/1", lambda node: {**node, "dependentRequired": {"name": ["price"]}})
    assert proven(before, after, "GET", "/v1/users") == Proof("compatible", "unknown")
    assert compared(before, after, "GET", "/v1/users") == ()


def test_schemas_that_contain_themselves_and_circles_end() -> None:
    """Schemas that contain themselves, circles of `$ref`s and schemas that are true or false end."""
    schemas: dict[str, Any] = {
        "User": {"type": "object", "properties": {"id": True, "next": {"$ref": ITEM}, "no": False}},
        "Base": {"$ref": "#/components/schemas/Status"},
        "Status": {"$ref": "#/components/schemas/Base"},
        "Page": {"allOf": [{"$ref": "#/components/schemas/Page"}, {"properties": {"data": {"$ref": ITEM}}}]},
    }
    before = {**ROOT, "components": {**ROOT["components"], "schemas": schemas}}
    after = edited(before, f"{ITEM}/properties/id", lambda _: {"type": "integer"})
    found = compared(before, after, "GET", "/v1/users")
    assert worst(found) == "INFO"
    round_about = edited(before, f"{ITEM}/properties/id", lambda _: {"$ref": "#/components/schemas/Base"})
    compared(before, round_about, "GET", "/v1/users")


def test_findings_are_said_in_one_line() -> None:
    """Findings are said in one line, the worst first; nothing found is said too."""
    found = (Finding("b", "INFO", "x"), Finding("a", "ERR", "y"), Finding("a", "ERR", "z"), Finding("c", "WARN", ""))
    assert said(found) == "ERR a, WARN c, INFO b"
    assert said((*found, Finding("d", "INFO", ""))) == "ERR a, WARN c, INFO b, and 1 more"
    assert worst(found) == "ERR"
    assert (said(()), worst(())) == ("no difference in the document", "")
