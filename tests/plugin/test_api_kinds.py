"""Which kinds of connectors can be held to a contract on an API? With sessions of their own, between two systems."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .project import OPENAPI, Project, Result

APP = {
    "pytest.ini": "[pytest]\npythonpath = .\n",
    "app/__init__.py": "",
    "app/settings.py": "import os\nURL = os.environ.get('REST_URL', 'nowhere')\nTOKEN = os.environ.get('REST_TOKEN')\n",
    "app/reader.py": """
        import requests
        from app.settings import TOKEN, URL

        SESSION = requests.Session()
        SESSION.headers["Authorization"] = f"Bearer {TOKEN}"

        def load():
            found, page = [], 1
            while True:
                answer = SESSION.get(URL + "/products", params={"page": page})
                answer.raise_for_status()
                items = answer.json()["items"]
                if not items:
                    return found
                found, page = found + [{name: one[name] for name in ("id", "name", "price")} for one in items], page + 1
    """,
}
OTHER = OPENAPI.replace("api.shop.example", "api.crm.example").replace("bearer: {type: http", "crm: {type: http")
TESTS = """{API}
import asyncio
from concurrent.futures import ThreadPoolExecutor
import aiohttp, httpx, requests
import app.settings
import psycopg
from psycopg.rows import dict_row

PRODUCTION = "https://api.shop.example/v1"
SESSION = requests.Session()
CLIENT = httpx.Client()
LATER = httpx.AsyncClient()

def auth(token):
    return {"Authorization": "Bearer " + token}

def pages(get):
    found, page = [], 1
    while items := get(page):
        found, page = found + of(items), page + 1
    return found

def with_session(url, token, session=SESSION):
    def get(page):
        answer = session.get(f"{url}/products?page={page}", headers=auth(token))
        answer.raise_for_status()
        return answer.json()["items"]
    return pages(get)

def with_client(url, token):
    return with_session(url, token, CLIENT)

async def with_client_later(url, token):
    found, page = [], 1
    while True:
        answer = await LATER.get(f"{url}/products?page={page}", headers=auth(token))
        if not (items := answer.raise_for_status().json()["items"]):
            return found
        found, page = found + of(items), page + 1

