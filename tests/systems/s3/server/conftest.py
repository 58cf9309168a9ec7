"""One stand-in for the tests of it, and the ways in which connectors come to it."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from pytest_connectors.systems.s3.server import Grant, Key, S3Server, Seen, Stage

KEY = Key("ASIAQ3EGRPZXMPL7VTA2", "wJalrXUtnFEMI/K7MDENG+bPxRfiCY", "FwoGZXIvYXdzEB/+token==")
BUCKET = "acme-activity"


@dataclass
class Bench:
    """The server, the key that it knows, and what lies there at the start."""

    server: S3Server
    key: Key = KEY
    bucket: str = BUCKET
    objects: dict[str, bytes] = field(default_factory=lambda: {"activity/part-00000.txt": b"hello"})

    def set(self, **changes: Any) -> None:
        """Set a stage on which the key may read and write everything under `activity/`, with these changes."""
        given: dict[str, Any] = {
            "key": self.key,
            "grants": (Grant(self.bucket, "activity/", writes=True),),
            "buckets": {self.bucket: self.objects},
        }
        self.server.set(Stage(**(given | changes)))

    @property
    def seen(self) -> Seen:
        """What was done."""
        return self.server.seen()

    def boto3(self, key: Key | None = None, **config: Any) -> Any:
        """A client of boto3, signing with this key."""
        import boto3
        from botocore.config import Config

        key = key or self.key
        return boto3.client(
            "s3",
            endpoint_url=self.server.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id=key.access_key,
            aws_secret_access_key=key.secret_key,
            aws_session_token=key.session_token,
            config=Config(retries={"max_attempts": 0}, **config),
        )


@dataclass(frozen=True)
class Client:
    """How one library reads an object, writes one and lists a prefix."""

    name: str
    read: Callable[[str, str], bytes]
    write: Callable[[str, str, bytes], object]
    listed: Callable[[str, str], set[str]]


@pytest.fixture(scope="session")
def shared_server() -> Iterator[S3Server]:
    """A server that is up."""
    server = S3Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def bench(shared_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """The server with an unchanged stage, and an environment that steers clients to it."""
    for name in [name for name in os.environ if name.startswith("AWS_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    url = shared_server.endpoint_url
    given = {
        "AWS_ENDPOINT_URL": url,
        "AWS_ENDPOINT_URL_S3": url,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": KEY.access_key,
        "AWS_SECRET_ACCESS_KEY": KEY.secret_key,
        "AWS_SESSION_TOKEN": KEY.session_token or "",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "2",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    bench = Bench(shared_server)
    bench.set()
    yield bench
    if not shared_server.alive():
        shared_server.start()


def _boto3() -> Client:
    import boto3

    def client() -> Any:
        return boto3.session.Session().client("s3")

    def listed(bucket: str, prefix: str) -> set[str]:
        pages = client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return {entry["Key"] for page in pages for entry in page.get("Contents", [])}

    return Client(
        "boto3",
        lambda bucket, name: client().get_object(Bucket=bucket, Key=name)["Body"].read(),
        lambda bucket, name, content: client().put_object(Bucket=bucket, Key=name, Body=content),
        listed,
    )


def _pyarrow() -> Client:
    from pyarrow import fs

    def system(bucket: str) -> Any:
        # Only what is made out of a URI heeds AWS_ENDPOINT_URL.
        return fs.FileSystem.from_uri(f"s3://{bucket}")[0]

    def read(bucket: str, name: str) -> bytes:
        with system(bucket).open_input_file(f"{bucket}/{name}") as stream:
            return bytes(stream.read())

    def write(bucket: str, name: str, content: bytes) -> None:
        with system(bucket).open_output_stream(f"{bucket}/{name}") as stream:
            stream.write(content)

    def listed(bucket: str, prefix: str) -> set[str]:
        found = system(bucket).get_file_info(fs.FileSelector(f"{bucket}/{prefix}", recursive=True))
        return {info.path.removeprefix(f"{bucket}/") for info in found if info.is_file}

    return Client("pyarrow", read, write, listed)


def _s3fs() -> Client:
    import s3fs

    def system() -> Any:
        return s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)

    def read(bucket: str, name: str) -> bytes:
        with system().open(f"{bucket}/{name}", "rb") as stream:
            return bytes(stream.read())

    def write(bucket: str, name: str, content: bytes) -> None:
        with system().open(f"{bucket}/{name}", "wb") as stream:
            stream.write(content)

    def listed(bucket: str, prefix: str) -> set[str]:
        return {path.removeprefix(f"{bucket}/") for path in system().find(f"{bucket}/{prefix}")}

    return Client("s3fs", read, write, listed)


def _curl() -> Client:
    def run(url: str, *arguments: str, content: bytes | None = None) -> bytes:
        signed = ["--aws-sigv4", "aws:amz:us-east-1:s3", "--user", f"{KEY.access_key}:{KEY.secret_key}"]
        digest = hashlib.sha256(content or b"").hexdigest()
        headers = ["-H", f"x-amz-security-token: {KEY.session_token}", "-H", f"x-amz-content-sha256: {digest}"]
        body = [] if content is None else ["--data-binary", "@-", "-X", "PUT"]
        done = subprocess.run(
            ["curl", "-sS", "--fail-with-body", "--path-as-is", *signed, *headers, *body, *arguments, url],
            input=content,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise OSError((done.stdout + done.stderr).decode())
        return done.stdout

    def place(bucket: str, name: str) -> str:
        from urllib.parse import quote

        return f"{os.environ['AWS_ENDPOINT_URL']}/{bucket}/{quote(name, safe='/-_.~')}"

    def listed(bucket: str, prefix: str) -> set[str]:
        import re
        from html import unescape
        from urllib.parse import quote

        text = run(f"{place(bucket, '')[:-1]}?list-type=2&prefix={quote(prefix, safe='')}").decode()
        return set(map(unescape, re.findall("<Key>(.*?)</Key>", text)))

    return Client(
        "curl",
        lambda bucket, name: run(place(bucket, name)),
        lambda bucket, name, content: run(place(bucket, name), content=content),
        listed,
    )


def _frames(name: str) -> Client:
    """Pandas and polars: text goes in and out as the one value of a Parquet file."""
    import pandas as pd
    import polars as pl

    def at(bucket: str, path: str) -> str:
        # To pandas it is a URI, to polars a path.
        return f"s3://{bucket}/{path.replace('%', '%25') if name == 'pandas' else path}"

    def read(bucket: str, path: str) -> bytes:
        url = at(bucket, path)
        match name:
            case "pandas":
                return bytes(pd.read_parquet(url)["content"].iloc[0])
            case "polars-scan":
                return bytes(pl.scan_parquet(url, glob=False, cache=False).collect()["content"][0])
            case _:
                return bytes(pl.read_parquet(url, glob=False)["content"][0])

    def write(bucket: str, path: str, content: bytes) -> None:
        url = at(bucket, path)
        if name == "pandas":
            pd.DataFrame({"content": [content]}).to_parquet(url)
        else:
            pl.DataFrame({"content": [content]}).write_parquet(url)

    def listed(bucket: str, prefix: str) -> set[str]:
        url = f"s3://{bucket}/{prefix}"
        if name == "pandas":
            return {value.decode() for value in pd.read_parquet(url)["content"]}
        frame = pl.scan_parquet(f"{url}*.parquet").collect() if name == "polars-scan" else pl.read_parquet(url)
        return {value.decode() for value in frame["content"]}

    return Client(name, read, write, listed)


def parquet(content: bytes) -> bytes:
    """A Parquet file with one value."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.table({"content": [content]}), sink)
    return sink.getvalue()


BYTES = {"boto3": _boto3, "pyarrow": _pyarrow, "s3fs": _s3fs, "curl": _curl}
FRAMES = ("pandas", "polars", "polars-scan")


@pytest.fixture(params=list(BYTES))
def bytes_client(request: pytest.FixtureRequest) -> Client:
    """Each client that reads and writes bytes."""
    if request.param == "curl" and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    return BYTES[request.param]()


@pytest.fixture(params=FRAMES)
def frame_client(request: pytest.FixtureRequest) -> Client:
    """Each client that reads and writes frames as Parquet."""
    return _frames(request.param)


@pytest.fixture
def as_parquet() -> Callable[[bytes], bytes]:
    """Makes a Parquet file."""
    return parquet


@pytest.fixture
def python(tmp_path: Any) -> Callable[[str], subprocess.Popen[str]]:
    """Starts a script in a Python of its own that finds what this one finds."""

    def start(script: str) -> subprocess.Popen[str]:
        path = tmp_path / "script.py"
        path.write_text(f"import sys\nsys.path[:] = {sys.path!r}\n{script}")
        return subprocess.Popen([sys.executable, str(path)], stdout=subprocess.PIPE, text=True)

    return start
