"""How do people read from the library, and write to it? With an eye on what they get, and without."""

from pathlib import Path

import pytest
import requests
from pytest_connectors import Operation

DOCUMENT = Path(__file__).with_name("library.yaml")
BOOKS = Operation("listBooks", openapi=DOCUMENT)
LOANS = Operation("listLoans", openapi=DOCUMENT)
LOAN = Operation("addLoan", openapi=DOCUMENT)


def get(rest, path="/v1/books", **params):
    answer = requests.get(rest.url + path, params=params, auth=(rest.username, rest.password))
    answer.raise_for_status()
    return answer.json()


def pages(rest):
    page = 1
    while books := get(rest, page=page):
        yield from books
        page += 1


def picked(rest):
    return [{"id": one["id"], "price": one["price"], "room": one["shelf"]["room"]} for one in pages(rest)]


def lenient(rest):
    return [
        {"id": one.get("id"), "price": one.get("price"), "room": one.get("shelf", {}).get("room")}
        for one in pages(rest)
    ]


def converting(rest):
    return [{"id": int(one["id"]), "price": float(one["price"])} for one in pages(rest)]


def everything(rest):
    found, page = [], 1
    while books := get(rest, page=page):
        found += books
        page += 1
    return found


def forbidding(rest):
    found = everything(rest)
    for one in found:
        if set(one) != {"id", "title", "price", "genre", "shelf"}:
            raise ValueError(f"unknown fields: {sorted(one)}")
    return found


def swallowing(rest):
    try:
        return picked(rest)
    except Exception:
        return []


def loans_until_empty(rest):
    found, page = [], 1
    while items := get(rest, "/v1/loans", page=page)["items"]:
        found += items
        page += 1
    return found


def loans_until_total(rest):
    found, page = [], 1
    while True:
        body = get(rest, "/v1/loans", page=page)
        found += body["items"]
        if len(found) >= body["total"]:
            return found
        page += 1


def first_loans(rest):
    return get(rest, "/v1/loans")["items"]


def post(rest, row):
    return requests.post(rest.url + "/v1/loans", json=row, auth=(rest.username, rest.password))


def posting(rest):
    for row in rest.payloads:
        post(rest, row).raise_for_status()


def deaf(rest):
    for row in rest.payloads:
        post(rest, row)


def confirming(rest):
    for row in rest.payloads:
        answer = post(rest, row)
        answer.raise_for_status()
        kept = answer.json()
        if any(kept.get(name) != value for name, value in row.items()):
            raise RuntimeError(f"{row} became {kept}")


def _testing(connect):
    def test(connector, rest):
        connector(connect, rest)

    return test


def _named(connect, **contract):
    marked = pytest.mark.connector(connect.__name__.replace("_", "-"), **contract)(_testing(connect))
    marked.__name__ = f"test_{connect.__name__}"
    globals()[marked.__name__] = marked


for _connect in (picked, lenient, converting, everything, forbidding, swallowing):
    _named(_connect, reads=BOOKS)
for _connect in (loans_until_empty, loans_until_total, first_loans):
    _named(_connect, reads=LOANS)
for _connect in (posting, deaf, confirming):
    _named(_connect, writes=LOAN)
