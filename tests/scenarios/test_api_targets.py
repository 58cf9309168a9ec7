"""Targets in operations: what can happen to which field, page, path, request or token."""

from __future__ import annotations

import dataclasses

import pytest

from pytest_connectors.drift.changes import AnswerChanged, ApiFault, FieldNullable, FieldRetyped, RequestChanged
from pytest_connectors.drift.schema import Column, OperationSchema, TableSchema, Type
from pytest_connectors.scenarios.catalogue import CATALOGUE
from pytest_connectors.scenarios.targets import Target

FIELDS = (
    Column("id", Type("integer", "int8"), nullable=False),
    Column("name", Type("string", "text"), nullable=False),
    Column("price", Type("number", "float8"), nullable=False),
    Column("state", Type("string", "text", labels=("new", "PAID"))),
    Column("paid", Type("boolean", "bool")),
    Column("at", Type("string(date-time)", "timestamptz")),
    Column("tags", Type("array", "int4")),
    Column("address", Type("object", "int4")),
)
NAMES = [field.name for field in FIELDS]
READ = OperationSchema(
    "listProducts",
    "api.shop.example",
    "GET /v1/products",
    FIELDS,
    path="/v1/products",
    paging="cursor",
    told="next_cursor",
    total=True,
    envelope=("data", "items"),
    optional=("tags", "address"),
    secured=("bearer",),
    discriminator="state",
)
BARE = dataclasses.replace(
    READ, path="/products", paging="", told="", total=False, envelope=(), secured=(), documented=False, discriminator=""
)
WRITTEN = dataclasses.replace(
    READ,
    writes=True,
    method="POST",
    columns=(Column("number", Type("integer", "int8"), nullable=False), *FIELDS),
    outside=("number",),
    parameters=("dry_run",),
    paging="",
    secured=("oauth2",),
)


def targets(scenario: str, schema: TableSchema) -> dict[str, Target]:
    """The scenario's targets by name; of two rows of one id, those of the one that has some."""
    found = [one.targets_in(schema) for one in CATALOGUE if one.id == scenario and one.system == "rest"]
    return {target.name: target for those in found for target in those}


@pytest.mark.parametrize(
    ("scenario", "schema", "names"),
    [
        ("field-removed", READ, NAMES),
        ("field-removed", WRITTEN, []),
        ("field-renamed", READ, NAMES),
        ("field-renamed", WRITTEN, NAMES),
        ("field-nullable", READ, ["id", "name", "price"]),
        ("field-optional", READ, NAMES[:6]),
        ("field-emptied", READ, ["name", "at", "tags", "address"]),
        ("field-to-text", READ, ["id", "price", "paid"]),
        ("field-to-number", READ, ["name", "state", "at"]),
        ("field-to-object", READ, NAMES[:6]),
        ("field-enum-added", READ, ["state"]),
        ("field-enum-recased", READ, ["state"]),
        ("field-id-huge", READ, ["id"]),
        ("unit-changed", READ, ["id", "price"]),
        ("precision-changed", READ, ["price"]),
        ("timezone-changed", READ, ["at"]),
        ("field-added", READ, ["listProducts"]),
        ("keys-reordered", READ, NAMES[:-1]),
        ("envelope-renamed", READ, ["listProducts"]),
        ("envelope-renamed", BARE, []),
        ("envelope-removed", BARE, []),
        ("envelope-added", BARE, ["listProducts"]),
        ("variant-added", READ, ["state"]),
        ("variant-added", BARE, []),
        ("page-cursor-renamed", READ, ["next_cursor"]),
        ("page-cursor-to-link", READ, ["listProducts"]),
        ("page-ignored", BARE, []),
        ("page-total-missing", READ, ["listProducts"]),
        ("path-moved", READ, ["/v1/products"]),
        ("path-moved", WRITTEN, ["/v1/products"]),
        ("version-removed", READ, ["/v1"]),
        ("version-removed", BARE, []),
        ("status-204", WRITTEN, []),
        ("error-in-200", WRITTEN, ["listProducts"]),
        ("field-required", WRITTEN, ["listProducts"]),
        ("field-required", READ, []),
        ("field-made-required", WRITTEN, ["tags", "address"]),
        ("field-not-nullable", WRITTEN, ["state", "paid", "at", "tags", "address"]),
        ("field-retyped", WRITTEN, NAMES),
        ("field-enum-narrowed", WRITTEN, ["state"]),
        ("field-bounded", WRITTEN, ["id", "name", "price", "at", "tags"]),
        ("field-patterned", WRITTEN, ["name", "at"]),
        ("field-refused", WRITTEN, NAMES),
        ("batch-limited", dataclasses.replace(WRITTEN, many=False), []),
        ("parameter-renamed", WRITTEN, ["dry_run"]),
        ("media-type-removed", WRITTEN, ["application/json"]),
        ("token-expired", READ, ["token"]),
        ("token-expired", BARE, ["token"]),
        ("token-expired", dataclasses.replace(BARE, documented=True), []),
        ("empty-200", READ, ["listProducts"]),
        ("empty-200", dataclasses.replace(READ, many=False), []),
        ("refresh-refused", READ, []),
        ("refresh-refused", WRITTEN, ["token"]),
    ],
)
def test_a_scenario_has_these_targets(scenario: str, schema: OperationSchema, names: list[str]) -> None:
    """Every field, page, path and token that it can happen to, and none that it cannot."""
    assert list(targets(scenario, schema)) == names