async def at_once(url, token):
    async with aiohttp.ClientSession(headers=auth(token), raise_for_status=True) as session:
        async def get(page):
            async with session.get(f"{url}/products?page={page}") as answer:
                return (await answer.json())["items"]
        first = await get(1)
        size, found = len(first), of(first)
        async with session.get(f"{url}/products?page=1") as answer:
            total = (await answer.json())["total"]
        rest = await asyncio.gather(*(get(page) for page in range(2, -(-total // size) + 1)))
        return found + [one for items in rest for one in of(items)]

def in_threads(url, token, client=requests):
    def get(page):
        answer = client.get(f"{url}/products?page={page}", headers=auth(token))
        answer.raise_for_status()
        return answer.json()
    first = get(1)
    size = len(first["items"]) or 1
    with ThreadPoolExecutor(4) as pool:
        later = list(pool.map(get, range(2, -(-first["total"] // size) + 1)))
    return [one for body in (first, *later) for one in of(body["items"])]

def in_threads_with_httpx(url, token):
    return in_threads(url, token, httpx)

async def in_a_thread_later(url, token):
    return await asyncio.to_thread(with_session, url, token, requests)

CONNECTORS = {
    "session": with_session,
    "client": with_client,
    "later": with_client_later,
    "at_once": at_once,
    "threads": in_threads,
    "httpx_threads": in_threads_with_httpx,
    "to_thread": in_a_thread_later,
}

def contract_test(name, function, production):
    few = ["token-expired"] if production else ["token-expired", "field-added"]
    @pytest.mark.connector(name + (" in production" if production else ""), reads=PRODUCTS, only=few)
    def test(connector, rest):
        found = connector(function, PRODUCTION if production else rest.url, rest.token)
        assert sorted(one["id"] for one in found) == sorted(one["id"] for one in rest.rows)
        assert len(rest.requests) == len(rest.accepted) and rest.rejected == []
        assert {one.name for one in rest.requests} == {"listProducts"}
    return test

for name, function in CONNECTORS.items():
    globals()[f"test_{name}"] = contract_test(name, function, False)
    globals()[f"test_{name}_in_production"] = contract_test(name, function, True)

@pytest.mark.connector("fresh", reads=PRODUCTS)
def test_fresh(connector, rest):
    connector(connector.fresh("app.reader").load)

def test_fresh_is_over():
    assert sys.modules["app.settings"] is app.settings and app.settings.URL == "nowhere"
    assert "app.reader" not in sys.modules and "REST_URL" not in os.environ

OPEN = json.loads(json.dumps(__import__("yaml").safe_load(DOCUMENT.read_text())))
del OPEN["security"]

@pytest.mark.connector("without the fixture", reads=Operation("listProducts", openapi=OPEN))
def test_without_the_fixture(connector):
    connector(with_session, PRODUCTION, "")

USERS = Table("users", ddl="CREATE TABLE users (id bigint PRIMARY KEY, sku varchar(20) NOT NULL, quantity int NOT NULL "
                           "CHECK (quantity BETWEEN 1 AND 1000))")

def move(database, url, token):
    with psycopg.connect(database, row_factory=dict_row) as connection:
        push(url, token, connection.execute("SELECT sku, quantity FROM users ORDER BY id").fetchall())

@pytest.mark.connector("mover", reads=USERS, writes=ORDER)
def test_mover(connector, postgres, rest):
    connector(move, postgres.url, rest.url, rest.token)
    sent = [{"sku": row["sku"], "quantity": row["quantity"]} for row in postgres.rows]
    assert [one for one in rest.stored if one in sent]
    assert len(rest.accepted) == len(sent)

OTHERS = Operation("POST /orders", openapi=Path(__file__).with_name("other.yaml"))

def carry(source, target, token):
    for one in load(source, token):
        requests.post(f"{target}/orders", json={"sku": str(one["id"]), "quantity": 1 + one["id"] % 9},
                      headers=auth(token)).raise_for_status()

@pytest.mark.connector("carrier", reads=PRODUCTS, writes=OTHERS)
def test_carrier(connector, rest):
    assert rest.url_of(PRODUCTS) != rest.url_of(OTHERS)
    connector(carry, rest.url_of(PRODUCTS), rest.url_of(OTHERS), rest.token)
    assert len(rest.stored) >= len(rest.rows) > 0

@pytest.mark.connector("carrier in production", reads=PRODUCTS, writes=OTHERS)
def test_carrier_in_production(connector, rest):
    connector(carry, PRODUCTION, "https://api.crm.example/v1", rest.token)

def tickets(url):
    answer = requests.get(url + "/tickets")
    answer.raise_for_status()
    return [{"id": one["id"], "title": one["title"]} for one in answer.json()]

TICKETS = Operation("GET /tickets", url="https://crm.example/api", sample=Path(__file__).with_name("tickets.json"))

@pytest.mark.connector("undocumented", reads=TICKETS)
def test_undocumented(connector, rest):
    assert len(connector(tickets, rest.url)) == len(rest.rows)

@pytest.mark.connector("undocumented in production", reads=TICKETS)
def test_undocumented_in_production(connector, rest):
    assert len(connector(tickets, "https://crm.example/api")) == len(rest.rows)

@pytest.mark.connector("some wrong", writes=ORDER)
def test_some_wrong(connector, rest):
    def some_wrong(url, token, rows):
        push(url, token, rows)
        assert requests.post(url + "/orders", json={"sku": "x"}, headers=auth(token)).status_code in (400, 422)
    connector(some_wrong, rest.url, rest.token, rest.payloads)
    assert len(rest.accepted) == len(rest.payloads) == len(rest.requests) - 1
    assert [one.status for one in rest.rejected] in ([400], [422])
    assert "quantity" in rest.rejected[0].why and rest.rejected[0].body == {"sku": "x"}
    assert rest.stored[-len(rest.payloads):] == rest.payloads
"""
FILES = {**APP, "openapi.yaml": OPENAPI, "other.yaml": OPENAPI.replace("api.shop.example", "api.crm.example"),
         "tickets.json": '[{"id": 1, "title": "a"}, {"id": 2, "title": "b"}]', "test_it.py": TESTS}  # fmt: skip


@pytest.fixture(scope="module")
def ran(module_project: Callable[..., Project]) -> Result:
    """What came of all of them in one run."""
    few = "field-renamed,field-added,token-expired,column-dropped,password-rotated"
    return module_project(FILES).run(f"--connector-scenarios={few}")


READERS = ("session", "client", "later", "at_once", "threads", "httpx_threads", "to_thread")


@pytest.mark.parametrize("name", READERS)
def test_a_client_of_its_own(ran: Result, name: str) -> None:
    """A session that a module keeps between runs, an async client and threads are judged, by either address."""
    for test, connector in ((name, name), (f"{name}_in_production", f"{name} in production")):
        assert set(ran.outcomes(f"test_{test}[").values()) == {"passed"}, ran.out
        assert ran.verdicts("token-expired", connector) == {"loud"}
    assert ran.verdicts("field-added", name) == {"survives"}


def test_a_module_that_reads_its_settings_when_it_is_imported(ran: Result) -> None:
    """`connector.fresh` imports it with the far end's settings; the old module is back afterwards."""
    assert ran.worst_of("fresh") == {"field-renamed": "loud", "field-added": "survives", "token-expired": "loud"}
    assert ran.outcomes()["test_fresh_is_over"] == "passed"


def test_a_test_that_does_not_take_the_fixture(ran: Result) -> None:
    """Production's address is led to the far end all the same; who shows no token cannot hold an expired one."""
    told = {"field-renamed": "loud", "field-added": "survives"}
    assert {one: next(iter(ran.verdicts(one, "without the fixture"))) for one in told} == told, ran.out
    assert ran.verdicts("token-expired", "without the fixture") == {"not applicable"}


def test_from_a_table_to_an_api(ran: Result) -> None:
    """A connector between two systems hears what happens to either."""
    assert ran.worst_of("mover") == {
        "users-column-dropped": "loud",
        "post-orders-field-renamed": "loud",
        "password-rotated": "loud",
        "token-expired": "loud",
    }, ran.out


@pytest.mark.parametrize("name", ["carrier", "carrier in production"])
def test_from_an_api_to_another(ran: Result, name: str) -> None:
    """A connector that reads one API and writes another hears what happens to either; each has its address."""
    assert ran.worst_of(name) == {
        "listProducts-field-renamed": "loud",
        "listProducts-field-added": "survives",
        "post-orders-field-renamed": "loud",
        "token-expired": "loud",
    }, ran.out


@pytest.mark.parametrize("name", ["undocumented", "undocumented in production"])
def test_an_api_without_a_document(ran: Result, name: str) -> None:
    """A recorded answer is enough, by our address and by production's."""
    told = {"field-renamed": "loud", "field-added": "survives", "token-expired": "loud"}
    assert ran.worst_of(name) == told, ran.out


def test_what_was_asked_and_stored(ran: Result) -> None:
    """`requests`, `accepted`, `rejected` and `stored` tell what the connector did, what was refused and why."""
    assert ran.outcomes("test_some_wrong")["test_some_wrong[baseline]"] == "passed", ran.out
    assert ran.verdicts("token-expired", "some wrong") == {"loud"}
