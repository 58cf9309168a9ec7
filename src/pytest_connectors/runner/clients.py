"""Which clients do well-known libraries keep for the whole process? They are dropped, with the credentials of a run."""

from __future__ import annotations

import contextlib
import copy
import functools
import sys
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def own_clients() -> Iterator[None]:
    """Let no client that was there before be used, and put it back afterwards."""
    before = getattr(sys.modules.get("boto3"), "DEFAULT_SESSION", None)
    file_systems = {kind: dict(kind._cache) for kind in _file_systems()}  # noqa: SLF001  # there is no other way
    _forget_file_systems()
    # Where nobody has asked for one yet, too: the session that the connector would make reads all models anew.
    _renew_session()
    try:
        yield
    finally:
        _forget_file_systems()
        if (boto3 := sys.modules.get("boto3")) is not None:
            vars(boto3)["DEFAULT_SESSION"] = before
        for kind, kept in file_systems.items():
            kind._cache.update(kept)  # noqa: SLF001  # as above


def forget_clients() -> None:
    """Drop the clients that boto3 and fsspec keep; where boto3 keeps none, it is left alone."""
    if getattr(sys.modules.get("boto3"), "DEFAULT_SESSION", None) is not None:
        _renew_session()
    _forget_file_systems()


def _renew_session() -> None:
    if (boto3 := sys.modules.get("boto3")) is not None:
        vars(boto3)["DEFAULT_SESSION"] = _session(boto3)


def _forget_file_systems() -> None:
    for kind in _file_systems():
        kind.clear_instance_cache()


def _file_systems() -> list[Any]:
    """The kinds of file systems that fsspec knows: each has a cache of its own."""
    fsspec = sys.modules.get("fsspec.spec")
    found = [] if fsspec is None else [fsspec.AbstractFileSystem]
    for kind in found:
        found += [one for one in kind.__subclasses__() if one not in found]
    return found


def _session(boto3: Any) -> Any:
    """A session that knows nothing but what all know: models and handlers take a tenth of a second to find anew."""
    loader, handlers = _known()
    ours = sys.modules["botocore.session"].Session(event_hooks=copy.copy(handlers), include_builtin_handlers=False)
    ours.register_component("data_loader", loader)
    session = boto3.Session(botocore_session=ours)
    # Each session adds where it looks.
    loader.search_paths[:] = dict.fromkeys(loader.search_paths)
    return session


@functools.cache
def _known() -> tuple[Any, Any]:
    """What all sessions of botocore know: the models of the services, and its own handlers."""
    handlers = sys.modules["botocore.hooks"].HierarchicalEmitter()
    sys.modules["botocore.session"].Session(event_hooks=handlers)
    return sys.modules["botocore.loaders"].create_loader(), handlers
