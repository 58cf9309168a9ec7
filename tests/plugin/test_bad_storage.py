"""What is a user told whose contract on S3 cannot be used? One clear message each, told once, without a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from .project import Project, Result
from .test_bad_declarations import said_of

BODY = "def test_it(connector, s3):\n    connector(load, s3.bucket)\n"
DECLARED = {
    # the declaration: what is said
    'Dataset("s3://acme/raw/", bucket="acme", schema=SCHEMA)': ["without a scheme", "Dataset('raw/', bucket='acme', "],
    'Dataset("raw/", schema=SCHEMA)': ["Dataset('raw/'): bucket= takes the bucket's name", "it is ''"],
    'Dataset("raw/", bucket="Acme_Raw", schema=SCHEMA)': ["Dataset('raw/'): bucket= takes", "'Acme_Raw'"],
    'Dataset("raw/", bucket="s3://acme", schema=SCHEMA)': ["Dataset('raw/'): bucket= takes", "'s3://acme'"],
    'Dataset("raw/", bucket="acme", schema=pyarrow.schema([]))': ["schema= has no column"],
    'Dataset("raw/", bucket="acme", schema={"id": "int64"})': ["Dataset('raw/'): schema= takes", "pyarrow schema"],
    'Dataset("raw/", bucket="acme", schema=Table("t", ddl="CREATE TABLE t (id int)"))': [
        "Dataset('raw/'): schema= takes",
        "Table(",
    ],
    'Dataset("raw/", bucket="acme", schema=SCHEMA, sample="sample.csv")': ["schema= (", "both are given"],
    'Dataset("raw/", bucket="acme")': ["sample= (", "neither is given"],
    'Dataset("raw/", bucket="acme", sample="nowhere.csv")': ["sample= 'nowhere.csv' cannot be read", "No such file"],
    'Dataset("raw/", bucket="acme", sample="sample.csv", format="parquet")': [
        "sample= 'sample.csv' is no Parquet file",
        "format=",
    ],
    'Dataset("raw/", bucket="acme", sample="sample.csv", format="jsonl")': ["sample= 'sample.csv' is no JSON Lines"],
    'Dataset("raw/", bucket="acme", sample="text.parquet")': ["sample= 'text.parquet' is no Parquet file"],
    'Dataset("raw/", bucket="acme", sample="empty.csv")': ["sample= 'empty.csv' is empty"],
    'Dataset("raw/", bucket="acme", schema=SCHEMA, partitioned_by="contry")': [
        "partitioned_by= names 'contry', which is no column of the schema. Did you mean 'country'?"
    ],
    'Dataset("raw/", bucket="acme", schema=SCHEMA, partitioned_by=[7])': [
        "partitioned_by= names 7, which is no column"
    ],
    'Dataset("raw/", bucket="acme", schema=SCHEMA, partitioned_by=7)': ["partitioned_by= takes", "7"],
    'Dataset("raw/", bucket="acme", schema=SCHEMA, keys="data.parquet")': ["keys= needs {n}", "'data.parquet'"],
    'Dataset("raw/", bucket="acme", schema=SCHEMA, keys="{contry}/{n}.parquet")': ["Did you mean 'country'?"],
    'Dataset("raw/", bucket="acme", schema=SCHEMA, keys="{}/{n}.parquet")': ["keys= names ''"],
    'Dataset("raw/", bucket="acme", schema=SCHEMA, keys=7)': ["keys= takes", "7"],
    'Dataset("raw/", bucket="acme", schema=SCHEMA, format="parqet")': ["format= takes", "Did you mean 'parquet'?"],
    'Dataset("raw/", bucket="acme", schema=SCHEMA, format=["csv"])': ["format= takes", "['csv']"],
    "Dataset": ["reads= takes a declaration", "Dataset("],
    '[ACTIVITY, Dataset("activity/", bucket="acme-other", schema=SCHEMA)]': ["c: ", "'activity' is declared twice"],
    '[ACTIVITY, Table("activity", ddl="CREATE TABLE activity (id int)")]': ["c: ", "'activity' is declared twice"],
    'Table("t", columns=ACTIVITY)': ["Table('t')", "Dataset("],
    'Table("t", ddl=ACTIVITY)': ["Table('t'): ddl= takes SQL text or the path of a file", "Dataset("],
}
FILES = {"sample.csv": "id,name\n1,a\n", "text.parquet": "id,name\n1,a\n", "empty.csv": ""}


@pytest.fixture(scope="module")
def collected(module_project: Callable[..., Project]) -> Result:
    """What is said of all declarations in one run, each in a module of its own."""
    mark = '@pytest.mark.connector("c", reads={})'
    modules = {f"test_{i}.py": f"{{STORAGE}}\n{mark.format(one)}\n{BODY}" for i, one in enumerate(DECLARED)}
    return module_project({**FILES, **modules}).run("--continue-on-collection-errors")


@pytest.mark.parametrize("declared", DECLARED)
def test_a_declaration_of_no_use(collected: Result, declared: str) -> None:
    """It is one message at collection, which names what is wrong and says what would be right."""
    said = said_of(collected, f"test_{list(DECLARED).index(declared)}")
    flat = " ".join(said.split())
    assert said
    assert not [word for word in DECLARED[declared] if word not in flat], said
    assert not re.search(r"pytest_connectors/|Traceback|^E  |\^\^\^|0x[0-9a-f]{6}", said, re.MULTILINE), said
    assert collected.counts == {"error": len(DECLARED)}


RUN = """{STORAGE}
from pytest_connectors import Table
both = [ACTIVITY, EVENTS]
users = Table("users", ddl="CREATE TABLE users (id int PRIMARY KEY)")

