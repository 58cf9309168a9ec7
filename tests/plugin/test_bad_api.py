"""What is a user told whose contract on an API cannot be used? One clear message each, told once, without traceback."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import yaml

from .project import OPENAPI, Project, Result
from .test_bad_declarations import said_of

BODY = "def test_it(connector, rest):\n    connector(load, rest.url, rest.token)\n"
SWAGGER = """
swagger: "2.0"
info: {title: Shop, version: 1.0.0}
paths: {/products: {get: {operationId: listProducts, responses: {"200": {description: All.}}}}}
"""
TWICE = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /a: {get: {operationId: list, responses: {"200": {description: A.}}}}
  /b: {get: {operationId: list, responses: {"200": {description: B.}}}}
"""
LOST = OPENAPI.replace("#/components/schemas/Product", "#/components/schemas/Prodct")
BARE = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /a: {get: {operationId: listA, responses: {"200": {description: A.}}}}
  /b: {get: {operationId: listB, responses: {"404": {description: B.}}}}
"""
OURS = re.compile(r"pytest_connectors/|Traceback|^E  |\^\^\^|0x[0-9a-f]{6}|During handling", re.MULTILINE)
FILES = {
    "openapi.yaml": OPENAPI,
    "swagger.yaml": SWAGGER,
    "twice.yaml": TWICE,
    "lost.yaml": LOST,
    "compose.yaml": "services: {web: {image: nginx}}\n",
    "broken.yaml": "openapi: 3.1.0\npaths: {/a: [\n",
    "empty.yaml": "",
    "login.html": "<!DOCTYPE html><html><body>Please log in</body></html>\n",
    "list.json": "[]",
}
GET = '"GET /tickets", url="https://crm.example/api"'
DECLARED = {
    # the declaration: what is said
    'Operation("listProducts", openapi="compose.yaml")': ["Operation('listProducts')", "compose.yaml", "OpenAPI"],
    'Operation("listProducts", openapi="swagger.yaml")': ["Operation('listProducts')", "Swagger 2.0", "onvert"],
    'Operation("listProducts", openapi="broken.yaml")': ["Operation('listProducts')", "broken.yaml", "line 3"],
    'Operation("listProducts", openapi="empty.yaml")': ["Operation('listProducts')", "empty.yaml", "is empty"],
    'Operation("listProducts", openapi="login.html")': ["Operation('listProducts')", "login.html"],
    'Operation("listProducts", openapi="opneapi.yaml")': ["Operation('listProducts')", "Did you mean", "openapi.yaml"],
    'Operation("listProducts", openapi="https://shop.example/openapi.yaml")': [
        "Operation('listProducts')",
        "nothing is fetched",
    ],
    'Operation("listProducts", openapi={"paths": {}})': ["Operation('listProducts')", "openapi"],
    'Operation("listProducts", openapi=7)': ["Operation('listProducts')", "openapi= takes", "7"],
    'Operation("listProducts")': ["Operation('listProducts') takes either openapi=", "neither is given"],
    'Operation("listProducts", openapi=DOCUMENT, sample="list.json")': ["both are given"],
    'Operation("", openapi=DOCUMENT)': ["needs the operation's name", "''"],
    'Operation("listProduct", openapi=DOCUMENT)': ["Operation('listProduct')", "Did you mean 'listProducts'?"],
    'Operation("GET /product", openapi=DOCUMENT)': ["Operation('GET /product')", "Did you mean 'GET /products'?"],
    'Operation("POST /products", openapi=DOCUMENT)': ["Operation('POST /products')", "GET /products"],
    'Operation("list", openapi="twice.yaml")': ["Operation('list')", "GET /a", "GET /b"],
    'Operation("listProducts", openapi=DOCUMENT, url="shop.example")': ["url= takes", "Did you mean 'https://shop.ex"],
    'Operation("listProducts", openapi=DOCUMENT, hosts="api.shop.example")': ["hosts= takes", "Did you mean 'https://"],
    'Operation("listProducts", openapi=DOCUMENT, hosts=["ftp://x"])': ["hosts= takes an address", "'ftp://x'"],
    'Operation("listProducts", openapi=DOCUMENT, hosts=[7])': ["hosts= takes an address", "7"],
    'Operation("listProducts", openapi=DOCUMENT, hosts="https://")': ["hosts= takes an address", "'https://'"],
    'Operation("listProducts", openapi=DOCUMENT, hosts="https://a.example:http")': ["hosts= takes an address", ":http"],
    'Operation("listProducts", openapi=DOCUMENT, items=["items"])': ["items= takes a dotted path", "['items']"],
    'Operation("listProducts", openapi="lost.yaml")': ["Operation('listProducts')", "lost.yaml", "Prodct"],
    f'Operation({GET}, sample="login.html")': ["Operation('GET /tickets')", "login.html", "HTML"],
    f'Operation({GET}, sample="nowhere.json")': ["Operation('GET /tickets')", "nowhere.json"],
    f'Operation({GET}, sample="list.json")': ["Operation('GET /tickets')", "an empty list"],
    f"Operation({GET}, sample=7)": ["Operation('GET /tickets')", "sample= takes", "7"],
    'Operation("tickets", url="https://crm.example", sample=[{"id": 1}])': ["Operation('tickets')", "GET /"],
    '[PRODUCTS, Operation("listProducts", openapi=DOCUMENT, rows=[])]': ["'listProducts' is declared twice"],
    '[PRODUCTS, Table("listProducts", ddl="CREATE TABLE t (id int)")]': ["'listProducts' is declared twice"],
    "Operation": ["reads= takes a declaration", "Operation("],
}


@pytest.fixture(scope="module")
def collected(module_project: Callable[..., Project]) -> Result:
    """What is said of all declarations in one run, each in a module of its own."""
    mark = '@pytest.mark.connector("c{}", reads={})'
    modules = {f"test_{i}.py": f"{{API}}\n{mark.format(i, one)}\n{BODY}" for i, one in enumerate(DECLARED)}
    return module_project({**FILES, **modules}).run("--continue-on-collection-errors")


@pytest.mark.parametrize("declared", DECLARED)
def test_a_declaration_of_no_use(collected: Result, declared: str) -> None:
    """It is one message at collection, which names what is wrong and says what would be right."""
    said = said_of(collected, f"test_{list(DECLARED).index(declared)}")
    flat = " ".join(said.split())
    assert said
    assert not [word for word in DECLARED[declared] if word not in flat], said
    assert not OURS.search(said), said
    assert collected.counts == {"error": len(DECLARED)}


JSON = json.dumps(yaml.safe_load(OPENAPI))
TWO = """
import json
from pathlib import Path
import pytest
from pytest_connectors import Operation

