"""How is a plugin tested? As its users meet it: a small project on disk, pytest run in it as a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

ORDINARY = "nobody"
"""A user of every machine who is not root."""
_OURS = re.compile(r"PG.*|PYTEST_.*|COV_.*|CI|BUILD_NUMBER|FORCE_COLOR|PY_COLORS|NO_COLOR|COLUMNS|TMPDIR")
SHOP = """
import os, sys
import psycopg
import pytest
from psycopg.rows import dict_row
from pytest_connectors import Table

PURCHASES = Table("purchases", ddl="CREATE TABLE purchases (id int PRIMARY KEY, amount numeric(10,2) NOT NULL)")
RECS = Table("recs", ddl="CREATE TABLE recs (id serial PRIMARY KEY, item text NOT NULL)")

def load(url):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute("SELECT id, amount FROM purchases ORDER BY id").fetchall()

def by_position(url):
    with psycopg.connect(url) as connection:
        return [{"id": row[0], "amount": row[1]} for row in connection.execute("SELECT * FROM purchases")]

def push(url, rows):
    with psycopg.connect(url) as connection:
        connection.cursor().executemany("INSERT INTO recs (item) VALUES (%(item)s)", rows)
"""
"""The head of most test modules here: two tables, a good reader, a bad one, a writer."""
STORAGE = """
import io, json, os, sys, time
from pathlib import Path
import pyarrow
import pytest
from pyarrow import parquet
from pytest_connectors import Dataset, Table

SCHEMA = pyarrow.schema({"id": pyarrow.int64(), "country": pyarrow.string(), "seconds": pyarrow.float64()})
ACTIVITY = Dataset("activity/", bucket="acme-activity", schema=SCHEMA)
EVENTS = Dataset("events/", bucket="acme-activity", schema=SCHEMA, format="jsonl")
SCORES = Dataset("scores/", bucket="acme-scores", schema=SCHEMA)

def tables(bucket, prefix="activity/"):
    import boto3
    client = boto3.client("s3")
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [one["Key"] for page in pages for one in page.get("Contents", [])]
    bodies = [client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys]
    return [parquet.read_table(io.BytesIO(body)) for body in bodies]

def load(bucket):
    return pyarrow.concat_tables(table.select(SCHEMA.names) for table in tables(bucket))

def push(bucket, rows, name="out.parquet"):
    import boto3
    body = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=SCHEMA), body)
    boto3.client("s3").put_object(Bucket=bucket, Key="scores/" + name, Body=body.getvalue())
"""
"""The head of test modules about S3: two datasets to read, one to write, a good reader, a writer."""

API = """
import json, os, sys, time
from pathlib import Path
import pytest
from pytest_connectors import Operation, Table

DOCUMENT = Path(__file__).with_name("openapi.yaml")
PRODUCTS = Operation("listProducts", openapi=DOCUMENT)
ORDER = Operation("POST /orders", openapi=DOCUMENT)
NAMES = ("id", "name", "price")

def of(items):
    return [{name: one[name] for name in NAMES} for one in items]

def load(url, token):
    import requests
    found, page = [], 1
    with requests.Session() as session:
        session.headers["Authorization"] = "Bearer " + token
        while True:
            answer = session.get(url + "/products", params={"page": page})
            answer.raise_for_status()
            items = answer.json()["items"]
            if not items:
                return found
            found += of(items)
            page += 1

def push(url, token, rows):
    import requests
    for row in rows:
        requests.post(
            url + "/orders", json=row, headers={"Authorization": "Bearer " + token}
        ).raise_for_status()
"""
"""The head of test modules about REST: an operation that answers in pages, one that takes orders, a connector each."""
OPENAPI = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
servers: [{url: https://api.shop.example/v1}]
security: [{bearer: []}]
paths:
  /products:
    get:
      operationId: listProducts
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: per_page, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [items, total]
                properties:
                  items: {type: array, items: {$ref: "#/components/schemas/Product"}}
                  total: {type: integer}
  /orders:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Order"}
      responses:
        "201":
          description: Stored.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Order"}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
  schemas:
    Product:
      type: object
      required: [id, name, price]
      properties:
        id: {type: integer}
        name: {type: string}
        price: {type: number}
    Order:
      type: object
      required: [sku, quantity]
      properties:
        sku: {type: string, maxLength: 20}
        quantity: {type: integer, minimum: 1}
"""
"""The document that these speak of."""


@dataclass(frozen=True)
class Test:
    """What pytest said of one test."""

    outcome: str
    text: str = ""
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Result:
    """What came of one run: as people see it, and as programs do.

    Attributes:
        code: Pytest's exit code.
        out: What it printed, stdout and stderr together.
        tests: What was run, by the test's name with its id.
        cases: The records of `--connector-report`.
        seconds: How long it took.
    """

    code: int
    out: str
    tests: Mapping[str, Test] = field(default_factory=dict)
    cases: Sequence[Mapping[str, Any]] = ()
    seconds: float = 0.0

    @property
    def counts(self) -> dict[str, int]:
        """The last line of pytest as numbers: `{"passed": 3, "failed": 1}`."""
        last = self.out.rstrip().splitlines()[-1] if self.out.strip() else ""
        return {
            word.rstrip("s") if word.startswith("error") else word: int(n)
            for n, word in re.findall(r"(\d+) ([a-z]+)", last)
        }

    @property
    def nodes(self) -> list[str]:
        """The node ids that `--collect-only -q` lists."""
        return [line for line in self.out.splitlines() if "::" in line]

    def outcomes(self, of: str = "") -> dict[str, str]:
        """Whether each test passed, by its name; of those whose name begins so."""
        return {name: test.outcome for name, test in self.tests.items() if name.startswith(of)}

    def verdicts(self, scenario: str, connector: str | None = None) -> set[str]:
        """What the cases of a scenario came to."""
        return {
            case["outcome"]
            for case in self.cases
            if case["scenario"] == scenario and connector in (None, case["connector"])
        }

    def worst_of(self, connector: str) -> dict[str, str]:
        """The worst outcome of each scenario of a connector, the baseline left out."""
        ranks = ("survives", "loud", "silent", "damaged", "hangs", "void")
        found: dict[str, str] = {}
        for case in self.cases:
            if case["connector"] == connector and case["scenario"] != "baseline":
                known = found.get(case["scenario"], "survives")
                found[case["scenario"]] = max(known, case["outcome"], key=ranks.index)
        return found


