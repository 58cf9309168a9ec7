"""What is the server told, and what does it tell?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Key:
    """What a connector signs its requests with."""

    access_key: str
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Grant:
    """The right to list and get what lies under a prefix of a bucket and, for a writer, to put and delete there."""

    bucket: str
    prefix: str = ""
    writes: bool = False


@dataclass(frozen=True)
class Stage:
    """All that the server shall hold and do until the next one.

    Attributes:
        key: The one key that is known.
        grants: What the key may do.
        buckets: The objects by bucket and name.
        fault: The id of the scenario that happens to every request, such as `keys-expired`.
        later: Objects that are put, or deleted where the value is None, in mid-run; `on` says when.
        on: `get`: with the first object that is got; `put`: just before the first object is put.
        archived: Names of objects of storage class GLACIER, by bucket.
        budget: How many requests are answered; each further one is denied.
        page: How many names a listing tells at once, where that is less than S3's 1000.
        required_encryption: Which server-side encryption `encryption-required` asks for; None: any.
    """

    key: Key
    grants: tuple[Grant, ...] = ()
    buckets: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    fault: str | None = None
    later: Mapping[str, Mapping[str, bytes | None]] | None = None
    on: str = "get"
    archived: Mapping[str, frozenset[str]] = field(default_factory=dict)
    budget: int | None = None
    page: int | None = None
    required_encryption: str | None = None


@dataclass(frozen=True)
class Seen:
    """What the connector did on the stage.

    Attributes:
        requests: Each request that was answered or is being answered, as `GetObject bucket/name`.
        refusals: Each answer that was an error, as `AccessDenied: Access Denied (GetObject bucket/name)`; that a HEAD
            finds nothing is none.
        over_budget: Whether a request came after the last of the budget.
    """

    requests: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    over_budget: bool = False
