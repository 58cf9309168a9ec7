"""What does a table ask of each row, and in which ways can a row keep it?"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass

from pytest_connectors.drift.evaluation import Reading, reading
from pytest_connectors.drift.expressions import And, Node, Not, Op, Or, names_in
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.drift.wording import condition

_MOST_WAYS = 32
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

Atom = tuple[Node, Reading]


@dataclass(frozen=True, eq=False)
class Condition:
    """A condition on a row: the columns it speaks of, how to read it, and the ways in which it can be kept."""

    columns: tuple[str, ...]
    read: Reading
    ways: tuple[tuple[Atom, ...], ...]


def conditions(table: TableSchema) -> tuple[Condition, ...]:
    """What the table's CHECKs and its columns' domains ask."""
    domains = [(check, column.name) for column in table.columns for check in column.type.checks]
    return tuple(_condition(check, name) for check, name in [*((one, "VALUE") for one in table.checks), *domains])


@functools.lru_cache(maxsize=2048)
def _condition(check: str, value: str) -> Condition:
    node = condition(check, value)
    ways = [tuple((atom, reading(atom)) for atom in way) for way in itertools.islice(_ways(node), _MOST_WAYS)]
    return Condition(names_in(node), reading(node), tuple(ways))


def _ways(node: Node) -> list[tuple[Node, ...]]:
    """Each way to keep a condition, as parts that are all to be kept."""
    match node:
        case Or(parts=parts):
            return [way for part in parts for way in _ways(part)][:_MOST_WAYS]
        case And(parts=parts):
            found: list[tuple[Node, ...]] = [()]
            for part in parts:
                found = [(*one, *other) for one in found for other in _ways(part)][:_MOST_WAYS]
            return found
        case Not(part=part):
            turned = _opposite(part)
            return [(turned,)] if isinstance(turned, Not) else _ways(turned)
        case _:
            return [(node,)]


def _opposite(node: Node) -> Node:
    match node:
        case Or(parts=parts):
            return And(tuple(_opposite(part) for part in parts))
        case And(parts=parts):
            return Or(tuple(_opposite(part) for part in parts))
        case Not(part=part):
            return part
        case Op(sign=sign, left=left, right=right) if sign in _OPPOSITE:
            return Op(_OPPOSITE[sign], left, right)
        case _:
            return Not(node)
