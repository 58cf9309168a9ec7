"""What is a user told whose test on an API asks for what is not there? One message in the first item, no traceback."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .project import OPENAPI, Project, Result
from .test_bad_api import BARE, OURS

FILES = {
    "openapi.yaml": OPENAPI,
    "other.yaml": OPENAPI.replace("listProducts", "listOthers"),
    "bare.yaml": BARE,
}
RUN = """{API}
import requests
OTHER = Operation("listOthers", openapi=Path(__file__).with_name("other.yaml"))
BARE = Path(__file__).with_name("bare.yaml")
USERS = Table("users", ddl="CREATE TABLE users (id int PRIMARY KEY)")

def declared(name, **more):
    more.setdefault("openapi", DOCUMENT)
    @pytest.mark.connector(name, reads=Operation(more.pop("named", "listProducts"), **more))
    def test(connector, rest):
        connector(load, rest.url, rest.token)
    return test

test_items = declared("items", items="itms")
test_pagination = declared("pagination", pagination="pages")
test_ask = declared("ask", pagination={"kind": "page", "ask": "pge"})
test_no_schema = declared("no schema", named="listA", openapi=BARE)
test_no_answer = declared("no answer", named="listB", openapi=BARE)
test_too_many = declared("too many", rows=[{"id": 1, "name": "a", "price": 1.0, "prise": 2}])
test_type = declared("type", rows=[{"id": 1, "name": "a", "price": 1}, {"id": "one", "name": "a", "price": 1}])
test_missing = declared("missing", rows=[{"id": 1, "name": "a"}])
test_nested = declared("nested", named="GET /tickets", openapi=None, rows=[{"id": 1, "of": {"name": 7}}], sample=[
    {"id": 1, "of": {"name": "a"}}, {"id": 2, "of": {"name": "b"}}])
test_drawn = declared("drawn", rows=[{"id": 1, "name": 7, "price": 1.0}])
test_no_file = declared("no file", rows="nowhere.json")
test_seven = declared("seven", rows=7)

@pytest.mark.connector("too long", writes=Operation("POST /orders", openapi=DOCUMENT, rows=[
    {"sku": "x" * 21, "quantity": 1}]))
def test_too_long(connector, rest):
    connector(push, rest.url, rest.token, rest.payloads)

@pytest.mark.connector("one row", writes=Operation("POST /orders", openapi=DOCUMENT, rows=[
    {"sku": "one", "quantity": 1}]))
def test_one_row(connector, rest):
    assert rest.payloads == [{"sku": "one", "quantity": 1}]
    connector(push, rest.url, rest.token, rest.payloads)

@pytest.mark.connector("two apis", reads=[PRODUCTS, OTHER])
def test_url(connector, rest):
    connector(load, rest.url, rest.token)

@pytest.mark.connector("rows of several", reads=[PRODUCTS, OTHER])
def test_rows(connector, rest):
    connector(load, rest.url_of(PRODUCTS), rest.token)
    rest.rows

@pytest.mark.connector("payloads of a reader", reads=PRODUCTS)
def test_payloads(connector, rest):
    connector(load, rest.url, rest.token, rest.payloads)

@pytest.mark.connector("payloads of another", reads=PRODUCTS, writes=ORDER)
def test_payloads_of(connector, rest):
    rest.payloads_of(PRODUCTS)

@pytest.mark.connector("stored of a reader", reads=PRODUCTS)
def test_stored(connector, rest):
    connector(load, rest.url, rest.token)
    rest.stored

@pytest.mark.connector("near name", reads=PRODUCTS)
def test_near(connector, rest):
    rest.url_of("listProduct")

@pytest.mark.connector("another operation", reads=PRODUCTS)
def test_another(connector, rest):
    rest.rows_of(OTHER)

@pytest.mark.connector("table asked of rest", reads=PRODUCTS)
def test_table(connector, rest):
    rest.rows_of(USERS)

@pytest.mark.connector("operation asked of postgres", reads=[PRODUCTS, USERS])
def test_operation(connector, rest, postgres):
    postgres.rows_of(PRODUCTS)

@pytest.mark.connector("no operation", reads=USERS)
def test_no_operation(connector, rest):
    rest.rows
"""


SAID = {
    "items": "items='itms' points nowhere: the answer 200 of GET /products has no 'itms'. Did you mean 'items'?",
    "pagination": "pagination= takes page, offset, cursor, link, next-url,",
    "ask": "pagination={'kind': 'page', 'ask': 'pge'}: ask names 'pge', which is no parameter of the query. Did you",
    "no_schema": "Operation('listA'): no answer of GET /a is JSON: its 200 has no content.",
    "no_answer": "Operation('listB'): the document names no good answer (2xx) of GET /b: only 404.",
    "too_many": "rows= has a column 'prise', and the operation has none. Did you mean 'price'?",
    "type": 'rows= do not fit the operation. The server says: field \'id\': "one" is not of type "integer"',
    "missing": "rows= do not fit the operation. The server says: 'price' is required, and missing",
    "nested": "The server says: field 'of' (at /of/name): 7 is not of type \"string\"",
    "drawn": "The server says: field 'name': 7 is not of type \"string\"",
    "no_file": "rows= takes a file that ends in .csv or .parquet; it is 'nowhere.json'.",
    "seven": "rows= takes a list of dicts",
    "too_long": "Operation('post-orders'): rows= do not fit the operation. The server says: field 'sku': \"xxx",
    "url": "rest.url: the contract's operations are of several APIs: 'listProducts', 'listOthers'. Say which: "
    "rest.url_of(OPERATION).",
    "rows": "rest.rows: the contract has several operations, 'listProducts', 'listOthers'. Say which: rest.rows_of(",
    "payloads": "rest.payloads: the contract writes nothing. Name the operation in writes=.",
    "payloads_of": "the contract does not write 'listProducts', so there are no payloads for it.",
    "stored": "rest.stored: the contract writes nothing. Name the operation in writes=.",
    "near": "the contract does not declare 'listProduct'. Did you mean 'listProducts'?",
    "another": "the contract does not declare 'listOthers'. It declares listProducts.",
    "table": "Table('users') is no operation, so that rest knows nothing of it: ask postgres.",
    "operation": "Operation('listProducts') is no table, so that postgres knows nothing of it: ask rest.",
    "no_operation": "rest.rows: the contract has no operation. Name it in reads= or writes=.",
}


@pytest.fixture(scope="module")
def ran(module_project: Callable[..., Project]) -> Result:
    """What is said of all of them in one run."""
    return module_project({**FILES, "test_it.py": RUN}).run("--connector-scenarios=token-expired")


@pytest.mark.parametrize("name", SAID)
def test_a_test_of_no_use(ran: Result, name: str) -> None:
    """It is one message in the first item; the others refer to it."""
    first = ran.tests[f"test_{name}[baseline]"]
    assert first.outcome in ("failed", "error")
    assert " ".join(SAID[name].split()) in " ".join(first.text.split()), first.text
    assert not OURS.search(first.text), first.text
    second = ran.tests.get(f"test_{name}[token-expired]")
    assert second is None or "see [baseline]" in second.text, second


def test_a_single_row_to_write(ran: Result) -> None:
    """A writer that is given one row writes it in each run, as it was given."""
    assert ran.outcomes("test_one_row") == {
        "test_one_row[baseline]": "passed",
        "test_one_row[token-expired]": "passed",
    }, ran.out
