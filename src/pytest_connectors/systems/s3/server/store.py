"""How do objects get into moto and out of it, past the wire?

A stage of a thousand objects is written in the time of a few requests, and only what differs is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3 import models

MOTO: Any = models  # its annotations leave out what its metaclass adds
REGION = "us-east-1"


class Store:
    """The buckets and objects of moto; whoever calls holds the front's lock."""

    def __init__(self) -> None:
        self._backend = MOTO.s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
        self._placed: dict[tuple[str, str], tuple[Any, bytes]] = {}

    def arrange(self, buckets: Mapping[str, Mapping[str, bytes]], archived: Mapping[str, frozenset[str]]) -> None:
        """Have these objects and no others, whatever the connector left."""
        for name in [name for name in self._backend.buckets if name not in buckets]:
            self._drop(name)
        for name, objects in buckets.items():
            bucket = self._backend.buckets.get(name)
            if bucket is None:
                bucket = self._backend.buckets[name] = MOTO.FakeBucket(name, DEFAULT_ACCOUNT_ID, REGION)
            self._arrange_bucket(bucket, objects, archived.get(name, frozenset()))
        wanted = {(bucket, name) for bucket, objects in buckets.items() for name in objects}
        self._placed = {place: kept for place, kept in self._placed.items() if place in wanted}
        self._backend.tagger.tags.clear()
        self._backend._pagination_tokens.clear()  # noqa: SLF001  # none outlives its stage
        # moto keeps every object that ever was for the sake of its own reset.
        MOTO.FakeKey.instances_tracked.clear()
        MOTO.FakeMultipart.instances_tracked.clear()

    def _arrange_bucket(
        self, bucket: models.FakeBucket, objects: Mapping[str, bytes], archived: frozenset[str]
    ) -> None:
        for upload in list(bucket.multiparts):
            del bucket.multiparts[upload]
        for name in [name for name in bucket.keys if name not in objects]:  # an attribute, no method
            self.remove(bucket.name, name)
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        for name, content in objects.items():
            storage = "GLACIER" if name in archived else "STANDARD"
            kept, its_content = self._placed.get((bucket.name, name), (None, None))
            there: Any = bucket.keys.get(name)
            if kept is None or there is not kept or its_content != content or there.storage_class != storage:
                there = self.put(bucket.name, name, content, storage)
            # What a stage looks like does not depend on the one before it.
            there.last_modified = now

    def put(self, bucket: str, name: str, content: bytes, storage: str = "STANDARD") -> Any:
        """Put an object into a bucket that is there."""
        etag = hashlib.md5(content, usedforsecurity=False).hexdigest()
        key = MOTO.FakeKey(
            name,
            content,
            account_id=DEFAULT_ACCOUNT_ID,
            region_name=REGION,
            storage=storage,
            etag=etag,
            version_id="null",
            bucket_name=bucket,
        )
        self._backend.buckets[bucket].keys.setlist(name, [key])
        self._placed[bucket, name] = key, content
        return key

    def remove(self, bucket: str, name: str) -> None:
        """Remove an object, if it is there."""
        self._placed.pop((bucket, name), None)
        keys = self._backend.buckets[bucket].keys
        if name in keys:
            keys.pop(name)

    def _drop(self, bucket: str) -> None:
        self._arrange_bucket(self._backend.buckets[bucket], {}, frozenset())
        del self._backend.buckets[bucket]
        MOTO.s3_backends.bucket_accounts.pop(bucket, None)

    def names(self, bucket: str) -> list[str]:
        """The names in a bucket, in S3's order."""
        return sorted(self._backend.buckets[bucket].keys)

    def described(self, bucket: str, name: str) -> dict[str, str]:
        """What a listing tells of an object."""
        key = self._backend.buckets[bucket].keys[name]
        checksum = {"ChecksumAlgorithm": key.checksum_algorithm} if key.checksum_algorithm else {}
        return {
            "LastModified": f"{key.last_modified:%Y-%m-%dT%H:%M:%S}.000Z",
            "ETag": key.etag,
            **checksum,
            "Size": str(key.size),
            "StorageClass": key.storage_class,
        }

    def retype(self, bucket: str, name: str, content_type: str) -> None:
        """Set the type of the content of an object that is there."""
        self._backend.buckets[bucket].keys[name].set_metadata({"Content-Type": content_type})

    def has(self, bucket: str) -> bool:
        """Whether there is such a bucket."""
        return bucket in self._backend.buckets

    def archived(self, bucket: str, name: str) -> bool:
        """Whether the object has to be restored before it can be got."""
        there: Any = self._backend.buckets[bucket].keys.get(name)
        return there is not None and there.storage_class in {"GLACIER", "DEEP_ARCHIVE"}

    def objects(self, bucket: str, prefix: str) -> dict[str, bytes]:
        """What lies under the prefix."""
        if bucket not in self._backend.buckets:
            return {}
        keys = self._backend.buckets[bucket].keys
        return {name: keys[name].value for name in sorted(keys) if name.startswith(prefix)}

    def change(self, later: Mapping[str, Mapping[str, bytes | None]]) -> None:
        """Put, or delete where there is None, in buckets that are there."""
        for bucket, objects in later.items():
            if not self.has(bucket):
                continue
            for name, content in objects.items():
                if content is None:
                    self.remove(bucket, name)
                else:
                    self.put(bucket, name, content)
