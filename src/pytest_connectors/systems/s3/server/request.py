"""What was asked for?"""

from __future__ import annotations

from functools import cached_property
from urllib.parse import unquote, unquote_plus

from pytest_connectors.systems.http import messages

HOSTS = (".localhost", ".127.0.0.1")  # what may follow the name of a bucket in the header Host


class Request(messages.Request):
    """A request as it came over the wire, in the words of S3."""

    @classmethod
    def of(cls, request: messages.Request) -> Request:
        """The same request."""
        return cls(request.method, request.path, request.query, request.headers, request.body)

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The decoded query."""
        pairs = (pair.partition("=") for pair in self.query.split("&") if pair)
        return {unquote_plus(name): unquote_plus(value) for name, _, value in pairs}

    @cached_property
    def hosted(self) -> str | None:
        """The bucket that the header Host names, in requests of the virtual-hosted style."""
        host = self.fields.get("host", "").rpartition(":")[0] or self.fields.get("host", "")
        return next((host.removesuffix(end) for end in HOSTS if host.endswith(end)), None)

    @cached_property
    def place(self) -> str:
        """The path in path style, encoded: `/bucket/name`."""
        return self.path if self.hosted is None else f"/{self.hosted}{self.path}"

    @cached_property
    def bucket(self) -> str:
        """The name of the bucket; empty where there is none."""
        return unquote(self.place[1:].partition("/")[0])

    @cached_property
    def name(self) -> str:
        """The name of the object; empty where the request is for the bucket."""
        return unquote(self.place[1:].partition("/")[2])

    @cached_property
    def source(self) -> tuple[str, str] | None:
        """Bucket and name of the object to copy."""
        source = self.fields.get("x-amz-copy-source")
        if source is None:
            return None
        bucket, _, name = unquote(source.partition("?")[0]).removeprefix("/").partition("/")
        return bucket, name