DOCUMENT = json.loads(Path(__file__).with_name("openapi.json").read_text())

@pytest.mark.connector("one", reads=Operation("listProducts", openapi=DOCUMENT))
def test_one(connector, rest):
    connector(list, rest.rows)

@pytest.mark.connector("two", reads=Operation("listProducts", openapi=DOCUMENT))
def test_two(connector, rest):
    connector(list, rest.rows)
"""
FINDER = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {name!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
"""


@pytest.mark.parametrize("missing", ["jsonschema_rs", "yaml"])
@pytest.mark.parametrize("contracts", [True, False], ids=["contracts", "ordinary"])
def test_a_package_is_missing(project: Callable[..., Project], missing: str, contracts: bool) -> None:
    """What is not installed is named once, with the line that brings it; the other tests refer to the first."""
    files = {"test_it.py": TWO, "openapi.json": JSON, "conftest.py": FINDER.format(name=missing)}
    result = project(files).run("--connector-scenarios=token-expired", contracts=contracts)
    assert result.code == 1
    assert set(result.outcomes().values()) == {"error"}, result.out
    said = [test for test in result.tests.values() if "is not installed" in test.text]
    assert len(said) == 1
    assert f'this needs {missing!r}, which is not installed: pip install "pytest-connectors[rest]"' in said[0].text
    others = [test for test in result.tests.values() if "the first test that asked for it says why" in test.text]
    assert len(others) == len(result.tests) - 1
    assert "Traceback" not in result.out
    assert "src/pytest_connectors/" not in result.out


def test_yaml_is_missing_at_collection(project: Callable[..., Project]) -> None:
    """A document in YAML cannot be read without the package that reads it, which is said at the declaration."""
    source = "{API}\n@pytest.mark.connector('c', reads=PRODUCTS)\n" + BODY
    files = {"test_it.py": source, "openapi.yaml": OPENAPI, "conftest.py": FINDER.format(name="yaml")}
    result = project(files).run()
    said = " ".join(said_of(result, "test_it").split())
    assert "is YAML, and this needs 'yaml', which is not installed: pip install" in said, result.out
    assert not OURS.search(said)
    assert result.counts == {"error": 1}


def test_a_fixture_of_that_name(project: Callable[..., Project]) -> None:
    """A suite with a fixture `rest` of its own is told so, and keeps it where no contract asks for ours."""
    source = """{API}
@pytest.fixture
def rest():
    return "theirs"

@pytest.mark.connector("c", reads=PRODUCTS)
def test_contract(connector, rest):
    connector(load, rest, "")

def test_theirs(rest):
    assert rest == "theirs"
"""
    made = project({"test_it.py": source, "openapi.yaml": OPENAPI})
    for contracts in (True, False):
        result = made.run("--connector-scenarios=token-expired", contracts=contracts)
        first = next(test for name, test in result.tests.items() if name.startswith("test_contract"))
        assert first.outcome in ("failed", "error")
        assert "this suite has a fixture 'rest' of its own, which gives 'theirs' and hides the plugin's" in first.text
        assert result.outcomes()["test_theirs"] == "passed"
        assert "Traceback" not in result.out


MISSPELT = """{API}
@pytest.mark.connector("c", reads=Operation("listProducts", opneapi=DOCUMENT))
def test_it(connector, rest):
    connector(load, rest.url, rest.token)
"""


def test_a_misspelt_argument(project: Callable[..., Project]) -> None:
    """Python's own TypeError names it, at the line of the declaration."""
    result = project({"test_it.py": MISSPELT, "openapi.yaml": OPENAPI}).run()
    said = said_of(result, "test_it")
    assert "got an unexpected keyword argument 'opneapi'" in said
    assert 'Operation("listProducts", opneapi=DOCUMENT)' in said
    assert "pytest_connectors/" not in said
