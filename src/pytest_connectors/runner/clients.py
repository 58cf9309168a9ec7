"""Which clients do well-known libraries keep for the whole process? They are dropped, with the credentials of a run."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def own_clients() -> Iterator[None]:
    """Let no client that was there before be used, and put it back afterwards."""
    before = getattr(sys.modules.get("boto3"), "DEFAULT_SESSION", None)
    forget_clients()
    try:
        yield
    finally:
        forget_clients()
        if (boto3 := sys.modules.get("boto3")) is not None:
            vars(boto3)["DEFAULT_SESSION"] = before


def forget_clients() -> None:
    """Drop the clients that boto3 and fsspec keep."""
    if (boto3 := sys.modules.get("boto3")) is not None and boto3.DEFAULT_SESSION is not None:
        vars(boto3)["DEFAULT_SESSION"] = _session(boto3)
    if (fsspec := sys.modules.get("fsspec.spec")) is not None:
        fsspec.AbstractFileSystem.clear_instance_cache()


def _session(boto3: Any) -> Any:
    """A session that knows nothing but what it knew of the services: to read that anew takes a tenth of a second."""
    ours = sys.modules["botocore.session"].get_session()
    loader = _loader()
    ours.register_component("data_loader", loader)
    session = boto3.Session(botocore_session=ours)
    # Each session adds where it looks.
    loader.search_paths[:] = dict.fromkeys(loader.search_paths)
    return session


@functools.cache
def _loader() -> Any:
    return sys.modules["botocore.loaders"].create_loader()
