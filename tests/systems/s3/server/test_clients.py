"""Do the clients that connectors are written with work against the stand-in, and do they hear its refusals?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

NAMES = (
    "activity/part-00000.parquet",
    "activity/with space.parquet",
    "activity/umläut-名前.parquet",
    "activity/a+b.parquet",
    "activity/day=2026-03-01/part.parquet",
    "activity/100%25.parquet",
    "activity/a&b?c#d.parquet",
)
# pyarrow finds that a path is a URI, or s3fs that it has a version, where others see a name.
BYTE_NAMES = (*NAMES, "activity/semi;colon,comma.txt", "activity/(paren)'quote'!*.txt", "activity/~tilde@at:colon$.txt")


@pytest.mark.parametrize("name", BYTE_NAMES)
def test_bytes_are_read_as_they_lie_there(bench: Any, bytes_client: Any, name: str) -> None:
    """Names come out as they went in, whatever is encoded on the way."""
    bench.set(buckets={bench.bucket: {name: b"hello"}})
    assert bytes_client.read(bench.bucket, name) == b"hello"
    assert f"GetObject {bench.bucket}/{name}" in bench.seen.requests
    assert bench.seen.refusals == ()


@pytest.mark.parametrize("name", BYTE_NAMES)
def test_bytes_are_written_as_they_are_sent(bench: Any, bytes_client: Any, name: str) -> None:
    """What is written lies there under its own name, and nothing else does."""
    bench.set(buckets={bench.bucket: {}})
    bytes_client.write(bench.bucket, name, b"hello")
    assert bench.server.objects(bench.bucket) == {name: b"hello"}
    assert bench.seen.refusals == ()


def test_a_prefix_is_listed_with_every_kind_of_name(bench: Any, bytes_client: Any) -> None:
    """A listing has the names under the prefix and no others."""
    bench.set(buckets={bench.bucket: dict.fromkeys((*BYTE_NAMES, "elsewhere/x"), b"hello")})
    assert bytes_client.listed(bench.bucket, "activity/") == set(BYTE_NAMES)
    assert bench.seen.refusals == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_is_read(bench: Any, frame_client: Any, as_parquet: Callable[[bytes], bytes], name: str) -> None:
    """Parquet is read by its URL."""
    bench.set(buckets={bench.bucket: {name: as_parquet(b"hello")}})
    assert frame_client.read(bench.bucket, name) == b"hello"
    assert bench.seen.refusals == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_is_written(bench: Any, frame_client: Any, name: str) -> None:
    """Parquet is written by its URL."""
    bench.set(buckets={bench.bucket: {}})
    frame_client.write(bench.bucket, name, b"hello")
    assert [n for n in bench.server.objects(bench.bucket) if not n.endswith("/")] == [name]
    assert bench.seen.refusals == ()
    assert frame_client.read(bench.bucket, name) == b"hello"


def test_a_prefix_is_read_as_one_frame(bench: Any, frame_client: Any, as_parquet: Callable[[bytes], bytes]) -> None:
    """A folder of files is one frame."""
    bench.set(buckets={bench.bucket: {f"activity/{n}.parquet": as_parquet(n.encode()) for n in "abc"}})
    assert frame_client.listed(bench.bucket, "activity/") == {"a", "b", "c"}
    assert bench.seen.refusals == ()


@pytest.mark.parametrize(
    ("fault", "code"),
    [("keys-expired", "ExpiredToken"), ("get-denied", "AccessDenied"), ("bucket-gone", "NoSuchBucket")],
)
def test_a_reader_of_bytes_is_refused(bench: Any, bytes_client: Any, fault: str, code: str) -> None:
    """Each client raises, and the log says why."""
    bench.set(fault=fault)
    with pytest.raises(Exception, match=r"."):
        bytes_client.read(bench.bucket, "activity/part-00000.txt")
    assert not bench.seen.refusals or bench.seen.refusals[0].startswith(code)
    assert bench.seen.requests


@pytest.mark.parametrize("fault", ["keys-expired", "put-denied", "bucket-gone"])
def test_a_writer_of_bytes_is_refused(bench: Any, bytes_client: Any, fault: str) -> None:
    """Each client raises, and nothing is written."""
    bench.set(fault=fault)
    with pytest.raises(Exception, match=r"."):
        bytes_client.write(bench.bucket, "activity/new.txt", b"hello")
    assert bench.seen.refusals
    assert bench.server.objects(bench.bucket) == bench.objects


@pytest.mark.parametrize("fault", ["keys-expired", "get-denied"])
def test_a_reader_of_frames_is_refused(
    bench: Any, frame_client: Any, as_parquet: Callable[[bytes], bytes], fault: str
) -> None:
    """Each client raises."""
    bench.set(fault=fault, buckets={bench.bucket: {"activity/a.parquet": as_parquet(b"hello")}})
    with pytest.raises(Exception, match=r"."):
        frame_client.read(bench.bucket, "activity/a.parquet")
    assert bench.seen.requests


@pytest.mark.parametrize("fault", ["keys-expired", "put-denied"])
def test_a_writer_of_frames_is_refused(bench: Any, frame_client: Any, fault: str) -> None:
    """Each client raises, and nothing is written."""
    bench.set(fault=fault)
    with pytest.raises(Exception, match=r"."):
        frame_client.write(bench.bucket, "activity/new.parquet", b"hello")
    assert bench.seen.refusals
    assert bench.server.objects(bench.bucket) == bench.objects
