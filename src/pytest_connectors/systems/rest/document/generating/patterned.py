"""Which text fits a pattern? One is put together from what the pattern says, and checked by who judges it later."""

from __future__ import annotations

import functools
import random
import re
import string
import warnings
from typing import Any

from pytest_connectors.systems.rest.document.validating.validators import compiled, is_pattern

_PRINTABLE = string.ascii_lowercase + string.digits + string.ascii_uppercase + "-_.:/@+, #!$%&*()=;'\"~^|<>[]{}?\\"
_CLASSES = {
    "category_digit": string.digits,
    "category_not_digit": string.ascii_lowercase,
    "category_word": string.ascii_lowercase + string.digits + "_",
    "category_not_word": "-. ",
    "category_space": " ",
    "category_not_space": string.ascii_lowercase + string.digits,
}
_POSIX = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "space": r"\s",
          "xdigit": "0-9a-fA-F", "punct": "!-/:-@", "word": r"\w"}  # fmt: skip
_PROPERTIES = {"L": "A-Za-z", "Lu": "A-Z", "Ll": "a-z", "N": "0-9", "Nd": "0-9", "P": "!-/", "S": "$+", "Z": " ",
               "Zs": " ", "M": "\u0301", "Alphabetic": "A-Za-z"}  # fmt: skip
_PROPERTY = re.compile(r"\\[pP]\{\^?([\w=]+)\}|\\[pP]([LNPSZM])")
_OPEN_RANGE = re.compile(r"(\\[wdsWDS])-(?=[^\]])")
_TRIES = 60
_MOST = 400


def text_for(pattern: str, rng: random.Random, least: int, most: int | None, *, plain: bool = False) -> str | None:
    """A text of some length that fits a pattern; None where none was found.

    Args:
        pattern: As ECMAScript or PCRE write it.
        rng: The source of chance.
        least: How many characters it has at least.
        most: And at most.
        plain: The shortest that there is first.
    """
    tree = _tree(pattern)
    if tree is None:
        return None
    for i in range(_TRIES):
        # Repetitions grow until the text is long enough.
        extra = (0 if plain else 3) if not i else rng.choice((0, 1, 2, 4, 8, least, least // 2 + 1, _MOST))
        found = _Writer(rng, extra, plain and not i).sequence(tree)
        if found is None:
            continue
        if len(found) < least:
            # What a pattern leaves open at an end may be longer there.
            pad = "".join(rng.choice(string.ascii_lowercase) for _ in range(least - len(found)))
            found = next((one for one in (found + pad, pad + found) if _fits(pattern, one)), found)
        if least <= len(found) and (most is None or len(found) <= most) and _fits(pattern, found):
            return found
    return None


@functools.lru_cache(maxsize=2048)
def _judge(pattern: str) -> Any:
    return compiled({"pattern": pattern} if is_pattern(pattern) else {})


def _fits(pattern: str, text: str) -> bool:
    return bool(_judge(pattern).is_valid(text))


@functools.lru_cache(maxsize=2048)
def _tree(pattern: str) -> Any:
    """The pattern's parts, as Python's own reader tells them; None where it is not read."""
    from re import _parser  # type: ignore[attr-defined]  # the only reader of patterns in the standard library

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _parser.parse(_in_python(pattern))
        except (re.error, OverflowError, RecursionError, ValueError):
            return None


def _in_python(pattern: str) -> str:
    """The pattern as Python writes it."""
    for name, members in _POSIX.items():
        pattern = pattern.replace(f"[:{name}:]", members)
    pattern = _PROPERTY.sub(_property, pattern)
    pattern = _OPEN_RANGE.sub(r"\1\\-", pattern)
    pattern = re.sub(r"\(\?<(?![=!])", "(?P<", pattern)
    pattern = re.sub(r"\\u\{([0-9a-fA-F]{1,4})\}", lambda found: f"\\u{int(found[1], 16):04x}", pattern)
    return pattern.replace(r"\z", r"\Z").replace("[^]", r"[\s\S]")


def _property(found: re.Match[str]) -> str:
    name = (found[1] or found[2]).rpartition("=")[2]
    negated = found[0][1] == "P" or "^" in found[0]
    members = ("!-/" if name[0] == "L" else "a-z") if negated else _PROPERTIES.get(name, "A-Za-z")
    before = found.string[: found.start()]
    inside = before.count("[") - before.count("\\[") > before.count("]") - before.count("\\]")
    return members if inside else f"[{members}]"


class _Writer:
    """One text from a pattern's parts."""

    def __init__(self, rng: random.Random, extra: int, plain: bool) -> None:  # noqa: FBT001 - inside this module alone
        self.rng, self.extra, self.plain = rng, extra, plain
        self.groups: dict[int, str] = {}

    def sequence(self, parts: Any) -> str | None:
        """All parts one after the other; None where one of them is not understood."""
        found = []
        for kind, told in parts:
            one = self._part(str(kind).lower(), told)
            if one is None:
                return None
            found.append(one)
        return "".join(found)

    def _part(self, kind: str, told: Any) -> str | None:  # noqa: C901 - one case a kind of part
        match kind:
            case "literal":
                return chr(told)
            case "not_literal":
                return self._one(set(_PRINTABLE) - {chr(told)})
            case "any":
                return self._one(_PRINTABLE)
            case "in":
                return self._member(told)
            case "max_repeat" | "min_repeat" | "possessive_repeat":
                return self._repeated(*told)
            case "branch":
                return self.sequence(told[1][0] if self.plain else self.rng.choice(told[1]))
            case "subpattern":
                found = self.sequence(told[3])
                if told[0] is not None and found is not None:
                    self.groups[told[0]] = found
                return found
            case "atomic_group":
                return self.sequence(told)
            case "groupref":
                return self.groups.get(told, "")
            case _:
                # What looks ahead or behind adds nothing; whether it holds is seen at the end.
                return "" if kind in ("at", "assert", "assert_not") else None

    def _repeated(self, least: int, most: int, parts: Any) -> str | None:
        extra = self.extra if self.plain else self.rng.randint(0, self.extra)
        found = []
        for _ in range(min(int(most), int(least) + extra, max(_MOST, int(least)))):
            one = self.sequence(parts)
            if one is None:
                return None
            found.append(one)
        return "".join(found)

    def _one(self, among: Any) -> str:
        letters = [one for one in _PRINTABLE if one in among] or sorted(among)
        return letters[0] if self.plain else self.rng.choice(letters)

    def _member(self, told: Any) -> str | None:
        found: set[str] = set()
        negated = False
        for kind, what in told:
            match str(kind).lower():
                case "negate":
                    negated = True
                case "literal":
                    found.add(chr(what))
                case "range":
                    found.update(map(chr, range(what[0], min(what[1], what[0] + 300) + 1)))
                case "category":
                    found.update(_CLASSES.get(str(what).lower(), ""))
        members = set(_PRINTABLE) - found if negated else found
        return self._one(members) if members else None
