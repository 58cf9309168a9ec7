"""As what is a field's value drawn? As a scalar of PostgreSQL's, or as a number of which the value is made later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.drift.schema import Type
from pytest_connectors.systems.rest.document.demands import Demand
from pytest_connectors.systems.rest.document.demands.merging import Merging, without
from pytest_connectors.systems.rest.document.generating.texts import FORMATS

SEEDS = 9999
_EXACT = 2**53 - 1
_TEXTS = ("", "password", "binary")
_OF_FORMAT = {"date-time": "timestamptz", "date": "date", "time": "timetz", "uuid": "uuid", "byte": "bytea"}
_SMALL = 2**31 - 1
_DIGITS = 15
_MOST_SCALE = 6


@dataclass(frozen=True)
class Drawn:
    """How values of a field are drawn.

    Attributes:
        type: Its base is PostgreSQL's.
        seeded: What is drawn is a number, of which a value that fits the field's schema is made.
    """

    type: Type
    seeded: bool = False


def drawn(merging: Merging, schema: Schema) -> Drawn:
    """How values of a field are drawn that has this schema."""
    return _drawn(plain_demand(merging, schema))


def plain_demand(merging: Merging, schema: Schema) -> Demand:
    """What a schema asks of a value that is not null."""
    demand = merging.of(schema)
    # `anyOf: [..., {type: null}]` is how a field is said to be nullable: what is left is one schema.
    while demand.groups:
        variants = [one for one in demand.groups[0][0] if not _is_null(merging.of(one))]
        listed = [value for one in variants for value in merging.of(one).values or ()]
        if len(variants) > 1 and demand.values is None and all(merging.of(one).values for one in variants):
            # A choice of constants is a list of values.
            rest = merging.without_group(demand)
            demand = without(rest, values=tuple(listed), discriminator=None)
            continue
        if len(variants) != 1:
            return demand
        demand = merging.both(merging.without_group(demand), merging.of(variants[0]))
    return demand


def _is_null(demand: Demand) -> bool:
    return demand.kinds == ("null",) or demand.values == (None,)


def _drawn(demand: Demand) -> Drawn:
    kinds = tuple(kind for kind in demand.kinds or () if kind != "null")
    if demand.values is not None:
        found = _listed([one for one in demand.values if one is not None])
        return found or _seeded(_word(kinds, demand))
    kind = "number" if set(kinds) == {"integer", "number"} else kinds[0] if len(kinds) == 1 else ""
    if demand.groups or demand.conditions or demand.nots or demand.never or demand.discriminator:
        return _seeded(_word(kinds, demand))
    match kind:
        case "boolean":
            return Drawn(Type("boolean", "bool"))
        case "integer":
            return _whole(demand)
        case "number":
            return _number(demand)
        case "string":
            return _text(demand)
        case _:
            return _seeded(_word(kinds, demand))


def _word(kinds: tuple[str, ...], demand: Demand) -> str:
    """JSON's word for what it is."""
    if kinds == ("string",) and demand.format:
        return f"string({demand.format})"
    return " or ".join(kinds) if kinds else "object" if demand.properties else "any"


def _seeded(word: str) -> Drawn:
    check = f"CHECK (((VALUE >= 0) AND (VALUE <= {SEEDS})))"
    return Drawn(Type(word, "int4", checks=(check,)), seeded=True)


def _listed(values: list[Json]) -> Drawn | None:
    """One of some values; None where they are of several kinds, or of none that is drawn."""
    if values and all(isinstance(one, str) for one in values):
        return Drawn(Type("string", "text", labels=tuple(dict.fromkeys(values))))
    if values and all(isinstance(one, bool) for one in values):
        return Drawn(Type("boolean", "bool")) if len(set(values)) > 1 else None
    if values and all(isinstance(one, int) and not isinstance(one, bool) for one in values):
        said = ", ".join(map(str, values))
        base = "int4" if all(abs(one) <= _SMALL for one in values) else "int8"
        return Drawn(Type("integer", base, checks=(f"CHECK ((VALUE = ANY (ARRAY[{said}])))",)))
    return None


def _whole(demand: Demand) -> Drawn:
    if any(one != 1 for one in demand.multiples):
        return _seeded("integer")
    # Beyond this a reader that takes numbers for doubles rounds, and the document does not say that it is to hold.
    exact = () if demand.format in ("int32", "int64") else (f"CHECK ((abs(VALUE) <= {_EXACT}))",)
    base = "int4" if demand.format == "int32" else "int8"
    return Drawn(Type("integer", base, checks=(*_ranged(demand.bounds), *exact)))


def _number(demand: Demand) -> Drawn:
    if demand.multiples == (1,):
        return Drawn(Type("number", "int8", checks=_ranged(demand.bounds)))
    if demand.multiples:
        scale = _scale(demand.multiples[0]) if len(demand.multiples) == 1 else None
        if scale is None:
            return _seeded("number")
        return Drawn(Type("number", "numeric", precision=_DIGITS, scale=scale, checks=_ranged(demand.bounds)))
    return Drawn(Type("number", "float4" if demand.format == "float" else "float8", checks=_ranged(demand.bounds)))


def _scale(multiple: float) -> int | None:
    """The digits behind the point, where a number is a multiple of 0.1, 0.01 and so on."""
    written = Decimal(repr(multiple)).normalize()
    sign, digits, exponent = written.as_tuple()
    if sign or digits != (1,) or not isinstance(exponent, int):
        return None
    return -exponent if -_MOST_SCALE <= exponent < 0 else None


def _ranged(bounds: Mapping[str, float]) -> tuple[str, ...]:
    signs = {"minimum": ">=", "exclusiveMinimum": ">", "maximum": "<=", "exclusiveMaximum": "<"}
    return tuple(f"CHECK ((VALUE {sign} {_said(bounds[key])}))" for key, sign in signs.items() if key in bounds)


def _said(value: float) -> str:
    """A number as SQL."""
    return format(Decimal(repr(value)), "f")


def _text(demand: Demand) -> Drawn:
    least, most = int(demand.bounds.get("minLength", 0)), demand.bounds.get("maxLength")
    if demand.patterns:
        return _seeded(_word(("string",), demand))
    base = _OF_FORMAT.get(demand.format)
    if base is not None:
        return Drawn(Type(f"string({demand.format})", base, precision=3 if base == "timestamptz" else None))
    if not _is_text(demand.format):
        return _seeded(f"string({demand.format})")
    word = _word(("string",), demand)
    checks = (f"CHECK ((char_length(VALUE) >= {least}))",) if least else ()
    if most is None or most > SEEDS:
        return Drawn(Type(word, "text", checks=checks))
    if least > most or most == 0:
        return _seeded(word)
    return Drawn(Type(word, "varchar", length=int(most), checks=checks))


def _is_text(form: str) -> bool:
    """Whether a format asks nothing that is known here."""
    return form in _TEXTS or (form not in FORMATS and not re.fullmatch(r"u?int\d+", form))