@dataclass(frozen=True)
class Project:
    """A folder with a test suite in it; a run leaves no process, and no file in its TMPDIR."""

    folder: Path
    room: Path
    cache: Path
    env: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None

    def given(self, **env: str) -> Project:
        """The same project, run with more in its environment."""
        return replace(self, env={**self.env, **env})

    def as_user(self, user: str) -> Project:
        """The same project, run by another user of the machine."""
        return replace(self, user=user)

    @property
    def temporary(self) -> Path:
        """TMPDIR of all runs."""
        return self.room / "tmp"

    def run(self, *args: str, contracts: bool = True, cached: bool = True, wait: float = 240) -> Result:
        """Run pytest in it to its end.

        Raises:
            AssertionError: It left a process or a file in TMPDIR.
        """
        began = time.monotonic()
        with self.running(*args, contracts=contracts, cached=cached) as process:
            out, _ = process.communicate(timeout=wait)
        assert self.left() == []
        return self._result(process.returncode, out, time.monotonic() - began)

    @contextmanager
    def running(self, *args: str, contracts: bool = True, cached: bool = True) -> Iterator[subprocess.Popen[str]]:
        """Pytest running in it; killed at the end of the block if it has not ended."""
        for name in ("junit.xml", "report.json"):
            (self.room / name).unlink(missing_ok=True)
        own = [f"--junitxml={self.room / 'junit.xml'}", "-o", "junit_family=xunit1", "-p", "connectors"]
        if contracts:
            own += ["--connector-contracts", f"--connector-report={self.room / 'report.json'}"]
        if cached:
            # The initialised data directory is paid for once, whatever the project's own cache is.
            own += ["-o", f"cache_dir={self.cache}"]
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-rA", f"--basetemp={self.room / 'base'}", *own, *args],
            cwd=self.folder,
            env=self._environment(),
            user=self.user,
            group=None if self.user is None else _group_of(self.user),
            extra_groups=None if self.user is None else [],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()

    def left(self, patience: float = 0.0) -> list[str]:
        """The processes that work in our room and the files that lie in TMPDIR, once some seconds have passed."""
        end = time.monotonic() + patience
        while (found := self._left()) and time.monotonic() < end:
            time.sleep(0.05)
        return found

    def _left(self) -> list[str]:
        listed = subprocess.run(["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True, check=True).stdout
        # A stand-in's command line holds its import path, and so the project's folder.
        processes = [line for line in listed.splitlines() if str(self.room) in line]
        return processes + [str(path) for path in self.temporary.iterdir()]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not _OURS.fullmatch(name)}
        # What else is installed is of no interest; a test that is about another plugin names it.
        ours = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "120"}
        return {**kept, **ours, "TMPDIR": str(self.temporary), "HOME": str(self.room), **self.env}

    def _result(self, code: int, out: str, seconds: float) -> Result:
        junit, report = self.room / "junit.xml", self.room / "report.json"
        tests = dict(_tests(junit)) if junit.exists() else {}
        cases = json.loads(report.read_text())["cases"] if report.exists() else ()
        return Result(code, out, tests, cases, seconds)


@contextmanager
def project_of(files: Mapping[str, str], cache: Path, *, named: str = "project") -> Iterator[Project]:
    """A project with these files, in a folder that every user can reach and that is gone at the end.

    Args:
        files: Texts by path; they are dedented, and `{SHOP}`, `{STORAGE}` or `{API}` at their start is replaced.
        cache: Where initialised data directories are kept between runs.
        named: The name of the project's folder.
    """
    room = Path(tempfile.mkdtemp(prefix="plugin-", dir="/tmp")).resolve()
    try:
        for folder in (room, room / named, room / "tmp"):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o777)
        made = Project(room / named, room, cache)
        # Every project has an ini file of its own: without one, pytest looks further up.
        for name, text in {"pytest.ini": "[pytest]\n", **files}.items():
            path = made.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_with_heads(textwrap.dedent(text)))
        yield made
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _with_heads(text: str) -> str:
    return text.replace("{SHOP}", SHOP).replace("{STORAGE}", STORAGE).replace("{API}", API)


def _tests(junit: Path) -> Iterator[tuple[str, Test]]:
    for case in ET.parse(junit).getroot().iter("testcase"):  # noqa: S314  # written by pytest
        parts = [part for part in case if part.tag in ("failure", "error", "skipped")]
        outcome = {"failure": "failed", "error": "error", "skipped": "skipped"}.get(parts[0].tag) if parts else "passed"
        text = "\n".join(f"{part.get('message', '')}\n{part.text or ''}" for part in parts)
        properties = [(p.get("name", ""), p.get("value", "")) for p in case.iter("property")]
        yield case.get("name", ""), Test(str(outcome), text, tuple(properties))


def _group_of(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid
