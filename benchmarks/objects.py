"""How long does one case on S3 take? The plugin against a hand-written loop around a moto server, in one run.

A case is one changed run: the objects of the dataset are put anew, in changed form, and the connector lists and gets
them. The loop puts the same objects by boto3 into a moto server in a process of its own, and runs the same connector.
The unchanged run is spread over the cases of its item; repeats and shrinking are left out. Prints milliseconds a case,
the part that is preparation, and the ratios that count.
"""

from __future__ import annotations

import http.client
import io
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq

from pytest_connectors.call import Connector
from pytest_connectors.contract import Dataset, connector
from pytest_connectors.runner.item import ItemRun
from pytest_connectors.runner.rowsets import Rowsets
from pytest_connectors.runner.study import Study
from pytest_connectors.runner.trial import Bench, Trials
from pytest_connectors.scenarios.catalogue import items_of
from pytest_connectors.systems.protocol import Scene
from pytest_connectors.systems.s3 import open_far_end
from pytest_connectors.systems.s3.far_end import FarEnd
from pytest_connectors.systems.s3.view import S3View

SCHEMA = pa.schema(
    {
        "event_id": pa.int64(), "user_id": pa.int32(), "action": pa.string(), "amount": pa.decimal128(10, 2),
        "paid": pa.bool_(), "happened_at": pa.timestamp("us", tz="UTC"), "note": pa.string(), "score": pa.float64(),
    }
)  # fmt: skip
ACTIVITY = Dataset("activity/", bucket="acme-activity", schema=SCHEMA)
ITEM = "column-reordered"
ROUNDS, CASES = 7, 30


def load(bucket: str, prefix: str) -> pa.Table:
    """The connector under test: it lists, gets and reads."""
    s3 = boto3.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [entry["Key"] for page in pages for entry in page["Contents"]]
    tables = [pq.read_table(io.BytesIO(s3.get_object(Bucket=bucket, Key=key)["Body"].read())) for key in keys]
    return pa.concat_tables([table.select(SCHEMA.names) for table in tables])


def by_hand(endpoint: str, objects: dict[str, bytes], count: int) -> tuple[Callable[[], None], Callable[[], None]]:
    """The loop that a careful engineer writes: reset, put, call; and its preparation alone."""
    admin = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="a", aws_secret_access_key="b")
    reset = http.client.HTTPConnection(endpoint.removeprefix("http://"))

    def prepare() -> None:
        reset.request("POST", "/moto-api/reset")
        reset.getresponse().read()
        admin.create_bucket(Bucket=ACTIVITY.bucket)
        for key, body in objects.items():
            admin.put_object(Bucket=ACTIVITY.bucket, Key=key, Body=body)

    def case() -> None:
        prepare()
        assert load(ACTIVITY.bucket, ACTIVITY.prefix).num_rows == count

    return case, prepare


def by_plugin(far_end: FarEnd, view: S3View, room: Path) -> tuple[Callable[[], int], Study]:
    """One item, from the unchanged run to its verdicts; gives the number of cases."""
    contract = connector("benchmark", reads=ACTIVITY)
    schemas = far_end.declare(contract)
    call = Connector(room)
    bench = Bench(contract, lambda: call(load, view.bucket, ACTIVITY.prefix), call, (view,), far_end)
    study = Study(Trials(bench), Rowsets(far_end, contract, schemas, {}), schemas)
    study.begin()
    assert study.complaint is None, study.complaint
    study.rowsets = study.rowsets[:1]
    item = next(item for item in items_of(contract) if item.id == ITEM)

    def cases() -> int:
        before = study.trials.count
        study.remember(study.rowsets[0], study.afresh(study.rowsets[0]))
        found = ItemRun(study, item).cases()
        assert {case.outcome.value for case in found} == {"survives"}, found
        return study.trials.count - before - 1

    return cases, study


def main() -> None:
    """Measure all in turn, so that a machine that is busy for a while is busy for all."""
    times: dict[str, list[float]] = {"hand": [], "plugin": [], "hand prepares": [], "plugin prepares": []}
    with open_far_end() as far_end, tempfile.TemporaryDirectory() as room, _moto() as endpoint:
        contract = connector("benchmark", reads=ACTIVITY)
        view = S3View(far_end, contract.reads)
        os.environ |= view.env
        cases, study = by_plugin(far_end, view, Path(room))
        item = next(item for item in items_of(contract) if item.id == ITEM)
        variants = [target.variants[0] for target in item.targets(study.schemas)]
        rows = study.rowsets[0].rows
        far_end.set_scene(Scene(rows, variants[0]))
        objects = far_end.objects(ACTIVITY.name)
        hand, prepare = by_hand(endpoint, objects, len(rows[ACTIVITY.name]))
        steered = {"AWS_ENDPOINT_URL": endpoint, "AWS_ENDPOINT_URL_S3": endpoint}
        for _ in range(ROUNDS):
            os.environ |= view.env
            times["plugin"].append(_each(cases, CASES))
            scenes = [Scene(rows, variants[i % len(variants)]) for i in range(CASES)]
            times["plugin prepares"].append(_timed(lambda scenes=scenes: [far_end.set_scene(one) for one in scenes]))
            os.environ |= steered
            hand()
            times["hand"].append(_timed(lambda: [hand() for _ in range(CASES)]))
            times["hand prepares"].append(_timed(lambda: [prepare() for _ in range(CASES)]))
    best = {name: statistics.median(found) for name, found in times.items()}
    print(f"(a) hand-written loop   {best['hand']:6.1f} ms a case, of which {best['hand prepares']:.1f} ms prepare it")
    print(
        f"(b) plugin              {best['plugin']:6.1f} ms a case, of which {best['plugin prepares']:.1f} ms prepare it"
    )
    print(f"b/a                     {best['plugin'] / best['hand']:6.2f}, wanted: at most 1.0")
    print(f"preparation, b/a        {best['plugin prepares'] / best['hand prepares']:6.2f}, wanted: at most 0.5")


def _each(cases: Callable[[], int], least: int) -> float:
    began, count = time.perf_counter(), 0
    while count < least:
        count += cases()
    return (time.perf_counter() - began) / count * 1000


def _timed(run: Callable[[], Any]) -> float:
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) / CASES * 1000


class _moto:  # noqa: N801 - used as `with _moto() as endpoint`
    """A moto server in a process of its own, as it comes."""

    def __enter__(self) -> str:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        argv = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        self._process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return f"http://127.0.0.1:{port}"
        self.__exit__()
        sys.exit("the moto server did not start")

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


if __name__ == "__main__":
    main()
