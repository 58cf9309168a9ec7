"""Does `--connector-change listProducts=openapi-next.yaml` say who does not survive the next document, and why?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .project import OPENAPI, Project, Result
from .test_bad_api import OURS, SWAGGER

TESTS = """{API}
import requests

def careless(url, token):
    answer = requests.get(url + "/products", headers={"Authorization": "Bearer " + token})
    return [{name: one.get(name) for name in NAMES} for one in answer.json().get("items", [])]

def quietly(url, token, rows):
    for row in rows:
        requests.post(url + "/orders", json=row, headers={"Authorization": "Bearer " + token})

@pytest.mark.connector("reader", reads=PRODUCTS)
def test_reader(connector, rest):
    rows = connector(load, rest.url, rest.token)
    assert len(rows) == len(rest.rows)

@pytest.mark.connector("careless", reads=PRODUCTS, owner="shop")
def test_careless(connector, rest):
    connector(careless, rest.url, rest.token)

@pytest.mark.connector("known", reads=PRODUCTS, known_breaks={"change-next": "SHOP-42: by June"})
def test_known(connector, rest):
    connector(load, rest.url, rest.token)

@pytest.mark.connector("writer", writes=ORDER)
def test_writer(connector, rest):
    connector(push, rest.url, rest.token, rest.payloads)
    assert len(rest.stored) >= len(rest.payloads)

@pytest.mark.connector("quiet", writes=ORDER)
def test_quiet(connector, rest):
    connector(quietly, rest.url, rest.token, rest.payloads)

@pytest.mark.connector("both", reads=PRODUCTS, writes=ORDER)
def test_both(connector, rest):
    def ordered(url, token):
        rows = [{"sku": str(one["id"])[:20], "quantity": 1} for one in load(url, token)]
        push(url, token, rows)
        return rows
    connector(ordered, rest.url, rest.token)
