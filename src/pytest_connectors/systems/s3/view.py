"""What does a test see of S3? The fixture `s3`: where to connect, with which key, and what lies there."""

from __future__ import annotations

import os
from typing import Any

from pytest_connectors.contract import Dataset, Declaration
from pytest_connectors.drift.schema import Row
from pytest_connectors.errors import BadContract
from pytest_connectors.systems import NEEDS_EXTRA
from pytest_connectors.systems.s3.far_end import BUCKET, FarEnd
from pytest_connectors.systems.view import RowsView

REGION = "us-east-1"
# A client that tries again for a minute tells no more than one that tries twice.
_RETRYING = {
    "AWS_MAX_ATTEMPTS": "2",
    "AWS_RETRY_MODE": "standard",
    "POLARS_CLOUD_MAX_RETRIES": "1",
    "POLARS_CLOUD_RETRY_MAX_BACKOFF_MS": "200",
}


class S3View(RowsView):
    """One test's view of the far end. Addresses and keys are the same in all cases of an item.

    Example:
        >>> def test_reads_every_event(connector, s3):
        ...     frame = connector(load_activity, s3.uri("activity/"), storage_options=s3.storage_options)
        ...     assert len(frame) == len(s3.rows)
    """

    fixture, noun = "s3", "dataset"

    def __init__(
        self, far_end: FarEnd, reads: tuple[Declaration, ...] = (), writes: tuple[Declaration, ...] = ()
    ) -> None:
        """A view of what a contract reads and writes."""
        super().__init__(far_end.read, reads, writes)
        # How often to try is no address and no credential: what the user has set stays.
        self._retrying = {name: os.environ.get(name, value) for name, value in _RETRYING.items()}
        self._far_end = far_end
        declared = (one for one in (*reads, *writes) if isinstance(one, Dataset))
        self._datasets = tuple(dict.fromkeys(declared))

    @property
    def endpoint_url(self) -> str:
        """The server's address, for clients that take one: `http://127.0.0.1:port`."""
        return self._far_end.server.endpoint_url

    @property
    def bucket(self) -> str:
        """The bucket's name; an error where the contract names several."""
        buckets = list(dict.fromkeys(one.bucket for one in self._datasets)) or [BUCKET]
        if len(buckets) > 1:
            msg = f"s3.bucket: the contract has several buckets, {', '.join(buckets)}. Name the one that you mean."
            raise BadContract(msg)
        return buckets[0]

    @property
    def region(self) -> str:
        """The region that the environment names."""
        return REGION

    @property
    def access_key(self) -> str:
        """The id of the connector's key; it has the rights of the contract and no more."""
        return self._far_end.key.access_key

    @property
    def secret_key(self) -> str:
        """The key's secret when the test began."""
        return self._far_end.key.secret_key

    @property
    def session_token(self) -> str:
        """The session token: keys that expire have one."""
        return self._far_end.session_token

    @property
    def env(self) -> dict[str, str]:
        """What a command needs; the same is set in this process while the test runs."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ENDPOINT_URL_S3": self.endpoint_url,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_SESSION_TOKEN": self.session_token,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            **self._retrying,
        }

    @property
    def storage_options(self) -> dict[str, str]:
        """What pandas, s3fs and fsspec take; polars and others find the rest in the environment."""
        return {
            "key": self.access_key,
            "secret": self.secret_key,
            "token": self.session_token,
            "endpoint_url": self.endpoint_url,
        }

    def uri(self, key: str | Dataset | None = None) -> str:
        """`s3://bucket/key`; of a dataset, or where the contract has only one, `s3://bucket/prefix`."""
        if key is None and len(self._datasets) == 1:
            key = self._datasets[0]
        if isinstance(key, Dataset):
            return f"s3://{key.bucket}/{key.prefix}"
        if key is not None and not isinstance(key, str):
            msg = f"s3.uri(...) takes a key or a Dataset; it is {getattr(key, 'said', repr(key))}."
            raise BadContract(msg)
        return f"s3://{self.bucket}/{key or ''}"

    def client(self, **options: Any) -> Any:
        """A client of boto3 with the connector's key, to be handed to a connector that takes one."""
        try:
            import boto3
        except ImportError:
            msg = NEEDS_EXTRA.format("boto3", "s3")
            raise BadContract(msg) from None
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint_url,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            aws_session_token=self.session_token,
            region_name=REGION,
            **options,
        )

    @property
    def objects(self) -> dict[str, bytes]:
        """The objects that lie in the contract's datasets now, by key; an error where it has several buckets."""
        _ = self.bucket
        return {key: body for one in self._datasets for key, body in self._far_end.objects(one.name).items()}

    def objects_of(self, dataset: Dataset | str) -> dict[str, bytes]:
        """The objects that lie in this dataset now, by key."""
        return self._far_end.objects(self._name(dataset))

    def read(self, declared: Declaration | str | None = None) -> list[Row]:
        """What lies in this dataset, or in the only one, now as rows, what the connector wrote included."""
        return super().read(self._only("read", self._datasets) if declared is None else declared)
