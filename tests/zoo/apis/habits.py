"""Which habits do readers of an API have, of which one is broken by a change and another one is not?"""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ET

import httpx
import requests

NAMES = ("id", "name", "state", "price", "seen")
STATES = {"open": 1, "shut": 2, "lost": 3}
DEAREST = 100
SAFE = 2**53
ODD = {"content-type", "content-length", "date", "server", "connection", "keep-alive"}


def _get(rest, path, token=None, **params):
    headers = {"Authorization": f"Bearer {token or rest.token}"}
    answer = requests.get(rest.url + path, params=params, headers=headers)
    answer.raise_for_status()
    return answer


def _pages(rest):
    page = 1
    while (answer := _get(rest, "/v2/items", page=page)).json()["items"]:
        yield answer
        page += 1


def _items(rest):
    for answer in _pages(rest):
        yield from answer.json()["items"]


def named(rest):
    return [{name: one[name] for name in NAMES} for one in _items(rest)]


def counted(rest):
    return {"items": sum(1 for _ in _items(rest))}


def swallowing(rest):
    try:
        return named(rest)
    except Exception:
        return []


def getting(rest):
    found, page = [], 1
    while items := _get(rest, "/v2/items", page=page).json().get("items"):
        found += [{name: one.get(name) for name in NAMES} for one in items]
        page += 1
    return found


def using(rest):
    return [
        {
            "id": int(one["id"]),
            "name": one["name"].upper(),
            "state": STATES[one["state"]],
            "price": float(one["price"]),
            "seen": dt.datetime.fromisoformat(one["seen"]),
        }
        for one in _items(rest)
    ]


def refusing(rest):
    found = {}
    for one in _items(rest):
        if one["price"] > DEAREST:
            raise ValueError(f"nothing costs {one['price']}")
        if dt.datetime.fromisoformat(one["seen"]).tzinfo is None:
            raise ValueError(f"{one['seen']!r} is without an offset")
        if one["id"] in found:
            raise LookupError(f"item {one['id']} is there twice")
        found[one["id"]] = {name: one[name] for name in NAMES}
    if not found:
        raise LookupError("there are no items at all")
    return list(found.values())


def distinct(rest):
    return list({one["id"]: {name: one[name] for name in NAMES} for one in _items(rest)}.values())


def moments(rest):
    seen = (dt.datetime.fromisoformat(one["seen"]) for one in _items(rest))
    return [{"seen": one.replace(tzinfo=one.tzinfo or dt.UTC)} for one in seen]


def as_floats(rest):
    found, page = [], 1
    while items := json.loads(_get(rest, "/v2/items", page=page).text, parse_int=float)["items"]:
        found += [{"id": one["id"]} for one in items]
        page += 1
    return found


def as_safe_integers(rest):
    found = [{"id": one["id"]} for one in _items(rest)]
    if any(one["id"] >= SAFE for one in found):
        raise OverflowError("an id is beyond what a float can hold")
    return found


def by_place(rest):
    return [dict(zip(NAMES, one.values(), strict=True)) for one in _items(rest)]


def knowing_headers(rest):
    for answer in _pages(rest):
        if more := set(map(str.lower, answer.headers)) - ODD:
            raise ValueError(f"what are {more}?")
    return named(rest)


def heeding_sunset(rest):
    for answer in _pages(rest):
        if "Sunset" in answer.headers:
            raise DeprecationWarning(f"the API ends on {answer.headers['Sunset']}")
    return named(rest)


def _rows(body):
    """The first list that there is, however deep."""
    while isinstance(body, dict):
        body = next((one for one in body.values() if isinstance(one, dict | list)), [])
    return body


def in_any_shape(rest):
    found, page = [], 1
    while rows := _rows(_get(rest, "/v2/items", page=page).json()):
        found += [{name: one[name] for name in NAMES} for one in rows]
        page += 1
    return found


def unwrapping(rest):
    return [{name: one.get("body", one)[name] for name in NAMES} for one in _items(rest)]


def until_204(rest):
    found, page = [], 1
    while True:
        answer = _get(rest, "/v2/items", page=page)
        if answer.status_code == requests.codes.no_content or not answer.json()["items"]:
            return found
        found += [{name: one[name] for name in NAMES} for one in answer.json()["items"]]
        page += 1


def counted_in_xml(rest):
    count, page = 0, 1
    while True:
        answer = _get(rest, "/v2/items", page=page)
        is_xml = "xml" in answer.headers["Content-Type"]
        items = ET.fromstring(answer.text).findall("items/item") if is_xml else answer.json()["items"]  # noqa: S314
        if not items:
            return {"items": count}
        count += len(items)
        page += 1


