"""What is other about an operation in the next document, in the words of people, and in those of errors?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_connectors.contract.openapi.api import Api
from pytest_connectors.contract.openapi.model import Endpoint, Json, Schema
from pytest_connectors.contract.openapi.rows.properties import nullable
from pytest_connectors.systems.rest.document.standing import takes_null
from pytest_connectors.systems.rest.proposing.carrying import Carrying
from pytest_connectors.systems.rest.proposing.finding import Successor, bases
from pytest_connectors.systems.rest.proposing.pairing import Member, Pairs, kinds, labels
from pytest_connectors.systems.rest.server.security import asked_for
from pytest_connectors.systems.rest.server.texts import flat

_DEPTH = 3


def notes_of(successor: Successor, carrying: Carrying | None) -> tuple[str, ...]:
    """What is other, the most important first."""
    declared, now = successor.declared.endpoint, successor.endpoint
    if now is None:
        return (f"{declared.method} {declared.path} is gone",)
    return (
        *_called(successor, now),
        *(_fields(carrying) if carrying is not None else ("its rows are not to be found in it",)),
        *(_lying(successor) if carrying is not None else ()),
        *_asked(successor, now),
    )


def words_of(successor: Successor, carrying: Carrying | None) -> tuple[str, ...]:
    """What an error that names its cause may say."""
    declared, now = successor.declared.endpoint, successor.endpoint
    if now is None:
        return ("404", "not found", "405", "not allowed")
    found: list[str] = []
    if (now.method, now.path) != (declared.method, declared.path):
        found += ["404", "not found", "405", "not allowed"]
    if _security(successor.declared.api, declared) != _security(successor.api, now):
        found += ["401", "unauthorized", "403", "forbidden"]
    if carrying is not None:
        found += [one.name for one in (*carrying.pairs.gone, *carrying.pairs.come)]
        found += [new.name for new, old in carrying.pairs.both if old is not None and _differs(carrying, old, new)]
    found += _new_parameters(declared, now)
    if successor.shape is not None and successor.shape.items != successor.was.items:
        found += [*successor.was.items, *successor.shape.items]
    if successor.writes:
        found += ["400", "422", "unprocessable"]
    return tuple(dict.fromkeys(found))


def _called(successor: Successor, now: Endpoint) -> Iterator[str]:
    declared = successor.declared.endpoint
    if (now.method, now.path) != (declared.method, declared.path):
        yield f"it is called by {now.method} {now.path}"
    before, after = bases(declared.servers, successor.declared.api), bases(now.servers, successor.api)
    if not set(before) & set(after):
        yield f"it lies under {after[0] or '/'}"


def _fields(carrying: Carrying) -> Iterator[str]:
    yield from _members(carrying, carrying.pairs, "", _DEPTH)


def _members(carrying: Carrying, pairs: Pairs, above: str, depth: int) -> Iterator[str]:
    sends = not carrying.after.shape.status
    for one in pairs.gone:
        yield f"{above}{one.name} is gone"
    for new, old in pairs.both:
        name = f"{above}{new.name}"
        if new.name not in pairs.before:
            values = f" (with {above}{old.name}'s values)" if old is not None else ""
            yield f"{name} is new{' and required' if sends and new.required else ''}{values}"
        elif old is not None:
            yield from _field(carrying, name, old, new)
            inner = carrying.inside(old.schema, new.schema)
            if inner is not None and depth:
                yield from _members(carrying, inner, f"{name}.", depth - 1)


def _field(carrying: Carrying, name: str, old: Member, new: Member) -> Iterator[str]:
    was, now = kinds(carrying.before.root, old.schema), kinds(carrying.after.root, new.schema)
    if was != now and now:
        yield f"{name} is {_or(now)} and no longer {_or(was) if was else 'anything'}"
        return
    if new.place != old.place:
        yield f"{name} stands in the {new.place}"
    if new.required != old.required:
        yield f"{name} {'is required' if new.required else 'may be left out'}"
    empty = _nullable(carrying.before.root, old.schema), _nullable(carrying.after.root, new.schema)
    if empty[0] != empty[1]:
        yield f"{name} {'may be null' if empty[1] else 'is never null'}"
    before, after = (labels(*one) for one in ((carrying.before.root, old.schema), (carrying.after.root, new.schema)))
    if before and after:
        yield from (f"{name} knows {one!r}" for one in after if one not in before)
        yield from (f"{name} no longer knows {one!r}" for one in before if one not in after)


def _differs(carrying: Carrying, old: Member, new: Member) -> bool:
    return next(_field(carrying, new.name, old, new), None) is not None


def _lying(successor: Successor) -> Iterator[str]:
    was, now = successor.was, successor.shape
    if now is None:
        return
    if was.items != now.items:
        yield f"rows lie in {'.'.join(now.items)!r}" if now.items else "rows lie in the body itself"
    if was.many != now.many:
        yield "it holds a list of rows" if now.many else "it holds one row"
    if not successor.writes and successor.declared.paging != successor.paging:
        yield successor.paging.said if successor.paging is not None else "all rows come at once"
    if was.content.media != now.content.media:
        yield f"the body is {now.content.media}"
    if was.status != now.status:
        yield f"it answers {now.status}"


def _asked(successor: Successor, now: Endpoint) -> Iterator[str]:
    for name in _new_parameters(successor.declared.endpoint, now):
        yield f"the parameter {name!r} is required"
    before, after = _security(successor.declared.api, successor.declared.endpoint), _security(successor.api, now)
    if before != after:
        yield f"it asks for {after}"


def _new_parameters(declared: Endpoint, now: Endpoint) -> list[str]:
    """Parameters that must be said and need not be said before; those of the path are in the path."""
    asked = {(one.place, one.name.lower()) for one in declared.parameters if one.required}
    return [
        one.name
        for one in now.parameters
        if one.required and one.place != "path" and (one.place, one.name.lower()) not in asked
    ]


def _security(api: Api, endpoint: Endpoint) -> str:
    """By what one proves who one is, in words."""
    ways = [[api.schemes[name] for name in way if name in api.schemes] for way in endpoint.security]
    if not ways or not all(ways):
        return "nothing"
    return " or ".join(dict.fromkeys(" and ".join(asked_for(one) for one in way) for way in ways))


def _nullable(root: Mapping[str, Json], schema: Schema) -> bool:
    return nullable(root, flat(root, schema)) and takes_null(root, schema)


def _or(found: frozenset[str]) -> str:
    return " or ".join(sorted(found))
