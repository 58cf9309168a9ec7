"""What do texts look like, and what is written as text: XML, search vectors, labels of trees, sets of keys?"""

from __future__ import annotations

import random
import string

from pytest_connectors.drift.hints import NO_HINT, Hint
from pytest_connectors.drift.schema import Type

WORDS = ("alpha", "beta", "gamma", "delta", "kappa", "omega")
SAME = {"varchar": "text", "bpchar": "text", "citext": "text", "name": "text"}
_SHORT = ("NA", "N", "0", "é", "é")
_WIDE = 40

TEETH: dict[str, tuple[object, ...]] = {
    "text": ("NA", "007", "Zoë", "東京", "it's", "alpha", "alpha"),
    "char": ("N", "0", "a", "a"),
    "xml": ('<item code="007">NA</item>', "<item>Zoë</item>", "<item/>", "<item/>"),
    "tsvector": ("'na':1 '007':2", "", "'zoë':1A", "'zoë':1A"),
    "tsquery": ("'na' & '007'", "!'alpha'", "'zoë' | 'beta'", "'zoë' | 'beta'"),
    "ltree": ("NA", "NA.007", "alpha.beta", "alpha.beta"),
    "hstore": ('"NA"=>"007", "empty"=>NULL', "", '"name"=>"Zoë"', '"name"=>"Zoë"'),
    "jsonpath": ('$."NA"', "$", "$"),
}
# What a check may ask for whose wording is not understood.
TYPICAL = (
    "ana@example.org", "https://example.org/a", "alpha-beta", "alpha_beta", "+4930123456", "030 123456", "DE", "EUR",
    "en", "en_GB", "en-GB", "de", "USD", "007", "01067", "2026-03-28", "10:30", "1.2.3", "#00ff7f", "ABC-123", "A1",
    "alpha", "Alpha", "{}", "[]", "A",
    "192.0.2.1", "example.org", "DE89370400440532013000", "9783161484100", "active", "new", "M", "F", "Y", "N", "a",
    "0123456789abcdef0123456789abcdef01234567", "Europe/Berlin", "/alpha/beta", "image/png",
)  # fmt: skip
# The same, of which there are many.
_NUMBERED = (
    "alpha{}@example.org", "https://example.org/{}", "alpha-{}", "alpha_{}", "+4930{}", "{:05}", "{:040x}", "A{}",
    "/a/{}",
)  # fmt: skip


def usual(rng: random.Random, longest: int | None = None) -> str:
    """A text as it often stands in such columns: an address, a code, a number."""
    if longest is None and rng.randrange(2):
        return rng.choice(_NUMBERED).format(rng.randrange(100000))
    return rng.choice([text for text in TYPICAL if longest is None or len(text) <= longest])


def text_teeth(kind: Type) -> tuple[object, ...]:
    """The texts with teeth that fit the type's length."""
    width = kind.length
    found = tuple(text for text in TEETH["text"] if width is None or len(str(text)) <= width)
    if width is not None and len(found) <= 1:
        return tuple(text for text in _SHORT if len(text) <= width)
    return found


def text(kind: Type, rng: random.Random, hint: Hint) -> object:
    """A word and a number, as long as the type allows and the hint asks."""
    found = f"{rng.choice(WORDS)} {rng.randrange(10)}"
    if hint.shortest is not None and len(found) < hint.shortest:
        found = (found + " " + " ".join(WORDS) * (hint.shortest // 20 + 1))[: hint.shortest]
    return found[: _width(kind, hint)].strip() or rng.choice(string.ascii_lowercase)


def letter(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - all makers are called alike
    """One letter."""
    return rng.choice(string.ascii_letters)


def written(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - as above
    """What other types have as text."""
    one, other, number = rng.choice(WORDS), rng.choice(WORDS), rng.randrange(100)
    return {
        "xml": f'<item n="{number}">{one}</item>',
        "tsvector": f"'{one}':1",
        "tsquery": f"'{one}'",
        "ltree": f"{one}.{other}.n{number}",
        "hstore": f'"{one}"=>"{number}"',
        "jsonpath": f'$."{one}"[{number}]',
    }[kind.base]


def distinct_texts(kind: Type, rng: random.Random, count: int, hint: Hint = NO_HINT) -> list[object]:
    """Up to `count` texts, no two alike, some of them with teeth."""
    width = _width(kind, hint) or _WIDE
    shortest = min(hint.shortest or 0, width)
    digits = len(str(count))
    if width < digits:
        letters: list[object] = [*string.ascii_letters, *string.digits]
        return letters[:count] if width == 1 else []
    first = [value for value in ("007", "Zoë", "NA") if shortest <= len(value) <= width][:count]
    words = (f"{rng.choice(WORDS)[: width - digits]}{i:0{digits}d}".ljust(shortest, "x") for i in range(count))
    found: list[object] = [*dict.fromkeys([*first, *words])]
    return found[:count]


def _width(kind: Type, hint: Hint) -> int | None:
    widths = [one for one in (kind.length, hint.longest) if one is not None]
    return min(widths) if widths else None


MAKERS = {
    "text": text,
    "char": letter,
    **dict.fromkeys(("xml", "tsvector", "tsquery", "ltree", "hstore", "jsonpath"), written),
}
