"""How do people read from an API? A page at a time, with four ways to know the last one, and with errors or without."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request

import httpx
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

NAMES = ("id", "name", "price")
PRODUCTION = "https://api.zoo.example/v1"


def picked(items):
    return [{name: one[name] for name in NAMES} for one in items]


def get(rest, path="/products", **params):
    answer = requests.get(rest.url + path, params=params, headers={"Authorization": f"Bearer {rest.token}"})
    answer.raise_for_status()
    return answer.json()


def until_empty(rest):
    found, page = [], 1
    while items := get(rest, page=page)["items"]:
        found += picked(items)
        page += 1
    return found


def until_short(rest, size=10):
    found, page = [], 1
    while True:
        items = get(rest, page=page, per_page=size)["items"]
        found += picked(items)
        if len(items) < size:
            return found
        page += 1


def until_total(rest):
    found, page = [], 1
    while True:
        body = get(rest, page=page)
        found += picked(body["items"])
        if len(found) >= body["total"]:
            return found
        page += 1


def everything(rest):
    found, page = [], 1
    while items := get(rest, page=page)["items"]:
        found += items
        page += 1
    return found


def first_page(rest):
    return picked(get(rest)["items"])


def swallowing(rest):
    try:
        return until_empty(rest)
    except Exception:
        return []


def getting(rest):
    found, page = [], 1
    while True:
        answer = requests.get(
            rest.url + "/products", params={"page": page}, headers={"Authorization": f"Bearer {rest.token}"}
        )
        items = answer.json().get("items") or []
        if not items:
            return found
        found += [{name: one.get(name) for name in NAMES} for one in items]
        page += 1


def checking(rest):
    found, page, total = {}, 1, None
    while total is None or len(found) < total:
        body = get(rest, page=page)
        items, total = body["items"], body["total"]
        for one in picked(items):
            if type(one["id"]) is not int or type(one["name"]) is not str or type(one["price"]) not in (int, float):
                raise TypeError(f"this is no product: {one}")
            if one["id"] in found:
                raise LookupError(f"product {one['id']} again on page {page}")
            found[one["id"]] = one
        if not items and len(found) < total:
            raise LookupError(f"{len(found)} of {total}")
        page += 1
    return list(found.values())


def retrying(rest):
    found, page = [], 1
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=Retry(total=4, status_forcelist=[429, 503])))
        session.headers["Authorization"] = f"Bearer {rest.token}"
        while True:
            answer = session.get(rest.url + "/products", params={"page": page})
            answer.raise_for_status()
            items = answer.json()["items"]
            if not items:
                return found
            found += picked(items)
            page += 1


def retrying_for_ever(rest):
    while True:
        try:
            return until_empty(rest)
        except (requests.RequestException, KeyError):
            time.sleep(0.01)


def by_cursor(rest):
    found, cursor = [], None
    while True:
        body = get(rest, "/events", **({"cursor": cursor} if cursor else {}))
        found += picked(body["data"])
        cursor = body.get("next_cursor")
        if not cursor:
            return found


def by_cursor_strictly(rest):
    found, cursor, seen = [], "", set()
    while cursor is not None:
        if cursor in seen:
            raise LookupError(f"cursor {cursor!r} again")
        seen.add(cursor)
        body = get(rest, "/events", **({"cursor": cursor} if cursor else {}))
        found += picked(body["data"])
        cursor = body["next_cursor"]
    return found


def in_production(rest):
    with httpx.Client(base_url=PRODUCTION, headers={"Authorization": f"Bearer {rest.token}"}) as client:
        found, page = [], 1
        while items := client.get("/products", params={"page": page}).raise_for_status().json()["items"]:
            found += picked(items)
            page += 1
        return found


async def awaited(rest):
    found, page = [], 1
    async with httpx.AsyncClient(base_url=rest.url, headers={"Authorization": f"Bearer {rest.token}"}) as client:
        while items := (await client.get("/products", params={"page": page})).raise_for_status().json()["items"]:
            found += picked(items)
            page += 1
    return found


def with_urllib(rest):
    found, page = [], 1
    while True:
        request = urllib.request.Request(
            f"{rest.url}/products?page={page}", headers={"Authorization": f"Bearer {rest.token}"}
        )
        with urllib.request.urlopen(request) as answer:
            items = json.load(answer)["items"]
        if not items:
            return found
        found += picked(items)
        page += 1


def worth(rest):
    return {"worth": sum(one["price"] for one in until_empty(rest))}


def tickets():
    answer = requests.get("https://crm.zoo.example/api/tickets")
    answer.raise_for_status()
    return [{"id": one["id"], "title": one["title"]} for one in answer.json()]
