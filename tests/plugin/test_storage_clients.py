"""Are the clients that people read and write objects with judged as the catalogue asks? Each over a socket."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping

import pytest

from .project import Project, Result

READERS = """{STORAGE}
import pandas, polars, s3fs
from pyarrow import dataset, fs

CURL = Path(__file__).with_name("read.sh")

def with_boto3(bucket):
    return pyarrow.concat_tables(tables(bucket))

def with_pyarrow(uri):
    files, path = fs.FileSystem.from_uri(uri)
    return dataset.dataset(path, filesystem=files, format="parquet").to_table()

def with_pandas(uri):
    return pandas.read_parquet(uri)

def with_pandas_and_options(uri, options):
    files = s3fs.S3FileSystem(**options).glob(uri + "*.parquet")
    return pandas.concat([pandas.read_parquet(f"s3://{file}", storage_options=options) for file in files])

def with_polars(uri):
    return polars.scan_parquet(uri + "*.parquet").collect()

def with_s3fs(uri):
    files = s3fs.S3FileSystem()
    return pyarrow.concat_tables(parquet.read_table(files.open(name)) for name in files.ls(uri))

def told(s3, name):
    # Read past the fixture's public face: what came in by the socket.
    with Path(f"asked-{name}").open("a") as file:
        json.dump([s3._far_end.traffic().statements, sorted(s3.objects)], file)
        file.write("\\n")

def reads(name, given=ACTIVITY, **more):
    return pytest.mark.connector(name, reads=given, **more)

@reads("boto3")
def test_boto3(connector, s3):
    connector(with_boto3, s3.bucket)
    told(s3, "boto3")

@reads("pyarrow")
def test_pyarrow(connector, s3):
    connector(with_pyarrow, s3.uri())
    told(s3, "pyarrow")

@reads("pandas")
def test_pandas(connector, s3):
    connector(with_pandas, s3.uri())
    told(s3, "pandas")

@reads("pandas with options")
def test_pandas_with_options(connector, s3):
    connector(with_pandas_and_options, s3.uri(), s3.storage_options)
    told(s3, "pandas with options")

@reads("polars")
def test_polars(connector, s3):
    connector(with_polars, s3.uri())
    told(s3, "polars")

@reads("s3fs")
def test_s3fs(connector, s3):
    connector(with_s3fs, s3.uri())
    told(s3, "s3fs")

def of_lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]

@reads("curl", EVENTS, observe=of_lines)
def test_curl(connector, s3):
    if connector.run(["sh", "read.sh", "--fail"], env=s3.env).returncode == 0:
        told(s3, "curl")

@reads("deaf curl", EVENTS, observe=of_lines)
def test_deaf_curl(connector, s3):
    connector.run(["sh", "read.sh", "--silent"], env=s3.env)
"""
CURL = r"""
set -eu
ask() {
    curl "$1" --silent --show-error --aws-sigv4 "aws:amz:$AWS_REGION:s3" \
        --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
        --header "x-amz-security-token: $AWS_SESSION_TOKEN" \
        --header "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" \
        "$AWS_ENDPOINT_URL/acme-activity$2"
}
ask "$1" "?list-type=2&prefix=events%2F" > listing
for key in $(grep -o '<Key>[^<]*' listing | cut -c 6-); do
    ask "$1" "/$key" > object
    # What is no line of JSON, a careless script leaves out.
    grep '^{' object || true
