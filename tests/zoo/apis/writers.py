"""How do people write to an API? One by one or all at once, with and without an eye on what is answered."""

from __future__ import annotations

import hashlib
import json

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry


def _post(rest, path, body):
    return requests.post(rest.url + path, json=body, headers={"Authorization": f"Bearer {rest.token}"})


def posting(rest, rows):
    for row in rows:
        _post(rest, "/orders", row).raise_for_status()


def deaf(rest, rows):
    for row in rows:
        _post(rest, "/orders", row)


def swallowing(rest, rows):
    for row in rows:
        try:
            _post(rest, "/orders", row).raise_for_status()
        except Exception as error:
            print(f"could not post: {error}")


def putting(rest, rows):
    for row in rows:
        answer = requests.put(
            f"{rest.url}/orders/{row['number']}",
            json={name: value for name, value in row.items() if name != "number"},
            headers={"Authorization": f"Bearer {rest.token}"},
        )
        answer.raise_for_status()


def at_once(rest, rows):
    _post(rest, "/orders/batch", {"orders": rows}).raise_for_status()


def at_once_counting(rest, rows):
    answer = _post(rest, "/orders/batch", {"orders": rows})
    answer.raise_for_status()
    if answer.status_code != requests.codes.ok or "errors" in answer.json():
        raise RuntimeError(f"{answer.status_code}: {answer.text}")


def with_keys(rest, rows, path="/orders"):
    retry = Retry(total=4, status_forcelist=[429, 503], allowed_methods=["POST"])
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=retry))
        session.headers["Authorization"] = f"Bearer {rest.token}"
        for row in rows:
            key = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
            answer = session.post(rest.url + path, json=row, headers={"Idempotency-Key": key})
            answer.raise_for_status()
            stored = answer.json() if answer.status_code == requests.codes.created else {}
            if any(stored.get(name) != value for name, value in row.items()):
                raise RuntimeError(f"{answer.status_code} does not confirm {row}: {answer.text}")


def trying_twice(rest, rows):
    for row in rows:
        for _ in range(2):
            try:
                answer = _post(rest, "/orders", row)
                break
            except requests.ConnectionError:
                continue
        answer.raise_for_status()
