"""What becomes of rows when the API speaks its next document? What has its name keeps its value, where it may."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.contract.openapi.rows import Shape
from pytest_connectors.contract.openapi.rows.properties import properties
from pytest_connectors.contract.openapi.rows.spots import element, spot
from pytest_connectors.systems.rest.document.generating import CannotGenerate, Values
from pytest_connectors.systems.rest.document.validating import Validators, validators_of
from pytest_connectors.systems.rest.proposing.pairing import Member, Pairs, paired, renamed_label

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TRIED = 3
_HERE = "#/-"  # parts of a row are not asked where they stand


@dataclass(frozen=True, eq=False)
class Side:
    """One of two documents, as far as rows go."""

    root: Mapping[str, Json]
    shape: Shape

    @property
    def side(self) -> str:
        """What of it counts: what only answers hold, or only requests, does not stand in the other."""
        return "requests" if self.shape.status else "answers"

    @property
    def members(self) -> dict[str, Member]:
        """The fields of a row."""
        return {one.name: Member(one.name, one.schema, one.required, one.place) for one in self.shape.fields}

    def inside(self, schema: Schema) -> dict[str, Member]:
        """The properties of an object."""
        held = properties(self.root, spot(self.root, schema, _HERE))
        return {one.name: Member(one.name, one.schema, one.required) for one in held if not one.only_for(self.side)}

    def each(self, schema: Schema) -> Schema | None:
        """What a list holds."""
        found = element(self.root, spot(self.root, schema, _HERE))
        return None if found is None else found.schema


class Carrying:
    """Carries rows from one document to another; the same row becomes the same each time.

    Attributes:
        pairs: Which field of a row becomes which.
    """

    def __init__(self, before: Side, after: Side, validators: Validators) -> None:
        """Rows of the one document for the other, whose validators these are."""
        self.before, self.after = before, after
        self._validators = validators
        self._values = Values(validators)
        self._for_request = not after.shape.status
        self._pairs: dict[tuple[int, int], tuple[Pairs, Schema, Schema]] = {}
        self.pairs = paired(before.root, before.members, after.root, after.members)

    def rows(self, rows: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Json], ...]:
        """The rows as they lie there now."""
        return tuple(self._row(row) for row in rows)

    def try_out(self) -> None:
        """Carry rows that nobody needs: what cannot be read in the next document shows at once, and not in a run."""
        values, before = Values(validators_of(self.before.root)), self.before.shape
        for seed in range(_TRIED):
            try:
                row = values.of(before.item, seed, for_request=self._for_request)
            except CannotGenerate:
                row = {}
            self.rows([row if isinstance(row, dict) else {}])

    def inside(self, old: Schema, new: Schema) -> Pairs | None:
        """Which property of an object in a row becomes which; None where there is no object in the next document."""
        key = (id(old), id(new))
        if key not in self._pairs:
            before, after = self.before.inside(old), self.after.inside(new)
            # The keys are the objects' identities, so these have to live as long as the entry.
            self._pairs[key] = (paired(self.before.root, before, self.after.root, after), old, new)
        found = self._pairs[key][0]
        return found if found.both else None

    def _row(self, row: Mapping[str, Json]) -> dict[str, Json]:
        found = self._object(row, self.pairs, closed=self.after.shape.closed)
        outside = {one.name for one in self.after.shape.fields if one.place != "body"}
        body = {name: value for name, value in found.items() if name not in outside}
        if self._fits(self.after.shape.item, body):
            return found
        return {**{name: one for name, one in found.items() if name in outside}, **self._mended(body)}

    def _object(self, row: Mapping[str, Json], pairs: Pairs, *, closed: bool = False) -> dict[str, Json]:
        """An object with the members that it has now, in the order of the next document."""
        seed = _seed(row)
        found: dict[str, Json] = {}
        for new, old in pairs.both:
            if old is not None and old.name in row:
                found[new.name] = self._value(old.schema, new.schema, row[old.name])
            elif new.required or (old is None and not self._for_request):
                self._make(found, new, seed)
        strays = {} if closed else {name: row[name] for name in row if name not in pairs.before and name not in found}
        return {**found, **strays}

    def _make(self, found: dict[str, Json], new: Member, seed: int) -> None:
        try:
            found[new.name] = self._values.of(
                new.schema, seed + zlib.crc32(new.name.encode()), for_request=self._for_request
            )
        except CannotGenerate:
            # What no value fits is left out: the rest of the row is still worth having.
            return

    def _value(self, old: Schema, new: Schema, value: Json) -> Json:
        for one in self._readings(old, new, value):
            if self._fits(new, one):
                return one
        try:
            return self._values.of(new, _seed(value), for_request=self._for_request)
        except CannotGenerate:
            return value

    def _readings(self, old: Schema, new: Schema, value: Json) -> Iterator[Json]:
        """What a value may be said as, the likeliest first."""
        match value:
            case Mapping():
                pairs = self.inside(old, new)
                if pairs is not None:
                    yield self._object(value, pairs)
                yield value
            case list():
                was, now = self.before.each(old), self.after.each(new)
                if was is not None and now is not None:
                    yield [self._value(was, now, one) for one in value]
                yield value
                yield from value[:1]
            case _:
                yield value
                label = renamed_label(self.before.root, old, self.after.root, new, value)
                yield from () if label is None else (label,)
                yield from _said(value)
                if value is not None:
                    yield [value]

    def _fits(self, schema: Schema, value: Json) -> bool:
        return schema is True or self._validators.is_valid(schema, value, for_request=self._for_request)

    def _mended(self, body: dict[str, Json]) -> dict[str, Json]:
        """A row that fits and has as many of the values as it can, where fields ask something of each other."""
        try:
            model = self._values.of(self.after.shape.item, _seed(body), for_request=self._for_request)
        except CannotGenerate:
            return body
        if not isinstance(model, dict):
            return body
        for name, value in body.items():
            if self._fits(self.after.shape.item, tried := {**model, name: value}):
                model = tried
        return model


def _seed(value: Json) -> int:
    return 1 + zlib.crc32(json.dumps(value, sort_keys=True, default=str).encode("utf-8", "surrogatepass"))


def _said(value: Json) -> Iterator[Json]:
    """A scalar in other words: `12` as `"12"`, `"12"` as 12, a day as a moment."""
    match value:
        case bool():
            yield json.dumps(value)
            yield int(value)
        case int() | float():
            if isinstance(value, float) and value.is_integer():
                yield int(value)
            yield json.dumps(value)
        case str():
            if _NUMBER.fullmatch(value):
                yield json.loads(value)
            if value in ("true", "false"):
                yield value == "true"
            if _DAY.fullmatch(value):
                yield f"{value}T00:00:00Z"
            if _DAY.fullmatch(value[:10]):
                yield value[:10]
            yield from (value.upper(), value.lower())
        case _:
            return
