"""How is the server's wording of a CHECK constraint read? As a tree; what is not understood is left to the server."""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from pytest_connectors.drift.expressions import (
    And,
    Array,
    Call,
    Cast,
    Const,
    IsNull,
    Name,
    Node,
    Not,
    Op,
    Or,
    Quantified,
    Unknown,
)

_TOKEN = re.compile(
    r"""\s+|(?P<text>E?'(?:[^']|'')*')|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"""
    r"""|(?P<name>"(?:[^"]|"")+"|[A-Za-z_]\w*)|(?P<sign>::|[-+*/%<>=~!@#&|^?]+|[(),.\[\]])"""
)
_COMPARISONS = {"=", "<>", "<", ">", "<=", ">="}
_WORDS = ("varying", "precision", "without", "with", "time", "zone")
_MOMENTS = {"current_date", "current_timestamp", "localtimestamp"}


class NotUnderstoodError(Exception):
    """A wording that is not read here."""


@functools.lru_cache(maxsize=2048)
def condition(check: str, value: str = "VALUE") -> Node:
    """What a constraint asks, `Unknown` where its wording is not read here.

    Args:
        check: As `pg_get_constraintdef` gives it.
        value: The column that a domain's VALUE stands for.
    """
    try:
        return _Reader(check, value).constraint()
    except NotUnderstoodError:
        return Unknown()


class _Reader:
    def __init__(self, text: str, value: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        self.value, self.place = value, 0
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise NotUnderstoodError
            place = found.end()
            if found.lastgroup:
                self.tokens.append((found.lastgroup, found[0]))

    def constraint(self) -> Node:
        self._expect("check")
        self._expect("(")
        result = self._or()
        self._expect(")")
        return result

    def _next(self) -> str:
        return self.tokens[self.place][1].lower() if self.place < len(self.tokens) else ""

    def _take(self, *words: str) -> str | None:
        word = self._next()
        if word and word in words:
            self.place += 1
            return word
        return None

    def _expect(self, word: str) -> None:
        if self._take(word) is None:
            raise NotUnderstoodError

    def _or(self) -> Node:
        parts = [self._and()]
        while self._take("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Node:
        parts = [self._not()]
        while self._take("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self) -> Node:
        if self._take("not"):
            return Not(self._not())
        left = self._comparison()
        while self._take("is"):
            negated = self._take("not") is not None
            word = self._take("null", "true", "false")
            if word is None:
                raise NotUnderstoodError
            found: Node = IsNull(left) if word == "null" else Call(f"is_{word}", (left,))
            left = Not(found) if negated else found
        return left

    def _comparison(self) -> Node:
        left = self._operation()
        while self._next() in _COMPARISONS or self._next() == "operator" or self._is_sign():
            sign = self._sign()
            if quantifier := self._take("any", "all"):
                left = Quantified(sign, left, self._operand(), quantifier == "all")
            else:
                left = Op(sign, left, self._operation())
        return left

    def _sign(self) -> str:
        """A sign, or one that is named with its schema: OPERATOR(public.~~)."""
        named = self._take("operator") is not None
        while named and self._next() not in {"", ")"} and not self._is_sign():
            self.place += 1
        sign = self._next()
        self.place += 1
        if named:
            self._expect(")")
        return sign

    def _is_sign(self) -> bool:
        if self.place >= len(self.tokens):
            return False
        kind, text = self.tokens[self.place]
        return kind == "sign" and text not in {"(", ")", ",", ".", "[", "]", "::", "+", "-", "*", "/", "%"}

    def _operation(self) -> Node:
        left = self._operand()
        while sign := self._take("+", "-", "*", "/", "%"):
            left = Op(sign, left, self._operand())
        return left

    def _operand(self) -> Node:
        node = self._primary()
        while True:
            if self._take("::"):
                node = Cast(node, self._type())
            elif self._take("collate"):
                self.place += 1
            elif self._take("["):
                node = Call("element", (node, self._or()))
                self._expect("]")
            else:
                return node

    def _primary(self) -> Node:
        if self._take("("):
            result = self._or()
            self._expect(")")
            return result
        if self._take("-"):
            return Op("-", Const(Decimal(0)), self._operand())
        if self.place >= len(self.tokens):
            raise NotUnderstoodError
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "text":
            return Const(text.removeprefix("E")[1:-1].replace("''", "'"))
        if kind == "number":
            return Const(Decimal(text))
        if kind != "name":
            raise NotUnderstoodError
        return self._named(text)

    def _named(self, text: str) -> Node:
        word = text.lower()
        if word in {"null", "true", "false"}:
            return Const({"null": None, "true": True, "false": False}[word])
        if word in _MOMENTS:
            return Call("now", ())
        if word == "array" and self._take("["):
            return Array(self._list("]"))
        if word == "extract" and self._take("("):
            what = Const(self._next().strip("'"))
            self.place += 1
            self._expect("from")
            return Call("date_part", (what, *self._list(")")))
        if word == "case":
            raise NotUnderstoodError
        name = _plain(text)
        while self._take("."):
            name = _plain(self.tokens[self.place][1])
            self.place += 1
        if self._take("("):
            return Call(name.lower(), self._list(")"))
        return Name(self.value if text == "VALUE" else name)

    def _list(self, end: str) -> tuple[Node, ...]:
        parts: list[Node] = []
        while self._take(end) is None:
            parts.append(self._or())
            if self._take(",") is None and self._next() != end:
                raise NotUnderstoodError
        return tuple(parts)

    def _type(self) -> str:
        words = [_plain(self.tokens[self.place][1]).lower()]
        self.place += 1
        while True:
            if self._take("."):
                words = []
            elif self._take("("):
                self._list(")")
                continue
            elif self._take("["):
                self._expect("]")
                words[-1] += "[]"
                continue
            elif self._next() not in _WORDS:
                return " ".join(words)
            words.append(_plain(self.tokens[self.place][1]).lower())
            self.place += 1


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