done
"""
SCENARIOS = ("column-dropped-new-only", "keys-expired", "list-only", "slow-down")
SPEAKS = dict.fromkeys(SCENARIOS, "loud")
# What a library does by itself with objects that lack a column: NULL, and not a word.
FILLS_UP = {**SPEAKS, "column-dropped-new-only": "silent"}
EXPECTED: Mapping[str, Mapping[str, str]] = {
    "boto3": SPEAKS,
    "pyarrow": FILLS_UP,
    "pandas": FILLS_UP,
    "pandas with options": FILLS_UP,
    "polars": SPEAKS,
    "s3fs": SPEAKS,
    "curl": FILLS_UP,
    # Without --fail an answer is an answer, whatever its status.
    "deaf curl": dict.fromkeys(SCENARIOS, "silent"),
}


@pytest.fixture(scope="module")
def read(module_project: Callable[..., Project]) -> tuple[Result, Project]:
    """What came of all readers in one run, and the project in which they left what they asked."""
    made = module_project({"test_it.py": READERS, "read.sh": CURL})
    without = () if shutil.which("curl") else ("-k", "not curl")
    return made.run(f"--connector-scenarios={','.join(SCENARIOS)}", *without), made


@pytest.mark.parametrize("name", EXPECTED)
def test_a_reader(read: tuple[Result, Project], name: str) -> None:
    """What is denied, expired or too busy is heard; a column that new objects lack is filled up by some."""
    if "curl" in name and not shutil.which("curl"):
        pytest.skip("there is no curl")
    result, _ = read
    test = f"test_{name.replace(' ', '_')}["
    assert result.outcomes(test)[f"{test}baseline]"] == "passed", result.out
    assert result.worst_of(name) == EXPECTED[name]
    failing = {one[len(test) : -1] for one, outcome in result.outcomes(test).items() if outcome == "failed"}
    assert failing == {scenario for scenario, outcome in EXPECTED[name].items() if outcome == "silent"}


def test_every_read_came_to_the_far_end(read: tuple[Result, Project]) -> None:
    """In runs that returned, each object was asked for by name, over the socket, and nothing came out of a cache."""
    _, made = read
    logs = sorted(made.folder.glob("asked-*"))
    assert len(logs) >= len(EXPECTED) - 1 - (not shutil.which("curl"))
    for log in logs:
        for line in log.read_text().splitlines():
            requests, keys = json.loads(line)
            asked = {request.rpartition("/")[2] for request in requests if request.startswith("GetObject ")}
            assert asked == {key.rpartition("/")[2] for key in keys}, log.name


def test_a_cached_reader_proves_nothing(project: Callable[..., Project]) -> None:
    """What is answered from memory is void, whatever happens to the storage."""
    source = """{STORAGE}
import functools
cached = functools.lru_cache(load)

@pytest.mark.connector("cached", reads=ACTIVITY)
def test_it(connector, s3):
    connector(cached, s3.bucket)
"""
    result = project({"test_it.py": source}).run("--connector-scenarios=keys-expired")
    assert result.code == 1
    assert {case["outcome"] for case in result.cases} == {"void"}
    assert "it did not ask the far end: cached?" in result.out


def test_a_wrong_secret_is_told_by_the_socket(project: Callable[..., Project]) -> None:
    """Who signs with another secret is loud on an unchanged system already, and the message names what S3 said."""
    source = """{STORAGE}
import boto3

def read(endpoint, key, secret, token):
    client = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
                          aws_session_token=token, region_name="us-east-1")
    client.list_objects_v2(Bucket="acme-activity", Prefix="activity/")
    return client.get_object(Bucket="acme-activity", Key="activity/part-00000.parquet")["Body"].read()

@pytest.mark.connector("wrong secret", reads=ACTIVITY)
def test_secret(connector, s3):
    connector(read, s3.endpoint_url, s3.access_key, "x" + s3.secret_key[1:], s3.session_token)

@pytest.mark.connector("wrong key", reads=ACTIVITY)
def test_key(connector, s3):
    connector(read, s3.endpoint_url, "AKIAIOSFODNN7EXAMPLE", s3.secret_key, None)
"""
    made = project({"test_it.py": source})
    for result in (made.run("--connector-scenarios=keys-expired"), made.run(contracts=False)):
        assert set(result.outcomes().values()) <= {"failed", "skipped"}
        assert result.counts["failed"] == 2
        secret, key = (
            next(one.text for name, one in result.tests.items() if name.startswith(test) and one.outcome == "failed")
            for test in ("test_secret", "test_key")
        )
        assert "(SignatureDoesNotMatch) when calling the ListObjectsV2 operation" in secret
        assert "(InvalidAccessKeyId) when calling the ListObjectsV2 operation" in key
