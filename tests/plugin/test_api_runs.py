"""Do pytest's own ways to run tests work with contracts on an API, and how does a run end that is cut short?"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest

from .project import OPENAPI, Project, Result

FEW = "--connector-scenarios=field-added,field-removed,token-expired"
TESTS = """{API}
import requests

def swallowing(url, token):
    try:
        return load(url, token)
    except requests.RequestException:
        return []

@pytest.mark.connector("good", reads=PRODUCTS)
def test_good(connector, rest):
    rows = connector(load, rest.url, rest.token)
    assert len(rows) == len(rest.rows)

@pytest.mark.connector("bad", reads=PRODUCTS)
def test_bad(connector, rest):
    connector(swallowing, rest.url, rest.token)

@pytest.mark.connector("writer", writes=ORDER)
def test_writer(connector, rest):
    connector(push, rest.url, rest.token, rest.payloads)
    assert len(rest.stored) >= len(rest.payloads)

@pytest.mark.connector("known", reads=PRODUCTS, known_breaks={"token-expired": "SHOP-41: it is only printed"})
def test_known(connector, rest):
    connector(swallowing, rest.url, rest.token)
"""
FILES = {"test_it.py": TESTS, "openapi.yaml": OPENAPI}
OUTCOMES = {
    "test_good[baseline]": "passed",
    "test_good[field-removed]": "passed",
    "test_good[field-added]": "passed",
    "test_good[token-expired]": "passed",
    "test_bad[baseline]": "passed",
    "test_bad[field-removed]": "passed",
    "test_bad[field-added]": "passed",
    "test_bad[token-expired]": "failed",
    "test_writer[baseline]": "passed",
    "test_writer[token-expired]": "passed",
    "test_known[baseline]": "passed",
    "test_known[field-removed]": "passed",
    "test_known[field-added]": "passed",
    "test_known[token-expired]": "skipped",
}


def right(result: Result) -> None:
    """Each verdict is what it has to be."""
    found = {name.partition("@")[0]: outcome for name, outcome in result.outcomes().items()}
    assert found == OUTCOMES, result.out
    assert result.verdicts("token-expired", "good") == {"loud"}
    assert result.verdicts("token-expired", "bad") == {"silent"}
    assert result.verdicts("token-expired", "writer") == {"loud"}
    assert result.verdicts("field-added", "good") == {"survives"}
    assert result.counts["xfailed"] == 1
    assert "INTERNALERROR" not in result.out


@pytest.fixture(scope="module")
def shop(module_project: Callable[..., Project]) -> Project:
    """A project whose folder has a blank in its name, with a cache of its own."""
    return module_project(FILES, named="my project's üben")


@pytest.fixture(scope="module")
def first(shop: Project) -> Result:
    """Its first run."""
    return shop.run(FEW, cached=False)


def test_a_run(first: Result) -> None:
    """Each scenario is an item; what is accepted is expected to fail, with its reason."""
    right(first)
    assert "SHOP-41: it is only printed" in first.out
    assert first.out.count("REST, a server that speaks the OpenAPI document") == 1


def test_the_report(first: Result) -> None:
    """Beside each verdict stands what a comparison of the documents would have said; a failure has the difference."""
    judged = {case["scenario"]: case["judgement"] for case in first.cases if case["connector"] == "good"}
    assert judged["baseline"] == ""
    assert judged["field-added"].startswith("INFO response-")
    assert judged["field-removed"].startswith("ERR response-")
    assert all("document" in case for case in first.cases)
    assert {case["system"] for case in first.cases if case["scenario"] != "baseline"} == {"rest"}
    failed = next(case for case in first.cases if case["connector"] == "bad" and case["fails"])
    assert failed["scenario"] == "token-expired"
    assert failed["silence"] == "swallowed"
    assert "401 GET /v1/products" in failed["reason"] or "401 GET /products" in failed["reason"]


def test_last_failed_and_chosen(shop: Project, first: Result) -> None:
    """`--lf` runs what failed and nothing else, with the same words; `-k` chooses, `-x` ends at the first failure."""
    failed = shop.run(FEW, "--lf", cached=False)
    assert failed.outcomes() == {"test_bad[token-expired]": "failed"}
    assert failed.tests["test_bad[token-expired]"].text == first.tests["test_bad[token-expired]"].text
    chosen = shop.run(FEW, "-k", "writer and token-expired", cached=False)
    assert chosen.outcomes() == {"test_writer[token-expired]": "passed"}
    ended = shop.run(FEW, "-x", "-k", "bad or writer", cached=False)
    assert ended.counts["failed"] == 1
    assert not ended.outcomes("test_writer")


def test_an_ordinary_run(shop: Project) -> None:
    """Without the option each test runs once, on the unchanged API."""
    result = shop.run(contracts=False)
    assert set(result.outcomes().values()) == {"passed"}, result.out
    assert set(result.outcomes()) == {"test_good", "test_bad", "test_writer", "test_known"}


def test_in_parallel(shop: Project) -> None:
    """With xdist each worker has servers of its own, and the verdicts are the same."""
    result = shop.run(FEW, "-p", "xdist", "-n", "2", "--dist=loadgroup")
    right(result)
    assert result.out.count("REST, a server that speaks the OpenAPI document") == 1


HANGING = """{API}
import asyncio
import httpx, requests