"""
NEXT = (
    OPENAPI.replace("required: [id, name, price]", "required: [id, name]")
    .replace("        price: {type: number}\n", "")
    .replace("required: [sku, quantity]", "required: [sku, quantity, currency]")
    .replace("maxLength: 20}\n", "maxLength: 20}\n        currency: {type: string}\n")
)
WORDS = OPENAPI.replace("description: A page.", "description: A page of products.")
FILES = {"test_it.py": TESTS, "openapi.yaml": OPENAPI, "next.yaml": NEXT, "words.yaml": WORDS, "same.yaml": OPENAPI}
CHANGED = ("-k", "baseline or change-")
BOTH = ("--connector-change=listProducts=next.yaml", "--connector-change=POST /orders=words.yaml")


@pytest.fixture(scope="module")
def shop(module_project: Callable[..., Project]) -> Project:
    """Connectors of a shop, and what its API may be next."""
    return module_project(FILES)


@pytest.fixture(scope="module")
def first(shop: Project) -> Result:
    """A rehearsal of two documents."""
    return shop.run(*BOTH, *CHANGED)


def test_who_survives(first: Result) -> None:
    """Each contract that touches the operation has an item; a difference fails it, loud or silent."""
    assert first.outcomes() == {
        "test_reader[baseline]": "passed",
        "test_reader[change-next]": "failed",
        "test_careless[baseline]": "passed",
        "test_careless[change-next]": "failed",
        "test_known[baseline]": "passed",
        "test_known[change-next]": "skipped",
        "test_writer[baseline]": "passed",
        "test_writer[change-words]": "passed",
        "test_quiet[baseline]": "passed",
        "test_quiet[change-words]": "passed",
        "test_both[baseline]": "passed",
        "test_both[change-next]": "failed",
        "test_both[change-words]": "passed",
    }, first.out
    assert first.verdicts("change-next", "reader") == {"loud"}
    assert first.verdicts("change-next", "careless") == {"silent"}
    assert first.verdicts("change-words") == {"survives"}
    assert first.counts["xfailed"] == 1


def test_why(first: Result) -> None:
    """The block tells the change, the difference of the documents, and what a comparison of them says."""
    case = next(one for one in first.cases if one["connector"] == "reader" and one["scenario"] == "change-next")
    assert case["change"] == "the API of listProducts speaks next.yaml: price is gone"
    assert case["document"] == [
        "#/components/schemas/Product",
        "- required: [price]",
        "#/components/schemas/Product/properties",
        "- price: {type: number}",
    ]
    assert case["judgement"] == "ERR response-required-property-removed"
    assert case["family"] == "change"
    assert case["names_cause"] is True
    words = next(one for one in first.cases if one["connector"] == "writer" and one["scenario"] == "change-words")
    assert words["judgement"] == "no difference in the document"
    assert "price is gone" in first.out
    assert "KeyError: 'price'" in first.out


def test_a_writer_is_refused(shop: Project) -> None:
    """Payloads are made for the declared document; what the next one refuses is loud, or swallowed."""
    result = shop.run("--connector-change=post-orders=next.yaml", *CHANGED)
    assert result.verdicts("change-next", "writer") == {"loud"}
    assert result.verdicts("change-next", "quiet") == {"silent"}
    quiet = next(one for one in result.cases if one["connector"] == "quiet" and one["scenario"] == "change-next")
    assert quiet["silence"] == "swallowed"
    assert quiet["change"] == "the API of post-orders speaks next.yaml: currency is new and required"
    assert quiet["judgement"].startswith("ERR new-required-request-property")
    # Both operations are the next document's, whichever is named.
    assert result.verdicts("change-next", "both") == {"loud"}


def test_in_parallel_and_from_the_ini_file(shop: Project, first: Result) -> None:
    """With xdist, and said in the ini file, the same comes out."""
    said = "connector_change=listProducts=next.yaml\nPOST /orders=words.yaml"
    result = shop.run("-o", said, *CHANGED, "-p", "xdist", "-n", "2", "--dist=loadgroup")
    assert {name.partition("@")[0]: one for name, one in result.outcomes().items()} == first.outcomes()


def test_nothing_to_rehearse(shop: Project) -> None:
    """A document that says what the declared one says is no change: the item is skipped, with that reason."""
    result = shop.run("--connector-change=listProducts=same.yaml", "-k", "reader and (baseline or change-)")
    assert result.outcomes()["test_reader[change-same]"] == "skipped"
    assert "nothing to rehearse: same.yaml differs in nothing from what is declared" in result.out


BAD = {
    "swagger.yaml": (SWAGGER, ["swagger.yaml", "Swagger 2.0", "Convert it"]),
    "broken.yaml": ("openapi: 3.1.0\npaths: {/a: [\n", ["broken.yaml", "line 3"]),
    "lost.yaml": (OPENAPI.replace("schemas/Product", "schemas/Prodct"), ["#/paths/~1products/get", "schemas/Prodct"]),
    "pets.yaml": (
        "openapi: 3.1.0\ninfo: {title: Pets}\npaths: {/pets: {get: {responses: {'200': {description: it}}}}}\n",
        ["none of the operations", "GET /pets"],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_rehearsed(project: Callable[..., Project], name: str) -> None:
    """The item fails with one message, which names the proposal and the place; nothing is called survived."""
    text, words = BAD[name]
    made = project({**FILES, name: text})
    result = made.run(f"--connector-change=listProducts={name}", "-k", "reader and (baseline or change-)")
    item = f"test_reader[change-{name.removesuffix('.yaml')}]"
    assert result.outcomes() == {"test_reader[baseline]": "passed", item: "failed"}, result.out
    said = result.tests[item].text
    assert f"--connector-change listProducts={name}: " in said
    assert all(word in " ".join(said.split()) for word in words), said
    assert not OURS.search(said)


def test_a_table_takes_no_document(project: Callable[..., Project]) -> None:
    """A name that is a table's is an error at collection, which says what a table takes."""
    test = """{API}
TABLE = Table("purchases", ddl="CREATE TABLE purchases (id int PRIMARY KEY)")

@pytest.mark.connector("purchases", reads=TABLE)
def test_purchases(connector, postgres):
    connector(print, postgres.url)
"""
    made = project({**FILES, "test_it.py": test})
    result = made.run("--connector-change=purchases=next.yaml")
    assert result.code == 2
    assert "cannot be changed by an OpenAPI document" in " ".join(result.out.split())
    assert "A table takes a migration (.sql)" in " ".join(result.out.split())


def test_a_recorded_operation_gets_a_document(project: Callable[..., Project]) -> None:
    """Where there was no document yet, the next one is compared with what was recorded."""
    test = """{API}
SAMPLED = Operation("GET /products", url="https://api.shop.example/v1", sample={"items": [
    {"id": 1, "name": "pen", "price": 1.5}, {"id": 2, "name": "ink", "price": 2.5}], "total": 2})

def whole(url):
    import requests
    answer = requests.get(url + "/products")
    answer.raise_for_status()
    return of(answer.json()["items"])

@pytest.mark.connector("sampled", reads=SAMPLED)
def test_sampled(connector, rest):
    connector(whole, rest.url)
"""
    made = project({**FILES, "test_it.py": test})
    result = made.run("--connector-change=GET /products=next.yaml", *CHANGED)
    assert result.outcomes() == {"test_sampled[baseline]": "passed", "test_sampled[change-next]": "failed"}, result.out
    case = next(one for one in result.cases if one["scenario"] == "change-next")
    assert case["outcome"] == "loud"
    assert "price is gone" in case["change"]
    assert "it asks for a bearer token" in case["change"]
    assert (case["document"], case["judgement"]) == ([], "")
