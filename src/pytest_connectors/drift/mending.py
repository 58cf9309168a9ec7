"""How is a row made to keep the table's conditions? Where one fails, a way to keep it is chosen and followed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any

from pytest_connectors.drift.checks import LENGTHS, TURNED, aimed_at, column_of, constant, constants
from pytest_connectors.drift.conditions import Condition, conditions
from pytest_connectors.drift.evaluation import COMPARISONS
from pytest_connectors.drift.expressions import (
    Call,
    IsNull,
    Name,
    Node,
    Not,
    Op,
    Quantified,
    names_in,
)  # fmt: skip
from pytest_connectors.drift.functions import UNSURE, Present
from pytest_connectors.drift.patterns import text_for, text_like
from pytest_connectors.drift.schema import INTEGERS, Row, TableSchema, Type
from pytest_connectors.drift.values.numbers import rounded
from pytest_connectors.drift.values.texts import WORDS, usual

_TRIES = 12
_SIZES = {"array_length", "cardinality"}
_TEXTS = {"text", "varchar", "bpchar", "citext", "name"}


class Mender:
    """Makes rows of one table keep its conditions."""

    def __init__(
        self,
        table: TableSchema,
        rng: random.Random,
        draw: Callable[[Row, str], None],
        kept: AbstractSet[str],
    ) -> None:
        """For one table.

        Args:
            table: The table.
            rng: The source of chance.
            draw: Gives a column of a row another value.
            kept: Columns that only `draw` may change, since they refer to other rows or are keys.
        """
        self.rng, self.draw, self.kept = rng, draw, kept
        self.conditions = conditions(table)
        self.columns = {column.name: column for column in table.columns if not column.generated}

    def mend(self, row: Row) -> bool:
        """Change the row until no condition is broken; whether that came about."""
        for number in range(_TRIES):
            verdicts = [(one, one.read(row)) for one in self.conditions]
            broken = [one for one, verdict in verdicts if verdict is False]
            unsure = [one for one, verdict in verdicts if verdict is UNSURE] if number == 0 else []
            if not broken and not unsure:
                return True
            for one in unsure:
                self._guess(one, row)
            for one in broken:
                for atom, read in self.rng.choice(one.ways):
                    if read(row) is not True:
                        self._settle(atom, row)
        return False

    def _guess(self, one: Condition, row: Row) -> None:
        """Give texts of which only the server knows what they must be like the look of something usual."""
        for name in one.columns:
            if name in self.columns and name not in self.kept and self._is_text(name) and row[name] is not None:
                self._put(row, name, self._usual(name))

    def _settle(self, atom: Node, row: Row) -> None:
        match atom:
            case IsNull(part=Name(name=name)) if name in self.columns and self.columns[name].nullable:
                row[name] = None
            case Not(part=IsNull(part=Name(name=name))) if name in self.columns:
                if row[name] is None:
                    self._draw_some(row, name)
            case Name(name=name) | Not(part=Name(name=name)):
                self._put(row, name, isinstance(atom, Name))
            case Call(name="is_true" | "is_false", parts=(Name(name=name),)):
                self._put(row, name, atom.name == "is_true")
            case Quantified(sign="=", left=left, right=right, every=False):
                self._choose(row, left, constants(right))
            case Op():
                self._compare(row, atom)
            case _:
                self._draw_all(row, atom)

    def _compare(self, row: Row, atom: Op) -> None:
        sign, left, right = atom.sign, atom.left, atom.right
        if sign in TURNED and not names_in(left):
            sign, left, right = TURNED[sign], right, left
        one, other, value = column_of(left), column_of(right), constant(right)
        if one is not None and value is not UNSURE and value is not None:
            self._approach(row, one, sign, value)
        elif one is not None and other is not None and sign in COMPARISONS:
            self._order(row, one, sign, other)
        elif isinstance(left, Call) and sign in COMPARISONS and isinstance(value, Decimal):
            self._measure(row, left, sign, int(value))
        elif (aim := aimed_at(left)) is not None and value is not UNSURE and value is not None:
            self._approach(row, aim, sign, value)
        elif sign == "=" and isinstance(left, Call) and left.name in {"lower", "upper"} and other is not None:
            self._put(row, other, getattr(str(row[other]), left.name)())
        else:
            self._draw_all(row, atom)

    def _approach(self, row: Row, name: str, sign: str, value: Any) -> None:
        """Put a value that stands on the right side of a constant, or fits a pattern."""
        kind = self.columns[name].type if name in self.columns else None
        found: object = None
        if kind is None:
            return
        if sign in {"~", "~*"}:
            found = text_for(str(value), self.rng)
        elif sign in {"~~", "~~*"}:
            found = text_like(str(value), self.rng)
        elif sign == "=":
            found = value
        elif sign in COMPARISONS and sign != "<>":
            found = self._beside(kind, sign, value)
        if found is None:
            self._draw_all(row, Name(name))
        else:
            self._put(row, name, _as(kind, found))

    def _beside(self, kind: Type, sign: str, value: Any) -> object:
        up = 1 if sign.startswith(">") else -1
        far = self.rng.randrange(0 if sign.endswith("=") else 1, 25)
        if isinstance(value, Present):
            value = value.future if up > 0 else value.past
        if isinstance(value, dt.date):
            return value + up * dt.timedelta(days=far)
        if isinstance(value, dt.timedelta):
            return value + up * dt.timedelta(hours=far)
        if isinstance(value, Decimal):
            step = Decimal(1) if kind.base in INTEGERS or abs(value) > 1 else Decimal("0.01")
            return value + up * far * step
        return None

    def _order(self, row: Row, one: str, sign: str, other: str) -> None:
        """Put two columns into order: exchange them, or let one follow the other."""
        a, b = row.get(one), row.get(other)
        alike = self.columns.keys() >= {one, other} and self.columns[one].type == self.columns[other].type
        if sign == "<>" or a is None or b is None:
            self._draw_all(row, Op(sign, Name(one), Name(other)))
        elif sign == "=":
            self._put(row, other if one in self.kept else one, a if one in self.kept else b)
        elif alike and a != b and self.kept.isdisjoint((one, other)):
            row[one], row[other] = b, a
        elif other not in self.kept:
            self._follow(row, other, TURNED[sign], a)
        else:
            self._follow(row, one, sign, b)

    def _follow(self, row: Row, name: str, sign: str, value: object) -> None:
        number = Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
        self._approach(row, name, sign, number)

    def _measure(self, row: Row, call: Call, sign: str, size: int) -> None:
        """Put a text or an array of a wanted length."""
        name = column_of(call.parts[0]) if call.parts else None
        length = max(0, size + {"<": -1, ">": 1}.get(sign, 0))
        if name in self.columns and call.name in LENGTHS and self._is_text(name):
            text = " ".join(self.rng.choices(WORDS, k=length // 4 + 1)).replace(
                " ", "x" if length < len(WORDS) else "-"
            )
            self._put(row, name, text[: length if sign != ">=" else max(length, 1)])
        elif call.name == "num_nonnulls":
            self._fill_some(row, names_in(call), length)
        elif name in self.columns and call.name in _SIZES and isinstance(row.get(name), list):
            known = [*(row[name] or ())]  # type: ignore[misc]  # it is a list
            self.draw(row, name)
            drawn = [*known, *(row[name] or ())] or [None]  # type: ignore[misc]  # as above
            row[name] = [drawn[i % len(drawn)] for i in range(length)]
        else:
            self._draw_all(row, call)

    def _fill_some(self, row: Row, names: Sequence[str], count: int) -> None:
        """Put a value into so many of the columns, and NULL into the others."""
        filled = self.rng.sample(names, min(count, len(names)))
        for name in names:
            if name in filled:
                self._settle(Not(IsNull(Name(name))), row)
            else:
                self._settle(IsNull(Name(name)), row)

    def _choose(self, row: Row, left: Node, values: Sequence[object]) -> None:
        name = aimed_at(left)
        if name in self.columns and values:
            self._put(row, name, _as(self.columns[name].type, self.rng.choice(values)))
        else:
            self._draw_all(row, left)

    def _put(self, row: Row, name: str, value: object) -> None:
        if name in self.kept or name not in self.columns:
            self._draw_all(row, Name(name))
            return
        longest = self.columns[name].type.length
        row[name] = value[:longest] if isinstance(value, str) and longest is not None else value

    def _draw_all(self, row: Row, node: Node) -> None:
        for name in names_in(node):
            if name in self.columns:
                self.draw(row, name)
                if self._is_text(name) and name not in self.kept and self.rng.randrange(2):
                    row[name] = self._usual(name)

    def _draw_some(self, row: Row, name: str) -> None:
        for _ in range(_TRIES):
            self.draw(row, name)
            if row[name] is not None:
                return

    def _is_text(self, name: str) -> bool:
        kind = self.columns[name].type
        return kind.base in _TEXTS and not kind.labels

    def _usual(self, name: str) -> str:
        longest = self.columns[name].type.length
        found = usual(self.rng)
        return found if longest is None or len(found) <= longest else usual(self.rng, longest)


def _as(kind: Type, value: object) -> object:
    """A value as the column's type carries it."""
    if isinstance(value, Decimal):
        if kind.base in INTEGERS:
            return int(value)
        return float(value) if kind.base in {"float4", "float8"} else rounded(kind, value)
    if isinstance(value, dt.datetime):
        if kind.base == "date":
            return value.date()
        return value.replace(tzinfo=(value.tzinfo or dt.UTC) if kind.base == "timestamptz" else None)
    if isinstance(value, dt.date) and kind.base in {"timestamp", "timestamptz"}:
        return dt.datetime.combine(value, dt.time(), dt.UTC if kind.base == "timestamptz" else None)
    return value