def auth(token):
    return {"Authorization": "Bearer " + token}

async def until_empty(url, token):
    found, page = [], 1
    async with httpx.AsyncClient(headers=auth(token)) as client:
        while items := (await client.get(f"{url}/products?page={page}")).raise_for_status().json()["items"]:
            found, page = found + of(items), page + 1
    return found

def for_ever(url, token):
    while True:
        try:
            return load(url, token)
        except requests.RequestException:
            time.sleep(0.2)

def swallowing_everything(url, token):
    while True:
        try:
            return load(url, token)
        except Exception:
            time.sleep(0.2)

def polling(url, token):
    # Asks nobody any more: no request that is refused can end it.
    try:
        return load(url, token)
    except requests.HTTPError:
        while True:
            time.sleep(0.05)

@pytest.mark.connector("paging", reads=PRODUCTS, only="page-ignored", timeout=5)
def test_paging(connector, rest):
    connector(until_empty, rest.url, rest.token)

@pytest.mark.connector("for ever", reads=PRODUCTS, only="token-expired", timeout=3)
def test_for_ever(connector, rest):
    connector(for_ever, rest.url, rest.token)

@pytest.mark.connector("everything", reads=PRODUCTS, only="token-expired", timeout=3)
def test_everything(connector, rest):
    connector(swallowing_everything, rest.url, rest.token)

@pytest.mark.connector("polling", reads=PRODUCTS, only="token-expired", timeout=3)
def test_polling(connector, rest):
    connector(polling, rest.url, rest.token)

@pytest.mark.connector("after", reads=PRODUCTS, only="token-expired")
def test_z_after(connector, rest):
    connector(load, rest.url, rest.token)
"""


def test_what_never_ends(project: Callable[..., Project]) -> None:
    """Pages without end and calls that are tried for ever are hangs, soon, and the run goes on."""
    result = project({"test_it.py": HANGING, "openapi.yaml": OPENAPI}).run(
        "--connector-scenarios=token-expired,page-ignored"
    )
    assert result.verdicts("page-ignored", "paging") == {"hangs"}, result.out
    for name in ("for ever", "everything", "polling"):
        assert result.verdicts("token-expired", name) == {"hangs"}, result.out
    assert result.verdicts("token-expired", "after") == {"loud"}, result.out
    assert {name for name, outcome in result.outcomes().items() if outcome == "failed"} == {
        "test_paging[page-ignored]",
        "test_for_ever[token-expired]",
        "test_everything[token-expired]",
        "test_polling[token-expired]",
    }


SLOW = """{API}
import threading

def slowly(url, token):
    found = load(url, token)
    Path("it runs").touch()
    time.sleep(0.5)
    return found

@pytest.mark.connector("slow", reads=PRODUCTS)
def test_slow(connector, rest):
    connector(slowly, rest.url, rest.token)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda one: one.name)
def test_cut_short(project: Callable[..., Project], how: signal.Signals) -> None:
    """Ctrl-C in the middle of a run ends it soon, with what is known; nothing is left, however it is ended."""
    made = project({"test_it.py": SLOW, "openapi.yaml": OPENAPI})
    with made.running() as process:
        end = time.monotonic() + 60
        while not list(made.room.rglob("it runs")) and time.monotonic() < end:
            time.sleep(0.05)
        began = time.monotonic()
        process.send_signal(how)
        out, _ = process.communicate(timeout=60)
    assert time.monotonic() - began < 30
    assert made.left(patience=10) == []
    if how is signal.SIGINT:
        assert process.returncode == 2
        assert "KeyboardInterrupt" in out
