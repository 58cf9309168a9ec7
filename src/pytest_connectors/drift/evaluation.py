"""Does a row keep a condition? In Python, as the server would say; `UNSURE` where only the server can."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

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
)
from pytest_connectors.drift.functions import FUNCTIONS, UNSURE, Present

Reading = Callable[[Mapping[str, object]], Any]

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod,
    "||": operator.add,
}  # fmt: skip
_INTERVAL = re.compile(r"(?:(-?\d+) years?)? ?(?:(-?\d+) mons?)? ?(?:(-?\d+) days?)? ?(?:(\d+):(\d\d):(\d\d))?")
_NUMBERS = ("numeric", "integer", "smallint", "bigint", "double precision", "real", "money")
_TEXTS = ("text", "character varying", "character", "bpchar", "citext", "name", "char")
_POSIX = {
    "[:alpha:]": "a-zA-Z", "[:digit:]": "0-9", "[:alnum:]": "a-zA-Z0-9", "[:upper:]": "A-Z", "[:lower:]": "a-z",
    "[:space:]": r"\s", "[:xdigit:]": "0-9a-fA-F", "[:punct:]": "!-/:-@",
}  # fmt: skip


def reading(node: Node) -> Reading:
    """A function that reads the condition's value in a row: True, False, None as SQL has them, or `UNSURE`."""
    match node:
        case Const(value=value):
            return lambda _: value
        case Name(name=name):
            return lambda row: row.get(name, UNSURE)
        case Cast(part=Const(value=value), type=kind):
            constant = converted(value, kind)
            return lambda _: constant
        case Cast(part=part, type=kind):
            inner = reading(part)
            return lambda row: converted(inner(row), kind)
        case Array(parts=parts):
            inners = [reading(part) for part in parts]
            return lambda row: [inner(row) for inner in inners]
        case Call(name=name, parts=parts):
            return _called(name, [reading(part) for part in parts])
        case _:
            return _truth(node)


def _truth(node: Node) -> Reading:
    match node:
        case And(parts=parts):
            return _joined([reading(part) for part in parts], decisive=False)
        case Or(parts=parts):
            return _joined([reading(part) for part in parts], decisive=True)
        case Not(part=part):
            return _applied(operator.not_, [reading(part)])
        case IsNull(part=part):
            inner = reading(part)
            return lambda row: UNSURE if (found := inner(row)) is UNSURE else found is None
        case Op(sign=sign, left=left, right=right):
            return _compared(sign, reading(left), reading(right))
        case Quantified():
            return _quantified(node)
        case _:
            return lambda _: UNSURE


def _compared(sign: str, left: Reading, right: Reading) -> Reading:
    def read(row: Mapping[str, object]) -> Any:
        a, b = left(row), right(row)
        if a is UNSURE or b is UNSURE:
            return UNSURE
        return None if a is None or b is None else compared(sign, a, b)

    return read


def compared(sign: str, a: Any, b: Any) -> Any:
    """What stands between a sign."""
    if isinstance(a, Present) or isinstance(b, Present):
        return _against_now(sign, a, b)
    with contextlib.suppress(TypeError, ValueError, ArithmeticError, re.error):
        if sign in COMPARISONS:
            if type(a) is not type(b) or isinstance(a, dt.datetime):
                a, b = _alike(a, b)
            return UNSURE if isinstance(a, str) and sign not in {"=", "<>"} else COMPARISONS[sign](a, b)
        if sign in _ARITHMETIC:
            if isinstance(a, float) != isinstance(b, float) and isinstance(a, Decimal) | isinstance(b, Decimal):
                a, b = float(a), float(b)
            return _ARITHMETIC[sign](a, b)
        if sign.strip("!*") in {"~", "~~"} and isinstance(a, str) and isinstance(b, str):
            pattern = like_pattern(b) if "~~" in sign else python_pattern(b)
            found = re.search(pattern, a, re.IGNORECASE | re.DOTALL if sign.endswith("*") else re.DOTALL)
            return (found is not None) != sign.startswith("!")
    return UNSURE


def converted(value: Any, kind: str) -> Any:
    """A value as another type, for the types that a check compares."""
    if value is None or value is UNSURE or isinstance(value, Present):
        return value
    try:
        if kind.endswith("[]"):
            return _listed(value, kind.removesuffix("[]"))
        if kind in _NUMBERS and not isinstance(value, bool):
            return Decimal(value.replace("$", "").replace(",", "")) if isinstance(value, str) else value
        if kind in _TEXTS:
            return value if isinstance(value, str) else UNSURE
        if isinstance(value, str):
            return _parsed(value, kind)
        if kind == "date":
            return value.date() if isinstance(value, dt.datetime) else value
    except (ValueError, InvalidOperation):
        return UNSURE
    return value


