"""Which rows may both documents hand out? What the next one only narrows must not look like other data."""

from __future__ import annotations

import zlib
from functools import partial

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.drift.schema import Row, Rows
from pytest_connectors.systems.rest.document.generating import CannotGenerate, Values
from pytest_connectors.systems.rest.document.validating import validators_of
from pytest_connectors.systems.rest.proposing.carrying import Carrying
from pytest_connectors.systems.rest.proposing.pairing import Pairs, renamed_label
from pytest_connectors.systems.rest.server.texts import type_of, types

_TRIES = 24


class Agreeing:
    """Makes of rows of today's document such as the next one allows too, where both know such values.

    A bound that is narrower, a label that is no longer known, a field that is never null: no connector that reads can
    be broken by what it no longer gets, so that no row shows it.
    """

    def __init__(self, carrying: Carrying) -> None:
        self._carrying = carrying
        self._before = validators_of(carrying.before.root)
        self._after = validators_of(carrying.after.root)
        self._values = Values(self._after)

    def rows(self, rows: Rows) -> Rows:
        """The rows; the very same where both documents allow them."""
        found = tuple(self._object(row, self._carrying.pairs) for row in rows)
        return rows if all(new is old for new, old in zip(found, rows, strict=True)) else found

    def _object(self, row: Row, pairs: Pairs) -> Row:
        changed: dict[str, Json] = {}
        for new, old in pairs.both:
            if old is None or old.name != new.name:
                continue
            if new.name in row:
                value = self._value(old.schema, new.schema, row[new.name])
                if value is not row[new.name]:
                    changed[new.name] = value
            elif new.required and not old.required:
                value = self._both(old.schema, new.schema, f"{new.name} {sorted(row)}")
                changed |= {} if value is None else {new.name: value}
        return {**row, **changed} if changed else row

    def _value(self, old: Schema, new: Schema, value: Json) -> Json:
        if isinstance(value, dict):
            pairs = self._carrying.inside(old, new)
            value = self._object(value, pairs) if pairs is not None else value
        elif isinstance(value, list):
            value = self._list(old, new, value)
        if self._after.is_valid(new, value) or self._is_another_kind(old, new, value):
            return value
        found = self._both(old, new, value)
        return value if found is None else found

    def _list(self, old: Schema, new: Schema, value: list[Json]) -> Json:
        was, now = self._carrying.before.each(old), self._carrying.after.each(new)
        if was is None or now is None:
            return value
        found = [self._value(was, now, one) for one in value]
        return value if all(one is other for one, other in zip(found, value, strict=True)) else found

    def _is_another_kind(self, old: Schema, new: Schema, value: Json) -> bool:
        """Whether the next document holds values of another type there, or calls a label otherwise."""
        roots = self._carrying.before.root, self._carrying.after.root
        if renamed_label(roots[0], old, roots[1], new, value) is not None:
            return True
        kinds = types(roots[1], new)
        return (
            value is not None
            and type_of(value) not in kinds
            and not (type_of(value) == "integer" and "number" in kinds)
        )

    def _both(self, old: Schema, new: Schema, seed: Json) -> Json:
        """A value that fits both; None where none was found."""
        first = zlib.crc32(repr(seed).encode("utf-8", "surrogatepass"))
        fits = partial(self._before.is_valid, old)
        for i in range(_TRIES):
            try:
                value = self._values.of(new, first + i)
            except CannotGenerate:
                return None
            if value is not None and fits(value):
                return value
        return None
