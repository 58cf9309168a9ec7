"""What does a CHECK constraint say of one column? Enough that most proposed rows are taken; the server decides."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from pytest_connectors.drift.evaluation import reading
from pytest_connectors.drift.expressions import (
    And,
    Array,
    Call,
    Cast,
    IsNull,
    Name,
    Node,
    Op,
    Or,
    Quantified,
    names_in,
)  # fmt: skip
from pytest_connectors.drift.functions import UNSURE, Present
from pytest_connectors.drift.hints import NO_HINT, Hint
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.drift.wording import condition

LENGTHS = frozenset({"char_length", "character_length", "length"})
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}
_MILD = frozenset({"lower", "upper", "btrim", "ltrim", "rtrim", "abs"})
_NARROW = 2


def hints_of(checks: Iterable[str], value: str = "VALUE") -> dict[str, Hint]:
    """Bounds and allowed values by column, as `pg_get_constraintdef` tells them; what is not understood is left out.

    Args:
        checks: The constraints.
        value: The column that a domain's VALUE stands for.
    """
    found: dict[str, _Bounds] = {}
    for check in checks:
        for node in _conjuncts(condition(check, value)):
            for name in names_in(node):
                found.setdefault(name, _Bounds()).learn(name, node)
    return {name: hint for name, known in found.items() if (hint := known.hint()) != NO_HINT}


def hints_for(table: TableSchema) -> dict[str, Hint]:
    """What the table's own constraints say of its columns, and what the columns' domains say."""
    found = hints_of(table.checks)
    for column in table.columns:
        if column.type.checks:
            found = joined(found, hints_of(column.type.checks, column.name))
    return found


def joined(one: Mapping[str, Hint], other: Mapping[str, Hint]) -> dict[str, Hint]:
    """What both say of each column: the narrower bounds, and the allowed values of the first that names any."""
    return {name: _joined(one.get(name, NO_HINT), other.get(name, NO_HINT)) for name in {**one, **other}}


def column_of(node: Node) -> str | None:
    """The column, where there is nothing but a column and casts of it."""
    while isinstance(node, Cast):
        node = node.part
    return node.name if isinstance(node, Name) else None


def aimed_at(node: Node) -> str | None:
    """The column, where there is nothing but a column, casts of it, and what leaves most of it as it is."""
    while isinstance(node, Cast | Call):
        if isinstance(node, Call) and (node.name not in _MILD or len(node.parts) != 1):
            return None
        node = node.part if isinstance(node, Cast) else node.parts[0]
    return node.name if isinstance(node, Name) else None


def constant(node: Node) -> object:
    """The value of what speaks of no column; `UNSURE` where it does, or where only the server knows."""
    return UNSURE if names_in(node) else reading(node)({})


def constants(node: Node) -> list[object]:
    """The values of an array that speaks of no column."""
    found = constant(node)
    if isinstance(found, list):
        return [one for one in found if one is not UNSURE]
    return [one for part in node.parts if (one := constant(part)) is not UNSURE] if isinstance(node, Array) else []


def _conjuncts(node: Node) -> Iterator[Node]:
    """What must hold in any case; of a choice between NULL and something, the something."""
    if isinstance(node, And):
        for part in node.parts:
            yield from _conjuncts(part)
    elif isinstance(node, Or):
        others = [part for part in node.parts if not isinstance(part, IsNull)]
        if len(names_in(node)) == 1:
            yield from _conjuncts(others[0]) if len(others) == 1 else (Or(tuple(others)),)
    else:
        yield node


class _Bounds:
    """What is known of one column."""

    def __init__(self) -> None:
        self.low: list[tuple[Decimal, bool]] = []
        self.high: list[tuple[Decimal, bool]] = []
        self.allowed: tuple[object, ...] = ()
        self.shortest: list[int] = []
        self.longest: list[int] = []

    def learn(self, name: str, node: Node) -> None:
        """Take in what one condition says."""
        match node:
            case Op(sign=sign, left=left, right=right) if sign in TURNED:
                if names_in(right) == (name,) and not names_in(left):
                    sign, left, right = TURNED[sign], right, left
                value = constant(right)
                if column_of(left) == name:
                    self._compare(sign, value)
                elif isinstance(left, Call) and left.name in LENGTHS and column_of(left.parts[0]) == name:
                    self._measure(sign, value)
            case Quantified(sign="=", left=left, right=right, every=False) if aimed_at(left) == name:
                self.allowed = self.allowed or tuple(_plain(one) for one in constants(right))
            case Or(parts=parts):
                self.allowed = self.allowed or _alternatives(name, parts)
            case _:
                pass

    def _compare(self, sign: str, value: object) -> None:
        if sign == "=" and value is not None and value is not UNSURE and not isinstance(value, Present):
            self.allowed = (_plain(value),)
        elif isinstance(value, Decimal | int) and not isinstance(value, bool) and sign != "<>":
            (self.low if sign.startswith(">") else self.high).append((Decimal(value), not sign.endswith("=")))

    def _measure(self, sign: str, value: object) -> None:
        if not isinstance(value, Decimal):
            return
        length = int(value)
        if sign in {">", ">=", "="}:
            self.shortest.append(length + (sign == ">"))
        if sign in {"<", "<=", "="}:
            self.longest.append(length - (sign == "<"))

    def hint(self) -> Hint:
        """All of it; between narrow bounds the bounds themselves, since there may be no room beside them."""
        lows = [value + exclusive for value, exclusive in self.low]
        highs = [value - exclusive for value, exclusive in self.high]
        if self.low and self.high and min(self.high)[0] - max(self.low)[0] < _NARROW:
            lows, highs = [value for value, _ in self.low], [value for value, _ in self.high]
        return Hint(
            minimum=float(max(lows)) if lows else None,
            maximum=float(min(highs)) if highs else None,
            allowed=self.allowed,
            shortest=max(self.shortest, default=None),
            longest=min(self.longest, default=None),
        )


def _alternatives(name: str, parts: Iterable[Node]) -> tuple[object, ...]:
    """The values of `a = 1 OR a = 2`."""
    found: list[object] = []
    for part in parts:
        inner = _Bounds()
        inner.learn(name, part)
        if not inner.allowed:
            return ()
        found += inner.allowed
    return tuple(dict.fromkeys(found))


def _plain(value: object) -> object:
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def _joined(one: Hint, other: Hint) -> Hint:
    lows, highs, shortest, longest = (
        [value for hint in (one, other) if (value := getattr(hint, what)) is not None]
        for what in ("minimum", "maximum", "shortest", "longest")
    )
    return dataclasses.replace(
        one,
        minimum=max(lows, default=None),
        maximum=min(highs, default=None),
        allowed=one.allowed or other.allowed,
        unique=one.unique or other.unique,
        required=one.required or other.required,
        shortest=max(shortest, default=None),
        longest=min(longest, default=None),
        apart=one.apart or other.apart,
    )