def until_total(rest):
    found, page, total = [], 1, None
    while total is None or len(found) < total:
        body = _get(rest, "/v2/items", page=page).json()
        found, total, page = found + body["items"], body["total"], page + 1
    return found


def not_following(rest):
    found, page = [], 1
    with httpx.Client(base_url=rest.url, headers={"Authorization": f"Bearer {rest.token}"}) as client:
        while items := client.get("/v2/items", params={"page": page}).raise_for_status().json()["items"]:
            found += items
            page += 1
    return found


def none_at_404(rest):
    try:
        return named(rest)
    except requests.HTTPError as error:
        if error.response.status_code == requests.codes.not_found:
            return []
        raise


def asking_often(rest):
    for _ in range(200):
        try:
            return named(rest)
        except requests.RequestException as error:
            last = error
    raise last


def acknowledging(rest):
    found = named(rest)
    for one in found:
        requests.post(
            rest.url + "/v2/acknowledged", json={"id": one["id"]}, headers={"Authorization": f"Bearer {rest.token}"}
        )
    return found


# -- other ways from page to page ------------------------------------------------------------------------------------


def by_offset(rest, limit=10):
    found, offset = [], 0
    while rows := _get(rest, "/v2/offers", offset=offset, limit=limit).json():
        found += rows
        offset += limit
    return found


def following(rest):
    found, asked = [], {}
    while True:
        body = _get(rest, "/v2/changes", **asked).json()
        found += body["data"]
        if not body.get("next_cursor"):
            return found
        asked = {"cursor": body["next_cursor"]}


def following_strictly(rest):
    found, cursor = [], ""
    while cursor is not None:
        body = _get(rest, "/v2/changes", **({"cursor": cursor} if cursor else {})).json()
        found, cursor = found + body["data"], body["next_cursor"]
    return found


def following_urls(rest):
    found, url = [], rest.url + "/v2/news"
    while url:
        body = requests.get(url, headers={"Authorization": f"Bearer {rest.token}"}).json()
        found, url = found + body["data"], body.get("next")
    return found


def following_links(rest):
    found, url = [], rest.url + "/v2/log"
    while url:
        answer = requests.get(url, headers={"Authorization": f"Bearer {rest.token}"})
        answer.raise_for_status()
        found, url = found + answer.json(), answer.links.get("next", {}).get("url")
    return found


def following_any(rest):
    found, url = {}, rest.url + "/v2/changes"
    while url:
        answer = requests.get(url, headers={"Authorization": f"Bearer {rest.token}"})
        body, known = answer.json(), len(found)
        found |= {one["id"]: one for one in body["data"]}
        cursor = next((value for name, value in body.items() if name.startswith("next") and value), None)
        url = f"{rest.url}/v2/changes?cursor={cursor}" if cursor else answer.links.get("next", {}).get("url")
        if len(found) == known:
            break
    return list(found.values())


# -- kinds of rows ---------------------------------------------------------------------------------------------------


def _size(one):
    return {"id": one["id"], "size": one["radius" if one["kind"] == "circle" else "side"]}


def of_every_kind(rest):
    return [_size(one) for one in _get(rest, "/v2/shapes").json()]


def of_known_kinds(rest):
    return [_size(one) for one in _get(rest, "/v2/shapes").json() if one["kind"] in {"circle", "box"}]


# -- tokens ----------------------------------------------------------------------------------------------------------


def open_instead(rest):
    return requests.get(rest.url_of("listOpen") + "/v2/open").json()


def new_token(rest):
    answer = requests.post(
        rest.token_url, data={"grant_type": "client_credentials"}, auth=(rest.client_id, rest.client_secret)
    )
    answer.raise_for_status()
    return answer.json()["access_token"]


def with_one_token(rest):
    found, page = [], 1
    while rows := _get(rest, "/v2/accounts", page=page).json():
        found += rows
        page += 1
    return found


def renewing(rest, is_told=lambda _: True):
    found, page, token, fresh = [], 1, rest.token, False
    while True:
        try:
            rows = _get(rest, "/v2/accounts", token=token, page=page).json()
        except requests.HTTPError as error:
            if error.response.status_code != requests.codes.unauthorized or fresh or not is_told(error.response):
                raise
            token, fresh = new_token(rest), True
            continue
        if not rows:
            return found
        found, page, fresh = found + rows, page + 1, False


def renewing_when_told(rest):
    return renewing(rest, lambda answer: "expired" in answer.headers.get("WWW-Authenticate", ""))


def renewing_or_nothing(rest):
    try:
        return renewing(rest)
    except requests.HTTPError:
        return []
