"""Does the server hold and do what a stage says, and forget the one before?"""

from __future__ import annotations

import io
import os
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_connectors.systems.s3.server import Grant

PART = "activity/part-00000.txt"


def code(caught: pytest.ExceptionInfo[ClientError]) -> str:
    """The code of the answer."""
    return str(caught.value.response["Error"]["Code"])


def test_what_a_connector_does_is_undone_by_the_next_stage(bench: Any) -> None:
    """Puts, overwrites, copies, deletes, tags and open uploads alike."""
    bench.set(buckets={bench.bucket: {PART: b"hello", "activity/kept": b"kept"}})
    client, place = bench.boto3(), {"Bucket": bench.bucket}
    client.put_object(**place, Key=PART, Body=b"other", Tagging="a=b", Metadata={"x": "y"})
    client.copy_object(**place, Key="activity/copy", CopySource={**place, "Key": PART})
    client.delete_object(**place, Key="activity/kept")
    upload = client.create_multipart_upload(**place, Key="activity/open")["UploadId"]
    client.upload_part(**place, Key="activity/open", UploadId=upload, PartNumber=1, Body=b"x")
    assert bench.server.objects(bench.bucket) == {PART: b"other", "activity/copy": b"other"}
    assert bench.seen.refusals == ()

    bench.set(buckets={bench.bucket: {PART: b"hello", "activity/kept": b"kept"}})
    assert bench.server.objects(bench.bucket) == {PART: b"hello", "activity/kept": b"kept"}
    assert bench.seen.requests == ()
    got = client.get_object(**place, Key=PART)
    assert (got["Body"].read(), got["Metadata"], got.get("TagCount")) == (b"hello", {}, None)
    assert "Uploads" not in client.list_multipart_uploads(**place, Prefix="activity/")
    with pytest.raises(ClientError) as caught:
        client.list_parts(**place, Key="activity/open", UploadId=upload)
    assert code(caught) == "NoSuchUpload"

    bench.set(buckets={"elsewhere": {}}, grants=(Grant("elsewhere"), Grant(bench.bucket)))
    with pytest.raises(ClientError) as caught:
        client.list_objects_v2(**place)
    assert code(caught) == "NoSuchBucket"


def test_an_upload_in_parts_is_put_together(bench: Any) -> None:
    """Of unseekable streams and of large ones."""
    client, content = bench.boto3(), os.urandom(12 << 20)
    client.upload_fileobj(io.BytesIO(content), bench.bucket, "activity/big")
    assert bench.server.objects(bench.bucket, "activity/big") == {"activity/big": content}
    assert any(line.startswith("CompleteMultipartUpload") for line in bench.seen.requests)
    got = client.get_object(Bucket=bench.bucket, Key="activity/big", Range="bytes=5-9")
    assert got["Body"].read() == content[5:10]


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA256", "SHA1"])
def test_bodies_in_aws_chunks_come_out_right(bench: Any, algorithm: str) -> None:
    """As boto3 sends a stream whose payload is not signed."""
    client = bench.boto3(s3={"payload_signing_enabled": False})
    chunks = bench.boto3(request_checksum_calculation="when_required")
    content = os.urandom(300_000)
    for sender in (client, chunks):
        sender.put_object(Bucket=bench.bucket, Key=PART, Body=io.BytesIO(content), ChecksumAlgorithm=algorithm)
        assert bench.server.objects(bench.bucket)[PART] == content
        got = sender.get_object(Bucket=bench.bucket, Key=PART, ChecksumMode="ENABLED")
        assert got["Body"].read() == content
        assert "aws-chunked" not in got.get("ContentEncoding", "")


def test_1100_objects_take_two_pages(bench: Any) -> None:
    """A page has at most a thousand, and a stage of them is quickly there."""
    many = {f"activity/{number:05}": b"x" for number in range(1100)}
    started = time.perf_counter()
    bench.set(buckets={bench.bucket: many})
    assert time.perf_counter() - started < 2
    for operation in ("list_objects_v2", "list_objects"):
        pages = list(bench.boto3().get_paginator(operation).paginate(Bucket=bench.bucket, Prefix="activity/"))
        assert [len(page["Contents"]) for page in pages] == [1000, 100]
        assert {entry["Key"] for page in pages for entry in page["Contents"]} == set(many)
    assert bench.seen.requests.count(f"ListObjectsV2 {bench.bucket}/activity/") == 2


