"""Does a contract on S3 leave alone what a suite does with AWS by itself, and is it left alone by that?"""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from .project import Project

MOCKED = """{STORAGE}
import boto3
from moto import mock_aws

MINE = boto3.DEFAULT_SESSION

def mocked():
    client = boto3.client("s3", region_name="us-east-1")
    assert [one["Name"] for one in client.list_buckets()["Buckets"]] == []
    client.create_bucket(Bucket="acme-activity")
    client.put_object(Bucket="acme-activity", Key="mine", Body=b"mine")
    assert client.get_object(Bucket="acme-activity", Key="mine")["Body"].read() == b"mine"
    client.put_object(Bucket="acme-activity", Key="activity/part-00000.parquet", Body=b"mine")

@mock_aws
def test_a_mocked():
    mocked()

def check(rows, s3):
    assert [row["id"] for row in rows.to_pylist()] == [row["id"] for row in s3.rows]
    assert "mine" not in s3.objects

@pytest.mark.connector("between", reads=ACTIVITY)
def test_b_contract(connector, s3):
    check(connector(load, s3.bucket), s3)

def test_c_mocked():
    with mock_aws():
        mocked()

@pytest.fixture
def mock():
    with mock_aws():
        mocked()
        yield

@pytest.mark.connector("around", reads=ACTIVITY)
def test_d_contract_inside(mock, connector, s3):
    check(connector(load, s3.bucket), s3)

def test_e_mocked_again(mock):
    assert boto3.client("s3").list_objects_v2(Bucket="acme-activity")["KeyCount"] == 2

@pytest.mark.connector("last", reads=ACTIVITY)
def test_f_contract(connector, s3):
    check(connector(load, s3.bucket), s3)

def test_g_session():
    assert boto3.DEFAULT_SESSION is MINE
"""


@pytest.mark.parametrize("contracts", [True, False], ids=["contracts", "ordinary"])
def test_the_suites_own_mocks(project: Callable[..., Project], contracts: bool) -> None:
    """Tests with `mock_aws` before, around, between and after contract tests see their own buckets, and we ours."""
    made = project({"test_it.py": MOCKED})
    result = made.run("--connector-scenarios=column-added,keys-expired", contracts=contracts)
    assert result.code == 0, result.out
    assert result.counts["passed"] == (4 + 3 * 3 if contracts else 7)
    if contracts:
        for name in ("between", "around", "last"):
            assert result.verdicts("keys-expired", name) == {"loud"}
            assert result.verdicts("column-added", name) <= {"survives", "loud"}


