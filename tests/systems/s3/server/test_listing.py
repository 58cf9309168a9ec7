"""Are listings paged, folded and ordered as in S3?"""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

NAMES = ("a", "b/", "b/1", "b/2", "b/2/x", "b/3", "b&<\"'>", "c d/1", "c+d/1", "ü/1", "ü/2", "\U0001f600", "z")


@pytest.fixture
def stocked(bench: Any) -> Any:
    """A stage with names of every kind under `activity/`."""
    bench.set(buckets={bench.bucket: {f"activity/{name}": name.encode() for name in NAMES}})
    return bench


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2"])
@pytest.mark.parametrize("prefix", ["", "activity/", "activity/b", "activity/b/", "activity/c "])
@pytest.mark.parametrize("delimiter", ["", "/"])
def test_all_pages_together_have_every_name_once(
    stocked: Any, operation: str, prefix: str, delimiter: str, size: int
) -> None:
    """Folded at the delimiter, in the order of their bytes, whatever the size of a page."""
    whole = sorted((f"activity/{name}" for name in NAMES), key=str.encode)
    names, folders = [], []
    for name in (name for name in whole if name.startswith(prefix)):
        head, found, _ = name[len(prefix) :].partition(delimiter) if delimiter else (name, "", "")
        (folders if found else names).append(f"{prefix}{head}/" if found else name)

    paginator = stocked.boto3().get_paginator(operation)
    more = {"Delimiter": delimiter} if delimiter else {}
    config = {"PageSize": size}
    pages = list(paginator.paginate(Bucket=stocked.bucket, Prefix=prefix, PaginationConfig=config, **more))
    assert [entry["Key"] for page in pages for entry in page.get("Contents", [])] == names
    got = [entry["Prefix"] for page in pages for entry in page.get("CommonPrefixes", [])]
    assert got == list(dict.fromkeys(folders))
    assert all(page["IsTruncated"] for page in pages[:-1])
    assert not pages[-1]["IsTruncated"]
    assert stocked.seen.refusals == ()


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2"])
def test_a_stage_may_have_smaller_pages(stocked: Any, operation: str) -> None:
    """Fewer names than a client asks for, and it is told that there are more."""
    objects = {f"activity/{number}": b"x" for number in range(5)}
    stocked.set(buckets={stocked.bucket: objects}, page=2)
    pages = list(stocked.boto3().get_paginator(operation).paginate(Bucket=stocked.bucket))
    assert [len(page["Contents"]) for page in pages] == [2, 2, 1]
    assert {page["MaxKeys"] for page in pages} == {1000}
    fewer = getattr(stocked.boto3(), operation)(Bucket=stocked.bucket, MaxKeys=1)
    assert (len(fewer["Contents"]), fewer["IsTruncated"]) == (1, True)


def test_a_listing_begins_after_a_name(stocked: Any) -> None:
    """Even after the marker of the folder that is listed."""
    got = stocked.boto3().list_objects_v2(
        Bucket=stocked.bucket, Prefix="activity/b/", StartAfter="activity/b/", Delimiter="/"
    )
    assert [entry["Key"] for entry in got["Contents"]] == ["activity/b/1", "activity/b/2", "activity/b/3"]
    assert [entry["Prefix"] for entry in got["CommonPrefixes"]] == ["activity/b/2/"]
    assert got["KeyCount"] == 4


def test_an_entry_tells_what_a_head_tells(stocked: Any) -> None:
    """Size, digest and time."""
    client = stocked.boto3()
    entry = client.list_objects_v2(Bucket=stocked.bucket, Prefix="activity/z")["Contents"][0]
    head = client.head_object(Bucket=stocked.bucket, Key="activity/z")
    assert (entry["Size"], entry["ETag"]) == (head["ContentLength"], head["ETag"])
    assert (entry["LastModified"], entry["StorageClass"]) == (head["LastModified"], "STANDARD")


@pytest.mark.parametrize("wrong", [{"ContinuationToken": "no token!"}, {"ContinuationToken": ""}, {"MaxKeys": -1}])
def test_a_page_that_there_cannot_be_is_refused(stocked: Any, wrong: dict[str, Any]) -> None:
    """With 400."""
    with pytest.raises(ClientError, match="InvalidArgument"):
        stocked.boto3().list_objects_v2(Bucket=stocked.bucket, **wrong)


def test_no_names_are_a_page_too(stocked: Any) -> None:
    """Where none are asked for, and where there are none."""
    client = stocked.boto3()
    none = client.list_objects_v2(Bucket=stocked.bucket, MaxKeys=0)
    assert (none["KeyCount"], none["IsTruncated"]) == (0, False)
    assert client.list_objects_v2(Bucket=stocked.bucket, Prefix="activity/nothing")["KeyCount"] == 0