def test_later_objects_come_with_the_first_get(bench: Any) -> None:
    """Replaced, added and deleted; what was got before is the old one."""
    start = {PART: b"old", "activity/gone": b"gone"}
    later = {bench.bucket: {PART: b"new", "activity/gone": None, "activity/more": b"more"}}
    bench.set(buckets={bench.bucket: start}, later=later, on="get")
    client = bench.boto3()
    client.list_objects_v2(Bucket=bench.bucket)
    client.put_object(Bucket=bench.bucket, Key="activity/mine", Body=b"")
    assert set(bench.server.objects(bench.bucket)) == {*start, "activity/mine"}
    assert client.get_object(Bucket=bench.bucket, Key=PART)["Body"].read() == b"old"
    assert client.get_object(Bucket=bench.bucket, Key=PART)["Body"].read() == b"new"
    with pytest.raises(ClientError) as caught:
        client.get_object(Bucket=bench.bucket, Key="activity/gone")
    assert code(caught) == "NoSuchKey"
    missing = f"NoSuchKey: The specified key does not exist. (GetObject {bench.bucket}/activity/gone)"
    assert bench.seen.refusals == (missing,)


@pytest.mark.parametrize("way", ["put", "upload"])
def test_later_objects_come_just_before_the_first_put(bench: Any, way: str) -> None:
    """A second writer was there first: what the connector puts lies on top, or it sees what is there."""
    bench.set(later={bench.bucket: {"activity/out": b"theirs", "activity/theirs": b"x"}}, on="put")
    client, place = bench.boto3(), {"Bucket": bench.bucket, "Key": "activity/out"}
    client.get_object(Bucket=bench.bucket, Key=PART)
    if way == "put":
        with pytest.raises(ClientError) as caught:
            client.put_object(**place, Body=b"mine", IfNoneMatch="*")
        assert code(caught) == "PreconditionFailed"
        assert bench.server.objects(bench.bucket, "activity/out") == {"activity/out": b"theirs"}
    else:
        upload = client.create_multipart_upload(**place)["UploadId"]
        part = client.upload_part(**place, UploadId=upload, PartNumber=1, Body=b"mine")["ETag"]
        assert "activity/theirs" not in bench.server.objects(bench.bucket)
        parts = {"Parts": [{"ETag": part, "PartNumber": 1}]}
        client.complete_multipart_upload(**place, UploadId=upload, MultipartUpload=parts)
        assert bench.server.objects(bench.bucket, "activity/out") == {"activity/out": b"mine"}
    assert "activity/theirs" in bench.server.objects(bench.bucket)


def test_an_archived_object_is_listed_and_not_got(bench: Any) -> None:
    """Nor copied; on the next stage it is as it was."""
    bench.set(archived={bench.bucket: frozenset({PART})})
    client = bench.boto3()
    listed = client.list_objects_v2(Bucket=bench.bucket)["Contents"]
    assert [entry["StorageClass"] for entry in listed] == ["GLACIER"]
    assert client.head_object(Bucket=bench.bucket, Key=PART)["StorageClass"] == "GLACIER"
    source = {"Bucket": bench.bucket, "Key": PART}
    for call in (
        lambda: client.get_object(Bucket=bench.bucket, Key=PART),
        lambda: client.copy_object(Bucket=bench.bucket, Key="activity/copy", CopySource=source),
    ):
        with pytest.raises(ClientError) as caught:
            call()
        assert code(caught) == "InvalidObjectState"
    bench.set()
    assert client.get_object(Bucket=bench.bucket, Key=PART)["Body"].read() == b"hello"


def test_after_the_budget_nothing_is_answered(bench: Any) -> None:
    """And it is known that more was asked for."""
    bench.set(budget=2)
    client = bench.boto3()
    for _ in range(2):
        client.get_object(Bucket=bench.bucket, Key=PART)
    assert not bench.seen.over_budget
    with pytest.raises(ClientError, match="AccessDenied"):
        client.get_object(Bucket=bench.bucket, Key=PART)
    assert bench.seen.over_budget
    assert len(bench.seen.requests) == 2
    bench.set()
    client.get_object(Bucket=bench.bucket, Key=PART)


def test_severed_it_denies_everything_until_the_next_stage(bench: Any) -> None:
    """Connections that are open are cut, and whoever asks anew is told so that no client tries again."""
    client = bench.boto3()
    client.get_object(Bucket=bench.bucket, Key=PART)
    bench.server.sever()
    for _ in range(2):
        with pytest.raises(ClientError, match="AccessDenied"):
            client.get_object(Bucket=bench.bucket, Key=PART)
    assert len(bench.seen.requests) == 1
    bench.set()
    client.get_object(Bucket=bench.bucket, Key=PART)


def test_the_log_has_every_request_whose_answer_came(bench: Any) -> None:
    """Of several threads at once, and a HEAD that finds nothing is no refusal."""
    from concurrent.futures import ThreadPoolExecutor

    client = bench.boto3(max_pool_connections=4)

    def head(number: int) -> None:
        with pytest.raises(ClientError):
            client.head_object(Bucket=bench.bucket, Key=f"activity/{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(head, range(100)))
    assert sorted(bench.seen.requests) == sorted(f"HeadObject {bench.bucket}/activity/{n}" for n in range(100))
    assert bench.seen.refusals == ()
