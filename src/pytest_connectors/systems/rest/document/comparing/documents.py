"""Would a comparison of two documents have called a change breaking? What no run of a connector is needed for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.systems.rest.document.comparing.finding import Finding
from pytest_connectors.systems.rest.document.comparing.operations import (
    bodies,
    operation_at,
    operations,
    parameters_of,
    responses_of,
    schemas_of,
)
from pytest_connectors.systems.rest.document.comparing.proving import COMPATIBLE, INCOMPATIBLE, UNKNOWN, covered
from pytest_connectors.systems.rest.document.comparing.reaching import differing
from pytest_connectors.systems.rest.document.comparing.sides import REQUEST, RESPONSE
from pytest_connectors.systems.rest.document.comparing.walking import Walk

Root = Mapping[str, Json]
_NOT_COVERED = {
    REQUEST: Finding("request-schema-not-covered", "WARN", "request body: what was valid need no longer be"),
    RESPONSE: Finding("response-schema-not-covered", "WARN", "response body: what was not valid may be now"),
}


@dataclass(frozen=True)
class Proof:
    """What containment proves of an operation's bodies: `compatible`, `incompatible`, or `unknown`, which is no proof.

    Attributes:
        request: Every body that the old document took is taken by the new one.
        response: Every body that the new document hands out is one that the old one handed out.
    """

    request: str
    response: str


def compared(before: Root, after: Root, method: str, path: str) -> tuple[Finding, ...]:
    """What a comparison says of one operation: findings by oasdiff's ids and levels, in the document's order.

    Where no rule finds anything, and yet it can be proven that bodies are valid that were not (or no longer are), a
    finding of our own says so.
    """
    if before is after:
        return ()
    old, new = operation_at(before, method, path), operation_at(after, method, path)
    if old is None:
        return ()
    hot = differing(before, after, old)
    walk = Walk(before, after, hot)
    if operations(walk, old, new, path):
        parameters_of(walk, method, path)
        bodies(walk, method, path)
        responses_of(walk, method, path)
        if not walk.found:
            proof = proven(before, after, method, path)
            told = ((REQUEST, proof.request), (RESPONSE, proof.response))
            walk.found += [_NOT_COVERED[side] for side, what in told if what == INCOMPATIBLE]
    return tuple(walk.found)


def proven(before: Root, after: Root, method: str, path: str) -> Proof:
    """What can be proven of an operation's bodies, side by side."""
    old, new = operation_at(before, method, path), operation_at(after, method, path)
    if old is None or new is None:
        return Proof(UNKNOWN, UNKNOWN)
    hot = differing(before, after, old)
    sides = {REQUEST: [COMPATIBLE], RESPONSE: [COMPATIBLE]}
    for side, one, other in _pairs(before, after, method, path):
        if Walk(before, after, hot).differs(one, other):
            larger, smaller = ((after, other), (before, one)) if side == REQUEST else ((before, one), (after, other))
            sides[side].append(covered(larger, smaller))
    return Proof(*(_together(sides[side]) for side in (REQUEST, RESPONSE)))


def _pairs(before: Root, after: Root, method: str, path: str) -> Iterator[tuple[str, Json, Json]]:
    """The schemas of the bodies that both documents name, by side."""
    was, now = schemas_of(before, method, path), schemas_of(after, method, path)
    for key, schema in was.items():
        if key in now:
            yield key[0], schema, now[key]


def _together(proofs: list[str]) -> str:
    return next((one for one in (INCOMPATIBLE, UNKNOWN) if one in proofs), COMPATIBLE)
