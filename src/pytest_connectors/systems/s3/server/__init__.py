"""A stand-in for S3 on loopback, in a process of its own: objects, keys, rights, faults and a log of requests."""

from pytest_connectors.systems.s3.server.process import S3Server
from pytest_connectors.systems.s3.server.stage import Grant, Key, Seen, Stage

__all__ = ["Grant", "Key", "S3Server", "Seen", "Stage"]
