"""What does a text of a format look like?"""

from __future__ import annotations

import base64
import datetime as dt
import random
import uuid
from collections.abc import Callable

from pytest_connectors.systems.rest.document.generating.patterned import text_for

_WORDS = ("text", "alpha", "beta", "gamma", "delta", "kappa", "omega", "Zoë", "東京", "007", "NA")
_START = dt.datetime(2026, 1, 15, 9, 30, tzinfo=dt.UTC)


def text(  # noqa: PLR0913 - what a schema says of a text
    rng: random.Random, form: str, patterns: tuple[str, ...], least: int, most: int | None, *, plain: bool
) -> str | None:
    """A text of some length, of a format, that fits patterns; None where none was found."""
    for pattern in patterns:
        found = text_for(pattern, rng, least, most, plain=plain)
        if found is not None or len(patterns) == 1:
            return found
    number = 0 if plain else rng.randrange(10**6)
    formatted = _of_format(form, number, rng)
    if formatted is not None:
        return _fitted(formatted, form, least, most)
    word = _WORDS[0] if plain else rng.choice(_WORDS)
    found = word if plain or word in _WORDS[-3:] else f"{word}{number % 1000}"
    found = found if len(found) >= least else (found + "x" * least)[:least]
    return found if most is None else found[:most]


def _of_format(form: str, number: int, rng: random.Random) -> str | None:
    maker = FORMATS.get(form)
    return None if maker is None else maker(number, rng)


def _fitted(found: str, form: str, least: int, most: int | None) -> str | None:
    """The text, of another length where that is possible."""
    if least <= len(found) and (most is None or len(found) <= most):
        return found
    if form in ("byte", "base64"):
        size = max(least, 1) if most is None else min(max(least, 4), most)
        return base64.b64encode(b"a" * (-(-size // 4) * 3)).decode()
    if len(found) < least:
        pad = "x" * (least - len(found))
        longer = {"email": f"{pad}{found}", "idn-email": f"{pad}{found}", "hostname": f"{pad[:50]}{found}"}
        return longer.get(form, found + pad)
    short = {"email": "a@b.co", "idn-email": "a@b.co", "uri": "a:b", "hostname": "ab", "ipv6": "::1",
             "ipv4": "1.1.1.1"}  # fmt: skip
    return short.get(form, found[:most])


def _moment(number: int) -> dt.datetime:
    return _START + dt.timedelta(seconds=number * 61)


def _uuid(number: int, rng: random.Random) -> str:
    bits = rng.getrandbits(128) if number else 0x0123456789ABCDEF0123456789ABCDEF
    return str(uuid.UUID(int=bits, version=4))


FORMATS: dict[str, Callable[[int, random.Random], str]] = {
    "date-time": lambda number, _: _moment(number).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "date": lambda number, _: (_START + dt.timedelta(days=number % 3000)).strftime("%Y-%m-%d"),
    "time": lambda number, _: _moment(number).strftime("%H:%M:%SZ"),
    "duration": lambda number, _: f"PT{1 + number % 60}M",
    "uuid": _uuid,
    "email": lambda number, _: f"ana{number or ''}@example.org",
    "idn-email": lambda number, _: f"ana{number or ''}@example.org",
    "uri": lambda number, _: f"https://example.org/{number or 'a'}",
    "url": lambda number, _: f"https://example.org/{number or 'a'}",
    "iri": lambda number, _: f"https://example.org/{number or 'a'}",
    "uri-reference": lambda number, _: f"/a/{number}",
    "iri-reference": lambda number, _: f"/a/{number}",
    "uri-template": lambda number, _: f"/a/{number}/{{id}}",
    "hostname": lambda number, _: f"a{number or ''}.example.org",
    "idn-hostname": lambda number, _: f"a{number or ''}.example.org",
    "ipv4": lambda number, _: f"192.0.2.{number % 255}",
    "ipv6": lambda number, _: f"2001:db8::{number % 9999:x}",
    "byte": lambda number, _: base64.b64encode(f"a{number}".encode()).decode(),
    "base64": lambda number, _: base64.b64encode(f"a{number}".encode()).decode(),
    "json-pointer": lambda number, _: f"/a/{number}",
    "relative-json-pointer": lambda number, _: f"{number % 9}/a",
    "regex": lambda number, _: f"^a{number}$",
    # Google's way to say whole numbers that are too large for a double.
    "int64": lambda number, _: str(number or 1),
    "uint64": lambda number, _: str(number or 1),
    "int32": lambda number, _: str(number or 1),
    "decimal": lambda number, _: f"{number or 1}.50",
}