def test_each_change_prints_as_a_sentence() -> None:
    """Every change that any scenario makes names its operation or its token, in words."""
    for one in CATALOGUE:
        if one.system != "rest":
            continue
        for schema in (READ, WRITTEN):
            for target in one.targets_in(schema):
                for variant in target.variants:
                    for change in variant:
                        assert not {"{table", "{detail", "{column"} & set(change.sentence.split("}"))
                        assert "listProducts" in change.sentence or isinstance(change, ApiFault)


def test_a_renamed_field_is_another_change_for_who_reads_and_who_writes() -> None:
    """The same id stands for the answer's field and for the request's."""
    assert targets("field-renamed", READ)["name"].variants[0][0].__class__.__name__ == "FieldRenamed"
    assert isinstance(targets("field-renamed", WRITTEN)["name"].variants[0][0], RequestChanged)
    assert isinstance(targets("path-moved", READ)["/v1/products"].variants[0][0], AnswerChanged)


def test_a_path_moves_within_its_version() -> None:
    """Another name behind `/v1`, and in front where there is no version."""
    assert targets("path-moved", READ)["/v1/products"].variants[0][0].detail == "/v1/moved/products"
    assert targets("path-moved", BARE)["/products"].variants[0][0].detail == "/moved/products"


def test_who_can_ask_for_a_new_token_may_survive_an_old_one() -> None:
    """With OAuth a new token is to be had, so that to survive is possible; otherwise it proves nothing."""
    assert targets("token-expired", WRITTEN)["token"].impossible is None
    assert "did not ask again" in str(targets("token-expired", READ)["token"].impossible)


def test_variants_are_the_plainest_first() -> None:
    """Other rows are null in turn; a type becomes each that it is not."""
    nulls = [variant[0] for variant in targets("field-nullable", READ)["id"].variants]
    assert [one.every for one in nulls if isinstance(one, FieldNullable)] == [3, 2, 4]
    assert [variant[0].detail for variant in targets("field-retyped", WRITTEN)["id"].variants] == ["string", "boolean"]
    retyped = targets("field-to-text", READ)["price"].variants[0][0]
    assert isinstance(retyped, FieldRetyped)
    assert (retyped.was, retyped.type, retyped.way) == ("number", "string", "text")


def test_the_header_that_is_added_has_a_name_and_a_value() -> None:
    """A line without a name would be no header, and nobody would see it."""
    (change,) = targets("header-added", READ)["listProducts"].variants[0]
    assert isinstance(change, AnswerChanged)
    name, _, value = change.detail.partition(":")
    assert name
    assert value.strip()
    assert targets("header-added", WRITTEN) == {}
