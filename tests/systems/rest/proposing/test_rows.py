"""Which rows does an API hand out, and which does it keep, when it speaks its next document?"""

from __future__ import annotations

import pytest

from pytest_connectors.drift.fitting import fitted
from pytest_connectors.systems.protocol import Scene

from .conftest import ITEM, ITEMS, ORDERS, Document, Shop, held


def item(document: Document) -> Document:
    """The schema of a row."""
    found: Document = document["components"]["schemas"]["Item"]
    return found


def order(document: Document) -> Document:
    """The schema of what is written."""
    found: Document = document["components"]["schemas"]["Order"]
    return found


def test_what_has_its_name_keeps_its_value(shop: Shop) -> None:
    """Where only words change, every row is as it was."""
    shop.now(lambda document: item(document).update(description="A thing."))
    assert shop.get() == ITEMS


def test_what_is_gone_is_left_out_and_what_is_new_is_there(shop: Shop) -> None:
    """A new field has a value that fits, the same each time, whether it is required or not."""

    def edit(document: Document) -> None:
        del item(document)["properties"]["tags"]
        item(document)["properties"] |= {"stock": {"type": "integer", "minimum": 5}, "note": {"type": "boolean"}}

    change = shop.now(edit)
    rows = shop.get()
    assert [set(row) for row in rows] == [{"id", "name", "price", "maker", "stock", "note"}] * 2
    assert all(row["stock"] >= 5 and isinstance(row["note"], bool) for row in rows)
    assert [{**row, "tags": one["tags"], "stock": 0, "note": 0} for row, one in zip(rows, ITEMS, strict=True)] == [
        {**one, "stock": 0, "note": 0} for one in ITEMS
    ]
    shop.now(edit)
    assert shop.get() == rows
    assert change.notes == ("tags is gone", "stock is new", "note is new")


def test_inside_of_objects_too(shop: Shop) -> None:
    """A property that is gone from an object in a row is gone from its values."""

    def edit(document: Document) -> None:
        maker = item(document)["properties"]["maker"]
        del maker["properties"]["city"]
        maker["required"] = []
        maker["properties"]["country"] = {"type": "array", "items": {"type": "string"}}

    change = shop.now(edit)
    for row, before in zip(shop.get(), ITEMS, strict=True):
        assert set(row["maker"]) == {"since", "country"}
        assert row["maker"]["since"] == before["maker"]["since"]  # type: ignore[index]  # as ITEMS has it
    assert change.notes == ("maker.city is gone", "maker.country is new")


@pytest.mark.parametrize(
    ("name", "schema", "values"),
    [
        ("id", {"type": "string"}, ["1", "2"]),
        ("price", {"type": "string"}, ["1.5", "2.0"]),
        ("price", {"type": "array", "items": {"type": "number"}}, [[1.5], [2.0]]),
        ("tags", {"type": ["string", "array"]}, [["a"], []]),
        ("name", {"type": "string", "enum": ["PEN", "INK"]}, ["PEN", "INK"]),
        ("name", {"type": "string", "maxLength": 40}, ["pen", "ink"]),
    ],
)
def test_a_value_is_converted_where_its_new_type_allows_it(
    shop: Shop, name: str, schema: Document, values: list[object]
) -> None:
    """A number becomes its text, a scalar a list of one, a label the one that differs by its case."""
    shop.now(lambda document: item(document)["properties"].update({name: schema}))
    assert [row[name] for row in shop.get()] == values


def test_where_it_does_not_another_value_fits(shop: Shop) -> None:
    """A text that is no number becomes a number, another one for another text, and the same one each time."""
    change = shop.now(lambda document: item(document)["properties"].update(name={"type": "integer", "minimum": 1}))
    found = [row["name"] for row in shop.get()]
    assert all(isinstance(one, int) and one > 0 for one in found)
    assert len(set(found)) == 2
    shop.now(lambda document: item(document)["properties"].update(name={"type": "integer", "minimum": 1}))
    assert [row["name"] for row in shop.get()] == found
    assert change.notes == ("name is integer and no longer string",)


def test_what_went_and_what_came_of_one_type(shop: Shop) -> None:
    """Where one field went and one of its type came, that one has its values; of two nobody can tell."""

    def one(document: Document) -> None:
        item(document)["properties"]["cost"] = item(document)["properties"].pop("price")
        item(document)["required"] = ["id", "name", "cost"]

    def two(document: Document) -> None:
        one(document)
        item(document)["properties"]["fee"] = {"type": "number"}

    change = shop.now(one)
    assert [row["cost"] for row in shop.get()] == [1.5, 2.0]
    assert change.notes == ("price is gone", "cost is new (with price's values)")
    assert change.sentence == (
        "the API of listItems speaks next-1.yaml: price is gone, cost is new (with price's values)"
    )
    assert shop.now(two).notes == ("price is gone", "cost is new", "fee is new")


