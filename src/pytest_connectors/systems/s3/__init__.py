"""S3 as a far end: moto behind the wire protocol, with a layer in front that knows keys, rights, clock and requests."""

from pytest_connectors.systems.s3.opening import open_far_end

__all__ = ["open_far_end"]