THEIRS = {
    "AWS_PROFILE": "theirs",
    "AWS_ACCESS_KEY_ID": "AKIATHEIRS",
    "AWS_SECRET_ACCESS_KEY": "theirs",
    "AWS_SESSION_TOKEN": "theirs",
    "AWS_SECURITY_TOKEN": "theirs",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
    "AWS_REGION": "xx-nowhere-1",
    "AWS_DEFAULT_REGION": "xx-nowhere-1",
    "AWS_CA_BUNDLE": "/nowhere",
    "AWS_MAX_ATTEMPTS": "3",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "http_proxy": "http://127.0.0.1:1",
    "https_proxy": "http://127.0.0.1:1",
    "ALL_PROXY": "http://127.0.0.1:1",
    "no_proxy": "nowhere",
    "NO_PROXY": "nowhere",
}
CONFIG = """
[profile theirs]
region = xx-nowhere-1
endpoint_url = http://127.0.0.1:1
[default]
region = xx-nowhere-1
endpoint_url = http://127.0.0.1:1
aws_access_key_id = AKIATHEIRS
aws_secret_access_key = theirs
"""
SUITE = """{STORAGE}
import boto3, re, s3fs
import pandas, polars

BEFORE = dict(os.environ)
SESSION = boto3.DEFAULT_SESSION
THEIRS = re.compile(r"(AWS|BOTO)_.*|.*_proxy", re.IGNORECASE)

def test_session_is_theirs():
    assert SESSION is not None and SESSION.region_name == "eu-west-3"
    s3fs.S3FileSystem(key="AKIATHEIRS", secret="theirs", endpoint_url="http://127.0.0.1:1")

KEPT = s3fs.S3FileSystem(anon=True)

def with_all(bucket, uri):
    keys = s3fs.S3FileSystem().ls(uri)
    frames = [pandas.read_parquet(uri), polars.read_parquet(uri + "*.parquet").to_pandas()]
    assert all(len(frame) == len(frames[0]) for frame in frames) and keys
    return load(bucket)


@pytest.mark.connector("all", reads=ACTIVITY)
def test_contract(connector, s3):
    assert os.environ["AWS_MAX_ATTEMPTS"] == "3" == s3.env["AWS_MAX_ATTEMPTS"]
    assert {name: value for name, value in os.environ.items() if THEIRS.fullmatch(name)} == {
        name: value for name, value in s3.env.items() if THEIRS.fullmatch(name)
    }
    rows = connector(with_all, s3.bucket, s3.uri())
    assert len(rows) == len(s3.rows)

def of_stdout(done):
    return json.loads(done.stdout)

@pytest.mark.connector("command", reads=ACTIVITY, observe=of_stdout)
def test_command(connector, s3):
    done = connector.run([sys.executable, "command.py", s3.bucket], env=s3.env)
    known = json.loads((done.cwd / "environment.json").read_text())
    assert {name: value for name, value in known.items() if THEIRS.fullmatch(name)} == {
        name: value for name, value in s3.env.items() if THEIRS.fullmatch(name)
    }
    assert known["HOME"] != BEFORE["HOME"]

def test_after():
    assert {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"} == {
        k: v for k, v in BEFORE.items() if k != "PYTEST_CURRENT_TEST"}
    assert boto3.DEFAULT_SESSION is SESSION
    assert s3fs.S3FileSystem(anon=True) is KEPT
"""
COMMAND = """
import io, json, os, sys
with open("environment.json", "w") as file:
    json.dump(dict(os.environ), file)
import boto3
from pyarrow import parquet
client = boto3.client("s3")
found = client.list_objects_v2(Bucket=sys.argv[1], Prefix="activity/")["Contents"]
bodies = [client.get_object(Bucket=sys.argv[1], Key=one["Key"])["Body"].read() for one in found]
tables = [parquet.read_table(io.BytesIO(body)) for body in bodies]
print(json.dumps([row for table in tables for row in table.to_pylist()]), flush=True)
os._exit(0)  # Arrow's threads now and then abort an interpreter that ends (apache/arrow#34314).
"""


@pytest.mark.parametrize("contracts", [True, False], ids=["contracts", "ordinary"])
@pytest.mark.parametrize("place", ["HOME", "AWS_CONFIG_FILE"])
def test_what_leads_astray(project: Callable[..., Project], place: str, contracts: bool) -> None:
    """The user's session, keys, profile, files and proxies are neither used nor lost; how often to try is theirs."""
    files = {"test_it.py": SUITE, "command.py": COMMAND, "conftest.py": "import boto3\nboto3.setup_default_session("
             "region_name='eu-west-3')\n"}  # fmt: skip
    made = project(files)
    home = made.room / ".aws"
    home.mkdir()
    (home / "config").write_text(CONFIG)
    (home / "credentials").write_text("[theirs]\naws_access_key_id = AKIATHEIRS\naws_secret_access_key = theirs\n")
    env = dict(THEIRS)
    if place == "AWS_CONFIG_FILE":
        shutil.move(home / "config", made.folder / "their.config")
        env["AWS_CONFIG_FILE"] = str(made.folder / "their.config")
    result = made.given(**env).run("--connector-scenarios=keys-expired", contracts=contracts)
    assert result.code == 0, result.out
    assert result.counts["passed"] == (2 + 2 * 2 if contracts else 4)
    if contracts:
        assert result.verdicts("keys-expired") == {"loud"}
