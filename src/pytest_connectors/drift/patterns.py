"""Which text fits a pattern? One is put together from what a constraint's pattern says, where it is a simple one."""

from __future__ import annotations

import random
import re
import string

from pytest_connectors.drift.evaluation import python_pattern

_CLASSES = {
    "d": string.digits,
    "w": string.ascii_letters + string.digits + "_",
    "s": " ",
    "D": string.ascii_letters,
    "W": "-",
    "S": string.ascii_letters,
}
_ANY = string.ascii_lowercase + string.digits
_PRINTABLE = string.ascii_letters + string.digits + string.punctuation + " "
_ASSERTIONS = "bBAZmMy"
_MORE = 4
_REPEAT = re.compile(r"\{(\d+)(,?)(\d*)\}")


def text_like(pattern: str, rng: random.Random) -> str:
    """A text that fits a LIKE pattern."""
    return "".join({"%": f"a{rng.randrange(10000)}", "_": rng.choice(_ANY)}.get(one, one) for one in pattern)


def text_for(pattern: str, rng: random.Random) -> str | None:
    """A text that fits a regular expression; None where it is not a simple one."""
    try:
        found = _Writer(python_pattern(pattern), rng).alternatives()
        # A pattern that leaves the end open leaves room for many texts.
        found += "" if pattern.endswith("$") else f"{rng.choice(_ANY)}{rng.randrange(10000)}"
        return found if re.search(python_pattern(pattern), found) else None
    except (IndexError, re.error, ValueError):
        return None


class _Writer:
    def __init__(self, pattern: str, rng: random.Random) -> None:
        self.pattern, self.rng, self.place = pattern, rng, 0

    def alternatives(self) -> str:
        """One of the alternatives, up to the end or a closing bracket."""
        found = [self._sequence()]
        while self._next() == "|":
            self.place += 1
            found.append(self._sequence())
        return self.rng.choice(found)

    def _next(self) -> str:
        return self.pattern[self.place : self.place + 1]

    def _sequence(self) -> str:
        parts = []
        while self._next() not in {"", "|", ")"}:
            start = self.place
            part = self._one()
            least, most = self._times()
            end, wanted = self.place, self.rng.randint(least, most)
            parts.append(part if wanted else "")
            for _ in range(wanted - 1):
                self.place = start
                parts.append(self._one())
            self.place = end
        return "".join(parts)

    def _times(self) -> tuple[int, int]:
        sign = self._next()
        if sign in {"*", "+", "?"} and sign:
            self.place += 1
            return {"*": (0, _MORE), "+": (1, _MORE), "?": (0, 1)}[sign]
        found = _REPEAT.match(self.pattern, self.place)
        if found is None:
            return 1, 1
        self.place = found.end()
        least = int(found[1])
        return least, int(found[3]) if found[3] else least + _MORE if found[2] else least

    def _one(self) -> str:
        sign = self._next()
        self.place += 1
        if sign in {"^", "$"}:
            return ""
        if sign == ".":
            return self.rng.choice(_ANY)
        if sign == "\\":
            escaped = self.pattern[self.place]
            self.place += 1
            return "" if escaped in _ASSERTIONS else self.rng.choice(_CLASSES.get(escaped, escaped))
        if sign == "[":
            return self.rng.choice(self._members())
        if sign == "(":
            if self.pattern.startswith("?:", self.place):
                self.place += 2
            elif self._next() == "?":
                raise ValueError
            found = self.alternatives()
            self.place += 1
            return found
        return sign

    def _members(self) -> str:
        negated = self._next() == "^"
        self.place += negated
        found, first = "", True
        while self._next() != "]" or first:
            first = False
            one = self.pattern[self.place]
            self.place += 1
            if one == "\\":
                one = self.pattern[self.place]
                self.place += 1
                found += _CLASSES.get(one, one)
            elif self._next() == "-" and self.pattern[self.place + 1] != "]":
                end = self.pattern[self.place + 1]
                self.place += 2
                found += "".join(map(chr, range(ord(one), min(ord(end), 0x17F) + 1)))
            else:
                found += one
        self.place += 1
        return "".join(sorted(set(_PRINTABLE) - set(found))) if negated else found
