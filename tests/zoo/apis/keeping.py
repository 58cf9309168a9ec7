"""Which habits do writers to an API have, of which one is broken by a change and another one is not?"""

from __future__ import annotations

import requests

from habits import new_token
from writers import with_keys as _with_keys

JOBS = "/v2/jobs"
OUTSIDE = ("number", "channel", "source")


def _sent(row):
    return {name: value for name, value in row.items() if name not in OUTSIDE}


def _send(rest, method, path, body, *, token=None, headers=(), **params):
    told = {"Authorization": f"Bearer {token or rest.token}", **dict(headers)}
    return requests.request(method, rest.url + path, json=body, params=params, headers=told)


def posting(rest, rows):
    for row in rows:
        _send(rest, "POST", JOBS, _sent(row)).raise_for_status()


def deaf(rest, rows):
    for row in rows:
        _send(rest, "POST", JOBS, _sent(row))


def confirming(rest, rows):
    for row in rows:
        answer = _send(rest, "POST", JOBS, _sent(row))
        if answer.status_code != requests.codes.created:
            raise RuntimeError(f"{answer.status_code}: {answer.text}")


def _least(row):
    return {"sku": row["sku"], "quantity": row["quantity"]}


def posting_least(rest, rows):
    posting(rest, [_least(row) for row in rows])


def deaf_least(rest, rows):
    deaf(rest, [_least(row) for row in rows])


def through_a_channel(rest, rows):
    for row in rows:
        _send(rest, "POST", JOBS, _sent(row), channel="web").raise_for_status()


def of_a_version(rest, rows):
    for row in rows:
        _send(rest, "POST", JOBS, _sent(row), headers={"X-Api-Version": "2"}).raise_for_status()


def as_accepted(rest, rows):
    media = "application/json"
    for row in rows:
        answer = _send(rest, "POST", JOBS, _sent(row), headers={"Content-Type": media})
        if answer.status_code == requests.codes.unsupported_media_type:
            media = answer.headers["Accept-Post"].partition(",")[0]
            answer = _send(rest, "POST", JOBS, _sent(row), headers={"Content-Type": media})
        answer.raise_for_status()


def with_keys(rest, rows):
    _with_keys(rest, [_sent(row) for row in rows], JOBS)


# -- what has a number of its own ------------------------------------------------------------------------------------


def putting(rest, rows):
    for row in rows:
        _send(rest, "PUT", f"{JOBS}/{row['number']}", _sent(row)).raise_for_status()


def putting_whole(rest, rows):
    putting(rest, [{**row, "state": row.get("state") or "open", "note": row.get("note") or "none"} for row in rows])


def putting_nulls(rest, rows):
    putting(rest, [{**row, "note": None} for row in rows])


def reading_back(rest, rows):
    for row in rows:
        putting(rest, [row])
        kept = _send(rest, "GET", f"{JOBS}/{row['number']}", None).json()
        if any(kept.get(name) != value for name, value in _sent(row).items()):
            raise RuntimeError(f"job {row['number']} is not kept as it was sent: {kept}")


def as_allowed(rest, rows):
    method = "PUT"
    for row in rows:
        path = f"{JOBS}/{row['number']}"
        answer = _send(rest, method, path, _sent(row))
        if answer.status_code == requests.codes.method_not_allowed:
            method = next(one for one in ("PUT", "POST", "PATCH") if one in answer.headers["Allow"])
            answer = _send(rest, method, path, _sent(row))
        answer.raise_for_status()


def marking(rest, rows):
    for row in rows:
        _send(rest, "PUT", f"/v2/marks/{row['number']}", {}).raise_for_status()


# -- many at once ----------------------------------------------------------------------------------------------------


def at_once(rest, rows):
    _send(rest, "POST", f"{JOBS}/batch", {"jobs": [_sent(row) for row in rows]}, source="nightly").raise_for_status()


def at_once_deaf(rest, rows):
    _send(rest, "POST", f"{JOBS}/batch", {"jobs": [_sent(row) for row in rows]}, source="nightly")


def in_twos(rest, rows):
    for start in range(0, len(rows), 2):
        at_once(rest, rows[start : start + 2])


# -- tokens ----------------------------------------------------------------------------------------------------------


def entering(rest, rows):
    for row in rows:
        _send(rest, "POST", "/v2/entries", row).raise_for_status()


def entering_with_new_tokens(rest, rows):
    token = rest.token
    for row in rows:
        answer = _send(rest, "POST", "/v2/entries", row, token=token)
        if answer.status_code == requests.codes.unauthorized:
            token = new_token(rest)
            answer = _send(rest, "POST", "/v2/entries", row, token=token)
        answer.raise_for_status()