@functools.lru_cache(maxsize=512)
def python_pattern(pattern: str) -> str:
    """A POSIX pattern as Python writes it."""
    for name, members in _POSIX.items():
        pattern = pattern.replace(name, members)
    return pattern.replace(r"\m", r"\b").replace(r"\M", r"\b").replace(r"\y", r"\b")


@functools.lru_cache(maxsize=512)
def like_pattern(pattern: str) -> str:
    """A LIKE pattern as Python writes it."""
    parts = {"%": ".*", "_": "."}
    return r"\A" + "".join(parts.get(one, re.escape(one)) for one in pattern) + r"\Z"


def _parsed(text: str, kind: str) -> Any:
    if kind == "date":
        return dt.date.fromisoformat(text)
    if kind.startswith("timestamp"):
        return dt.datetime.fromisoformat(text)
    if kind.startswith("time"):
        return dt.time.fromisoformat(text)
    if kind == "interval":
        found = _INTERVAL.fullmatch(text)
        if found is None:
            return UNSURE
        years, months, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return dt.timedelta(days + 30 * months + 365.25 * years, seconds, hours=hours, minutes=minutes)
    # An enum's label is its text.
    return text


def _listed(value: Any, kind: str) -> Any:
    if isinstance(value, str):
        inner = value.strip("{}")
        if '"' in inner:
            return UNSURE
        value = inner.split(",") if inner else []
    return [converted(one, kind) for one in value] if isinstance(value, list) else UNSURE


def _joined(inners: list[Reading], *, decisive: bool) -> Reading:
    def read(row: Mapping[str, object]) -> Any:
        result: Any = not decisive
        for inner in inners:
            found = inner(row)
            if found is decisive:
                return decisive
            if found is UNSURE or (found is None and result is not UNSURE):
                result = found
        return result

    return read


def _applied(function: Callable[..., Any], inners: list[Reading]) -> Reading:
    """A function that knows no NULL."""

    def read(row: Mapping[str, object]) -> Any:
        values = [inner(row) for inner in inners]
        if any(value is UNSURE for value in values):
            return UNSURE
        return None if any(value is None for value in values) else function(*values)

    return read


def _quantified(node: Quantified) -> Reading:
    left, right = reading(node.left), reading(node.right)

    def read(row: Mapping[str, object]) -> Any:
        one, others = left(row), right(row)
        if one is UNSURE or not isinstance(others, list | None):
            return UNSURE
        if one is None or others is None:
            return None
        found = [compared(node.sign, one, other) if other is not None else None for other in others]
        if (not node.every) in found:
            return not node.every
        return next((odd for odd in (UNSURE, None) if any(f is odd for f in found)), node.every)

    return read


def _alike(a: Any, b: Any) -> tuple[Any, Any]:
    if isinstance(a, dt.date) and isinstance(b, dt.date):
        return _moment(a), _moment(b)
    if isinstance(a, str) != isinstance(b, str):
        raise TypeError
    return a, b


def _moment(value: dt.date) -> dt.datetime:
    found = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _against_now(sign: str, a: Any, b: Any) -> Any:
    if isinstance(a, Present):
        if isinstance(b, dt.timedelta) and sign in {"+", "-"}:
            return Present(a.later + b if sign == "+" else a.later - b)
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        return _against_now(turned[sign], b, a) if sign in turned and not isinstance(b, Present) else UNSURE
    if not isinstance(a, dt.date) or sign not in {"<", "<=", ">", ">="}:
        return UNSURE
    return _moment(a) < b.past if sign.startswith("<") else _moment(a) > b.future


def _called(name: str, inners: list[Reading]) -> Reading:
    if name in {"now", "statement_timestamp", "clock_timestamp", "transaction_timestamp"}:
        return lambda _: Present()
    if name in {"num_nonnulls", "num_nulls"}:
        return lambda row: sum((inner(row) is None) == (name == "num_nulls") for inner in inners)
    if name == "coalesce":
        return lambda row: next((found for inner in inners if (found := inner(row)) is not None), None)
    function = FUNCTIONS.get(name)
    if function is None:
        return lambda _: UNSURE
    strict = _applied(function, inners)

    def read(row: Mapping[str, object]) -> Any:
        try:
            return strict(row)
        except (TypeError, AttributeError, ArithmeticError):
            return UNSURE

    return read
