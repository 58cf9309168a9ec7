"""Where do rows lie in a body? Found in its schema where that leaves no choice, or told by `items=`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.rows.spots import Spot, children, element, is_array, is_object
from pytest_connectors.errors import BadContract, near

DEPTH = 3
_SHOWN = 12


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Lists of these names stand beside rows, and are none.
_BESIDE = _words(
    "error errors warning warnings link links included include messages notices debug trace facets aggregations meta"
    " metadata responsemetadata failures extensions"
)
# Names that say nothing but: here lie the rows.
_PLAIN = _words(
    "data items item results result records record rows row values value entries list content contents objects"
    " elements hits documents docs edges nodes response payload body resources collection embedded member members"
    " resultset dataset"
)
# And these are no part of a thing, as the items of an order are.
_RESULTS = _words("data results records rows hits entries value values list")
# What stands beside rows and tells of them, and not of one thing.
_ABOUT = _words(
    "meta metadata pagination paging pager pageinfo pageable page pages perpage pagesize limit offset skip cursor"
    " cursors first last self href etag kind object type status statuscode success ok code message messages msg"
    " version requestid traceid correlationid timestamp took timedout time duration from to size number count sort"
    " sorting sortby order orderby query filter filters facets empty numberofelements jsonapi included context schema"
    " apiversion apicontext resource resourcetype path uri url links link errors error warnings warning incomplete"
    " incompleteresults more maxresults startat startindex itemsperpage index pagenumber pagecount truncated"
    " istruncated islast marker responseheader header headers info request state"
)
_ABOUT_STARTS = ("total", "next", "prev", "has", "num", "odata", "page", "current", "last", "first", "continuation")


@dataclass(frozen=True, eq=False)
class Found:
    """Where rows lie: the keys that lead there, one row's schema, and whether it is one of a list."""

    path: tuple[str, ...]
    row: Spot
    many: bool

    @property
    def said(self) -> str:
        """The way as `items=` takes it."""
        return ".".join(self.path)


@dataclass(frozen=True)
class Told:
    """A body as messages name it: whose it is, which one it is, and of an answer its status."""

    said: str
    body: str
    status: str = ""

    def bad(self, text: str) -> BadContract:
        """The error that says this of the body."""
        return BadContract(f"{self.said}: {text}")


