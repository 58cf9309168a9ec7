"""Which rows does an operation hand out or take, and how are they said in JSON?"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import unescaped
from pytest_connectors.contract.openapi.rows import Field, Shape
from pytest_connectors.contract.operation import Operation
from pytest_connectors.drift.schema import Row, Rows
from pytest_connectors.errors import near
from pytest_connectors.systems.rest.document.generating import CannotGenerate, Values
from pytest_connectors.systems.rest.document.rows.drawn import SEEDS, drawn, plain_demand
from pytest_connectors.systems.rest.document.rows.wording import UnsayableError, said
from pytest_connectors.systems.rest.document.validating import Validators

_MENDINGS = 3


def settled(
    operation: Operation, shape: Shape, validators: Validators, rows: Rows, *, as_said: bool = False
) -> tuple[Rows, tuple[str, ...]]:
    """The rows in JSON, and of each that does not fit why not.

    A drawn number in a field that is no number becomes a value that fits the field; a value that fits stays as it is.

    Args:
        operation: As it was declared.
        shape: How rows lie in its answers, or in its requests.
        validators: Of the document.
        rows: As they were drawn, or as a user gave them.
        as_said: They are a user's own, so that none becomes another one.
    """
    settling = _Settling(operation, shape, validators, as_said=as_said)
    done: list[Row] = []
    reasons: list[str] = []
    for row in rows:
        try:
            done.append(settling.row(row))
        except _UnfitError as error:
            reasons.append(str(error))
    return tuple(done), tuple(reasons)


class _UnfitError(Exception):
    """A row does not fit; the text says why."""


class _Told:
    """What is known of one field."""

    def __init__(self, field: Field, validators: Validators) -> None:
        demand = plain_demand(validators.merging, field.schema)
        self.field = field
        self.kinds, self.form = demand.kinds or (), demand.format
        self.seeded = drawn(validators.merging, field.schema).seeded
        self.alone = field.place != "body"


class _Settling:
    def __init__(self, operation: Operation, shape: Shape, validators: Validators, *, as_said: bool) -> None:
        self.operation, self.shape, self.validators, self.as_said = operation, shape, validators, as_said
        self.values = Values(validators)
        self.for_request = not shape.status
        self.fields = {field.name: _Told(field, validators) for field in shape.fields}
        self.outside = frozenset(field.name for field in shape.fields if field.place != "body")
        self.made: dict[tuple[str, int], Json] = {}
        self.body = validators.of(shape.item, shape.pointer, for_request=self.for_request)

    def row(self, row: Row) -> Row:
        """One row in JSON; raises _UnfitError."""
        found = {name: self._said(name, row[name]) for name in self.fields if name in row}
        found = {name: value for name, value in found.items() if not self._is_left_out(name, value)}
        found.update((name, self._stray(name, value)) for name, value in row.items() if name not in self.fields)
        for name in self.outside:
            self._check_outside(name, found)
        body = {name: value for name, value in found.items() if name not in self.outside}
        if self._fits(body):
            return found
        # Rows that are drawn have a value for each field; what fields ask of each other is not known by then.
        is_drawn = not self.as_said and row.keys() >= self.fields.keys()
        mended = self._mended(body) if is_drawn else None
        if mended is None:
            raise _UnfitError(self._why(body))
        return {**{name: value for name, value in found.items() if name in self.outside}, **mended}

    def _said(self, name: str, value: object) -> Json:
        told = self.fields[name]
        try:
            found = said(value, told.form, told.kinds)
        except UnsayableError as error:
            msg = f"field {name!r}: {error}"
            raise _UnfitError(msg) from None
        is_seed = told.seeded and isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= SEEDS
        if self.as_said or not is_seed or self._suits(told, found):
            return found
        key = (name, found)
        if key not in self.made:
            self.made[key] = self._generated(told, found)
        return _copied(self.made[key])

    def _suits(self, told: _Told, value: Json) -> bool:
        return self.validators.is_valid(told.field.schema, value, for_request=self.for_request)

    def _generated(self, told: _Told, seed: int) -> Json:
        """The value of which the seed was drawn; it is null where the row says so and not by chance."""
        # A path holds no empty text.
        empty = (None, "") if told.alone else (None,)
        try:
            for one in range(max(1, seed), seed + 5 * SEEDS, SEEDS):
                found = self.values.of(told.field.schema, one, for_request=self.for_request)
                if found not in empty:
                    break
        except CannotGenerate as error:
            msg = f"field {told.field.name!r}: no value was found that fits its schema: {error.why}"
            raise _UnfitError(msg) from None
        return found

    def _is_left_out(self, name: str, value: Json) -> bool:
        """Whether nothing is said of a field, which holds no null and may be left out."""
        field = self.fields[name].field
        return value is None and not field.nullable and not field.required and field.place == "body"

    def _stray(self, name: str, value: object) -> Json:
        if self.shape.closed:
            msg = f"field {name!r} is no field of the document.{near(name, list(self.fields))}"
            raise _UnfitError(msg)
        try:
            return said(value)
        except UnsayableError as error:
            msg = f"field {name!r}: {error}"
            raise _UnfitError(msg) from None

    def _check_outside(self, name: str, found: Mapping[str, Json]) -> None:
        """What stands in the path or the query is judged by itself."""
        field = self.fields[name].field
        value = found.get(name)
        if value is None or value == "":
            if field.required or field.place == "path":
                msg = f"field {name!r} stands in the {field.place}, and is to hold something"
                raise _UnfitError(msg)
            return
        wrong = self.validators.problems(field.schema, value, for_request=True)
        if wrong:
            msg = f"field {name!r} ({field.place}): {wrong[0].message}"
            raise _UnfitError(msg)

    def _fits(self, body: Mapping[str, Json]) -> bool:
        try:
            return bool(self.body.is_valid(body))
        except (ValueError, TypeError):
            return False

    def _why(self, body: dict[str, Json]) -> str:
        wrong = self.validators.problems(self.shape.item, body, for_request=self.for_request)
        problem = wrong[0] if wrong else None
        if problem is None:
            return "the row fits none of what the document asks"
        name = unescaped(problem.pointer.partition("/")[2].partition("/")[0])
        missing = problem.keyword in ("required", "additionalProperties") and problem.pointer.count("/") == 1
        hint = near(name, list(self.fields)) if problem.keyword == "additionalProperties" else ""
        if not name or missing:
            return f"{problem.message}{hint}"
        at = f" (at {problem.pointer})" if problem.pointer.count("/") > 1 else ""
        return f"field {name!r}{at}: {problem.message}"

    def _mended(self, body: dict[str, Json]) -> dict[str, Json] | None:
        """A row that fits and has as many of the values as it can; None where there is none."""
        seed = 1 + zlib.crc32(json.dumps(body, sort_keys=True).encode()) % SEEDS
        item = self.shape.item
        try:
            model = self.values.of(item, seed, for_request=self.for_request)
        except CannotGenerate:
            return None
        if not isinstance(model, dict):
            return None
        told = self.validators.merging.of(item).discriminator or {}
        taken = {told.get("propertyName")}
        for _ in range(_MENDINGS):
            found = {name: one if name in taken else body.get(name, one) for name, one in model.items()}
            if self._fits(found):
                return found
            wrong = self.validators.problems(item, found, for_request=self.for_request)
            taken |= {one.pointer.split("/")[1] for one in wrong if "/" in one.pointer}
        return model


def _copied(value: Json) -> Json:
    """The value once more, so that nobody changes it for others."""
    if isinstance(value, dict):
        return {name: _copied(one) for name, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value