def rows(name, rows, schema=SCHEMA, **more):
    return pytest.mark.connector(name, reads=Dataset("activity/", bucket="acme-activity", schema=schema, rows=rows,
                                                     **more))

@pytest.mark.connector("rows of several", reads=both)
def test_rows(connector, s3):
    connector(load, s3.bucket)
    s3.rows

@pytest.mark.connector("read of several", reads=both)
def test_read(connector, s3):
    connector(load, s3.bucket)
    s3.read()

@pytest.mark.connector("payloads of a reader", reads=ACTIVITY)
def test_payloads(connector, s3):
    connector(load, s3.bucket, s3.payloads)

@pytest.mark.connector("payloads of another", reads=ACTIVITY, writes=SCORES)
def test_payloads_of(connector, s3):
    s3.payloads_of(ACTIVITY)

@pytest.mark.connector("two buckets", reads=ACTIVITY, writes=SCORES)
def test_bucket(connector, s3):
    connector(load, s3.bucket)

@pytest.mark.connector("near name", reads=ACTIVITY)
def test_near(connector, s3):
    connector(load, s3.bucket)
    s3.objects_of("activty")

@pytest.mark.connector("another dataset", reads=ACTIVITY)
def test_another(connector, s3):
    s3.rows_of(EVENTS)

@pytest.mark.connector("table asked of s3", reads=ACTIVITY)
def test_table(connector, s3):
    s3.rows_of(users)

@pytest.mark.connector("uri of a table", reads=ACTIVITY)
def test_uri(connector, s3):
    connector(load, s3.uri(users))

@pytest.mark.connector("dataset asked of postgres", reads=[ACTIVITY, users])
def test_dataset(connector, s3, postgres):
    postgres.rows_of(ACTIVITY)

@pytest.mark.connector("only the other", reads=ACTIVITY)
def test_only_the_other(connector, postgres):
    postgres.rows

@rows("too many columns", [{"id": 1, "country": "de", "seconds": 1.0, "secnds": 2.0}])
def test_too_many(connector, s3):
    connector(load, s3.bucket)