def test_rows_that_must_agree_with_themselves_fit(shop: Shop) -> None:
    """What the next document asks of a row as a whole is kept, even where values must go for it."""
    schema = {**ITEM, "if": {"required": ["price"]}, "then": {"required": ["unit"]}, "properties": {
        **ITEM["properties"], "name": {"type": "string", "maxLength": 2}, "unit": {"const": "g"}}}  # fmt: skip
    shop.now(lambda document: document["components"]["schemas"].update(Item=schema))
    for row, before in zip(shop.get(), ITEMS, strict=True):
        assert row["unit"] == "g"
        assert len(row["name"]) < 3
        assert (row["id"], row["price"]) == (before["id"], before["price"])


def test_what_was_written_is_told_in_declared_names(shop: Shop) -> None:
    """Earlier rows are told as they were put; written ones by name, without what nobody keeps."""

    def edit(document: Document) -> None:
        order(document)["properties"] = {"item": {"type": "string"}, "count": {"type": "integer"}}
        order(document)["required"] = ["item"]
        document["paths"]["/orders/{no}"] = document["paths"].pop("/orders/{number}")
        document["paths"]["/orders/{no}"]["put"]["parameters"][0]["name"] = "no"

    change = shop.now(edit, of="put-orders-number")
    assert shop.orders == ORDERS
    assert shop.send("put", "/orders/8", json={"item": "ink", "count": 3, "colour": "red"})["item"] == "ink"
    assert sorted(shop.orders, key=lambda row: row["number"]) == [*ORDERS, {"number": 8, "sku": "ink", "count": 3}]
    assert shop.send("put", "/orders/9", json={"sku": "ink", "count": 3}) == 422
    assert len(shop.orders) == 2
    assert "sku is gone" in change.notes
    assert "item is new and required (with sku's values)" in change.notes


def test_a_field_that_nobody_names_is_not_kept(shop: Shop) -> None:
    """What the next document no longer names is taken and dropped, unless it says that it takes any field."""

    def edit(document: Document) -> None:
        del order(document)["properties"]["sku"]
        order(document)["required"] = ["count"]

    def kept(document: Document) -> None:
        edit(document)
        order(document)["additionalProperties"] = True

    for change, row in ((edit, {"number": 8, "count": 3}), (kept, {"number": 8, "count": 3, "sku": "ink"})):
        shop.now(change, of="put-orders-number")
        shop.send("put", "/orders/8", json={"sku": "ink", "count": 3})
        assert [one for one in shop.orders if one["number"] == 8] == [row]


def test_rows_that_have_no_place(shop: Shop) -> None:
    """Where the answer holds no rows any more it is made by the next document; the connector's verdict follows."""
    change = shop.now(lambda document: document["paths"]["/items"]["get"].update(responses={"200": held({"const": 7})}))
    assert shop.get() == 7
    assert "its rows are not to be found in it" in change.notes


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("price", {"type": "number", "maximum": 1.75}),
        ("name", {"type": "string", "enum": ["pen", "cap"]}),
        ("tags", {"type": "array", "items": {"type": "string"}, "maxItems": 0}),
        ("maker", {"type": "object", "required": ["city", "since"],
                   "properties": {"city": {"type": "string", "minLength": 5}, "since": {"type": "integer"}}}),
    ],
)  # fmt: skip
def test_what_is_only_narrowed_is_asked_of_the_rows(shop: Shop, name: str, schema: Document) -> None:
    """Rows become such as both documents allow, before the change as after it, and only where they must."""
    change = shop.change(lambda document: item(document)["properties"].update({name: schema}))
    rows = fitted(change, tuple(ITEMS))
    assert rows != tuple(ITEMS)
    assert [{**row, name: 0} for row in rows] == [{**row, name: 0} for row in ITEMS]
    assert fitted(change, rows) is rows
    shop.far_end.set_scene(Scene({"listItems": rows}, (change,)))
    assert shop.get() == list(rows)


def test_a_label_that_is_called_otherwise(shop: Shop) -> None:
    """Where one label went and one came, rows have the new one; they are not asked to do without."""

    def edit(document: Document) -> None:
        item(document)["properties"]["name"] = {"type": "string", "enum": ["pen", "biro"]}

    was = {"type": "string", "enum": ["pen", "ink"]}
    declared = shop.declared(lambda document: item(document)["properties"].update(name=was))
    change = declared.now(edit)
    assert [row["name"] for row in declared.get()] == ["pen", "biro"]
    assert fitted(change, tuple(ITEMS)) == tuple(ITEMS)
    assert change.notes == ("name knows 'biro'", "name no longer knows 'ink'")
