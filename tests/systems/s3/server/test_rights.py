"""Who may do what, and which faults refuse what?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_connectors.systems.s3.server import Grant

PART = "activity/part-00000.txt"
PLACE = {"Bucket": "acme-activity", "Key": PART}
NEW = {"Bucket": "acme-activity", "Key": "activity/new.txt"}
BUCKET = {"Bucket": "acme-activity"}

CALLS: dict[str, Callable[[Any], Any]] = {
    "GetObject": lambda client: client.get_object(**PLACE),
    "HeadObject": lambda client: client.head_object(**PLACE),
    "ListObjectsV2": lambda client: client.list_objects_v2(**BUCKET, Prefix="activity/"),
    "ListObjects": lambda client: client.list_objects(**BUCKET, Prefix="activity/"),
    "HeadBucket": lambda client: client.head_bucket(**BUCKET),
    "GetBucketLocation": lambda client: client.get_bucket_location(**BUCKET),
    "PutObject": lambda client: client.put_object(**NEW, Body=b"x"),
    "CopyObject": lambda client: client.copy_object(**NEW, CopySource=PLACE),
    "CreateMultipartUpload": lambda client: client.create_multipart_upload(**NEW),
    "DeleteObject": lambda client: client.delete_object(**PLACE),
    "ListBuckets": lambda client: client.list_buckets(),
    "CreateBucket": lambda client: client.create_bucket(Bucket="mine"),
    "DeleteBucket": lambda client: client.delete_bucket(**BUCKET),
    "GetBucketPolicy": lambda client: client.get_bucket_policy(**BUCKET),
    "PutObjectAcl": lambda client: client.put_object_acl(**PLACE, ACL="public-read"),
    "PutObjectTagging": lambda client: client.put_object_tagging(**PLACE, Tagging={"TagSet": []}),
    "RestoreObject": lambda client: client.restore_object(**PLACE, RestoreRequest={"Days": 1}),
}
LOOKS = {"ListObjectsV2", "ListObjects"}
GETS = {"GetObject", "HeadObject"}
READS = {*LOOKS, *GETS, "HeadBucket", "GetBucketLocation"}
PUTS = {"PutObject", "CopyObject", "CreateMultipartUpload"}
WRITES = {*PUTS, "DeleteObject"}


def answers(bench: Any, **changes: Any) -> dict[str, str]:
    """The code that each operation is answered with on such a stage; empty where it is carried out."""
    client, codes = bench.boto3(), {}
    for name, call in CALLS.items():
        bench.set(**changes)
        codes[name] = ""
        try:
            call(client)
        except ClientError as refused:
            codes[name] = str(refused.response["Error"]["Code"])
    return codes


def allowed(codes: dict[str, str]) -> set[str]:
    """What is carried out."""
    return {name for name, code in codes.items() if not code}


def test_a_reader_reads_and_no_more(bench: Any) -> None:
    """Whatever else is asked for is denied."""
    codes = answers(bench, grants=(Grant("acme-activity", "activity/"),))
    assert allowed(codes) == READS
    assert set(codes.values()) == {"", "AccessDenied"}


def test_a_writer_also_writes(bench: Any) -> None:
    """And may not touch the bucket or who else reads."""
    codes = answers(bench)
    assert allowed(codes) == READS | WRITES
    assert set(codes.values()) == {"", "AccessDenied"}


def test_a_grant_ends_with_its_prefix(bench: Any) -> None:
    """Parents may be listed, marked and probed, neighbours may not."""
    bench.set(buckets={"acme-activity": {PART: b"x", "other/a": b"x"}, "closed": {}})
    client = bench.boto3()
    for prefix in ("", "act", "activity", "activity/", "activity/day=1/"):
        client.list_objects_v2(**BUCKET, Prefix=prefix)
    bench.set(grants=(Grant("acme-activity", "raw/activity/", writes=True),))
    client.put_object(**BUCKET, Key="raw/")
    client.head_object(**BUCKET, Key="raw/")
    denied: tuple[Callable[[], Any], ...] = (
        lambda: client.list_objects_v2(**BUCKET, Prefix="other/"),
        lambda: client.get_object(**BUCKET, Key="other/a"),
        lambda: client.get_object(**PLACE),
        lambda: client.put_object(**BUCKET, Key="raw/", Body=b"no marker"),
        lambda: client.put_object(**BUCKET, Key="other/"),
        lambda: client.copy_object(**BUCKET, Key="raw/activity/x", CopySource=PLACE),
    )
    for call in denied:
        with pytest.raises(ClientError, match="AccessDenied"):
            call()
    assert len(bench.seen.refusals) == len(denied)


@pytest.mark.parametrize(
    ("fault", "refused", "code"),
    [
        ("keys-expired", set(CALLS), "ExpiredToken"),
        ("keys-revoked", set(CALLS), "InvalidAccessKeyId"),
        ("secret-rotated", set(CALLS), "SignatureDoesNotMatch"),
        ("token-malformed", set(CALLS), "InvalidToken"),
        ("keys-missing", set(CALLS), "AccessDenied"),
        ("clock-skewed", set(CALLS), "RequestTimeTooSkewed"),
        ("slow-down", set(CALLS), "SlowDown"),
        ("get-denied", GETS, "AccessDenied"),
        ("list-only", GETS, "AccessDenied"),
        ("list-denied", LOOKS, "AccessDenied"),
        ("put-denied", WRITES, "AccessDenied"),
        ("encryption-required", PUTS, "AccessDenied"),
        ("url-expired", set(), ""),
    ],
)
def test_a_fault_refuses_what_it_names(bench: Any, fault: str, refused: set[str], code: str) -> None:
    """And nothing else; HEAD has a status and no code."""
    codes = answers(bench, fault=fault)
    whoever = READS | WRITES
    assert {name for name in whoever if codes[name]} == refused & whoever
    assert {codes[name] for name in refused & whoever if not name.startswith("Head")} == ({code} if code else set())


def test_a_bucket_that_is_gone_is_gone_for_every_request(bench: Any) -> None:
    """404, and its objects are untouched."""
    codes = answers(bench, fault="bucket-gone")
    heads = {"HeadBucket", "HeadObject", "ListBuckets"}
    assert {codes[name] for name in codes if name not in heads} == {"NoSuchBucket"}
    assert bench.server.objects("acme-activity") == bench.objects


def test_a_missing_bucket_is_none_of_ours(bench: Any) -> None:
    """As in S3, that it is not there comes before the rights."""
    with pytest.raises(ClientError, match="NoSuchBucket"):
        bench.boto3().get_object(Bucket="nowhere", Key="x")


def test_what_is_encrypted_may_be_put(bench: Any) -> None:
    """Where a stage asks for one kind, with that kind."""
    client = bench.boto3()
    bench.set(fault="encryption-required")
    client.put_object(**NEW, ServerSideEncryption="AES256")
    bench.set(fault="encryption-required", required_encryption="aws:kms")
    client.put_object(**NEW, ServerSideEncryption="aws:kms")
    with pytest.raises(ClientError, match="AccessDenied"):
        client.put_object(**NEW, ServerSideEncryption="AES256")


def test_names_that_may_not_be_deleted_are_told_in_a_success(bench: Any) -> None:
    """DeleteObjects is 200 in S3, whatever was refused: who does not look has deleted nothing."""
    bench.set(buckets={"acme-activity": {PART: b"x", "other/a&b": b"x"}})
    client = bench.boto3()
    asked = {"Objects": [{"Key": PART}, {"Key": "other/a&b"}]}
    told = client.delete_objects(**BUCKET, Delete=asked)
    assert [entry["Key"] for entry in told["Deleted"]] == [PART]
    assert [(entry["Key"], entry["Code"]) for entry in told["Errors"]] == [("other/a&b", "AccessDenied")]
    assert bench.seen.refusals == ("AccessDenied: Access Denied (DeleteObjects acme-activity/other/a&b)",)
    bench.set(fault="put-denied")
    assert len(client.delete_objects(**BUCKET, Delete=asked)["Errors"]) == 2
    assert bench.server.objects("acme-activity") == bench.objects