@rows("another type", [{"id": "one", "country": "de", "seconds": 1.0}])
def test_type(connector, s3):
    connector(load, s3.bucket)

@rows("null", [{"id": None}], pyarrow.schema([pyarrow.field("id", pyarrow.int64(), nullable=False)]))
def test_null(connector, s3):
    connector(load, s3.bucket)

@rows("no file", "nowhere.csv")
def test_no_file(connector, s3):
    connector(load, s3.bucket)

@rows("no rows at all", 7)
def test_seven(connector, s3):
    connector(load, s3.bucket)
"""
SAID = {
    "rows": "s3.rows: the contract has several datasets, 'activity', 'events'. Say which: s3.rows_of(DATASET).",
    "read": "s3.read: the contract has several datasets, 'activity', 'events'. Say which: s3.read(DATASET).",
    "payloads": "s3.payloads: the contract writes nothing. Name the dataset in writes=.",
    "payloads_of": "the contract does not write 'activity', so there are no payloads for it.",
    "bucket": "s3.bucket: the contract has several buckets, acme-activity, acme-scores. Name the one that you mean.",
    "near": "the contract does not declare 'activty'. Did you mean 'activity'?",
    "another": "the contract does not declare 'events'. It declares activity.",
    "table": "Table('users') is no dataset, so that s3 knows nothing of it: ask postgres.",
    "uri": "s3.uri(...) takes a key or a Dataset; it is Table('users').",
    "dataset": "Dataset('activity/') is no table, so that postgres knows nothing of it: ask s3.",
    "only_the_other": "postgres.rows: the contract has no table. Name it in reads= or writes=.",
    "too_many": "rows= has a column 'secnds', and the dataset has none. Did you mean 'seconds'?",
    "type": "rows= do not fit the dataset. The server says: column 'id' (int64): 'one' is not a whole number",
    "null": "rows= do not fit the dataset. The server says: column 'id' (int64) holds no null",
    "no_file": "rows= names a file that cannot be read: nowhere.csv",
    "seven": "rows= takes",
}


@pytest.fixture(scope="module")
def ran(module_project: Callable[..., Project]) -> Result:
    """What is said of all of them in one run."""
    return module_project({"test_it.py": RUN}).run("--connector-scenarios=keys-expired")


@pytest.mark.parametrize("name", SAID)
def test_a_test_of_no_use(ran: Result, name: str) -> None:
    """It is one message in the first item; the others refer to it."""
    first = ran.tests[f"test_{name}[baseline]"]
    assert first.outcome in ("failed", "error")
    assert " ".join(SAID[name].split()) in " ".join(first.text.split()), first.text
    assert not re.search(r"pytest_connectors/|Traceback|^E  |\^\^\^|0x[0-9a-f]{6}", first.text, re.MULTILINE), (
        first.text
    )
    second = ran.tests.get(f"test_{name}[keys-expired]")
    assert second is None or "see [baseline]" in second.text, second


TWO = """{STORAGE}
@pytest.mark.connector("one", reads=ACTIVITY)
def test_one(connector, s3):
    s3.client().list_buckets
    connector(load, s3.bucket)

@pytest.mark.connector("two", reads=ACTIVITY)
def test_two(connector, s3):
    s3.client().list_buckets
    connector(load, s3.bucket)