def plain(name: str) -> str:
    """A name in small letters, without what joins its words: `next_page-token` is `nextpagetoken`."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def in_answer(root: Json, body: Spot, path: str, told: Told) -> Found:
    """Where the rows of an answer lie; `path` is the operation's.

    Raises:
        BadContract: The schema leaves a choice, or there are no rows in it.
    """
    if is_array(root, body):
        return _listed(root, body, (), told)
    _check_object(root, body, told)
    lists = _lists(root, body)
    thing = _one(root, body, path)
    if not lists or _is_thing(root, thing, lists, path):
        return thing
    if len(lists) == 1:
        return lists[0]
    nearest = [one for one in lists if len(one.path) == min(len(other.path) for other in lists)]
    named = [one for one in nearest if plain(one.path[-1]) in _PLAIN]
    if len(nearest) == 1 and named:
        return named[0]
    likely = min(lists, key=lambda one: not _same_word(plain(one.path[-1]), _last_word(path)))
    msg = (
        f"{told.body} holds several lists of objects: {_some([one.said for one in lists])}. Say which are the rows: "
        f'items="{likely.said}"; or items="" where the body itself is one row.'
    )
    raise told.bad(msg)


def in_request(root: Json, body: Spot, told: Told) -> Found:
    """Where the rows of a request lie: in a list where the body is nothing else, else the body is one row.

    Raises:
        BadContract: They would be no objects.
    """
    if is_array(root, body):
        return _listed(root, body, (), told)
    _check_object(root, body, told)
    inner = children(root, body)
    if len(inner) == 1:
        ((name, only),) = inner.items()
        if is_array(root, only) and _row_of(root, only) is not None:
            return _listed(root, only, (name,), told)
    return Found((), body, many=False)


def is_envelope(root: Json, body: Spot, path: str) -> bool:
    """Whether a body holds a list of rows, and is not one row that has lists of its own."""
    if is_array(root, body):
        return True
    lists = _lists(root, body) if is_object(root, body) else []
    parents = {one.path[:-1] for one in lists}
    if len(parents) != 1:
        return len(lists) > 1
    names = [
        name for name in children(root, _down(root, body, *parents)) if name not in {one.path[-1] for one in lists}
    ]
    called = {plain(one.path[-1]) for one in lists}
    return _is_about(names) or any(name in _PLAIN or _same_word(name, _last_word(path)) for name in called)


def pointed(root: Json, body: Spot, items: str, told: Told) -> Found:
    """Where the rows lie as `items=` says: a dotted path, or an empty text for the body itself.

    Raises:
        BadContract: It points nowhere, or at what are no rows.
    """
    keys, here = resolved(root, body, items, told, "items")
    if is_array(root, here):
        return _listed(root, here, keys, told)
    if is_object(root, here):
        return Found(keys, here, many=False)
    msg = (
        f"items={items!r} points at what is neither a list of objects nor an object in {told.body}. "
        f"{_offered(root, body)}"
    )
    raise told.bad(msg)


def resolved(root: Json, body: Spot, dotted: str, told: Told, argument: str) -> tuple[tuple[str, ...], Spot]:
    """The keys of a dotted path and what stands there; a key may have dots in it.

    Raises:
        BadContract: It points nowhere; the text names what is near.
    """
    keys: tuple[str, ...] = ()
    here = body
    left = dotted.split(".") if dotted else []
    while left:
        inner = children(root, here)
        for length in range(len(left), 0, -1):
            name = ".".join(left[:length])
            if name in inner:
                keys, here, left = (*keys, name), inner[name], left[length:]
                break
        else:
            at = ".".join(keys)
            meant = near(left[0], inner)
            there = f" There are {_some(list(inner))}." if inner else " Nothing is named there."
            raise told.bad(
                f"{argument}={dotted!r} points nowhere: {told.body} has no {left[0]!r}{' in ' + at if at else ''}."
                f"{meant}{there}" + (f" {_offered(root, body)}" if argument == "items" else "")
            )
    return keys, here


def _offered(root: Json, body: Spot) -> str:
    lists = [repr(one.said) for one in _lists(root, body)]
    return f"Lists of objects lie at {_some(lists)}." if lists else 'items="" takes the body itself as one row.'


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _check_object(root: Json, body: Spot, told: Told) -> None:
    if not is_object(root, body):
        msg = (
            f"{told.body} is neither a list nor an object by its schema ({body.pointer}), so that it holds no rows. "
            f"Name its fields in the document, or give sample= with a recorded body in place of openapi=."
        )
        raise told.bad(msg)


def _row_of(root: Json, at: Spot) -> Spot | None:
    """One row of a list of objects; None where the list holds something else."""
    row = element(root, at)
    return row if row is not None and is_object(root, row) else None


def _listed(root: Json, at: Spot, keys: tuple[str, ...], told: Told) -> Found:
    row = _row_of(root, at)
    if row is None:
        where = f"at {'.'.join(keys)!r}" if keys else "in it"
        msg = (
            f"{told.body} holds a list {where} whose elements are no objects ({at.pointer}); rows have names for what "
            f"they hold. Declare another operation, or describe its elements as objects in the document."
        )
        raise told.bad(msg)
    return Found(keys, row, many=True)


def _lists(root: Json, body: Spot) -> list[Found]:
    """The lists of objects in an object, nearest first; such as tell of errors only where there is no other."""
    found: list[Found] = []
    level: list[tuple[tuple[str, ...], Spot]] = [((), body)]
    seen = {body.pointer}
    for _ in range(DEPTH):
        below: list[tuple[tuple[str, ...], Spot]] = []
        for keys, here in level:
            for name, inner in children(root, here).items():
                row = _row_of(root, inner) if is_array(root, inner) else None
                if row is not None:
                    found.append(Found((*keys, name), row, many=True))
                elif is_object(root, inner) and inner.pointer not in seen:
                    seen.add(inner.pointer)
                    below.append(((*keys, name), inner))
        level = below
    rows = [one for one in found if not any(_is_beside(plain(key)) for key in one.path)]
    return rows or found


def _down(root: Json, body: Spot, keys: Sequence[str]) -> Spot:
    for key in keys:
        body = children(root, body)[key]
    return body


def _is_beside(name: str) -> bool:
    return name in _BESIDE or name.endswith(("errors", "warnings", "errormessages"))


def _is_about(names: Collection[str]) -> bool:
    """Whether all of these only tell of rows: `total`, `next`, `status`."""
    return all(name in _ABOUT or name.startswith(_ABOUT_STARTS) or _is_beside(name) for name in map(plain, names))


def _last_word(path: str) -> str:
    """The last part of a path that is no parameter: `users` of `/v2/users/{id}`."""
    return next((plain(part) for part in reversed(path.split("/")) if part and not part.startswith("{")), "")


def _same_word(one: str, other: str) -> bool:
    """Whether two words are the same but for an ending: `ticket`, `tickets`; `category`, `categories`."""
    short, long = sorted((one, other), key=len)
    return bool(short) and long in {short, f"{short}s", f"{short}es", f"{short[:-1]}ies", f"{short}list"}


def _is_thing(root: Json, one: Found, lists: Sequence[Found], path: str) -> bool:
    """Whether an object is one thing that has lists of its own, and no envelope around rows."""
    own = {found.path[-1] for found in lists if found.path[:-1] == one.path}
    others = [name for name in children(root, one.row) if name not in own]
    if _is_about(others):
        return False
    if path.rstrip("/").endswith("}"):
        return not (len(lists) == 1 and any(plain(name) in _RESULTS for name in own))
    telling = any(plain(name) in _PLAIN or _same_word(plain(name), _last_word(path)) for name in own)
    return not telling and "id" in map(plain, others)


def _one(root: Json, body: Spot, path: str) -> Found:
    """The one row of an object without a list of objects: itself, or what stands alone in it."""
    keys: tuple[str, ...] = ()
    for _ in range(DEPTH):
        inner = children(root, body)
        objects = {name: one for name, one in inner.items() if is_object(root, one) and children(root, one)}
        alone = {name: one for name, one in objects.items() if _stands_alone(name, inner, path)}
        if len(alone) != 1:
            break
        ((name, body),) = alone.items()
        keys = (*keys, name)
    return Found(keys, body, many=False)


def _stands_alone(name: str, inner: Mapping[str, Spot], path: str) -> bool:
    others = [other for other in inner if other != name]
    if not others:
        return True
    called = plain(name)
    return (called in _PLAIN or _same_word(called, _last_word(path))) and _is_about(others)
