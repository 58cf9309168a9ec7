"""Which field of a row is the one that a path means? `/users/{userId}/orders/{id}` means `user_id` and `id`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pytest_connectors.systems.rest.server.routing import TEMPLATE, bare, names

IDS = ("id", "_id", "uuid", "guid", "key", "slug", "name")
GENERIC = frozenset(("id", "uuid", "guid", "key", "pk", "_id"))


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name without the ways of writing it: `user_id`, `userId` and `User-ID` are `userid`."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


@lru_cache(maxsize=4096)
def is_item(path: str) -> bool:
    """Whether a path ends with a template alone: `/users/{id}`."""
    return TEMPLATE.fullmatch(bare(path).rpartition("/")[2]) is not None


@lru_cache(maxsize=4096)
def collection(path: str) -> str:
    """The path of what holds an item; the path itself where it ends without a template: `/users` of `/users/{id}`."""
    return bare(path).rpartition("/")[0] if is_item(path) else bare(path)


@lru_cache(maxsize=4096)
def shelf(path: str) -> str:
    """A path whatever its templates are called: `/users/{}/orders`."""
    return TEMPLATE.sub("{}", bare(path))


def thing(path: str) -> str:
    """What stands in a collection, in the singular: `user` of `/users`."""
    for segment in reversed(path.split("/")):
        if segment and not TEMPLATE.search(segment):
            return singular(segment.partition(".")[0])
    return ""


def singular(word: str) -> str:
    """A word of the plural in the singular, as far as its letters tell: `categories` is `category`."""
    for end, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(end) and len(word) > len(end) + 1:
            return word[: -len(end)] + instead
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 1 else word


@lru_cache(maxsize=4096)
def own(path: str) -> tuple[str, ...]:
    """How the field may be called that the last template of an item's path means, the likeliest first, made plain."""
    told = names(path)
    of = plain(thing(collection(path)))
    last = plain(told[-1]) if told else "id"
    return tuple(
        dict.fromkeys((last, *(plain(one) for one in ("id", "_id")), f"{of}id", f"{of}uuid", "uuid", "key", "code"))
    )


@lru_cache(maxsize=4096)
def parents(path: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By template before the last segment: how a row calls what it belongs to, made plain."""
    found = []
    before = ""
    for segment in collection(path).split("/"):
        match = TEMPLATE.fullmatch(segment)
        if match is None:
            before = segment or before
            continue
        name = names(segment)[0]
        of = plain(singular(before))
        mine = () if plain(name) in GENERIC else (plain(name),)
        found.append((name, tuple(dict.fromkeys((*mine, f"{of}id", f"{of}{plain(name)}")))))
    return tuple(found)


def field(row: Iterable[str], wanted: Iterable[str]) -> str | None:
    """The field of a row that is called by the first of these names which occurs."""
    told = {plain(name): name for name in reversed(tuple(row))}
    return next((told[name] for name in wanted if name in told), None)


def text(value: object) -> str:
    """A value as it stands in an address."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