"""


@pytest.mark.parametrize("missing", ["moto", "flask", "flask_cors", "boto3"])
@pytest.mark.parametrize("contracts", [True, False], ids=["contracts", "ordinary"])
def test_a_package_is_missing(project: Callable[..., Project], missing: str, contracts: bool) -> None:
    """What is not installed is named, with the line that brings it; the other tests refer to the first."""
    shim = f"raise ModuleNotFoundError(\"No module named '{missing}'\", name='{missing}')"
    made = project({"test_it.py": TWO, f"{missing}.py": shim})
    result = made.run("--connector-scenarios=keys-expired", contracts=contracts)
    assert result.code == 1
    assert set(result.outcomes().values()) == {"error"}, result.out
    assert f"the package '{missing}' is not installed" in result.out
    assert 'pip install "pytest-connectors[s3]"' in result.out
    said = [test for test in result.tests.values() if "is not installed" in test.text]
    assert len(said) == 1
    others = [test for test in result.tests.values() if "the first test that asked for it says why" in test.text]
    assert len(others) == len(result.tests) - 1
    assert "Traceback" not in result.out
    assert "src/pytest_connectors/" not in result.out


def test_no_boto3_where_the_stand_in_has_it(project: Callable[..., Project]) -> None:
    """A connector may do without boto3; who asks for a client of it is told what brings it."""
    finder = """
        import sys

        class NoBoto3:
            def find_spec(self, name, path=None, target=None):
                if name.partition(".")[0] in ("boto3", "botocore"):
                    raise ModuleNotFoundError(f"No module named {name!r}", name=name)

        sys.meta_path.insert(0, NoBoto3())
    """
    source = """{STORAGE}
from pyarrow import fs

def read(uri):
    return parquet.read_table(uri)

@pytest.mark.connector("arrow", reads=ACTIVITY)
def test_arrow(connector, s3):
    assert "boto3" not in sys.modules
    connector(read, s3.uri())

@pytest.mark.connector("client", reads=ACTIVITY)
def test_client(connector, s3):
    connector(s3.client().list_objects_v2, Bucket=s3.bucket)
"""
    result = project({"test_it.py": source, "conftest.py": finder}).run("--connector-scenarios=keys-expired")
    assert result.verdicts("keys-expired", "arrow") == {"loud"}, result.out
    failed = result.tests["test_client[baseline]"]
    assert "this needs 'boto3', which is not installed: pip install \"pytest-connectors[s3]\"" in failed.text
    assert "Traceback" not in result.out


def test_a_fixture_of_that_name(project: Callable[..., Project]) -> None:
    """A suite with a fixture `s3` of its own is told so, and keeps it where no contract asks for ours."""
    source = """{STORAGE}
@pytest.fixture
def s3():
    return "theirs"

@pytest.mark.connector("c", reads=ACTIVITY)
def test_contract(connector, s3):
    connector(load, s3)

def test_theirs(s3):
    assert s3 == "theirs"
"""
    made = project({"test_it.py": source})
    for contracts in (True, False):
        result = made.run("--connector-scenarios=keys-expired", contracts=contracts)
        first = next(test for name, test in result.tests.items() if name.startswith("test_contract"))
        assert first.outcome in ("failed", "error")
        assert "this suite has a fixture 's3' of its own, which gives 'theirs' and hides the plugin's" in first.text
        assert result.outcomes()["test_theirs"] == "passed"
        assert "Traceback" not in result.out


def test_writing_elsewhere(project: Callable[..., Project]) -> None:
    """A writer that puts objects where the contract says nothing of them gets AccessDenied, and advice."""
    source = """{STORAGE}
def elsewhere(bucket, rows):
    import boto3
    boto3.client("s3").put_object(Bucket=bucket, Key="others/out.parquet", Body=b"")

@pytest.mark.connector("elsewhere", writes=SCORES)
def test_it(connector, s3):
    connector(elsewhere, s3.bucket, s3.payloads)

@pytest.mark.connector("only reads", reads=SCORES)
def test_reader(connector, s3):
    connector(push, s3.bucket, [dict(row) for row in s3.rows])
"""
    made = project({"test_it.py": source})
    result = made.run("--connector-scenarios=keys-expired")
    for name in ("test_it", "test_reader"):
        said = " ".join(result.tests[f"{name}[baseline]"].text.split())
        assert "AccessDenied" in said
        assert "put and delete them under the prefix of what they write" in said
        assert "If this one needs another prefix, declare it" in said
    assert "src/pytest_connectors/" not in result.out
