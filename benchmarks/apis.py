"""How long does one case on an API take? The plugin against a hand-written test around pytest-httpserver, in one run.

A case is one changed run: a field is gone from the answers, and the connector reads every page. The test by hand resets
the server, expects each page, with the changed rows, checks the token, and runs the same connector. The unchanged run
is spread over the cases of its item; repeats and shrinking are left out. Prints milliseconds a case, what one request
costs the far end with a body of a hundred items, and the ratios that count.
"""

from __future__ import annotations

import json
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from pytest_httpserver import HTTPServer

from pytest_connectors.call import Connector
from pytest_connectors.contract import Operation, connector
from pytest_connectors.runner.item import ItemRun
from pytest_connectors.runner.rowsets import Rowsets
from pytest_connectors.runner.study import Study
from pytest_connectors.runner.trial import Bench, Trials
from pytest_connectors.scenarios.catalogue import items_of
from pytest_connectors.systems.protocol import Scene
from pytest_connectors.systems.rest import open_far_end
from pytest_connectors.systems.rest.far_end import FarEnd
from pytest_connectors.systems.rest.view import RestView
from pytest_connectors.verdicts.case import Gate

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "security": [{"bearer": []}],
    "paths": {
        "/products": {
            "get": {
                "operationId": "listProducts",
                "parameters": [
                    {"name": "page", "in": "query", "schema": {"type": "integer"}},
                    {"name": "per_page", "in": "query", "schema": {"type": "integer"}},
                ],
                "responses": {
                    "200": {
                        "description": "A page.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["items", "total"],
                                    "properties": {
                                        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Product"}},
                                        "total": {"type": "integer"},
                                    },
                                }
                            }
                        },
                    }
                },
            }
        },
        "/products/batch": {
            "post": {
                "operationId": "putProducts",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Product"}}
                        }
                    },
                },
                "responses": {"200": {"description": "Stored."}},
            }
        },
    },
    "components": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Product": {
                "type": "object",
                "required": ["id", "sku", "name", "price", "state", "updated_at"],
                "properties": {
                    "id": {"type": "integer"},
                    "sku": {"type": "string", "maxLength": 20},
                    "name": {"type": "string", "maxLength": 80},
                    "price": {"type": "number", "minimum": 0},
                    "stock": {"type": "integer"},
                    "state": {"type": "string", "enum": ["listed", "sold_out", "retired"]},
                    "updated_at": {"type": "string", "format": "date-time"},
                    "note": {"type": ["string", "null"]},
                },
            }
        },
    },
}
PRODUCTS = Operation("listProducts", openapi=DOCUMENT)
BATCH = Operation("putProducts", openapi=DOCUMENT)
ITEM = "field-removed"
NO_GATE = Gate(frozenset())
"""Nothing fails, so that nothing is shrunk."""
ROUNDS, CASES, REQUESTS, PAGES = 7, 30, 200, 3


def load(url: str, token: str) -> list[dict[str, Any]]:
    """The connector under test: it reads until it has all."""
    found: list[dict[str, Any]] = []
    page, total = 1, 1
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        while len(found) < total:
            answer = session.get(f"{url}/products", params={"page": page})
            answer.raise_for_status()
            body = answer.json()
            found += [{"id": one.get("id"), "name": one.get("name")} for one in body["items"]]
            total, page = body["total"], page + 1
    return found


def by_hand(server: HTTPServer, rows: list[dict[str, Any]]) -> Callable[[], None]:
    """The test that a careful engineer writes: reset, expect each page as it is now, call, compare."""
    size = -(-len(rows) // PAGES)
    changed = [{name: value for name, value in row.items() if name != "note"} for row in rows]
    expected = [{"id": row["id"], "name": row["name"]} for row in rows]

    def case() -> None:
        server.clear()
        for page in range(PAGES):
            body = {"items": changed[page * size : (page + 1) * size], "total": len(rows)}
            server.expect_request(
                "/products", query_string={"page": str(page + 1)}, headers={"Authorization": "Bearer abc"}
            ).respond_with_json(body)
        assert load(server.url_for("").rstrip("/"), "abc") == expected
        server.check_assertions()

    return case


def by_plugin(far_end: FarEnd, view: RestView, room: Path) -> tuple[Callable[[], int], Study]:
    """One item, from the unchanged run to its verdicts; gives the number of cases."""
    contract = connector("benchmark", reads=PRODUCTS)
    schemas = far_end.declare(contract)
    call = Connector(room)
    bench = Bench(contract, lambda: call(load, view.url, view.token), call, (view,), far_end)
    study = Study(Trials(bench), Rowsets(far_end, contract, schemas, {}), schemas)
    study.begin()
    assert study.complaint is None, study.complaint
    study.rowsets = study.rowsets[:1]
    item = next(item for item in items_of(contract) if item.id == ITEM)

    def cases() -> int:
        before = study.trials.count
        study.remember(study.rowsets[0], study.afresh(study.rowsets[0]))
        ItemRun(study, item, NO_GATE).cases()
        return study.trials.count - before - 1

    return cases, study


def of_a_request(far_end: FarEnd, rows: list[dict[str, Any]]) -> float:
    """Milliseconds of a POST of a hundred items over one connection, checked against the document."""
    contract = connector("batch", writes=BATCH)
    far_end.declare(contract)
    far_end.set_scene(Scene({BATCH.name: ()}))
    url = RestView(far_end, (), (BATCH,)).url
    items = [{**rows[i % len(rows)], "id": i} for i in range(100)]
    body = json.dumps(items).encode()
    headers = {"Authorization": f"Bearer {far_end.keys.token}", "Content-Type": "application/json"}
    import http.client

    connection = http.client.HTTPConnection(url.removeprefix("http://").partition("/")[0])
    times = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        connection.request("POST", "/products/batch", body, headers)
        answer = connection.getresponse()
        said = answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            sys.exit(f"{answer.status}: {said[:300]!r}")
    return statistics.median(times)


def main() -> None:
    """Measure all in turn, so that a machine that is busy for a while is busy for all."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line a request would be measured too, and read by nobody
    times: dict[str, list[float]] = {"hand": [], "plugin": []}
    with open_far_end() as far_end, tempfile.TemporaryDirectory() as room, HTTPServer() as server:
        contract = connector("benchmark", reads=PRODUCTS)
        view = RestView(far_end, contract.reads)
        cases, study = by_plugin(far_end, view, Path(room))
        rows: list[dict[str, Any]] = [dict(row) for row in study.rowsets[0].rows[PRODUCTS.name]]
        hand = by_hand(server, rows)
        for _ in range(ROUNDS):
            times["plugin"].append(_each(cases, CASES))
            hand()
            times["hand"].append(_timed(lambda: [hand() for _ in range(CASES)]))
        request = of_a_request(far_end, rows)
    best = {name: statistics.median(found) for name, found in times.items()}
    print(f"(a) hand-written test   {best['hand']:6.1f} ms a case")
    print(f"(b) plugin              {best['plugin']:6.1f} ms a case")
    print(f"b/a                     {best['plugin'] / best['hand']:6.2f}, wanted: at most 1.0")
    print(f"POST of 100 items       {request:6.2f} ms with the client's own part, wanted: at most 1.5")


def _each(cases: Callable[[], int], least: int) -> float:
    began, count = time.perf_counter(), 0
    while count < least:
        count += cases()
    return (time.perf_counter() - began) / count * 1000


def _timed(run: Callable[[], Any]) -> float:
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) / CASES * 1000


if __name__ == "__main__":
    main()
