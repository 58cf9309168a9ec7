"""Does a supplier's sample on the command line become items, each with a verdict, and is a bad one told once?"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq

from .project import Project, Result

OURS = pa.table({"id": [1, 2], "country": ["a", "b"], "seconds": [0.5, 1.5]})
ONLY = "--connector-scenarios=baseline"
TESTS = """{STORAGE}
USERS = Dataset("exports/users.csv", bucket="acme-exports", schema=SCHEMA)

def lines(bucket):
    import boto3
    client = boto3.client("s3")
    listed = client.list_objects_v2(Bucket=bucket, Prefix="events/")["Contents"]
    bodies = [client.get_object(Bucket=bucket, Key=one["Key"])["Body"].read() for one in listed]
    return [json.loads(line).get("seconds") for body in bodies for line in body.splitlines()]

def users(bucket):
    import boto3
    body = boto3.client("s3").get_object(Bucket=bucket, Key="exports/users.csv")["Body"].read()
    return body.decode().splitlines()

@pytest.mark.connector("activity", reads=ACTIVITY, owner="growth")
def test_activity(connector, s3):
    rows = connector(load, s3.bucket)
    assert len(rows) == len(s3.rows)
    assert set(s3.rows[0]) == set(SCHEMA.names)

@pytest.mark.connector("events", reads=EVENTS)
def test_events(connector, s3):
    connector(lines, s3.bucket)

@pytest.mark.connector("users", reads=USERS)
def test_users(connector, s3):
    connector(users, s3.bucket)

@pytest.mark.connector("writer", writes=SCORES)
def test_writer(connector, s3):
    connector(push, s3.bucket, s3.payloads)
"""
TEXTS = {
    "fewer.jsonl": '{"id": 1, "country": "a"}\n',
    "users.csv": "id;country;seconds\n1;a;0.5\n",
    "sheet.csv": "id,country,seconds\n1,a,0.5\n",
    "empty.parquet": "",
    "text.parquet": "id,country\n1,a\n",
}


def _made(project: Callable[..., Project]) -> Project:
    made = project({"test_it.py": TESTS, **TEXTS})
    pq.write_table(OURS.drop_columns(["country"]), made.folder / "dropped.parquet")
    pq.write_table(OURS.set_column(2, "seconds", pa.array(["0.5", "1.5"])), made.folder / "typed.parquet")
    pq.write_table(OURS, made.folder / "same.parquet")
    return made


def _changed(made: Project, *changes: str, more: tuple[str, ...] = ()) -> Result:
    return made.run(ONLY, *(f"--connector-change={change}" for change in changes), *more)


def test_each_sample_is_a_scenario_with_its_placements(project: Callable[..., Project]) -> None:
    """A sample becomes items in all objects, in new ones and in mid-run; each says what is other, and its judgement."""
    made = _made(project)
    result = _changed(made, "activity=dropped.parquet", "activity/=typed.parquet", "events=fewer.jsonl")
    assert result.outcomes() == {
        **dict.fromkeys(("test_activity[baseline]", "test_events[baseline]", "test_users[baseline]"), "passed"),
        "test_writer[baseline]": "passed",
        **{
            f"test_{name}[change-{sample}{place}]": "failed"
            for name, sample in (("activity", "dropped"), ("activity", "typed"), ("events", "fewer"))
            for place in ("", "-new-only", "-mid-run")
        },
    }, result.out
    assert result.verdicts("change-dropped", "activity") == {"loud"}
    assert result.verdicts("change-typed", "activity") == {"silent"}
    assert result.verdicts("change-fewer", "events") == {"silent"}
    said = result.tests["test_activity[change-typed-new-only]"].text
    assert "objects of activity are like typed.parquet: column 'seconds' is" in said
    assert "string, was double, in new objects only" in said
    assert "- seconds double" in said
    assert "+ seconds string" in said
    assert "judged   ERR column-retyped" in said


def test_what_cannot_be_rehearsed_says_why(project: Callable[..., Project]) -> None:
    """A sample like ours, a placement in a single object, and a dataset that is written are skipped with the reason."""
    made = _made(project)
    result = _changed(made, "activity=same.parquet", "exports-users.csv=users.csv", "scores=same.parquet")
    same = result.tests["test_activity[change-same]"]
    assert same.outcome == "skipped"
    assert "nothing to rehearse: same.parquet differs in nothing from what is declared" in same.text
    assert result.tests["test_users[change-users]"].outcome == "failed"
    for place in ("new-only", "mid-run"):
        one = result.tests[f"test_users[change-users-{place}]"]
        assert one.outcome == "skipped"
        assert "exports-users.csv is one object, so that no other objects stay as they were" in one.text
    written = result.tests["test_writer[change-same]"]
    assert written.outcome == "skipped"
    assert "the connector writes scores itself: a sample shows what others put there" in written.text


def test_a_bad_sample_is_told_once_and_the_others_go_on(project: Callable[..., Project]) -> None:
    """Another format, an empty file and no Parquet: one message each, at its item; all others are judged."""
    made = _made(project)
    changes = ("activity=sheet.csv", "activity=empty.parquet", "activity=text.parquet", "activity=typed.parquet")
    result = _changed(made, *changes, more=("-k", "activity"))
    said = {
        "sheet": ["sheet.csv' is CSV, to judge by its name. Objects of Dataset('activity/') are Parquet", "format="],
        "empty": ["empty.parquet' is empty. Give a file with a few rows"],
        "text": ["text.parquet' is no Parquet file: it begins with b'id,country", "give a sample of that format"],
    }
    for name, texts in said.items():
        test = result.tests[f"test_activity[change-{name}]"]
        assert test.outcome == "failed"
        for text in ("--connector-change activity: the sample ", *texts):
            assert text in test.text
        assert "Traceback" not in test.text
        for place in ("new-only", "mid-run"):
            placed = result.tests[f"test_activity[change-{name}-{place}]"]
            assert (placed.outcome, f"see [change-{name}]" in placed.text) == ("skipped", True)
    assert result.outcomes()["test_activity[baseline]"] == "passed"
    assert result.verdicts("change-typed", "activity") == {"silent"}
    assert result.out.count("text.parquet' is no Parquet file") <= 2


def test_a_sample_in_latin_1_is_tried_on_rows_that_it_can_say(project: Callable[..., Project]) -> None:
    """A sample in Latin-1 comes to a verdict: our rows have letters that it has, one of them beyond ASCII."""
    made = _made(project)
    (made.folder / "latin.csv").write_bytes("id,country,seconds\n1,Zoë,0.5\n".encode("latin-1"))
    result = _changed(made, "exports-users.csv=latin.csv", more=("-k", "users"))
    test = result.tests["test_users[change-latin]"]
    assert test.outcome == "failed"
    assert "UnicodeDecodeError" in test.text
    assert "encoding latin-1" in test.text.replace("'", "")


def test_a_placement_alone_tells_what_is_wrong(project: Callable[..., Project]) -> None:
    """Where the item that would tell it is not run, the placement tells it."""
    made = _made(project)
    result = _changed(made, "activity=text.parquet", more=("-k", "mid-run"))
    assert "is no Parquet file" in result.tests["test_activity[change-text-mid-run]"].text
