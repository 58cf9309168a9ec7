"""Are the clients that people call APIs with judged as the catalogue asks? By our address, and by production's."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping

import pytest

from .project import API, OPENAPI, Project, Result

READERS = f"""{API}
import asyncio, subprocess, urllib.request
import aiohttp, httpx, httpx2, requests, urllib3

PRODUCTION = "https://api.shop.example/v1"

def pages(get):
    # Ends where a page is empty; `get` takes a path and gives JSON, or raises.
    found, page = [], 1
    while items := get(f"/products?page={{page}}")["items"]:
        found += of(items)
        page += 1
    return found

def with_requests(url, token):
    with requests.Session() as session:
        def get(path):
            answer = session.get(url + path, headers={{"Authorization": "Bearer " + token}})
            answer.raise_for_status()
            return answer.json()
        return pages(get)

def with_httpx(url, token, library=httpx):
    with library.Client(base_url=url, headers={{"Authorization": "Bearer " + token}}) as client:
        return pages(lambda path: client.get(path).raise_for_status().json())

def with_httpx2(url, token):
    return with_httpx(url, token, httpx2)

async def with_async_httpx(url, token):
    found, page = [], 1
    async with httpx.AsyncClient(base_url=url, headers={{"Authorization": "Bearer " + token}}) as client:
        while items := (await client.get(f"/products?page={{page}}")).raise_for_status().json()["items"]:
            found, page = found + of(items), page + 1
    return found

async def with_aiohttp(url, token):
    found, page = [], 1
    async with aiohttp.ClientSession(headers={{"Authorization": "Bearer " + token}}) as session:
        while True:
            async with session.get(f"{{url}}/products?page={{page}}", raise_for_status=True) as answer:
                items = (await answer.json())["items"]
            if not items:
                return found
            found, page = found + of(items), page + 1

def with_urllib3(url, token):
    with urllib3.PoolManager(headers={{"Authorization": "Bearer " + token}}) as pool:
        def get(path):
            answer = pool.request("GET", url + path)
            if answer.status != 200:
                raise RuntimeError(f"{{answer.status}}: {{answer.data[:80]}}")
            return answer.json()
        return pages(get)

def with_urllib(url, token):
    def get(path):
        request = urllib.request.Request(url + path, headers={{"Authorization": "Bearer " + token}})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    return pages(get)

CLIENTS = {{
    "requests": with_requests,
    "httpx": with_httpx,
    "async httpx": with_async_httpx,
    "httpx2": with_httpx2,
    "aiohttp": with_aiohttp,
    "urllib3": with_urllib3,
    "urllib": with_urllib,
}}

def test_for(name, client, production):
    @pytest.mark.connector(name, reads=PRODUCTS)
    def test(connector, rest):
        found = connector(client, PRODUCTION if production else rest.url, rest.token)
        assert len(found) == len(rest.rows)
    return test

for name, client in CLIENTS.items():
    globals()["test_" + name.replace(" ", "_")] = test_for(name, client, False)
    if not name.startswith("urllib"):
        globals()["test_" + name.replace(" ", "_") + "_in_production"] = test_for(name + " in production", client, True)

def of_lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]

@pytest.mark.connector("curl", reads=PRODUCTS, observe=of_lines)
def test_curl(connector, rest):
    connector.run(["sh", "read.sh"], env=rest.env)
"""
CURL = r"""
set -eu
page=1
while [ $page -lt 1000 ]; do
    curl --fail --silent --show-error --header "Authorization: Bearer $REST_TOKEN" \
        "$REST_URL/products?page=$page" > answer
    python3 -c '
import json, sys
items = json.load(open("answer"))["items"]
for one in items:
    print(json.dumps({name: one[name] for name in ("id", "name", "price")}))
sys.exit(3 if not items else 0)
' || { [ $? = 3 ] && exit 0; exit 1; }
    page=$((page + 1))
done
"""
SCENARIOS = ("field-renamed", "token-expired", "page-ignored")
EXPECTED: Mapping[str, str] = {"field-renamed": "loud", "token-expired": "loud", "page-ignored": "hangs"}
OWN = ("requests", "httpx", "async httpx", "httpx2", "aiohttp", "urllib3", "urllib")
NAMES = (*OWN, *(f"{name} in production" for name in OWN[:5]), "curl")


@pytest.fixture(scope="module")
def read(module_project: Callable[..., Project]) -> Result:
    """What came of all readers in one run."""
    made = module_project({"test_it.py": READERS, "read.sh": CURL, "openapi.yaml": OPENAPI})
    without = () if shutil.which("curl") else ("-k", "not curl")
    return made.run(f"--connector-scenarios={','.join(SCENARIOS)}", *without)


@pytest.mark.parametrize("name", NAMES)
def test_a_reader(read: Result, name: str) -> None:
    """A field that is called otherwise and a token that has expired are heard; pages without end are a hang."""
    if name == "curl" and not shutil.which("curl"):
        pytest.skip("there is no curl")
    test = f"test_{name.replace(' ', '_')}["
    assert read.outcomes(test)[f"{test}baseline]"] == "passed", read.out
    assert read.worst_of(name) == EXPECTED, read.out
